//! Charts: pure functions from results to SVG, each with its text form.
//!
//! Every chart is drawn twice, wide for print and files, and narrow for a phone, with the same in
//! both.
//! The house: `palette` (colours), `canvas` (the pen), `axis` (round marks), `sheet` (title and
//! foot), `field` (marks and legends), `labels` (names of lines), `plot` (lines over an axis),
//! `bars` (stacked bars) and `map` (coloured cells); above them one file for each family of charts.

mod axis;
mod bars;
mod canvas;
mod causes;
mod clock_maps;
mod daily;
mod differences;
mod field;
mod flow;
mod journey;
mod labels;
mod map;
pub(super) mod palette;
mod plot;
mod queues;
mod release;
mod settling;
mod sheet;
mod staff;
mod stress;
mod sweep_curves;
mod sweep_maps;

use rayon::prelude::*;

use crate::results::{Outcome, Results, RunOutcome, SweepOutcome};

use super::tables::Table;
use sheet::{Frame, Size};

pub(super) use journey::colour as colour_of;

/// A finished chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart<'a> {
    /// The stem of its file names: what it shows.
    pub name: String,
    /// What it shows, as a title.
    pub title: String,
    /// What the picture alone does not say; empty where it says all.
    pub caption: String,
    /// The picture for print and files.
    pub svg: String,
    /// The picture for narrow screens.
    pub narrow: String,
    /// The same numbers for those who cannot see it.
    pub table: Table<'a>,
}

/// What a family of charts hands over: everything but the finished pictures.
struct Drawing<'a> {
    name: String,
    /// Title, and what the picture itself says of how to read it.
    frame: Frame,
    /// What stands beside the picture.
    caption: String,
    table: Table<'a>,
    draw: Draw<'a>,
}

/// Draws the picture in its frame.
type Draw<'a> = Box<dyn Fn(&Frame, Size) -> String + Send + Sync + 'a>;

impl<'a> Drawing<'a> {
    /// Draws both pictures.
    fn finish(self) -> Chart<'a> {
        let words = format!("{}. {}", self.frame.hint, self.caption);
        let [svg, narrow] = [Size::Wide, Size::Narrow].map(|size| {
            let svg = (self.draw)(&self.frame, size);
            sheet::described(svg, &self.frame.title, words.trim())
        });
        Chart {
            name: self.name,
            title: self.frame.title,
            caption: self.caption,
            svg,
            narrow,
            table: self.table,
        }
    }
}

/// All charts that the results can fill, in the order of the report. File names are told apart.
pub fn charts(results: &Results) -> Vec<Chart<'_>> {
    let drawings = match &results.outcome {
        Outcome::Run(run) => of_run(results, run),
        Outcome::Sweep(sweep) => of_sweep(results, sweep),
        Outcome::Staff(search) => staff::cost(results, search).into_iter().collect(),
        Outcome::Stress(search) => stress::curve(results, search).into_iter().collect(),
        Outcome::Compare(compare) => differences::all(results, compare),
    };
    drawings.into_par_iter().map(Drawing::finish).collect()
}

/// The charts of one arrangement.
fn of_run<'a>(results: &'a Results, run: &'a RunOutcome) -> Vec<Drawing<'a>> {
    let drawings = [
        flow::diagram(results, run),
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
    drawings
}

/// The charts of many arrangements.
fn of_sweep<'a>(results: &'a Results, sweep: &'a SweepOutcome) -> Vec<Drawing<'a>> {
    match sweep.paths.len() {
        0 => Vec::new(),
        1 => sweep_curves::all(results, sweep),
        _ => sweep_maps::all(results, sweep),
    }
}
