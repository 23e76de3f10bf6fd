//! What replications show beside the metrics: how many hold a late batch, and which gave up.

use crate::engine::Ending;
use crate::metric::Aim;
use crate::model::{Model, RunKind, Target};
use crate::statistics::{Lock, Moments, Observation, Observations, Ratio};

/// What replications show beside the metrics.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Replications.
    pub replications: u32,
    /// Replications with a measured batch that was not released in time.
    pub late_replications: u32,
    /// Days of all replications on which such a batch arrived.
    pub late_days: u64,
    /// Replications that gave up at a limit, and where.
    pub gave_up: Vec<(u32, Ending)>,
    /// Stations that blocked each other, by replication; only replications with such stations.
    pub locks: Vec<(u32, Vec<Lock>)>,
    /// Replications with stations that block each other for ever, at the end of the window.
    pub gridlocked: u32,
    /// A steady process (or these very days).
    pub kind: RunKind,
    /// What the replications are held against.
    pub target: Target,
    /// The share released in time, each replication that gave up counted as perfect.
    best_within: Ratio,
    /// Batches and units released a day, counted likewise.
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

    /// Adds a replication, of which this is the share released in time, and these are the batches
    /// and units released a day.
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

    /// Did stations block each other for good in a replication?
    pub fn locks_up(&self) -> bool {
        self.gridlocked > 0
    }

    /// Does a process that goes on lock up sooner or later, because it did in a replication?
    pub fn is_locked(&self) -> bool {
        self.gridlocked > 0 && self.kind == RunKind::Steady
    }

    /// What the target's metric would be if each replication that gave up had been perfect.
    pub fn at_best(&self, aim: Aim) -> Best<'_> {
        match aim {
            Aim::BatchesPerDay => Best::Mean(&self.best_released[0]),
            Aim::UnitsPerDay => Best::Mean(&self.best_released[1]),
            Aim::Release => Best::Ratio(&self.best_within),
        }
    }
}

/// A metric as it is summed up.
#[derive(Clone, Copy, Debug)]
pub enum Best<'a> {
    /// A mean over replications.
    Mean(&'a Moments),
    /// A ratio of sums.
    Ratio(&'a Ratio),
}
