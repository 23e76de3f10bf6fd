//! The answer of a search for the cheapest arrangement.

use crate::metric::Aim;
use crate::report::lookup::{self, Found};
use crate::report::tables;
use crate::report::wording::{self, Quantity};
use crate::results::{Claim, Named, Pairs, Results, StaffCandidate, StaffOutcome, Verdict};

use super::parts::{self, Answer, clause};

/// Returns the answer of the search.
pub(super) fn answer(results: &Results, staff: &StaffOutcome) -> Answer {
    let candidate = |at: Option<usize>| at.and_then(|at| staff.candidates.get(at));
    let (choice, runner_up) = (candidate(staff.choice), candidate(staff.runner_up));
    let headline = match choice {
        Some(choice) => chosen(results, staff, choice, runner_up),
        None => none(results, staff),
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
    if choice.is_none() && staff.finished {
        details.extend(nearest_miss(results, staff));
    }
    details.push(effort(staff));
    Answer { headline, details }
}

/// Most paths that the answer names one by one.
const FEW: usize = 4;

/// Returns words such as "10 lanes at Inspection bays and 4 lanes at Document review"; of many
/// paths only what differs from the choice.
fn words(staff: &StaffOutcome, candidate: &StaffCandidate) -> String {
    let choice = staff.choice.and_then(|at| staff.candidates.get(at));
    match choice {
        Some(choice) if staff.paths.len() > FEW => {
            if choice.point.at == candidate.point.at {
                "the roster below".to_owned()
            } else {
                step(staff, choice, candidate)
            }
        }
        _ => {
            let paths = staff.paths.iter().zip(&candidate.point.at);
            let words: Vec<String> = paths
                .map(|(path, at)| wording::arrangement(path, *at))
                .collect();
            wording::listed(&words)
        }
    }
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

/// Returns the cost of an arrangement a day, as the table shows it.
fn cost(results: &Results, staff: &StaffOutcome, candidate: &StaffCandidate) -> String {
    let (_, quantity) = tables::cost_of_search(results, staff);
    let price = wording::with_interval(quantity, &candidate.cost(staff.named));
    match staff.named {
        Named::Estimated | Named::Money => price,
        Named::Hours => format!("{price} lane and member hours"),
    }
}

/// Returns an amount of money or hours without digits that do not matter.
fn amount(results: &Results, staff: &StaffOutcome, value: f64) -> String {
    let quantity = tables::cost_of_search(results, staff).1;
    let digits = if value.abs() < 10.0 { 10.0 } else { 1.0 };
    match staff.named {
        Named::Money | Named::Hours => wording::exact(quantity, value),
        Named::Estimated => wording::exact(quantity, (value * digits).round() / digits),
    }
}

/// Returns how much more a day `other` costs than the choice; negative if it costs less.
fn dearer(staff: &StaffOutcome, choice: &StaffCandidate, other: &StaffCandidate) -> Option<f64> {
    Some(other.cost(staff.named).mean? - choice.cost(staff.named).mean?)
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

/// Returns the settings of the runner-up that differ from the choice.
fn step(staff: &StaffOutcome, choice: &StaffCandidate, runner_up: &StaffCandidate) -> String {
    wording::listed(tables::changes(staff, choice, runner_up))
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

/// Returns the headline of a search that chose nothing.
fn none(results: &Results, staff: &StaffOutcome) -> String {
    let total = wording::arrangements(staff.arrangements);
    if !staff.finished {
        return format!("The search among {total} was interrupted before it had an answer.");
    }
    if let Some(words) = out_of_reach(results, staff) {
        return words;
    }
    if staff.arrangements == 1 {
        return match staff.ruled_out {
            0 => "The only arrangement is not sure to meet every target.".to_owned(),
            _ => "The only arrangement cannot keep up with what arrives.".to_owned(),
        };
    }
    if staff.candidates.is_empty() && staff.ruled_out > 0 {
        return format!("None of the {total} can keep up with what arrives.");
    }
    if !staff.candidates.is_empty() && staff.candidates.iter().all(StaffCandidate::locks_up) {
        return format!(
            "None of the {total} meets the targets: each that was simulated locks up, because \
             stations block each other for ever."
        );
    }
    format!("None of the {total} is sure to meet every target.")
}

/// Says that no arrangement can meet the targets, if that is proven.
fn out_of_reach(results: &Results, staff: &StaffOutcome) -> Option<String> {
    let beyond = staff.out_of_reach.as_ref()?;
    let target = &results.plan.target;
    let mut why = vec![];
    if let (Some(ceiling), Some(hours)) = (&beyond.ceiling, target.release_within_hours) {
        why.push(format!(
            "even if no batch ever waited for another, with the most lanes and members of the \
             range, about {} would be released within {}, but {} are wanted",
            wording::with_interval(Quantity::Share, ceiling),
            wording::exact(Quantity::Hours, hours),
            wording::exact(Quantity::Share, target.release_share?),
        ));
    }
    let throughput = [
        (
            Aim::BatchesPerDay,
            beyond.batches_per_day,
            target.batches_per_day,
            "batches",
        ),
        (
            Aim::UnitsPerDay,
            beyond.units_per_day,
            target.units_per_day,
            "units",
        ),
    ];
    for (aim, there, wanted, things) in throughput {
        if let (Some(there), Some(wanted)) = (there, wanted) {
            let quantity = Quantity::of_aim(aim, &results.plan);
            why.push(format!(
                "at most {} {things} a day can be released on average, but {} are wanted",
                wording::exact(quantity, there),
                wording::exact(quantity, wanted),
            ));
        }
    }
    (!why.is_empty()).then(|| {
        format!(
            "No arrangement can meet the targets: {}.",
            wording::listed(&why)
        )
    })
}

/// Describes the arrangement that comes nearest to the targets, and by how much it misses them.
fn nearest_miss(results: &Results, staff: &StaffOutcome) -> Option<String> {
    let nearest = staff.candidates.first().filter(|it| !it.locks_up())?;
    let worst = nearest.point.verdicts.iter().min_by(|one, other| {
        let margin = |verdict: &Verdict| {
            (verdict.estimate.mean.unwrap_or(0.0) - verdict.good_from) / verdict.good_from
        };
        margin(one).total_cmp(&margin(other))
    })?;
    let quantity = Quantity::of_aim(worst.target, &results.plan);
    let chance = beyond_the_most(staff, worst);
    let short = worst.wanted - worst.estimate.mean?;
    let lacks = if short <= 0.0 {
        "on or above it, but not with enough certainty to be chosen".to_owned()
    } else if worst.target == Aim::Release {
        let points = wording::fixed(short * 100.0, if short < 0.01 { 2 } else { 1 });
        let points = points.trim_end_matches('0').trim_end_matches('.');
        let unit = if points == "1" { "point" } else { "points" };
        format!("{points}\u{a0}percentage\u{a0}{unit} short")
    } else {
        format!("{} a day short", wording::exact(quantity, short))
    };
    Some(format!(
        "The nearest miss: with {}, at {} a day, {}, {lacks}.{chance}",
        words(staff, nearest),
        cost(results, staff, nearest),
        clause(results, worst, false, true),
    ))
}

/// Warns if a result lies above the best possible mean.
fn beyond_the_most(staff: &StaffOutcome, verdict: &Verdict) -> &'static str {
    let most = staff.out_of_reach.and_then(|beyond| match verdict.target {
        Aim::BatchesPerDay => beyond.batches_per_day,
        Aim::UnitsPerDay => beyond.units_per_day,
        Aim::Release => beyond.ceiling.and_then(|it| it.mean),
    });
    if most.is_some_and(|most| verdict.estimate.mean > Some(most)) {
        " That is above the best possible mean, by chance, because its replications are few."
    } else {
        ""
    }
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
            let cost = choice.price(staff.named);
            format!(
                "{sure}. Of its neighbours, with one step less somewhere or one step less here and \
                 one more there, none was found that is cheaper and meets them; there are too many \
                 arrangements to rule out all others. If more lanes and members never do harm, \
                 none that meets them costs less than {} a day, which is {} below the choice{}.",
                amount(bound),
                share(((1.0 - bound / cost).max(0.0) * 1e3).round() / 1e3),
                of_pairs(staff)
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

/// Says how the estimated cost of the choice compares with others that meet the targets, and how
/// large a difference in cost must be to be more than chance.
fn of_estimates(results: &Results, staff: &StaffOutcome, choice: &StaffCandidate) -> String {
    let half = |it: &StaffCandidate| it.cost(staff.named).half_width;
    let others = || {
        let all = staff.candidates.iter();
        let meets =
            |it: &&StaffCandidate| matches!(lookup::found(it), Found::Met | Found::WithinTolerance);
        let other = |it: &&StaffCandidate| it.point.at != choice.point.at;
        all.filter(meets).filter(other)
    };
    let more = |it: &StaffCandidate| dearer(staff, choice, it).unwrap_or(0.0);
    let is_lowest = others().all(|it| more(it) >= 0.0);
    let lead = "Of the arrangements that were simulated and meet them, it has the lowest estimated \
                cost";
    let Some(own) = half(choice) else {
        return String::new();
    };
    // the half-widths of both; common random numbers only make the difference more certain
    let apart = |it: &StaffCandidate| half(it).map(|half| half.hypot(own));
    let widest = others().filter_map(apart).fold(own, f64::max);
    let close: Vec<String> = others()
        .filter(|it| more(it).abs() < widest)
        .map(|it| {
            let side = if more(it) < 0.0 { "less" } else { "more" };
            let amount = amount(results, staff, more(it).abs());
            format!("{} ({amount} {side})", words(staff, it))
        })
        .collect();
    let not_told_apart = match close.as_slice() {
        [] => String::new(),
        close => format!(
            ", so that it is not told apart by cost from {}",
            wording::listed(close)
        ),
    };
    let widest = amount(results, staff, widest);
    if is_lowest {
        format!("{lead}; a difference below {widest} a day may be chance{not_told_apart}.")
    } else {
        format!(
            "Of the choice's cost, a difference below {widest} a day may be chance{not_told_apart}."
        )
    }
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
