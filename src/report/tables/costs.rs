//! What a day costs, by what it is spent on.

use crate::report::lookup;
use crate::report::wording::{self, NOTHING};
use crate::results::{Results, RunOutcome};

use super::{Cell, Table};

/// Parts and total of the cost a day; no rows where everything is free.
pub(in crate::report) fn costs(results: &Results, run: &RunOutcome) -> Table {
    let parts = [
        ("cost_lanes_per_day", "Lanes"),
        ("cost_staff_per_day", "Staff"),
        ("cost_overtime_per_day", "Overtime"),
        ("cost_delay_per_day", "Delay of batches"),
        ("cost_per_day", "Total"),
    ];
    let mut table = Table::new(&["Cost", "A day", "Share"]);
    if !parts
        .iter()
        .any(|(name, _)| lookup::occurs(&run.metrics, "all", name))
    {
        return table;
    }
    let mean = |name| lookup::estimate(&run.metrics, "all", name).mean;
    let total = mean("cost_per_day").filter(|total| *total > 0.0);
    let known = |name: &str| run.metrics.find("all", name).is_some();
    for (name, words) in parts.into_iter().filter(|(name, _)| known(name)) {
        let share = mean(name).zip(total).map(|(part, total)| part / total);
        let shown = share.map_or_else(
            || NOTHING.to_owned(),
            |share| format!("{}\u{a0}%", wording::fixed(share * 100.0, 1)),
        );
        table.rows.push(vec![
            Cell::text(words),
            Cell::of_run(results, run, "all", name),
            Cell::number(share, shown),
        ]);
    }
    table
}
