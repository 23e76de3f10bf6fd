//! Queues and utilisation by hour of the day: for every station, and for the busiest one by weekday
//! as well.

use crate::report::tables::{Cell, Table};
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, HourlySeries, Results, RunOutcome};

use super::Drawing;
use super::axis;
use super::map::{self, Map, Scale, Sign, Steps, Tile};
use super::sheet::Frame;

/// Stations on a map; beyond these those with the largest values are kept.
const STATIONS: usize = 40;
/// The days of a week, as jiff counts them from Monday.
const WEEK: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// What a map tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Measure {
    /// Mean number of batches waiting.
    Waiting,
    /// Lanes at work over lanes open.
    Utilisation,
}

/// A row of a map: its name, and its value in each hour of the day.
struct Row {
    label: String,
    hours: [Option<f64>; 24],
}

impl Row {
    fn largest(&self) -> f64 {
        self.hours.iter().flatten().copied().fold(0.0, f64::max)
    }
}

/// The maps that the results can fill, queues first.
pub(super) fn all<'a>(results: &'a Results, run: &'a RunOutcome) -> Vec<Drawing<'a>> {
    let clock: Vec<Option<(usize, usize)>> =
        run.hourly.times.iter().map(|time| place(time)).collect();
    let measures = [Measure::Waiting, Measure::Utilisation];
    let maps = measures.into_iter().flat_map(|measure| {
        let stations = by_station(results, run, &clock, measure);
        [stations, by_weekday(results, run, &clock, measure)]
    });
    maps.flatten().collect()
}

/// Weekday, from Monday, and hour of an instant.
fn place(time: &str) -> Option<(usize, usize)> {
    let time = wording::instant(time)?;
    let day = time.date().weekday().to_monday_zero_offset();
    Some((
        usize::try_from(day).ok()?,
        usize::try_from(time.hour()).ok()?,
    ))
}

/// A measure by hour of the day over the hours that are kept.
fn hours(
    series: &HourlySeries,
    clock: &[Option<(usize, usize)>],
    measure: Measure,
    kept: impl Fn(usize) -> bool,
) -> [Option<f64>; 24] {
    let (mut above, mut below) = ([0.0; 24], [0.0; 24]);
    for (at, place) in clock.iter().enumerate() {
        let Some((_, hour)) = place.filter(|(day, _)| kept(*day)) else {
            continue;
        };
        let mean = |list: &[Estimate]| list.get(at).and_then(|it| it.mean);
        let pair = match measure {
            Measure::Waiting => mean(&series.queue).map(|queue| (queue, 1.0)),
            Measure::Utilisation => mean(&series.busy)
                .zip(mean(&series.lanes_open))
                .filter(|(_, open)| *open > 0.0),
        };
        if let Some((value, weight)) = pair {
            above[hour] += value;
            below[hour] += weight;
        }
    }
    std::array::from_fn(|hour| (below[hour] > 0.0).then(|| above[hour] / below[hour]))
}

/// A row for each station.
fn by_station<'a>(
    results: &'a Results,
    run: &'a RunOutcome,
    clock: &[Option<(usize, usize)>],
    measure: Measure,
) -> Option<Drawing<'a>> {
    let rows = run.hourly.series.iter().map(|series| Row {
        label: wording::label(results, &series.scope).to_owned(),
        hours: hours(series, clock, measure, |_| true),
    });
    let (rows, left_out) = largest(rows.collect());
    let (title, name) = match measure {
        Measure::Waiting => (
            "Batches waiting at each station by hour of the day",
            "batches-waiting-by-hour-and-station",
        ),
        Measure::Utilisation => (
            "Utilisation of each station by hour of the day",
            "utilisation-by-hour-and-station",
        ),
    };
    let mut hint = hint(measure).to_owned();
    if left_out > 0 {
        hint = format!("{hint}. The {STATIONS} busiest stations; {left_out} more are not shown");
    }
    drawing(
        results,
        measure,
        (name, title.to_owned(), hint),
        "Station",
        &rows,
    )
}

/// A row for each day of the week, of the station with the largest values, where the window holds
/// every day of the week.
fn by_weekday<'a>(
    results: &'a Results,
    run: &'a RunOutcome,
    clock: &[Option<(usize, usize)>],
    measure: Measure,
) -> Option<Drawing<'a>> {
    let held = |day: usize| clock.iter().flatten().any(|(it, _)| *it == day);
    if !(0..7).all(held) {
        return None;
    }
    let mean = |series: &&HourlySeries| {
        let hours = hours(series, clock, measure, |_| true);
        let known: Vec<f64> = hours.into_iter().flatten().collect();
        known.iter().sum::<f64>() / known.len().max(1) as f64
    };
    let series = run.hourly.series.iter();
    let busiest = series.max_by(|one, other| mean(one).total_cmp(&mean(other)))?;
    let row = |(day, label): (usize, &&str)| Row {
        label: (*label).to_owned(),
        hours: hours(busiest, clock, measure, |it| it == day),
    };
    let rows: Vec<Row> = WEEK.iter().enumerate().map(row).collect();
    let station = wording::label(results, &busiest.scope);
    let (title, name) = match measure {
        Measure::Waiting => (
            format!("Batches waiting at {station} by weekday and hour"),
            "batches-waiting-by-weekday-and-hour",
        ),
        Measure::Utilisation => (
            format!("Utilisation of {station} by weekday and hour"),
            "utilisation-by-weekday-and-hour",
        ),
    };
    let why = match measure {
        Measure::Waiting => "The station where most batches wait",
        Measure::Utilisation => "The busiest station",
    };
    let hint = format!("{why}. {}", hint(measure));
    drawing(results, measure, (name, title, hint), "Weekday", &rows)
}

/// How to read the cells.
fn hint(measure: Measure) -> &'static str {
    match measure {
        Measure::Waiting => "Mean number waiting, over all days and replications",
        Measure::Utilisation => {
            "Time at work over open lane time, mean of all days and replications, in percent"
        }
    }
}

/// The rows that are shown, in file order, and how many are not.
fn largest(mut rows: Vec<Row>) -> (Vec<Row>, usize) {
    let left_out = rows.len().saturating_sub(STATIONS);
    if left_out > 0 {
        let mut values: Vec<f64> = rows.iter().map(Row::largest).collect();
        values.sort_by(|one, other| other.total_cmp(one));
        let least = values[STATIONS - 1];
        rows.retain(|row| row.largest() >= least);
        rows.truncate(STATIONS);
    }
    (rows, left_out)
}

/// The map of these rows; `None` where no cell has a value.
fn drawing<'a>(
    results: &'a Results,
    measure: Measure,
    (name, title, hint): (&str, String, String),
    y_title: &str,
    rows: &[Row],
) -> Option<Drawing<'a>> {
    rows.iter().flat_map(|row| row.hours).flatten().next()?;
    let most = rows.iter().map(Row::largest).fold(0.0, f64::max);
    let top = axis::numbers(&[most], "", true).to;
    let (to, to_label, caption, legend) = match measure {
        Measure::Waiting => (top, wording::trimmed(top), "", vec![]),
        Measure::Utilisation => (
            1.0,
            "100 %".to_owned(),
            "Lanes at work, overtime included, over lanes open; a cell can pass 100 %.",
            vec![(Sign::Void, "closed, or lanes unlimited".to_owned())],
        ),
    };
    let cell = |value: Option<f64>| Tile {
        value,
        label: value.map_or_else(String::new, |value| label(measure, value, most)),
        told: value.map_or_else(String::new, |value| in_full(measure, value)),
        ..Tile::default()
    };
    let map = Map {
        frame: Frame::new(results, &title, &hint),
        columns: (0..24).map(|hour| format!("{hour:02}:00").into()).collect(),
        rows: rows.iter().map(|row| row.label.clone().into()).collect(),
        x_title: "Hour of the day".to_owned(),
        y_title: y_title.to_owned(),
        cells: rows
            .iter()
            .map(|row| row.hours.iter().copied().map(cell).collect())
            .collect(),
        scale: Scale {
            from: 0.0,
            to,
            steps: Steps::Linear,
            from_label: if measure == Measure::Waiting {
                "0"
            } else {
                "0 %"
            }
            .to_owned(),
            to_label,
            title: match measure {
                Measure::Waiting => "Batches waiting",
                Measure::Utilisation => "Utilisation",
            }
            .to_owned(),
        },
        legend,
    };
    Some(Drawing {
        name: name.to_owned(),
        caption: caption.to_owned(),
        hint,
        title,
        table: table(measure, rows),
        draw: Box::new(move |size| map::draw(&map, size)),
    })
}

/// A value in a few characters.
fn label(measure: Measure, value: f64, most: f64) -> String {
    match measure {
        Measure::Utilisation => wording::fixed(value * 100.0, 0),
        Measure::Waiting if value < 0.05 => "0".to_owned(),
        Measure::Waiting => wording::fixed(value, usize::from(most < 9.95)),
    }
}

/// A value with its unit.
fn in_full(measure: Measure, value: f64) -> String {
    match measure {
        Measure::Utilisation => format!("{}\u{a0}%", wording::fixed(value * 100.0, 1)),
        Measure::Waiting => {
            let estimate = Estimate {
                mean: Some(value),
                ..Estimate::default()
            };
            format!("{} waiting", wording::mean(Quantity::Number, &estimate))
        }
    }
}

/// The map in numbers.
fn table(measure: Measure, rows: &[Row]) -> Table {
    let mut headers = vec!["Hour from"];
    headers.extend(rows.iter().map(|row| row.label.as_str()));
    let mut table = Table::new(&headers);
    let cell = |value: Option<f64>| match measure {
        Measure::Waiting => Cell::derived(Quantity::Number, value),
        Measure::Utilisation => Cell::number(
            value,
            value.map_or_else(|| wording::NOTHING.to_owned(), |it| in_full(measure, it)),
        ),
    };
    table.rows = (0..24)
        .map(|hour| {
            std::iter::once(Cell::text(format!("{hour:02}:00")))
                .chain(rows.iter().map(|row| cell(row.hours[hour])))
                .collect()
        })
        .collect();
    table
}
