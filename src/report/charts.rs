//! Charts: pure functions from results to SVG, each with the same numbers as a table.
//!
//! Every chart is drawn twice with the same content: wide for print and files, narrow for a phone.
//! The modules: `palette` (colours), `canvas` (drawing primitives), `axis` (ranges and tick marks),
//! `sheet` (title and footer), `field` (plotting area and legends), `labels` (names of lines),
//! `plot` (lines over an axis), `bars` (stacked bars) and `map` (coloured cells); above them one
//! file for each family of charts.

mod axis;
mod bars;
mod canvas;
mod causes;
mod chart;
mod clock_maps;
mod daily;
mod differences;
mod field;
mod flow;
mod journey;
mod labels;
mod map;
mod members;
pub(super) mod palette;
mod plot;
mod queues;
mod release;
mod roster;
mod settling;
mod sheet;
mod staff;
mod stress;
mod sweep_curves;
mod sweep_maps;

use rayon::prelude::*;

use crate::results::{Outcome, Results, RunOutcome, SweepOutcome};

use chart::Drawing;

pub use chart::Chart;
#[cfg(feature = "desktop")]
pub(super) use journey::colour as colour_of;
pub(super) use members::NAME as MEMBERS;
pub(super) use roster::NAME as ROSTER;

/// Returns all charts that the results can fill, in the order of the report, with unique file
/// names.
pub fn charts(results: &Results) -> Vec<Chart<'_>> {
    let drawings = match &results.outcome {
        Outcome::Run(run) => of_run(results, run),
        Outcome::Sweep(sweep) => of_sweep(results, sweep),
        Outcome::Staff(search) => {
            let mut drawings = roster::all(results, search);
            drawings.extend(staff::cost(results, search));
            drawings
        }
        Outcome::Stress(search) => stress::curve(results, search).into_iter().collect(),
        Outcome::Compare(compare) => differences::all(results, compare),
    };
    drawings.into_par_iter().map(Drawing::finish).collect()
}

/// Returns the flow chart of a run with the names of its places and ways as attributes, for a live
/// page; `None` if it is too large to be drawn.
pub fn flow(results: &Results) -> Option<Chart<'_>> {
    let Outcome::Run(run) = &results.outcome else {
        return None;
    };
    Some(flow::diagram(results, run, flow::Marks::Names)?.finish())
}

/// Returns the charts of one arrangement.
fn of_run<'a>(results: &'a Results, run: &'a RunOutcome) -> Vec<Drawing<'a>> {
    let drawings = [
        flow::diagram(results, run, flow::Marks::None),
        journey::by_station(results, run),
        causes::by_cause(results, run),
        release::curve(results, run),
        daily::batches(results, run),
        daily::units(results, run),
        daily::cumulative(results, run),
        daily::backlog(results, run),
        queues::waiting(results, run),
        settling::inside(results, run),
    ];
    let mut drawings: Vec<Drawing<'a>> = drawings.into_iter().flatten().collect();
    drawings.extend(clock_maps::all(results, run));
    drawings.extend(members::all(results, run));
    drawings
}

/// Returns the charts of several arrangements.
fn of_sweep<'a>(results: &'a Results, sweep: &'a SweepOutcome) -> Vec<Drawing<'a>> {
    match sweep.paths.len() {
        0 => Vec::new(),
        1 => sweep_curves::all(results, sweep),
        _ => sweep_maps::all(results, sweep),
    }
}
