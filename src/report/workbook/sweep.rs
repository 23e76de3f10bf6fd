//! The sheets of a sweep.

use rust_xlsxwriter::ChartType;

use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::charts::palette;
use crate::report::tables::{self, Cell};
use crate::report::wording::Quantity;
use crate::report::{lookup, wording};
use crate::results::{Results, SweepOutcome, SweptPath};

use super::charts::Picture;
use super::sheet::{Shade, Sheet};

/// Most points of the sheet of points.
const POINTS: usize = 20_000;

/// Returns all sheets: the points, and for two swept paths a grid of the headline metric.
pub(super) fn sheets<'a>(results: &'a Results, sweep: &'a SweepOutcome) -> Vec<Sheet<'a>> {
    let grid = match sweep.paths.as_slice() {
        [down, across] => Some(grid(results, sweep, down, across)),
        _ => None,
    };
    grid.into_iter().chain([points(results, sweep)]).collect()
}

/// Returns the headline metric and its unit.
fn asked(results: &Results) -> (Metric, &'static str) {
    match lookup::asked(results) {
        Metric::ReleasedWithin => (Metric::ReleasedWithin, "Share of batches"),
        metric => (metric, "Hours"),
    }
}

/// Returns the sheet of all points with all their results.
fn points<'a>(results: &'a Results, sweep: &'a SweepOutcome) -> Sheet<'a> {
    let table = tables::sweep(results, sweep, POINTS);
    let files = table.columns.iter().map(|column| column.key.clone());
    let (verdicts, others): (Vec<String>, Vec<String>) = files
        .filter(|key| !key.is_empty())
        .partition(|key| key.starts_with("verdict."));
    let (paths, metrics) = others.split_at(sweep.paths.len());
    let columns = paths.iter().chain(&verdicts).map(String::as_str);
    let columns = columns
        .chain(["Overloaded"])
        .chain(metrics.iter().map(String::as_str));
    let about = "Every arrangement: its values, its metrics with intervals, and its verdicts";
    let mut sheet = Sheet::new("Points", about, table.pick(columns), "sweep.csv");
    sheet.frozen = sweep.paths.len() as u16;
    let (metric, unit) = asked(results);
    match (sweep.paths.as_slice(), sheet.at(metric.name())) {
        ([path], Some(at)) => sheet.with(&Picture {
            kind: ChartType::Line,
            title: &wording::metric(results, metric, ScopeKind::All),
            along: &path.label,
            values: (Quantity::of(metric, &results.plan), unit),
            series: vec![(at, palette::RELEASED)],
        }),
        _ => sheet,
    }
}

/// Returns the grid of the headline metric by both paths.
fn grid<'a>(
    results: &'a Results,
    sweep: &'a SweepOutcome,
    down: &'a SweptPath,
    across: &'a SweptPath,
) -> Sheet<'a> {
    let (metric, unit) = asked(results);
    let title = wording::metric(results, metric, ScopeKind::All);
    let quantity = Quantity::of(metric, &results.plan);
    let names = wording::values(across).into_iter();
    let names = names.map(|name| format!("{}: {name}", across.label));
    let headings = (down.label.as_str(), names.collect());
    let table = tables::grid(sweep, [0, 1], &[], headings, |point| {
        let claimed = point.filter(|point| lookup::is_claimed(results, point));
        let found = claimed.and_then(|point| point.metrics.find(&Scope::All, metric));
        Cell::exact(quantity, found.and_then(|it| it.estimate.mean))
    });
    let about = format!(
        "{title}, by {} (down) and {} (across); empty where a station is overloaded",
        down.label, across.label
    );
    let mut sheet = Sheet::new("Grid", about, table, "sweep.csv");
    sheet.shaded = Some(match metric {
        Metric::ReleasedWithin => Shade::LargestDark,
        _ => Shade::SmallestDark,
    });
    let drawn = across.values.len().min(palette::STATIONS.len());
    // the first row, the last one, and some in between
    let columns = (0..drawn).map(|line| 1 + line * (across.values.len() - 1) / (drawn - 1).max(1));
    sheet.with(&Picture {
        kind: ChartType::Line,
        title: &title,
        along: &down.label,
        values: (quantity, unit),
        series: columns.zip(palette::STATIONS).collect(),
    })
}
