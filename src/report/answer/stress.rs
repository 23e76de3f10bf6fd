//! The answer of a search for the breaking point.

use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, Results, Root, StressOutcome};

use super::Answer;

/// Puts the search into words.
pub(super) fn answer(results: &Results, stress: &StressOutcome) -> Answer {
    let growing = stress.stream.as_ref();
    let arrivals = growing.map_or_else(
        || "the arrivals".to_owned(),
        |scope| format!("the arrivals of {}", wording::label(results, scope)),
    );
    let headline = match stress.root {
        None => "The search was interrupted before it had an answer.".to_owned(),
        Some(Root::At(_)) => breaking_point(results, stress, &arrivals),
        Some(Root::Above(most)) => format!(
            "The port meets its target even with {} times {arrivals}, the most that was tried.",
            wording::trimmed(most)
        ),
        Some(Root::Below(least)) => format!(
            "The port misses its target however few batches arrive, down to {} times {arrivals}.",
            wording::fixed(least, 3)
        ),
    };
    let mut details = Vec::new();
    details.extend(first_to_break(results, stress));
    details.extend(full(results, stress, &arrivals));
    let tried = wording::count(stress.points.len() as u64, "multiple was", "multiples were");
    let each = wording::count(
        u64::from(stress.replications),
        "replication",
        "replications",
    );
    details.push(format!("{tried} tried with the same {each}."));
    Answer { headline, details }
}

/// The sentence where there is a breaking point.
fn breaking_point(results: &Results, stress: &StressOutcome, arrivals: &str) -> String {
    let batches = number(&stress.batches_per_day);
    let units = match stress.units_per_day.mean {
        Some(units) if units > 0.0 => format!(" and {} units", number(&stress.units_per_day)),
        _ => String::new(),
    };
    let breaks = match stress.breaks_first.as_ref() {
        Some(scope) => format!("; {} breaks first", wording::label(results, scope)),
        None => String::new(),
    };
    let lead = if stress.multiple.mean < Some(1.0) {
        "The port can take only"
    } else {
        "The port can take"
    };
    format!(
        "{lead} {} times {arrivals} ({}), in all {batches} batches{units} a day{breaks}.",
        number(&stress.multiple),
        wording::interval_name(&results.plan),
    )
}

/// "175.5 (171.5 to 179.6)".
fn number(estimate: &Estimate) -> String {
    let half_width = estimate.upper.zip(estimate.lower);
    let shown = Estimate {
        half_width: half_width.map(|(upper, lower)| (upper - lower) / 2.0),
        ..*estimate
    };
    wording::with_interval(Quantity::Number, &shown)
}

/// What happens beyond.
fn first_to_break(results: &Results, stress: &StressOutcome) -> Option<String> {
    let scope = stress.breaks_first.as_ref()?;
    let mean = stress.multiple.mean?;
    let beyond = stress.points.iter().find(|point| point.multiple >= mean)?;
    let verdict = beyond.point.verdicts.iter().min_by(|a, b| {
        let distance = |it: &crate::results::Verdict| it.estimate.mean.unwrap_or(0.0) / it.wanted;
        distance(a).total_cmp(&distance(b))
    })?;
    Some(format!(
        "Most batches wait at {} by then; what gives way first is the target on {}.",
        wording::label(results, scope),
        wording::target(results, verdict.target).to_lowercase()
    ))
}

/// Where theory says that somebody has no time left.
fn full(results: &Results, stress: &StressOutcome, arrivals: &str) -> Option<String> {
    let (at, scope) = (stress.full_at?, stress.full.as_ref()?);
    let before = match stress.multiple.mean {
        Some(multiple) if multiple < at => "; the target gives way before that",
        _ => "",
    };
    (at > 0.0).then(|| {
        format!(
            "With {} times {arrivals} {} has no idle time left, so that its queue grows without \
             end{before}.",
            wording::fixed(at, 2),
            wording::label(results, scope)
        )
    })
}
