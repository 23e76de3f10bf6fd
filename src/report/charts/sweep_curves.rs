//! What changes along one swept path: curves.

use plotters::style::RGBColor;

use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::lookup;
use crate::report::tables::{Cell, Table};
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, Results, SweepOutcome, SweepPoint, SweptPath};

use super::Drawing;
use super::axis::{self, Axis, ValueKind, Values};
use super::palette::{MEAN, RELEASED};
use super::plot::{self, Goal, Line, Plot, Shade, Weight};
use super::sheet::Frame;

/// Rows told in a chart's text form.
const ROWS: usize = 400;
/// Values drawn at most; of more, evenly chosen ones are.
const VALUES: usize = 2_000;

/// The points that are drawn, and how many values lie from one to the next.
fn drawn(sweep: &SweepOutcome) -> (impl Iterator<Item = &SweepPoint>, usize) {
    let values = sweep.paths.first().map_or(0, |path| path.values.len());
    let step = values.div_ceil(VALUES).max(1);
    let chosen = move |point: &&SweepPoint| point.at.first().is_some_and(|at| at % step == 0);
    (sweep.points.iter().filter(chosen), step)
}

/// What one chart of a sweep shows.
struct Subject {
    name: &'static str,
    title: String,
    quantity: Quantity<'static>,
    measure: &'static str,
    /// Metric of scope `all`, its label, its colour.
    metrics: Vec<(Metric, String, RGBColor)>,
    target: Option<Goal>,
}

/// The curves of a sweep along one path.
pub(super) fn all<'a>(results: &'a Results, sweep: &'a SweepOutcome) -> Vec<Drawing<'a>> {
    let Some(path) = sweep.paths.first() else {
        return Vec::new();
    };
    subjects(results, path)
        .into_iter()
        .filter_map(|subject| drawing(results, sweep, path, subject))
        .collect()
}

/// The charts that the targets ask for, release time always.
fn subjects(results: &Results, path: &SweptPath) -> Vec<Subject> {
    let target = &results.plan.target;
    let within = target.release_within_hours;
    let mut subjects = vec![Subject {
        name: "release-time",
        title: format!("Release time by {}", path.label),
        quantity: Quantity::Hours,
        measure: "Release time",
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
            name: "share-released-in-time",
            title: format!("Share of batches released within {hours} by {}", path.label),
            quantity: Quantity::Share,
            measure: "Share of batches released in time",
            metrics: vec![(Metric::ReleasedWithin, format!("within {hours}"), RELEASED)],
            target: target.release_share.map(|share| Goal {
                at: share,
                label: format!("target {}", wording::exact(Quantity::Share, share)),
            }),
        });
    }
    let throughput = [
        (
            target.batches_per_day,
            "batches-released-per-day",
            Metric::ReleasedPerDay,
            "Batches",
        ),
        (
            target.units_per_day,
            "units-released-per-day",
            Metric::UnitsReleasedPerDay,
            "Units",
        ),
    ];
    for (wanted, name, metric, what) in throughput {
        let Some(wanted) = wanted else { continue };
        subjects.push(Subject {
            name,
            title: format!("{what} released a day by {}", path.label),
            quantity: Quantity::Number,
            measure: if what == "Units" {
                "Units a day"
            } else {
                "Batches a day"
            },
            metrics: vec![(metric, "released".to_owned(), RELEASED)],
            target: Some(Goal {
                at: wanted,
                label: format!("target {}", wording::exact(Quantity::Number, wanted)),
            }),
        });
    }
    subjects
}

/// A chart, where any point has a value.
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
        Quantity::Hours => axis::spans(longest * 1.04, subject.measure),
        Quantity::Share | Quantity::Points => axis::shares(subject.measure),
        Quantity::Number | Quantity::Money(_) => axis::numbers(&values, subject.measure, false),
    };
    let mut hint = match swept.kind {
        ValueKind::Scaled => plot::band_hint(results, "mean over replications for each value"),
        ValueKind::Apart => plot::mark_hint(results, "Dots: means over replications", "bars", ""),
    };
    let step = drawn(sweep).1;
    if step > 1 {
        hint = format!("{hint}. Drawn is every {step}th value; sweep.csv has them all");
    }
    let table = table(sweep, path, subject.quantity, &subject.metrics);
    let place = |point: &SweepPoint| swept.places.get(*point.at.first()?).copied();
    let places = sweep.points.iter().map(place);
    let told = places
        .zip(table.told())
        .filter_map(|(at, words)| Some((at?, words)));
    let plot = Plot {
        told: told.collect(),
        frame: Frame::new(results, &subject.title, &hint),
        shades: shades(sweep, &swept.axis, &swept.places),
        x: swept.axis,
        y,
        lines,
        target: subject.target,
        aim: None,
    };
    let overloaded = if plot.shades.is_empty() {
        ""
    } else {
        "Shaded: more work arrives than can be done."
    };
    Some(Drawing {
        name: subject.name.to_owned(),
        caption: overloaded.to_owned(),
        hint,
        title: subject.title,
        table: table.limited(ROWS, "sweep.csv"),
        draw: Box::new(move |size| plot::draw(&plot, size)),
    })
}

/// A line for each metric of a subject that any point has.
fn lines(results: &Results, sweep: &SweepOutcome, subject: &Subject, swept: &Values) -> Vec<Line> {
    let place = |metric: Metric, point: &SweepPoint| {
        let at = *swept.places.get(*point.at.first()?)?;
        // where there is no steady state, a release time would tell the length of the window
        let overloaded = !point.overloaded.is_empty() && results.plan.steady;
        let hidden = overloaded && subject.quantity == Quantity::Hours;
        let known = lookup::estimate(&point.metrics, &Scope::All, metric);
        Some((at, if hidden { Estimate::default() } else { known }))
    };
    let places = |metric: Metric| {
        let points = drawn(sweep).0.filter_map(|point| place(metric, point));
        match swept.kind {
            ValueKind::Scaled => points.collect(),
            // a gap after each, so that no line joins them
            ValueKind::Apart => points
                .flat_map(|it| [it, (it.0, Estimate::default())])
                .collect(),
        }
    };
    let line = |(metric, label, colour): &(Metric, String, RGBColor)| Line {
        label: label.clone(),
        colour: *colour,
        weight: Weight::Main,
        places: places(*metric),
    };
    let known = |line: &Line| line.places.iter().any(|(_, it)| it.mean.is_some());
    subject.metrics.iter().map(line).filter(known).collect()
}

/// Stretches of overloaded points, each reaching half way to its neighbours.
fn shades(sweep: &SweepOutcome, x: &Axis, places: &[f64]) -> Vec<Shade> {
    let mut shades: Vec<Shade> = Vec::new();
    let mut last = None;
    for point in sweep
        .points
        .iter()
        .filter(|point| !point.overloaded.is_empty())
    {
        let Some(&at) = point.at.first() else {
            continue;
        };
        let Some(&here) = places.get(at) else {
            continue;
        };
        let half = |other: Option<&f64>, edge: f64| {
            other.map_or(edge, |other| f64::midpoint(here, *other))
        };
        let from = half(
            at.checked_sub(1).and_then(|before| places.get(before)),
            x.from,
        );
        let to = half(places.get(at + 1), x.to);
        match shades
            .last_mut()
            .filter(|_| last == at.checked_sub(1) && last.is_some())
        {
            Some(shade) => shade.to = to,
            None => shades.push(Shade {
                from,
                to,
                label: "overloaded".to_owned(),
            }),
        }
        last = Some(at);
    }
    shades
}

/// The curves in numbers.
fn table(
    sweep: &SweepOutcome,
    path: &SweptPath,
    quantity: Quantity<'_>,
    metrics: &[(Metric, String, RGBColor)],
) -> Table {
    let mut headers = vec![path.label.as_str()];
    let names = metrics.iter();
    headers.extend(names.map(|(metric, ..)| metric.words(ScopeKind::All)));
    headers.push("Overloaded");
    let mut table = Table::new(&headers);
    table.rows = sweep
        .points
        .iter()
        .map(|point| {
            let value = point.at.first().map(|&at| wording::value(path, at));
            let mut row = vec![Cell::text(value.unwrap_or_default())];
            row.extend(metrics.iter().map(|(metric, ..)| {
                Cell::metric(quantity, point.metrics.find(&Scope::All, *metric))
            }));
            row.push(Cell::text(if point.overloaded.is_empty() {
                "no"
            } else {
                "yes"
            }));
            row
        })
        .collect();
    table
}
