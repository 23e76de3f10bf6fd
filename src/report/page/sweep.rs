//! The chapters of a sweep.

use maud::html;

use super::explore;
use super::house::{Chapter, figures, means, section, table};
use crate::report::charts::Chart;
use crate::report::tables;
use crate::results::{Results, SweepOutcome};

/// Most rows of a table on the page.
const POINTS: usize = 500;

/// Returns the chapters.
pub(super) fn chapters(
    results: &Results,
    sweep: &SweepOutcome,
    charts: &[Chart<'_>],
) -> Vec<Chapter> {
    let points = tables::points(results, sweep, POINTS);
    let text = means(results);
    let qualifying = tables::qualifying(sweep).limited(POINTS, "sweep.csv");
    let not_drawn = charts.is_empty() && sweep.paths.len() > 1 && !sweep.points.is_empty();
    let targets = html! {
        @if !qualifying.is_empty() { (table(&qualifying, "Where every target is met")) }
    };
    let charts = html! {
        @if not_drawn {
            p.note { strong { "Note. " }
                "There are too many combinations to draw; the table below and \
                 sweep.csv list them." }
        }
        (figures(charts))
    };
    let explorer = explore::explorer(results, sweep);
    let listed = section("Every arrangement that was simulated", Some(&text), &points);
    vec![
        Chapter::new("targets", "Where every target is met", targets),
        Chapter::new("explore", "Along the swept paths", explorer),
        Chapter::new("charts", "Charts", charts),
        Chapter::new("arrangements", "All arrangements", listed),
    ]
}
