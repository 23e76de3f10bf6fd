//! Dated changes, and single changes that were tried.

use crate::metric::Metric;
use crate::report::wording;
use crate::results::{Comparison, DatedChange, OneMore, Results, SingleChange};

use super::cell::{Cell, Tone};
use super::table::{Layout, Table};

/// Returns the dated changes with their reasons.
pub(in crate::report) fn dated(results: &Results) -> Table<'_> {
    let set = |change: &DatedChange| {
        let set = change.set.iter();
        let set: Vec<String> = set
            .map(|it| format!("{} = {}", it.path, it.value))
            .collect();
        set.join("; ")
    };
    Layout::over(&results.plan.changes)
        .column("From", |it| Cell::text(wording::date_time(&it.at)))
        .column("Until", |it| {
            let until = it.until.as_ref().map(|until| wording::date_time(until));
            Cell::text(until.unwrap_or_else(|| "the end".to_owned()))
        })
        .column("Why", |it| {
            Cell::text(it.why.as_deref().unwrap_or(wording::NOTHING))
        })
        .column("What is set", |it| Cell::text(set(it)))
        .table()
}

/// Returns the single changes that were measured, the best first.
pub(in crate::report) fn one_more<'a>(results: &'a Results, found: &'a OneMore) -> Table<'a> {
    let quantity = wording::difference_quantity(found.metric, &results.plan);
    let money = wording::difference_quantity(Metric::CostPerDay, &results.plan);
    let layout = single_changes(results, &found.changes)
        .column("Difference", |it| {
            Cell::difference(quantity, &it.difference)
        })
        .column("Verdict", |it| verdict(it.verdict));
    if found.changes.iter().all(|it| it.cost.is_none()) {
        return layout.table();
    }
    let cost = |it: &&SingleChange| {
        let none = || Cell::text(wording::NOTHING);
        it.cost.map_or_else(none, |it| Cell::difference(money, &it))
    };
    layout.column("Cost a day", cost).table()
}

/// Returns the single changes that the first look left behind, the best first.
pub(in crate::report) fn left_behind<'a>(results: &'a Results, found: &'a OneMore) -> Table<'a> {
    single_changes(results, &found.left_behind).table()
}

/// Starts a table of single changes with what each of them is.
fn single_changes<'a>(
    results: &'a Results,
    changes: &'a [SingleChange],
) -> Layout<'a, &'a SingleChange> {
    let all =
        |text: &'a Option<String>, none: &'static str| Cell::text(text.as_deref().unwrap_or(none));
    Layout::over(changes)
        .column("Station or team", |it| {
            Cell::text(wording::label(results, &it.scope))
        })
        .column("Days", move |it| all(&it.days, "every day"))
        .column("Hours", move |it| all(&it.hours, "all open hours"))
        .column("More", |it| Cell::count(u64::from(it.more)))
}

/// Returns the verdict on a difference.
pub(super) fn verdict<'a>(found: Comparison) -> Cell<'a> {
    Cell::text(wording::comparison(found)).toned(match found {
        Comparison::Better => Tone::Good,
        Comparison::Worse => Tone::Bad,
        Comparison::NoDifferenceShown | Comparison::Unknown => Tone::Open,
    })
}
