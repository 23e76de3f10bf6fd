//! What was asked for instead of a number of replications.

use serde::{Deserialize, Serialize};

use crate::metric::{Metric, Scope};

/// What was asked for instead of a number of replications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// A narrow interval of a metric.
    Width(WidthAsked),
    /// That every target is decided.
    Verdict {
        /// The most replications.
        max_replications: u32,
        /// Was every target decided, by every arrangement where there are several?
        reached: bool,
    },
}

impl Precision {
    /// Was it reached, by every arrangement where there are several?
    pub fn is_reached(&self) -> bool {
        match self {
            Self::Width(asked) => asked.reached,
            Self::Verdict { reached, .. } => *reached,
        }
    }
}

/// How narrow an interval was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WidthAsked {
    /// The metric.
    pub metric: Metric,
    /// Its scope.
    pub scope: Scope,
    /// The largest half-width as a share of the mean; this or `absolute`.
    pub relative: Option<f64>,
    /// The largest half-width in the unit of the metric.
    pub absolute: Option<f64>,
    /// The fewest replications.
    pub min_replications: u32,
    /// Was it reached, by every arrangement where there are several?
    pub reached: bool,
}
