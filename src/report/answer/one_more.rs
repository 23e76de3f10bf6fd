//! Sentences on what one more lane or member would do.

use super::parts;
use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::wording::{self, Quantity};
use crate::results::{Comparison, Estimate, OneMore, Results, RunOutcome, SingleChange};

/// Names the best single change and what it brings; nothing if nothing was tried.
pub(super) fn one_more(results: &Results, run: &RunOutcome) -> Vec<String> {
    let Some(found) = &run.one_more else {
        return vec![];
    };
    let number = found.tried() as u64;
    let better = |it: &&SingleChange| it.verdict == Comparison::Better;
    let Some(best) = found.changes.iter().find(better) else {
        let all = wording::things(number, "single change");
        return vec![format!(
            "One more lane or member at one place makes no difference that shows: {all} were \
             tried{}.",
            untried(results, found)
        )];
    };
    let sentence = format!(
        "The best single change of {number} that were tried is {}: {}{}{}{}{}.",
        change(results, best),
        brings(results, found, best),
        interval(results, found, best),
        price(results, best),
        part(results, found, best),
        untried(results, found)
    );
    let told = found.changes.iter().filter(better);
    let free = told.filter(|it| it.free).map(|it| &it.scope);
    let free = parts::free(results, free);
    std::iter::once(sentence).chain(free).collect()
}

/// Names the part of the day that does the most of the best change, if that is of the whole day:
/// the best one that was measured, or else the first one of the first look.
fn part(results: &Results, found: &OneMore, best: &SingleChange) -> String {
    if best.hours.is_some() {
        return String::new();
    }
    let of_hours = |it: &&SingleChange| it.hours.is_some();
    let better = |it: &&SingleChange| it.verdict == Comparison::Better;
    let measured = found.changes.iter().filter(better).find(of_hours);
    if let Some(part) = measured {
        let brings = brings(results, found, part);
        return format!(
            "; {}: {brings}{}",
            change(results, part),
            price(results, part)
        );
    }
    let first = found.left_behind.iter().find(of_hours);
    first.map_or_else(String::new, |part| {
        let change = change(results, part);
        format!("; of parts of the day, a first look put {change} first")
    })
}

/// Returns words such as "; not tried: one more at X-ray".
fn untried(results: &Results, found: &OneMore) -> String {
    if found.untried.is_empty() {
        return String::new();
    }
    let labels = found.untried.iter().map(|it| wording::label(results, it));
    format!("; not tried: one more at {}", wording::listed(labels))
}

/// Returns words such as "one more lane at Inspection bays from 12:00 to 16:00".
fn change(results: &Results, change: &SingleChange) -> String {
    let label = wording::label(results, &change.scope);
    let is_team = matches!(change.scope, Scope::Team(_));
    let (thing, at) = if is_team {
        ("member", "of")
    } else {
        ("lane", "at")
    };
    let more = match change.more {
        1 => format!("one more {thing}"),
        number => format!("{number} more {thing}s"),
    };
    let when = hours(change);
    format!("{more} {at} {label}{when}")
}

/// Returns words such as " from 12:00 to 16:00", or " in all open hours".
fn hours(change: &SingleChange) -> String {
    let Some(hours) = &change.hours else {
        return " in all open hours".to_owned();
    };
    let days = change
        .days
        .as_ref()
        .map_or_else(String::new, |days| format!(" on {days}"));
    match hours.split_once('-') {
        Some((from, until)) if (from, until) != ("00:00", "24:00") => {
            format!("{days} from {from} to {until}")
        }
        _ => days,
    }
}

/// Returns words such as "+2.1 percentage points released within 4 h".
fn brings(results: &Results, found: &OneMore, change: &SingleChange) -> String {
    let quantity = wording::difference_quantity(found.metric, &results.plan);
    let shown = wording::signed(quantity, &change.difference);
    if found.metric == Metric::ReleaseTimeMean {
        return format!("{shown} of mean release time");
    }
    let metric = wording::metric(results, found.metric, ScopeKind::All);
    let mut letters = metric.chars();
    let first = letters.next().map(|it| it.to_lowercase().to_string());
    format!("{shown} {}{}", first.unwrap_or_default(), letters.as_str())
}

/// Returns words such as ", for 360 CNY a day more", if it is shown to cost more or less.
fn price(results: &Results, change: &SingleChange) -> String {
    if change.free {
        return String::new();
    }
    let is_shown = |it: &Estimate| it.lower > Some(0.0) || it.upper < Some(0.0);
    let cost = change.cost.filter(is_shown).and_then(|it| it.mean);
    let Some(cost) = cost.filter(|cost| cost.abs() >= 0.5) else {
        return String::new();
    };
    let (words, quantity) = (
        if cost < 0.0 { "less" } else { "more" },
        Quantity::of(Metric::CostPerDay, &results.plan),
    );
    let shown = wording::exact(quantity, cost.abs().round());
    format!(", for {shown} a day {words}")
}

/// Returns words such as " (+1.2 to +3.0 percentage points)".
fn interval(results: &Results, found: &OneMore, change: &SingleChange) -> String {
    let quantity = wording::difference_quantity(found.metric, &results.plan);
    let interval = wording::signed_interval(quantity, &change.difference, "to");
    interval.map_or_else(String::new, |interval| format!(" ({interval})"))
}
