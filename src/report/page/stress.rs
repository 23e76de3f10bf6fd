//! The sections of a search for the breaking point.

use maud::html;

use crate::report::charts::Chart;
use crate::report::tables;
use crate::results::{Results, StressOutcome};

use super::house::{Chapter, figures, table};

/// How the interval comes about.
const TEXT: &str = "All multiples see the same batches, which only come earlier, so that the \
    breaking point can be solved for: the largest multiple at which the mean of every target meets \
    it. Multiples are tried from above, by factors of 1.25, until the whole interval of every \
    target meets it twice in a row, then near each change. The interval of the breaking point \
    holds the multiples at which the interval of a target holds its limit.";

/// The chart, and every multiple that was simulated.
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
