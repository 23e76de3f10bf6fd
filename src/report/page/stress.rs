//! The sections of a search for the breaking point.

use maud::{Markup, html};

use crate::report::charts::Chart;
use crate::report::tables::{self, Table};
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
    charts: &[Chart],
) -> Vec<Chapter> {
    let multiples = tables::multiples(results, stress);
    let chapters = [
        Chapter::new("charts", "The breaking point", figures(charts)),
        Chapter::new("multiples", "The multiples simulated", listed(&multiples)),
    ];
    let filled = |chapter: &Chapter| !chapter.body.0.is_empty();
    chapters.into_iter().filter(filled).collect()
}

/// The multiples, and how they lead to the breaking point.
fn listed(multiples: &Table) -> Markup {
    html! {
        @if !multiples.rows.is_empty() {
            p { (TEXT) }
            (table(multiples, "The multiples simulated"))
        }
    }
}
