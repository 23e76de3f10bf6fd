//! A sentence on the days on which the backlog passes what arrives in a day.

use crate::report::wording::{self, Quantity};
use crate::results::{DayResult, Results, RunOutcome};

/// Says from which day on more batches are inside at the end of a day than arrive in it, and when
/// there are most, in a run over certain days.
pub(super) fn passes_arrivals(results: &Results, run: &RunOutcome) -> Option<String> {
    if results.plan.steady {
        return None;
    }
    let first = |backlog: fn(&DayResult) -> Option<f64>| {
        let mut days = run.daily.iter();
        days.find(|day| day.arrived.mean > Some(0.0) && backlog(day) > day.arrived.mean)
    };
    let from = first(|day| day.backlog.mean)?;
    let most = run
        .daily
        .iter()
        .filter_map(|day| Some((day.backlog.mean?, day)));
    let (_, most) = most.max_by(|one, other| one.0.total_cmp(&other.0))?;
    let day = |day: &DayResult| wording::date(&day.date);
    // the first day that its interval allows, and the first day on which it is shown
    let (earliest, latest) = (first(|it| it.backlog.upper), first(|it| it.backlog.lower));
    let between = match (earliest, latest) {
        (Some(one), Some(other)) if one.date == other.date => String::new(),
        (Some(one), Some(other)) => format!(
            " (by its intervals, from a day between {} and {} on)",
            day(one),
            day(other)
        ),
        _ => " (which its intervals do not show)".to_owned(),
    };
    Some(format!(
        "From {} on more batches are inside at the end of a day than arrive in it, on average over \
         the replications{between}. There are most on {}: {}.",
        day(from),
        day(most),
        wording::with_interval(Quantity::Number, &most.backlog)
    ))
}
