//! Stations that block each other, as a recorder keeps them.

use crate::model::StationId;
use crate::time::Time;

/// Stations all of whose lanes hold batches that wait for places at stations of the same set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// Since when they block each other.
    pub from: Time,
    /// When they opened; none where no event of the run opens them.
    pub until: Option<Time>,
    /// The stations, in file order. Stations that lock later, because they lead there or apart from
    /// them, are another lock.
    pub stations: Vec<StationId>,
}

/// The most locks that opened again that are kept of a replication.
const MOST_OPENED: usize = 10;

/// The locks of a replication.
#[derive(Clone, Debug, Default)]
pub(super) struct Locks {
    found: Vec<Lock>,
    opened: usize,
}

impl Locks {
    /// Stations are locked for the rest of the run.
    pub(super) fn locked(&mut self, from: Time, stations: &[StationId]) {
        self.add(from, None, stations);
    }

    /// Stations have opened again.
    pub(super) fn unlocked(&mut self, from: Time, until: Time, stations: &[StationId]) {
        self.opened += 1;
        if self.opened <= MOST_OPENED {
            self.add(from, Some(until), stations);
        }
    }

    fn add(&mut self, from: Time, until: Option<Time>, stations: &[StationId]) {
        self.found.push(Lock {
            from,
            until,
            stations: stations.to_vec(),
        });
    }

    /// All of them, in the order in which they were found.
    pub(super) fn finish(self) -> Vec<Lock> {
        self.found
    }
}
