//! A sweep over two paths as a small table for the terminal: one cell a point.

use super::lookup;
use super::tables::{Cell, Table};
use super::wording::{self, Quantity};
use crate::metric::{Metric, Scope};
use crate::results::{Results, Standing, SweepOutcome, SweepPoint};

/// The most values across, so that the table fits a terminal.
const ACROSS: usize = 14;

/// The sentence above the table, and the table: the longer path goes down. None where the sweep
/// has another number of paths, or too many values for a terminal.
pub(super) fn pivot(results: &Results, sweep: &SweepOutcome) -> Option<(String, Table)> {
    let [first, second] = sweep.paths.as_slice() else {
        return None;
    };
    let (down, across) = if first.values.len() >= second.values.len() {
        (0, 1)
    } else {
        (1, 0)
    };
    let columns = &sweep.paths[across];
    if columns.values.len() > ACROSS {
        return None;
    }
    let names = wording::values(columns);
    let mut headers = vec![""];
    headers.extend(names.iter().map(String::as_str));
    let mut table = Table::new(&headers);
    let mut cells = vec![vec![String::new(); columns.values.len()]; sweep.paths[down].values.len()];
    for point in &sweep.points {
        cells[point.at[down]][point.at[across]] = cell(results, point);
    }
    table.rows = wording::values(&sweep.paths[down])
        .into_iter()
        .zip(cells)
        .map(|(value, cells)| {
            let number = |text: String| Cell {
                numeric: true,
                ..Cell::text(text)
            };
            std::iter::once(number(value))
                .chain(cells.into_iter().map(number))
                .collect()
        })
        .collect();
    let subject = match results.plan.target.release_within_hours {
        Some(hours) => format!(
            "Percent of the batches released within {}",
            wording::exact(Quantity::Hours, hours)
        ),
        None => "Mean release time in hours".to_owned(),
    };
    let marks = if sweep.points.iter().any(|point| !point.verdicts.is_empty()) {
        let close = |point: &SweepPoint| lookup::overall(&point.verdicts) == Some(Standing::Close);
        if sweep.points.iter().any(close) {
            "; + every target is met, - one is missed, ~ close to its limit, ? undecided"
        } else {
            "; + every target is met, - one is missed, ? undecided"
        }
    } else {
        ""
    };
    let (down, across) = (&sweep.paths[down].label, &columns.label);
    let text =
        format!("{subject}, by {down} (down) and {across} (across){marks}; over: overloaded.");
    Some((text, table))
}

/// A point in a few characters.
fn cell(results: &Results, point: &SweepPoint) -> String {
    if results.plan.steady && !point.overloaded.is_empty() {
        return "over".to_owned();
    }
    let mean = |name| lookup::estimate(&point.metrics, &Scope::All, name).mean;
    let number = match results.plan.target.release_within_hours {
        Some(_) => mean(Metric::ReleasedWithin).map(|share| wording::fixed(share * 100.0, 1)),
        None => mean(Metric::ReleaseTimeMean).map(|hours| wording::fixed(hours, 2)),
    };
    let mark = match lookup::overall(&point.verdicts) {
        Some(Standing::Met) => "+",
        Some(Standing::Missed) => "-",
        Some(Standing::Close) => "~",
        Some(Standing::Undecided) => "?",
        None => "",
    };
    number.map_or_else(|| "none".to_owned(), |number| number + mark)
}
