//! What one more lane or member would do, here or there, at this or that time of day.

use serde::{Deserialize, Serialize};

use crate::experiment::Comparison;
use crate::metric::{Metric, Scope};
use crate::statistics::Estimate;

use super::Setting;

/// Single changes, each compared with the scenario as it is under common random numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OneMore {
    /// Replications of each of the best changes; the others may have fewer.
    pub replications: u32,
    /// The metric of all batches that the changes are compared by.
    pub metric: Metric,
    /// The changes, the best first; those with fewer replications come last.
    pub changes: Vec<SingleChange>,
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
    /// Verdict on the difference.
    pub verdict: Comparison,
}
