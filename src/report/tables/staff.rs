//! The arrangements of a search for the cheapest.

use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::wording::{self, Quantity};
use crate::results::{Named, Results, StaffCandidate, StaffOutcome, Standing};

use super::{Cell, Table, Tone};

/// What the costs of a search are called, and what they are.
pub(in crate::report) fn cost<'a>(
    results: &'a Results,
    staff: &StaffOutcome,
) -> (&'static str, Quantity<'a>) {
    match staff.named {
        Named::Money | Named::Estimated => (
            "Cost a day",
            Quantity::of(Metric::CostPerDay, &results.plan),
        ),
        Named::Hours => ("Lane and member hours a day", Quantity::Number),
    }
}

/// Every arrangement that was simulated, cheapest first; where none meets the targets, the nearest
/// miss first.
pub(in crate::report) fn candidates(results: &Results, staff: &StaffOutcome) -> Table {
    let (cost_name, quantity) = cost(results, staff);
    let mut headers: Vec<String> = staff.paths.iter().map(|path| path.label.clone()).collect();
    headers.push(cost_name.to_owned());
    let mut metrics = vec![Metric::ReleaseTimeP95];
    headers.push(Metric::ReleaseTimeP95.words(ScopeKind::All).to_owned());
    let wanted = &results.plan.target;
    if let Some(hours) = wanted.release_within_hours {
        metrics.push(Metric::ReleasedWithin);
        let hours = wording::exact(Quantity::Hours, hours);
        headers.push(format!("Released within {hours}"));
    }
    // what the target asks for
    let throughput = [
        (wanted.batches_per_day, Metric::ReleasedPerDay),
        (wanted.units_per_day, Metric::UnitsReleasedPerDay),
    ];
    for (_, metric) in throughput.iter().filter(|(wanted, _)| wanted.is_some()) {
        metrics.push(*metric);
        headers.push(metric.words(ScopeKind::All).to_owned());
    }
    headers.extend(["Targets", "Replications"].map(str::to_owned));
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let mut table = Table::new(&headers);
    for (position, candidate) in staff.candidates.iter().enumerate() {
        let point = &candidate.point;
        let mut row: Vec<Cell> = staff
            .paths
            .iter()
            .zip(&point.at)
            .map(|(path, at)| value(wording::value(path, *at)))
            .collect();
        row.push(Cell::estimate(quantity, &candidate.cost(staff.named)));
        row.extend(metrics.iter().map(|name| {
            let quantity = Quantity::of(*name, &results.plan);
            Cell::metric(quantity, point.metrics.find(&Scope::All, *name))
        }));
        row.push(finding(candidate, staff.choice == Some(position)));
        let number = f64::from(point.replications);
        row.push(Cell::exact(Quantity::Number, Some(number)));
        table.rows.push(row);
    }
    table
}

/// A value that was chosen from.
fn value(shown: String) -> Cell {
    match shown.parse::<f64>() {
        Ok(number) => Cell::number(Some(number), shown),
        Err(_) => Cell::text(shown),
    }
}

/// What the test found.
fn finding(candidate: &StaffCandidate, is_choice: bool) -> Cell {
    let tone = match candidate.finding {
        Standing::Met => Tone::Good,
        Standing::Missed => Tone::Bad,
        Standing::Close | Standing::Undecided => Tone::Open,
    };
    let words = wording::finding_of(candidate);
    let words = if is_choice {
        format!("{words}, the choice")
    } else {
        words.to_owned()
    };
    Cell::text(words).toned(tone)
}
