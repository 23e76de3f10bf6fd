//! Lines over an axis, with bands, a target, and labels at the ends of the lines.

use plotters::style::RGBColor;

use crate::report::lookup;
use crate::report::wording;
use crate::results::{Estimate, Results};

use super::axis::Axis;
use super::canvas::{Canvas, Lettering, Point, Stroke};
use super::labels;
use super::palette::{AXIS, INK, MESH, MUTED, PAPER, TARGET, VOID};
use super::sheet::{Frame, Size, framed};

/// A chart of lines.
pub(super) struct Plot {
    pub(super) frame: Frame,
    pub(super) x: Axis,
    pub(super) y: Axis,
    pub(super) lines: Vec<Line>,
    /// A value on the vertical axis to be reached.
    pub(super) target: Option<Goal>,
    /// Stretches of the horizontal axis that must not be read as results.
    pub(super) shades: Vec<Shade>,
    /// A place both axes of which are aimed at: across, up, label.
    pub(super) aim: Option<Aim>,
    /// What is told under the pointer, by place across.
    pub(super) told: Vec<(f64, String)>,
}

/// A line with its band.
pub(super) struct Line {
    pub(super) label: String,
    pub(super) colour: RGBColor,
    pub(super) weight: Weight,
    /// Where a place has no mean, the line is broken.
    pub(super) places: Vec<(f64, Estimate)>,
}

/// How much a line asks for attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// With its band.
    Main,
    /// Thin and without a band.
    Side,
}

/// A value to be reached.
pub(super) struct Goal {
    pub(super) at: f64,
    pub(super) label: String,
}

/// A shaded stretch.
pub(super) struct Shade {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) label: String,
}

/// A point to be passed above and to the left.
pub(super) struct Aim {
    pub(super) across: f64,
    pub(super) up: f64,
    pub(super) across_label: String,
    pub(super) up_label: String,
}

/// The rectangle of the lines.
#[derive(Clone, Copy)]
pub(super) struct Field {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

/// Height of a line of labels.
pub(super) const LABEL_LINE: f64 = 17.0;

/// All values that the vertical axis must hold: means, and the ends of the bands that have them.
pub(super) fn values(lines: &[Line]) -> impl Iterator<Item = f64> {
    lines.iter().flat_map(|line| {
        line.places
            .iter()
            .filter(|(_, estimate)| estimate.mean.is_some())
            .flat_map(|(_, it)| {
                let (low, high) = ends(it);
                let band = (line.weight == Weight::Main).then_some([low, high]);
                it.mean.into_iter().chain(band.into_iter().flatten())
            })
            .filter(|value| value.is_finite())
    })
}

/// How to read a line and its band.
pub(super) fn band_hint(results: &Results, line: &str) -> String {
    mark_hint(results, &format!("Line: {line}"), "band", "")
}

/// How to read what stands for a mean, and the mark around it that is its interval, with more to
/// say of that.
pub(super) fn mark_hint(results: &Results, mean: &str, mark: &str, more: &str) -> String {
    if lookup::has_intervals(results) {
        let interval = wording::interval_name(results.plan.confidence);
        format!("{mean}; {mark}: {interval}{more}")
    } else {
        format!("{mean}; one replication has no interval")
    }
}

/// Draws the chart.
pub(super) fn draw(plot: &Plot, size: Size) -> String {
    let body = match size {
        Size::Wide => 350.0,
        Size::Narrow => 300.0 + LABEL_LINE * labels::legend_rows(plot) as f64,
    };
    framed(&plot.frame, size, body, |canvas, top| {
        let letters = Lettering::new(size.letters(), MUTED);
        let mut y = top;
        if size == Size::Narrow {
            y = labels::legend(canvas, plot, size, y);
        }
        let title = letters.fitted(&plot.y.title, size.width() - 2.0 * size.margin());
        canvas.text((size.margin(), y + 8.0), &title, letters);
        let field = field(plot, size, y + 26.0, top + body - 44.0);
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
            labels::end_labels(canvas, plot, size, field);
        }
        spots(canvas, plot, field);
    })
}

/// Places that tell their numbers at most.
const SPOTS: usize = 240;

/// Strips that tell the numbers of a place, each reaching half way to its neighbours.
fn spots(canvas: &Canvas<'_>, plot: &Plot, field: Field) {
    let stride = plot.told.len().div_ceil(SPOTS).max(1);
    let told: Vec<(f64, &String)> = plot
        .told
        .iter()
        .step_by(stride)
        .map(|(at, words)| (field.x(&plot.x, *at), words))
        .collect();
    for (index, (x, words)) in told.iter().enumerate() {
        let half = |other: Option<&(f64, &String)>, edge: f64| {
            other.map_or(edge, |(other, _)| f64::midpoint(*x, *other))
        };
        let before = index.checked_sub(1).and_then(|before| told.get(before));
        let (from, to) = (
            half(before, field.left),
            half(told.get(index + 1), field.right),
        );
        canvas.spot((from, field.top), (to, field.bottom), words);
    }
}

/// The rectangle that is left between the labels.
fn field(plot: &Plot, size: Size, top: f64, bottom: f64) -> Field {
    let letters = Lettering::new(size.letters(), MUTED);
    let widest = |texts: &mut dyn Iterator<Item = &str>| {
        texts.map(|text| letters.width(text)).fold(0.0, f64::max)
    };
    let marks = widest(&mut plot.y.marks.iter().map(|mark| mark.label.as_str()));
    let marks = marks.min(0.3 * size.width());
    let lines = plot.lines.iter().map(|line| line.label.as_str());
    let mut labels = lines.chain(plot.target.iter().map(|goal| goal.label.as_str()));
    let right = match size {
        Size::Wide => match widest(&mut labels) {
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

impl Field {
    /// The pixel across for a value of the horizontal axis.
    pub(super) fn x(self, axis: &Axis, value: f64) -> f64 {
        self.left + axis.share(value).clamp(0.0, 1.0) * (self.right - self.left)
    }

    /// The pixel down for a value of the vertical axis.
    pub(super) fn y(self, axis: &Axis, value: f64) -> f64 {
        self.bottom - axis.share(value).clamp(0.0, 1.0) * (self.bottom - self.top)
    }
}

/// Mesh, marks and the title of the horizontal axis.
fn axes(canvas: &Canvas<'_>, plot: &Plot, size: Size, field: Field) {
    let letters = Lettering::new(size.letters(), MUTED);
    for mark in &plot.y.marks {
        let y = field.y(&plot.y, mark.at);
        let mesh = Stroke {
            colour: MESH,
            width: 1.0,
        };
        canvas.line(&[(field.left, y), (field.right, y)], mesh);
        let label = letters.fitted(&mark.label, 0.3 * size.width());
        canvas.text((field.left - 8.0, y), &label, letters.ending());
    }
    let line = Stroke {
        colour: AXIS,
        width: 1.2,
    };
    canvas.line(
        &[(field.left, field.bottom), (field.right, field.bottom)],
        line,
    );
    let places: Vec<f64> = plot
        .x
        .marks
        .iter()
        .map(|mark| field.x(&plot.x, mark.at))
        .collect();
    let room = room_of_mark(&places);
    let marks = plot.x.marks.iter();
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
    let below = (f64::midpoint(field.left, field.right), field.bottom + 36.0);
    canvas.label(below, &plot.x.title, letters, size.margin());
}

/// Room for the label of a mark: up to its neighbours, or what a date or a number needs.
fn room_of_mark(places: &[f64]) -> f64 {
    let gaps = places.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    let least = gaps.fold(f64::INFINITY, f64::min);
    (least - 10.0).max(90.0)
}

/// The least stride over the marks at which their labels stay apart.
pub(super) fn stride(places: &[f64], widths: &[f64]) -> usize {
    let strides = [
        1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 28, 50, 100, 200, 500, 1000, 2000, 5000,
    ];
    let apart = |stride: &usize| {
        let shown: Vec<usize> = (0..places.len()).step_by(*stride).collect();
        shown.windows(2).all(|pair| {
            let gap = (places[pair[1]] - places[pair[0]]).abs();
            gap >= f64::midpoint(widths[pair[0]], widths[pair[1]]) + 9.0
        })
    };
    strides.into_iter().find(apart).unwrap_or(usize::MAX)
}

/// Stretches that must not be read as results.
fn shades(canvas: &Canvas<'_>, plot: &Plot, size: Size, field: Field) {
    let letters = Lettering::new(size.letters(), MUTED);
    for shade in &plot.shades {
        let (from, to) = (field.x(&plot.x, shade.from), field.x(&plot.x, shade.to));
        canvas.rectangle((from, field.top), (to, field.bottom), VOID);
        let edge = Stroke {
            colour: AXIS,
            width: 1.2,
        };
        canvas.line(&[(to, field.top), (to, field.bottom)], edge);
        let room = to - from - 8.0;
        let longest = shade.label.split(' ').map(|word| letters.width(word));
        if longest.fold(0.0, f64::max) > room {
            continue;
        }
        let lines = letters.wrapped(&shade.label, room, 4);
        let height = LABEL_LINE * lines.len() as f64;
        let goal = plot.target.as_ref().map(|goal| field.y(&plot.y, goal.at));
        let under = goal.filter(|y| *y < field.top + height + 12.0);
        let top = under.unwrap_or(field.top) + 12.0;
        for (row, words) in lines.iter().enumerate() {
            let y = top + LABEL_LINE * row as f64;
            canvas.text((from + 5.0, y), words, letters);
        }
    }
}

/// Runs of places that have a mean.
fn unbroken(line: &Line) -> impl Iterator<Item = &[(f64, Estimate)]> {
    line.places
        .split(|(_, estimate)| estimate.mean.is_none())
        .filter(|run| !run.is_empty())
}

/// The ends of an estimate's interval, infinite where it is open upwards; its mean where it has
/// none.
fn ends(estimate: &Estimate) -> (f64, f64) {
    let mean = estimate.mean.unwrap_or(0.0);
    let open = estimate.lower.map_or(mean, |_| f64::INFINITY);
    (
        estimate.lower.unwrap_or(mean),
        estimate.upper.unwrap_or(open),
    )
}

/// The interval around a line, to the top where it is open; around a single place, a bar.
fn band(canvas: &Canvas<'_>, plot: &Plot, line: &Line, field: Field) {
    if line.weight == Weight::Side {
        return;
    }
    for run in unbroken(line) {
        let edge = |of: fn((f64, f64)) -> f64| {
            move |(x, estimate): &(f64, Estimate)| -> Point {
                (field.x(&plot.x, *x), field.y(&plot.y, of(ends(estimate))))
            }
        };
        let mut outline: Vec<Point> = run.iter().map(edge(|pair| pair.1)).collect();
        outline.extend(run.iter().rev().map(edge(|pair| pair.0)));
        if let [above, below] = outline[..] {
            canvas.line(
                &[above, below],
                Stroke {
                    colour: line.colour,
                    width: 2.0,
                },
            );
            // an end that is open has no cap
            let is_open = ends(&run[0].1).1.is_infinite();
            for y in [above.1, below.1].into_iter().skip(usize::from(is_open)) {
                let cap = [(above.0 - 5.0, y), (above.0 + 5.0, y)];
                canvas.line(
                    &cap,
                    Stroke {
                        colour: line.colour,
                        width: 2.0,
                    },
                );
            }
        } else {
            canvas.area(&outline, line.colour, 0.2);
        }
    }
}

/// The line itself, with dots where places are few.
fn curve(canvas: &Canvas<'_>, plot: &Plot, line: &Line, field: Field) {
    let width = match line.weight {
        Weight::Side => 1.3,
        Weight::Main if line.places.len() > 120 => 1.7,
        Weight::Main => 2.4,
    };
    let dots = line.places.len() <= 31 && line.weight == Weight::Main;
    for run in unbroken(line) {
        let points: Vec<Point> = run
            .iter()
            .map(|(x, estimate)| {
                (
                    field.x(&plot.x, *x),
                    field.y(&plot.y, estimate.mean.unwrap_or(0.0)),
                )
            })
            .collect();
        canvas.line(
            &points,
            Stroke {
                colour: line.colour,
                width,
            },
        );
        for &point in points.iter().filter(|_| dots || run.len() == 1) {
            canvas.dot(point, 3.4, line.colour);
        }
    }
}

/// The target as a dashed line.
fn goal(canvas: &Canvas<'_>, plot: &Plot, field: Field) {
    if let Some(goal) = &plot.target {
        let y = field.y(&plot.y, goal.at);
        canvas.dashes(
            (field.left, y),
            (field.right, y),
            Stroke {
                colour: TARGET,
                width: 1.8,
            },
        );
    }
}

/// The point that is aimed at, with a line to each axis.
fn aim(canvas: &Canvas<'_>, plot: &Plot, size: Size, field: Field) {
    let Some(aim) = &plot.aim else { return };
    let (x, y) = (field.x(&plot.x, aim.across), field.y(&plot.y, aim.up));
    let stroke = Stroke {
        colour: TARGET,
        width: 1.6,
    };
    canvas.dashes((x, field.bottom), (x, y), stroke);
    canvas.dashes((field.left, y), (x, y), stroke);
    canvas.dot((x, y), 6.5, PAPER);
    canvas.dot((x, y), 5.0, TARGET);
    let letters = Lettering::new(size.letters(), INK);
    let words = [aim.across_label.as_str(), aim.up_label.as_str()];
    let widest = words
        .iter()
        .map(|text| letters.width(text))
        .fold(0.0, f64::max);
    let right = x + 12.0 + widest < field.right;
    let (anchor, style) = if right {
        (x + 12.0, letters)
    } else {
        (x - 12.0, letters.ending())
    };
    let top = y + 20.0;
    let edge = if right {
        (anchor - 4.0, anchor + widest + 4.0)
    } else {
        (anchor - widest - 4.0, anchor + 4.0)
    };
    canvas.rectangle(
        (edge.0, top - 10.0),
        (edge.1, top + LABEL_LINE + 9.0),
        PAPER,
    );
    for (row, text) in words.iter().enumerate() {
        canvas.text((anchor, top + LABEL_LINE * row as f64), text, style);
    }
}
