//! Sliders along the swept paths of a sweep, and a curve that follows them; a script draws both
//! from the stored results.

use maud::{Markup, PreEscaped, html};
use serde::Serialize;

use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::lookup;
use crate::report::wording::{self, Quantity};
use crate::results::{Results, Standing, SweepOutcome, SweepPoint};

/// Most estimates in the page, all metrics together: about 1 MB.
const ESTIMATES: usize = 50_000;
/// Most metrics that can be chosen.
const METRICS: usize = 16;

/// Data for the script.
#[derive(Serialize)]
struct Data<'a> {
    interval: String,
    paths: Vec<Path<'a>>,
    metrics: Vec<Explored>,
    /// Verdict of each point on all targets: one letter for each, see [`letter`].
    standings: String,
    /// One letter for each point: `x` if its numbers claim no steady state, else `-`.
    overloaded: String,
}

/// A swept path.
#[derive(Serialize)]
struct Path<'a> {
    label: &'a str,
    values: Vec<String>,
}

/// A metric at every point of the grid.
#[derive(Serialize)]
struct Explored {
    name: String,
    kind: &'static str,
    currency: String,
    target: Option<f64>,
    /// The target in words.
    wanted: Option<String>,
    /// Mean, lower and upper end at each point, and 1 where the mean is a lower bound, in the order
    /// of the grid.
    values: Vec<Option<Vec<Option<f64>>>>,
}

/// Returns the sliders and the curve, or a note if there are too many points for the page.
pub(super) fn explorer(results: &Results, sweep: &SweepOutcome) -> Markup {
    let cells: usize = sweep.paths.iter().map(|path| path.values.len()).product();
    if sweep.points.is_empty() || !(2..=ESTIMATES / 4).contains(&cells) {
        return html! {
            @if cells > ESTIMATES / 4 {
                p.note { strong { "Note. " }
                    "There are too many arrangements to move through on this page; sweep.csv holds \
                     them all." }
            }
        };
    }
    let data = data(results, sweep, cells);
    let json = serde_json::to_string(&data).unwrap_or_default();
    let json = json.replace('<', "\\u003c");
    html! {
        p { "Move the sliders with the pointer or the arrow keys: the curve shows a metric along \
             one path, and the table shows the marked arrangement." }
        div.explore #explorer hidden {
            div.choices {
                label { "Show " select #show {} }
                label { "Along " select #along {} }
            }
            div.sliders #sliders {}
            div.chart #curve {}
            p.verdict #verdict role="status" {}
            div.scroll tabindex="0" role="region" aria-label="The arrangement that is marked" {
                table { thead { tr {
                    th scope="col" { "Metric" }
                    th.number scope="col" { "Mean" }
                    th.number scope="col" { (wording::capitalised(&data.interval)) }
                } } tbody #readout {} }
            }
        }
        noscript { p.note { "The sliders need a script; the table below has the same numbers." } }
        script #data type="application/json" { (PreEscaped(json)) }
        script { (PreEscaped(include_str!("explore.js"))) }
    }
}

/// Collects the data for the script.
fn data<'a>(results: &Results, sweep: &'a SweepOutcome, cells: usize) -> Data<'a> {
    let paths = sweep.paths.iter().map(|path| Path {
        label: &path.label,
        values: wording::values(path),
    });
    let mut grid: Vec<Option<&SweepPoint>> = vec![None; cells];
    for point in &sweep.points {
        let steps = sweep.paths.iter().zip(&point.at);
        let place = steps.fold(0, |place, (path, at)| place * path.values.len() + at);
        if let Some(cell) = grid.get_mut(place) {
            *cell = Some(point);
        }
    }
    let standing = |point: Option<&SweepPoint>| point.map_or('-', letter);
    let overloaded = |point: Option<&SweepPoint>| match point {
        Some(point) if !lookup::is_claimed(results, point) => 'x',
        Some(_) | None => '-',
    };
    Data {
        interval: wording::interval_name(results.plan.confidence),
        paths: paths.collect(),
        metrics: metrics(results, sweep, &grid),
        standings: grid.iter().copied().map(standing).collect(),
        overloaded: grid.iter().copied().map(overloaded).collect(),
    }
}

/// Returns the verdict of a point on all targets as a letter.
fn letter(point: &SweepPoint) -> char {
    match lookup::overall(&point.verdicts) {
        Some(Standing::Met) => 'm',
        Some(Standing::Missed) => 'f',
        Some(Standing::Close) => 'c',
        Some(Standing::Undecided) => 'u',
        None => '-',
    }
}

/// Returns the headline metrics, then those of stations, up to the limit of the page.
fn metrics(results: &Results, sweep: &SweepOutcome, grid: &[Option<&SweepPoint>]) -> Vec<Explored> {
    let most = (ESTIMATES / grid.len()).clamp(4, METRICS);
    let headline = [
        Metric::ReleasedWithin,
        Metric::ReleaseTimeMean,
        Metric::ReleaseTimeP95,
        Metric::ReleasedPerDay,
        Metric::UnitsReleasedPerDay,
        Metric::CostPerDay,
        Metric::LateShare,
        Metric::RefusedShare,
    ];
    let stations = || lookup::scopes(results, ScopeKind::Station);
    let of_stations = [Metric::Utilisation, Metric::WaitMean]
        .into_iter()
        .flat_map(|metric| stations().map(move |scope| (scope, metric)));
    // these are shown even if they are always 0: a port may release nothing, or nothing in time
    let always = |metric| headline[..4].contains(&metric);
    let told = |(scope, metric): &(&Scope, Metric)| {
        sweep.points.iter().take(50).any(|point| {
            let mean = lookup::estimate(&point.metrics, scope, *metric).mean;
            mean.is_some_and(|mean| mean != 0.0 || always(*metric))
        })
    };
    let of_all = headline.map(|metric| (&Scope::All, metric));
    let chosen = of_all.into_iter().chain(of_stations).filter(told);
    chosen
        .take(most)
        .map(|(scope, metric)| explored(results, grid, scope, metric))
        .collect()
}

/// Returns a metric at every point.
fn explored(
    results: &Results,
    grid: &[Option<&SweepPoint>],
    scope: &Scope,
    metric: Metric,
) -> Explored {
    let quantity = Quantity::of(metric, &results.plan);
    let (kind, currency) = match quantity {
        Quantity::Hours => ("hours", ""),
        Quantity::Share | Quantity::Points => ("share", ""),
        Quantity::Money(currency) => ("number", currency),
        Quantity::Number | Quantity::Plain => ("number", ""),
    };
    let target = &results.plan.target;
    let name = if *scope == Scope::All {
        wording::metric(results, metric, ScopeKind::All)
    } else {
        let words = metric.words(scope.kind()).to_lowercase();
        format!("{}: {words}", wording::label(results, scope))
    };
    let value = |point: Option<&SweepPoint>| {
        let found = point?.metrics.find(scope, metric)?;
        let it = &found.estimate;
        let mean = rounded(it.mean?);
        let mut shown = vec![Some(mean), it.lower.map(rounded), it.upper.map(rounded)];
        shown.extend(wording::is_bound(found).then_some(Some(1.0)));
        Some(shown)
    };
    let target = match metric {
        Metric::ReleasedWithin => target.release_share,
        Metric::ReleasedPerDay => target.batches_per_day,
        Metric::UnitsReleasedPerDay => target.units_per_day,
        _ => None,
    };
    Explored {
        name,
        kind,
        currency: currency.to_owned(),
        target,
        wanted: target.map(|target| wording::exact(quantity, target)),
        values: grid.iter().copied().map(value).collect(),
    }
}

/// Rounds a number to six digits, which is more than the page shows.
fn rounded(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}
