//! The tables of one arrangement.

use crate::metric::{Metric, ScopeKind};
use crate::report::lookup;
use crate::report::wording::{self, NOTHING, Quantity};
use crate::results::{MetricResult, Results, RunOutcome, Standing, Verdict};

use super::{Cell, Table};

/// Targets held against the results.
pub(in crate::report) fn targets(results: &Results, verdicts: &[Verdict]) -> Table {
    let confidence = results.plan.confidence;
    let result = if verdicts.iter().all(|it| it.confidence == confidence) {
        format!("Result ({})", wording::interval_name(confidence))
    } else {
        "Result with its interval".to_owned()
    };
    let mut table = Table::new(&["Target", "Verdict", &result, "Wanted", "Remark"]);
    table.rows = verdicts
        .iter()
        .map(|verdict| {
            let quantity = Quantity::of_aim(verdict.target, &results.plan);
            vec![
                Cell::text(wording::target(results, verdict.target)),
                Cell::standing(verdict.standing),
                Cell::estimate(quantity, &verdict.estimate),
                Cell::exact(quantity, Some(verdict.wanted)),
                Cell::text(remark(results, quantity, verdict)),
            ]
        })
        .collect();
    table
}

/// What a verdict rests on.
pub(in crate::report) fn remark(
    results: &Results,
    quantity: Quantity<'_>,
    verdict: &Verdict,
) -> String {
    let mut remarks: Vec<String> = wording::why_undecided(verdict).into_iter().collect();
    if verdict.standing == Standing::Close {
        remarks.push("so close to the limit that the side does not matter".to_owned());
    }
    if verdict.confidence != results.plan.confidence {
        let number = u64::from(verdict.estimate.replications);
        remarks.push(format!(
            "{} after {}",
            wording::interval_name(verdict.confidence),
            wording::count(number, "replication", "replications")
        ));
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

/// Results by kind of goods.
pub(in crate::report) fn goods(results: &Results, run: &RunOutcome) -> Table {
    by_scope(results, run, "Goods", ScopeKind::Goods)
}

/// Results by arrival stream.
pub(in crate::report) fn arrivals(results: &Results, run: &RunOutcome) -> Table {
    by_scope(results, run, "Arrival stream", ScopeKind::Arrivals)
}

/// The metrics of batches, a row for each part that they are split by.
fn by_scope(results: &Results, run: &RunOutcome, what: &str, kind: ScopeKind) -> Table {
    let names = [
        Metric::ArrivedPerDay,
        Metric::ReleasedPerDay,
        Metric::UnitsReleasedPerDay,
        Metric::ReleaseTimeMean,
        Metric::ReleaseTimeP95,
        Metric::ReleasedWithin,
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
    for scope in lookup::scopes(results, kind) {
        let cells = names
            .iter()
            .take(headers.len() - 1)
            .map(|metric| Cell::of_run(results, run, scope, *metric));
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
    let interval = wording::capitalised(&wording::interval_name(results.plan.confidence));
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
    let quantity = Quantity::of(metric.metric, &results.plan);
    let estimate = &metric.estimate;
    let bound = wording::bound(metric);
    let interval = wording::interval(quantity, estimate);
    vec![
        Cell::text(metric.metric.words(metric.scope.kind())),
        Cell::text(wording::label(results, &metric.scope)),
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
