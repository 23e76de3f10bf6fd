//! The sheet of a comparison.

use crate::report::wording;
use crate::results::{CompareOutcome, Difference, Results};

use super::sheet::Sheet;
use super::{Item, Look};

/// Every difference with its interval.
pub(super) fn sheets<'a>(results: &'a Results, compare: &'a CompareOutcome) -> Vec<Sheet<'a>> {
    let about = "Every difference to the baseline, with its interval and what it comes to";
    let headers = [
        "Arrangement",
        "Metric",
        "Of",
        "Baseline",
        "Difference",
        "Lower",
        "Upper",
        "Adjusted",
        "Verdict",
    ];
    let mut sheet = Sheet::new("Differences", about, &headers);
    let known = compare.differences.iter();
    let known = known.filter(|it| it.difference.mean.is_some());
    sheet.rows = known.map(|it| row(results, compare, it)).collect();
    vec![sheet]
}

fn row<'a>(results: &'a Results, compare: &'a CompareOutcome, it: &Difference) -> Vec<Item<'a>> {
    let look = Look::of(it.metric, &results.plan);
    let number = |value| Item::Number(look, value);
    let verdict = it.verdict.map_or("", wording::comparison);
    vec![
        Item::text(compare.arrangements[it.alternative].label.as_str()),
        Item::text(it.metric.words(it.scope.kind())),
        Item::text(wording::label(results, &it.scope)),
        number(it.baseline),
        number(it.difference.mean),
        number(it.difference.lower),
        number(it.difference.upper),
        Item::text(if it.adjusted { "yes" } else { "no" }),
        Item::text(verdict),
    ]
}
