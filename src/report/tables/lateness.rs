//! How many batches are late, and by how much.

use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::lookup;
use crate::report::wording;
use crate::results::{Results, RunOutcome};

use super::{Cell, Table};

/// Lateness of all batches, then by arrival stream and by goods, where any has a due time.
pub(in crate::report) fn lateness(results: &Results, run: &RunOutcome) -> Table {
    let mut table = Table::new(&["Batches", "Late", "Lateness, mean"]);
    let streams = lookup::scopes(results, ScopeKind::Arrivals);
    let goods = lookup::scopes(results, ScopeKind::Goods);
    for scope in [&Scope::All].into_iter().chain(streams).chain(goods) {
        let late = lookup::estimate(&run.metrics, scope, Metric::LateShare);
        if late.mean.is_none() {
            continue;
        }
        let label = wording::label(results, scope);
        let name = match scope.kind() {
            ScopeKind::Goods => format!("Goods: {label}"),
            ScopeKind::Arrivals => format!("Arrivals: {label}"),
            ScopeKind::All | ScopeKind::Station | ScopeKind::Team => wording::capitalised(label),
        };
        let mut row = vec![Cell::text(name)];
        row.extend(
            [Metric::LateShare, Metric::LatenessMean]
                .map(|name| Cell::of_run(results, run, scope, name)),
        );
        table.rows.push(row);
    }
    table
}
