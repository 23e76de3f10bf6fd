//! `check --json`: the result of `check` as one JSON object.

use serde::Serialize;

use crate::calendar::WEEK_HOURS;
use crate::experiment::ceiling;
use crate::model::Model;
use crate::scenario::{Document, Problem, Problems, Scenario};
use crate::theory::{self, Lagged, Load, Loads, TeamLoad};

use super::arrivals;
use super::period::{columns, periods, wanted};
use super::warnings;

/// The days of the week, from Monday.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The result of `check`.
#[derive(Serialize, Default)]
struct Checked<'a> {
    /// Scenario file, as given on the command line.
    scenario: &'a str,
    sound: bool,
    problems: Vec<&'a Problem>,
    stations: Vec<Station<'a>>,
    teams: Vec<Team<'a>>,
    /// Name of the station or team with the largest utilisation.
    bottleneck: Option<String>,
    /// Share in time if no batch ever waited for another: the largest that opening hours and
    /// service times allow.
    best_possible: Option<f64>,
    warnings: Vec<String>,
}

/// The load of a station over the measured window.
#[derive(Serialize)]
struct Station<'a> {
    name: &'a str,
    visits_per_day: f64,
    service_hours: f64,
    offered_load: f64,
    lanes_open: Option<f64>,
    lanes_needed: Option<u64>,
    busy: Option<f64>,
    overloaded: bool,
    hours: Vec<StationHour>,
}

/// The load of a station in an hour of the week.
#[derive(Serialize)]
struct StationHour {
    day: &'static str,
    hour: usize,
    /// Offered load of what arrives in the hour, in lanes.
    load: f64,
    /// Lagged load: the mean number of busy lanes in the hour if lanes were unlimited.
    lagged_load: Option<f64>,
    open: Option<f64>,
    /// Lanes that the hour should have by square-root staffing of the lagged load; `None` for
    /// unlimited lanes, and without a release target.
    wanted: Option<u64>,
}

/// The load of a team over the measured window.
#[derive(Serialize)]
struct Team<'a> {
    name: &'a str,
    offered_load: f64,
    members_on: f64,
    members_needed: u64,
    busy: Option<f64>,
    overloaded: bool,
    hours: Vec<TeamHour>,
}

/// The load of a team in an hour of the week.
#[derive(Serialize)]
struct TeamHour {
    day: &'static str,
    hour: usize,
    load: f64,
    on: f64,
    /// Members that the hour should have: for the wanted lanes of the stations that they staff.
    wanted: Option<u64>,
}

/// Writes the problems of a scenario.
pub(super) fn wrong(name: &str, problems: &Problems) -> String {
    written(&Checked {
        scenario: name,
        problems: problems.iter().collect(),
        ..Checked::default()
    })
}

/// Writes the loads of a sound scenario.
pub(super) fn sound(document: &Document, scenario: &Scenario) -> String {
    let model = &scenario.model;
    let loads = Loads::of_window(model);
    let lagged = theory::window_lagged(model);
    let wanted = wanted(model, lagged.as_deref(), theory::beta_of_target(model));
    let of_station = |(index, load): (usize, &Load)| {
        let wanted = wanted.as_ref().map(|all| all.stations[index].as_slice());
        station(model, load, lagged.as_ref().map(|all| &all[index]), wanted)
    };
    let of_team = |(index, load): (usize, &TeamLoad)| {
        let wanted = wanted.as_ref().map(|all| all.teams[index].as_slice());
        team(model, load, wanted)
    };
    let periods = periods(model);
    let fullest = periods
        .iter()
        .max_by(|a, b| a.fullest().total_cmp(&b.fullest()));
    let bottleneck = fullest.and_then(|period| columns(period).into_iter().next());
    let mut warnings = warnings::of_loads(model, &loads);
    warnings.extend(warnings::of_scenario(scenario));
    warnings.extend(warnings::of_notation(document));
    warnings.extend(arrivals::closed_on_holidays(model));
    warnings.extend(warnings::of_reach(scenario));
    written(&Checked {
        scenario: document.name(),
        sound: true,
        problems: vec![],
        stations: loads.stations.iter().enumerate().map(of_station).collect(),
        teams: loads.teams.iter().enumerate().map(of_team).collect(),
        bottleneck: bottleneck.map(|column| column.name),
        best_possible: best_possible(scenario),
        warnings,
    })
}

/// Returns the share in time if no batch ever waited for another; `None` without a release target.
fn best_possible(scenario: &Scenario) -> Option<f64> {
    ceiling(&scenario.model, scenario.seed)?.share()
}

fn station<'a>(
    model: &'a Model,
    load: &Load,
    lagged: Option<&Lagged>,
    wanted: Option<&[u64]>,
) -> Station<'a> {
    let wanted = wanted.filter(|_| load.lanes_open.is_some());
    let of_hour = |position: usize| StationHour {
        day: DAYS[position / 24],
        hour: position % 24,
        load: load.hourly_load[position],
        lagged_load: lagged.map(|lagged| lagged.hourly[position]),
        open: load.hourly_open.as_ref().map(|open| open[position]),
        wanted: wanted.map(|wanted| wanted[position]),
    };
    Station {
        name: &model.stations[load.station.index()].name,
        visits_per_day: load.visits_per_day,
        service_hours: load.service_hours,
        offered_load: load.offered_load,
        lanes_open: load.lanes_open,
        lanes_needed: load.lanes_needed,
        busy: load.utilisation,
        overloaded: load.overloaded,
        hours: (0..WEEK_HOURS).map(of_hour).collect(),
    }
}

fn team<'a>(model: &'a Model, load: &TeamLoad, wanted: Option<&[u64]>) -> Team<'a> {
    let of_hour = |position: usize| TeamHour {
        day: DAYS[position / 24],
        hour: position % 24,
        load: load.hourly_load[position],
        on: load.hourly_on[position],
        wanted: wanted.map(|wanted| wanted[position]),
    };
    Team {
        name: &model.teams[load.team.index()].name,
        offered_load: load.offered_load,
        members_on: load.members_on,
        members_needed: load.members_needed,
        busy: load.utilisation,
        overloaded: load.overloaded,
        hours: (0..WEEK_HOURS).map(of_hour).collect(),
    }
}

fn written(checked: &Checked<'_>) -> String {
    let text = serde_json::to_string_pretty(checked);
    format!("{}\n", text.expect("texts and numbers are JSON"))
}
