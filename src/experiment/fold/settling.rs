//! Do the first days of the window differ from the rest, replication by replication?

use crate::calendar::Openings;
use crate::model::{ArrivalProcess, Lanes, Model, RunKind};
use crate::statistics::{Ratio, Student, Variation};
use crate::time::Span;

const HOURS_A_DAY: usize = 24;
const DAYS_A_WEEK: usize = 7;

/// The number inside by blocks of whole days, or of whole weeks where the days of the week differ,
/// that are counted from the start of the window in both directions. What is before the first whole
/// block belongs to the warm-up and is left out.
///
/// For every split of the window into an early and a late part it keeps, over replications, the
/// difference of the two means of one and the same replication, up to its third moment: as many
/// sums as there are blocks, however many replications there are.
#[derive(Clone, Debug)]
pub struct Blocks {
    /// Days in a block: 1 or 7.
    pub days: usize,
    /// Hours from the start of the run to the first block.
    pub offset: usize,
    /// Blocks in the warm-up.
    pub warm_up: usize,
    /// By the number of blocks in the early part, from 1 on: early mean less late mean.
    splits: Vec<Ratio>,
    /// Differences up to this are rounding errors.
    rounding: f64,
}

/// Rounding errors of means of numbers inside, relative to the numbers.
const ROUNDING: f64 = 1e-9;

impl Blocks {
    /// The blocks of a model's run, before any replication.
    pub(super) fn new(model: &Model) -> Self {
        let days = if days_differ(model) { DAYS_A_WEEK } else { 1 };
        let whole = days * HOURS_A_DAY;
        let before = model.plan.warm_up.micros();
        let warm_up = before.div_euclid(Span::HOUR.micros())
            + i64::from(before.rem_euclid(Span::HOUR.micros()) > 0);
        let warm_up = warm_up.max(0) as usize;
        Self {
            days,
            offset: warm_up % whole,
            warm_up: warm_up / whole,
            splits: vec![],
            rounding: 0.0,
        }
    }

    /// Hours in a block.
    pub fn hours(&self) -> usize {
        self.days * HOURS_A_DAY
    }

    /// Mean of each whole block of a series by the hour.
    pub fn means<T>(&self, hours: &[T], value: impl Fn(&T) -> f64) -> Vec<f64> {
        let from = self.offset.min(hours.len());
        let blocks = hours[from..].chunks_exact(self.hours());
        blocks
            .map(|block| block.iter().map(&value).sum::<f64>() / block.len() as f64)
            .collect()
    }

    /// Adds the number inside by the hour of a replication.
    pub(super) fn add(&mut self, inside: &[f64]) {
        let means = self.means(inside, |hour| *hour);
        let window = &means[self.warm_up.min(means.len())..];
        self.splits
            .resize_with(window.len().saturating_sub(1), Ratio::default);
        let total: f64 = window.iter().sum();
        self.rounding = self.rounding.max(ROUNDING * total);
        let mut early = 0.0;
        for (before, split) in (1..).zip(&mut self.splits) {
            early += window[before - 1];
            let after = window.len() - before;
            let difference = early / before as f64 - (total - early) / after as f64;
            split.add(difference, 1.0);
        }
    }

    /// Does the number inside before this block, from the start of the run, differ from that from
    /// it on, by a paired test at this error on both sides? The test is that of the t-interval, and
    /// of Hall's where the replications are enough to tell how skewed the differences are: both
    /// must leave out 0, so that a few very full replications do not look like a slow start.
    pub fn differs(&self, block: usize, error: f64) -> bool {
        let split = block.checked_sub(self.warm_up + 1);
        let variation = split.and_then(|at| self.splits.get(at)?.variation());
        let mut student = Student::new(1.0 - error);
        let mut leaves_out = |variation: Variation| {
            let (low, high) = variation.interval(&mut student);
            low > self.rounding || high < -self.rounding
        };
        variation.is_some_and(|it| {
            let plain = Variation {
                skewness: 0.0,
                ..it
            };
            leaves_out(plain) && leaves_out(it)
        })
    }
}

/// Do days of the week differ in arrivals, in lanes or in staff?
fn days_differ(model: &Model) -> bool {
    if model.plan.kind == RunKind::Period {
        return false;
    }
    let arrivals = model.streams.iter().any(|stream| match &stream.process {
        ArrivalProcess::Poisson(profile) | ArrivalProcess::Exact(profile) => profile.days
            [..DAYS_A_WEEK]
            .iter()
            .any(|factor| *factor != profile.days[0]),
        ArrivalProcess::Renewal(_) | ArrivalProcess::Trace(_) => false,
    });
    let differ = |openings: &Openings| {
        let mean = |hour: usize| openings.weekly_mean_of_hour(hour);
        (0..HOURS_A_DAY * DAYS_A_WEEK).any(|hour| mean(hour) != mean(hour % HOURS_A_DAY))
    };
    let lanes = model.stations.iter().any(|station| match &station.lanes {
        Lanes::Unlimited => false,
        Lanes::Scheduled(openings) => differ(openings),
    });
    arrivals || lanes || model.teams.iter().any(|team| differ(&team.members))
}
