//! Sentences on how long batches take to be released and how many leave unserved.

use super::limits::has_no_steady_state;
use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::lookup;
use crate::report::wording::{self, Quantity};
use crate::results::{Results, RunOutcome};

/// Describes the release time: its mean and its 95th percentile. Batches that are refused or
/// withdrawn have no release time; those still inside are not in the mean, and count as longer than
/// all others in the percentile.
pub(super) fn release(results: &Results, run: &RunOutcome) -> Option<String> {
    let mean = run.metrics.find(&Scope::All, Metric::ReleaseTimeMean)?;
    mean.estimate.mean?;
    let (leave, stay) = (lookup::leave_unserved(run), mean.lower_bound);
    let start = if has_no_steady_state(results, run) {
        "In the measured window a"
    } else {
        "A"
    };
    let verb = if leave {
        "batch that is released takes"
    } else {
        "batch is released after"
    };
    let shown = wording::marked(Quantity::Hours, mean);
    let without = if stay {
        ", not counting the batches that were not released"
    } else {
        ""
    };
    let mut words = format!("{start} {verb} {shown} on average{without}");
    let p95 = run.metrics.find(&Scope::All, Metric::ReleaseTimeP95);
    if let Some(p95) = p95.filter(|it| it.estimate.mean.is_some()) {
        let shown = wording::with_interval(Quantity::Hours, &p95.estimate);
        let of_95 = match (leave, stay) {
            (false, false) => format!("of the batches take {shown} or less"),
            (true, false) => format!("of those released take {shown} or less"),
            (false, true) => {
                format!("of the batches are released within {shown}, the others counted as longer")
            }
            (true, true) => format!(
                "of those neither refused nor withdrawn are released within {shown}, those still \
                 inside counted as longer"
            ),
        };
        words = format!("{words}; 95\u{a0}% {of_95}");
    }
    Some(format!("{words}."))
}

/// Says which shares of the batches are refused, turned away or withdrawn.
pub(super) fn unserved(run: &RunOutcome) -> Option<String> {
    let turned_away = lookup::occurs(&run.metrics, ScopeKind::Station, Metric::TurnedAwayShare);
    let refused = if turned_away {
        "are refused or turned away"
    } else {
        "are refused"
    };
    let ends = [
        (Metric::RefusedShare, refused),
        (Metric::WithdrawnShare, "are withdrawn"),
    ];
    let told = |(metric, words): (Metric, &str)| {
        let share = lookup::estimate(&run.metrics, &Scope::All, metric);
        let shown = wording::with_interval(Quantity::Share, &share);
        (share.mean? > 0.0).then(|| format!("{shown} {words}"))
    };
    let ends: Vec<String> = ends.into_iter().filter_map(told).collect();
    let words = wording::listed(&ends);
    (!ends.is_empty()).then(|| format!("Of the batches that arrive, {words}."))
}

/// Says how many of the batches with a due time are late, by stream.
pub(super) fn late(results: &Results, run: &RunOutcome) -> Option<String> {
    let streams = lookup::scopes(results, ScopeKind::Arrivals);
    let late = streams.filter_map(|scope| {
        let late = lookup::estimate(&run.metrics, scope, Metric::LateShare);
        late.mean?;
        let shown = wording::with_interval(Quantity::Share, &late);
        Some(format!("{shown} of {}", wording::label(results, scope)))
    });
    let late: Vec<String> = late.collect();
    let words = wording::listed(&late);
    (!late.is_empty()).then(|| format!("Released after their due time: {words}."))
}

/// Names the day that is cleared least often, in a run over certain days.
pub(super) fn worst_day(results: &Results, run: &RunOutcome) -> Option<String> {
    let known = run
        .daily
        .iter()
        .filter_map(|day| Some((day.cleared.mean?, day)));
    let (cleared, day) = known.min_by(|one, other| one.0.total_cmp(&other.0))?;
    if results.plan.steady || cleared >= 1.0 {
        return None;
    }
    let date = wording::date(&day.date);
    let inside = wording::mean(Quantity::Number, &day.backlog);
    let cleared = wording::percent(cleared, 0);
    Some(format!(
        "The worst day is {date}: it is cleared in {cleared} of the replications, and {inside} \
         batches are inside at its end."
    ))
}
