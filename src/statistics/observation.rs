//! What a replication says of a metric.

/// What a replication says of a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Observation {
    /// Its value.
    Value(f64),
    /// What it is the ratio of: a share of batches, or a mean over them.
    Ratio {
        /// A count or a sum.
        part: f64,
        /// Of how many batches, visits, days or hours; 0 where there are none.
        whole: f64,
    },
    /// It does not apply: no target, unlimited lanes, nothing released, a quantile above the share
    /// of released batches.
    Absent,
}

impl Observation {
    /// The value, where there is one.
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

    /// A mean of some values, where there are any.
    pub(super) fn mean(sum: f64, count: f64) -> Self {
        if count > 0.0 {
            Self::Value(sum / count)
        } else {
            Self::Absent
        }
    }
}
