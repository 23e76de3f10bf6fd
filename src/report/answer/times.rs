//! Sentences on how long batches take to be released and how many leave unserved.

use super::limits::has_no_steady_state;
use super::parts;
use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::lookup;
use crate::report::wording::{self, Quantity};
use crate::results::{DayResult, Results, RunOutcome};

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

/// Names the day of whose arrivals the smallest share is released in time, in a run over certain
/// days; of several such days the one that ends with most batches inside.
pub(super) fn worst_day(results: &Results, run: &RunOutcome) -> Option<String> {
    let in_time = |day: &DayResult| day.in_time.mean.map(thousandths);
    let least = run.daily.iter().filter_map(in_time).min()?;
    if results.plan.steady || least == thousandths(1.0) || run.daily.len() < 2 {
        return None;
    }
    let inside = |day: &DayResult| day.backlog.mean.unwrap_or(0.0);
    let worst = run.daily.iter().filter(|day| in_time(day) == Some(least));
    let (number, day) = (
        worst.clone().count() as u64,
        // of equally full days the first one
        worst
            .rev()
            .max_by(|one, other| inside(one).total_cmp(&inside(other)))?,
    );
    let also = if number > 1 {
        let days = wording::things(number - 1, "other day");
        let verb = if number == 2 { "ends" } else { "end" };
        format!(", as on {days} that {verb} with fewer batches inside")
    } else {
        String::new()
    };
    Some(format!(
        "The worst day is {}: {} of the batches that arrive on it are released {}{also}, and {} \
         batches are inside at its end.",
        wording::date(&day.date),
        wording::with_interval(Quantity::Share, &day.in_time),
        parts::in_time(results),
        wording::mean(Quantity::Number, &day.backlog)
    ))
}

/// Returns a share in thousandths, as finely as days are told apart.
fn thousandths(share: f64) -> u32 {
    (share * 1000.0).round() as u32
}
