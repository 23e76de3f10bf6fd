//! What the reader must know before using the numbers.

use crate::engine::Ending;
use crate::experiment::{FoldedDetail, Replicated};
use crate::model::{ArrivalProcess, Lanes, Model, RunKind, StationId};
use crate::scenario::Scenario;
use crate::statistics::{Estimate, WarmUp, mser};
use crate::theory::Load;

use super::{Note, Severity, SweepPoint};

const HOURS_A_DAY: usize = 24;

/// Days from which averages are taken five at a time, as MSER-5 does; below, one at a time.
const MANY: usize = 50;

/// The notes of a run, most important first.
pub(super) fn of_run(scenario: &Scenario, replicated: &Replicated, loads: &[Load]) -> Vec<Note> {
    let model = &scenario.model;
    let mut notes = vec![];
    let (done, planned) = (replicated.replications(), scenario.replications);
    if done < planned {
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
    if overloaded.is_empty() && model.plan.kind == RunKind::Steady {
        let detail = replicated.detail.as_ref();
        notes.extend(detail.and_then(|detail| warm_up(model, detail, replicated)));
    }
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
    let mean = replicated.estimates[replicated.position("unreleased")].mean?;
    (mean > 0.0).then(|| {
        warning(format!(
            "On average {mean:.1} measured batches a replication were not released by the end of \
             the follow-up. Release times and waits are lower bounds, marked with \u{2265}; a \
             quantile above the released share is left empty."
        ))
    })
}

/// Does the number inside settle only after the warm-up, so late that it matters? Judged on whole
/// days from the start of the run, or on whole weeks where days differ.
fn warm_up(model: &Model, detail: &FoldedDetail, replicated: &Replicated) -> Option<Note> {
    let days = if days_differ(model) { 7 } else { 1 };
    let hours = days * HOURS_A_DAY;
    let series: Vec<f64> = detail
        .inside
        .chunks_exact(hours)
        .map(|chunk| {
            chunk
                .iter()
                .map(crate::statistics::Moments::mean)
                .sum::<f64>()
                / hours as f64
        })
        .collect();
    let batch = if series.len() >= MANY { 5 } else { 1 };
    let cut = match mser(&series, batch) {
        WarmUp::TooShort => return None,
        WarmUp::Unsettled => {
            return biased(&series, series.len() / 2, model, days, replicated).then(|| {
                warning(
                    "The number of batches inside had not settled by the middle of the run: \
                     lengthen run.length and run.warm_up, or ask for these very days with \
                     run.kind = \"period\"."
                        .to_owned(),
                )
            });
        }
        WarmUp::From(cut) => cut,
    };
    biased(&series, cut, model, days, replicated).then(|| {
        let settled = cut * days;
        warning(format!(
            "The warm-up looks too short: the number of batches inside settles only after about \
             {settled} days (MSER on averages of {} days). Write run.warm_up = \"{settled} days\".",
            batch * days
        ))
    })
}

/// Would starting at the cut move the mean number inside by more than half of its half-width?
fn biased(series: &[f64], cut: usize, model: &Model, days: usize, replicated: &Replicated) -> bool {
    let warm_up = (model.plan.warm_up.days() / days as f64).floor() as usize;
    if cut <= warm_up {
        return false;
    }
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    let moved = (mean(&series[warm_up..]) - mean(&series[cut..])).abs();
    let Estimate { half_width, .. } = replicated.estimates[replicated.position("in_system.mean")];
    half_width.is_some_and(|half_width| moved > half_width / 2.0)
}

/// Do days of the week differ in arrivals or in lanes?
fn days_differ(model: &Model) -> bool {
    let arrivals = model.streams.iter().any(|stream| match &stream.process {
        ArrivalProcess::Poisson(profile) | ArrivalProcess::Exact(profile) => profile.days[..7]
            .iter()
            .any(|factor| *factor != profile.days[0]),
        ArrivalProcess::Renewal(_) | ArrivalProcess::Trace(_) => false,
    });
    let lanes = model.stations.iter().any(|station| match &station.lanes {
        Lanes::Unlimited => false,
        Lanes::Scheduled(openings) => (0..HOURS_A_DAY * 7).any(|hour| {
            openings.weekly_mean_of_hour(hour) != openings.weekly_mean_of_hour(hour % HOURS_A_DAY)
        }),
    });
    arrivals || lanes
}

/// Quantiles that rest on few batches, or that differ from those of all replications together.
fn quantiles(replicated: &Replicated) -> Vec<Note> {
    let Some(detail) = &replicated.detail else {
        return vec![];
    };
    let batches = detail.measured.mean();
    let shares = [(0.5, "p50"), (0.9, "p90"), (0.95, "p95"), (0.99, "p99")];
    let pooled = detail
        .release_times
        .quantiles(shares.map(|(share, _)| share));
    let mut few = vec![];
    let mut apart = vec![];
    for ((share, name), pooled) in shares.into_iter().zip(pooled) {
        let position = replicated.position(&format!("release_time.{name}"));
        let Estimate { lower, upper, .. } = replicated.estimates[position];
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
