//! The report of many arrangements.

use maud::html;

use super::explore;
use super::house::{Chapter, figures, means, section, table};
use crate::report::charts::Chart;
use crate::report::tables;
use crate::results::{Results, SweepOutcome};

/// Rows of a table on the page.
const POINTS: usize = 500;

/// The chapters.
pub(super) fn chapters(results: &Results, sweep: &SweepOutcome, charts: &[Chart]) -> Vec<Chapter> {
    let points = tables::points(results, sweep, POINTS);
    let text = means(results);
    let qualifying = tables::qualifying(sweep).map(|table| table.limited(POINTS, "sweep.csv"));
    let not_drawn = charts.is_empty() && sweep.paths.len() > 1 && !sweep.points.is_empty();
    let chapters = [
        Chapter::new(
            "targets",
            "Where every target is met",
            html! {
                @if let Some(rows) = qualifying.filter(|rows| !rows.rows.is_empty()) {
                    (table(&rows, "Where every target is met"))
                }
            },
        ),
        Chapter::new(
            "explore",
            "Along the swept paths",
            explore::explorer(results, sweep),
        ),
        Chapter::new(
            "charts",
            "Charts",
            html! {
                @if not_drawn {
                    p.note { strong { "Note. " }
                        "There are too many combinations to draw; the table below and \
                         sweep.csv hold them." }
                }
                (figures(charts))
            },
        ),
        Chapter::new(
            "arrangements",
            "All arrangements",
            section("Every arrangement that was simulated", Some(&text), &points),
        ),
    ];
    let filled = |chapter: &Chapter| !chapter.body.0.is_empty();
    chapters.into_iter().filter(filled).collect()
}
