//! `clearway check`.

mod json;
mod warnings;

use std::fmt::Write as _;

use clap::Args;
use comfy_table::{CellAlignment, Table, presets};

use crate::model::{Model, Stretch};
use crate::output::printable;
use crate::scenario::Scenario;
use crate::theory::{self, Caveat, Lagged, Load, Loads, TeamLoad, WEEK_HOURS, Wait};
use crate::time::Time;

use super::{Failure, ScenarioArguments, terminal};

/// Stations and teams whose load is told hour by hour.
const SHOWN: usize = 6;

/// What `check` takes.
#[derive(Args)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// Print all of it as JSON
    #[arg(long)]
    json: bool,
}

/// Tells every problem of the scenario, or its offered load.
pub(super) fn check(arguments: &CheckArguments) -> Result<(), Failure> {
    let name = arguments.scenario.scenario.to_string_lossy();
    match compiled(&arguments.scenario) {
        Ok((name, scenario)) if arguments.json => terminal::print(&json::sound(&name, &scenario)),
        Ok((name, scenario)) => terminal::print(&text(&name, &scenario)),
        Err(Failure::Input(problems)) if arguments.json => {
            terminal::print(&json::wrong(&name, &problems))?;
            Err(Failure::Told)
        }
        Err(failure) => Err(failure),
    }
}

/// The scenario that is asked for, and the name of its file.
fn compiled(arguments: &ScenarioArguments) -> Result<(String, Scenario), Failure> {
    let asked = arguments.load()?;
    let document = &asked.document;
    let scenario = document.with(&asked.settings())?.compile()?;
    Ok((document.name().to_owned(), scenario))
}

/// The offered load of a sound scenario.
fn text(name: &str, scenario: &Scenario) -> String {
    let model = &scenario.model;
    let mut text = format!("{name} is a sound scenario.\n\n");
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
    let _ = writeln!(text, "{}", lagged(busiest));
    for period in &periods {
        let dates = match periods.len() {
            1 => String::new(),
            _ => format!("{}: ", period.dates(model)),
        };
        if let Some(bottleneck) = columns(period).first() {
            let (label, share) = (&bottleneck.label, bottleneck.utilisation * 100.0);
            let _ = writeln!(text, "{dates}Bottleneck: {label}, {share:.0} % busy.");
        }
        for warning in warnings::of_loads(period.model, &period.loads) {
            let _ = writeln!(text, "{dates}{warning}");
        }
    }
    for warning in warnings::of_scenario(scenario) {
        let _ = writeln!(text, "Note: {warning}");
    }
    for warning in warnings::of_reach(scenario) {
        let _ = writeln!(text, "Warning: {warning}");
    }
    text
}

/// A time of the run during which rules and resources stay the same, and what they bring.
struct Period<'m> {
    from: Time,
    until: Time,
    model: &'m Model,
    loads: Loads,
    lagged: Option<Vec<Lagged>>,
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
        let stations = self.loads.stations.iter();
        let stations = stations.filter_map(|load| load.utilisation);
        let teams = self.loads.teams.iter();
        let teams = teams.filter_map(|load| load.utilisation);
        stations.chain(teams).fold(0.0, f64::max)
    }
}

/// The times between dated changes, up to the end of the measured window. The loads of each are
/// those of its days in the window, where it has some.
fn periods(model: &Model) -> Vec<Period<'_>> {
    let (start, end) = (model.plan.window_start(), model.plan.window_end());
    let stretches = model.stretches(Time::START, end).into_iter();
    let stretches = stretches.map(|Stretch { from, until, rules }| {
        let begin = if until > start { from.max(start) } else { from };
        Period {
            from,
            until,
            model: rules,
            loads: theory::loads_between(rules, begin, until),
            lagged: theory::lagged_loads(rules, begin, until),
        }
    });
    stretches.collect()
}

fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn label(model: &Model, load: &Load) -> String {
    printable(&model.stations[load.station.index()].label)
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
    let loads = &period.loads.stations;
    for (load, wait) in loads.iter().zip(theory::waits(period.model)) {
        table.add_row([
            label(period.model, load),
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

/// The mean wait that theory gives, where it knows one; "over" only where that is proven.
fn theoretical(wait: &Wait) -> String {
    let Some(hours) = wait.mean_hours else {
        let endless = wait.caveats.contains(&Caveat::Overload);
        return if endless { "without end" } else { "" }.to_owned();
    };
    let lead = match wait.caveats.as_slice() {
        _ if wait.basis.is_exact() => "",
        _ if wait.at_least => "over ",
        [] => "about ",
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
    for load in &period.loads.teams {
        table.add_row([
            printable(&period.model.teams[load.team.index()].label),
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
    /// The name that the scenario uses.
    name: String,
    utilisation: f64,
    /// By hour of the week.
    at_work: Vec<f64>,
    open: Vec<f64>,
}

/// The columns of stations with counted lanes and of teams, busiest first.
fn columns(period: &Period<'_>) -> Vec<Column> {
    let of_station = |load: &Load| {
        Some(Column {
            label: label(period.model, load),
            name: period.model.stations[load.station.index()].name.clone(),
            utilisation: load.utilisation.unwrap_or_default(),
            at_work: load.hourly_load.clone(),
            open: load.hourly_open.clone()?,
        })
    };
    let of_team = |load: &TeamLoad| Column {
        label: printable(&period.model.teams[load.team.index()].label),
        name: period.model.teams[load.team.index()].name.clone(),
        utilisation: load.utilisation.unwrap_or_default(),
        at_work: load.hourly_load.clone(),
        open: load.hourly_on.clone(),
    };
    let stations = period.loads.stations.iter().filter_map(of_station);
    let mut columns: Vec<Column> = stations.collect();
    columns.extend(period.loads.teams.iter().map(of_team));
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

/// When the load is at work: after it has arrived. Nothing where rates never change.
fn lagged(period: &Period<'_>) -> String {
    let shown: Vec<String> = columns(period)
        .into_iter()
        .map(|column| column.name)
        .collect();
    let mut text = String::new();
    for (load, lagged) in period
        .loads
        .stations
        .iter()
        .zip(period.lagged.iter().flatten())
    {
        let Some(minute) = lagged.peak_minute else {
            continue;
        };
        let station = &period.model.stations[load.station.index()];
        if load.lanes_open.is_some() && shown.contains(&station.name) {
            let hour = hour_of_week(minute / 60);
            let _ = writeln!(
                text,
                "Most work is at {} at {}:{:02}, {:.2} lanes, some time after it arrived: arrivals \
                 alone are highest at {}, {:.2}.",
                station.label,
                &hour[..6],
                minute % 60,
                lagged.peak,
                hour_of_week(load.busiest_hour),
                load.busiest_hour_load,
            );
        }
    }
    text
}
