//! One arrangement in detail.

use serde::{Deserialize, Serialize};

use crate::experiment::Verdict;

use super::{
    DayResult, FlowEnd, HeaviestStretch, Hourly, Metrics, OneMore, ReleaseCurve, Settling,
    StationLoad, TeamLoad, TheoryWait, Unreachable,
};

/// One arrangement in detail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunOutcome {
    /// Number of replications finished and counted.
    pub replications: u32,
    /// Every metric, in the order of `metrics.csv`.
    pub metrics: Metrics,
    /// Verdict on each target.
    pub verdicts: Vec<Verdict>,
    /// Targets that no number of lanes can meet.
    #[serde(default)]
    pub unreachable: Vec<Unreachable>,
    /// Whole calendar days of the window.
    pub daily: Vec<DayResult>,
    /// Hours of the window.
    pub hourly: Hourly,
    /// Cumulative distribution of release times; `None` if nothing was released.
    pub release_curve: Option<ReleaseCurve>,
    /// Offered load by station, from theory.
    pub load: Vec<StationLoad>,
    /// Offered load by team, from theory.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub team_load: Vec<TeamLoad>,
    /// The stretch between dated changes in which each station and team has most to do; empty
    /// without such changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heaviest: Vec<HeaviestStretch>,
    /// Waits by station, from theory.
    #[serde(default)]
    pub theory: Vec<TheoryWait>,
    /// The number inside from the start of the run; `None` for a run over certain days.
    #[serde(default)]
    pub settling: Option<Settling>,
    /// Flows between streams, stations and exits, from theory; empty in results of older versions.
    #[serde(default)]
    pub flows: Vec<FlowResult>,
    /// What one more lane or member would do; `None` if that was not tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_more: Option<OneMore>,
}

/// Flow of batches from one place to another, by the traffic equations: as the routes say, before
/// any batch is turned away, is diverted or loses patience.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowResult {
    /// An arrival stream or a station.
    pub from: FlowEnd,
    /// A station or an exit.
    pub to: FlowEnd,
    /// Mean number of batches a day over the measured window.
    pub batches_per_day: f64,
}
