//! The CSV files: numbers in full, the shortest text that reads back; empty where there is none.

use std::io;

use crate::output::cell;
use crate::results::{
    CompareOutcome, Estimate, MetricResult, RunOutcome, StaffOutcome, StressOutcome, SweepOutcome,
    SweepPoint, SweptPath,
};

use super::wording;

/// A number as it is written: never with an exponent, never "NaN".
fn number(value: Option<f64>) -> String {
    value
        .filter(|value| value.is_finite())
        .map_or_else(String::new, |value| value.to_string())
}

/// Rows of texts as the bytes of a CSV file.
fn file(rows: impl IntoIterator<Item = Vec<String>>) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|text| cell(text).into_owned()))?;
    }
    writer
        .into_inner()
        .map_err(|failure| io::Error::other(failure.to_string()))
}

/// The mean and the half-width.
fn pair(estimate: &Estimate) -> [String; 2] {
    [number(estimate.mean), number(estimate.half_width)]
}

/// A name and the name of its half-width.
fn pair_of_names(name: &str) -> [String; 2] {
    [name.to_owned(), format!("{name}_half_width")]
}

/// `metrics.csv`.
pub(super) fn metrics(run: &RunOutcome) -> io::Result<Vec<u8>> {
    let columns = [
        "metric",
        "scope",
        "unit",
        "mean",
        "half_width",
        "lower",
        "upper",
        "replications",
    ];
    let rows = run.metrics.iter().map(|metric| {
        vec![
            metric.metric.clone(),
            metric.scope.clone(),
            metric.unit.clone(),
            number(metric.estimate.mean),
            number(metric.estimate.half_width),
            number(metric.estimate.lower),
            number(metric.estimate.upper),
            metric.estimate.replications.to_string(),
        ]
    });
    file(std::iter::once(columns.map(str::to_owned).to_vec()).chain(rows))
}

/// `daily.csv`.
pub(super) fn daily(run: &RunOutcome) -> io::Result<Vec<u8>> {
    let names = [
        "arrived",
        "released",
        "units_released",
        "cleared",
        "backlog",
    ];
    let mut columns = vec!["date".to_owned()];
    columns.extend(names.iter().flat_map(|name| pair_of_names(name)));
    let rows = run.daily.iter().map(|day| {
        let estimates = [
            &day.arrived,
            &day.released,
            &day.units_released,
            &day.cleared,
            &day.backlog,
        ];
        std::iter::once(day.date.clone())
            .chain(estimates.into_iter().flat_map(pair))
            .collect()
    });
    file(std::iter::once(columns).chain(rows))
}

/// `hourly.csv`.
pub(super) fn hourly(run: &RunOutcome) -> io::Result<Vec<u8>> {
    let mut columns: Vec<String> = ["hour", "time", "scope"].map(str::to_owned).to_vec();
    columns.extend(
        ["queue", "busy", "lanes_open"]
            .iter()
            .flat_map(|name| pair_of_names(name)),
    );
    let nothing = Estimate::default();
    let rows = run
        .hourly
        .times
        .iter()
        .enumerate()
        .flat_map(|(hour, time)| {
            let nothing = &nothing;
            run.hourly.series.iter().map(move |series| {
                let lists = [&series.queue, &series.busy, &series.lanes_open];
                let values = lists
                    .into_iter()
                    .flat_map(|list| pair(list.get(hour).unwrap_or(nothing)));
                [hour.to_string(), time.clone(), series.scope.clone()]
                    .into_iter()
                    .chain(values)
                    .collect()
            })
        });
    file(std::iter::once(columns).chain(rows))
}

/// `sweep.csv`. The columns of metrics are those of the first point; `all` has bare names.
pub(super) fn sweep(sweep: &SweepOutcome) -> io::Result<Vec<u8>> {
    let points = sweep.points.iter();
    file(rows_of_points(
        &sweep.paths,
        &[],
        points.map(|point| (vec![], point)),
    ))
}

/// `staffing.csv`: the arrangements that were simulated, in the order of their cost.
pub(super) fn staffing(staff: &StaffOutcome) -> io::Result<Vec<u8>> {
    let candidates = staff.candidates.iter().enumerate();
    let points = candidates.map(|(position, candidate)| {
        let role = [(staff.choice, "choice"), (staff.runner_up, "runner-up")];
        let role = role.iter().find(|(at, _)| *at == Some(position));
        let own = vec![
            number(Some(candidate.cost_per_day)),
            wording::finding(candidate.finding).to_owned(),
            role.map_or_else(String::new, |(_, name)| (*name).to_owned()),
            candidate.point.replications.to_string(),
        ];
        (own, &candidate.point)
    });
    let columns = ["known_cost_per_day", "finding", "role", "replications"];
    file(rows_of_points(&staff.paths, &columns, points))
}

/// `stress.csv`: the multiples that were simulated, ascending.
pub(super) fn stress(stress: &StressOutcome) -> io::Result<Vec<u8>> {
    let points = stress.points.iter().map(|point| {
        let numbers = [point.multiple, point.batches_per_day];
        let own = numbers.iter().map(|value| number(Some(*value))).collect();
        (own, &point.point)
    });
    file(rows_of_points(
        &[],
        &["multiple", "arrivals_per_day"],
        points,
    ))
}

/// A row for each point: what its paths are set to, cells of its own, metrics and verdicts.
fn rows_of_points<'a>(
    paths: &[SweptPath],
    own: &[&str],
    points: impl Iterator<Item = (Vec<String>, &'a SweepPoint)>,
) -> Vec<Vec<String>> {
    let mut points = points.peekable();
    let mut columns: Vec<String> = paths.iter().map(|path| path.path.clone()).collect();
    columns.extend(own.iter().map(|name| (*name).to_owned()));
    let Some((_, first)) = points.peek() else {
        return vec![columns];
    };
    let first: &SweepPoint = first;
    columns.extend(
        first
            .metrics
            .iter()
            .flat_map(|metric| pair_of_names(&column(metric))),
    );
    columns.extend(
        first
            .verdicts
            .iter()
            .map(|verdict| format!("verdict.{}", verdict.target)),
    );
    let rows = points.map(|(own, point)| row_of_point(paths, own, first, point));
    std::iter::once(columns).chain(rows).collect()
}

/// `comparison.csv`: the names of both arrangements, the difference, and what it comes to; a metric
/// that is not judged has no verdict.
pub(super) fn comparison(compare: &CompareOutcome) -> io::Result<Vec<u8>> {
    let columns = [
        "metric",
        "scope",
        "unit",
        "baseline",
        "alternative",
        "difference",
        "half_width",
        "lower",
        "upper",
        "adjusted",
        "verdict",
    ];
    let name = |position: usize| {
        let arrangement = compare.arrangements.get(position);
        arrangement.map_or_else(String::new, |it| it.name.clone())
    };
    let rows = compare.differences.iter().map(|it| {
        vec![
            it.metric.clone(),
            it.scope.clone(),
            it.unit.clone(),
            name(0),
            name(it.alternative),
            number(it.difference.mean),
            number(it.difference.half_width),
            number(it.difference.lower),
            number(it.difference.upper),
            if it.adjusted { "yes" } else { "no" }.to_owned(),
            it.verdict
                .map_or_else(String::new, |it| super::wording::comparison(it).to_owned()),
        ]
    });
    file(std::iter::once(columns.map(str::to_owned).to_vec()).chain(rows))
}

/// The column of a metric: its name, after its scope where that is not `all`.
fn column(metric: &MetricResult) -> String {
    if metric.scope == "all" {
        metric.metric.clone()
    } else {
        format!("{}.{}", metric.scope, metric.metric)
    }
}

/// One point, in the columns of the first.
fn row_of_point(
    paths: &[SweptPath],
    own: Vec<String>,
    first: &SweepPoint,
    point: &SweepPoint,
) -> Vec<String> {
    let values = paths.iter().zip(&point.at).map(|(path, &at)| {
        path.values
            .get(at)
            .map_or_else(String::new, |value| plain(value))
    });
    let metrics = first
        .metrics
        .iter()
        .enumerate()
        .flat_map(|(index, wanted)| {
            let same = |metric: &&MetricResult| {
                metric.metric == wanted.metric && metric.scope == wanted.scope
            };
            let found = point.metrics.get(index).filter(same);
            let found = found.or_else(|| point.metrics.iter().find(same));
            found.map_or_else(
                || [String::new(), String::new()],
                |metric| pair(&metric.estimate),
            )
        });
    let verdicts = first.verdicts.iter().map(|wanted| {
        let found = point
            .verdicts
            .iter()
            .find(|verdict| verdict.target == wanted.target);
        found.map_or_else(String::new, |verdict| {
            wording::standing(verdict.standing).to_owned()
        })
    });
    values.chain(own).chain(metrics).chain(verdicts).collect()
}

/// A TOML value as a cell: a text without its quotes.
fn plain(value: &str) -> String {
    let inner = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner
        .filter(|inner| !inner.contains(['\\', '"']))
        .unwrap_or(value)
        .to_owned()
}
