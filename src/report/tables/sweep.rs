//! The tables of many arrangements.

use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::lookup;
use crate::report::wording::{self, Quantity};
use crate::results::{Results, SweepOutcome, SweepPoint};

use super::{Cell, Table, Tone, overall_standing};

/// A swept value as it is shown.
fn value(sweep: &SweepOutcome, path: usize, at: usize) -> String {
    let path = sweep.paths.get(path);
    path.map_or_else(String::new, |path| wording::value(path, at))
}

/// The first points, at most this many: their values, the headline metrics, and how they stand to
/// the targets.
pub(in crate::report) fn points(results: &Results, sweep: &SweepOutcome, most: usize) -> Table {
    let mut headers: Vec<String> = sweep.paths.iter().map(|path| path.label.clone()).collect();
    let mut metrics = vec![
        Metric::ReleasedPerDay,
        Metric::ReleaseTimeMean,
        Metric::ReleaseTimeP95,
    ];
    headers.extend(
        metrics
            .iter()
            .map(|metric| metric.words(ScopeKind::All).to_owned()),
    );
    if let Some(hours) = results.plan.target.release_within_hours {
        metrics.push(Metric::ReleasedWithin);
        headers.push(format!(
            "Released within {}",
            wording::exact(Quantity::Hours, hours)
        ));
    }
    headers.push("Targets".to_owned());
    headers.push("Overloaded".to_owned());
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let mut table = Table::new(&headers);
    table.rows = sweep
        .points
        .iter()
        .take(most)
        .map(|point| row(results, sweep, &metrics, point))
        .collect();
    let all = sweep.points.len();
    table.remark = (all > most)
        .then(|| format!("The first {most} of {all} rows; all of them are in sweep.csv."));
    table
}

/// One point.
fn row(
    results: &Results,
    sweep: &SweepOutcome,
    metrics: &[Metric],
    point: &SweepPoint,
) -> Vec<Cell> {
    let values = point.at.iter().enumerate().map(|(path, &at)| {
        let shown = value(sweep, path, at);
        match shown.parse::<f64>() {
            Ok(number) => Cell::number(Some(number), shown),
            Err(_) => Cell::text(shown),
        }
    });
    let metrics = metrics.iter().map(|metric| {
        Cell::metric(
            Quantity::of(*metric, &results.plan),
            point.metrics.find(&Scope::All, *metric),
        )
    });
    let verdict = overall_standing(&point.verdicts);
    let overloaded: Vec<String> = point
        .overloaded
        .iter()
        .map(|scope| wording::label(results, scope).to_owned())
        .collect();
    let overloaded = if overloaded.is_empty() {
        Cell::text("no")
    } else {
        Cell::text(wording::listed(&overloaded)).toned(Tone::Bad)
    };
    values.chain(metrics).chain([verdict, overloaded]).collect()
}

/// For each combination of all but the first path: the first value of it that meets every target.
/// `None` where there are no targets.
pub(in crate::report) fn qualifying(sweep: &SweepOutcome) -> Option<Table> {
    sweep
        .points
        .iter()
        .find(|point| !point.verdicts.is_empty())?;
    let first = sweep.paths.first()?;
    let title = format!("First that meets every target: {}", first.label);
    let mut headers: Vec<&str> = sweep.paths[1..]
        .iter()
        .map(|path| path.label.as_str())
        .collect();
    headers.push(&title);
    let mut table = Table::new(&headers);
    for (others, found) in first_to_meet(sweep) {
        let mut row: Vec<Cell> = others
            .iter()
            .enumerate()
            .map(|(path, &at)| Cell::text(value(sweep, path + 1, at)))
            .collect();
        row.push(match found {
            Some(at) => Cell::text(value(sweep, 0, at)).toned(Tone::Good),
            None => Cell::text("none of those tried").toned(Tone::Bad),
        });
        table.rows.push(row);
    }
    Some(table)
}

/// A combination of the positions in all but the first path, with the first position in that one at
/// which every target is met.
pub(in crate::report) fn first_to_meet(sweep: &SweepOutcome) -> Vec<(Vec<usize>, Option<usize>)> {
    let mut found: std::collections::BTreeMap<Vec<usize>, Option<usize>> =
        std::collections::BTreeMap::new();
    for point in &sweep.points {
        let [at, others @ ..] = point.at.as_slice() else {
            continue;
        };
        let best = found.entry(others.to_vec()).or_default();
        if lookup::meets_all(point) && best.is_none_or(|best| *at < best) {
            *best = Some(*at);
        }
    }
    found.into_iter().collect()
}
