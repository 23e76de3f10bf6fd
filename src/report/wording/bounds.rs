//! Numbers that are only known from below, because batches were not released.

use crate::results::MetricResult;

use super::numbers::{Quantity, with_interval};

/// "at least " before a number that is only known from below.
pub(in crate::report) fn bound(metric: &MetricResult) -> &'static str {
    if is_bound(metric) { "at least " } else { "" }
}

/// Is the true number at least the one that is known?
pub(in crate::report) fn is_bound(metric: &MetricResult) -> bool {
    metric.lower_bound && metric.metric.is_censored() && metric.estimate.mean.is_some()
}

/// The mean with its interval, marked where it is only known from below.
pub(in crate::report) fn marked(quantity: Quantity<'_>, metric: &MetricResult) -> String {
    let shown = with_interval(quantity, &metric.estimate);
    format!("{}{shown}", bound(metric))
}
