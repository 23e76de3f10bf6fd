//! The chapters of a search for the cheapest arrangement.

use maud::{Markup, html};

use crate::report::charts::{Chart, ROSTER};
use crate::report::tables;
use crate::report::wording;
use crate::results::{Results, StaffCandidate, StaffOutcome, Verdict};

use super::house::{Chapter, figures, section, table};

/// Returns the chapters: the choice to paste, the chart, and every arrangement that was simulated.
pub(super) fn chapters(
    results: &Results,
    staff: &StaffOutcome,
    charts: &[Chart<'_>],
) -> Vec<Chapter> {
    let candidates = tables::important(results, staff);
    let clear = "Few replications mean that the result was clear early; one that seemed no better \
                 than the choice is left undecided.";
    let (order, lead) = if staff.finished && staff.choice.is_none() {
        ("The nearest miss first", "their distance from the targets")
    } else {
        ("The cheapest first", "their cost")
    };
    let text = format!("Arrangements in the order of {lead}. {clear}");
    let listed = section(order, Some(text.as_str()), &candidates);
    let frontier = "What each share costs at least, among the arrangements that were simulated: no \
                    other one that costs as little has a better result.";
    let frontier = section(
        "The frontier",
        Some(frontier),
        &tables::frontier(results, staff),
    );
    let listed = html! { (listed) (frontier) };
    let choice = staff.choice.and_then(|at| staff.candidates.get(at));
    let choice = choice.map_or_else(Markup::default, |choice| chosen(results, staff, choice));
    let is_roster = |chart: &&Chart<'_>| chart.name.starts_with(ROSTER);
    let others = charts.iter().filter(|chart| !is_roster(chart));
    let roster = roster(results, staff, charts.iter().filter(is_roster));
    vec![
        Chapter::new("roster", "Who works when", roster),
        Chapter::new("choice", "The choice", choice),
        Chapter::new("charts", "Cost and target", figures(others)),
        Chapter::new("arrangements", "The arrangements simulated", listed),
    ]
}

/// Returns the chosen roster: who works when, as a picture for each station and team, and what one
/// more and one less would do in each block.
fn roster<'a>(
    results: &Results,
    staff: &StaffOutcome,
    pictures: impl Iterator<Item = &'a Chart<'a>>,
) -> Markup {
    let posted = tables::posted(results, staff);
    let blocks = tables::roster(results, staff).pick(BY_BLOCK);
    let text = format!(
        "{} with one step less or more (the next number of the range) in these hours and all else \
         as chosen, from replications that were not used to choose. Empty: not simulated, or \
         outside of the range.",
        wording::capitalised(&tables::judged_by_one(results))
    );
    html! {
        @if !posted.is_empty() {
            p {
                "Load is the mean number that would be at work if lanes were unlimited, in the \
                 hours in which the work is done. At work is the mean number in the simulation."
            }
            (table(&posted, "Who works when"))
            (figures(pictures))
            (section("One step less, one step more", Some(text.as_str()), &blocks))
        }
    }
}

/// Columns of the table of what one more and one less would do.
const BY_BLOCK: [&str; 6] = [
    "label",
    "days",
    "hours",
    "chosen",
    "share_one_less",
    "share_one_more",
];

/// Returns the settings of the choice, to paste, and its targets.
fn chosen(results: &Results, staff: &StaffOutcome, choice: &StaffCandidate) -> Markup {
    html! {
        @if let Some(rows) = &staff.who.rows {
            p {
                "To use the choice, put these lines in the place of those of the same names in \
                 the file. With the option " code { "--write FILE" } ", staff writes them as a \
                 scenario of its own, which extends this one."
            }
            pre.command tabindex="0" { code { (rows) } }
        } @else {
            p {
                "To try the choice, add these options to the command, or write these values in \
                 the file."
            }
            pre.command tabindex="0" { code {
                @for (path, at) in staff.paths.iter().zip(&choice.point.at) {
                    "--set " (path.path) "="
                    (path.values.get(*at).map_or("", String::as_str)) "\n"
                }
            } }
        }
        @if choice.point.verdicts.iter().any(Verdict::is_astride) {
            p {
                "A target that is undecided here is so near that the interval lies on both sides \
                 of it. The search confirms a choice give or take the tolerance, with the \
                 probability that the answer states."
            }
        }
        (table(&tables::targets(results, &choice.point.verdicts), "Targets"))
    }
}

/// Describes the search, for the chapter on method.
pub(super) fn replications(staff: &StaffOutcome) -> String {
    let simulated = staff.candidates.len() as u64;
    format!(
        "The search simulated {} of {}, with {} in all and the same random numbers for each \
         (common random numbers). A small number of arrangements is tried in the order of cost. \
         More are searched by boxes, as if more lanes and members never harmed (Tuy 2000). More \
         than a thousand million are searched from one arrangement to the next, after square- \
         root staffing on the lagged load (Jennings, Mandelbaum, Massey and Whitt 1996). Each \
         is tested against a zone as wide as the tolerance around every limit (the formulation \
         of Andradóttir and Kim 2010 and of Batur and Kim 2010), by the intervals of the \
         verdicts after 10, 20, 40, ... replications, at a confidence that holds for all looks \
         together. The choice is confirmed by fresh replications, and its results are from \
         these. The allowed error probability is divided between passing over a cheaper \
         arrangement that is clearly feasible, and calling one feasible that is not; if costs \
         are estimated, a third part is for comparing them.",
        wording::things(simulated, "arrangement"),
        wording::arrangements(staff.arrangements),
        wording::things(staff.replications, "replication"),
    )
}
