//! One arrangement in depth.

use serde::{Deserialize, Serialize};

use crate::experiment::Verdict;

use super::{
    DayResult, FlowEnd, Hourly, Metrics, ReleaseCurve, Settling, StationLoad, TeamLoad, TheoryWait,
    Unreachable,
};

/// One arrangement in depth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunOutcome {
    /// Replications that were finished and counted.
    pub replications: u32,
    /// Every metric, in the order of `metrics.csv`.
    pub metrics: Metrics,
    /// Each target, held against the results.
    pub verdicts: Vec<Verdict>,
    /// Targets that no number of lanes can meet.
    #[serde(default)]
    pub unreachable: Vec<Unreachable>,
    /// Whole calendar days of the window.
    pub daily: Vec<DayResult>,
    /// Hours of the window.
    pub hourly: Hourly,
    /// How release times are distributed; `None` where nothing was released.
    pub release_curve: Option<ReleaseCurve>,
    /// Offered load by station, from theory.
    pub load: Vec<StationLoad>,
    /// What theory says of each team's load.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub team_load: Vec<TeamLoad>,
    /// Waits by station, from theory.
    #[serde(default)]
    pub theory: Vec<TheoryWait>,
    /// The number inside from the start of the run; `None` for a run of these very days.
    #[serde(default)]
    pub settling: Option<Settling>,
    /// Batches a day from place to place, from theory; empty in results of older versions.
    #[serde(default)]
    pub flows: Vec<FlowResult>,
}

/// Batches that go from one place to another, by the traffic equations: what the routes ask for,
/// before any batch is turned away, diverted or loses patience.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowResult {
    /// An arrival stream or a station.
    pub from: FlowEnd,
    /// A station or a way out.
    pub to: FlowEnd,
    /// How many, on average over the measured window.
    pub batches_per_day: f64,
}
