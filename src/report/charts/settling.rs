//! Whether the number of batches inside settles before the measured window begins.

use crate::report::lookup;
use crate::report::tables::{Cell, Layout, Value};
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, Outlook, Results, RunOutcome, Settled, Settling};

use super::axis;
use super::chart::Drawing;
use super::palette::RELEASED;
use super::plot::{self, Line, Plot, Shade};
use super::sheet::Frame;

/// Draws the mean number inside from the start of the run, with the warm-up shaded.
pub(super) fn inside<'a>(results: &'a Results, run: &'a RunOutcome) -> Option<Drawing<'a>> {
    let settling = run.settling.as_ref().filter(|it| !it.inside.is_empty())?;
    let step = f64::from(settling.step_hours);
    let places: Vec<(f64, Estimate)> = settling
        .inside
        .iter()
        .enumerate()
        .map(|(at, inside)| (at as f64, *inside))
        .collect();
    let lines = vec![Line::new("", RELEASED, places)];
    let values: Vec<f64> = plot::values(&lines).collect();
    let band = plot::band_hint(
        results,
        "mean of all replications from the start of the run",
    );
    let shades = shades(results, settling, step);
    let hint = match shades.len() {
        0 => band,
        1 => format!("{band}; grey: warm-up, not measured"),
        _ => format!("{band}; grey: warm-up, then measured but not settled yet"),
    };
    let table = Layout::over(settling.times.iter().zip(&settling.inside))
        .column("From", |(time, _)| Value::Instant(time).into())
        .column("Batches inside", |(_, it)| {
            Cell::estimate(Quantity::Number, it)
        })
        .table();
    let plot = Plot {
        told: (0..).map(f64::from).zip(table.told()).collect(),
        shades,
        ..Plot::new(
            axis::hours(&settling.times),
            axis::numbers(&values, "Batches inside", true),
            lines,
        )
    };
    let frame = Frame::new(results, title(run, settling.judgement), hint);
    let caption = caption(results, run, settling);
    Some(plot.drawing("warm-up", frame, caption, (table, "results.json")))
}

fn title(run: &RunOutcome, judgement: Settled) -> &'static str {
    match judgement {
        Settled::Never if lookup::locked(run) > 0 => {
            "The number of batches inside grows where stations lock up"
        }
        Settled::TooLate | Settled::NotYet if blocking_decides(run) => {
            "The number of batches inside still moves in the measured window"
        }
        Settled::InTime => "No effect of the empty start is visible in the measured window",
        Settled::TooLate => "The port settles only after the measured window has opened",
        Settled::NotYet => "The port has not settled by the middle of the run",
        Settled::Never if run.load.iter().all(|load| !load.overloaded) => {
            "The number of batches inside grows: a team cannot keep up"
        }
        Settled::Never => "The number of batches inside grows: a station cannot keep up",
        Settled::NotJudged => "Batches inside from the start of the run",
    }
}

/// Returns the warm-up, and the time after it until the number inside has settled.
fn shades(results: &Results, settling: &Settling, step: f64) -> Vec<Shade> {
    let warm_up = results.plan.warm_up_hours / step;
    let mut shades = Vec::new();
    if warm_up > 0.0 {
        shades.push(Shade::new(0.0, warm_up, "Warm-up, not measured"));
    }
    let settled = settling.settled_hours.map(|hours| hours / step);
    if let (Settled::TooLate, Some(to)) = (settling.judgement, settled) {
        let label = "Measured, but not settled yet";
        shades.push(Shade::new(warm_up, to, label));
    }
    shades
}

/// Do full rooms limit the capacity of stations? Then there is no estimate of how they settle.
fn blocking_decides(run: &RunOutcome) -> bool {
    let mut outlooks = run.load.iter().map(|load| load.outlook);
    outlooks.any(|outlook| outlook == Outlook::BlockingDecides)
}

fn caption(results: &Results, run: &RunOutcome, settling: &Settling) -> String {
    let days = settling.settled_hours.map(|hours| (hours / 24.0).ceil());
    let mut said = match (settling.judgement, days) {
        (Settled::TooLate, Some(days)) if !blocking_decides(run) => vec![format!(
            "Write warm_up = \"{days} {}\" in [run] of the scenario.",
            if days == 1.0 { "day" } else { "days" }
        )],
        (Settled::NotJudged, _) => {
            vec!["Whether the warm-up is long enough was not judged: see the notes.".to_owned()]
        }
        _ => vec![],
    };
    // theory's time is left out if the runs' settling time is shown and is shorter
    let shown = settling.settled_hours.filter(|_| !said.is_empty());
    let relaxation = settling.relaxation.as_ref();
    let is_shorter = |hours: f64| shown.is_none_or(|shown| hours <= shown);
    let relaxation = relaxation.filter(|it| it.hours.is_some_and(is_shorter));
    let fades = relaxation.and_then(|it| wording::fades(results, it));
    said.extend(fades.map(|fades| format!("{fades}.")));
    said.join(" ")
}
