//! Line plots with bands, a target, and labels at the ends of the lines.

use plotters::style::RGBColor;

use crate::report::lookup;
use crate::report::tables::Table;
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, Results};

use super::axis::Axis;
use super::canvas::{Canvas, Lettering, Point, Stroke};
use super::chart::Drawing;
use super::field::{Field, LABEL_LINE, stride};
use super::labels::{self, Label};
use super::palette::{AXIS, INK, MESH, MUTED, PAPER, TARGET, VOID};
use super::sheet::{Frame, Size, framed};

/// Limit on the rows in a chart's table.
const ROWS: usize = 400;

/// A line plot.
pub(super) struct Plot {
    pub(super) x: Axis,
    pub(super) y: Axis,
    pub(super) lines: Vec<Line>,
    /// Target value on the vertical axis.
    pub(super) target: Option<Goal>,
    /// Ranges of the horizontal axis that must not be read as results.
    pub(super) shades: Vec<Shade>,
    /// Target point with a value on both axes.
    pub(super) aim: Option<Aim>,
    /// Tooltips by horizontal position.
    pub(super) told: Vec<(f64, String)>,
}

impl Plot {
    /// Creates a plot of lines only.
    pub(super) fn new(x: Axis, y: Axis, lines: Vec<Line>) -> Self {
        Self {
            x,
            y,
            lines,
            target: None,
            shades: vec![],
            aim: None,
            told: vec![],
        }
    }

    /// Returns the chart, with its numbers as a table; `elsewhere` names the file that has all
    /// rows.
    pub(super) fn drawing<'a>(
        self,
        name: &str,
        frame: Frame,
        caption: impl Into<String>,
        (table, elsewhere): (Table<'a>, &str),
    ) -> Drawing<'a> {
        Drawing {
            name: name.to_owned(),
            frame,
            caption: caption.into(),
            table: table.limited(ROWS, elsewhere),
            draw: Box::new(move |frame, size| draw(&self, frame, size)),
        }
    }

    /// Returns the pixel position of a pair of values.
    fn place(&self, field: Field, x: f64, y: f64) -> Point {
        (field.x(&self.x, x), field.y(&self.y, y))
    }
}

/// A line with its band.
pub(super) struct Line {
    pub(super) label: String,
    pub(super) colour: RGBColor,
    weight: Weight,
    /// Horizontal position and estimate of each point; the line is broken at points without a mean.
    pub(super) places: Vec<(f64, Estimate)>,
}

impl Line {
    /// Creates a line with its band.
    pub(super) fn new(
        label: impl Into<String>,
        colour: RGBColor,
        places: Vec<(f64, Estimate)>,
    ) -> Self {
        Self {
            label: label.into(),
            colour,
            weight: Weight::Main,
            places,
        }
    }

    /// Returns the same line, thin and without its band.
    pub(super) fn thin(mut self) -> Self {
        self.weight = Weight::Side;
        self
    }

    /// Does any point have a value?
    pub(super) fn is_known(&self) -> bool {
        self.places.iter().any(|(_, it)| it.mean.is_some())
    }
}

/// Visual weight of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    /// Thick, with its band.
    Main,
    /// Thin, without a band.
    Side,
}

/// A target value.
pub(super) struct Goal {
    pub(super) at: f64,
    pub(super) label: String,
}

impl Goal {
    /// Creates a target labelled with its name and value: "target 134".
    pub(super) fn new(name: &str, quantity: Quantity<'_>, at: f64) -> Self {
        let label = format!("{name} {}", wording::exact(quantity, at));
        Self { at, label }
    }
}

/// A shaded range.
pub(super) struct Shade {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) label: String,
}

impl Shade {
    /// Creates a labelled shaded range.
    pub(super) fn new(from: f64, to: f64, label: &str) -> Self {
        let label = label.to_owned();
        Self { from, to, label }
    }
}

/// A target point that the curve should pass above and to the left.
pub(super) struct Aim {
    pub(super) across: f64,
    pub(super) up: f64,
    pub(super) across_label: String,
    pub(super) up_label: String,
}

/// Returns all values that the vertical axis must hold: means, and the ends of drawn bands.
pub(super) fn values(lines: &[Line]) -> impl Iterator<Item = f64> {
    let of_line = |line: &Line| {
        let has_band = line.weight == Weight::Main;
        let known = |(_, it): &(f64, Estimate)| {
            let (lower, upper) = ends(it);
            let band = [lower, upper].map(|end| if has_band { end } else { f64::NAN });
            it.mean.map(|mean| [mean, band[0], band[1]])
        };
        line.places
            .iter()
            .filter_map(known)
            .flatten()
            .collect::<Vec<f64>>()
    };
    lines
        .iter()
        .flat_map(of_line)
        .filter(|value| value.is_finite())
}

/// Returns the hint on how to read a line and its band.
pub(super) fn band_hint(results: &Results, line: &str) -> String {
    mark_hint(results, &format!("Line: {line}"), "band", "")
}

/// Returns the hint on how to read the sign of a mean and the mark of its interval; `more` adds to
/// the latter.
pub(super) fn mark_hint(results: &Results, mean: &str, mark: &str, more: &str) -> String {
    if lookup::has_intervals(results) {
        let interval = wording::interval_name(results.plan.confidence);
        format!("{mean}; {mark}: {interval}{more}")
    } else {
        format!("{mean}; one replication has no interval")
    }
}

/// Draws the chart.
fn draw(plot: &Plot, frame: &Frame, size: Size) -> String {
    let names = names(plot);
    let legend = labels::legend_height(&names, size);
    let body = match size {
        Size::Wide => 350.0,
        Size::Narrow => 300.0 + legend,
    };
    framed(frame, size, body, |canvas, top| {
        let letters = Lettering::new(size.letters(), MUTED);
        let mut y = top;
        if size == Size::Narrow {
            labels::legend(canvas, &names, size, y);
            y += legend + 4.0;
        }
        let title = letters.fitted(&plot.y.title, size.width() - 2.0 * size.margin());
        canvas.text((size.margin(), y + 8.0), &title, letters);
        let field = field(plot, &names, size, y + 26.0, top + body - 44.0);
        shades(canvas, plot, size, field);
        axes(canvas, plot, size, field);
        for line in &plot.lines {
            band(canvas, plot, line, field);
        }
        goal(canvas, plot, field);
        for line in &plot.lines {
            curve(canvas, plot, line, field);
        }
        aim(canvas, plot, size, field);
        if size == Size::Wide {
            let place = |(x, y)| plot.place(field, x, y);
            labels::end_labels(canvas, &names, size, field, place);
        }
        spots(canvas, plot, field);
    })
}

/// Returns the labels of the lines and of the target.
fn names(plot: &Plot) -> Vec<Label<'_>> {
    let known = |(x, it): &(f64, Estimate)| Some((*x, it.mean?));
    let lines = plot.lines.iter().map(|line| Label {
        text: &line.label,
        colour: line.colour,
        end: line.places.iter().rev().find_map(known),
    });
    let goals = plot.target.iter().map(|goal| Label {
        text: &goal.label,
        colour: TARGET,
        end: Some((f64::INFINITY, goal.at)),
    });
    let names = lines.filter(|line| !line.text.is_empty());
    names.chain(goals).collect()
}

/// Limit on the tooltips of a plot.
const SPOTS: usize = 240;

/// Adds tooltips in vertical strips, each reaching half way to its neighbours.
fn spots(canvas: &Canvas<'_>, plot: &Plot, field: Field) {
    let stride = plot.told.len().div_ceil(SPOTS).max(1);
    let told = plot.told.iter().step_by(stride);
    let told: Vec<(f64, &String)> = told
        .map(|(at, words)| (field.x(&plot.x, *at), words))
        .collect();
    for (index, (x, words)) in told.iter().enumerate() {
        let half = |other: Option<&(f64, &String)>, edge: f64| {
            other.map_or(edge, |(other, _)| f64::midpoint(*x, *other))
        };
        let before = index.checked_sub(1).and_then(|before| told.get(before));
        let from = half(before, field.left);
        let to = half(told.get(index + 1), field.right);
        canvas.spot((from, field.top), (to, field.bottom), words);
    }
}

/// Returns the field that is left between the labels.
fn field(plot: &Plot, names: &[Label<'_>], size: Size, top: f64, bottom: f64) -> Field {
    let letters = Lettering::new(size.letters(), MUTED);
    let marks = letters.widest(plot.y.marks.iter().map(|mark| mark.label.as_str()));
    let marks = marks.min(0.3 * size.width());
    let right = match size {
        Size::Wide => match letters.widest(names.iter().map(|name| name.text)) {
            0.0 => 12.0,
            width => (width + 22.0).min(220.0),
        },
        Size::Narrow => 12.0,
    };
    Field {
        left: size.margin() + marks + 8.0,
        top,
        right: size.width() - size.margin() - right,
        bottom,
    }
}

/// Draws the mesh, the marks and the title of the horizontal axis.
fn axes(canvas: &Canvas<'_>, plot: &Plot, size: Size, field: Field) {
    let letters = Lettering::new(size.letters(), MUTED);
    for mark in &plot.y.marks {
        let y = field.y(&plot.y, mark.at);
        let mesh = Stroke::new(MESH, 1.0);
        canvas.line(&[(field.left, y), (field.right, y)], mesh);
        let label = letters.fitted(&mark.label, 0.3 * size.width());
        canvas.text((field.left - 8.0, y), &label, letters.ending());
    }
    field.ground(canvas);
    let line = Stroke::new(AXIS, 1.2);
    let marks = plot.x.marks.iter();
    let places: Vec<f64> = marks
        .clone()
        .map(|mark| field.x(&plot.x, mark.at))
        .collect();
    let room = room_of_mark(&places);
    let labels: Vec<String> = marks
        .map(|mark| letters.fitted(&mark.label, room))
        .collect();
    let widths: Vec<f64> = labels.iter().map(|label| letters.width(label)).collect();
    let stride = stride(&places, &widths);
    for index in 0..labels.len() {
        let shown = index % stride == 0;
        if !shown && plot.x.marks.len() > 62 {
            continue;
        }
        let (x, tick) = (places[index], if shown { 6.0 } else { 3.5 });
        canvas.line(&[(x, field.bottom), (x, field.bottom + tick)], line);
        if shown {
            canvas.label((x, field.bottom + 16.0), &labels[index], letters, 2.0);
        }
    }
    field.title(canvas, &plot.x, size);
}

/// Returns the room for the label of a mark: up to its neighbours, or the width of a date or a
/// number.
fn room_of_mark(places: &[f64]) -> f64 {
    let gaps = places.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    let least = gaps.fold(f64::INFINITY, f64::min);
    (least - 10.0).max(90.0)
}

/// Draws the ranges that must not be read as results.
fn shades(canvas: &Canvas<'_>, plot: &Plot, size: Size, field: Field) {
    let letters = Lettering::new(size.letters(), MUTED);
    for shade in &plot.shades {
        let (from, to) = (field.x(&plot.x, shade.from), field.x(&plot.x, shade.to));
        canvas.rectangle((from, field.top), (to, field.bottom), VOID);
        let edge = Stroke::new(AXIS, 1.2);
        canvas.line(&[(to, field.top), (to, field.bottom)], edge);
        let room = to - from - 8.0;
        if letters.widest(shade.label.split(' ')) > room {
            continue;
        }
        let lines = letters.wrapped(&shade.label, room, 4);
        let height = LABEL_LINE * lines.len() as f64;
        let goal = plot.target.as_ref().map(|goal| field.y(&plot.y, goal.at));
        let under = goal.filter(|y| *y < field.top + height + 12.0);
        let top = under.unwrap_or(field.top) + 12.0;
        canvas.lines((from + 5.0, top), &lines, LABEL_LINE, letters);
    }
}

/// Returns the maximal runs of points that have a mean.
fn unbroken(line: &Line) -> impl Iterator<Item = &[(f64, Estimate)]> {
    line.places
        .split(|(_, estimate)| estimate.mean.is_none())
        .filter(|run| !run.is_empty())
}

/// Returns the ends of an estimate's interval: infinite above if it is unbounded, the mean for both
/// if there is no interval.
fn ends(estimate: &Estimate) -> (f64, f64) {
    let mean = estimate.mean.unwrap_or(0.0);
    let open = estimate.lower.map_or(mean, |_| f64::INFINITY);
    let (lower, upper) = (estimate.lower, estimate.upper);
    (lower.unwrap_or(mean), upper.unwrap_or(open))
}

/// Draws the interval around a line, up to the top where it is unbounded; for a single point an
/// error bar.
fn band(canvas: &Canvas<'_>, plot: &Plot, line: &Line, field: Field) {
    if line.weight == Weight::Side {
        return;
    }
    for run in unbroken(line) {
        let above = run.iter().map(|(x, it)| plot.place(field, *x, ends(it).1));
        let below = run.iter().map(|(x, it)| plot.place(field, *x, ends(it).0));
        let outline: Vec<Point> = above.chain(below.rev()).collect();
        if let [above, below] = outline[..] {
            canvas.line(&[above, below], Stroke::new(line.colour, 2.0));
            // an unbounded end has no cap
            let is_open = ends(&run[0].1).1.is_infinite();
            for y in [above.1, below.1].into_iter().skip(usize::from(is_open)) {
                let cap = [(above.0 - 5.0, y), (above.0 + 5.0, y)];
                canvas.line(&cap, Stroke::new(line.colour, 2.0));
            }
        } else {
            canvas.area(&outline, line.colour, 0.2);
        }
    }
}

/// Draws the line, with dots if it has few points.
fn curve(canvas: &Canvas<'_>, plot: &Plot, line: &Line, field: Field) {
    let width = match line.weight {
        Weight::Side => 1.3,
        Weight::Main if line.places.len() > 120 => 1.7,
        Weight::Main => 2.4,
    };
    let dots = line.places.len() <= 31 && line.weight == Weight::Main;
    for run in unbroken(line) {
        let place = |(x, it): &(f64, Estimate)| plot.place(field, *x, it.mean.unwrap_or(0.0));
        let points: Vec<Point> = run.iter().map(place).collect();
        canvas.line(&points, Stroke::new(line.colour, width));
        for &point in points.iter().filter(|_| dots || run.len() == 1) {
            canvas.dot(point, 3.4, line.colour);
        }
    }
}

/// Draws the target as a dashed line.
fn goal(canvas: &Canvas<'_>, plot: &Plot, field: Field) {
    if let Some(goal) = &plot.target {
        let y = field.y(&plot.y, goal.at);
        canvas.dashes((field.left, y), (field.right, y), Stroke::new(TARGET, 1.8));
    }
}

/// Draws the target point, with a line to each axis.
fn aim(canvas: &Canvas<'_>, plot: &Plot, size: Size, field: Field) {
    let Some(aim) = &plot.aim else { return };
    let (x, y) = plot.place(field, aim.across, aim.up);
    let stroke = Stroke::new(TARGET, 1.6);
    canvas.dashes((x, field.bottom), (x, y), stroke);
    canvas.dashes((field.left, y), (x, y), stroke);
    canvas.dot((x, y), 6.5, PAPER);
    canvas.dot((x, y), 5.0, TARGET);
    let letters = Lettering::new(size.letters(), INK);
    let words = [aim.across_label.as_str(), aim.up_label.as_str()];
    let widest = letters.widest(words);
    let (anchor, left, style) = if x + 12.0 + widest < field.right {
        (x + 12.0, x + 12.0, letters)
    } else {
        (x - 12.0, x - 12.0 - widest, letters.ending())
    };
    let top = y + 20.0;
    let (from, to) = (
        (left - 4.0, top - 10.0),
        (left + widest + 4.0, top + LABEL_LINE + 9.0),
    );
    canvas.rectangle(from, to, PAPER);
    canvas.lines((anchor, top), &words, LABEL_LINE, style);
}
