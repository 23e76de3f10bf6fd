//! Finds things in results, and says what several verdicts come to.

use crate::results::{Estimate, MetricResult, Standing, SweepPoint, Verdict};

/// A metric of a scope.
pub(super) fn metric<'a>(
    metrics: &'a [MetricResult],
    scope: &str,
    name: &str,
) -> Option<&'a MetricResult> {
    metrics
        .iter()
        .find(|metric| metric.metric == name && metric.scope == scope)
}

/// The estimate of a metric; empty where there is none.
pub(super) fn estimate(metrics: &[MetricResult], scope: &str, name: &str) -> Estimate {
    metric(metrics, scope, name).map_or_else(Estimate::default, |metric| metric.estimate)
}

/// Missed where one target is missed, met where all are, else undecided; `None` without targets.
pub(super) fn overall(verdicts: &[Verdict]) -> Option<Standing> {
    if verdicts.is_empty() {
        return None;
    }
    let has = |standing| verdicts.iter().any(|verdict| verdict.standing == standing);
    Some(if has(Standing::Missed) {
        Standing::Missed
    } else if has(Standing::Undecided) {
        Standing::Undecided
    } else {
        Standing::Met
    })
}

/// Does a point meet every target, and is there one?
pub(super) fn meets_all(point: &SweepPoint) -> bool {
    overall(&point.verdicts) == Some(Standing::Met)
}
