//! Differences to a baseline with their intervals, a row an arrangement.

use crate::metric::{Metric, ScopeKind};
use crate::report::lookup;
use crate::report::tables::{self, Cell, Table};
use crate::report::wording::{self, Quantity};
use crate::results::{CompareOutcome, Comparison, Difference, Results};

use super::Drawing;
use super::axis::{self, Axis};
use super::canvas::{Canvas, Lettering, Stroke};
use super::palette::{AXIS, INK, MESH, MUTED, RELEASED, TARGET};
use super::plot::{self, Field, LABEL_LINE, stride};
use super::sheet::{Frame, Size, framed};

/// Arrangements drawn in one chart.
const ROWS: usize = 40;

/// Lines of a name.
const NAME_LINES: usize = 2;

/// A chart for each judged metric.
pub(super) fn all<'a>(results: &'a Results, compare: &'a CompareOutcome) -> Vec<Drawing<'a>> {
    let drawing = |metric: &Metric| drawing(results, compare, *metric);
    compare.judged.iter().filter_map(drawing).collect()
}

/// The differences of one metric.
struct Forest {
    frame: Frame,
    x: Axis,
    rows: Vec<Row>,
}

/// One arrangement, in units of the axis.
struct Row {
    label: String,
    end: String,
    /// What is told under the pointer.
    told: String,
    mean: f64,
    interval: Option<(f64, f64)>,
    is_shown: bool,
}

/// What a metric is called in a title.
fn named(results: &Results, metric: Metric) -> String {
    match (metric, results.plan.target.release_within_hours) {
        (Metric::ReleasedWithin, Some(hours)) => {
            format!(
                "Share released within {}",
                wording::exact(Quantity::Hours, hours)
            )
        }
        _ => metric.words(ScopeKind::All).to_owned(),
    }
}

fn drawing<'a>(
    results: &'a Results,
    compare: &'a CompareOutcome,
    metric: Metric,
) -> Option<Drawing<'a>> {
    let baseline = compare.arrangements.first()?;
    let of_metric = |it: &&Difference| it.metric == metric && it.adjusted;
    let known = compare.differences.iter().filter(of_metric);
    let known: Vec<&Difference> = known.filter(|it| it.difference.mean.is_some()).collect();
    let ends = |it: &&Difference| {
        let it = it.difference;
        [it.mean, it.lower, it.upper]
            .into_iter()
            .flatten()
            .collect::<Vec<f64>>()
    };
    let values: Vec<f64> = known.iter().flat_map(ends).collect();
    let farthest = values
        .iter()
        .fold(0.0, |far: f64, value| far.max(value.abs()));
    let (factor, unit) = scale(metric, Quantity::of(metric, &results.plan), farthest);
    let title = format!(
        "{}: difference from {}",
        named(results, metric),
        baseline.label
    );
    let more = ", wide enough for all of them together";
    let hint = plot::mark_hint(results, "Dot: mean difference", "bar", more);
    let scaled = values.iter().map(|value| value * factor);
    let scaled: Vec<f64> = scaled.chain([0.0]).collect();
    let quantity = wording::difference_quantity(metric, &results.plan);
    let row = |it: &&Difference| Row {
        label: compare.arrangements[it.alternative].label.clone(),
        end: wording::signed(quantity, &it.difference),
        told: format!(
            "{}\n{}",
            compare.arrangements[it.alternative].label,
            tables::difference(results, it).in_one_line()
        ),
        mean: it.difference.mean.unwrap_or(0.0) * factor,
        interval: (it.difference.lower.zip(it.difference.upper))
            .map(|(lower, upper)| (lower * factor, upper * factor)),
        is_shown: matches!(it.verdict, Some(Comparison::Better | Comparison::Worse)),
    };
    let rows: Vec<Row> = known.iter().take(ROWS).map(row).collect();
    if rows.is_empty() {
        return None;
    }
    let caption = if rows.iter().all(|row| row.is_shown) {
        ""
    } else if lookup::has_intervals(results) {
        "Grey: no difference is shown; either the interval holds zero, or nothing is judged."
    } else {
        "Grey: one replication does not show how much is chance."
    };
    let forest = Forest {
        frame: Frame::new(results, &title, &hint),
        x: axis::numbers(&scaled, &format!("Difference, {unit}"), true),
        rows,
    };
    let mut table = Table::new(&["Arrangement", "Difference"]);
    let cells = |it: &&Difference| {
        let label = Cell::text(compare.arrangements[it.alternative].label.clone());
        vec![label, tables::difference(results, it)]
    };
    table.rows = known.iter().map(cells).collect();
    Some(Drawing {
        name: format!("difference-{}", metric.name().replace(['.', '_'], "-")),
        title,
        hint,
        caption: caption.to_owned(),
        table,
        draw: Box::new(move |size| draw(&forest, size)),
    })
}

/// By what differences are multiplied for the axis, and its unit.
fn scale(metric: Metric, quantity: Quantity<'_>, farthest: f64) -> (f64, &'static str) {
    match quantity {
        Quantity::Hours if farthest > 96.0 => (1.0 / 24.0, "days"),
        Quantity::Hours if farthest > 2.0 => (1.0, "hours"),
        Quantity::Hours => (60.0, "minutes"),
        Quantity::Share | Quantity::Points => (100.0, "percentage points"),
        Quantity::Money(_) => (1.0, "cost a day"),
        Quantity::Number if metric == Metric::UnitsReleasedPerDay => (1.0, "units a day"),
        Quantity::Number => (1.0, "batches a day"),
    }
}

/// Height of a row.
fn pitch(size: Size) -> f64 {
    match size {
        Size::Wide => 44.0,
        Size::Narrow => 2.0 * LABEL_LINE + 26.0,
    }
}

fn draw(forest: &Forest, size: Size) -> String {
    let letters = Lettering::new(size.letters(), INK);
    let widest = |texts: &mut dyn Iterator<Item = &str>| {
        texts.map(|text| letters.width(text)).fold(0.0, f64::max)
    };
    let names = widest(&mut forest.rows.iter().map(|row| row.label.as_str()));
    let ends = widest(&mut forest.rows.iter().map(|row| row.end.as_str()));
    let names = match size {
        Size::Wide => names.min(size.width() * 0.28),
        Size::Narrow => size.width() - 2.0 * size.margin() - ends - 12.0,
    };
    let height = pitch(size) * forest.rows.len() as f64;
    framed(&forest.frame, size, height + 50.0, |canvas, top| {
        let (left, right) = match size {
            Size::Wide => (names + 16.0, ends + 16.0),
            Size::Narrow => (4.0, 4.0),
        };
        let field = Field {
            left: size.margin() + left,
            top,
            right: size.width() - size.margin() - right,
            bottom: top + height,
        };
        axis_of(canvas, forest, size, field);
        for (at, row) in forest.rows.iter().enumerate() {
            let top = top + pitch(size) * at as f64;
            let lines = letters.wrapped(&row.label, names, NAME_LINES);
            name(canvas, &lines, &row.end, size, (top, field));
            let y = match size {
                Size::Wide => top + pitch(size) / 2.0,
                Size::Narrow => top + pitch(size) - 12.0,
            };
            if size == Size::Narrow {
                // beside the bar alone: the words of a row reach across the field
                zero(canvas, forest, field, (y - 10.0, y + 10.0));
            }
            bar(canvas, forest, row, field, y);
            let right = size.width() - size.margin();
            canvas.spot((size.margin(), top), (right, top + pitch(size)), &row.told);
        }
    })
}

/// The name of a row, and its difference in numbers.
fn name(canvas: &Canvas<'_>, lines: &[String], end: &str, size: Size, place: (f64, Field)) {
    let letters = Lettering::new(size.letters(), INK);
    let (top, field) = place;
    let right = size.width() - size.margin();
    let height = LABEL_LINE * lines.len() as f64;
    let middle = top + pitch(size) / 2.0;
    let first = match size {
        Size::Wide => middle - height / 2.0 + LABEL_LINE / 2.0,
        Size::Narrow => top + pitch(size) - 24.0 - height + LABEL_LINE / 2.0,
    };
    for (row, line) in lines.iter().enumerate() {
        let y = first + LABEL_LINE * row as f64;
        match size {
            Size::Wide => canvas.text((field.left - 14.0, y), line, letters.ending()),
            Size::Narrow => canvas.text((size.margin(), y), line, letters),
        }
    }
    let y = match size {
        Size::Wide => middle,
        Size::Narrow => first + height - LABEL_LINE,
    };
    canvas.text((right, y), end, letters.ending());
}

/// The interval with its caps, and the mean on it.
fn bar(canvas: &Canvas<'_>, forest: &Forest, row: &Row, field: Field, y: f64) {
    let colour = if row.is_shown { RELEASED } else { MUTED };
    let stroke = Stroke { colour, width: 2.4 };
    if let Some((lower, upper)) = row.interval {
        let (from, to) = (field.x(&forest.x, lower), field.x(&forest.x, upper));
        canvas.line(&[(from, y), (to, y)], stroke);
        for x in [from, to] {
            canvas.line(&[(x, y - 5.0), (x, y + 5.0)], stroke);
        }
    }
    canvas.dot((field.x(&forest.x, row.mean), y), 4.5, colour);
}

/// The line of no difference, from one height to another.
fn zero(canvas: &Canvas<'_>, forest: &Forest, field: Field, (from, to): (f64, f64)) {
    let x = field.x(&forest.x, 0.0);
    let stroke = Stroke {
        colour: TARGET,
        width: 1.6,
    };
    canvas.dashes((x, from), (x, to), stroke);
}

/// Mesh, marks, the line of no difference and the title of the axis.
fn axis_of(canvas: &Canvas<'_>, forest: &Forest, size: Size, field: Field) {
    let letters = Lettering::new(size.letters(), MUTED);
    let marks = &forest.x.marks;
    let places: Vec<f64> = marks
        .iter()
        .map(|mark| field.x(&forest.x, mark.at))
        .collect();
    let widths: Vec<f64> = marks
        .iter()
        .map(|mark| letters.width(&mark.label))
        .collect();
    let mesh = Stroke {
        colour: MESH,
        width: 1.0,
    };
    for (index, mark) in marks.iter().enumerate().step_by(stride(&places, &widths)) {
        let x = places[index];
        canvas.line(&[(x, field.top), (x, field.bottom + 5.0)], mesh);
        canvas.label((x, field.bottom + 16.0), &mark.label, letters, 2.0);
    }
    let ground = Stroke {
        colour: AXIS,
        width: 1.2,
    };
    canvas.line(
        &[(field.left, field.bottom), (field.right, field.bottom)],
        ground,
    );
    if size == Size::Wide {
        zero(canvas, forest, field, (field.top, field.bottom));
    }
    let below = (f64::midpoint(field.left, field.right), field.bottom + 36.0);
    canvas.label(below, &forest.x.title, letters, size.margin());
}
