//! How many batches wait at each station, hour by hour.

use crate::report::lookup;
use crate::report::tables::{Cell, Table};
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, HourlySeries, Results, RunOutcome};

use super::Drawing;
use super::axis;
use super::palette;
use super::plot::{self, Line, Plot, Weight};
use super::sheet::Frame;

/// Rows told in the chart's text form.
const ROWS: usize = 400;

/// Hours beyond which a line shows days.
const HOURS: usize = 24 * 28;

/// Waiting batches by time, one line for each of the stations where most wait.
pub(super) fn waiting<'a>(results: &'a Results, run: &'a RunOutcome) -> Option<Drawing<'a>> {
    let times = &run.hourly.times;
    let shown = busiest(&run.hourly.series);
    if shown.is_empty() || times.is_empty() {
        return None;
    }
    let by_day = times.len() > HOURS;
    let places = |series: &HourlySeries| {
        let days: Vec<Estimate> = series.queue.chunks(24).map(mean_of_day).collect();
        let values = if by_day { days } else { series.queue.clone() };
        (0..).map(f64::from).zip(values).collect()
    };
    let line = |(series, colour): (&&HourlySeries, _)| Line {
        label: wording::label(results, &series.scope).to_owned(),
        colour,
        weight: Weight::Main,
        places: places(series),
    };
    let lines: Vec<Line> = shown.iter().zip(palette::STATIONS).map(line).collect();
    let (name, title, what) = if by_day {
        (
            "batches-waiting-by-day",
            "Batches waiting at each station, day by day",
            "day",
        )
    } else {
        (
            "batches-waiting-by-hour",
            "Batches waiting at each station, hour by hour",
            "hour",
        )
    };
    let hint = hint(
        results,
        what,
        shown.len(),
        run.hourly.series.len() - shown.len(),
    );
    let values: Vec<f64> = plot::values(&lines).collect();
    let days: Vec<String> = times.iter().step_by(24).cloned().collect();
    let table = table(results, times, &shown);
    let told = (0..).map(f64::from).zip(if by_day {
        told_by_day(&days, &lines)
    } else {
        table.told()
    });
    let plot = Plot {
        frame: Frame::new(results, title, &hint),
        x: if by_day {
            axis::days(&days)
        } else {
            axis::hours(times)
        },
        y: axis::numbers(&values, "Batches waiting", true),
        lines,
        target: None,
        shades: Vec::new(),
        aim: None,
        told: told.collect(),
    };
    Some(Drawing {
        name: name.to_owned(),
        caption: "Lines are named at their right ends, in the order of their last values."
            .to_owned(),
        hint,
        title: title.to_owned(),
        table: table.limited(ROWS, "hourly.csv"),
        draw: Box::new(move |size| plot::draw(&plot, size)),
    })
}

/// How to read the lines, and what is not there.
fn hint(results: &Results, what: &str, shown: usize, left_out: usize) -> String {
    let mut hint = plot::band_hint(results, &format!("mean number waiting in each {what}"));
    if what == "day" && lookup::has_intervals(results) {
        hint.push_str(" or wider");
    }
    if left_out > 0 {
        let others = wording::count(left_out as u64, "other is", "others are");
        hint = format!("{hint}. The {shown} stations with the longest queues; {others} not shown");
    }
    hint
}

/// The mean of a day's hours. Its standard error is at most the mean of theirs, so that the means
/// of the ends of their intervals enclose its own.
fn mean_of_day(hours: &[Estimate]) -> Estimate {
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

/// The stations with the longest queues, at most as many as there are colours, in file order.
fn busiest(series: &[HourlySeries]) -> Vec<&HourlySeries> {
    let waiting = |series: &HourlySeries| -> f64 {
        series
            .queue
            .iter()
            .filter_map(|estimate| estimate.mean)
            .sum()
    };
    let known = |series: &HourlySeries| series.queue.iter().any(|it| it.mean.is_some());
    let mut ranked: Vec<usize> = (0..series.len()).filter(|&at| known(&series[at])).collect();
    ranked.sort_by(|&one, &other| waiting(&series[other]).total_cmp(&waiting(&series[one])));
    ranked.truncate(palette::STATIONS.len());
    ranked.sort_unstable();
    ranked.into_iter().map(|at| &series[at]).collect()
}

/// The lines in numbers.
fn table(results: &Results, times: &[String], shown: &[&HourlySeries]) -> Table {
    let mut headers = vec!["Hour from"];
    headers.extend(
        shown
            .iter()
            .map(|series| wording::label(results, &series.scope)),
    );
    let mut table = Table::new(&headers);
    let nothing = Estimate::default();
    table.rows = times
        .iter()
        .enumerate()
        .map(|(hour, time)| {
            let numbers = shown.iter().map(|series| {
                let estimate = series.queue.get(hour).unwrap_or(&nothing);
                Cell::estimate(Quantity::Number, estimate)
            });
            std::iter::once(Cell::text(wording::date_time(time)))
                .chain(numbers)
                .collect()
        })
        .collect();
    table
}

/// The means of each day in words.
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
