//! The sections of a search for the breaking point.

use crate::report::charts::Chart;
use crate::report::tables;
use crate::results::{Results, StressOutcome};

use super::house::{Chapter, figures, section};

/// How the interval comes about.
const TEXT: &str = "All multiples see the same batches, which only come earlier, so that the \
    breaking point can be solved for. Its interval holds the multiples at which the verdict of \
    these replications would be undecided.";

/// The chart, and every multiple that was simulated.
pub(super) fn chapters(
    results: &Results,
    stress: &StressOutcome,
    charts: &[Chart],
) -> Vec<Chapter> {
    let multiples = tables::multiples(results, stress);
    let chapters = [
        Chapter::new("charts", "The breaking point", figures(charts)),
        Chapter::new(
            "multiples",
            "All multiples",
            section("Multiples that were simulated", Some(TEXT), &multiples),
        ),
    ];
    let filled = |chapter: &Chapter| !chapter.body.0.is_empty();
    chapters.into_iter().filter(filled).collect()
}
