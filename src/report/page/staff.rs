//! The sections of a search for the cheapest arrangement.

use maud::{Markup, html};

use crate::report::charts::Chart;
use crate::report::tables;
use crate::report::wording;
use crate::results::{Results, StaffCandidate, StaffOutcome};

use super::house::{Chapter, figures, section, table};

/// Rows of a table on the page.
const POINTS: usize = 500;

/// The choice to paste, the chart, and every arrangement that was simulated.
pub(super) fn chapters(
    results: &Results,
    staff: &StaffOutcome,
    charts: &[Chart<'_>],
) -> Vec<Chapter> {
    let candidates = tables::candidates(results, staff).limited(POINTS, "staffing.csv");
    let clear = "each simulated until the test could tell. Few replications mean that it was clear \
                 at once.";
    let (order, lead) = if staff.finished && staff.choice.is_none() {
        (
            "From the nearest miss on",
            "how near they come to the targets",
        )
    } else {
        ("From the cheapest to the dearest", "their cost")
    };
    let text = format!("Arrangements in the order of {lead}, {clear}");
    let listed = section(order, Some(text.as_str()), &candidates);
    let choice = staff.choice.and_then(|at| staff.candidates.get(at));
    let choice = choice.map_or_else(Markup::default, |choice| chosen(results, staff, choice));
    vec![
        Chapter::new("choice", "The choice", choice),
        Chapter::new("charts", "Cost and target", figures(charts)),
        Chapter::new("arrangements", "The arrangements simulated", listed),
    ]
}

/// The choice, to paste.
fn chosen(results: &Results, staff: &StaffOutcome, choice: &StaffCandidate) -> Markup {
    html! {
        p { "To try it, add this to the command, or write these values in the file." }
        pre.command tabindex="0" { code {
            @for (path, at) in staff.paths.iter().zip(&choice.point.at) {
                "--set " (path.path) "="
                (path.values.get(*at).map_or("", String::as_str)) "\n"
            }
        } }
        (table(&tables::targets(results, &choice.point.verdicts), "Targets"))
    }
}

/// What was done, for the section on method.
pub(super) fn replications(staff: &StaffOutcome) -> String {
    let simulated = staff.candidates.len() as u64;
    format!(
        "{} of {} were simulated, with {} in all, the same random numbers in each (common random \
         numbers). They are tried in the order of their cost. Each is tested against a zone as \
         wide as the tolerance around every limit (the formulation of Andradóttir and Kim 2010 \
         and of Batur and Kim 2010), by the intervals of the verdicts after 10, 20, 40, ... \
         replications, at a confidence that holds for all looks together. Half of the allowed \
         error is for passing over the cheapest that is clearly feasible, the other half is \
         divided among all arrangements that theory leaves, for calling one feasible that is not.",
        wording::things(simulated, "arrangement"),
        wording::things(staff.arrangements, "arrangement"),
        wording::things(staff.replications, "replication"),
    )
}
