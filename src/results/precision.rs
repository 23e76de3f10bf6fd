//! The precision asked for instead of a number of replications.

use serde::{Deserialize, Serialize};

use crate::metric::{Metric, Scope};

/// The precision asked for instead of a number of replications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// A narrow interval of a metric.
    Width(WidthAsked),
    /// A decision on every target.
    Verdict {
        /// Limit on the number of replications.
        max_replications: u32,
        /// Whether every target was decided, in every arrangement if there are several.
        reached: bool,
    },
}

impl Precision {
    /// Whether the precision was reached, by every arrangement if there are several.
    pub fn is_reached(&self) -> bool {
        match self {
            Self::Width(asked) => asked.reached,
            Self::Verdict { reached, .. } => *reached,
        }
    }
}

/// The interval width asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WidthAsked {
    /// The metric.
    pub metric: Metric,
    /// Its scope.
    pub scope: Scope,
    /// Largest half-width as a share of the mean; `None` if `absolute` is set.
    pub relative: Option<f64>,
    /// Largest half-width in the unit of the metric; `None` if `relative` is set.
    pub absolute: Option<f64>,
    /// Smallest number of replications.
    pub min_replications: u32,
    /// Whether the precision was reached, by every arrangement if there are several.
    pub reached: bool,
}
