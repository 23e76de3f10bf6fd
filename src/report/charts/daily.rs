//! What was released day by day, held against the target.

use crate::report::lookup;
use crate::report::tables::{Cell, Table};
use crate::report::wording::{self, Quantity};
use crate::results::{DayResult, Estimate, Results, RunOutcome};

use super::Drawing;
use super::axis;
use super::palette::{ARRIVED, RELEASED};
use super::plot::{self, Goal, Line, Plot, Weight};
use super::sheet::Frame;

/// Days told in a chart's text form.
const ROWS: usize = 400;

/// Batches released a day, with those that arrived.
pub(super) fn batches<'a>(results: &'a Results, run: &'a RunOutcome) -> Option<Drawing<'a>> {
    let target = results.plan.target.batches_per_day;
    let released = line("Released", RELEASED, Weight::Main, run, |day| day.released)?;
    let arrived = line("Arrived", ARRIVED, Weight::Side, run, |day| day.arrived);
    let title = match target {
        Some(wanted) => format!(
            "Batches released a day against the target of {}",
            wording::exact(Quantity::Number, wanted)
        ),
        None => "Batches released a day".to_owned(),
    };
    let mut table = Table::new(&["Day", "Arrived", "Released", "Inside at 24:00"]);
    table.rows = run
        .daily
        .iter()
        .map(|day| {
            let number = |estimate| Cell::estimate(Quantity::Number, estimate);
            vec![
                Cell::text(wording::date(&day.date)),
                number(&day.arrived),
                number(&day.released),
                number(&day.backlog),
            ]
        })
        .collect();
    let lines = [arrived, Some(released)].into_iter().flatten().collect();
    let days = Days {
        name: "batches-released-per-day",
        title,
        measure: "Batches a day",
        hint: of_days(results),
        caption: if lookup::leave_unserved(run) {
            "A backlog builds up where releases stay below arrivals by more than is refused and \
             withdrawn."
        } else {
            "Where releases stay below arrivals, a backlog builds up."
        },
        target,
        lines,
        table,
    };
    Some(days.drawing(results, run))
}

/// Units released a day.
pub(super) fn units<'a>(results: &'a Results, run: &'a RunOutcome) -> Option<Drawing<'a>> {
    let target = results.plan.target.units_per_day;
    let released = line("Released", RELEASED, Weight::Main, run, |day| {
        day.units_released
    })?;
    let title = match target {
        Some(wanted) => format!(
            "Units released a day against the target of {}",
            wording::exact(Quantity::Number, wanted)
        ),
        None => "Units released a day".to_owned(),
    };
    let mut table = Table::new(&["Day", "Units released"]);
    table.rows = run
        .daily
        .iter()
        .map(|day| {
            vec![
                Cell::text(wording::date(&day.date)),
                Cell::estimate(Quantity::Number, &day.units_released),
            ]
        })
        .collect();
    let days = Days {
        name: "units-released-per-day",
        title,
        measure: "Units a day",
        hint: of_days(results),
        caption: "",
        target,
        lines: vec![released],
        table,
    };
    Some(days.drawing(results, run))
}

/// Batches inside at the end of each day.
pub(super) fn backlog<'a>(results: &'a Results, run: &'a RunOutcome) -> Option<Drawing<'a>> {
    let inside = line("Inside", RELEASED, Weight::Main, run, |day| day.backlog)?;
    let mut table = Table::new(&["Day", "Inside at 24:00"]);
    let row = |day: &DayResult| {
        let backlog = Cell::estimate(Quantity::Number, &day.backlog);
        vec![Cell::text(wording::date(&day.date)), backlog]
    };
    table.rows = run.daily.iter().map(row).collect();
    let days = Days {
        name: "backlog-by-day",
        title: "Batches inside at the end of each day".to_owned(),
        measure: "Batches inside at 24:00",
        hint: of_days(results),
        caption: "A port that keeps up ends its days at about the same level; one that does not \
                  ends each day higher.",
        target: None,
        lines: vec![inside],
        table,
    };
    Some(days.drawing(results, run))
}

/// A backlog below this share of all arrivals cannot be seen between the curves.
const VISIBLE: f64 = 0.03;

/// Arrivals and departures summed up, with the backlog between them (the curves of Newell 1982,
/// Applications of Queueing Theory); where the backlog is large enough to be seen.
pub(super) fn cumulative<'a>(results: &'a Results, run: &'a RunOutcome) -> Option<Drawing<'a>> {
    let known = |estimate: &Estimate| estimate.mean;
    let first = run.daily.first()?;
    // at the start of the first day; what leaves without release is still counted here
    let inside = known(&first.backlog)? - known(&first.arrived)? + known(&first.released)?;
    let (mut entered, mut largest) = (inside.max(0.0), 0.0_f64);
    let (mut arrived, mut left) = (Vec::new(), Vec::new());
    let mut table = Table::new(&["Day", "Arrived so far", "Left so far", "Inside at 24:00"]);
    for (at, day) in run.daily.iter().enumerate() {
        let backlog = known(&day.backlog)?;
        entered += known(&day.arrived)?;
        largest = largest.max(backlog);
        let mean = |mean| Estimate {
            mean: Some(mean),
            ..Estimate::default()
        };
        // the band between the curves is the backlog
        let between = Estimate {
            lower: Some(entered - backlog),
            upper: Some(entered),
            ..mean(entered)
        };
        arrived.push((at as f64, between));
        left.push((at as f64, mean(entered - backlog)));
        let number = |value| Cell::derived(Quantity::Number, Some(value));
        table.rows.push(vec![
            Cell::text(wording::date(&day.date)),
            number(entered),
            number(entered - backlog),
            number(backlog),
        ]);
    }
    if run.daily.len() < 2 || largest < VISIBLE * entered {
        return None;
    }
    let line = |label: &str, colour, weight, places| Line {
        label: label.to_owned(),
        colour,
        weight,
        places,
    };
    let days = Days {
        name: "arrivals-and-departures",
        title: "Arrivals against departures, with the backlog between".to_owned(),
        measure: "Batches since the start of the window, with those inside then",
        hint: "Between the curves: the batches inside".to_owned(),
        caption: "The height between the curves is the number of batches inside; its length is \
                  about how long they have been there. Means over replications.",
        target: None,
        lines: vec![
            line("Arrived", ARRIVED, Weight::Main, arrived),
            line("Left", RELEASED, Weight::Side, left),
        ],
        table,
    };
    Some(days.drawing(results, run))
}

/// How to read a line through the days.
fn of_days(results: &Results) -> String {
    plot::band_hint(results, "mean of all replications for each calendar day")
}

/// A line through the days; `None` where no day has a value.
fn line(
    label: &str,
    colour: plotters::style::RGBColor,
    weight: Weight,
    run: &RunOutcome,
    of: impl Fn(&DayResult) -> Estimate,
) -> Option<Line> {
    let places: Vec<(f64, Estimate)> = run
        .daily
        .iter()
        .enumerate()
        .map(|(at, day)| (at as f64, of(day)))
        .collect();
    let known = places.iter().any(|(_, estimate)| estimate.mean.is_some());
    known.then(|| Line {
        label: label.to_owned(),
        colour,
        weight,
        places,
    })
}

/// What tells one chart of days from another.
struct Days {
    name: &'static str,
    title: String,
    measure: &'static str,
    caption: &'static str,
    hint: String,
    target: Option<f64>,
    lines: Vec<Line>,
    table: Table,
}

impl Days {
    /// The chart of the lines over the days.
    fn drawing<'a>(self, results: &'a Results, run: &'a RunOutcome) -> Drawing<'a> {
        let mut values: Vec<f64> = plot::values(&self.lines).collect();
        values.extend(self.target);
        let dates: Vec<String> = run.daily.iter().map(|day| day.date.clone()).collect();
        let hint = self.hint;
        let goal = self.target.map(|at| Goal {
            at,
            label: format!("Target {}", wording::exact(Quantity::Number, at)),
        });
        let plot = Plot {
            frame: Frame::new(results, &self.title, &hint),
            x: axis::days(&dates),
            y: axis::numbers(&values, self.measure, false),
            lines: self.lines,
            target: goal,
            shades: Vec::new(),
            aim: None,
            told: (0..).map(f64::from).zip(self.table.told()).collect(),
        };
        Drawing {
            name: self.name.to_owned(),
            caption: self.caption.to_owned(),
            hint,
            title: self.title,
            table: self.table.limited(ROWS, "daily.csv"),
            draw: Box::new(move |size| plot::draw(&plot, size)),
        }
    }
}
