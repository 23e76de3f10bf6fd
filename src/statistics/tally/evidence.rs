//! What the replications show besides the metrics: late batches, locks, and replications that gave
//! up.

use crate::engine::Ending;
use crate::metric::Aim;
use crate::model::{Model, RunKind, Target};
use crate::statistics::{Lock, Moments, Observation, Observations, Ratio};

/// What the replications show besides the metrics.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Number of replications.
    pub replications: u32,
    /// Number of replications with a measured batch that was not released in time.
    pub late_replications: u32,
    /// Number of days, over all replications, on which such a batch arrived.
    pub late_days: u64,
    /// Indices of the replications that gave up at a limit, and their endings.
    pub gave_up: Vec<(u32, Ending)>,
    /// Locks, by index of the replication; replications without a lock are left out.
    pub locks: Vec<(u32, Vec<Lock>)>,
    /// Number of replications that had a lock for the rest of the run at the end of the window.
    pub gridlocked: u32,
    /// Kind of run: steady, or of given days.
    pub kind: RunKind,
    /// Target with which the replications are compared.
    pub target: Target,
    /// Share released in time, with each replication that gave up counted as perfect.
    best_within: Ratio,
    /// Batches and units released a day, with each replication that gave up counted as perfect.
    best_released: [Moments; 2],
}

impl Evidence {
    pub(super) fn new(model: &Model) -> Self {
        Self {
            replications: 0,
            late_replications: 0,
            late_days: 0,
            gave_up: vec![],
            locks: vec![],
            gridlocked: 0,
            kind: model.plan.kind,
            target: model.target,
            best_within: Ratio::default(),
            best_released: [Moments::default(); 2],
        }
    }

    /// Adds a replication. `within` is its share released in time, `released` its batches and units
    /// released a day.
    pub(super) fn add(
        &mut self,
        observations: &Observations,
        within: Observation,
        released: [Observation; 2],
    ) {
        let gave_up = observations.ending.gave_up();
        if gave_up {
            self.gave_up
                .push((self.replications, observations.ending.clone()));
        }
        if !observations.locks.is_empty() {
            self.locks
                .push((self.replications, observations.locks.clone()));
        }
        self.gridlocked += u32::from(observations.gridlocked);
        self.replications += 1;
        self.late_days += observations.late_days;
        if let Observation::Ratio { part, whole } = within {
            self.late_replications += u32::from(part < whole);
            self.best_within
                .add(if gave_up { whole } else { part }, whole);
        }
        let wanted = [self.target.batches_per_day, self.target.units_per_day];
        for ((best, value), wanted) in self.best_released.iter_mut().zip(released).zip(wanted) {
            let value = value.value().unwrap_or_default();
            let perfect = wanted.filter(|_| gave_up).unwrap_or_default();
            best.add(value.max(perfect));
        }
    }

    /// Did a replication lock up for the rest of the run?
    pub fn locks_up(&self) -> bool {
        self.gridlocked > 0
    }

    /// Is this a steady run of which a replication locked up, so that every run would sooner or
    /// later?
    pub fn is_locked(&self) -> bool {
        self.gridlocked > 0 && self.kind == RunKind::Steady
    }

    /// Returns the sums of the target's metric as if each replication that gave up had been
    /// perfect.
    pub fn at_best(&self, aim: Aim) -> Best<'_> {
        match aim {
            Aim::BatchesPerDay => Best::Mean(&self.best_released[0]),
            Aim::UnitsPerDay => Best::Mean(&self.best_released[1]),
            Aim::Release => Best::Ratio(&self.best_within),
        }
    }
}

/// Sums of a metric over replications.
#[derive(Clone, Copy, Debug)]
pub enum Best<'a> {
    /// A mean over replications.
    Mean(&'a Moments),
    /// A ratio of sums.
    Ratio(&'a Ratio),
}
