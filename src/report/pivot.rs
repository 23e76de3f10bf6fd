//! A sweep over two paths as a small table for the terminal, one cell for each point.

use super::lookup;
use super::tables::{self, Cell, Table};
use super::wording::{self, Quantity};
use crate::metric::{self, Metric, Scope};
use crate::results::{Results, Standing, SweepOutcome, SweepPoint};

/// Limit on the values across, so that the table fits a terminal.
const ACROSS: usize = 14;

/// Returns the sentence above the table, and the table, in which the longer path runs down. `None`
/// if the sweep does not have two paths, or has too many values for a terminal.
pub(super) fn pivot<'a>(results: &Results, sweep: &'a SweepOutcome) -> Option<(String, Table<'a>)> {
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
    let headings = ("", wording::values(columns));
    let table = tables::grid(sweep, [down, across], &[], headings, |point| {
        let words = point.map_or_else(String::new, |point| cell(results, point));
        Cell::exact(Quantity::Plain, None).reading(words)
    });
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

/// Writes a point in a few characters.
fn cell(results: &Results, point: &SweepPoint) -> String {
    if !lookup::is_claimed(results, point) {
        return "over".to_owned();
    }
    let metric = lookup::asked(results);
    let mean = lookup::estimate(&point.metrics, &Scope::All, metric).mean;
    let number = mean.map(|mean| match metric {
        Metric::ReleasedWithin => metric::in_percent(mean, 1),
        _ => wording::fixed(mean, 2),
    });
    let mark = match lookup::overall(&point.verdicts) {
        Some(Standing::Met) => "+",
        Some(Standing::Missed) => "-",
        Some(Standing::Close) => "~",
        Some(Standing::Undecided) => "?",
        None => "",
    };
    number.map_or_else(|| "none".to_owned(), |number| number + mark)
}
