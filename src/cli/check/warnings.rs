//! Warnings about loads, stations and targets.

use crate::experiment::ceiling;
use crate::metric;
use crate::model::{Model, StationId};
use crate::scenario::{Document, Scenario};
use crate::theory::{self, Load, Loads, Outlook, TeamLoad};
use crate::time;

/// Returns warnings about stations and teams that may not keep up.
pub(super) fn of_loads(model: &Model, loads: &Loads) -> Vec<String> {
    let stations = loads.stations.iter();
    let stations = stations.filter_map(|load| of_station(model, load));
    let teams = loads.teams.iter().filter_map(|load| of_team(model, load));
    let bounds = loads.stations.iter().filter(|load| !load.exact);
    let bounds = bounds.map(|load| {
        let label = &model.stations[load.station.index()].label;
        format!("The load of {label} is a lower bound.")
    });
    stations.chain(teams).chain(bounds).collect()
}

/// Limit on the remarks about the notation of the file.
const MOST_REMARKS: usize = 5;

/// Returns notes on the notation of the file, and on what belongs to it.
pub(super) fn of_notation(document: &Document) -> Vec<String> {
    let mut remarks = document.remarks();
    remarks.extend(document.lost_schemas());
    let remarks = remarks.iter().take(MOST_REMARKS).map(|remark| {
        let (file, line, message) = (remark.file(), remark.line(), remark.message());
        let help = remark.help().unwrap_or_default();
        format!("{file}:{line}: {message}: {help}.")
    });
    remarks.collect()
}

/// Returns notes on the scenario as a whole.
pub(super) fn of_scenario(scenario: &Scenario) -> Vec<String> {
    let unreached = scenario.unreached.iter().map(|station| {
        let label = &scenario.model.stations[station.index()].label;
        format!("no batch ever reaches {label}.")
    });
    unreached.chain(scenario.notes.iter().cloned()).collect()
}

/// Returns warnings about targets that no number of lanes can meet, and about stations that can
/// block each other for ever.
pub(super) fn of_reach(scenario: &Scenario) -> Vec<String> {
    let model = &scenario.model;
    let locks = theory::possible_locks(model).into_iter();
    let locks = locks.map(|stations| possible_lock(model, &stations));
    let beyond = theory::beyond_arrivals(model);
    let out_of_reach = |there: Option<f64>, what: &str, wanted: Option<f64>| {
        let (there, wanted) = there.zip(wanted)?;
        Some(format!(
            "only {there:.1} {what} a day are available for release: no number of lanes can meet \
             the target of {wanted} a day."
        ))
    };
    let target = &model.target;
    let batches = out_of_reach(beyond.batches_per_day, "batches", target.batches_per_day);
    let units = out_of_reach(beyond.units_per_day, "units", target.units_per_day);
    locks
        .chain(batches)
        .chain(units)
        .chain(best_possible(scenario))
        .collect()
}

/// Warns if the share in time would be below the target even if no batch ever waited for another.
fn best_possible(scenario: &Scenario) -> Option<String> {
    let release = scenario.model.target.release?;
    let ceiling = ceiling(&scenario.model, scenario.seed)?;
    let below = ceiling.below(release.share, scenario.confidence);
    let share = ceiling.share().filter(|share| *share < release.share)?;
    let found = metric::in_percent(share, 1);
    let wanted = release.share * 100.0;
    let within = time::in_words(release.within.hours());
    Some(if below.is_some() {
        format!(
            "even if no batch ever waited for another, about {found} % would be released within \
             {within}, because of opening hours and service times alone: no number of lanes can \
             meet the target of {wanted} %."
        )
    } else {
        format!(
            "if no batch ever waited for another, about {found} % would be released within \
             {within}; the target is {wanted} %."
        )
    })
}

/// Describes how stations can block each other for ever.
fn possible_lock(model: &Model, stations: &[StationId]) -> String {
    let labels: Vec<&str> = stations
        .iter()
        .map(|station| model.stations[station.index()].label.as_str())
        .collect();
    let fact = match labels.as_slice() {
        [only] => format!("{only} can block itself for ever: batches return to it"),
        _ => format!(
            "{} can block each other for ever: they send batches round in a circle",
            labels.join(", ")
        ),
    };
    format!(
        "{fact}, waiting places are limited, and every lane may come to hold a batch \
         that waits for one. More room makes that rarer; unlimited room, or when_full = \
         \"turn-away\", at one of them makes it impossible."
    )
}

fn of_station(model: &Model, load: &Load) -> Option<String> {
    let station = &model.stations[load.station.index()];
    let label = &station.label;
    let broken = if station.breakdowns.is_some() {
        " that are not broken"
    } else {
        ""
    };
    let fact = match (load.lanes_up, load.lanes_needed) {
        (Some(up), Some(needed)) => format!(
            "needs {:.2} lanes and has {up:.2}{broken}; at least {needed} are needed to keep up",
            load.offered_load
        ),
        _ => format!(
            "needs {:.2} lanes, and has too few members of staff",
            load.offered_load
        ),
    };
    match load.outlook {
        Outlook::Overloaded => Some(format!("Overloaded: {label} {fact}.")),
        Outlook::FallsBehind => Some(format!(
            "Overloaded in these days: {label} {fact} for what arrives in them."
        )),
        Outlook::NeverFinishes => Some(format!(
            "{label} can never finish some batches: their service takes longer than it is ever \
             open without a break, and at_close = \"restart\" starts it again at each opening."
        )),
        Outlook::Loses => Some(format!(
            "{label} is offered more work than its lanes can do: {:.2} lanes of {:.2}. Its queue \
             does not grow without end, because batches leave or go elsewhere, here or upstream.",
            load.offered_load,
            load.lanes_up.unwrap_or_default()
        )),
        Outlook::BlockingDecides => Some(format!(
            "Blocking decides what {label} can do: a full room stops lanes, so that the offered \
             load alone does not show whether there are enough lanes."
        )),
        Outlook::Unknown => {
            let up = load.lanes_up?;
            (load.offered_load >= up).then(|| {
                format!(
                    "{label} needs {:.2} lanes and has {up:.2}{broken}: whether that is enough \
                     depends on work finished after closing and on repairs while it is closed.",
                    load.offered_load
                )
            })
        }
        Outlook::Idle | Outlook::KeepsUp => None,
    }
}

fn of_team(model: &Model, load: &TeamLoad) -> Option<String> {
    let label = &model.teams[load.team.index()].label;
    let fact = format!(
        "needs {:.2} members and has {:.2} on duty; at least {} are needed",
        load.offered_load, load.members_on, load.members_needed
    );
    match load.outlook {
        Outlook::Overloaded => Some(format!("Overloaded: {label} {fact}.")),
        Outlook::FallsBehind => Some(format!(
            "Overloaded in these days: {label} {fact} for what arrives in them."
        )),
        Outlook::Loses => Some(format!(
            "{label} is offered more work than its members can do: {:.2} of {:.2}. Work does not \
             pile up without end, because batches leave or go elsewhere.",
            load.offered_load, load.members_on
        )),
        Outlook::Unknown => (load.offered_load >= load.members_on).then(|| {
            format!(
                "{label} needs {:.2} members and has {:.2} on duty: whether that is enough depends \
                 on work finished after going off duty.",
                load.offered_load, load.members_on
            )
        }),
        Outlook::Idle | Outlook::KeepsUp | Outlook::BlockingDecides | Outlook::NeverFinishes => {
            None
        }
    }
}
