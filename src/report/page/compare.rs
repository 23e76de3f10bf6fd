//! The sections of a comparison.

use maud::{Markup, html};

use super::{figures, section, table};
use crate::report::charts::Chart;
use crate::report::{tables, wording};
use crate::results::{CompareOutcome, Results};

/// Rows of the table of all metrics.
const ROWS: usize = 2000;

/// The arrangements, what differs, and every metric.
pub(super) fn of_compare(results: &Results, compare: &CompareOutcome, charts: &[Chart]) -> Markup {
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
    html! {
        (section("What differs", Some(&judged), &tables::judged(results, compare)))
        (figures(charts))
        (section("The arrangements", Some(&arrangements), &tables::arrangements(results, compare)))
        (changes(compare))
        @if !differences.rows.is_empty() {
            section {
                h2 { "All metrics" }
                p { (all) }
                details.full {
                    summary { (wording::count(differences.rows.len() as u64, "row", "rows")) }
                    (table(&differences, "All metrics"))
                }
            }
        }
    }
}

/// What makes each arrangement.
fn changes(compare: &CompareOutcome) -> Markup {
    html! {
        section {
            h2 { "What makes them" }
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
