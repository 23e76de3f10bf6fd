//! A paired test of whether the first days of the window differ from the rest.

use crate::calendar::Openings;
use crate::model::{ArrivalProcess, Lanes, Model, RunKind};
use crate::statistics::{Ratio, Student, Variation};
use crate::time::Span;

const HOURS_A_DAY: usize = 24;
const DAYS_A_WEEK: usize = 7;

/// The number of batches inside, averaged over blocks: whole days, or whole weeks if the days of
/// the week differ. Blocks are laid out in both directions from the start of the window; the hours
/// before the first whole block belong to the warm-up and are left out.
///
/// For every split of the window into an early and a late part, the first three moments, over
/// replications, of the early mean minus the late mean of the same replication are kept. Memory
/// grows with the number of blocks, not with the number of replications.
#[derive(Clone, Debug)]
pub struct Blocks {
    /// Length of a block in days: 1 or 7.
    pub days: usize,
    /// Hours from the start of the run to the first block.
    pub offset: usize,
    /// Number of blocks in the warm-up.
    pub warm_up: usize,
    /// Early mean minus late mean, indexed by the number of blocks in the early part, from 1.
    splits: Vec<Ratio>,
    /// Differences up to this size count as rounding errors.
    rounding: f64,
}

/// Relative rounding error of the mean number inside.
const ROUNDING: f64 = 1e-9;

impl Blocks {
    /// Lays out the blocks of a model's run.
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

    /// Returns the mean of each whole block of an hourly series.
    pub fn means<T>(&self, hours: &[T], value: impl Fn(&T) -> f64) -> Vec<f64> {
        let from = self.offset.min(hours.len());
        let blocks = hours[from..].chunks_exact(self.hours());
        blocks
            .map(|block| block.iter().map(&value).sum::<f64>() / block.len() as f64)
            .collect()
    }

    /// Adds the hourly numbers inside of a replication.
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

    /// Does the number inside before this block differ from that from the block on, by a two-sided
    /// paired test at this error? Blocks are counted from the start of the run. Both the t-interval
    /// and Hall's interval, which corrects for skewness if there are enough replications, must
    /// exclude 0, so that a few very full replications do not look like a slow start.
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

/// Do the days of the week differ in arrivals, lanes or staff?
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
