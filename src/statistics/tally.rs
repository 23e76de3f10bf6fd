//! Sums of every metric over the replications of one arrangement.
//!
//! Memory does not grow with the number of replications, unless the value of every metric in every
//! replication is kept.

mod accumulator;
mod column;
mod contributions;
mod evidence;

use crate::metric::{Estimator, Metric, Scope};
use crate::model::{Model, RunKind};

use super::known::known_arrivals_per_day;
use super::records::{QUANTILES, WAIT_QUANTILES};
use super::{
    Catalogue, Controls, Correction, DayTotals, Estimate, Moments, Observations, Pool, Quantile,
    Ratio, Response, Share, Student, Trials,
};

use accumulator::Accumulator;
pub use column::Keep;
use column::Kept;
pub use evidence::{Best, Evidence};

/// Sums of every metric over the replications of one arrangement.
#[derive(Clone, Debug)]
pub struct Tally {
    catalogue: Catalogue,
    /// Sums of each metric, by position in the catalogue.
    accumulators: Vec<Accumulator>,
    /// Pools of times, by subject.
    pools: Vec<Pool>,
    /// Totals over whole days, by subject.
    days: Vec<DayTotals>,
    trials: Trials,
    /// Length of the window in days.
    window: f64,
    /// Whole calendar days of the window.
    window_days: u32,
    controls: Controls,
    /// Known means of the controls.
    known: [f64; 2],
    kept: Option<Kept>,
    evidence: Evidence,
}

/// The quantiles of each subject at its wanted shares.
#[derive(Clone, Debug, Default)]
pub struct Quantiles(Vec<Vec<Quantile>>);

impl Tally {
    /// Makes an empty tally of a model.
    pub fn new(model: &Model, keep: Keep) -> Self {
        let catalogue = Catalogue::new(model);
        let flows = 1 + model.streams.len() + model.goods.len();
        let pools = (0..flows).map(|_| Pool::new(&QUANTILES, keep));
        let waits = model
            .stations
            .iter()
            .map(|_| Pool::new(&WAIT_QUANTILES, keep));
        let mut quantiles = vec![0; flows + model.stations.len()];
        let mut accumulator = |position: usize| {
            let entry = &catalogue.entries()[position];
            match entry.metric.estimator() {
                Estimator::Mean if is_controlled(entry.metric) => {
                    Accumulator::Controlled(Moments::default(), Response::default())
                }
                Estimator::Mean => Accumulator::Mean(Moments::default()),
                Estimator::Ratio => Accumulator::Ratio(Ratio::default()),
                Estimator::Quantile(_) => {
                    let subject = entry.subject.expect("batches have a subject");
                    let at = quantiles[subject];
                    quantiles[subject] += 1;
                    Accumulator::Quantile { subject, at }
                }
            }
        };
        let accumulators: Vec<_> = (0..catalogue.entries().len())
            .map(&mut accumulator)
            .collect();
        let calendar = &model.calendar;
        let first_day = calendar.first_day_from(model.plan.window_start());
        let whole_days = calendar.day(model.plan.window_end()) - first_day;
        let (batches, units) = known_arrivals_per_day(model);
        Self {
            kept: (keep == Keep::Values).then(|| Kept::new(&accumulators)),
            accumulators,
            pools: pools.chain(waits).collect(),
            days: vec![DayTotals::default(); flows + model.stations.len()],
            trials: trials(model),
            window: model.plan.length.days(),
            window_days: whole_days.max(0) as u32,
            controls: Controls::default(),
            known: [batches, units],
            evidence: Evidence::new(model),
            catalogue,
        }
    }

    /// Adds the next replication.
    pub fn add(&mut self, observations: &mut Observations) {
        let controls = [observations.poisson_batches, observations.poisson_units];
        let controls = controls.map(|sum| sum / self.window);
        self.controls.add(controls);
        for (accumulator, value) in self.accumulators.iter_mut().zip(&observations.values) {
            accumulator.add(*value, &self.controls);
        }
        if let Some(kept) = &mut self.kept {
            kept.add(&observations.values, controls);
        }
        for (total, more) in self.days.iter_mut().zip(&observations.days) {
            total.merge(*more);
        }
        let of_all = |metric| observations.values[self.of_all(metric)];
        let within = of_all(Metric::ReleasedWithin);
        let released = [Metric::ReleasedPerDay, Metric::UnitsReleasedPerDay].map(of_all);
        self.evidence.add(observations, within, released);
        for (pool, times) in self.pools.iter_mut().zip(observations.times.drain(..)) {
            pool.add(times);
        }
    }

    /// Returns the number of replications added.
    pub fn replications(&self) -> u32 {
        self.evidence.replications
    }

    /// Returns the catalogue of metrics.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Returns the position of a metric of scope `all`.
    ///
    /// # Panics
    /// If scope `all` has no such metric.
    pub fn of_all(&self, metric: Metric) -> usize {
        let position = self.position(metric, &Scope::All);
        position.expect("a metric of scope all")
    }

    /// Returns the position of a metric of a scope, if there is one.
    pub fn position(&self, metric: Metric, scope: &Scope) -> Option<usize> {
        self.catalogue.position(metric, scope)
    }

    /// Returns what the replications show besides the metrics.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// Returns the value of a metric in every replication; empty if values are not kept.
    pub fn values(&self, position: usize) -> Vec<Option<f64>> {
        self.kept
            .as_ref()
            .map_or_else(Vec::new, |kept| kept.columns[position].values())
    }

    /// Returns the parts and the wholes of a metric in every replication. For a ratio they are its
    /// terms; for a quantile, which is looked up in `quantiles`, the batches at or below it and all
    /// batches. Empty for plain means, and if values are not kept.
    pub fn parts_and_wholes(&self, position: usize, quantiles: &Quantiles) -> (Vec<f64>, Vec<f64>) {
        let Some(kept) = &self.kept else {
            return (vec![], vec![]);
        };
        match &self.accumulators[position] {
            Accumulator::Quantile { subject, at } => {
                let pool = &self.pools[*subject];
                let parts = pool.parts(&quantiles.0[*subject][*at]);
                // a quantile above the released share has no value and therefore no parts
                let is_known = !parts.is_empty();
                let wholes = pool.batches().iter().copied();
                (parts, wholes.filter(|_| is_known).collect())
            }
            _ => kept.columns[position].parts_and_wholes(),
        }
    }

    /// Returns the growth of the share of batches per hour near a quantile; `None` for other
    /// metrics.
    pub fn slope(&self, position: usize, quantiles: &Quantiles) -> Option<f64> {
        match &self.accumulators[position] {
            Accumulator::Quantile { subject, at } => quantiles.0[*subject][*at].slope,
            _ => None,
        }
    }

    /// Returns the mean of a metric that is a mean over replications; 0 for other metrics.
    pub fn mean(&self, position: usize) -> f64 {
        match &self.accumulators[position] {
            Accumulator::Mean(moments) | Accumulator::Controlled(moments, _) => moments.mean(),
            Accumulator::Ratio(_) | Accumulator::Quantile { .. } => 0.0,
        }
    }

    /// Returns the estimate of a metric, without control variates.
    pub fn estimate(&self, position: usize, student: &mut Student) -> Estimate {
        let entry = &self.catalogue.entries()[position];
        let range = entry.metric.range();
        match &self.accumulators[position] {
            Accumulator::Mean(moments) | Accumulator::Controlled(moments, _) => {
                student.estimate(moments, range)
            }
            Accumulator::Ratio(ratio) => self.ratio(entry.metric, entry.subject, ratio, student),
            Accumulator::Quantile { subject, at } => {
                let found = self.pools[*subject].quantiles(student)[*at];
                found.estimate(self.replications())
            }
        }
    }

    /// Returns all quantiles, with intervals at the confidence of `student`.
    pub fn quantiles(&self, student: &mut Student) -> Quantiles {
        let pools = self.pools.iter();
        Quantiles(pools.map(|pool| pool.quantiles(student)).collect())
    }

    /// Returns the estimate of every metric, in the order of the catalogue, without control
    /// variates.
    pub fn estimates(&self, quantiles: &Quantiles, student: &mut Student) -> Vec<Estimate> {
        let estimate = |position: usize| match &self.accumulators[position] {
            Accumulator::Quantile { subject, at } => {
                quantiles.0[*subject][*at].estimate(self.replications())
            }
            _ => self.estimate(position, student),
        };
        (0..self.accumulators.len()).map(estimate).collect()
    }

    /// Returns the estimate of a ratio of sums.
    fn ratio(
        &self,
        metric: Metric,
        subject: Option<usize>,
        ratio: &Ratio,
        student: &mut Student,
    ) -> Estimate {
        if metric.is_share_of_trials() {
            self.share(metric, subject, ratio).estimate(student)
        } else {
            student.ratio(ratio, metric.range(), None)
        }
    }

    /// Returns a share of batches, visits, days or replications.
    fn share(&self, metric: Metric, subject: Option<usize>, ratio: &Ratio) -> Share {
        Share {
            ratio: *ratio,
            trials: Some(self.trials_of(metric, subject, ratio)),
            is_of_windows: match metric {
                Metric::DaysCleared => self.window_days == 1,
                _ => metric == Metric::Gridlocked,
            },
        }
    }

    /// Returns the number of independent trials behind a share.
    fn trials_of(&self, metric: Metric, subject: Option<usize>, ratio: &Ratio) -> f64 {
        let replications = f64::from(self.replications());
        let days = match (self.trials, subject) {
            (Trials::Days, _) if metric == Metric::DaysCleared => ratio.whole(),
            (Trials::Days, Some(subject)) => self.days[subject].effective(),
            (Trials::Replications, _) | (Trials::Days, None) => 0.0,
        };
        if days > 0.0 { days } else { replications }
    }

    /// Returns the number of independent trials behind a share of all measured batches that is 0 or
    /// 1 in every replication.
    pub fn trials(&self) -> f64 {
        self.trials_of(Metric::ReleasedWithin, Some(0), &Ratio::default())
    }

    /// Returns a lower bound on the share of batches released in time: 1 minus the exact binomial
    /// upper bound on the share of trials (days or replications) with a late batch, as if every
    /// batch of such a trial were late. `None` without replications.
    pub fn bound_by_days(&self, student: &Student) -> Option<f64> {
        let trials = self.trials();
        let late = match self.trials {
            Trials::Days if self.days[0].effective() > 0.0 => self.evidence.late_days as f64,
            Trials::Days | Trials::Replications => f64::from(self.evidence.late_replications),
        };
        let (_, most) = student.binomial(late.min(trials), trials);
        (trials >= 1.0).then_some(1.0 - most)
    }

    /// Returns the correction by control variates. It is empty if a replication gave up, as its
    /// arrivals do not cover the whole window.
    pub fn correction(&self) -> Correction {
        if self.evidence.gave_up.is_empty() {
            self.controls.correction(self.known)
        } else {
            Correction::none(self.replications())
        }
    }

    /// Returns the estimate of a metric with control variates; `None` if it has none.
    pub fn controlled(&self, position: usize, student: &mut Student) -> Option<Estimate> {
        let range = self.catalogue.entries()[position].metric.range();
        let correction = self.correction();
        match &self.accumulators[position] {
            Accumulator::Controlled(_, response) if correction.controls > 0 => {
                Some(response.estimate(&correction, range, student))
            }
            _ => None,
        }
    }
}

/// Are the arrivals of Poisson streams control variates for this metric?
fn is_controlled(metric: Metric) -> bool {
    matches!(
        metric,
        Metric::ArrivedPerDay | Metric::ReleasedPerDay | Metric::UnitsReleasedPerDay
    )
}

/// Returns what counts as an independent trial in the runs of a model.
fn trials(model: &Model) -> Trials {
    let plan = &model.plan;
    let changes = model.changes.iter();
    let mut within = changes.filter(|(at, _)| *at > plan.window_start() && *at < plan.window_end());
    let is_changed = within.next().is_some();
    if plan.kind == RunKind::Period || is_changed || plan.length.days() < 1.0 {
        Trials::Replications
    } else {
        Trials::Days
    }
}

impl Quantile {
    fn estimate(&self, replications: u32) -> Estimate {
        if self.value.is_none() {
            return Estimate::default();
        }
        let width = self
            .lower
            .zip(self.upper)
            .map(|(lower, upper)| upper - lower);
        let certain = replications > 1 && self.lower.is_none();
        Estimate {
            mean: self.value,
            half_width: if certain {
                Some(0.0)
            } else {
                width.map(|width| width / 2.0)
            },
            lower: if certain { self.value } else { self.lower },
            upper: if certain { self.value } else { self.upper },
            replications,
        }
    }
}
