//! Where the time goes: the steps of the release time.

use crate::metric::Metric;
use crate::report::journey::{self, Journey, Part};
use crate::report::wording::{self, NOTHING, Quantity};
use crate::results::{Results, RunOutcome};

use super::{Cell, Table};

/// What a part is called at the head of a column.
fn header(part: Part, tells_causes: bool) -> String {
    match part {
        Part::Work => "Work".to_owned(),
        Part::Waiting if !tells_causes => "Waiting".to_owned(),
        part => format!("Waiting: {}", part.words()),
    }
}

/// The visits of an average batch.
fn visits(visits: Option<f64>) -> Cell {
    let shown = visits.map_or_else(|| NOTHING.to_owned(), |it| wording::fixed(it, 2));
    Cell::number(visits, shown)
}

/// One visit to each station: waits by what held the batch up, and work, with their intervals.
pub(in crate::report) fn steps(results: &Results, run: &RunOutcome) -> Table {
    let journey = journey::journey(results, run);
    let causes: Vec<(Part, Metric)> = journey
        .parts()
        .into_iter()
        .filter(|part| *part != Part::Work)
        .filter_map(|part| Some((part, part.metric()?)))
        .collect();
    let mut headers = vec!["Station", "Visits a batch", "Work a visit", "Wait a visit"];
    let of_it: Vec<String> = causes
        .iter()
        .map(|(part, _)| format!("of it {}", part.words()))
        .collect();
    headers.extend(of_it.iter().map(String::as_str));
    let mut table = Table::new(&headers);
    for step in &journey.steps {
        let unknown = || Cell::number(None, NOTHING);
        let cell = |metric| {
            let scope = step.scope.as_ref();
            scope.map_or_else(unknown, |scope| Cell::of_run(results, run, scope, metric))
        };
        let mut row = vec![Cell::text(step.label.as_str()), visits(step.visits)];
        row.extend([Metric::ServiceMean, Metric::WaitMean].map(cell));
        row.extend(causes.iter().map(|(_, metric)| cell(*metric)));
        table.rows.push(row);
    }
    table
}

/// The journey of an average batch, a row for each station.
pub(in crate::report) fn journey(journey: &Journey) -> Table {
    let (parts, causes) = (journey.parts(), journey.tells_causes());
    let mut headers = vec!["Station".to_owned(), "Visits a batch".to_owned()];
    headers.extend(parts.iter().map(|&part| header(part, causes)));
    headers.extend(["Together", "Share"].map(str::to_owned));
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let mut table = Table::new(&headers);
    let whole = journey.total();
    let row = |label: Cell, visits: Cell, hours: &dyn Fn(Part) -> f64, total: f64| {
        let spent = |part: &Part| Cell::derived(Quantity::Hours, Some(hours(*part)));
        let mut row = vec![label, visits];
        row.extend(parts.iter().map(spent));
        row.push(Cell::derived(Quantity::Hours, Some(total)));
        row.push(share(total, whole));
        row
    };
    for step in &journey.steps {
        let (name, hours) = (Cell::text(step.label.as_str()), |part| step.hours(part));
        let row = row(name, visits(step.visits), &hours, step.total());
        table.rows.push(row);
    }
    if journey.steps.len() > 1 {
        let sum = |part| journey.steps.iter().map(|step| step.hours(part)).sum();
        let name = Cell::text("All stations");
        let row = row(name, Cell::number(None, ""), &sum, whole);
        table.rows.push(row);
    }
    table
}

/// A share of the whole in percent.
fn share(part: f64, whole: f64) -> Cell {
    let share = (whole > 0.0).then(|| part / whole);
    let shown = share.map_or_else(
        || NOTHING.to_owned(),
        |share| format!("{}\u{a0}%", wording::fixed(share * 100.0, 1)),
    );
    Cell::number(share, shown)
}
