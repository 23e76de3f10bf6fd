//! The sections of a comparison.

use maud::{Markup, html};

use super::house::{Chapter, figures, section, table};
use crate::report::charts::Chart;
use crate::report::{tables, wording};
use crate::results::{CompareOutcome, Results};

/// Rows of the table of all metrics.
const ROWS: usize = 2000;

/// What differs, the arrangements, and every metric.
pub(super) fn chapters(
    results: &Results,
    compare: &CompareOutcome,
    charts: &[Chart],
) -> Vec<Chapter> {
    let interval = wording::interval_name(&results.plan);
    let baseline = compare
        .arrangements
        .first()
        .map_or("", |it| it.label.as_str());
    let arrangements = format!(
        "Means with their {interval}, each arrangement by itself. What differs is judged by the \
         differences below, which are known better than the means."
    );
    let judged = format!(
        "Each arrangement minus {baseline}, over replications that saw the same batches. The \
         {interval} of all {} differences hold together: that any one of them fails is as \
         improbable as that a single interval alone would.",
        compare.simultaneous
    );
    let all = format!(
        "Each arrangement minus {baseline}. Intervals that are not adjusted hold one by one: of a \
         hundred of them some miss by chance, so that nothing is concluded from a single one here."
    );
    let differences = tables::differences(results, compare).limited(ROWS, "comparison.csv");
    let differ = html! {
        (section("Differences", Some(&judged), &tables::judged(results, compare)))
        (figures(charts))
    };
    let each = html! {
        (section("Means", Some(&arrangements), &tables::arrangements(results, compare)))
        (changes(compare))
    };
    let every = html! {
        @if !differences.rows.is_empty() {
            p { (all) }
            details.full {
                summary { (wording::count(differences.rows.len() as u64, "row", "rows")) }
                (table(&differences, "All metrics"))
            }
        }
    };
    let chapters = [
        Chapter::new("differences", "What differs", differ),
        Chapter::new("arrangements", "The arrangements", each),
        Chapter::new("metrics", "All metrics", every),
    ];
    let filled = |chapter: &Chapter| !chapter.body.0.is_empty();
    chapters.into_iter().filter(filled).collect()
}

/// What makes each arrangement.
fn changes(compare: &CompareOutcome) -> Markup {
    html! {
        section {
            h3 { "What makes them" }
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
