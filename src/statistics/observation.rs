//! The observation of a metric in one replication.

use serde::{Deserialize, Serialize};

/// The observation of a metric in one replication.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Observation {
    /// The value of the metric.
    Value(f64),
    /// Both terms of a ratio: a share of batches, or a mean over batches, visits, days or hours.
    Ratio {
        /// Numerator: a count or a sum.
        part: f64,
        /// Denominator: the number of batches, visits, days or hours; 0 if there were none.
        whole: f64,
    },
    /// The metric has no value: no target, unlimited lanes, nothing released, or a quantile above
    /// the share of released batches.
    Absent,
}

impl Observation {
    /// Returns the value, if there is one.
    pub fn value(self) -> Option<f64> {
        match self {
            Self::Value(value) => Some(value),
            Self::Ratio { part, whole } => (whole > 0.0).then(|| part / whole),
            Self::Absent => None,
        }
    }

    pub(super) fn ratio(part: f64, whole: f64) -> Self {
        Self::Ratio { part, whole }
    }

    pub(super) fn or_absent(value: Option<f64>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }

    /// Makes the mean of `count` values with this sum; absent if the count is 0.
    pub(super) fn mean(sum: f64, count: f64) -> Self {
        if count > 0.0 {
            Self::Value(sum / count)
        } else {
            Self::Absent
        }
    }
}
