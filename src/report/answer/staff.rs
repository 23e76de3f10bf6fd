//! The answer of a search for the cheapest arrangement.

use crate::metric::Aim;
use crate::report::lookup;
use crate::report::wording;
use crate::results::{Claim, Named, Pairs, Results, StaffCandidate, StaffOutcome, Verdict};

use super::no_choice;
use super::parts::{self, Answer, clause};
use super::searched::{FEW, amount, cost, dearer, step, words};

/// Returns the answer of the search.
pub(super) fn answer(results: &Results, staff: &StaffOutcome) -> Answer {
    let candidate = |at: Option<usize>| at.and_then(|at| staff.candidates.get(at));
    let (choice, runner_up) = (candidate(staff.choice), candidate(staff.runner_up));
    let headline = match choice {
        Some(choice) => chosen(results, staff, choice, runner_up),
        None => no_choice::headline(results, staff),
    };
    let mut details = Vec::new();
    if let (Some(choice), Some(runner_up)) = (choice, runner_up) {
        details.extend(last_step(results, staff, choice, runner_up));
    }
    if let Some(choice) = choice {
        details.push(guarantee(results, staff, choice));
        let rows = staff.who.roster.iter();
        let free = rows.filter(|it| it.free && staff.named != Named::Hours);
        details.extend(parts::free(results, free.map(|it| &it.scope)));
    }
    if choice.is_none() {
        details.extend(no_choice::nearest(results, staff));
    }
    details.push(effort(staff));
    Answer { headline, details }
}

/// Returns the index of the part of the target to write about: the part that the runner-up misses
/// by most, else the share released in time, else the first part.
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

/// Returns the headline of a search that chose an arrangement.
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
    let is_one = words.starts_with("1 ") && staff.paths.len() == 1;
    let verb = if is_one || staff.paths.len() > FEW {
        "is"
    } else {
        "are"
    };
    let words = wording::capitalised(&words);
    let told = choice.point.verdicts.get(part);
    let within = if told.is_some_and(Verdict::is_astride) {
        " within the tolerance"
    } else {
        ""
    };
    format!("{words} {verb} enough{within}, at {price} a day{what}.")
}

/// Compares the choice with the runner-up: what would be saved, and what would be missed.
fn last_step(
    results: &Results,
    staff: &StaffOutcome,
    choice: &StaffCandidate,
    runner_up: &StaffCandidate,
) -> Option<String> {
    let more = dearer(staff, choice, runner_up)?;
    let amount = amount(results, staff, more.abs());
    let amount = match staff.named {
        Named::Money => amount,
        Named::Hours => format!("{amount} lane and member hours"),
        Named::Estimated => format!("an estimated {amount}"),
    };
    let price = if more > 0.0 {
        format!("{amount} a day more would be spent")
    } else {
        format!("{amount} a day would be saved")
    };
    let verdict = runner_up
        .point
        .verdicts
        .get(part(choice, Some(runner_up)))?;
    Some(format!(
        "With {} instead, {price}, and {}.",
        step(staff, choice, runner_up),
        clause(results, verdict, false, true),
    ))
}

/// Says how sure it is that the choice is right.
fn guarantee(results: &Results, staff: &StaffOutcome, choice: &StaffCandidate) -> String {
    let share = |value| wording::exact(wording::Quantity::Share, value);
    let plan = &results.plan;
    let sure = format!(
        "With a probability of at least {} the choice meets every target{}, give or take the \
         tolerance of {}",
        share(plan.confidence),
        parts::in_runs(&choice.point),
        share(plan.target.tolerance)
    );
    let amount = |value| amount(results, staff, value);
    let none = match staff.named {
        Named::Money | Named::Hours => {
            "no cheaper arrangement that clearly meets them was passed over".to_owned()
        }
        Named::Estimated => format!(
            "no arrangement that clearly meets them and costs more than {} a day less was passed \
             over",
            amount(staff.indifferent)
        ),
    };
    let mut text = match staff.claim {
        Claim::Proven => format!("{sure}, and {none}."),
        Claim::IfMoreNeverHarms => format!(
            "{sure}. If more lanes and members never do harm, {none}. That is not proven here, \
             where stations follow each other, share a team or have priorities{}.",
            of_pairs(staff)
        ),
        Claim::Local { bound } => {
            format!(
                "{sure}. Of its neighbours, with one step less somewhere or one step less here and \
                 one more there, none was found that is cheaper and meets them; not all other \
                 arrangements could be ruled out.{}",
                lowest(results, staff, choice, bound)
            )
        }
    };
    if staff.named == Named::Estimated {
        text = format!("{text} {}", of_estimates(results, staff, choice));
    }
    if choice.point.verdicts.iter().any(Verdict::is_astride) {
        text.push_str(
            " A run of the choice asks for the target itself, without the tolerance, and can \
             leave it undecided.",
        );
    }
    text
}

/// Tells below which cost no arrangement meets the targets, if that is known.
fn lowest(results: &Results, staff: &StaffOutcome, choice: &StaffCandidate, bound: f64) -> String {
    let price = choice.price(staff.named);
    let gap = (1.0 - bound / price).max(0.0);
    if bound <= 0.0 || gap >= 1.0 {
        return String::new();
    }
    let lead = if staff.proven {
        "None"
    } else {
        "If more lanes and members never do harm, none"
    };
    format!(
        " {lead} that meets them costs less than {} a day, which is {} below the choice{}.",
        amount(results, staff, bound),
        wording::exact(wording::Quantity::Share, (gap * 1e3).round() / 1e3),
        of_pairs(staff)
    )
}

/// Tells in how many pairs of neighbours the one with more lanes or members was the worse one.
fn of_pairs(staff: &StaffOutcome) -> String {
    let Pairs { compared, worse } = staff.pairs;
    if compared == 0 {
        return String::new();
    }
    let pairs = wording::things(compared, "pair");
    format!(
        "; of {pairs} of neighbours that were simulated, the one with more had the worse result in \
         {worse}"
    )
}

/// Most arrangements that are named as not told apart from the choice by their costs.
const NAMED: usize = 3;

/// Says how the estimated cost of the choice compares with others that meet the targets.
fn of_estimates(results: &Results, staff: &StaffOutcome, choice: &StaffCandidate) -> String {
    let is_other = |it: &&StaffCandidate| it.point.at != choice.point.at;
    let meets = |it: &&StaffCandidate| is_other(it) && lookup::found(it).is_enough();
    let more = |it: &StaffCandidate| dearer(staff, choice, it).unwrap_or(0.0);
    let others = || staff.candidates.iter().filter(meets);
    let mut near: Vec<&StaffCandidate> = others()
        .filter(|it| more(it).abs() <= staff.indifferent)
        .collect();
    near.sort_by(|one, other| more(one).abs().total_cmp(&more(other).abs()));
    let lead = if others().all(|it| more(it) >= 0.0) {
        "Of the arrangements that were simulated and meet them, it has the lowest estimated cost. "
    } else {
        ""
    };
    let mut named: Vec<String> = near
        .iter()
        .take(NAMED)
        .map(|it| {
            let side = if more(it) < 0.0 { "less" } else { "more" };
            let amount = amount(results, staff, more(it).abs());
            format!("{} ({amount} {side})", words(staff, it))
        })
        .collect();
    if near.len() > NAMED {
        let rest = (near.len() - NAMED) as u64;
        named.push(wording::things(rest, "other"));
    }
    let near = if named.is_empty() {
        "no other one that meets them is so near".to_owned()
    } else {
        format!(
            "not told apart from the choice: {}",
            wording::listed(&named)
        )
    };
    format!(
        "{lead}Costs within {} a day count as equal: {near}.",
        amount(results, staff, staff.indifferent)
    )
}

/// Says how many arrangements were ruled out, implied, simulated or not needed.
fn effort(staff: &StaffOutcome) -> String {
    let total = wording::arrangements(staff.arrangements);
    let mut parts = vec![];
    // each counts once: a simulated arrangement counts as simulated even if it was ruled out
    let mut rest = staff
        .arrangements
        .saturating_sub(staff.candidates.len() as u64);
    let mut of_rest = |number: u64| {
        let number = number.min(rest);
        rest -= number;
        number
    };
    let ruled_out = of_rest(staff.ruled_out);
    if ruled_out > 0 {
        parts.push(format!(
            "theory ruled out {}",
            wording::count(ruled_out, "", "").trim()
        ));
    }
    let simulated = wording::count(staff.candidates.len() as u64, "was", "were");
    let replications = wording::things(staff.replications, "replication");
    parts.push(format!(
        "{simulated} simulated, with {replications} in all to search, to compare and to confirm"
    ));
    let rest = match (rest, staff.choice) {
        (0, _) | (_, None) => String::new(),
        _ if wording::is_countless(staff.arrangements) => {
            "; the others did not have to be tried".to_owned()
        }
        (rest, Some(_)) => {
            let number = wording::count(rest, "did", "did");
            format!("; the other {number} not have to be tried")
        }
    };
    format!("Of {total}, {}{rest}.", wording::listed(&parts))
}
