//! What the reader must know before using the numbers.

mod compare;
mod overload;
mod points;
mod stretches;
mod warm_up;

use crate::engine::Ending;
use crate::experiment::Replicated;
use crate::metric::{Aim, Metric};
use crate::model::{Model, RunKind, StationId};
use crate::scenario::Scenario;
use crate::statistics::{Keep, Lock, Precision, Stopping};
use crate::theory::{Load, Loads, Outlook, TeamLoad};
use crate::time::{self, Time};

use super::note::{remark, warning};
use super::{Note, Settling, SweepPoint, Unreachable};
use overload::{overload_fact, team_overload_fact};

pub(super) use compare::of_compare;
pub(super) use points::of_points;

/// The notes of a run, most important first.
pub(super) fn of_run(
    scenario: &Scenario,
    replicated: &Replicated,
    loads: &Loads,
    settling: Option<&Settling>,
    unreachable: &[Unreachable],
) -> Vec<Note> {
    let model = &scenario.model;
    let mut notes = vec![];
    let (done, planned) = (replicated.replications(), scenario.replications);
    if done < planned && replicated.precise != Some(true) {
        notes.push(warning(format!(
            "The run was interrupted: {done} of {planned} replications were finished and counted."
        )));
    }
    notes.extend(
        replicated
            .evidence()
            .gave_up
            .iter()
            .map(|(replication, ending)| {
                let (limit, time) = match ending {
                    Ending::TooManyEvents(time) => {
                        ("more events than are allowed".to_owned(), time)
                    }
                    Ending::TooManyInside(time) => {
                        ("more batches inside than are allowed".to_owned(), time)
                    }
                    Ending::Complete | Ending::Stopped => unreachable!("these did not give up"),
                };
                let when = model.calendar.date_time(*time);
                warning(format!(
                    "Replication {replication} gave up on {when}: {limit}."
                ))
            }),
    );
    notes.extend(locks(model, replicated));
    notes.extend(unreachable.iter().map(|it| out_of_reach(model, it)));
    let stations = loads.stations.iter();
    notes.extend(stations.filter_map(|load| overload(model, load)));
    let teams = loads.teams.iter();
    notes.extend(teams.filter_map(|load| team_overload(model, load)));
    notes.extend(stretches::notes(model, loads));
    notes.extend(unreleased(replicated));
    notes.extend(settling.and_then(|settling| warm_up::note(model, settling, &loads.stations)));
    notes.extend(raised(scenario));
    notes.extend(dropped(replicated.effort.keep));
    notes
}

/// Stations that block each other: for the rest of the run, or for a while.
fn locks(model: &Model, replicated: &Replicated) -> Vec<Note> {
    let when = |time: Time| {
        let when = model.calendar.date_time(time);
        when.strftime("%-d %b %H:%M").to_string()
    };
    let labels = |stations: &[StationId]| {
        let labels = stations
            .iter()
            .map(|station| model.stations[station.index()].label.as_str());
        labels.collect::<Vec<&str>>().join(", ")
    };
    let of = |is_meant: fn(&Lock) -> bool| -> Vec<(u32, &Lock)> {
        let mut found = vec![];
        for (replication, locks) in &replicated.evidence().locks {
            let first = locks.iter().find(|lock| is_meant(lock));
            found.extend(first.map(|lock| (*replication, lock)));
        }
        found
    };
    let all = replicated.replications();
    let mut notes = vec![];
    let locked = of(|lock| lock.until.is_none());
    if let Some((replication, first)) = locked.iter().min_by_key(|(_, lock)| lock.from) {
        notes.push(warning(format!(
            "{} of {all} replications lock up, the first, replication {replication}, from {} on: \
             every lane of {} holds a batch that waits for a place there, and nothing opens them \
             any more. Give one of these stations more room, or lanes.",
            locked.len(),
            when(first.from),
            labels(&first.stations)
        )));
    }
    let opened = of(|lock| lock.until.is_some());
    if let Some((replication, first)) = opened.iter().min_by_key(|(_, lock)| lock.from) {
        notes.push(remark(format!(
            "In {} of {all} replications stations block each other for a while; in replication \
             {replication} {} were locked from {} to {}.",
            opened.len(),
            labels(&first.stations),
            when(first.from),
            first.until.map_or_else(String::new, when)
        )));
    }
    notes
}

/// A target that no number of lanes can meet.
fn out_of_reach(model: &Model, unreachable: &Unreachable) -> Note {
    let Unreachable {
        target,
        wanted,
        most,
    } = unreachable;
    let within = model.target.release.map_or(0.0, |it| it.within.hours());
    let within = time::in_words(within);
    warning(match target {
        Aim::BatchesPerDay => format!(
            "Only {most:.1} batches a day are there to release: {wanted} a day are out of reach of \
             any lanes."
        ),
        Aim::UnitsPerDay => format!(
            "Only {most:.0} units a day are there to release: {wanted} a day are out of reach of \
             any lanes."
        ),
        Aim::Release => format!(
            "Even if no batch ever waited for another, only {:.1} % would be released within \
             {within}: hours and times of work alone keep the others longer, so that {:.1} % are \
             out of reach of any lanes.",
            most * 100.0,
            wanted * 100.0
        ),
    })
}

/// The notes of a sweep.
pub(super) fn of_sweep(
    scenario: &Scenario,
    planned: u64,
    keep: Keep,
    points: &[SweepPoint],
) -> Vec<Note> {
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
            "At {overloaded} of {} points a station or a team cannot keep up: there is no steady \
             state, and the times shown depend on the length of the run.",
            points.len()
        )));
    }
    let what = ("point", "points");
    notes.extend(of_points(&scenario.model, points.iter(), what));
    notes.extend(dropped(keep));
    notes
}

/// What a reader must know of a station whose lanes may be too few.
fn overload(model: &Model, load: &Load) -> Option<Note> {
    let label = &model.stations[load.station.index()].label;
    too_much(model, load.outlook, label, &overload_fact(load))
}

/// What a reader must know of a team whose members may be too few.
fn team_overload(model: &Model, load: &TeamLoad) -> Option<Note> {
    let label = &model.teams[load.team.index()].label;
    too_much(model, load.outlook, label, &team_overload_fact(load))
}

/// The note on more work than can be done.
fn too_much(model: &Model, outlook: Outlook, label: &str, fact: &str) -> Option<Note> {
    match outlook {
        Outlook::Overloaded => Some(warning(format!(
            "{label} cannot keep up: {fact} There is no steady state: work piles up there or \
             before it for as long as the run lasts, and the times below belong to this window \
             only."
        ))),
        Outlook::NeverFinishes => Some(warning(format!(
            "{label} can never finish some batches: they take longer than it is ever open without \
             a break, and at_close = \"restart\" begins them anew at each opening. There is no \
             steady state, and the times below belong to this window only."
        ))),
        Outlook::FallsBehind => {
            let text = format!("{label} cannot keep up with what arrives in these days: {fact}");
            Some(match model.plan.kind {
                RunKind::Steady => warning(text),
                RunKind::Period => remark(text),
            })
        }
        Outlook::Idle
        | Outlook::KeepsUp
        | Outlook::Unknown
        | Outlook::BlockingDecides
        | Outlook::Loses => None,
    }
}

fn unreleased(replicated: &Replicated) -> Option<Note> {
    let mean = replicated.estimates[replicated.tally.of_all(Metric::Unreleased)].mean?;
    (mean > 0.0).then(|| {
        warning(format!(
            "On average {mean:.1} measured batches a replication were not released by the end of \
             the follow-up. Mean release times and waits are lower bounds, marked “at least”; \
             quantiles of release times count these batches as longer than all others, and are \
             left empty where they lie among them."
        ))
    })
}

/// A precision that takes more replications than were asked for.
fn raised(scenario: &Scenario) -> Option<Note> {
    let Stopping::Width(precision) = scenario.stopping else {
        return None;
    };
    precision.is_raised.then(|| {
        remark(format!(
            "A share takes at least {} replications: min_replications is raised to that.",
            Precision::FEWEST_OF_A_SHARE
        ))
    })
}

/// Values that are too many to keep.
fn dropped(keep: Keep) -> Option<Note> {
    (keep == Keep::Summary).then(|| {
        remark(
            "The values of single replications are too many to keep: results.json holds estimates \
             alone, which cannot be paired with those of other runs."
                .to_owned(),
        )
    })
}
