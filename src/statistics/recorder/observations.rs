//! What a replication comes to.

use crate::engine::Ending;
use crate::statistics::{DayTotals, Lock, Observation, Sample, Times};

/// What a replication comes to.
#[derive(Clone, Debug)]
pub struct Observations {
    /// The metrics, in the order of the catalogue.
    pub values: Vec<Observation>,
    /// Batches of Poisson streams that arrived in the window.
    pub poisson_batches: f64,
    /// Their units.
    pub poisson_units: f64,
    /// Release times by subject, then waits by station: all batches, each stream, each kind of
    /// goods, each station.
    pub times: Vec<Times>,
    /// Batches by day of the same subjects; visits of stations.
    pub days: Vec<DayTotals>,
    /// Days on which a batch arrived that was not released in time; what arrived outside of whole
    /// days counts as one day.
    pub late_days: u64,
    /// How the replication ended. One that gave up at a limit decides nothing
    /// ([`Ending::gave_up`]).
    pub ending: Ending,
    /// Stations that blocked each other, in the order in which they were found; of those that
    /// opened again the first 10.
    pub locks: Vec<Lock>,
    /// Was there a lock at the end of the window that no event of the run opens?
    pub gridlocked: bool,
    /// What charts need besides, where it was asked for.
    pub detail: Option<Detail>,
}

/// What charts of one arrangement need.
#[derive(Clone, Debug)]
pub struct Detail {
    /// Release times of the measured batches.
    pub release_times: Sample,
    /// How many batches were measured.
    pub measured: u64,
    /// Whole calendar days of the window.
    pub days: Vec<Day>,
    /// Hours of the window by station, in file order; empty where they would be more than 200,000.
    pub stations: Vec<Vec<Hour>>,
    /// Mean number inside, by hour from the start of the run to the end of the window.
    pub inside: Vec<f64>,
}

/// A whole calendar day of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Day {
    /// Batches that arrived.
    pub arrived: u64,
    /// Of these, released within the target time.
    pub within: u64,
    /// Batches released.
    pub released: u64,
    /// Their units.
    pub units: f64,
    /// Batches inside at 24:00.
    pub backlog: u64,
}

impl Day {
    /// Was the wanted share of the batches that arrived released in time? `None` for a day without
    /// arrivals, which is neither cleared nor not.
    pub fn cleared(&self, share: f64) -> Option<bool> {
        let wanted = share * self.arrived as f64 - 1e-9;
        (self.arrived > 0).then_some(self.within as f64 >= wanted)
    }
}

/// Averages of a station over an hour of the window (the last one may be shorter).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hour {
    /// Batches waiting.
    pub queue: f64,
    /// Lanes at work.
    pub busy: f64,
    /// Lanes open.
    pub open: f64,
}
