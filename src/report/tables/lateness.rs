//! How many batches are late, and by how much.

use crate::report::lookup;
use crate::report::wording;
use crate::results::{Results, RunOutcome};

use super::{Cell, Table};

/// Lateness of all batches, then by arrival stream and by goods, where any has a due time.
pub(in crate::report) fn lateness(results: &Results, run: &RunOutcome) -> Table {
    let mut table = Table::new(&["Batches", "Late", "Lateness, mean"]);
    let streams = lookup::scopes(results, "arrivals.");
    let goods = lookup::scopes(results, "goods.");
    for scope in ["all"].into_iter().chain(streams).chain(goods) {
        let late = lookup::estimate(&run.metrics, scope, "late_share");
        if late.mean.is_none() {
            continue;
        }
        let name = match scope.split_once('.') {
            None => "All batches".to_owned(),
            Some(("goods", _)) => format!("Goods: {}", wording::label(results, scope)),
            Some(_) => format!("Arrivals: {}", wording::label(results, scope)),
        };
        let mut row = vec![Cell::text(name)];
        row.extend(
            ["late_share", "lateness.mean"].map(|name| Cell::of_run(results, run, scope, name)),
        );
        table.rows.push(row);
    }
    table
}
