//! A sentence on the days on which the backlog passes what arrives in a day.

use crate::report::wording::{self, Quantity};
use crate::results::{DayResult, Results, RunOutcome};

/// Says on which days more batches are inside at the end than arrive, and when there are most, in a
/// run over certain days.
pub(super) fn passes_arrivals(results: &Results, run: &RunOutcome) -> Option<String> {
    if results.plan.steady {
        return None;
    }
    let days: Vec<&DayResult> = run
        .daily
        .iter()
        .filter(|day| day.arrived.mean > Some(0.0))
        .collect();
    let passes = |day: &&&DayResult| day.backlog.mean > day.arrived.mean;
    let over: Vec<&DayResult> = days.iter().filter(passes).copied().collect();
    let (first, last) = (over.first()?, over.last()?);
    let most = run
        .daily
        .iter()
        .filter_map(|day| Some((day.backlog.mean?, day)));
    let (_, most) = most.max_by(|one, other| one.0.total_cmp(&other.0))?;
    let date = |day: &DayResult| wording::date(&day.date);
    let ends_last = days.last().is_some_and(|it| it.date == last.date);
    let is_one_stretch = days
        .iter()
        .skip_while(|it| it.date != first.date)
        .take_while(|it| passes(it))
        .count()
        == over.len();
    let when = match (is_one_stretch, over.len()) {
        (true, 1) => format!("On {}", date(first)),
        (true, _) if ends_last => format!("From {} on", date(first)),
        (true, _) => format!("From {} to {}", date(first), date(last)),
        (false, number) => format!(
            "On {number} of {} days with arrivals, first on {}",
            days.len(),
            date(first)
        ),
    };
    let between = if is_one_stretch && ends_last && over.len() > 1 {
        beginning(&days)
    } else {
        String::new()
    };
    Some(format!(
        "{when} more batches are inside at the end of a day than arrive in it, on average over \
         the replications{between}. There are most on {}: {}.",
        date(most),
        wording::with_interval(Quantity::Number, &most.backlog)
    ))
}

/// Returns words for the first day that its interval allows, and the first on which it is shown.
fn beginning(days: &[&DayResult]) -> String {
    let first = |backlog: fn(&DayResult) -> Option<f64>| {
        let mut days = days.iter();
        days.find(|day| backlog(day) > day.arrived.mean)
    };
    let date = |day: &DayResult| wording::date(&day.date);
    match (first(|it| it.backlog.upper), first(|it| it.backlog.lower)) {
        (Some(one), Some(other)) if one.date == other.date => String::new(),
        (Some(one), Some(other)) => format!(
            " (by its intervals, from a day between {} and {} on)",
            date(one),
            date(other)
        ),
        _ => " (which its intervals do not show)".to_owned(),
    }
}
