//! How busy each station is through the day.

use crate::report::tables::{Cell, Table};
use crate::report::wording;
use crate::results::{HourlySeries, Results, RunOutcome};

use super::Drawing;
use super::map::{self, Map, Scale, Sign, Steps, Tile};
use super::sheet::Frame;

/// Stations on the map; beyond these the busiest are kept.
const STATIONS: usize = 40;

/// A station's share of open lane time at work, by clock hour.
struct Row<'a> {
    label: &'a str,
    hours: [Option<f64>; 24],
}

/// Utilisation by clock hour and station, averaged over all days of the window.
pub(super) fn by_hour<'a>(results: &'a Results, run: &'a RunOutcome) -> Option<Drawing<'a>> {
    let clock: Vec<Option<usize>> = run
        .hourly
        .times
        .iter()
        .map(|time| wording::instant(time).map(|time| time.hour() as usize))
        .collect();
    let all: Vec<Row<'a>> = run
        .hourly
        .series
        .iter()
        .map(|series| row(results, series, &clock))
        .collect();
    if all.iter().all(|row| row.hours.iter().all(Option::is_none)) {
        return None;
    }
    let (rows, left_out) = busiest(all);
    let title = "Utilisation of each station by hour of the day".to_owned();
    let mut hint =
        "Time at work over open lane time, mean of all days and replications, in percent"
            .to_owned();
    if left_out > 0 {
        hint = format!("{hint}. The {STATIONS} busiest stations; {left_out} more are not shown");
    }
    let map = Map {
        frame: Frame::new(results, &title, &hint),
        columns: (0..24).map(|hour| format!("{hour:02}:00")).collect(),
        rows: rows.iter().map(|row| row.label.to_owned()).collect(),
        x_title: "Hour of the day".to_owned(),
        y_title: "Station".to_owned(),
        cells: rows
            .iter()
            .map(|row| row.hours.iter().copied().map(tile).collect())
            .collect(),
        scale: Scale {
            from: 0.0,
            to: 1.0,
            steps: Steps::Linear,
            from_label: "0 %".to_owned(),
            to_label: "100 %".to_owned(),
            title: "Utilisation".to_owned(),
        },
        legend: vec![(Sign::Void, "closed, or lanes unlimited".to_owned())],
    };
    Some(Drawing {
        name: "utilisation-by-hour-and-station".to_owned(),
        caption:
            "Lanes at work, overtime included, over lanes open in that hour; a cell can pass 100 %."
                .to_owned(),
        hint,
        title,
        table: table(&rows),
        draw: Box::new(move |size| map::draw(&map, size)),
    })
}

/// A station's utilisation by clock hour.
fn row<'a>(results: &'a Results, series: &'a HourlySeries, clock: &[Option<usize>]) -> Row<'a> {
    let mut busy = [0.0; 24];
    let mut open = [0.0; 24];
    for ((hour, at_work), lanes) in clock.iter().zip(&series.busy).zip(&series.lanes_open) {
        if let (Some(hour), Some(at_work), Some(lanes)) = (*hour, at_work.mean, lanes.mean)
            && lanes > 0.0
        {
            busy[hour] += at_work;
            open[hour] += lanes;
        }
    }
    let hours = std::array::from_fn(|hour| (open[hour] > 0.0).then(|| busy[hour] / open[hour]));
    Row {
        label: wording::label(results, &series.scope),
        hours,
    }
}

/// The rows that are shown, in file order, and how many are not.
fn busiest(mut rows: Vec<Row<'_>>) -> (Vec<Row<'_>>, usize) {
    let left_out = rows.len().saturating_sub(STATIONS);
    if left_out > 0 {
        let load = |row: &Row<'_>| row.hours.iter().flatten().copied().fold(0.0, f64::max);
        let mut loads: Vec<f64> = rows.iter().map(load).collect();
        loads.sort_by(|one, other| other.total_cmp(one));
        let least = loads[STATIONS - 1];
        rows.retain(|row| load(row) >= least);
        rows.truncate(STATIONS);
    }
    (rows, left_out)
}

/// A cell of the map.
fn tile(value: Option<f64>) -> Tile {
    Tile {
        told: value.map_or_else(String::new, percent),
        value,
        label: value.map_or_else(String::new, |value| wording::fixed(value * 100.0, 0)),
        ..Tile::default()
    }
}

/// "87.3 %".
fn percent(share: f64) -> String {
    format!("{}\u{a0}%", wording::fixed(share * 100.0, 1))
}

/// The map in numbers.
fn table(rows: &[Row<'_>]) -> Table {
    let mut headers = vec!["Hour from"];
    headers.extend(rows.iter().map(|row| row.label));
    let mut table = Table::new(&headers);
    table.rows = (0..24)
        .map(|hour| {
            let cells = rows.iter().map(|row| {
                let value = row.hours[hour];
                let shown = value.map_or_else(|| wording::NOTHING.to_owned(), percent);
                Cell::number(value, shown)
            });
            std::iter::once(Cell::text(format!("{hour:02}:00")))
                .chain(cells)
                .collect()
        })
        .collect();
    table
}
