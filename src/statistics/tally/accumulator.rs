//! The running sums of a metric.

use crate::statistics::{Controls, Moments, Observation, Ratio, Response};

/// The running sums of a metric.
#[derive(Clone, Debug)]
pub(super) enum Accumulator {
    /// A mean over replications.
    Mean(Moments),
    /// A mean over replications with control variates.
    Controlled(Moments, Response),
    /// A ratio of sums.
    Ratio(Ratio),
    /// A quantile of the pool of a subject, with the index of its share.
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
            // quantiles come from the pool; an absent observation adds nothing
            (Self::Quantile { .. }, _) | (_, Observation::Absent) => {}
            (_, observation) => unreachable!("{observation:?} does not fit the metric"),
        }
    }
}
