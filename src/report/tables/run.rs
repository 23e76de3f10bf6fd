//! The tables of one arrangement.

use crate::report::lookup;
use crate::report::wording::{self, NOTHING, Quantity};
use crate::results::{Estimate, MetricResult, Results, RunOutcome, Standing, StationLoad, Verdict};

use super::{Cell, Table, Tone};

/// Targets held against the results.
pub(in crate::report) fn targets(results: &Results, verdicts: &[Verdict]) -> Table {
    let result = format!("Result ({})", wording::interval_name(&results.plan));
    let mut table = Table::new(&["Target", "Verdict", &result, "Wanted", "Remark"]);
    table.rows = verdicts
        .iter()
        .map(|verdict| {
            let quantity = wording::target_quantity(&verdict.target);
            vec![
                Cell::text(wording::target(results, &verdict.target)),
                Cell::standing(verdict.standing),
                Cell::estimate(quantity, &verdict.estimate),
                Cell::exact(quantity, Some(verdict.wanted)),
                Cell::text(remark(quantity, verdict)),
            ]
        })
        .collect();
    table
}

/// What a verdict rests on.
fn remark(quantity: Quantity, verdict: &Verdict) -> String {
    let mut remarks = Vec::new();
    if verdict.standing == Standing::Undecided {
        remarks.push(match verdict.replications_to_decide {
            Some(number) => format!("about {} would decide", replications(number)),
            None => "more replications may not decide".to_owned(),
        });
    }
    if verdict.good_from != verdict.wanted {
        let from = wording::exact(quantity, verdict.good_from);
        remarks.push(format!("counts as met from {from} on"));
    }
    if verdict.controls > 0 {
        remarks.push(match verdict.controls {
            1 => "with a control variate".to_owned(),
            number => format!("with {number} control variates"),
        });
    }
    wording::capitalised(&remarks.join("; "))
}

/// "120 replications".
fn replications(number: u64) -> String {
    wording::count(number, "replication", "replications")
}

/// A metric of a scope as a cell.
fn cell(run: &RunOutcome, scope: &str, name: &str) -> Cell {
    Cell::metric(lookup::metric(&run.metrics, scope, name))
}

/// Where a batch's release time goes: waits and work, by station.
pub(in crate::report) fn steps(results: &Results, run: &RunOutcome) -> Table {
    let headers = [
        "Station",
        "Visits a batch",
        "Wait a visit",
        "Work a visit",
        "Wait a batch",
        "Work a batch",
    ];
    let mut table = Table::new(&headers);
    let arrived = lookup::estimate(&run.metrics, "all", "arrived_per_day").mean;
    let mut total = (0.0, 0.0);
    for scope in station_scopes(results) {
        let find = |name| lookup::estimate(&run.metrics, scope, name);
        let (wait, work) = (find("wait.mean"), find("service.mean"));
        let visits = find("visits_per_day")
            .mean
            .zip(arrived.filter(|arrived| *arrived > 0.0));
        let visits = visits.map(|(visits, arrived)| visits / arrived);
        let share = |estimate: &Estimate| Some(visits? * estimate.mean?);
        total.0 += share(&wait).unwrap_or(0.0);
        total.1 += share(&work).unwrap_or(0.0);
        table.rows.push(vec![
            Cell::text(wording::label(results, scope)),
            Cell::number(
                visits,
                visits.map_or(NOTHING.to_owned(), |it| wording::fixed(it, 2)),
            ),
            Cell::estimate(Quantity::Hours, &wait),
            Cell::estimate(Quantity::Hours, &work),
            derived(share(&wait)),
            derived(share(&work)),
        ]);
    }
    if table.rows.len() > 1 {
        let mut row = vec![Cell::text("All stations")];
        row.extend((0..3).map(|_| Cell::number(None, "")));
        row.extend([derived(Some(total.0)), derived(Some(total.1))]);
        table.rows.push(row);
    }
    table
}

/// A span of time that is computed from means, without an interval.
fn derived(hours: Option<f64>) -> Cell {
    Cell::mean(
        Quantity::Hours,
        &Estimate {
            mean: hours,
            ..Estimate::default()
        },
    )
}

/// The scopes of stations, in file order.
fn station_scopes(results: &Results) -> impl Iterator<Item = &str> {
    scopes(results, "stations.")
}

/// The scopes that begin so, in file order.
fn scopes<'a>(results: &'a Results, start: &'a str) -> impl Iterator<Item = &'a str> {
    results
        .plan
        .scopes
        .iter()
        .map(|it| it.scope.as_str())
        .filter(move |it| it.starts_with(start))
}

/// Load and queue of each station: theory, then simulation.
pub(in crate::report) fn stations(results: &Results, run: &RunOutcome) -> Table {
    let mut table = Table::new(&[
        "Station",
        "Offered load, lanes",
        "Lanes open",
        "Lanes needed",
        "Load over lanes",
        "Utilisation",
        "Batches waiting",
        "Wait, mean",
        "Wait, 95 % within",
    ]);
    for scope in station_scopes(results) {
        let load = run.load.iter().find(|load| load.scope == scope);
        let mut row = vec![Cell::text(wording::label(results, scope))];
        row.extend(load_cells(load));
        for name in ["utilisation", "queue.mean", "wait.mean", "wait.p95"] {
            row.push(cell(run, scope, name));
        }
        table.rows.push(row);
    }
    table
}

/// Load and queue of each station in brief: means only.
pub(in crate::report) fn loads(results: &Results, run: &RunOutcome) -> Table {
    let headers = [
        "Station",
        "Offered load",
        "Lanes open",
        "Utilisation",
        "Batches waiting",
        "Wait, mean",
    ];
    let mut table = Table::new(&headers);
    for scope in station_scopes(results) {
        let load = run.load.iter().find(|load| load.scope == scope);
        let [offered, open, ..] = load_cells(load);
        let mean = |name: &str| {
            Cell::mean(
                Quantity::of(name),
                &lookup::estimate(&run.metrics, scope, name),
            )
        };
        let name = Cell::text(wording::label(results, scope));
        let simulated = ["utilisation", "queue.mean", "wait.mean"].map(mean);
        table
            .rows
            .push([name, offered, open].into_iter().chain(simulated).collect());
    }
    table
}

/// What theory says of a station.
fn load_cells(load: Option<&StationLoad>) -> [Cell; 4] {
    let unknown = || Cell::number(None, NOTHING);
    let Some(load) = load else {
        return [unknown(), unknown(), unknown(), unknown()];
    };
    let tone = if load.overloaded {
        Tone::Bad
    } else {
        Tone::Plain
    };
    let unlimited = || Cell::number(None, "unlimited");
    let lanes = |value: f64| Cell::number(Some(value), wording::trimmed(value));
    let share = |value: f64| {
        let words = if load.overloaded { ", overloaded" } else { "" };
        Cell::number(
            Some(value),
            format!("{}\u{a0}%{words}", wording::fixed(value * 100.0, 1)),
        )
    };
    [
        Cell::number(
            Some(load.offered_load),
            wording::fixed(load.offered_load, 2),
        ),
        load.lanes_open.map_or_else(unlimited, lanes),
        load.lanes_needed
            .map_or_else(unknown, |number| lanes(number as f64)),
        load.utilisation.map_or_else(unknown, share).toned(tone),
    ]
}

/// Results by kind of goods.
pub(in crate::report) fn goods(results: &Results, run: &RunOutcome) -> Table {
    by_scope(results, run, "Goods", "goods.")
}

/// Results by arrival stream.
pub(in crate::report) fn arrivals(results: &Results, run: &RunOutcome) -> Table {
    by_scope(results, run, "Arrival stream", "arrivals.")
}

/// The metrics of batches, a row for each part that they are split by.
fn by_scope(results: &Results, run: &RunOutcome, what: &str, start: &str) -> Table {
    let names = [
        "arrived_per_day",
        "released_per_day",
        "units_released_per_day",
        "release_time.mean",
        "release_time.p95",
        "released_within",
    ];
    let mut headers = vec![
        what.to_owned(),
        "Batches arrived a day".to_owned(),
        "Batches released a day".to_owned(),
        "Units released a day".to_owned(),
        "Release time, mean".to_owned(),
        "Release time, 95 % within".to_owned(),
    ];
    let within = results.plan.target.release_within_hours;
    headers.extend(
        within.map(|hours| format!("Released within {}", wording::exact(Quantity::Hours, hours))),
    );
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let mut table = Table::new(&headers);
    for scope in scopes(results, start) {
        let cells = names
            .iter()
            .take(headers.len() - 1)
            .map(|name| cell(run, scope, name));
        table.rows.push(
            std::iter::once(Cell::text(wording::label(results, scope)))
                .chain(cells)
                .collect(),
        );
    }
    table
}

/// Every metric.
pub(in crate::report) fn metrics(results: &Results, run: &RunOutcome) -> Table {
    let interval = wording::capitalised(&wording::interval_name(&results.plan));
    let mut table = Table::new(&["Metric", "Of", "Mean", &interval, "Replications"]);
    table.rows = run
        .metrics
        .iter()
        .map(|metric| metric_row(results, metric))
        .collect();
    table
}

/// One metric, its interval in a cell of its own.
fn metric_row(results: &Results, metric: &MetricResult) -> Vec<Cell> {
    let quantity = Quantity::of(&metric.metric);
    let estimate = &metric.estimate;
    let whole = if metric.scope == "all" {
        "all batches"
    } else {
        ""
    };
    let part = if whole.is_empty() {
        wording::label(results, &metric.scope)
    } else {
        whole
    };
    let bound = if metric.lower_bound && estimate.mean.is_some() {
        "at least "
    } else {
        ""
    };
    let interval = wording::interval(quantity, estimate);
    vec![
        Cell::text(wording::metric(&metric.metric)),
        Cell::text(part),
        Cell::number(
            estimate.mean,
            format!("{bound}{}", wording::mean(quantity, estimate)),
        ),
        Cell::number(estimate.half_width, interval.as_deref().unwrap_or(NOTHING)),
        Cell::number(
            Some(f64::from(estimate.replications)),
            estimate.replications.to_string(),
        ),
    ]
}
