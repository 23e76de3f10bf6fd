//! What one more lane or member would do, here or there, at this or that time of day.

use serde::{Deserialize, Serialize};

use crate::experiment::Comparison;
use crate::metric::{Metric, Scope};
use crate::statistics::Estimate;

use super::Setting;

/// Single changes, each compared with the scenario as it is under common random numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OneMore {
    /// Replications by which each change is measured.
    pub replications: u32,
    /// The metric of all batches that the changes are compared by.
    pub metric: Metric,
    /// The changes that are measured, the best first.
    pub changes: Vec<SingleChange>,
    /// Replications of the first look, which chose the changes that are measured; `None` if all
    /// are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_look: Option<u32>,
    /// Changes that the first look left behind, the best first; they have no estimates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_behind: Vec<SingleChange>,
    /// Stations and teams with a limited number that were not tried, because dated changes set
    /// their rows or the run is too large.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub untried: Vec<Scope>,
}

impl OneMore {
    /// Returns the number of changes that were tried.
    pub fn tried(&self) -> usize {
        self.changes.len() + self.left_behind.len()
    }
}

/// One more lane of a station, or as many more members of a team as its smallest crew needs, in
/// certain hours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SingleChange {
    /// The station or the team.
    pub scope: Scope,
    /// Number of lanes or members that are added.
    pub more: u32,
    /// The days as written; `None` for all days on which rows are.
    pub days: Option<String>,
    /// The hours; `None` for all hours in which it is open.
    pub hours: Option<String>,
    /// What is set.
    pub settings: Vec<Setting>,
    /// The difference that it makes; the intervals of all changes hold together.
    pub difference: Estimate,
    /// The difference of the cost a day, if there are costs; its interval holds by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Estimate>,
    /// Whether the scenario names costs, but none for this lane or member, so that it counts as
    /// free.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub free: bool,
    /// Verdict on the difference.
    pub verdict: Comparison,
}
