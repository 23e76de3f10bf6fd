//! Differences from a baseline with their intervals, one row for each arrangement.

use crate::metric::{Metric, ScopeKind};
use crate::report::lookup;
use crate::report::tables::{Cell, Layout};
use crate::report::wording::{self, Quantity};
use crate::results::{CompareOutcome, Comparison, Difference, Results};

use super::axis::{self, Axis};
use super::canvas::{Canvas, Lettering, Stroke};
use super::chart::Drawing;
use super::field::{Field, LABEL_LINE};
use super::palette::{INK, MESH, MUTED, RELEASED, TARGET};
use super::plot;
use super::sheet::{Frame, Size, framed};

/// Limit on the arrangements in one chart.
const ROWS: usize = 40;

/// Limit on the lines of a name.
const NAME_LINES: usize = 2;

/// Draws a chart for each judged metric.
pub(super) fn all<'a>(results: &'a Results, compare: &'a CompareOutcome) -> Vec<Drawing<'a>> {
    let drawing = |metric: &Metric| drawing(results, compare, *metric);
    compare.judged.iter().filter_map(drawing).collect()
}

/// The differences of one metric (a forest plot).
struct Forest {
    x: Axis,
    rows: Vec<Row>,
}

/// One arrangement, in units of the axis.
struct Row {
    label: String,
    end: String,
    /// Tooltip.
    told: String,
    mean: f64,
    interval: Option<(f64, f64)>,
    is_shown: bool,
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
    let ends = |it: &&Difference| [it.difference.mean, it.difference.lower, it.difference.upper];
    let values: Vec<f64> = known.iter().flat_map(ends).flatten().collect();
    let sizes = values.iter().map(|value| value.abs());
    let farthest = sizes.fold(0.0, f64::max);
    let (factor, unit) = scale(metric, Quantity::of(metric, &results.plan), farthest);
    let what = wording::metric(results, metric, ScopeKind::All);
    let what = what.replace("Released within", "Share released within");
    let title = format!("{what}: difference from {}", baseline.label);
    let more = ", adjusted for the number of comparisons";
    let hint = plot::mark_hint(results, "Dot: mean difference", "bar", more);
    let scaled = values.iter().map(|value| value * factor);
    let scaled: Vec<f64> = scaled.chain([0.0]).collect();
    let quantity = wording::difference_quantity(metric, &results.plan);
    let difference = |it: &Difference| Cell::difference(quantity, &it.difference);
    let label = |it: &Difference| compare.arrangements[it.alternative].label.as_str();
    let row = |it: &&Difference| Row {
        label: label(it).to_owned(),
        end: wording::signed(quantity, &it.difference),
        told: format!("{}\n{}", label(it), difference(it).in_one_line()),
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
        "Grey: no difference is shown, because the interval holds zero or nothing is judged."
    } else {
        "Grey: one replication does not show how much of the difference is chance."
    };
    let forest = Forest {
        x: axis::numbers(&scaled, &format!("Difference, {unit}"), true),
        rows,
    };
    let table = Layout::over(known)
        .column("Arrangement", |it| Cell::text(label(it)))
        .column("Difference", |it| difference(it))
        .table();
    Some(Drawing {
        name: format!("difference-{}", metric.name().replace(['.', '_'], "-")),
        frame: Frame::new(results, title, hint),
        caption: caption.to_owned(),
        table,
        draw: Box::new(move |frame, size| draw(&forest, frame, size)),
    })
}

/// Returns the factor that converts differences to the unit of the axis, and that unit.
fn scale(metric: Metric, quantity: Quantity<'_>, farthest: f64) -> (f64, &'static str) {
    match quantity {
        Quantity::Hours if farthest > 96.0 => (1.0 / 24.0, "days"),
        Quantity::Hours if farthest > 2.0 => (1.0, "hours"),
        Quantity::Hours => (60.0, "minutes"),
        Quantity::Share | Quantity::Points => (100.0, "percentage points"),
        Quantity::Money(_) => (1.0, "cost a day"),
        Quantity::Number if metric == Metric::UnitsReleasedPerDay => (1.0, "units a day"),
        Quantity::Number | Quantity::Plain => (1.0, "batches a day"),
    }
}

/// Height of a row in pixels.
fn pitch(size: Size) -> f64 {
    match size {
        Size::Wide => 44.0,
        Size::Narrow => 2.0 * LABEL_LINE + 26.0,
    }
}

fn draw(forest: &Forest, frame: &Frame, size: Size) -> String {
    let letters = Lettering::new(size.letters(), INK);
    let names = letters.widest(forest.rows.iter().map(|row| row.label.as_str()));
    let ends = letters.widest(forest.rows.iter().map(|row| row.end.as_str()));
    let names = match size {
        Size::Wide => names.min(size.width() * 0.28),
        Size::Narrow => size.width() - 2.0 * size.margin() - ends - 12.0,
    };
    let height = pitch(size) * forest.rows.len() as f64;
    framed(frame, size, height + 50.0, |canvas, top| {
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
                // only beside the bar, because the words of a row extend across the field
                zero(canvas, forest, field, (y - 10.0, y + 10.0));
            }
            bar(canvas, forest, row, field, y);
            let right = size.width() - size.margin();
            canvas.spot((size.margin(), top), (right, top + pitch(size)), &row.told);
        }
    })
}

/// Writes the name of a row, and its difference as a number.
fn name(canvas: &Canvas<'_>, lines: &[String], end: &str, size: Size, place: (f64, Field)) {
    let letters = Lettering::new(size.letters(), INK);
    let (top, field) = place;
    let height = LABEL_LINE * lines.len() as f64;
    let middle = top + pitch(size) / 2.0;
    let half = LABEL_LINE / 2.0;
    let (at, lettering, y) = match size {
        Size::Wide => {
            let at = (field.left - 14.0, middle - height / 2.0 + half);
            (at, letters.ending(), middle)
        }
        Size::Narrow => {
            let bottom = top + pitch(size) - 24.0;
            let at = (size.margin(), bottom - height + half);
            (at, letters, bottom - half)
        }
    };
    canvas.lines(at, lines, LABEL_LINE, lettering);
    let right = size.width() - size.margin();
    canvas.text((right, y), end, letters.ending());
}

/// Draws the interval with its caps, and the mean on it.
fn bar(canvas: &Canvas<'_>, forest: &Forest, row: &Row, field: Field, y: f64) {
    let colour = if row.is_shown { RELEASED } else { MUTED };
    let stroke = Stroke::new(colour, 2.4);
    if let Some((lower, upper)) = row.interval {
        let (from, to) = (field.x(&forest.x, lower), field.x(&forest.x, upper));
        canvas.line(&[(from, y), (to, y)], stroke);
        for x in [from, to] {
            canvas.line(&[(x, y - 5.0), (x, y + 5.0)], stroke);
        }
    }
    canvas.dot((field.x(&forest.x, row.mean), y), 4.5, colour);
}

/// Draws the line of no difference between two heights.
fn zero(canvas: &Canvas<'_>, forest: &Forest, field: Field, (from, to): (f64, f64)) {
    let x = field.x(&forest.x, 0.0);
    let stroke = Stroke::new(TARGET, 1.6);
    canvas.dashes((x, from), (x, to), stroke);
}

/// Draws the mesh, the marks, the line of no difference and the title of the axis.
fn axis_of(canvas: &Canvas<'_>, forest: &Forest, size: Size, field: Field) {
    field.marks(canvas, &forest.x, size, |_, x| {
        let mesh = [(x, field.top), (x, field.bottom + 5.0)];
        canvas.line(&mesh, Stroke::new(MESH, 1.0));
    });
    field.ground(canvas);
    if size == Size::Wide {
        zero(canvas, forest, field, (field.top, field.bottom));
    }
    field.title(canvas, &forest.x, size);
}
