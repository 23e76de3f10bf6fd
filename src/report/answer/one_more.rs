//! Sentences on what one more lane or member would do.

use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::wording::{self, Quantity};
use crate::results::{Comparison, Estimate, OneMore, Results, RunOutcome, SingleChange};

/// Names the best single change and what it brings; `None` if nothing was tried.
pub(super) fn one_more(results: &Results, run: &RunOutcome) -> Option<String> {
    let found = run.one_more.as_ref()?;
    let number = found.tried() as u64;
    let better = |it: &&SingleChange| it.verdict == Comparison::Better;
    let Some(best) = found.changes.iter().find(better) else {
        let all = wording::things(number, "single change");
        return Some(format!(
            "One more lane or member at one place makes no difference that shows: {all} were \
             tried{}.",
            untried(results, found)
        ));
    };
    let brings = |change: &SingleChange| brings(results, found, change);
    let mut sentence = format!(
        "The best single change of {number} that were tried is {}: {}{}{}",
        change(results, best),
        brings(best),
        interval(results, found, best),
        price(results, best)
    );
    // the part of the day that does the most of it
    let part = found.changes.iter().filter(better);
    let mut part = part.filter(|it| best.hours.is_none() && it.hours.is_some());
    if let Some(part) = part.next() {
        let more = format!(
            "; {}: {}{}",
            change(results, part),
            brings(part),
            price(results, part)
        );
        sentence.push_str(&more);
    }
    Some(format!("{sentence}{}.", untried(results, found)))
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
