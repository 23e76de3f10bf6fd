//! What the reader must know before using the numbers.

use crate::engine::Ending;
use crate::experiment::Replicated;
use crate::metric::Metric;
use crate::model::{Model, RunKind, StationId};
use crate::scenario::Scenario;
use crate::statistics::Estimate;
use crate::theory::Load;
use crate::time::Time;

use super::{CompareOutcome, Compared, Note, Settled, Settling, Severity, SweepPoint};

const HOURS_A_DAY: f64 = 24.0;

/// The notes of a run, most important first.
pub(super) fn of_run(
    scenario: &Scenario,
    replicated: &Replicated,
    loads: &[Load],
    settling: Option<&Settling>,
) -> Vec<Note> {
    let model = &scenario.model;
    let mut notes = vec![];
    let (done, planned) = (replicated.replications(), scenario.replications);
    if done < planned && replicated.precise != Some(true) {
        notes.push(warning(format!(
            "The run was interrupted: {done} of {planned} replications were finished and counted."
        )));
    }
    notes.extend(replicated.gave_up.iter().map(|(replication, ending)| {
        let (limit, time) = match ending {
            Ending::TooManyEvents(time) => ("more events than are allowed".to_owned(), time),
            Ending::TooManyInside(time) => {
                ("more batches inside than are allowed".to_owned(), time)
            }
            Ending::Deadlock(time, stations) => (deadlock(model, stations), time),
            Ending::Complete | Ending::Stopped => unreachable!("these did not give up"),
        };
        let when = model.calendar.date_time(*time);
        warning(format!(
            "Replication {replication} gave up on {when}: {limit}."
        ))
    }));
    let overloaded: Vec<&Load> = loads.iter().filter(|load| load.overloaded).collect();
    notes.extend(overloaded.iter().map(|load| overload(model, load)));
    notes.extend(unreleased(replicated));
    notes.extend(settling.and_then(|settling| warm_up(model, settling, loads)));
    notes.extend(quantiles(replicated));
    notes
}

/// What a deadlock is, in words.
fn deadlock(model: &Model, stations: &[StationId]) -> String {
    let names: Vec<&str> = stations
        .iter()
        .map(|station| model.stations[station.index()].label.as_str())
        .collect();
    format!(
        "no batch can move any more, because every lane of {} holds a batch that waits for a \
         place there; give one of them more room",
        names.join(", ")
    )
}

/// The notes of a sweep.
pub(super) fn of_sweep(scenario: &Scenario, planned: u64, points: &[SweepPoint]) -> Vec<Note> {
    let mut notes = vec![];
    if (points.len() as u64) < planned {
        let done = points.len();
        notes.push(warning(format!(
            "The sweep was interrupted: {done} of {planned} points were finished."
        )));
    }
    let overloaded = points
        .iter()
        .filter(|point| !point.overloaded.is_empty())
        .count();
    if overloaded > 0 && scenario.model.plan.kind == RunKind::Steady {
        notes.push(warning(format!(
            "At {overloaded} of {} points a station cannot keep up: there is no steady state, and \
             the times shown depend on the length of the run.",
            points.len()
        )));
    }
    notes
}

/// The notes of a comparison.
pub(super) fn of_compare(
    arrangements: &[Compared<'_>],
    replicated: &[Replicated],
    outcome: &CompareOutcome,
) -> Vec<Note> {
    let baseline = &arrangements[0];
    let scenario = baseline.question.scenario;
    let mut notes = vec![];
    let (done, planned) = (outcome.replications, scenario.replications);
    if done < planned && replicated.iter().any(|it| it.precise != Some(true)) {
        notes.push(warning(format!(
            "The comparison was interrupted: {done} of {planned} replications were finished and \
             counted."
        )));
    }
    let labels = |is_meant: &dyn Fn(usize) -> bool| {
        let meant = (0..arrangements.len()).filter(|position| is_meant(*position));
        let meant: Vec<&str> = meant.map(|it| arrangements[it].label.as_str()).collect();
        (!meant.is_empty()).then(|| meant.join(", "))
    };
    let gave_up = |position: usize| !replicated[position].gave_up.is_empty();
    if let Some(which) = labels(&gave_up) {
        notes.push(warning(format!(
            "Some replications gave up at a limit in: {which}. Run it alone to see which."
        )));
    }
    let steady = scenario.model.plan.kind == RunKind::Steady;
    let overloaded = |at: usize| steady && !outcome.arrangements[at].overloaded.is_empty();
    if let Some(which) = labels(&overloaded) {
        notes.push(warning(format!(
            "A station cannot keep up in: {which}. There is no steady state, and differences to it \
             belong to this window only."
        )));
    }
    let unreleased = |at: usize| replicated[at].lower_bounds.contains(&true);
    if let Some(which) = labels(&unreleased) {
        notes.push(warning(format!(
            "Not every measured batch was released by the end of the follow-up in: {which}. Its \
             release times and waits are lower bounds."
        )));
    }
    let differs = |of: &dyn Fn(&Scenario) -> String| {
        let wanted = of(scenario);
        labels(&|at: usize| of(arrangements[at].question.scenario) != wanted)
    };
    let effort = |it: &Scenario| {
        format!(
            "{} {} {} {:?}",
            it.seed, it.replications, it.confidence, it.precision
        )
    };
    if let Some(which) = differs(&effort) {
        notes.push(remark(format!(
            "Seed, replications and confidence are those of {}, also for: {which}.",
            baseline.label
        )));
    }
    let window = |it: &Scenario| {
        let plan = &it.model.plan;
        format!("{:?} {:?}", plan.window_start(), plan.window_end())
    };
    if let Some(which) = differs(&window) {
        notes.push(remark(format!(
            "Another window is measured in: {which}. Replications have less in common."
        )));
    }
    let target = |it: &Scenario| format!("{:?}", it.model.target.release.map(|it| it.within));
    if let Some(which) = differs(&target) {
        notes.push(warning(format!(
            "Another release time counts as in time in: {which}. Shares released in time cannot be \
             compared."
        )));
    }
    notes
}

pub(super) fn warning(text: String) -> Note {
    Note {
        severity: Severity::Warning,
        text,
    }
}

pub(super) fn remark(text: String) -> Note {
    Note {
        severity: Severity::Remark,
        text,
    }
}

fn overload(model: &Model, load: &Load) -> Note {
    let label = &model.stations[load.station.index()].label;
    let open = load.lanes_open.unwrap_or_default();
    let needed = load.lanes_needed.unwrap_or_default();
    let fact = format!(
        "{label} cannot keep up: its work fills {:.2} lanes on average and {open:.2} are open; at \
         least {needed}, always open, would be needed.",
        load.offered_load
    );
    match model.plan.kind {
        RunKind::Steady => warning(format!(
            "{fact} There is no steady state: the queue grows for as long as the run lasts, and \
             the times below belong to this window only."
        )),
        RunKind::Period => remark(fact),
    }
}

fn unreleased(replicated: &Replicated) -> Option<Note> {
    let mean = replicated.estimates[replicated.position(Metric::Unreleased)].mean?;
    (mean > 0.0).then(|| {
        warning(format!(
            "On average {mean:.1} measured batches a replication were not released by the end of \
             the follow-up. Release times and waits are lower bounds, marked with \u{2265}; a \
             quantile above the released share is left empty."
        ))
    })
}

/// Is the warm-up long enough?
fn warm_up(model: &Model, settling: &Settling, loads: &[Load]) -> Option<Note> {
    match settling.judgement {
        Settled::InTime | Settled::Never | Settled::NotJudged => None,
        Settled::TooLate => {
            let days = settling.settled_hours? / HOURS_A_DAY;
            let unit = if days == 1.0 { "day" } else { "days" };
            let averaged = match settling.averaged_days {
                1 => "a day each".to_owned(),
                days => format!("{days} days each"),
            };
            Some(warning(format!(
                "The warm-up looks too short: the number of batches inside settles only after \
                 about {days} {unit} (MSER on averages of {averaged}). Write warm_up = \"{days} \
                 {unit}\" in [run]."
            )))
        }
        Settled::NotYet => {
            let busiest = loads
                .iter()
                .filter_map(|load| Some((load, load.utilisation?)));
            let busiest = busiest.max_by(|one, other| one.1.total_cmp(&other.1));
            let slow = busiest.map_or_else(String::new, |(load, share)| {
                let label = &model.stations[load.station.index()].label;
                format!(
                    " Every station keeps up in the long run; {label}, {:.0} % busy, takes long to \
                     fill.",
                    share * 100.0
                )
            });
            // the same again, from twice the time on: the first half is what has not settled
            let days = (model.plan.window_end() - Time::START).days().ceil();
            Some(warning(format!(
                "The number of batches inside had not settled by the middle of the run.{slow} \
                 Write warm_up = \"{days} days\" in [run] and look again, or ask for these very \
                 days with kind = \"period\"."
            )))
        }
    }
}

/// Quantiles that rest on few batches, or that differ from those of all replications together.
fn quantiles(replicated: &Replicated) -> Vec<Note> {
    let Some(detail) = &replicated.detail else {
        return vec![];
    };
    let batches = detail.measured.mean();
    let metrics = [
        Metric::ReleaseTimeP50,
        Metric::ReleaseTimeP90,
        Metric::ReleaseTimeP95,
        Metric::ReleaseTimeP99,
    ];
    let shares = metrics.map(|metric| metric.estimator().share().unwrap_or_default());
    let pooled = detail.release_times.quantiles(shares);
    let mut few = vec![];
    let mut apart = vec![];
    for ((metric, share), pooled) in metrics.into_iter().zip(shares).zip(pooled) {
        let name = format!("p{:.0}", share * 100.0);
        let Estimate { lower, upper, .. } = replicated.estimates[replicated.position(metric)];
        if batches < 10.0 / (1.0 - share) {
            few.push(name);
        } else if let (Some(pooled), Some(lower), Some(upper)) = (pooled, lower, upper)
            && !(lower..=upper).contains(&pooled)
        {
            apart.push(format!("{name} ({pooled:.3} h)"));
        }
    }
    let mut notes = vec![];
    if !few.is_empty() {
        notes.push(remark(format!(
            "A replication measures {batches:.0} batches on average, too few for a steady \
             {}: read as what a window of this length shows on average.",
            few.join(", ")
        )));
    }
    if !apart.is_empty() {
        notes.push(remark(format!(
            "Over all replications together, {} of the release time lies outside the interval of \
             its mean over replications: windows of this length differ much from each other.",
            apart.join(", ")
        )));
    }
    notes
}
