//! Sentences on the stretch between dated changes in which a station or a team has most to do.

use crate::metric::Scope;
use crate::report::wording;
use crate::results::{HeaviestStretch, Overloaded, Results, RunOutcome};

/// Load of the heaviest stretch over the mean one from which on the stretch is told.
const MUCH: f64 = 1.1;
/// Most times of overload that one sentence names.
const NAMED: usize = 3;

/// Returns the heaviest stretch of a station or team.
pub(in crate::report) fn of<'a>(run: &'a RunOutcome, scope: &Scope) -> Option<&'a HeaviestStretch> {
    run.heaviest.iter().find(|it| it.scope == *scope)
}

/// Returns the work of the heaviest stretch beyond what can be done, in hours of a lane or member.
pub(super) fn beyond(run: &RunOutcome, scope: &Scope) -> f64 {
    of(run, scope).map_or(0.0, |it| it.beyond)
}

/// Tells the heaviest stretch, and since when there is more work than can be done, if the mean over
/// the window, `average`, hides that.
pub(super) fn sentence(
    results: &Results,
    run: &RunOutcome,
    (scope, average): (&Scope, Option<f64>),
    several: fn(f64) -> String,
) -> Option<String> {
    let it = of(run, scope)?;
    let is_much = average.is_none_or(|average| it.offered_load > MUCH * average * it.able);
    if it.overloaded.is_empty() && !is_much {
        return None;
    }
    let when = period(results, &it.from, &it.until);
    let offered = wording::fixed(it.offered_load, 2);
    let work = if it.able == 0.0 {
        format!("(work for {offered} lanes, and none is open)")
    } else {
        let share = wording::percent(it.offered_load / it.able, 0);
        format!("(load {share}, work for {offered} of {})", several(it.able))
    };
    let told = it.overloaded.iter().take(NAMED);
    let told = told.map(|Overloaded { from, until }| period(results, from, until));
    let told: Vec<String> = told.collect();
    let told = match it.overloaded.len() {
        0 => {
            return Some(format!(
                "Its load is not even: it is highest {when} {work}."
            ));
        }
        number if number > NAMED => format!("{number} times, first {}", told[0]),
        _ => wording::listed(&told),
    };
    let most = if told == when {
        String::new()
    } else {
        format!(", most {when}")
    };
    Some(format!(
        "Its load is not even: {told} more arrives than can be done{most} {work}."
    ))
}

/// Returns words such as "from 26 Apr to 1 May 2020", or "from 26 Apr 2020 on" up to the end of the
/// window.
pub(in crate::report) fn period(results: &Results, from: &str, until: &str) -> String {
    if until == results.plan.window_end {
        format!("from {} on", wording::day_or_time(from))
    } else {
        wording::period(from, until)
    }
}
