//! The chapters of a search for the breaking point.

use maud::html;

use crate::report::charts::Chart;
use crate::report::tables;
use crate::results::{Results, StressOutcome};

use super::house::{Chapter, figures, table};

/// Explains the search and the interval of the breaking point.
const TEXT: &str = "All multiples are simulated with the same batches, which only arrive closer \
    together. The breaking point is the largest multiple at which the mean result meets every \
    target. Multiples are tried in descending order, by factors of 1.25, until at two successive \
    ones every target is met with its whole interval, and then near each change. The interval of \
    the breaking point holds the multiples at which the interval of a result holds the limit of \
    its target.";

/// Returns the chapters: the chart, and every multiple that was simulated.
pub(super) fn chapters(
    results: &Results,
    stress: &StressOutcome,
    charts: &[Chart<'_>],
) -> Vec<Chapter> {
    let multiples = tables::multiples(results, stress);
    let listed = html! {
        @if !multiples.is_empty() {
            p { (TEXT) }
            (table(&multiples, "The multiples simulated"))
        }
    };
    vec![
        Chapter::new("charts", "The breaking point", figures(charts)),
        Chapter::new("multiples", "The multiples simulated", listed),
    ]
}
