//! Batches and units released day by day, compared with the targets.

use crate::report::lookup;
use crate::report::tables::{self, Cell, Layout, Table, Value};
use crate::report::wording::{self, Quantity};
use crate::results::{DatedChange, DayResult, Estimate, Results, RunOutcome};

use super::axis;
use super::chart::Drawing;
use super::palette::{ARRIVED, RELEASED};
use super::plot::{self, Goal, Line, Plot, Shade};
use super::sheet::Frame;

/// Draws the batches released and arrived on each day.
pub(super) fn batches<'a>(results: &'a Results, run: &'a RunOutcome) -> Option<Drawing<'a>> {
    let released = line("Released", RELEASED, run, |day| day.released)?;
    let arrived = line("Arrived", ARRIVED, run, |day| day.arrived).map(Line::thin);
    let target = results.plan.target.batches_per_day;
    let days = Days {
        name: "batches-released-per-day",
        title: against("Batches", target),
        measure: "Batches a day",
        hint: of_days(results),
        caption: if lookup::leave_unserved(run) {
            "A backlog builds up where arrivals exceed releases, refusals and withdrawals \
             together."
        } else {
            "Where releases stay below arrivals, a backlog builds up."
        },
        target,
        lines: arrived.into_iter().chain([released]).collect(),
        table: tables::daily(results, run).pick(["date", "arrived", "released", "backlog"]),
    };
    Some(days.drawing(results, run))
}

/// Returns a title: "Batches released a day against the target of 134".
fn against(what: &str, target: Option<f64>) -> String {
    let target = target.map(|wanted| wording::exact(Quantity::Number, wanted));
    let target = target.map(|wanted| format!(" against the target of {wanted}"));
    format!("{what} released a day{}", target.unwrap_or_default())
}

/// Draws the units released on each day, if there are any.
pub(super) fn units<'a>(results: &'a Results, run: &'a RunOutcome) -> Option<Drawing<'a>> {
    let released = |day: &DayResult| day.units_released;
    let target = results.plan.target.units_per_day;
    let has_units = |day: &DayResult| released(day).mean.is_some_and(|units| units > 0.0);
    if target.is_none() && !run.daily.iter().any(has_units) {
        return None;
    }
    let days = Days {
        name: "units-released-per-day",
        title: against("Units", target),
        measure: "Units a day",
        hint: of_days(results),
        caption: "",
        target,
        lines: vec![line("Released", RELEASED, run, released)?],
        table: tables::daily(results, run).pick(["date", "units_released"]),
    };
    Some(days.drawing(results, run))
}

/// Draws the batches inside at the end of each day.
pub(super) fn backlog<'a>(results: &'a Results, run: &'a RunOutcome) -> Option<Drawing<'a>> {
    let days = Days {
        name: "backlog-by-day",
        title: "Batches inside at the end of each day".to_owned(),
        measure: "Batches inside at 24:00",
        hint: of_days(results),
        caption: "In a port that keeps up, the level at the end of the day stays about the same; \
                  otherwise it rises day by day.",
        target: None,
        lines: vec![line("Inside", RELEASED, run, |day| day.backlog)?],
        table: tables::daily(results, run).pick(["date", "backlog"]),
    };
    Some(days.drawing(results, run))
}

/// Share of all arrivals below which a backlog is invisible between the curves.
const VISIBLE: f64 = 0.03;

/// Draws cumulative arrivals and departures with the backlog between them (the curves of Newell
/// 1982, Applications of Queueing Theory), if the backlog is large enough to be visible.
pub(super) fn cumulative<'a>(results: &'a Results, run: &'a RunOutcome) -> Option<Drawing<'a>> {
    let known = |estimate: &Estimate| estimate.mean;
    let first = run.daily.first()?;
    // inside at the start of the first day; batches that leave without release still count here
    let inside = known(&first.backlog)? - known(&first.arrived)? + known(&first.released)?;
    let (mut entered, mut largest) = (inside.max(0.0), 0.0_f64);
    // for each day: cumulative arrivals and the batches inside at its end
    let mut sums: Vec<(f64, f64)> = vec![];
    for day in &run.daily {
        let backlog = known(&day.backlog)?;
        entered += known(&day.arrived)?;
        largest = largest.max(backlog);
        sums.push((entered, backlog));
    }
    if run.daily.len() < 2 || largest < VISIBLE * entered {
        return None;
    }
    let places = |of: fn(f64, f64) -> Estimate| {
        let estimates = sums.iter().map(|&(entered, backlog)| of(entered, backlog));
        (0..).map(f64::from).zip(estimates).collect::<Vec<_>>()
    };
    // the band between the curves is the backlog
    let arrived = places(|entered, backlog| Estimate {
        lower: Some(entered - backlog),
        upper: Some(entered),
        ..wording::alone(Some(entered))
    });
    let left = places(|entered, backlog| wording::alone(Some(entered - backlog)));
    let number = |value: f64| Cell::derived(Quantity::Number, Some(value));
    let table = Layout::over(run.daily.iter().zip(&sums))
        .column("Day", |(day, _)| Value::Date(&day.date).into())
        .column("Arrived so far", |(_, it)| number(it.0))
        .column("Left so far", |(_, it)| number(it.0 - it.1))
        .column("Inside at 24:00", |(_, it)| number(it.1))
        .table();
    let days = Days {
        name: "arrivals-and-departures",
        title: "Arrivals and departures, with the backlog between them".to_owned(),
        measure: "Batches since the start of the window, and those inside at its start",
        hint: "Between the curves: the batches inside".to_owned(),
        caption: "The height between the curves is the number of batches inside; its width is \
                  about the time that they have been inside. Means over replications.",
        target: None,
        lines: vec![
            Line::new("Arrived", ARRIVED, arrived),
            Line::new("Left", RELEASED, left).thin(),
        ],
        table,
    };
    Some(days.drawing(results, run))
}

/// Returns the hint on how to read a line of daily means.
fn of_days(results: &Results) -> String {
    plot::band_hint(results, "mean of all replications for each calendar day")
}

/// Returns a line through the days; `None` if no day has a value.
fn line(
    label: &str,
    colour: plotters::style::RGBColor,
    run: &RunOutcome,
    of: impl Fn(&DayResult) -> Estimate,
) -> Option<Line> {
    let places = (0..).map(f64::from).zip(run.daily.iter().map(of));
    Some(Line::new(label, colour, places.collect())).filter(Line::is_known)
}

/// The parts of a daily chart that differ from chart to chart.
struct Days<'a> {
    name: &'static str,
    title: String,
    measure: &'static str,
    caption: &'static str,
    hint: String,
    target: Option<f64>,
    lines: Vec<Line>,
    table: Table<'a>,
}

impl<'a> Days<'a> {
    /// Draws the lines over the days.
    fn drawing(self, results: &'a Results, run: &'a RunOutcome) -> Drawing<'a> {
        let mut values: Vec<f64> = plot::values(&self.lines).collect();
        values.extend(self.target);
        let dates: Vec<String> = run.daily.iter().map(|day| day.date.clone()).collect();
        let shades = changes(results, &dates);
        let hint = if shades.is_empty() {
            self.hint
        } else {
            self.hint + "; vertical lines: dated changes"
        };
        let plot = Plot {
            shades,
            target: (self.target).map(|at| Goal::new("Target", Quantity::Number, at)),
            told: (0..).map(f64::from).zip(self.table.told()).collect(),
            ..Plot::new(
                axis::days(&dates),
                axis::numbers(&values, self.measure, false),
                self.lines,
            )
        };
        let frame = Frame::new(results, self.title, hint);
        plot.drawing(self.name, frame, self.caption, (self.table, "daily.csv"))
    }
}

/// Marks the dated changes: a line where values change for good, a grey range where they return. A
/// day is drawn at its position, and begins half a day before it.
fn changes(results: &Results, dates: &[String]) -> Vec<Shade> {
    let Some(first) = dates.first().and_then(|date| wording::instant(date)) else {
        return vec![];
    };
    let last = dates.len() as f64 - 1.0;
    let place = |text: &String| {
        let since = wording::instant(text)?.duration_since(first);
        Some(since.as_secs_f64() / 86_400.0 - 0.5)
    };
    let range = |change: &DatedChange| {
        let from = place(&change.at)?;
        let to = change.until.as_ref().map_or(Some(from), place)?;
        (to >= 0.0 && from <= last).then(|| {
            let why = change.why.as_deref().unwrap_or_default();
            Shade::new(from.max(0.0), to.min(last), why)
        })
    };
    results.plan.changes.iter().filter_map(range).collect()
}
