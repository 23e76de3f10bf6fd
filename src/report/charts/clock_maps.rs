//! Queues and utilisation by hour of the day: for every station, and for the busiest one also by
//! weekday.

use crate::report::tables::{Cell, Layout, Table};
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, HourlySeries, Results, RunOutcome};

use super::axis;
use super::chart::Drawing;
use super::map::{self, Map, Scale, Sign, Steps, Tile};
use super::sheet::Frame;

/// Limit on the stations of a map; those with the largest values are kept.
const STATIONS: usize = 40;
/// The days of a week from Monday, in the order in which jiff counts them.
pub(super) const WEEK: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// Position of holidays, after the days of the week.
pub(super) const HOLIDAY: usize = WEEK.len();

/// A quantity that is drawn as maps.
struct Measure {
    title: &'static str,
    /// Prefix of the maps' file names.
    name: &'static str,
    /// Description of the station that has a map of its own.
    busiest: &'static str,
    /// Hint on how to read the cells.
    hint: &'static str,
    /// Value of an hour as numerator and denominator.
    of_hour: fn(&HourlySeries, usize) -> Option<(f64, f64)>,
    /// Is the value a share?
    is_share: bool,
}

/// The quantities, in the order of the report.
const MEASURES: [Measure; 2] = [
    Measure {
        title: "Batches waiting",
        name: "batches-waiting-by",
        busiest: "The station where most batches wait",
        hint: "Mean number waiting, over all days and replications",
        of_hour: |series, at| Some((mean(&series.queue, at)?, 1.0)),
        is_share: false,
    },
    Measure {
        title: "Utilisation",
        name: "utilisation-by",
        busiest: "The busiest station",
        hint: "Time at work over open lane time, mean of all days and replications, in percent",
        of_hour: |series, at| Some((mean(&series.busy, at)?, mean(&series.lanes_open, at)?)),
        is_share: true,
    },
];

/// Mean of an hour, if it is known.
fn mean(list: &[Estimate], at: usize) -> Option<f64> {
    list.get(at)?.mean
}

impl Measure {
    /// Writes a value in a few characters.
    fn label(&self, value: f64, most: f64) -> String {
        if self.is_share {
            match wording::fixed(value * 100.0, 0) {
                shown if shown == "100" && value < 1.0 => "<100".to_owned(),
                shown if shown == "0" && value > 0.0 => ">0".to_owned(),
                shown => shown,
            }
        } else if value < 0.05 {
            "0".to_owned()
        } else {
            wording::fixed(value, usize::from(most < 9.95))
        }
    }

    /// Returns a value as a cell of a table.
    fn cell<'a>(&self, value: Option<f64>) -> Cell<'a> {
        if self.is_share {
            Cell::percent(value)
        } else {
            Cell::derived(Quantity::Number, value)
        }
    }

    /// Writes a value with its unit.
    fn told(&self, value: f64) -> String {
        let words = self.cell(Some(value)).in_one_line();
        if self.is_share {
            words
        } else {
            format!("{words} waiting")
        }
    }
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

/// Returns the maps that the results can fill, queues first.
pub(super) fn all<'a>(results: &'a Results, run: &'a RunOutcome) -> Vec<Drawing<'a>> {
    let clock = clock(results, run);
    let maps = MEASURES.iter().flat_map(|measure| {
        let stations = by_station(results, run, &clock, measure);
        [stations, by_weekday(results, run, &clock, measure)]
    });
    maps.flatten().collect()
}

/// Returns the kind of day and the hour of each hour of the window: a weekday, counted from Monday
/// as 0, or [`HOLIDAY`].
pub(super) fn clock(results: &Results, run: &RunOutcome) -> Vec<Option<(usize, usize)>> {
    let place = |time: &String| {
        let time = wording::instant(time)?;
        let date = time.date().to_string();
        let weekday = time.date().weekday().to_monday_zero_offset();
        let day = if results.plan.holidays.contains(&date) {
            HOLIDAY
        } else {
            usize::try_from(weekday).ok()?
        };
        Some((day, usize::try_from(time.hour()).ok()?))
    };
    run.hourly.times.iter().map(place).collect()
}

/// Averages a measure by hour of the day over the hours that pass the filter.
fn hours(
    series: &HourlySeries,
    clock: &[Option<(usize, usize)>],
    measure: &Measure,
    kept: impl Fn(usize) -> bool,
) -> [Option<f64>; 24] {
    let (mut above, mut below) = ([0.0; 24], [0.0; 24]);
    for (at, place) in clock.iter().enumerate() {
        let Some((_, hour)) = place.filter(|(day, _)| kept(*day)) else {
            continue;
        };
        let known = (measure.of_hour)(series, at);
        if let Some((value, weight)) = known.filter(|(_, weight)| *weight > 0.0) {
            above[hour] += value;
            below[hour] += weight;
        }
    }
    std::array::from_fn(|hour| (below[hour] > 0.0).then(|| above[hour] / below[hour]))
}

/// Returns the map with one row for each station.
fn by_station<'a>(
    results: &'a Results,
    run: &'a RunOutcome,
    clock: &[Option<(usize, usize)>],
    measure: &'static Measure,
) -> Option<Drawing<'a>> {
    let rows = run.hourly.series.iter().map(|series| Row {
        label: wording::label(results, &series.scope).to_owned(),
        hours: hours(series, clock, measure, |_| true),
    });
    let (rows, left_out) = largest(rows.collect());
    let mut hint = measure.hint.to_owned();
    if left_out > 0 {
        let largest = wording::count(rows.len() as u64, "row", "rows");
        let more = wording::count(left_out as u64, "other is", "others are");
        hint = format!("{hint}. The {largest} with the largest values; {more} not shown");
    }
    let of = if measure.is_share { "of" } else { "at" };
    let title = format!("{} {of} each station by hour of the day", measure.title);
    let frame = Frame::new(results, title, hint);
    drawing(measure, "hour-and-station", frame, "Station", &rows)
}

/// Returns the map with one row for each day of the week and one for holidays, for the station with
/// the largest values, if the window holds a whole week.
fn by_weekday<'a>(
    results: &'a Results,
    run: &'a RunOutcome,
    clock: &[Option<(usize, usize)>],
    measure: &'static Measure,
) -> Option<Drawing<'a>> {
    let held = |day: usize| clock.iter().flatten().any(|(it, _)| *it == day);
    if clock.len() < 24 * WEEK.len() {
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
    // a weekday whose dates are all holidays has no row
    let days = WEEK.iter().chain([&"Holiday"]).enumerate();
    let rows: Vec<Row> = days.filter(|(day, _)| held(*day)).map(row).collect();
    let station = wording::label(results, &busiest.scope);
    let of = if measure.is_share { "of" } else { "at" };
    let title = format!("{} {of} {station} by weekday and hour", measure.title);
    let hint = format!("{}. {}", measure.busiest, measure.hint);
    let frame = Frame::new(results, title, hint);
    drawing(measure, "weekday-and-hour", frame, "Weekday", &rows)
}

/// Returns the rows that are shown, in file order, and the number of those left out: rows that are
/// 0 at all hours, and those with the smallest values. A row without values stays.
fn largest(mut rows: Vec<Row>) -> (Vec<Row>, usize) {
    let all = rows.len();
    let is_zero = |row: &Row| row.largest() == 0.0 && row.hours.iter().any(Option::is_some);
    rows.retain(|row| !is_zero(row));
    if rows.len() > STATIONS {
        let mut values: Vec<f64> = rows.iter().map(Row::largest).collect();
        values.sort_by(|one, other| other.total_cmp(one));
        let least = values[STATIONS - 1];
        rows.retain(|row| row.largest() >= least);
        rows.truncate(STATIONS);
    }
    let left_out = all - rows.len();
    (rows, left_out)
}

/// Draws the map of these rows; `None` if no cell has a value above 0.
fn drawing<'a>(
    measure: &'static Measure,
    of: &str,
    frame: Frame,
    y_title: &str,
    rows: &[Row],
) -> Option<Drawing<'a>> {
    let most = rows.iter().map(Row::largest).fold(0.0, f64::max);
    if most == 0.0 {
        return None;
    }
    let top = axis::numbers(&[most], "", true).to;
    let (to, ends) = if measure.is_share {
        (1.0, ["0 %".to_owned(), "100 %".to_owned()])
    } else {
        (top, ["0".to_owned(), wording::trimmed(top)])
    };
    let cell = |value: Option<f64>| Tile {
        value,
        label: value.map_or_else(String::new, |value| measure.label(value, most)),
        told: value.map_or_else(String::new, |value| measure.told(value)),
        ..Tile::default()
    };
    let cells = |row: &Row| row.hours.iter().copied().map(cell).collect();
    let closed = (Sign::Void, "closed, or lanes unlimited".to_owned());
    let map = Map {
        columns: (0..24).map(|hour| format!("{hour:02}:00").into()).collect(),
        rows: rows.iter().map(|row| row.label.clone().into()).collect(),
        x_title: "Hour of the day".to_owned(),
        y_title: y_title.to_owned(),
        cells: rows.iter().map(cells).collect(),
        scale: Scale {
            from: 0.0,
            to,
            steps: Steps::Linear,
            ends,
            title: measure.title.to_owned(),
        },
        legend: measure.is_share.then_some(closed).into_iter().collect(),
    };
    let caption = if measure.is_share {
        "Lanes at work, overtime included, over lanes open; a cell can exceed 100 %."
    } else {
        ""
    };
    Some(Drawing {
        name: format!("{}-{of}", measure.name),
        frame,
        caption: caption.to_owned(),
        table: table(measure, rows),
        draw: Box::new(move |frame, size| map::draw(&map, frame, size)),
    })
}

/// Returns the map as a table.
fn table<'a>(measure: &Measure, rows: &[Row]) -> Table<'a> {
    let hours =
        Layout::over(0..24_usize).column("Hour from", |hour| Cell::text(format!("{hour:02}:00")));
    let table = rows.iter().fold(hours, |hours, row| {
        hours.column(&row.label, |hour| measure.cell(row.hours[*hour]))
    });
    table.table()
}
