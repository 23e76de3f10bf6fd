//! The teams: who is on duty, and how busy.

use crate::metric::{Metric, ScopeKind};
use crate::report::lookup;
use crate::report::wording;
use crate::results::{Results, RunOutcome};

use super::{Cell, Table};

/// Members, utilisation and overtime of each team.
pub(in crate::report) fn teams(results: &Results, run: &RunOutcome) -> Table {
    let headers = [
        "Team",
        "Members on duty",
        "Utilisation",
        "Overtime a day, member-hours",
    ];
    let names = [
        Metric::MembersOnMean,
        Metric::Utilisation,
        Metric::OvertimePerDay,
    ];
    let mut table = Table::new(&headers);
    for scope in lookup::scopes(results, ScopeKind::Team) {
        if names
            .iter()
            .all(|name| run.metrics.find(scope, *name).is_none())
        {
            continue;
        }
        let mut row = vec![Cell::text(wording::label(results, scope))];
        row.extend(names.map(|name| Cell::of_run(results, run, scope, name)));
        table.rows.push(row);
    }
    table
}
