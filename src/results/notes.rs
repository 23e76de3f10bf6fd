//! The notes that the reader needs before using the numbers.

mod compare;
mod locks;
mod overload;
mod points;
mod stretches;
mod warm_up;

use crate::engine::Ending;
use crate::experiment::Replicated;
use crate::metric::{self, Aim, Metric};
use crate::model::{Model, RunKind};
use crate::scenario::Scenario;
use crate::statistics::{Keep, Precision, Stopping};
use crate::theory::{Load, Loads, Outlook, TeamLoad};
use crate::time;

use super::note::{remark, warning};
use super::{Note, Plan, Settling, SweepPoint, Unreachable};
use overload::{overload_fact, team_overload_fact};

pub(super) use compare::of_compare;
pub(super) use locks::Seen;
pub(super) use points::of_points;

/// Returns the notes of a run, most important first.
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
                    Ending::TooManyEvents(time) => ("the limit on events".to_owned(), time),
                    Ending::TooManyInside(time) => ("the limit on batches inside".to_owned(), time),
                    Ending::Complete | Ending::Stopped => unreachable!("these did not give up"),
                };
                let when = model.calendar.date_time(*time);
                warning(format!(
                    "Replication {replication} was stopped on {when}: it reached {limit}."
                ))
            }),
    );
    notes.extend(locks::notes(model, replicated));
    notes.extend(locks::unseen(scenario, replicated));
    notes.extend(unreachable.iter().map(|it| out_of_reach(model, it)));
    let stations = loads.stations.iter();
    notes.extend(stations.filter_map(|load| overload(model, load)));
    let teams = loads.teams.iter();
    notes.extend(teams.filter_map(|load| team_overload(model, load)));
    notes.extend(overload::overtime(model, loads, replicated));
    notes.extend(stretches::notes(model, loads));
    notes.extend(unreleased(replicated));
    notes.extend(settling.and_then(|settling| warm_up::note(model, settling, loads)));
    notes.extend(raised(scenario));
    notes.extend(dropped(replicated.effort.keep));
    notes
}

/// Returns the note on a target that no number of lanes can meet.
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
            "At most {most:.1} batches a day can be released: no number of lanes can meet the \
             target of {wanted} a day."
        ),
        Aim::UnitsPerDay => format!(
            "At most {most:.0} units a day can be released: no number of lanes can meet the \
             target of {wanted} a day."
        ),
        Aim::Release => format!(
            "Even if no batch ever waited for another, only {} % would be released within \
             {within}: opening hours and service times alone delay the others longer. No number \
             of lanes can meet the target of {} %.",
            metric::in_percent(*most, 1),
            metric::in_percent(*wanted, 1)
        ),
    })
}

/// Returns the notes of a sweep.
pub(super) fn of_sweep(plan: &Plan, planned: u64, keep: Keep, points: &[SweepPoint]) -> Vec<Note> {
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
    if overloaded > 0 && plan.steady {
        notes.push(warning(format!(
            "At {overloaded} of {} points a station or a team cannot keep up: there is no steady \
             state, and the times shown depend on the length of the run.",
            points.len()
        )));
    }
    let what = ("point", "points");
    notes.extend(of_points(plan, points.iter(), what));
    notes.extend(points::unseen_locks(plan, points));
    notes.extend(dropped(keep));
    notes
}

/// Returns the note on a station that has too few lanes, if it has.
fn overload(model: &Model, load: &Load) -> Option<Note> {
    let label = &model.stations[load.station.index()].label;
    too_much(model, load.outlook, label, &overload_fact(load))
}

/// Returns the note on a team that has too few members, if it has.
fn team_overload(model: &Model, load: &TeamLoad) -> Option<Note> {
    let label = &model.teams[load.team.index()].label;
    too_much(model, load.outlook, label, &team_overload_fact(load))
}

/// Returns the note on a station or team that gets more work than it can do.
fn too_much(model: &Model, outlook: Outlook, label: &str, fact: &str) -> Option<Note> {
    match outlook {
        Outlook::Overloaded => Some(warning(format!(
            "{label} cannot keep up: {fact} There is no steady state: work piles up there or \
             before it for as long as the run lasts, and the times below hold for this window \
             only."
        ))),
        Outlook::NeverFinishes => Some(warning(format!(
            "{label} can never finish some batches: their service takes longer than its longest \
             opening without a break, and at_close = \"restart\" starts them again at each \
             opening. There is no steady state, and the times below hold for this window only."
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
             left empty where they fall among them."
        ))
    })
}

/// Returns the note on a precision that needs more replications than `min_replications`.
fn raised(scenario: &Scenario) -> Option<Note> {
    let Stopping::Width(precision) = scenario.stopping else {
        return None;
    };
    precision.is_raised.then(|| {
        remark(format!(
            "A share needs at least {} replications: min_replications is raised to that number.",
            Precision::FEWEST_OF_A_SHARE
        ))
    })
}

/// Returns the note on values of replications that are not stored.
pub(super) fn dropped(keep: Keep) -> Option<Note> {
    (keep == Keep::Summary).then(|| {
        remark(
            "The values of single replications are too many to store, or run.keep = \"summary\" \
             drops them: results.json holds only the estimates, which cannot be paired with those \
             of other runs."
                .to_owned(),
        )
    })
}
