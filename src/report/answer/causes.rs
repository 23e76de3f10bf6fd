//! A sentence on why batches wait.

use crate::report::journey::{self, Part};
use crate::report::wording;
use crate::results::{Results, RunOutcome};

/// Least share of the release time that batches must wait for the causes to be worth a sentence.
const WORTH_TELLING: f64 = 0.05;

/// Names the main cause of waiting, and the station where most of it happens.
pub(super) fn cause(results: &Results, run: &RunOutcome) -> Option<String> {
    let journey = journey::journey(results, run);
    let waits = |of: Part| journey.steps.iter().map(move |step| (step, step.hours(of)));
    let waiting = Part::ALL.into_iter().filter(|part| *part != Part::Work);
    let sums = waiting.map(|part| (part, waits(part).map(|(_, hours)| hours).sum::<f64>()));
    let sums: Vec<(Part, f64)> = sums.collect();
    let total: f64 = sums.iter().map(|(_, hours)| hours).sum();
    if journey.is_bound || total < WORTH_TELLING * journey.total() {
        return None;
    }
    let (part, longest) = sums
        .into_iter()
        .max_by(|one, other| one.1.total_cmp(&other.1))?;
    let mut of_part: Vec<_> = waits(part).collect();
    of_part.sort_by(|one, other| other.1.total_cmp(&one.1));
    let (step, hours) = of_part.first()?;
    let share = wording::percent(longest / total, 0);
    let at = if of_part.len() > 1 {
        let there = wording::percent(hours / longest, 0);
        format!(", {there} of that at {}", step.label)
    } else {
        String::new()
    };
    Some(format!(
        "Batches wait mainly because {}: {share} of the waiting time{at}.",
        because(part)?
    ))
}

/// Returns the reason of a wait as a clause; `None` if it is not known.
fn because(part: Part) -> Option<&'static str> {
    match part {
        Part::Work | Part::Waiting => None,
        Part::LanesBusy => Some("all open lanes are taken"),
        Part::Closed => Some("stations are closed"),
        Part::NoStaff => Some("staff is missing"),
        Part::BrokenDown => Some("lanes are broken down"),
        Part::Blocked => Some("there is no room at the next station"),
    }
}
