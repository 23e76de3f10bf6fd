//! The sections of a search for the breaking point.

use maud::{Markup, html};

use crate::report::charts::Chart;
use crate::report::tables;
use crate::results::{Results, StressOutcome};

use super::{figures, section};

/// How the interval comes about.
const TEXT: &str = "All multiples see the same batches, which only come earlier, so that the \
    breaking point can be solved for. Its interval holds the multiples at which the verdict of \
    these replications would be undecided.";

/// The chart, and every multiple that was simulated.
pub(super) fn body(results: &Results, stress: &StressOutcome, charts: &[Chart]) -> Markup {
    html! {
        (figures(charts))
        (section("Multiples that were simulated", Some(TEXT), &tables::multiples(results, stress)))
    }
}
