//! Words for an arrangement of a search, and for what it costs.

use crate::report::tables;
use crate::report::wording;
use crate::results::{Named, Results, StaffCandidate, StaffOutcome};

/// Most paths that the answer names one by one.
pub(super) const FEW: usize = 4;

/// Returns words such as "10 lanes at Inspection bays and 4 lanes at Document review"; of many
/// paths only what differs from the choice.
pub(super) fn words(staff: &StaffOutcome, candidate: &StaffCandidate) -> String {
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

/// Returns the cost of an arrangement a day, as the table shows it.
pub(super) fn cost(results: &Results, staff: &StaffOutcome, candidate: &StaffCandidate) -> String {
    let (_, quantity) = tables::cost_of_search(results, staff);
    let price = wording::with_interval(quantity, &candidate.cost(staff.named));
    match staff.named {
        Named::Estimated | Named::Money => price,
        Named::Hours => format!("{price} lane and member hours"),
    }
}

/// Returns an amount of money or hours without digits that do not matter.
pub(super) fn amount(results: &Results, staff: &StaffOutcome, value: f64) -> String {
    let quantity = tables::cost_of_search(results, staff).1;
    let digits = if value.abs() < 10.0 { 10.0 } else { 1.0 };
    match staff.named {
        Named::Money | Named::Hours => wording::exact(quantity, value),
        Named::Estimated => wording::exact(quantity, (value * digits).round() / digits),
    }
}

/// Returns how much more a day `other` costs than the choice; negative if it costs less.
pub(super) fn dearer(
    staff: &StaffOutcome,
    choice: &StaffCandidate,
    other: &StaffCandidate,
) -> Option<f64> {
    Some(other.cost(staff.named).mean? - choice.cost(staff.named).mean?)
}

/// Returns the settings of the runner-up that differ from the choice.
pub(super) fn step(
    staff: &StaffOutcome,
    choice: &StaffCandidate,
    runner_up: &StaffCandidate,
) -> String {
    wording::listed(tables::changes(staff, choice, runner_up))
}
