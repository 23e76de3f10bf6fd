//! An answer, and the clauses that several answers share.

use crate::metric::{Aim, Metric, Scope, ScopeKind};
use crate::report::wording::{self, Quantity};
use crate::results::{Precision, Results, Standing, SweepPoint, Verdict};

/// The answer: its headline, then what a reader would ask next.
pub(in crate::report) struct Answer {
    /// One sentence.
    pub(in crate::report) headline: String,
    /// Further sentences.
    pub(in crate::report) details: Vec<String>,
}

/// Returns a clause such as "133.8 batches are released a day (95 % interval 133.1 to 134.4)
/// against a target of 134". `mixed` adds the verdict; `named` says what kind of interval it is.
pub(super) fn clause(results: &Results, verdict: &Verdict, mixed: bool, named: bool) -> String {
    let quantity = Quantity::of_aim(verdict.target, &results.plan);
    let mean = wording::mean(quantity, &verdict.estimate);
    let within = in_time(results);
    let fact = match verdict.target {
        Aim::BatchesPerDay => format!("{mean} batches are released a day"),
        Aim::UnitsPerDay => format!("{mean} units are released a day"),
        Aim::Release if verdict.estimate.mean.is_none() => {
            format!("no batch arrived that could be released {within},")
        }
        Aim::Release => format!("{mean} of the batches are released {within}"),
    };
    let interval = wording::interval(quantity, &verdict.estimate).map_or_else(String::new, |it| {
        let name = if named {
            format!("{} ", wording::interval_name(verdict.confidence))
        } else {
            String::new()
        };
        format!(" ({name}{it})")
    });
    let wanted = wording::exact(quantity, verdict.wanted);
    let below = verdict
        .estimate
        .mean
        .is_some_and(|mean| mean < verdict.wanted);
    let mut marks = Vec::new();
    let when = wording::decided_at(results, verdict);
    if mixed {
        marks.push(wording::standing(verdict.standing).to_owned());
    }
    marks.extend(when.map(|when| format!("decided {when}")));
    if verdict.standing == Standing::Met && below && verdict.good_from < verdict.wanted {
        let tolerance = wording::exact(Quantity::Share, results.plan.target.tolerance);
        marks.push(format!("within its tolerance of {tolerance}"));
    }
    let marks: Vec<&str> = std::iter::once("")
        .chain(marks.iter().map(String::as_str))
        .collect();
    let marks = marks.join(", ");
    format!("{fact}{interval} against a target of {wanted}{marks}")
}

/// Says how an undecided target can be decided.
pub(super) fn how_to_decide(results: &Results) -> &'static str {
    match &results.provenance.precision {
        Some(Precision::Verdict { .. }) => {
            "To decide, raise max_replications in [run], so that more replications can be added."
        }
        Some(Precision::Width(_)) | None => {
            "To decide, write precision = \"verdict\" in [run] instead of a number of \
             replications: more are then added until every target is met, missed or so close to \
             its limit that the side does not matter."
        }
    }
}

/// Returns the name of a judged metric within a sentence.
pub(super) fn thing(results: &Results, metric: Metric) -> String {
    match metric {
        Metric::ReleasedPerDay => "the batches released a day".to_owned(),
        Metric::UnitsReleasedPerDay => "the units released a day".to_owned(),
        Metric::ReleaseTimeMean => "the mean release time".to_owned(),
        Metric::ReleasedWithin => format!("the share released {}", in_time(results)),
        Metric::CostPerDay => "the cost a day".to_owned(),
        other => other.words(ScopeKind::All).to_owned(),
    }
}

/// Returns words such as "within 4 h".
pub(super) fn in_time(results: &Results) -> String {
    let within = results.plan.target.release_within_hours;
    within.map_or_else(
        || "in time".to_owned(),
        |hours| format!("within {}", wording::exact(Quantity::Hours, hours)),
    )
}

/// Says that lanes or members for which the scenario names no cost count as free; `None` if there
/// are none.
pub(super) fn free<'a>(
    results: &Results,
    scopes: impl Iterator<Item = &'a Scope>,
) -> Option<String> {
    let mut words: Vec<String> = vec![];
    for scope in scopes {
        let label = wording::label(results, scope);
        let one = match scope {
            Scope::Team(_) => format!("a member of {label}"),
            _ => format!("a lane at {label}"),
        };
        if !words.contains(&one) {
            words.push(one);
        }
    }
    let verb = if words.len() == 1 { "counts" } else { "count" };
    let words = wording::listed(&words);
    (!words.is_empty()).then(|| {
        let subject = if verb == "counts" { "it" } else { "they" };
        format!("No cost is given for {words}: {subject} {verb} as free.")
    })
}

/// Returns words for the runs of which a statement on an arrangement holds: those that lock up miss
/// every target.
pub(super) fn in_runs(point: &SweepPoint) -> &'static str {
    if point.can_lock.is_empty() {
        ""
    } else {
        " in runs that do not lock up"
    }
}
