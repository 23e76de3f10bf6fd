//! The answer of a search for the cheapest arrangement.

use crate::metric::{Aim, Metric, Scope};
use crate::report::tables;
use crate::report::wording::{self, Quantity};
use crate::results::{Results, StaffCandidate, StaffOutcome, Verdict};

use super::{Answer, clause};

/// Puts the search into words.
pub(super) fn answer(results: &Results, staff: &StaffOutcome) -> Answer {
    let candidate = |at: Option<usize>| at.and_then(|at| staff.candidates.get(at));
    let (choice, runner_up) = (candidate(staff.choice), candidate(staff.runner_up));
    let headline = match choice {
        Some(choice) => chosen(results, staff, choice, runner_up),
        None => none(staff),
    };
    let mut details = Vec::new();
    if let (Some(choice), Some(runner_up)) = (choice, runner_up) {
        details.extend(last_step(results, staff, choice, runner_up));
    }
    if choice.is_some() {
        details.push(guarantee(results, staff));
    }
    details.push(effort(staff));
    Answer { headline, details }
}

/// "10 lanes at Inspection bays and 4 lanes at Document review".
fn words(staff: &StaffOutcome, candidate: &StaffCandidate) -> String {
    let paths = staff.paths.iter().zip(&candidate.point.at);
    let words: Vec<String> = paths
        .map(|(path, at)| wording::arrangement(path, *at))
        .collect();
    wording::listed(&words)
}

/// The part of the target to speak of: where the runner-up is farthest from its limit, else what is
/// released in time, else what comes first.
fn part(choice: &StaffCandidate, runner_up: Option<&StaffCandidate>) -> usize {
    let verdicts = &choice.point.verdicts;
    let release = verdicts
        .iter()
        .position(|verdict| verdict.target == Aim::Release);
    let margin = |verdict: &Verdict| {
        let mean = verdict.estimate.mean.unwrap_or(0.0);
        (mean - verdict.good_from) / verdict.good_from
    };
    let worst = runner_up.and_then(|runner_up| {
        let margins = runner_up.point.verdicts.iter().map(margin).enumerate();
        margins.min_by(|a, b| a.1.total_cmp(&b.1))
    });
    match worst {
        Some((part, margin)) if margin < 0.0 => part,
        _ => release.unwrap_or(0),
    }
}

fn cost(results: &Results, staff: &StaffOutcome, candidate: &StaffCandidate) -> String {
    let (_, quantity) = tables::cost_of_search(results, staff);
    let estimate =
        super::lookup::estimate(&candidate.point.metrics, &Scope::All, Metric::CostPerDay);
    match staff.named {
        crate::results::Named::Estimated => wording::with_interval(quantity, &estimate),
        crate::results::Named::Money => wording::exact(quantity, candidate.cost_per_day),
        crate::results::Named::Hours => {
            let hours = wording::exact(quantity, candidate.cost_per_day);
            format!("{hours} lane and member hours")
        }
    }
}

/// The sentence where there is a choice.
fn chosen(
    results: &Results,
    staff: &StaffOutcome,
    choice: &StaffCandidate,
    runner_up: Option<&StaffCandidate>,
) -> String {
    let part = part(choice, runner_up);
    let what = choice
        .point
        .verdicts
        .get(part)
        .map_or_else(String::new, |verdict| {
            format!(": {}", clause(results, verdict, false, true))
        });
    let price = cost(results, staff, choice);
    let words = words(staff, choice);
    let verb = if words.starts_with("1 ") && staff.paths.len() == 1 {
        "is"
    } else {
        "are"
    };
    let mut text = format!("{words} {verb} enough, at {price} a day{what}");
    if let Some(runner_up) = runner_up
        && let Some(verdict) = runner_up.point.verdicts.get(part)
    {
        let quantity = Quantity::of_aim(verdict.target, &results.plan);
        let share = wording::mean(quantity, &verdict.estimate);
        text = format!(
            "{text}; with {} it is {share}",
            step(staff, choice, runner_up)
        );
    }
    format!("{text}.")
}

/// What the runner-up has less of.
fn step(staff: &StaffOutcome, choice: &StaffCandidate, runner_up: &StaffCandidate) -> String {
    let both = choice.point.at.iter().zip(&runner_up.point.at);
    let changed = staff.paths.iter().zip(both).filter(|(_, (a, b))| a != b);
    let words: Vec<String> = changed
        .map(|(path, (_, at))| wording::arrangement(path, *at))
        .collect();
    wording::listed(&words)
}

/// What the last officer buys.
fn last_step(
    results: &Results,
    staff: &StaffOutcome,
    choice: &StaffCandidate,
    runner_up: &StaffCandidate,
) -> Option<String> {
    let quantity = tables::cost_of_search(results, staff).1;
    let saved = choice.cost_per_day - runner_up.cost_per_day;
    let verdict = runner_up
        .point
        .verdicts
        .get(part(choice, Some(runner_up)))?;
    Some(format!(
        "With {} instead, {} a day would be saved, and {}.",
        step(staff, choice, runner_up),
        wording::exact(quantity, saved),
        clause(results, verdict, false, true),
    ))
}

/// The sentence where nothing is chosen.
fn none(staff: &StaffOutcome) -> String {
    let total = wording::count(staff.arrangements, "arrangement", "arrangements");
    if !staff.finished {
        return format!("The search among {total} was interrupted before it had an answer.");
    }
    if staff.ruled_out == staff.arrangements {
        return format!("None of the {total} can keep up with what arrives.");
    }
    format!("None of the {total} is sure to meet every target.")
}

/// How sure the choice is.
fn guarantee(results: &Results, staff: &StaffOutcome) -> String {
    let share = |value| wording::exact(wording::Quantity::Share, value);
    let plan = &results.plan;
    let cheaper = match staff.named {
        crate::results::Named::Money | crate::results::Named::Hours => "cheaper arrangement",
        crate::results::Named::Estimated => "arrangement of lower mean cost",
    };
    format!(
        "With a probability of at least {} the choice meets every target, give or take the \
         tolerance of {}, and no {cheaper} that clearly meets them was passed over.",
        share(plan.confidence),
        share(plan.target.tolerance)
    )
}

/// How the search went.
fn effort(staff: &StaffOutcome) -> String {
    let count = |number, one, many| wording::count(number, one, many);
    let total = count(staff.arrangements, "arrangement", "arrangements");
    let mut parts = vec![];
    if staff.ruled_out > 0 {
        parts.push(format!(
            "theory ruled out {}",
            wording::count(staff.ruled_out, "", "").trim()
        ));
    }
    if staff.implied > 0 {
        let number = wording::count(staff.implied, "", "");
        parts.push(format!("{} have less than one that fails", number.trim()));
    }
    let simulated = wording::count(staff.candidates.len() as u64, "was", "were");
    let replications = count(staff.replications, "replication", "replications");
    parts.push(format!("{simulated} simulated, with {replications} in all"));
    let seen = staff.ruled_out + staff.implied + staff.candidates.len() as u64;
    let rest = staff.arrangements.saturating_sub(seen);
    let rest = match (rest, staff.choice) {
        (0, _) | (_, None) => String::new(),
        (rest, Some(_)) => {
            let number = wording::count(rest, "did", "did");
            format!("; the other {number} not have to be tried")
        }
    };
    format!("Of {total}, {}{rest}.", wording::listed(&parts))
}
