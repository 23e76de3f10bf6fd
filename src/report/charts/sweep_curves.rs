//! Results along one swept path, as curves.

use plotters::style::RGBColor;

use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::lookup;
use crate::report::tables::{Cell, Layout, Table};
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, Results, SweepOutcome, SweepPoint, SweptPath};

use super::axis::{self, Axis, ValueKind, Values};
use super::chart::Drawing;
use super::palette::{MEAN, RELEASED};
use super::plot::{self, Goal, Line, Plot, Shade};
use super::sheet::Frame;

/// Limit on the values drawn; of more, evenly spaced ones are chosen.
const VALUES: usize = 2_000;

/// Returns the points that are drawn, and the stride between them.
fn drawn(sweep: &SweepOutcome) -> (impl Iterator<Item = &SweepPoint>, usize) {
    let values = sweep.paths.first().map_or(0, |path| path.values.len());
    let step = values.div_ceil(VALUES).max(1);
    let chosen = move |point: &&SweepPoint| point.at.first().is_some_and(|at| at % step == 0);
    (sweep.points.iter().filter(chosen), step)
}

/// The subject of one chart of a sweep.
struct Subject {
    name: String,
    title: String,
    quantity: Quantity<'static>,
    measure: String,
    /// Metrics of scope `all`, each with its label and its colour.
    metrics: Vec<(Metric, String, RGBColor)>,
    target: Option<Goal>,
}

/// Returns the curves of a sweep along one path.
pub(super) fn all<'a>(results: &'a Results, sweep: &'a SweepOutcome) -> Vec<Drawing<'a>> {
    let Some(path) = sweep.paths.first() else {
        return Vec::new();
    };
    subjects(results, path)
        .into_iter()
        .filter_map(|subject| drawing(results, sweep, path, subject))
        .collect()
}

/// Returns the subjects of the charts: release time, and whatever the targets ask for.
fn subjects(results: &Results, path: &SweptPath) -> Vec<Subject> {
    let target = &results.plan.target;
    let within = target.release_within_hours;
    let mut subjects = vec![Subject {
        name: "release-time".to_owned(),
        title: format!("Release time by {}", path.label),
        quantity: Quantity::Hours,
        measure: "Release time".to_owned(),
        metrics: vec![
            (Metric::ReleaseTimeP95, "95 % within".to_owned(), RELEASED),
            (Metric::ReleaseTimeMean, "mean".to_owned(), MEAN),
        ],
        target: within.zip(target.release_share).map(|(hours, share)| Goal {
            at: hours,
            label: format!(
                "target: {} in {}",
                wording::exact(Quantity::Share, share),
                wording::exact(Quantity::Hours, hours)
            ),
        }),
    }];
    if let Some(hours) = within {
        let hours = wording::exact(Quantity::Hours, hours);
        subjects.push(Subject {
            name: "share-released-in-time".to_owned(),
            title: format!("Share of batches released within {hours} by {}", path.label),
            quantity: Quantity::Share,
            measure: "Share of batches released in time".to_owned(),
            metrics: vec![(Metric::ReleasedWithin, format!("within {hours}"), RELEASED)],
            target: (target.release_share).map(|it| Goal::new("target", Quantity::Share, it)),
        });
    }
    let throughput = [
        (target.batches_per_day, Metric::ReleasedPerDay, "Batches"),
        (target.units_per_day, Metric::UnitsReleasedPerDay, "Units"),
    ];
    for (wanted, metric, what) in throughput {
        let target = wanted.map(|wanted| Goal::new("target", Quantity::Number, wanted));
        subjects.extend(target.map(|target| Subject {
            name: format!("{}-released-per-day", what.to_lowercase()),
            title: format!("{what} released a day by {}", path.label),
            quantity: Quantity::Number,
            measure: format!("{what} a day"),
            metrics: vec![(metric, "released".to_owned(), RELEASED)],
            target: Some(target),
        }));
    }
    subjects
}

/// Draws a chart; `None` if no point has a value.
fn drawing<'a>(
    results: &'a Results,
    sweep: &'a SweepOutcome,
    path: &'a SweptPath,
    subject: Subject,
) -> Option<Drawing<'a>> {
    let swept = axis::values(path);
    let lines = lines(results, sweep, &subject, &swept);
    if lines.is_empty() {
        return None;
    }
    let mut values: Vec<f64> = plot::values(&lines).collect();
    values.extend(subject.target.as_ref().map(|goal| goal.at));
    let longest = axis::bounds(&values).1;
    let y = match subject.quantity {
        Quantity::Hours => axis::spans(longest * 1.04, &subject.measure),
        Quantity::Share | Quantity::Points => axis::shares(&subject.measure),
        Quantity::Number | Quantity::Plain | Quantity::Money(_) => {
            axis::numbers(&values, &subject.measure, false)
        }
    };
    let mut hint = match swept.kind {
        ValueKind::Scaled => plot::band_hint(results, "mean over replications for each value"),
        ValueKind::Apart => plot::mark_hint(results, "Dots: means over replications", "bars", ""),
    };
    let step = drawn(sweep).1;
    if step > 1 {
        hint = format!("{hint}. One value in {step} is drawn; sweep.csv has all of them");
    }
    let table = table(sweep, path, subject.quantity, &subject.metrics);
    let place = |point: &SweepPoint| swept.places.get(*point.at.first()?).copied();
    let places = sweep.points.iter().map(place);
    let told = places
        .zip(table.told())
        .filter_map(|(at, words)| Some((at?, words)));
    let plot = Plot {
        told: told.collect(),
        shades: shades(sweep, &swept.axis, &swept.places),
        target: subject.target,
        ..Plot::new(swept.axis, y, lines)
    };
    let caption = if plot.shades.is_empty() {
        ""
    } else {
        "Shaded: more work arrives than can be done."
    };
    let frame = Frame::new(results, subject.title, hint);
    Some(plot.drawing(&subject.name, frame, caption, (table, "sweep.csv")))
}

/// Returns a line for each metric of a subject that has a value at any point.
fn lines(results: &Results, sweep: &SweepOutcome, subject: &Subject, swept: &Values) -> Vec<Line> {
    let place = |metric: Metric, point: &SweepPoint| {
        let at = *swept.places.get(*point.at.first()?)?;
        // without a steady state, a release time only reflects the length of the window
        let hidden = !lookup::is_claimed(results, point) && subject.quantity == Quantity::Hours;
        let known = lookup::estimate(&point.metrics, &Scope::All, metric);
        Some((at, if hidden { Estimate::default() } else { known }))
    };
    let places = |metric: Metric| {
        let points = drawn(sweep).0.filter_map(|point| place(metric, point));
        match swept.kind {
            ValueKind::Scaled => points.collect(),
            // a gap after each point, so that no line joins them
            ValueKind::Apart => points
                .flat_map(|it| [it, (it.0, Estimate::default())])
                .collect(),
        }
    };
    let line = |(metric, label, colour): &(Metric, String, RGBColor)| {
        Line::new(label, *colour, places(*metric))
    };
    let lines = subject.metrics.iter().map(line);
    lines.filter(Line::is_known).collect()
}

/// Returns the ranges of overloaded points, each reaching half way to its neighbours.
fn shades(sweep: &SweepOutcome, x: &Axis, places: &[f64]) -> Vec<Shade> {
    let mut shades: Vec<Shade> = Vec::new();
    let mut last = None;
    let overloaded = sweep.points.iter().filter(|it| !it.overloaded.is_empty());
    for &at in overloaded.filter_map(|point| point.at.first()) {
        let Some(&here) = places.get(at) else {
            continue;
        };
        let half = |other: Option<&f64>, edge: f64| {
            other.map_or(edge, |other| f64::midpoint(here, *other))
        };
        let before = at.checked_sub(1);
        let from = half(before.and_then(|before| places.get(before)), x.from);
        let to = half(places.get(at + 1), x.to);
        match shades.last_mut() {
            Some(shade) if last.is_some() && last == before => shade.to = to,
            _ => shades.push(Shade::new(from, to, "overloaded")),
        }
        last = Some(at);
    }
    shades
}

/// Returns the curves as a table.
fn table<'a>(
    sweep: &'a SweepOutcome,
    path: &'a SweptPath,
    quantity: Quantity<'a>,
    metrics: &[(Metric, String, RGBColor)],
) -> Table<'a> {
    let points = Layout::over(&sweep.points).column(&path.label, |point| {
        let value = point.at.first().map(|&at| wording::value(path, at));
        Cell::text(value.unwrap_or_default())
    });
    let points = metrics.iter().fold(points, |points, (metric, ..)| {
        points.column(metric.words(ScopeKind::All), |point| {
            Cell::metric(quantity, point.metrics.find(&Scope::All, *metric))
        })
    });
    let overloaded = |point: &&SweepPoint| {
        if point.overloaded.is_empty() && !point.overloaded_in_some_days.is_empty() {
            Cell::text("in some days")
        } else {
            Cell::yes(!point.overloaded.is_empty())
        }
    };
    points.column("Overloaded", overloaded).table()
}
