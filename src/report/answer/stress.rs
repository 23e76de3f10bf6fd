//! The answer of a search for the breaking point.

use crate::metric::{Aim, Scope, ScopeKind};
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, Results, Root, Side, StressOutcome, Unreachable, Verdict};

use super::parts::Answer;

/// Returns the answer of the search.
pub(super) fn answer(results: &Results, stress: &StressOutcome) -> Answer {
    let growing = stress.stream.as_ref();
    let arrivals = growing.map_or_else(
        || "the arrivals".to_owned(),
        |scope| format!("the arrivals of {}", wording::label(results, scope)),
    );
    let lacking = stress.unreachable.first();
    let headline = match (&stress.best_possible, stress.root) {
        _ if lacking.is_some() => lacking.map(too_few_arrive).unwrap_or_default(),
        (Some(best), _) => out_of_reach(results, best),
        (None, None) => "The search was interrupted before it had an answer.".to_owned(),
        (None, Some(Root::At(_))) => breaking_point(results, stress, &arrivals),
        (None, Some(Root::Above(most))) => format!(
            "The port meets its target even with {} times {arrivals}, the largest multiple at \
             which the target could be judged.",
            wording::trimmed(most)
        ),
        (None, Some(Root::Below(least))) => format!(
            "The port misses its target at every multiple that was tried, down to {} times \
             {arrivals}.",
            wording::fixed(least, 3)
        ),
    };
    let mut details = Vec::new();
    details.extend(changes(stress));
    details.extend(open_ends(stress));
    details.extend(first_to_break(results, stress));
    if !stress.is_out_of_reach() {
        details.extend(full(results, stress, &arrivals));
    }
    let each = wording::things(stress.replications, "replication");
    details.push(if stress.is_out_of_reach() {
        format!("The scenario was simulated as it is, with {each}; no other multiple was tried.")
    } else {
        let tried = wording::count(stress.points.len() as u64, "multiple was", "multiples were");
        format!("{tried} tried with the same {each}.")
    });
    Answer { headline, details }
}

/// Returns the headline if opening hours and service times make the target impossible.
fn out_of_reach(results: &Results, best: &Estimate) -> String {
    let target = &results.plan.target;
    let hours = target.release_within_hours.unwrap_or_default();
    let share = target.release_share.unwrap_or_default();
    format!(
        "No volume meets the target: opening hours and service times alone allow at best {} of the \
         batches to be released within {}, but {} are wanted.",
        wording::with_interval(Quantity::Share, best),
        wording::exact(Quantity::Hours, hours),
        wording::exact(Quantity::Share, share)
    )
}

/// Returns the headline if a throughput target is higher than the arrivals.
fn too_few_arrive(target: &Unreachable) -> String {
    let what = match target.target {
        Aim::UnitsPerDay => "units",
        Aim::BatchesPerDay | Aim::Release => "batches",
    };
    format!(
        "No volume meets the target: {} {what} a day are wanted but only {} can be released, and \
         the number that is wanted grows with the arrivals.",
        wording::exact(Quantity::Number, target.wanted),
        wording::exact(Quantity::Number, target.most)
    )
}

/// Says between which multiples the target is met and missed, if that changes more than once, and
/// why there is no interval if the port locks up.
fn changes(stress: &StressOutcome) -> Option<String> {
    let decimals = stress.decimals(2);
    let number = |multiple: f64| wording::fixed(multiple, decimals);
    let last = stress.changes.last()?;
    if stress.changes.len() == 1 && last.to != Side::LocksUp {
        return None;
    }
    let mut parts: Vec<String> = vec![];
    let mut was_met = false;
    let mut stretches = stress.stretches().into_iter().peekable();
    while let Some(mut stretch) = stretches.next() {
        let is_shown = stretch.is_shown;
        while let Some(next) = stretches.next_if(|next| !is_shown && !next.is_shown) {
            stretch.until = next.until;
        }
        let is = match stretch.side {
            _ if !is_shown => "met or missed (not told apart)",
            Side::Met if was_met => "met again",
            Side::Met => "met",
            Side::Missed | Side::Undecided => "missed",
            Side::LocksUp => "missed because the port locks up",
        };
        was_met |= is_shown && stretch.side == Side::Met;
        parts.push(
            match (stretch.from.map(number), stretch.until.map(number)) {
                (Some(from), Some(until)) => format!("{is} from {from} to {until} times"),
                (None, Some(until)) => format!("{is} up to {until} times"),
                (_, None) if is == "missed because the port locks up" => {
                    "missed beyond that because the port locks up".to_owned()
                }
                (_, None) => format!("{is} beyond that"),
            },
        );
    }
    let more = if last.to == Side::LocksUp {
        " There is no interval: a port that locks up in one replication does so sooner or later in \
         every run, and where that begins depends on the length of the run."
    } else if stress.changes.len() > 1 {
        " The breaking point is the largest multiple that meets it."
    } else {
        ""
    };
    Some(format!(
        "Of the multiples tried, the target is {}.{more}",
        wording::listed(&parts)
    ))
}

/// Says why an end of the interval is missing.
fn open_ends(stress: &StressOutcome) -> Option<String> {
    if !matches!(stress.root, Some(Root::At(_))) {
        return None;
    }
    let other = |verb: &str, end: Option<f64>| {
        let end = end.map(|end| format!(" and {verb} at {} times", wording::fixed(end, 2)));
        end.unwrap_or_default()
    };
    let lower = match stress.lower? {
        Root::At(_) => None,
        Root::Below(_) | Root::Above(_) => Some(format!(
            "The interval has no lower end{}: at no multiple that was tried does the whole \
             interval of a result lie on the good side of its target.",
            other("ends", stress.multiple.upper)
        )),
    };
    let upper = match stress.upper? {
        Root::At(_) => None,
        Root::Below(_) | Root::Above(_) => Some(format!(
            "The interval has no upper end{}: even at the largest multiple that was tried the \
             target may still be met.",
            other("begins", stress.multiple.lower)
        )),
    };
    let ends: Vec<String> = lower.into_iter().chain(upper).collect();
    (!ends.is_empty()).then(|| ends.join(" "))
}

/// Returns the headline if there is a breaking point.
fn breaking_point(results: &Results, stress: &StressOutcome, arrivals: &str) -> String {
    let batches = number(&stress.batches_per_day);
    let units = match stress.units_per_day.mean {
        Some(units) if units > 0.0 => format!(" and {} units", number(&stress.units_per_day)),
        _ => String::new(),
    };
    let breaks = match stress.breaks_first.as_ref() {
        Some(scope) => format!(
            "; the station that breaks first is {}",
            wording::label(results, scope)
        ),
        None => String::new(),
    };
    let lead = if stress.multiple.mean < Some(1.0) {
        "The port can take only"
    } else {
        "The port can take"
    };
    let named = if stress.multiple.lower.is_some() && stress.multiple.upper.is_some() {
        format!(" ({})", wording::interval_name(results.plan.confidence))
    } else {
        String::new()
    };
    format!(
        "{lead} {} times {arrivals}{named}, in all {batches} batches{units} a day{breaks}.",
        multiple(stress),
    )
}

/// Returns the breaking point, with more decimals if a multiple that was tried would look the same.
fn multiple(stress: &StressOutcome) -> String {
    let found = &stress.multiple;
    let shown = wording::mean(Quantity::Number, found);
    let digits = shown.split_once('.').map_or(0, |(_, digits)| digits.len());
    let looks_the_same = |tried: f64| {
        found.mean.is_some_and(|mean| (mean - tried).abs() > 1e-9)
            && wording::fixed(tried, digits) == shown
    };
    if !stress.points.iter().any(|it| looks_the_same(it.multiple)) {
        return number(found);
    }
    let decimals = stress.decimals(digits);
    let fixed = |value: f64| wording::fixed(value, decimals);
    let mean = found.mean.map_or_else(String::new, fixed);
    match (found.lower, found.upper) {
        (Some(lower), Some(upper)) => format!("{mean} ({} to\u{a0}{})", fixed(lower), fixed(upper)),
        (Some(lower), None) => format!("{mean} (from\u{a0}{} upward)", fixed(lower)),
        (None, _) => mean,
    }
}

/// Returns a number with its interval, such as "175.5 (171.5 to 179.6)".
fn number(estimate: &Estimate) -> String {
    wording::with_interval(Quantity::Number, estimate)
}

/// Names the station where most batches wait, and the target that is missed first.
fn first_to_break(results: &Results, stress: &StressOutcome) -> Option<String> {
    let scope = stress.breaks_first.as_ref()?;
    let mean = stress.multiple.mean?;
    let mut beyond = stress.points.iter().filter(|it| it.multiple >= mean);
    let beyond = beyond.find(|it| it.side == Side::Missed)?;
    let verdict = beyond.point.verdicts.iter().min_by(|a, b| {
        let distance = |it: &Verdict| it.estimate.mean.unwrap_or(0.0) / it.good_from;
        distance(a).total_cmp(&distance(b))
    })?;
    Some(format!(
        "By then most batches wait at {}; the target that is missed first is that on {}.",
        wording::label(results, scope),
        wording::target(results, verdict.target).to_lowercase()
    ))
}

/// Relative difference within which multiples of theory count as one.
const SAME: f64 = 1e-4;

/// Says at which multiple, by theory, a station or team has no idle time left, and from which
/// multiple its queue, or another one, grows without end.
fn full(results: &Results, stress: &StressOutcome, arrivals: &str) -> Option<String> {
    let (at, scope) = (stress.full_at?, stress.full.as_ref()?);
    if at <= 0.0 {
        return None;
    }
    let label = wording::label(results, scope);
    let times = |multiple| format!("{} times", wording::fixed(multiple, 2));
    let grows = stress.grows_at.zip(stress.grows.as_ref());
    let broken = match stress.root? {
        Root::At(multiple) | Root::Above(multiple) | Root::Below(multiple) => multiple,
    };
    let before = if broken < at {
        "; the target is missed before that"
    } else {
        ""
    };
    let lead = format!(
        "With {} {arrivals}, {label} has no idle time left",
        times(at)
    );
    let when = open_hours(scope);
    let end = if results.plan.steady && results.plan.changes.is_empty() {
        "without end"
    } else {
        "over the measured days"
    };
    let mut text = match grows {
        Some((from, who)) if who == scope && from <= at * (1.0 + SAME) => {
            let queue = growing(results, who, true);
            format!("{lead}, so that {queue} {end}{before}.")
        }
        Some((from, who)) => {
            let queue = growing(results, who, who == scope);
            let from = times(from);
            format!("{lead} {when}; with {from}, {queue} {end}{before}.")
        }
        None => format!(
            "With {} {arrivals}, the work for {label} takes all that can be done there {when}\
             {before}.",
            times(at)
        ),
    };
    if grows.is_some_and(|(from, _)| from < broken) {
        let days = wording::trimmed(results.plan.window_hours / 24.0);
        let unit = if days == "1" { "day" } else { "days" };
        text = format!(
            "{text} The target is still met beyond that: in the {days} {unit} that are measured, \
             too few of all batches wait there for it to be missed."
        );
    }
    Some(text)
}

/// Returns words for the hours in which a station or a team works without overtime.
fn open_hours(scope: &Scope) -> &'static str {
    if scope.kind() == ScopeKind::Team {
        "on duty"
    } else {
        "in open hours"
    }
}

/// Returns words such as "the queue at Bays grows"; `is_told` if the station or team was named
/// before.
fn growing(results: &Results, scope: &Scope, is_told: bool) -> String {
    match (scope.kind() == ScopeKind::Team, is_told) {
        (true, true) => "the work for it piles up".to_owned(),
        (true, false) => format!("the work for {} piles up", wording::label(results, scope)),
        (false, true) => "its queue grows".to_owned(),
        (false, false) => format!("the queue at {} grows", wording::label(results, scope)),
    }
}
