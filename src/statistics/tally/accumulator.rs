//! What is summed up of a metric.

use crate::statistics::{Controls, Moments, Observation, Ratio, Response};

/// What is summed up of a metric.
#[derive(Clone, Debug)]
pub(super) enum Accumulator {
    /// A mean over replications.
    Mean(Moments),
    /// One for which control variates serve.
    Controlled(Moments, Response),
    /// A ratio of sums.
    Ratio(Ratio),
    /// A quantile of the pool of a subject, at one of its shares.
    Quantile { subject: usize, at: usize },
}

impl Accumulator {
    pub(super) fn add(&mut self, observation: Observation, controls: &Controls) {
        match (self, observation) {
            (Self::Ratio(ratio), Observation::Ratio { part, whole }) => ratio.add(part, whole),
            (Self::Mean(moments), Observation::Value(value)) => moments.add(value),
            (Self::Controlled(moments, response), Observation::Value(value)) => {
                moments.add(value);
                response.add(value, controls);
            }
            // a quantile is of the pool; what does not apply has no value
            (Self::Quantile { .. }, _) | (_, Observation::Absent) => {}
            (_, observation) => unreachable!("{observation:?} is not what the metric is made of"),
        }
    }
}
