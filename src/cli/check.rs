//! `clearway check`.

mod arrivals;
mod json;
mod period;
mod warnings;

use std::fmt::Write as _;

use clap::Args;
use comfy_table::{CellAlignment, Table};

use crate::calendar::WEEK_HOURS;
use crate::metric;
use crate::output::printable;
use crate::scenario::{Document, Scenario};
use crate::theory::{self, Caveat, Load, Wait};

use super::arguments::ScenarioArguments;
use super::failure::Failure;
use super::terminal::{self, fitted, table};
use period::{Period, columns, label, periods};

/// Arguments of `check`.
#[derive(Args)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// Prints every problem of the scenario, or its offered load if it has none.
pub(super) fn check(arguments: &CheckArguments) -> Result<(), Failure> {
    let name = arguments.scenario.scenario.to_string_lossy();
    match compiled(&arguments.scenario) {
        Ok((document, scenario)) if arguments.json => {
            terminal::print(&json::sound(&document, &scenario))
        }
        Ok((document, scenario)) => terminal::print(&text(&document, &scenario)),
        Err(Failure::Input(problems)) if arguments.json => {
            terminal::print(&json::wrong(&name, &problems))?;
            Err(Failure::Told)
        }
        Err(failure) => Err(failure),
    }
}

/// Compiles the scenario and returns it with its document.
fn compiled(arguments: &ScenarioArguments) -> Result<(Document, Scenario), Failure> {
    let asked = arguments.load()?;
    let scenario = asked.document.with(&asked.settings())?.compile()?;
    Ok((asked.document, scenario))
}

/// Describes the offered load of a sound scenario.
fn text(document: &Document, scenario: &Scenario) -> String {
    let (name, model) = (document.name(), &scenario.model);
    let mut text = format!("{name} is a sound scenario.\n\n");
    let _ = writeln!(text, "{}\n", fitted(&arrivals::arrivals(model)));
    let periods = periods(model);
    for period in &periods {
        if periods.len() > 1 {
            let _ = writeln!(text, "{}:", period.dates(model));
        }
        let _ = writeln!(text, "{}\n", fitted(&stations(period)));
        if !model.teams.is_empty() {
            let _ = writeln!(text, "{}\n", fitted(&teams(period)));
        }
    }
    let fullest = |a: &&Period, b: &&Period| a.fullest().total_cmp(&b.fullest());
    let busiest = periods.iter().max_by(fullest).expect("there is a start");
    let dates = match periods.len() {
        1 => String::new(),
        _ => format!(" {}", busiest.dates(model).replacen("From", "from", 1)),
    };
    let _ = writeln!(text, "{}", hours(busiest, &dates));
    let _ = writeln!(text, "{}", lagged(busiest));
    for period in &periods {
        let dates = match periods.len() {
            1 => String::new(),
            _ => format!("{}: ", period.dates(model)),
        };
        if let Some(bottleneck) = columns(period).first() {
            let (label, share) = (&bottleneck.label, bottleneck.utilisation);
            let share = metric::in_percent(share, 0);
            let demand = if bottleneck.on_demand {
                " with its lanes on demand"
            } else {
                ""
            };
            let _ = writeln!(text, "{dates}Bottleneck: {label}, {share} % busy{demand}.");
        }
        for warning in warnings::of_loads(period.model, &period.loads) {
            let _ = writeln!(text, "{dates}{warning}");
        }
    }
    for warning in warnings::of_scenario(scenario) {
        let _ = writeln!(text, "Note: {warning}");
    }
    for warning in warnings::of_notation(document) {
        let _ = writeln!(text, "Note: {warning}");
    }
    if let Some(warning) = arrivals::closed_on_holidays(model) {
        let _ = writeln!(text, "Note: {warning}");
    }
    for warning in warnings::of_reach(scenario) {
        let _ = writeln!(text, "Warning: {warning}");
    }
    text
}

/// Makes the table of stations: their load and their lanes.
fn stations(period: &Period<'_>) -> Table {
    let mut table = table([
        "station",
        "visits a day",
        "service",
        "offered load",
        "lanes open",
        "busy",
        "lanes to keep up",
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
            or_unlimited(load.lanes_open.map(|open| lanes_open(load, open))),
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

/// Formats the mean wait of theory, if there is one. It says "over" only if a lower bound is
/// proven.
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

/// Formats the mean number of open lanes, and how many of them open on demand only.
fn lanes_open(load: &Load, open: f64) -> String {
    if load.on_demand > 0.0 {
        format!("{open:.2}, {} on demand", load.on_demand)
    } else {
        format!("{open:.2}")
    }
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(String::new, |share| {
        format!("{} %", metric::in_percent(share, 0))
    })
}

/// Makes the table of teams: members at work and on duty.
fn teams(period: &Period<'_>) -> Table {
    let mut table = table([
        "team",
        "members at work",
        "on duty",
        "busy",
        "members to keep up",
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

/// Makes the table of the offered load by hour, for the day with the largest load, busiest station
/// or team first.
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
            let open = (open * 100.0).round() / 100.0;
            match &column.wanted {
                Some(wanted) => format!("{at_work:.2} of {open}, wanted {}", wanted[day + hour]),
                None => format!("{at_work:.2} of {open}"),
            }
        }));
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let name = hour_of_week(day);
    let wanted = if period.wanted.is_some() {
        "\nWanted: the lanes, by square-root staffing of the work in that hour, with which no \
         larger share of the batches waits than may be late, and the members for these lanes."
    } else {
        ""
    };
    format!(
        "Lanes and members kept at work by the arrivals of each hour of a {}{dates}, of those on \
         duty, without the effect of queues:\n{}{wanted}",
        &name[..3],
        fitted(&table)
    )
}

/// Describes when the lagged load peaks; empty if rates never change.
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
                "The work at {} peaks at {}:{:02}, at {:.2} lanes, some time after its arrival: \
                 the arrivals alone peak at {}, at {:.2}.",
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
