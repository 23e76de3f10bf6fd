//! Numbers that are lower bounds, because some batches were not released.

use crate::results::MetricResult;

use super::numbers::{Quantity, with_interval};

/// Returns "at least " for a lower bound, and nothing for other numbers.
pub(in crate::report) fn bound(metric: &MetricResult) -> &'static str {
    if is_bound(metric) { "at least " } else { "" }
}

/// Is the number a lower bound on the true value?
pub(in crate::report) fn is_bound(metric: &MetricResult) -> bool {
    metric.lower_bound && metric.metric.is_censored() && metric.estimate.mean.is_some()
}

/// Returns the mean with its interval, after "at least" if it is a lower bound.
pub(in crate::report) fn marked(quantity: Quantity<'_>, metric: &MetricResult) -> String {
    let shown = with_interval(quantity, &metric.estimate);
    format!("{}{shown}", bound(metric))
}
