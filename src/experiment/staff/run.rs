//! An arrangement that is simulated.

use crate::experiment::fold::Fold;
use crate::experiment::replicate::{in_order, run};
use crate::experiment::{Effort, Replicated, Standing, Watcher};
use crate::metric::{Aim, Metric};
use crate::model::Model;
use crate::statistics::{Depth, Moments, Student};

/// Replications of an arrangement, in index order.
pub(super) struct Sample {
    pub(super) fold: Fold,
    /// How much is recorded of each of them.
    depth: Depth,
    /// Result for the target and cost a day of each of them.
    values: Vec<[f64; 2]>,
}

impl Sample {
    pub(super) fn new(model: &Model, effort: Effort, depth: Depth) -> Self {
        Self {
            fold: Fold::new(model, effort, depth),
            depth,
            values: vec![],
        }
    }

    /// Adds replications until there are this many; their random numbers are those of a seed from
    /// this number on. Returns how many were added, and whether none was interrupted.
    pub(super) fn extend(
        &mut self,
        model: &Model,
        (seed, first): (u64, u64),
        until: u32,
        watcher: &dyn Watcher,
    ) -> (u64, bool) {
        let (before, depth) = (u64::from(self.fold.count()), self.depth);
        let outcomes = in_order(before..u64::from(until), |replication| {
            run(model, seed, first + replication, depth, watcher)
        });
        let target = &model.target;
        let aim = Aim::leading(target.release.is_some(), target.batches_per_day.is_some());
        let tally = self.fold.tally();
        let of_run = [aim.metric(), Metric::CostPerDay].map(|metric| tally.of_all(metric));
        let mut finished = true;
        for outcome in outcomes {
            let Some(observations) = outcome else {
                finished = false;
                break;
            };
            let value = |at: usize| observations.values[at].value().unwrap_or(0.0);
            self.values.push(of_run.map(value));
            self.fold.add(observations);
        }
        (u64::from(self.fold.count()) - before, finished)
    }

    /// Returns by how much the result for the target exceeds that of another arrangement, on
    /// average over the replications that both have.
    pub(super) fn gain(&self, other: &Self) -> Option<f64> {
        let differences = self.differences(other, 0);
        (differences.count() > 0).then(|| differences.mean())
    }

    /// Returns a lower bound for what this arrangement costs a day more than another, by the paired
    /// t-interval (Student 1908) over the replications that both have.
    pub(super) fn dearer(&self, other: &Self, confidence: f64) -> Option<f64> {
        let differences = self.differences(other, 1);
        let number = differences.count();
        let error = (differences.variance()? / f64::from(number)).sqrt();
        Some(differences.mean() - Student::new(confidence).quantile(number - 1) * error)
    }

    /// Returns the differences of one of the recorded values.
    fn differences(&self, other: &Self, of: usize) -> Moments {
        let mut moments = Moments::default();
        for (one, other) in self.values.iter().zip(&other.values) {
            moments.add(one[of] - other[of]);
        }
        moments
    }
}

/// An arrangement that is simulated.
pub(super) struct Run {
    pub(super) model: Model,
    /// Replications of the search.
    pub(super) search: Sample,
    /// Replications that were not used to choose.
    pub(super) fresh: Option<Sample>,
    /// Part of the error of a rejection that this arrangement may spend.
    pub(super) part: f64,
    /// Looks taken.
    pub(super) looks: u32,
    /// Result of the last look.
    pub(super) standing: Standing,
    /// Whether the test has ended.
    pub(super) is_decided: bool,
}

impl Run {
    /// Begins without replications; a rejection may spend this part of its error.
    pub(super) fn new(model: Model, effort: Effort, depth: Depth, part: f64) -> Self {
        Self {
            search: Sample::new(&model, effort, depth),
            fresh: None,
            model,
            part,
            looks: 0,
            standing: Standing::Undecided,
            is_decided: false,
        }
    }

    /// Returns the results: those of the fresh replications if there are any.
    pub(super) fn finish(self) -> (Model, Replicated) {
        let sample = self.fresh.unwrap_or(self.search);
        (self.model, sample.fold.finish())
    }
}
