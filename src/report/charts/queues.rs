//! Number of batches waiting at each station, hour by hour.

use crate::report::lookup;
use crate::report::tables::{Cell, Layout, Table, Value};
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, HourlySeries, Results, RunOutcome};

use super::axis;
use super::chart::Drawing;
use super::palette;
use super::plot::{self, Line, Plot};
use super::sheet::Frame;

/// Number of hours beyond which lines show daily means.
const HOURS: usize = 24 * 28;

/// Draws waiting batches over time, one line for each of the stations with the longest queues.
pub(super) fn waiting<'a>(results: &'a Results, run: &'a RunOutcome) -> Option<Drawing<'a>> {
    let times = &run.hourly.times;
    let shown = busiest(&run.hourly.series);
    if shown.is_empty() || times.is_empty() {
        return None;
    }
    let by_day = times.len() > HOURS;
    let places = |series: &HourlySeries| {
        let days: Vec<Estimate> = series.queue.chunks(24).map(mean_of).collect();
        let values = if by_day { days } else { series.queue.clone() };
        (0..).map(f64::from).zip(values).collect()
    };
    let line = |(series, colour): (&&HourlySeries, _)| {
        Line::new(
            wording::label(results, &series.scope),
            colour,
            places(series),
        )
    };
    let lines: Vec<Line> = shown.iter().zip(palette::STATIONS).map(line).collect();
    let what = if by_day { "day" } else { "hour" };
    let name = format!("batches-waiting-by-{what}");
    let title = format!("Batches waiting at each station, {what} by {what}");
    let left_out = run.hourly.series.len() - shown.len();
    let hint = hint(results, what, shown.len(), left_out);
    let values: Vec<f64> = plot::values(&lines).collect();
    let days: Vec<String> = times.iter().step_by(24).cloned().collect();
    let table = table(results, times, &shown);
    let (told, x) = if by_day {
        (told_by_day(&days, &lines), axis::days(&days))
    } else {
        (table.told(), axis::hours(times))
    };
    let plot = Plot {
        told: (0..).map(f64::from).zip(told).collect(),
        ..Plot::new(x, axis::numbers(&values, "Batches waiting", true), lines)
    };
    let caption = "Lines are named at their right ends, in the order of their last values.";
    Some(plot.drawing(
        &name,
        Frame::new(results, title, hint),
        caption,
        (table, "hourly.csv"),
    ))
}

/// Returns the hint on how to read the lines, and which stations are left out.
fn hint(results: &Results, what: &str, shown: usize, left_out: usize) -> String {
    let mut hint = plot::band_hint(results, &format!("mean number waiting in each {what}"));
    if what == "day" && lookup::has_intervals(results) {
        hint.push_str(" or wider");
    }
    if left_out > 0 {
        let stations = wording::count(
            shown as u64,
            "station with the longest queue",
            "stations with the longest queues",
        );
        let others = wording::count(left_out as u64, "other is", "others are");
        hint = format!("{hint}. The {stations}; {others} not shown");
    }
    hint
}

/// Returns the mean of some hours. Its standard error is at most the mean of the hours' standard
/// errors, so the means of their interval ends enclose its interval.
pub(super) fn mean_of(hours: &[Estimate]) -> Estimate {
    let mean = |of: fn(&Estimate) -> Option<f64>| {
        let known: Option<Vec<f64>> = hours.iter().map(of).collect();
        known.map(|known| known.iter().sum::<f64>() / known.len().max(1) as f64)
    };
    Estimate {
        mean: mean(|hour| hour.mean),
        half_width: None,
        lower: mean(|hour| hour.lower),
        upper: mean(|hour| hour.upper),
        replications: hours
            .iter()
            .map(|hour| hour.replications)
            .min()
            .unwrap_or(0),
    }
}

/// Returns the stations with the longest queues, at most one for each colour, in file order. A
/// station where nothing ever waits is left out.
fn busiest(series: &[HourlySeries]) -> Vec<&HourlySeries> {
    let waiting = |series: &HourlySeries| -> f64 {
        series
            .queue
            .iter()
            .filter_map(|estimate| estimate.mean)
            .sum()
    };
    let waits = |at: &usize| waiting(&series[*at]) > 0.0;
    let mut ranked: Vec<usize> = (0..series.len()).filter(waits).collect();
    ranked.sort_by(|&one, &other| waiting(&series[other]).total_cmp(&waiting(&series[one])));
    ranked.truncate(palette::STATIONS.len());
    ranked.sort_unstable();
    ranked.into_iter().map(|at| &series[at]).collect()
}

/// Returns the lines as a table.
fn table<'a>(results: &'a Results, times: &'a [String], shown: &[&HourlySeries]) -> Table<'a> {
    let hours = Layout::over(times.iter().enumerate())
        .column("Hour from", |(_, time)| Value::Instant(time).into());
    let table = shown.iter().fold(hours, |hours, series| {
        hours.column(wording::label(results, &series.scope), |(hour, _)| {
            let estimate = series.queue.get(*hour).copied().unwrap_or_default();
            Cell::estimate(Quantity::Number, &estimate)
        })
    });
    table.table()
}

/// Returns the tooltips of daily means.
fn told_by_day(days: &[String], lines: &[Line]) -> Vec<String> {
    let words = |(at, day): (usize, &String)| {
        lines.iter().fold(wording::date(day), |words, line| {
            let mean = line.places.get(at).map(|(_, estimate)| estimate);
            let mean = mean.map_or_else(String::new, |it| wording::mean(Quantity::Number, it));
            format!("{words}\n{}: {mean}", line.label)
        })
    };
    days.iter().enumerate().map(words).collect()
}
