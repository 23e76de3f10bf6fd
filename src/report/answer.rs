//! The answer in plain sentences, the most important first. It claims no more than the verdicts.

mod arrangement;
mod compare;
mod staff;
mod stress;

use super::lookup;
use super::tables::first_to_meet;
use super::wording::{self, Quantity};
use crate::metric::{Aim, Metric, Scope};
use crate::results::{Outcome, Results, RunOutcome, Standing, StationLoad, SweepOutcome, Verdict};

/// The answer: its headline, then what a reader asks next.
pub(super) struct Answer {
    /// One sentence.
    pub(super) headline: String,
    /// Further sentences.
    pub(super) details: Vec<String>,
}

/// Puts the results into words.
pub(super) fn answer(results: &Results) -> Answer {
    let mut answer = match &results.outcome {
        Outcome::Run(run) => of_run(results, run),
        Outcome::Sweep(sweep) => of_sweep(results, sweep),
        Outcome::Staff(staff) => staff::answer(results, staff),
        Outcome::Stress(stress) => stress::answer(results, stress),
        Outcome::Compare(found) => compare::of_compare(results, found),
    };
    answer.details.extend(precision(results));
    answer
}

/// How many replications the precision that was asked for took, or that it was not reached.
fn precision(results: &Results) -> Option<String> {
    let asked = results.provenance.precision.as_ref()?;
    let (aim, ran) = (
        wording::precision(results, asked),
        wording::replications(results),
    );
    Some(if asked.reached {
        format!("{ran} were run, until {aim}.")
    } else {
        format!("The precision that was asked for was not reached in {ran}: not until {aim}.")
    })
}

/// The answer of one arrangement.
fn of_run(results: &Results, run: &RunOutcome) -> Answer {
    let headline = match lookup::overall(&run.verdicts) {
        Some(standing) => against_targets(results, run, standing),
        None => without_targets(results, run),
    };
    let mut details = Vec::new();
    details.extend(overload(results, run));
    details.extend(decision(&run.verdicts));
    details.extend(release_time(results, run));
    details.extend(bottleneck(results, run));
    Answer { headline, details }
}

/// "both targets".
fn all_of(number: usize) -> String {
    match number {
        1 => "the target is".to_owned(),
        2 => "both targets are".to_owned(),
        3 => "all three targets are".to_owned(),
        number => format!("all {number} targets are"),
    }
}

/// The sentence where there are targets.
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
    let mut first = true;
    let clauses: Vec<String> = verdicts
        .iter()
        .map(|verdict| {
            let words = clause(results, verdict, mixed, first);
            first = false;
            words
        })
        .collect();
    format!("{lead}: {}.", clauses.join("; "))
}

/// "133.8 batches are released a day (95 % interval 133.1 to 134.4) against a target of 134".
fn clause(results: &Results, verdict: &Verdict, mixed: bool, first: bool) -> String {
    let quantity = Quantity::of_aim(verdict.target, &results.plan);
    let mean = wording::mean(quantity, &verdict.estimate);
    let what = match verdict.target {
        Aim::BatchesPerDay => "batches are released a day".to_owned(),
        Aim::UnitsPerDay => "units are released a day".to_owned(),
        Aim::Release => match results.plan.target.release_within_hours {
            Some(hours) => format!(
                "of the batches are released within {}",
                wording::exact(Quantity::Hours, hours)
            ),
            None => "of the batches are released in time".to_owned(),
        },
    };
    let interval = wording::interval(quantity, &verdict.estimate).map_or_else(String::new, |it| {
        let name = if first {
            format!("{} ", wording::interval_name(&results.plan))
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
    if mixed {
        marks.push(wording::standing(verdict.standing).to_owned());
    }
    if verdict.standing == Standing::Met && below && verdict.good_from < verdict.wanted {
        let tolerance = wording::exact(Quantity::Share, results.plan.target.tolerance);
        marks.push(format!("within its tolerance of {tolerance}"));
    }
    let marks: Vec<&str> = std::iter::once("")
        .chain(marks.iter().map(String::as_str))
        .collect();
    let marks = marks.join(", ");
    format!("{mean} {what}{interval} against a target of {wanted}{marks}")
}

/// The sentence where there is no target.
fn without_targets(results: &Results, run: &RunOutcome) -> String {
    let find = |name| lookup::estimate(&run.metrics, &Scope::All, name);
    let (released, time) = (find(Metric::ReleasedPerDay), find(Metric::ReleaseTimeMean));
    let name = wording::interval_name(&results.plan);
    let mut parts = Vec::new();
    if released.mean.is_some() {
        let shown = wording::mean(Quantity::Number, &released);
        let interval = wording::interval(Quantity::Number, &released);
        let interval = interval.map_or_else(String::new, |it| format!(" ({name} {it})"));
        parts.push(format!("{shown} batches are released a day{interval}"));
    }
    if time.mean.is_some() {
        let shown = wording::with_interval(Quantity::Hours, &time);
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

/// What overload means for the numbers.
fn overload(results: &Results, run: &RunOutcome) -> Option<String> {
    let stations: Vec<String> = run
        .load
        .iter()
        .filter(|load| load.overloaded)
        .map(|load| {
            let label = wording::label(results, &load.scope);
            match load.lanes_open {
                Some(lanes) => format!(
                    "{label} (offered load {} on {} open)",
                    wording::fixed(load.offered_load, 2),
                    lanes_open(lanes)
                ),
                None => label.to_owned(),
            }
        })
        .collect();
    if stations.is_empty() {
        return None;
    }
    let verb = if stations.len() == 1 { "is" } else { "are" };
    let meaning = if results.plan.steady {
        "there is no steady state: the queue grows for as long as this goes on, and waits, release \
         times and the share in time depend on the length of the measured window"
    } else {
        "the queue grows for as long as this goes on"
    };
    Some(format!(
        "{} {verb} overloaded; {meaning}.",
        wording::listed(&stations)
    ))
}

/// "9 lanes".
fn lanes_open(lanes: f64) -> String {
    format!(
        "{} {}",
        wording::trimmed(lanes),
        if lanes == 1.0 { "lane" } else { "lanes" }
    )
}

/// How many replications would decide what is undecided.
fn decision(verdicts: &[Verdict]) -> Option<String> {
    let undecided = || {
        verdicts
            .iter()
            .filter(|it| it.standing == Standing::Undecided)
    };
    undecided().next()?;
    let needed: Option<Vec<u64>> = undecided().map(|it| it.replications_to_decide).collect();
    Some(match needed.and_then(|needed| needed.into_iter().max()) {
        Some(number) => format!(
            "About {} would probably decide.",
            wording::count(number, "replication", "replications")
        ),
        None => {
            "The result is so close to the target that more replications may not decide.".to_owned()
        }
    })
}

/// What a batch must expect.
fn release_time(results: &Results, run: &RunOutcome) -> Option<String> {
    let mean = run.metrics.find(&Scope::All, Metric::ReleaseTimeMean)?;
    mean.estimate.mean?;
    let at_least = if mean.lower_bound { "at least " } else { "" };
    let shown = wording::with_interval(Quantity::Hours, &mean.estimate);
    let overloaded = results.plan.steady && run.load.iter().any(|load| load.overloaded);
    let start = if overloaded {
        "In the measured window a"
    } else {
        "A"
    };
    let mut words = format!("{start} batch is released after {at_least}{shown} on average");
    if let Some(p95) = run.metrics.find(&Scope::All, Metric::ReleaseTimeP95)
        && p95.estimate.mean.is_some()
    {
        let shown = wording::with_interval(Quantity::Hours, &p95.estimate);
        let at_least = if p95.lower_bound { "at least " } else { "" };
        words = format!("{words}; 95 % of those released take {at_least}{shown} or less");
        words = words.replace("those released take at least", "batches take at least");
    }
    if mean.lower_bound && results.plan.follow_up_hours > 0.0 {
        words.push_str(", counted without the batches that were not released");
    }
    Some(format!("{words}."))
}

/// The station that is nearest to its limit.
fn bottleneck(results: &Results, run: &RunOutcome) -> Option<String> {
    let limited = run.load.iter().filter(|load| load.utilisation.is_some());
    let load: &StationLoad = limited.max_by(|one, other| {
        one.utilisation
            .unwrap_or(0.0)
            .total_cmp(&other.utilisation.unwrap_or(0.0))
    })?;
    if load.overloaded {
        // said before, and its wait is a matter of the length of the window
        return None;
    }
    let (share, lanes) = (load.utilisation?, load.lanes_open?);
    let wait = lookup::estimate(&run.metrics, &load.scope, Metric::WaitMean);
    let mut words = format!(
        "The bottleneck, the station nearest to its limit, is {}: its work keeps {} of {} busy \
         ({}\u{a0}%)",
        wording::label(results, &load.scope),
        wording::fixed(load.offered_load, 2),
        lanes_open(lanes),
        wording::fixed(share * 100.0, 0)
    );
    if wait.mean.is_some() {
        let shown = wording::with_interval(Quantity::Hours, &wait);
        words = format!("{words}, and a batch waits {shown} there on average");
    }
    Some(format!("{words}."))
}

/// The answer of a sweep.
fn of_sweep(results: &Results, sweep: &SweepOutcome) -> Answer {
    let standing = |wanted| {
        let same = |point: &&_| lookup::overall(verdicts(point)) == Some(wanted);
        sweep.points.iter().filter(same).count() as u64
    };
    let total = wording::count(sweep.points.len() as u64, "arrangement", "arrangements");
    let judged = sweep.points.iter().any(|point| !point.verdicts.is_empty());
    let (met, missed) = (standing(Standing::Met), standing(Standing::Missed));
    let undecided = standing(Standing::Undecided);
    let headline = match (judged, met) {
        (false, _) => format!("{total} were simulated; the scenario sets no target."),
        (true, 0) => format!("None of the {total} meets every target for certain."),
        (true, _) => first_that_meets(sweep)
            .unwrap_or_else(|| format!("{met} of the {total} meet every target.")),
    };
    let mut details = Vec::new();
    if judged {
        details.push(format!(
            "Of the {total} simulated, {met} {} every target, {missed} {} at least one, and \
             {undecided} {} undecided.",
            if met == 1 { "meets" } else { "meet" },
            if missed == 1 { "misses" } else { "miss" },
            if undecided == 1 { "is" } else { "are" },
        ));
    }
    details.extend(unfinished(sweep));
    details.extend(overloaded_points(results, sweep));
    Answer { headline, details }
}

/// A point's verdicts.
fn verdicts(point: &crate::results::SweepPoint) -> &[Verdict] {
    &point.verdicts
}

/// The first value of the first path that meets every target, for each value of the second.
fn first_that_meets(sweep: &SweepOutcome) -> Option<String> {
    let first = sweep.paths.first()?;
    let shown = |path: usize, at: usize| {
        let value = sweep.paths.get(path).and_then(|path| path.values.get(at));
        value.map_or("", |value| value.trim_matches('"'))
    };
    let found = first_to_meet(sweep);
    let lead = format!(
        "The first value of “{}” that meets every target is",
        first.label
    );
    match (sweep.paths.len(), found.as_slice()) {
        (1, [(_, Some(at))]) => Some(format!("{lead} {}.", shown(0, *at))),
        (2, rows) if rows.len() <= 12 => {
            let parts: Vec<String> = rows
                .iter()
                .filter_map(|(others, at)| {
                    Some(format!(
                        "{} at {}",
                        shown(0, (*at)?),
                        shown(1, *others.first()?)
                    ))
                })
                .collect();
            let without = rows.iter().filter(|(_, at)| at.is_none()).count();
            let without = match without {
                0 => String::new(),
                1 => "; for one value there is none".to_owned(),
                number => format!("; for {number} values there is none"),
            };
            let second = &sweep.paths[1].label;
            let parts = wording::listed(&parts);
            Some(format!("{lead} {parts} of “{second}”{without}."))
        }
        _ => None,
    }
}

/// Says so where not all points were finished.
fn unfinished(sweep: &SweepOutcome) -> Option<String> {
    let done = sweep.points.len() as u64;
    (done < sweep.planned).then(|| {
        format!(
            "The sweep was stopped: {done} of {} points are finished.",
            sweep.planned
        )
    })
}

/// How many points have no steady state.
fn overloaded_points(results: &Results, sweep: &SweepOutcome) -> Option<String> {
    let number = sweep
        .points
        .iter()
        .filter(|point| !point.overloaded.is_empty())
        .count();
    let meaning = if results.plan.steady {
        "there is no steady state, and the numbers depend on the length of the measured window"
    } else {
        "the queue grows for as long as this goes on"
    };
    (number > 0).then(|| {
        let points = wording::count(number as u64, "arrangement", "arrangements");
        format!("In {points} a station is overloaded: {meaning}.")
    })
}
