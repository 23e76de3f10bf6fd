//! The sheets of many arrangements.

use rust_xlsxwriter::ChartType;

use crate::metric::{Metric, Scope};
use crate::report::charts::palette;
use crate::report::{lookup, wording};
use crate::results::{Results, SweepOutcome, SweepPoint, SweptPath};

use super::charts::{Picture, Series};
use super::sheet::{Shade, Sheet};
use super::{Item, Look, header, with_ends};

/// All sheets: the points, and where two paths are swept the grid of what is asked for first.
pub(super) fn sheets<'a>(results: &'a Results, sweep: &'a SweepOutcome) -> Vec<Sheet<'a>> {
    let grid = match sweep.paths.as_slice() {
        [down, across] => Some(grid(results, sweep, down, across)),
        _ => None,
    };
    let points = points(results, sweep);
    grid.into_iter()
        .chain([points])
        .filter(|sheet| !sheet.rows.is_empty())
        .collect()
}

/// A value of a path: a number where it is one.
fn value<'a>(path: &SweptPath, at: usize) -> Item<'a> {
    let text = path.values[at].trim_matches('"');
    match text.replace('_', "").parse::<f64>() {
        Ok(number) if number.is_finite() => Item::Number(Look::Plain, Some(number)),
        _ => Item::text(text),
    }
}

/// What is asked for first: its name, its words and its unit.
fn asked(results: &Results) -> (Metric, String, &'static str) {
    match results.plan.target.release_within_hours {
        Some(hours) => {
            let within = wording::exact(wording::Quantity::Hours, hours);
            (
                Metric::ReleasedWithin,
                format!("Released within {within}"),
                "Share of batches",
            )
        }
        None => (
            Metric::ReleaseTimeMean,
            "Release time, mean".to_owned(),
            "Hours",
        ),
    }
}

/// Every point with all that is known of it.
fn points<'a>(results: &'a Results, sweep: &'a SweepOutcome) -> Sheet<'a> {
    let about = "Every arrangement: its values, metrics with their intervals, and how it stands";
    let labels: Vec<&str> = sweep.paths.iter().map(|path| path.label.as_str()).collect();
    let mut sheet = Sheet::new("Points", about, &labels);
    sheet.frozen = labels.len() as u16;
    let Some(first) = sweep.points.first() else {
        return sheet;
    };
    let verdicts = first
        .verdicts
        .iter()
        .map(|verdict| format!("Target: {}", wording::target(results, verdict.target)));
    let metrics = first
        .metrics
        .iter()
        .flat_map(|metric| with_ends(&header(results, metric)));
    let overloaded = ["Overloaded".to_owned()];
    let headers = verdicts.chain(overloaded).chain(metrics).collect();
    sheet.add_headers(headers, "sweep.csv");
    let rows = sweep
        .points
        .iter()
        .map(|point| row(results, sweep, first, point));
    sheet.add_rows(rows, "sweep.csv");
    if let [path] = sweep.paths.as_slice() {
        let (metric, title, unit) = asked(results);
        let found = first
            .metrics
            .iter()
            .position(|it| it.metric == metric && it.scope == Scope::All);
        let picture = found.map(|at| Picture {
            kind: ChartType::Line,
            title: &title,
            along: 0,
            along_name: &path.label,
            look: Look::of(metric, &results.plan),
            unit,
            series: vec![Series {
                column: 2 + first.verdicts.len() + 3 * at,
                name: title.clone(),
                colour: palette::RELEASED,
            }],
        });
        sheet.charts = picture
            .map(|picture| picture.draw(&sheet))
            .into_iter()
            .collect();
    }
    sheet
}

/// A point, in the columns of the first.
fn row<'a>(
    results: &'a Results,
    sweep: &SweepOutcome,
    first: &SweepPoint,
    point: &SweepPoint,
) -> Vec<Item<'a>> {
    let paths = sweep.paths.iter().zip(&point.at);
    let mut row: Vec<Item<'_>> = paths.map(|(path, at)| value(path, *at)).collect();
    row.extend(first.verdicts.iter().map(|wanted| {
        let mut found = point.verdicts.iter();
        let found = found.find(|verdict| verdict.target == wanted.target);
        Item::text(found.map_or("", |verdict| wording::standing(verdict.standing)))
    }));
    let overloaded = point.overloaded.iter();
    let overloaded = overloaded.map(|scope| wording::label(results, scope).to_owned());
    row.push(Item::text(wording::listed(&overloaded.collect::<Vec<_>>())));
    for wanted in &first.metrics {
        let found = point.metrics.find(&wanted.scope, wanted.metric);
        let estimate = found.map(|metric| metric.estimate).unwrap_or_default();
        row.extend(Item::estimate(
            Look::of(wanted.metric, &results.plan),
            &estimate,
        ));
    }
    row
}

/// What is asked for first, by both paths.
fn grid<'a>(
    results: &'a Results,
    sweep: &'a SweepOutcome,
    down: &'a SweptPath,
    across: &'a SweptPath,
) -> Sheet<'a> {
    let (metric, title, unit) = asked(results);
    let about = format!(
        "{title}, by {} (down) and {} (across); empty where a station is overloaded",
        down.label, across.label
    );
    let mut sheet = Sheet::new("Grid", &about, &[&down.label]);
    let names = wording::values(across);
    let headers = names.iter().map(|name| format!("{}: {name}", across.label));
    sheet.add_headers(headers.collect(), "sweep.csv");
    let look = Look::of(metric, &results.plan);
    let empty = || vec![Item::Number(look, None); across.values.len()];
    let mut cells: Vec<Vec<Item<'_>>> = down.values.iter().map(|_| empty()).collect();
    for point in &sweep.points {
        // then no steady state is claimed
        let is_claimed = !results.plan.steady || point.overloaded.is_empty();
        let mean = lookup::estimate(&point.metrics, &Scope::All, metric).mean;
        let mean = mean.filter(|_| is_claimed);
        cells[point.at[0]][point.at[1]] = Item::Number(look, mean);
    }
    let rows = cells.into_iter().enumerate();
    let rows = rows.map(|(at, cells)| std::iter::once(value(down, at)).chain(cells).collect());
    sheet.add_rows(rows, "sweep.csv");
    sheet.shaded = Some(match metric {
        Metric::ReleasedWithin => Shade::LargestDark,
        _ => Shade::SmallestDark,
    });
    let drawn = names.len().min(palette::STATIONS.len());
    // the first, the last, and some between
    let columns = (0..drawn).map(|line| line * (names.len() - 1) / (drawn - 1).max(1));
    let lines = columns.zip(palette::STATIONS);
    let picture = Picture {
        kind: ChartType::Line,
        title: &title,
        along: 0,
        along_name: &down.label,
        look,
        unit,
        series: lines
            .map(|(at, colour)| Series {
                column: 1 + at,
                name: format!("{}: {}", across.label, names[at]),
                colour,
            })
            .collect(),
    };
    sheet.charts = vec![picture.draw(&sheet)];
    sheet
}
