//! The answer of a search that chose nothing.

use crate::metric::{Aim, Metric, Scope};
use crate::report::lookup::{self, Found};
use crate::report::wording::{self, Quantity};
use crate::results::{Results, StaffCandidate, StaffOutcome, Verdict};

use super::parts::clause;
use super::searched::{cost, words};

/// Returns the headline of a search that chose nothing.
pub(super) fn headline(results: &Results, staff: &StaffOutcome) -> String {
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
    let misses = |it: &StaffCandidate| lookup::found(it) == Found::Missed;
    if staff.candidates.iter().all(misses) {
        return format!("None of the {total} meets every target.");
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
        "The nearest miss: with {}, at {} a day, {}, {lacks}.{chance}{}",
        words(staff, nearest),
        cost(results, staff, nearest),
        clause(results, worst, false, true),
        at_best(results, staff, nearest).unwrap_or_default()
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

/// Describes the cheapest arrangement so far if the search was interrupted, else the one that comes
/// nearest to the targets.
pub(super) fn nearest(results: &Results, staff: &StaffOutcome) -> Option<String> {
    if staff.finished {
        return nearest_miss(results, staff);
    }
    let is_enough = |it: &&StaffCandidate| lookup::found(it).is_enough();
    let Some(best) = staff.candidates.iter().find(is_enough) else {
        return Some("No arrangement was found so far that meets the targets.".to_owned());
    };
    let verdicts = best.point.verdicts.iter();
    let told = verdicts.clone().find(|it| it.target == Aim::Release);
    let told = told.or_else(|| verdicts.clone().next())?;
    Some(format!(
        "The cheapest so far that meets the targets, neither confirmed nor proven to be the \
         cheapest: {}, at {} a day; {}.",
        words(staff, best),
        cost(results, staff, best),
        clause(results, told, false, true),
    ))
}

/// Says what share would be in time with an arrangement if no batch ever waited for another, where
/// even that is too small.
fn at_best(results: &Results, staff: &StaffOutcome, nearest: &StaffCandidate) -> Option<String> {
    let best = nearest
        .point
        .metrics
        .find(&Scope::All, Metric::BestPossible)?;
    let wanted = results.plan.target.release_share?;
    let is_told = staff.out_of_reach.is_none() && best.estimate.mean < Some(wanted);
    is_told.then(|| {
        format!(
            " If no batch ever waited for another, about {} would be in time with it: opening \
             hours and service times are what has to change.",
            wording::mean(Quantity::Share, &best.estimate)
        )
    })
}
