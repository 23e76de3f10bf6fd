//! The observations of a replication.

use serde::{Deserialize, Serialize};

use crate::engine::Ending;
use crate::statistics::{DayTotals, Lock, Observation, Sample, Times};
use crate::time::Time;

/// The observations of a replication.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observations {
    /// The metrics, in the order of the catalogue.
    pub values: Vec<Observation>,
    /// Number of batches of Poisson streams that arrived in the window.
    pub poisson_batches: f64,
    /// Units of these batches.
    pub poisson_units: f64,
    /// Times by subject: release times of all batches, each stream and each kind of goods, then
    /// waits at each station.
    pub times: Vec<Times>,
    /// Daily totals of the same subjects: batches, or visits of a station.
    pub days: Vec<DayTotals>,
    /// Number of days on which a batch arrived that was not released in time; all batches outside
    /// the whole days count as one day.
    pub late_days: u64,
    /// How the replication ended. A replication that gave up at a limit decides nothing
    /// ([`Ending::gave_up`]).
    #[serde(with = "EndingForm")]
    pub ending: Ending,
    /// Locks, in the order in which they were found; of those that ended again only the first 10.
    pub locks: Vec<Lock>,
    /// Whether there was a lock at the end of the window that no event of the run ends.
    pub gridlocked: bool,
    /// Additional data for charts, if requested.
    pub detail: Option<Detail>,
}

/// The form in which an ending is stored.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Ending")]
enum EndingForm {
    Complete,
    Stopped,
    TooManyInside(Time),
    TooManyEvents(Time),
}

/// Data for charts of one arrangement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// Release times of the measured batches.
    pub release_times: Sample,
    /// Number of measured batches.
    pub measured: u64,
    /// Whole calendar days of the window.
    pub days: Vec<Day>,
    /// Hours of the window by station, in file order; empty if the hours of stations and teams were
    /// more than 200,000 in all.
    pub stations: Vec<Vec<Hour>>,
    /// Hours of the window by team, in file order; empty as those of the stations.
    pub teams: Vec<Vec<Hour>>,
    /// Mean number of batches inside, by hour from the start of the run to the end of the window.
    pub inside: Vec<f64>,
}

/// A whole calendar day of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Day {
    /// Batches that arrived.
    pub arrived: u64,
    /// Number of these batches released within the target time.
    pub within: u64,
    /// Batches released on this day.
    pub released: u64,
    /// Units of the batches released on this day.
    pub units: f64,
    /// Batches inside at 24:00.
    pub backlog: u64,
}

impl Day {
    /// Was the wanted share of the day's arrivals released in time? `None` for a day without
    /// arrivals.
    pub fn cleared(&self, share: f64) -> Option<bool> {
        let wanted = share * self.arrived as f64 - 1e-9;
        (self.arrived > 0).then_some(self.within as f64 >= wanted)
    }
}

/// A station or a team in an hour of the window; the last hour may be shorter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hour {
    /// Mean number of batches waiting; 0 for a team.
    pub queue: f64,
    /// Mean number of busy lanes, or of members at work.
    pub busy: f64,
    /// Mean number of open lanes, or of members on duty.
    pub open: f64,
    /// Hours of work after closing or after the end of shifts, of all lanes or members together.
    pub overtime: f64,
    /// Cost of open lanes and of overtime; for a team, whose cost on duty does not depend on the
    /// run, of overtime alone.
    pub cost: f64,
}
