//! `clearway check`.

use std::fmt::Write as _;

use clap::Args;
use comfy_table::{CellAlignment, Table, presets};

use crate::calendar::Openings;
use crate::model::{Lanes, Model};
use crate::theory::{self, Caveat, Load, TeamLoad, WEEK_HOURS, Wait};
use crate::time::Time;

use super::{Failure, ScenarioArguments, print};

/// Stations and teams whose load is told hour by hour.
const SHOWN: usize = 6;

/// What `check` takes.
#[derive(Args)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
}

/// Tells every problem of the scenario, or its offered load.
pub(super) fn check(arguments: &CheckArguments) -> Result<(), Failure> {
    let asked = arguments.scenario.load()?;
    let document = &asked.document;
    let scenario = document.with(&asked.settings())?.compile()?;
    let model = &scenario.model;
    let mut text = format!("{} is a sound scenario.\n\n", document.name());
    let periods = periods(model);
    for period in &periods {
        if periods.len() > 1 {
            let _ = writeln!(text, "{}:", period.dates(model));
        }
        let _ = writeln!(text, "{}\n", stations(period));
        if !model.teams.is_empty() {
            let _ = writeln!(text, "{}\n", teams(period));
        }
    }
    let fullest = |a: &&Period, b: &&Period| a.fullest().total_cmp(&b.fullest());
    let busiest = periods.iter().max_by(fullest).expect("there is a start");
    let dates = match periods.len() {
        1 => String::new(),
        _ => format!(" {}", busiest.dates(model).to_lowercase()),
    };
    let _ = writeln!(text, "{}", hours(busiest, &dates));
    for period in &periods {
        let dates = match periods.len() {
            1 => String::new(),
            _ => format!("{}: ", period.dates(model)),
        };
        text.push_str(&conclusion(period, &dates));
    }
    for station in &scenario.unreached {
        let label = &model.stations[station.index()].label;
        let _ = writeln!(text, "Note: no batch ever reaches {label}.");
    }
    print(&text)
}

/// A time of the run during which rules and resources stay the same, and what they bring.
struct Period<'m> {
    from: Time,
    until: Time,
    model: &'m Model,
    loads: Vec<Load>,
    team_loads: Vec<TeamLoad>,
}

impl Period<'_> {
    /// From when to when, as a sentence begins.
    fn dates(&self, whole: &Model) -> String {
        let shown = |time| {
            let text = whole.calendar.date_time(time).to_string();
            text.strip_suffix("T00:00:00").unwrap_or(&text).to_owned()
        };
        format!("From {} to {}", shown(self.from), shown(self.until))
    }

    /// Utilisation of the busiest station or team.
    fn fullest(&self) -> f64 {
        let stations = self.loads.iter().filter_map(|load| load.utilisation);
        let teams = self.team_loads.iter().filter_map(|load| load.utilisation);
        stations.chain(teams).fold(0.0, f64::max)
    }
}

/// The times between dated changes, up to the end of the measured window.
fn periods(model: &Model) -> Vec<Period<'_>> {
    let end = model.plan.window_end();
    let later = model.changes.iter().map(|(time, model)| (*time, model));
    let mut models: Vec<(Time, &Model)> = vec![(Time::START, model)];
    models.extend(later.filter(|(time, _)| *time < end));
    let untils: Vec<Time> = models[1..].iter().map(|(time, _)| *time).collect();
    let untils = untils.into_iter().chain([end]);
    models
        .iter()
        .zip(untils)
        .map(|((from, model), until)| {
            let loads = theory::loads(model);
            Period {
                from: *from,
                until,
                team_loads: theory::team_loads(model, &loads),
                model,
                loads,
            }
        })
        .collect()
}

fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn label<'m>(model: &'m Model, load: &Load) -> &'m str {
    &model.stations[load.station.index()].label
}

/// What each station has to do and what it has to do it with.
fn stations(period: &Period<'_>) -> Table {
    let mut table = table([
        "station",
        "visits a day",
        "service",
        "offered load",
        "lanes open",
        "busy",
        "lanes needed",
        "busiest hour",
        "wait by theory",
    ]);
    let or_unlimited = |text: Option<String>| text.unwrap_or_else(|| "unlimited".to_owned());
    for (load, wait) in period.loads.iter().zip(theory::waits(period.model)) {
        table.add_row([
            label(period.model, load).to_owned(),
            format!("{:.1}", load.visits_per_day),
            format!("{:.1} min", load.service_hours * 60.0),
            format!("{:.2}", load.offered_load),
            or_unlimited(load.lanes_open.map(|open| format!("{open:.2}"))),
            percent(load.utilisation),
            load.lanes_needed
                .map_or_else(String::new, |needed| needed.to_string()),
            format!(
                "{:.2} at {}",
                load.busiest_hour_load,
                hour_of_week(load.busiest_hour)
            ),
            theoretical(&wait),
        ]);
    }
    table
}

/// The mean wait that theory gives, where it knows one. Rush hours make batches wait longer than
/// the mean rates say (Ross 1978; Rolski 1981).
fn theoretical(wait: &Wait) -> String {
    let Some(hours) = wait.mean_hours else {
        let endless = wait.caveats.contains(&Caveat::Overload);
        return if endless { "without end" } else { "" }.to_owned();
    };
    let lead = match wait.caveats.as_slice() {
        _ if wait.basis.is_exact() => "",
        [] => "about ",
        [Caveat::ArrivalsByClock] => "over ",
        _ => return String::new(),
    };
    format!("{lead}{:.1} min", hours * 60.0)
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(String::new, |share| format!("{:.0} %", share * 100.0))
}

/// How much of each team the stations keep at work.
fn teams(period: &Period<'_>) -> Table {
    let mut table = table([
        "team",
        "members at work",
        "on duty",
        "busy",
        "members needed",
    ]);
    for load in &period.team_loads {
        table.add_row([
            period.model.teams[load.team.index()].label.clone(),
            format!("{:.2}", load.offered_load),
            format!("{:.2}", load.members_on),
            percent(load.utilisation),
            load.members_needed.to_string(),
        ]);
    }
    table
}

fn hour_of_week(hour: usize) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    format!("{} {:02}:00", DAYS[hour / 24 % 7], hour % 24)
}

/// A column of the table by hour: what is kept at work, of how many.
struct Column {
    label: String,
    utilisation: f64,
    /// By hour of the week.
    at_work: Vec<f64>,
    open: Vec<f64>,
}

/// The columns of stations with counted lanes and of teams, busiest first.
fn columns(period: &Period<'_>) -> Vec<Column> {
    let by_hour = |of: &Openings| {
        (0..WEEK_HOURS)
            .map(|hour| of.weekly_mean_of_hour(hour))
            .collect()
    };
    let of_station = |load: &Load| {
        let Lanes::Scheduled(openings) = &period.model.stations[load.station.index()].lanes else {
            return None;
        };
        Some(Column {
            label: label(period.model, load).to_owned(),
            utilisation: load.utilisation.unwrap_or_default(),
            at_work: load.hourly_load.clone(),
            open: by_hour(openings),
        })
    };
    let of_team = |load: &TeamLoad| Column {
        label: period.model.teams[load.team.index()].label.clone(),
        utilisation: load.utilisation.unwrap_or_default(),
        at_work: load.hourly_load.clone(),
        open: by_hour(&period.model.teams[load.team.index()].members),
    };
    let stations = period.loads.iter().filter_map(of_station);
    let mut columns: Vec<Column> = stations.collect();
    columns.extend(period.team_loads.iter().map(of_team));
    columns.sort_by(|a, b| b.utilisation.total_cmp(&a.utilisation));
    columns.truncate(SHOWN);
    columns
}

/// Offered load by hour of the day with the largest load, busiest first.
fn hours(period: &Period<'_>, dates: &str) -> String {
    let columns = columns(period);
    let Some(first) = columns.first() else {
        return String::new();
    };
    let later = |best: usize, hour: usize| first.at_work[hour] > first.at_work[best];
    let busiest = (0..WEEK_HOURS).fold(0, |best, hour| if later(best, hour) { hour } else { best });
    let day = busiest / 24 * 24;
    let mut table = table(["hour"]);
    let mut header = vec!["hour".to_owned()];
    header.extend(columns.iter().map(|column| column.label.clone()));
    table.set_header(header);
    for hour in 0..24 {
        let mut row = vec![format!("{hour:02}:00")];
        row.extend(columns.iter().map(|column| {
            let (at_work, open) = (column.at_work[day + hour], column.open[day + hour]);
            format!("{at_work:.2} of {}", (open * 100.0).round() / 100.0)
        }));
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let name = hour_of_week(day);
    format!(
        "Lanes and members kept at work by what arrives in each hour of a {}{dates}, of those on \
         duty, queues left aside:\n{table}",
        &name[..3]
    )
}

/// Which station or team is the bottleneck, and which cannot keep up.
fn conclusion(period: &Period<'_>, dates: &str) -> String {
    let mut text = String::new();
    let (model, loads) = (period.model, &period.loads);
    if let Some(bottleneck) = columns(period).first() {
        let (label, share) = (&bottleneck.label, bottleneck.utilisation * 100.0);
        let _ = writeln!(text, "{dates}Bottleneck: {label}, {share:.0} % busy.");
    }
    for load in loads.iter().filter(|load| load.overloaded) {
        let _ = writeln!(
            text,
            "{dates}Overloaded: {} needs {:.2} lanes and has {:.2}; at least {} would keep up.",
            label(model, load),
            load.offered_load,
            load.lanes_open.unwrap_or_default(),
            load.lanes_needed.unwrap_or_default(),
        );
    }
    for load in period.team_loads.iter().filter(|load| load.overloaded) {
        let _ = writeln!(
            text,
            "{dates}Overloaded: {} needs {:.2} members and has {:.2} on duty; at least {} would \
             keep up.",
            model.teams[load.team.index()].label,
            load.offered_load,
            load.members_on,
            load.members_needed,
        );
    }
    for load in loads.iter().filter(|load| !load.exact) {
        let label = label(model, load);
        let _ = writeln!(text, "{dates}The load of {label} is a lower bound.");
    }
    text
}
