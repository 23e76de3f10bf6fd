//! The multiples of the arrivals that were simulated.

use crate::report::wording::{self, Quantity};
use crate::results::{Results, StressOutcome};

use super::{Cell, Table, overall_standing};

/// Every multiple, ascending, with the judged estimates.
pub(in crate::report) fn multiples(results: &Results, stress: &StressOutcome) -> Table {
    let decimals = stress.decimals(3);
    let mut headers = vec![
        "Times the arrivals".to_owned(),
        "Batches arriving a day".to_owned(),
    ];
    let first = stress.points.first().map(|it| it.point.verdicts.as_slice());
    for verdict in first.unwrap_or_default() {
        headers.push(wording::target(results, verdict.target));
    }
    headers.extend(["By the means", "Targets", "Most wait at"].map(str::to_owned));
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let mut table = Table::new(&headers);
    for point in &stress.points {
        let multiple = wording::fixed(point.multiple, decimals);
        let mut row = vec![
            Cell::number(Some(point.multiple), multiple),
            Cell::number(
                Some(point.batches_per_day),
                wording::fixed(point.batches_per_day, 1),
            ),
        ];
        for verdict in &point.point.verdicts {
            let quantity = Quantity::of_aim(verdict.target, &results.plan);
            row.push(Cell::estimate(quantity, &verdict.estimate));
        }
        row.push(Cell::text(wording::side(point.side)));
        row.push(overall_standing(&point.point.verdicts));
        let queue = point.longest_queue.as_ref();
        row.push(Cell::text(
            queue.map_or("none wait", |scope| wording::label(results, scope)),
        ));
        table.rows.push(row);
    }
    table
}
