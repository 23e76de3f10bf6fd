//! What names the lines of a plot: labels at their ends on paper, a legend on a phone.

use plotters::style::RGBColor;

use super::canvas::{Canvas, Lettering, Stroke};
use super::palette::{INK, TARGET};
use super::plot::{Field, LABEL_LINE, Plot};
use super::sheet::Size;

/// A label at the right end.
struct EndLabel {
    y: f64,
    place: f64,
    text: String,
    colour: RGBColor,
    start: f64,
}

/// Names at the right ends of the lines, moved apart where they would overlap.
pub(super) fn end_labels(canvas: &Canvas<'_>, plot: &Plot, size: Size, field: Field) {
    let mut labels: Vec<EndLabel> = plot
        .lines
        .iter()
        .filter(|line| !line.label.is_empty())
        .filter_map(|line| {
            let (x, last) = line.places.iter().rev().find(|(_, it)| it.mean.is_some())?;
            let y = field.y(&plot.y, last.mean?);
            let start = field.x(&plot.x, *x);
            Some(EndLabel {
                y,
                place: y,
                text: line.label.clone(),
                colour: line.colour,
                start,
            })
        })
        .collect();
    labels.extend(plot.target.iter().map(|goal| {
        let y = field.y(&plot.y, goal.at);
        let text = goal.label.clone();
        EndLabel {
            y,
            place: y,
            text,
            colour: TARGET,
            start: field.right,
        }
    }));
    move_apart(&mut labels, field);
    let letters = Lettering::new(size.letters(), INK);
    for label in &labels {
        let from = field.right + 14.0;
        let stroke = Stroke {
            colour: label.colour,
            width: 1.3,
        };
        let near = label.start.max(field.right - 0.5) + 2.0;
        canvas.line(&[(near, label.y), (from - 2.0, label.place)], stroke);
        canvas.dot((from, label.place), 3.6, label.colour);
        let words = letters.fitted(&label.text, size.width() - from - 8.0 - 4.0);
        canvas.text((from + 8.0, label.place), &words, letters);
    }
}

/// Gives every label a line of its own, near its value and inside the field.
fn move_apart(labels: &mut [EndLabel], field: Field) {
    labels.sort_by(|one, other| one.y.total_cmp(&other.y));
    let mut free = field.top - 4.0;
    for label in labels.iter_mut() {
        label.place = label.y.max(free);
        free = label.place + LABEL_LINE;
    }
    let mut limit = field.bottom;
    for label in labels.iter_mut().rev() {
        label.place = label.place.min(limit);
        limit = label.place - LABEL_LINE;
    }
}

/// What the legend of a narrow chart names.
fn legend_entries(plot: &Plot) -> Vec<(&str, RGBColor)> {
    let lines = plot
        .lines
        .iter()
        .map(|line| (line.label.as_str(), line.colour));
    let goals = plot.target.iter().map(|goal| (goal.label.as_str(), TARGET));
    lines
        .chain(goals)
        .filter(|(label, _)| !label.is_empty())
        .collect()
}

/// Rows of the legend of a narrow chart.
pub(super) fn legend_rows(plot: &Plot) -> usize {
    legend_places(plot).last().map_or(0, |place| place.1 + 1)
}

/// Where each entry begins: across and row.
fn legend_places(plot: &Plot) -> Vec<(f64, usize)> {
    let size = Size::Narrow;
    let letters = Lettering::new(size.letters(), INK);
    let (mut x, mut row) = (size.margin(), 0);
    legend_entries(plot)
        .into_iter()
        .map(|(text, _)| {
            let width = 24.0 + letters.width(text) + 14.0;
            if x > size.margin() && x + width > size.width() - size.margin() + 14.0 {
                (x, row) = (size.margin(), row + 1);
            }
            let place = (x, row);
            x += width;
            place
        })
        .collect()
}

/// Draws the legend of a narrow chart, and returns where it ends.
pub(super) fn legend(canvas: &Canvas<'_>, plot: &Plot, size: Size, top: f64) -> f64 {
    let letters = Lettering::new(size.letters(), INK);
    for ((text, colour), (x, row)) in legend_entries(plot).into_iter().zip(legend_places(plot)) {
        let y = top + 8.0 + LABEL_LINE * row as f64;
        let stroke = Stroke { colour, width: 2.4 };
        canvas.line(&[(x, y), (x + 18.0, y)], stroke);
        let words = letters.fitted(text, size.width() - x - 24.0 - size.margin());
        canvas.text((x + 24.0, y), &words, letters);
    }
    top + LABEL_LINE * legend_rows(plot) as f64 + 4.0
}
