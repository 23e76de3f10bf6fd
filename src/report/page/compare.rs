//! The chapters of a comparison.

use maud::{Markup, html};

use super::house::{Chapter, figures, folded, section};
use crate::report::charts::Chart;
use crate::report::{tables, wording};
use crate::results::{CompareOutcome, Results};

/// Most rows of a table on the page.
const ROWS: usize = 2000;

/// Columns of the table of differences, and of that of arrangements against the best of the others.
const DIFFERENCE: [&str; 7] = [
    "metric",
    "scope",
    "alternative",
    "Baseline",
    "difference",
    "adjusted",
    "Narrower by pairing",
];
const BEST_OF_ALL: [&str; 6] = [
    "metric",
    "arrangement",
    "against",
    "difference",
    "worse_by",
    "standing",
];

/// Explains the table of arrangements against the best of the others.
const BEST: &str = "Each arrangement against the best of the others (Hsu 1984). Worse is said \
    where the difference is shown to be more than chance, with the least amount by which the \
    arrangement is worse than the best. The best is one of those that are not worse. Because only \
    this one-sided question is asked, it can be known where the table of differences below shows \
    no difference. Arrangements that miss a target are left out, unless all of them miss one; so \
    are those that cannot be chosen. The intervals are in best.csv.";

/// Returns the chapters: which is best, what differs, and the arrangements.
pub(super) fn chapters(
    results: &Results,
    compare: &CompareOutcome,
    charts: &[Chart<'_>],
) -> Vec<Chapter> {
    let interval = wording::interval_name(results.plan.confidence);
    let baseline = compare.arrangements.first();
    let baseline = baseline.map_or("", |it| it.label.as_str());
    let arrangements = format!(
        "Means with their {interval}, for each arrangement by itself. Whether arrangements differ \
         is judged by the differences above, which are known more precisely than the means."
    );
    let same = if compare.unpaired {
        "replication by replication where the seed is the same"
    } else {
        "over replications with the same random numbers"
    };
    let judged = format!(
        "Each arrangement minus {baseline}, {same}. The \
         {interval}s are widened, so that all {} of them together hold with this confidence.",
        compare.simultaneous
    );
    let widened = tables::differences(results, compare, |it| it.adjusted).pick(tables::JUDGED);
    let differ = html! {
        (section("Better or worse", Some(&judged), &widened))
        (figures(charts))
    };
    let each = html! {
        (section("Their means", Some(&arrangements), &tables::arrangements(results, compare)))
        (changes(compare))
    };
    let best = tables::best(results, compare)
        .pick(BEST_OF_ALL)
        .limited(ROWS, "best.csv");
    let best = html! { (section("Against the best of the others", Some(BEST), &best)) };
    vec![
        Chapter::new("best", "Which is best", best),
        Chapter::new("differences", "What differs", differ),
        Chapter::new("arrangements", "The arrangements", each),
    ]
}

/// Returns the last chapter: every metric.
pub(super) fn appendix(results: &Results, compare: &CompareOutcome) -> Chapter {
    let baseline = compare.arrangements.first();
    let baseline = baseline.map_or("", |it| it.label.as_str());
    let all = format!(
        "Each arrangement minus {baseline}. Only the widened intervals may be judged together: of \
         many others, a few miss the true value by chance."
    );
    let differences = tables::differences(results, compare, |it| it.difference.mean.is_some());
    let differences = differences.pick(DIFFERENCE).limited(ROWS, "comparison.csv");
    let every = html! {
        @if !differences.is_empty() { p { (all) } }
        (folded(&differences, "row"))
    };
    Chapter::new("metrics", "All metrics", every)
}

/// Lists the file and the settings of each arrangement.
fn changes(compare: &CompareOutcome) -> Markup {
    html! {
        section {
            h3 { "Files and settings" }
            dl {
                @for arrangement in &compare.arrangements {
                    dt { (arrangement.label) }
                    dd {
                        (arrangement.scenario_file)
                        @if let Some(why) = &arrangement.why { ": " (why) }
                        @for setting in &arrangement.settings {
                            br; code { (setting.path) " = " (setting.value) }
                        }
                    }
                }
            }
        }
    }
}
