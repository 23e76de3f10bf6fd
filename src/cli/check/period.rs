//! The periods between dated changes, each with its loads.

use crate::model::{Model, Stretch};
use crate::output::printable;
use crate::theory::{self, HourlyWork, Lagged, Load, Loads, TeamLoad, Wanted};
use crate::time::Time;

/// Limit on the stations and teams whose load is shown hour by hour.
const SHOWN: usize = 6;

/// A period of the run in which rules and resources stay the same, with its loads.
pub(super) struct Period<'m> {
    pub(super) from: Time,
    pub(super) until: Time,
    pub(super) model: &'m Model,
    pub(super) loads: Loads,
    pub(super) lagged: Option<Vec<Lagged>>,
    /// Lanes and members by hour; `None` without a release target.
    pub(super) wanted: Option<Wanted>,
}

impl Period<'_> {
    /// Formats the dates of the period as the beginning of a sentence.
    pub(super) fn dates(&self, whole: &Model) -> String {
        let shown = |time| {
            let text = whole.calendar.date_time(time).to_string();
            text.strip_suffix("T00:00:00").unwrap_or(&text).to_owned()
        };
        format!("From {} to {}", shown(self.from), shown(self.until))
    }

    /// Returns the utilisation of the busiest station or team.
    pub(super) fn fullest(&self) -> f64 {
        let stations = self.loads.stations.iter();
        let stations = stations.filter_map(|load| load.utilisation);
        let teams = self.loads.teams.iter();
        let teams = teams.filter_map(|load| load.utilisation);
        stations.chain(teams).fold(0.0, f64::max)
    }
}

/// Returns the periods between dated changes, up to the end of the measured window. The loads of a
/// period are those of its days in the window, or of all its days if none is in the window.
pub(super) fn periods(model: &Model) -> Vec<Period<'_>> {
    let (start, end) = (model.plan.window_start(), model.plan.window_end());
    let stretches = model.stretches(Time::START, end).into_iter();
    let stretches = stretches.map(|Stretch { from, until, rules }| {
        let begin = if until > start { from.max(start) } else { from };
        let lagged = theory::lagged_loads(rules, begin, until);
        Period {
            from,
            until,
            model: rules,
            loads: theory::loads_between(rules, begin, until),
            wanted: wanted(rules, lagged.as_deref(), theory::beta_of_target(model)),
            lagged,
        }
    });
    stretches.collect()
}

/// Returns the lanes and members that lagged loads ask for.
pub(super) fn wanted(
    rules: &Model,
    lagged: Option<&[Lagged]>,
    beta: Option<f64>,
) -> Option<Wanted> {
    Some(HourlyWork::new(rules, lagged?).wanted(beta?))
}

pub(super) fn label(model: &Model, load: &Load) -> String {
    printable(&model.stations[load.station.index()].label)
}

/// A column of the table by hour: lanes or members at work, and those open or on duty.
pub(super) struct Column {
    pub(super) label: String,
    /// Name in the scenario file.
    pub(super) name: String,
    pub(super) utilisation: f64,
    /// Whether the utilisation counts lanes that open on demand only.
    pub(super) on_demand: bool,
    /// Lanes or members kept at work, by hour of the week.
    pub(super) at_work: Vec<f64>,
    pub(super) open: Vec<f64>,
    /// Lanes or members that each hour should have.
    pub(super) wanted: Option<Vec<u64>>,
}

/// Makes the columns of stations with limited lanes and of teams, busiest first.
pub(super) fn columns(period: &Period<'_>) -> Vec<Column> {
    let wanted = period.wanted.as_ref();
    let of_station = |load: &Load| {
        Some(Column {
            label: label(period.model, load),
            name: period.model.stations[load.station.index()].name.clone(),
            utilisation: load.utilisation.unwrap_or_default(),
            on_demand: load.on_demand > 0.0,
            at_work: load.hourly_load.clone(),
            open: load.hourly_open.clone()?,
            wanted: wanted.map(|it| it.stations[load.station.index()].clone()),
        })
    };
    let of_team = |load: &TeamLoad| Column {
        label: printable(&period.model.teams[load.team.index()].label),
        name: period.model.teams[load.team.index()].name.clone(),
        utilisation: load.utilisation.unwrap_or_default(),
        on_demand: false,
        at_work: load.hourly_load.clone(),
        open: load.hourly_on.clone(),
        wanted: wanted.map(|it| it.teams[load.team.index()].clone()),
    };
    let stations = period.loads.stations.iter().filter_map(of_station);
    let mut columns: Vec<Column> = stations.collect();
    columns.extend(period.loads.teams.iter().map(of_team));
    columns.sort_by(|a, b| b.utilisation.total_cmp(&a.utilisation));
    columns.truncate(SHOWN);
    columns
}
