//! The answer in plain sentences, the most important one first. It claims no more than the
//! verdicts do.

mod arrangement;
mod backlog;
mod best;
mod causes;
mod compare;
pub(super) mod heaviest;
mod limits;
mod no_choice;
mod one_more;
mod parts;
mod searched;
mod staff;
mod stress;
mod studies;
mod sweep;
mod times;

use super::lookup;
use super::wording::{self, Quantity};
use crate::metric::{Metric, Scope};
use crate::results::{Outcome, Precision, Reason, Results, RunOutcome, Standing, Verdict};

pub(super) use parts::Answer;
use parts::{clause, how_to_decide};

/// Warns that the numbers of a single replication have no interval.
const ONE: &str = "One replication has no interval: how far these numbers may be from the true \
    ones is not known.";

/// Returns the answer to the question of the results.
pub(super) fn answer(results: &Results) -> Answer {
    let mut answer = match &results.outcome {
        Outcome::Run(run) => of_run(results, run),
        Outcome::Sweep(sweep) => sweep::answer(results, sweep),
        Outcome::Staff(staff) => staff::answer(results, staff),
        Outcome::Stress(stress) => stress::answer(results, stress),
        Outcome::Compare(found) => compare::of_compare(results, found),
    };
    answer.details.extend(precision(results));
    answer
}

/// Says how many replications the requested precision took, or that it was not reached.
fn precision(results: &Results) -> Option<String> {
    let asked = results.provenance.precision.as_ref()?;
    let (aim, ran) = (
        wording::precision(results, asked),
        wording::replications(results),
    );
    Some(match (asked, asked.is_reached()) {
        (_, true) => format!("Replications were added until {aim}: this took {ran}."),
        (Precision::Width(_), false) => {
            format!(
                "The requested precision was not reached in {ran}: replications were to be added \
                 until {aim}."
            )
        }
        (Precision::Verdict { .. }, false) => {
            format!("Replications were added, {ran} in all, without deciding on every target.")
        }
    })
}

/// Returns the answer of a run, which is of one arrangement.
fn of_run(results: &Results, run: &RunOutcome) -> Answer {
    let headline = match lookup::overall(&run.verdicts) {
        Some(standing) => against_targets(results, run, standing),
        None => without_targets(results, run),
    };
    let mut details = Vec::new();
    if run.replications == 1 {
        details.push(ONE.to_owned());
    }
    details.extend(limits::overload(results, run));
    details.extend(decision(results, &run.verdicts));
    details.extend(times::release(results, run));
    details.extend(times::unserved(run));
    details.extend(limits::bottleneck(results, run));
    details.extend(causes::cause(results, run));
    details.extend(one_more::one_more(results, run));
    details.extend(times::late(results, run));
    details.extend(times::worst_day(results, run));
    details.extend(backlog::passes_arrivals(results, run));
    details.extend(arrangement::cost_a_batch(results, run));
    details.extend(studies::other(results));
    Answer { headline, details }
}

/// Returns the subject and verb of a sentence on all targets, such as "both targets are".
fn all_of(number: usize) -> String {
    match number {
        1 => "the target is".to_owned(),
        2 => "both targets are".to_owned(),
        3 => "all three targets are".to_owned(),
        number => format!("all {number} targets are"),
    }
}

/// Returns the headline of a run with targets.
fn against_targets(results: &Results, run: &RunOutcome, standing: Standing) -> String {
    let verdicts = run.verdicts.as_slice();
    let with = arrangement::arrangement(results, run);
    let of = |wanted| {
        verdicts
            .iter()
            .filter(|verdict| verdict.standing == wanted)
            .count()
    };
    let lead = match standing {
        Standing::Met => format!("{with} {} met", all_of(verdicts.len())),
        Standing::Missed if of(Standing::Missed) == verdicts.len() => {
            format!("{with} {} missed", all_of(verdicts.len()))
        }
        Standing::Missed => format!(
            "{with} {} of {} targets {} missed",
            of(Standing::Missed),
            verdicts.len(),
            if of(Standing::Missed) == 1 {
                "is"
            } else {
                "are"
            }
        ),
        Standing::Close => format!(
            "{with} {} met or so close to the limit that the side does not matter",
            all_of(verdicts.len())
        ),
        Standing::Undecided if of(Standing::Undecided) == verdicts.len() => {
            "These replications do not decide whether the arrangement meets its targets".to_owned()
        }
        Standing::Undecided => format!(
            "These replications leave {} of {} targets undecided",
            of(Standing::Undecided),
            verdicts.len()
        ),
    };
    let mixed = verdicts.iter().any(|verdict| verdict.standing != standing);
    let mut told = None;
    let clauses: Vec<String> = verdicts
        .iter()
        .map(|verdict| {
            let is_told = told.replace(verdict.confidence) == Some(verdict.confidence);
            clause(results, verdict, mixed, !is_told)
        })
        .collect();
    format!("{lead}: {}.", clauses.join("; "))
}

/// Returns the headline of a run without targets.
fn without_targets(results: &Results, run: &RunOutcome) -> String {
    let released = lookup::estimate(&run.metrics, &Scope::All, Metric::ReleasedPerDay);
    let time = run.metrics.find(&Scope::All, Metric::ReleaseTimeMean);
    let name = wording::interval_name(results.plan.confidence);
    let mut parts = Vec::new();
    if released.mean.is_some() {
        let shown = wording::mean(Quantity::Number, &released);
        let interval = wording::interval(Quantity::Number, &released);
        let interval = interval.map_or_else(String::new, |it| format!(" ({name} {it})"));
        parts.push(format!("{shown} batches are released a day{interval}"));
    }
    if let Some(time) = time.filter(|it| it.estimate.mean.is_some()) {
        let shown = wording::marked(Quantity::Hours, time);
        parts.push(format!("they take {shown} on average"));
    }
    if parts.is_empty() {
        return "Nothing was released in the measured window.".to_owned();
    }
    format!(
        "{} {}; the scenario sets no target.",
        arrangement::arrangement(results, run),
        wording::listed(&parts)
    )
}

/// Says why targets are undecided, and how they can be decided.
fn decision(results: &Results, verdicts: &[Verdict]) -> Vec<String> {
    let is_open = |it: &&Verdict| it.standing == Standing::Undecided;
    let undecided: Vec<&Verdict> = verdicts.iter().filter(is_open).collect();
    if undecided.is_empty() {
        return vec![];
    }
    // that one replication has no interval is said before
    let with_interval = undecided.iter().filter(|it| it.estimate.lower.is_some());
    let mut sentences: Vec<String> = with_interval
        .filter(|it| it.reason.is_some())
        .filter_map(|it| wording::why_undecided(it))
        .map(|why| format!("{}.", wording::capitalised(&why)))
        .collect();
    sentences.dedup();
    let gave_up = undecided
        .iter()
        .any(|it| matches!(it.reason, Some(Reason::GaveUp | Reason::Locked)));
    if !gave_up {
        sentences.push(how_to_decide(results).to_owned());
    }
    sentences
}
