//! `clearway check`.

use std::fmt::Write as _;

use clap::Args;
use comfy_table::{CellAlignment, Table, presets};

use crate::model::Model;
use crate::theory::{self, Load};

use super::{Failure, ScenarioArguments, print};

/// Stations whose load is told hour by hour.
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
    let loads = theory::loads(&scenario.model);
    let model = &scenario.model;
    print(&format!(
        "{} is a sound scenario.\n\n{}\n\n{}\n{}",
        document.name(),
        stations(model, &loads),
        hours(model, &loads),
        conclusion(model, &loads)
    ))
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
fn stations(model: &Model, loads: &[Load]) -> Table {
    let mut table = table([
        "station",
        "visits a day",
        "service",
        "offered load",
        "lanes open",
        "busy",
        "lanes needed",
        "busiest hour",
    ]);
    let or_unlimited = |text: Option<String>| text.unwrap_or_else(|| "unlimited".to_owned());
    for load in loads {
        table.add_row([
            label(model, load).to_owned(),
            format!("{:.1}", load.visits_per_day),
            format!("{:.1} min", load.service_hours * 60.0),
            format!("{:.2}", load.offered_load),
            or_unlimited(load.lanes_open.map(|open| format!("{open:.2}"))),
            load.utilisation
                .map_or_else(String::new, |share| format!("{:.0} %", share * 100.0)),
            load.lanes_needed
                .map_or_else(String::new, |needed| needed.to_string()),
            format!(
                "{:.2} at {}",
                load.busiest_hour_load,
                hour_of_week(load.busiest_hour)
            ),
        ]);
    }
    table
}

fn hour_of_week(hour: usize) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    format!("{} {:02}:00", DAYS[hour / 24 % 7], hour % 24)
}

/// Offered load by hour of the day with the largest load, busiest stations first.
fn hours(model: &Model, loads: &[Load]) -> String {
    let mut busiest: Vec<&Load> = loads
        .iter()
        .filter(|load| load.lanes_open.is_some())
        .collect();
    busiest.sort_by(|a, b| b.utilisation.partial_cmp(&a.utilisation).expect("not NaN"));
    busiest.truncate(SHOWN);
    let Some(first) = busiest.first() else {
        return String::new();
    };
    let day = first.busiest_hour / 24;
    let mut table = table(["hour"]);
    let mut header = vec!["hour".to_owned()];
    header.extend(busiest.iter().map(|load| label(model, load).to_owned()));
    table.set_header(header);
    for hour in 0..24 {
        let mut row = vec![format!("{hour:02}:00")];
        row.extend(
            busiest
                .iter()
                .map(|load| format!("{:.2}", load.hourly_load[day * 24 + hour])),
        );
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let name = hour_of_week(day * 24);
    format!(
        "Lanes kept at work by what arrives in each hour of a {}, queues left aside:\n{table}",
        &name[..3]
    )
}

/// Which station is the bottleneck, and which cannot keep up.
fn conclusion(model: &Model, loads: &[Load]) -> String {
    let mut text = String::new();
    let bottleneck = loads
        .iter()
        .filter(|load| load.utilisation.is_some())
        .max_by(|a, b| a.utilisation.partial_cmp(&b.utilisation).expect("not NaN"));
    if let Some(load) = bottleneck {
        let share = load.utilisation.unwrap_or_default() * 100.0;
        let _ = writeln!(
            text,
            "Bottleneck: {}, {share:.0} % busy.",
            label(model, load)
        );
    }
    for load in loads.iter().filter(|load| load.overloaded) {
        let _ = writeln!(
            text,
            "Overloaded: {} needs {:.2} lanes and has {:.2}; at least {} would keep up.",
            label(model, load),
            load.offered_load,
            load.lanes_open.unwrap_or_default(),
            load.lanes_needed.unwrap_or_default(),
        );
    }
    for load in loads.iter().filter(|load| !load.exact) {
        let _ = writeln!(text, "The load of {} is a lower bound.", label(model, load));
    }
    text
}
