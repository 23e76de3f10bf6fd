//! Records of stations that block each other.

use serde::{Deserialize, Serialize};

use crate::model::StationId;
use crate::time::Time;

/// A set of stations that block each other: every lane of these stations holds a batch that waits
/// for a place at a station of the set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// Time since which the stations block each other.
    pub from: Time,
    /// Time at which the lock ended; `None` if no event of the run ends it.
    pub until: Option<Time>,
    /// The stations, in file order. Stations that lock later, because they lead to these or
    /// independently, are another lock.
    pub stations: Vec<StationId>,
}

/// Limit, per replication, on the recorded locks that ended again.
const MOST_OPENED: usize = 10;

/// The locks of a replication.
#[derive(Clone, Debug, Default)]
pub(super) struct Locks {
    found: Vec<Lock>,
    opened: usize,
}

impl Locks {
    /// Records stations that are locked for the rest of the run.
    pub(super) fn locked(&mut self, from: Time, stations: &[StationId]) {
        self.add(from, None, stations);
    }

    /// Records a lock that has ended.
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

    /// Returns all recorded locks, in the order in which they were found.
    pub(super) fn finish(self) -> Vec<Lock> {
        self.found
    }
}
