//! Who works when: the numbers of the chosen arrangement, by block of the day or shift.

use serde::{Deserialize, Serialize};

use crate::metric::Scope;
use crate::statistics::Estimate;

/// The chosen roster.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Roster {
    /// A row for each number of lanes or members that was chosen, in the order of the choices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roster: Vec<RosterRow>,
    /// The hours of each station and team in these rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roster_hours: Vec<RosterHours>,
    /// The chosen rows as lines of a scenario; `None` if nothing was chosen by the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<String>,
}

/// A number of lanes or members that was chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RosterRow {
    /// The station or the team.
    pub scope: Scope,
    /// Its label.
    pub label: String,
    /// The days as written, or `all days`.
    pub days: String,
    /// The hours as written, or `00:00-24:00`.
    pub hours: String,
    /// The chosen number.
    pub chosen: f64,
    /// The mean number in these hours in the scenario as it is; `None` if there is none.
    pub before: Option<f64>,
    /// Mean and largest hourly mean, in these hours, of the lanes that would be busy (or the
    /// members at work) if lanes were unlimited everywhere; `None` if unknown.
    pub lagged_load_mean: Option<f64>,
    /// See [`lagged_load_mean`](Self::lagged_load_mean).
    pub lagged_load_max: Option<f64>,
    /// Mean number of busy lanes, or of members at work, in these hours; empty if hours of several
    /// rows overlap.
    pub at_work: Estimate,
    /// Hours of overtime a day of the window: that in these hours, and that in later hours in which
    /// no row is on duty.
    pub overtime_per_day: Estimate,
    /// Cost a day of the window: that on duty, and that of this overtime.
    pub cost_per_day: Estimate,
    /// Whether the scenario names no cost for one of them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub free: bool,
    /// Result for the target with one less, from fresh replications; empty if not simulated.
    pub share_one_less: Estimate,
    /// Result for the target with one more, from fresh replications; empty if not simulated.
    pub share_one_more: Estimate,
}

/// The hours of a week of a station or team, from Monday 00:00.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RosterHours {
    /// The station or the team.
    pub scope: Scope,
    /// Lanes open, or members on duty.
    pub chosen: Vec<f64>,
    /// The same in the scenario as it is; empty if lanes are unlimited there.
    pub before: Vec<f64>,
    /// Mean number of lanes that would be busy (or of members at work) if lanes were unlimited
    /// everywhere; empty if unknown.
    pub lagged_load: Vec<f64>,
}
