//! What a day costs, by what it is spent on.

use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::lookup;
use crate::report::wording::{self, NOTHING};
use crate::results::{Results, RunOutcome};

use super::{Cell, Table};

/// Parts and total of the cost a day; no rows where everything is free.
pub(in crate::report) fn costs(results: &Results, run: &RunOutcome) -> Table {
    let parts = [
        (Metric::CostLanesPerDay, "Lanes"),
        (Metric::CostStaffPerDay, "Staff"),
        (Metric::CostOvertimePerDay, "Overtime"),
        (Metric::CostDelayPerDay, "Delay of batches"),
        (Metric::CostPerDay, "Total"),
    ];
    let mut table = Table::new(&["Cost", "A day", "Share"]);
    if !parts
        .iter()
        .any(|(metric, _)| lookup::occurs(&run.metrics, ScopeKind::All, *metric))
    {
        return table;
    }
    let mean = |name| lookup::estimate(&run.metrics, &Scope::All, name).mean;
    let total = mean(Metric::CostPerDay).filter(|total| *total > 0.0);
    let known = |name: Metric| run.metrics.find(&Scope::All, name).is_some();
    for (name, words) in parts.into_iter().filter(|(name, _)| known(*name)) {
        let share = mean(name).zip(total).map(|(part, total)| part / total);
        let shown = share.map_or_else(
            || NOTHING.to_owned(),
            |share| format!("{}\u{a0}%", wording::fixed(share * 100.0, 1)),
        );
        table.rows.push(vec![
            Cell::text(words),
            Cell::of_run(results, run, &Scope::All, name),
            Cell::number(share, shown),
        ]);
    }
    table
}
