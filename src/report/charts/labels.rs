//! Names of the lines of a plot: labels at their ends on paper, a legend on a phone.

use plotters::style::RGBColor;

use super::canvas::{Canvas, Lettering, Point, Stroke};
use super::field::{self, Field, LABEL_LINE};
use super::palette::INK;
use super::sheet::Size;

/// The name of a line and the end of the line.
pub(super) struct Label<'a> {
    pub(super) text: &'a str,
    pub(super) colour: RGBColor,
    /// Horizontal and vertical value, in the units of the axes; `None` if the line has no value.
    pub(super) end: Option<Point>,
}

/// Writes names at the right ends of the lines, moved apart where they would overlap.
pub(super) fn end_labels(
    canvas: &Canvas<'_>,
    labels: &[Label<'_>],
    size: Size,
    field: Field,
    place: impl Fn(Point) -> Point,
) {
    let ends = labels
        .iter()
        .filter_map(|label| Some((label, place(label.end?))));
    let mut ends: Vec<_> = ends.map(|(label, end)| (label, end, end.1)).collect();
    // every label gets its own line, near its value and inside the field
    ends.sort_by(|one, other| one.2.total_cmp(&other.2));
    let mut free = field.top - 4.0;
    for (.., place) in &mut ends {
        *place = place.max(free);
        free = *place + LABEL_LINE;
    }
    let mut limit = field.bottom;
    for (.., place) in ends.iter_mut().rev() {
        *place = place.min(limit);
        limit = *place - LABEL_LINE;
    }
    let letters = Lettering::new(size.letters(), INK);
    for (label, end, place) in ends {
        let from = field.right + 14.0;
        let near = end.0.max(field.right - 0.5) + 2.0;
        let stroke = Stroke::new(label.colour, 1.3);
        canvas.line(&[(near, end.1), (from - 2.0, place)], stroke);
        canvas.dot((from, place), 3.6, label.colour);
        let words = letters.fitted(label.text, size.width() - from - 8.0 - 4.0);
        canvas.text((from + 8.0, place), &words, letters);
    }
}

/// Height of the legend in pixels.
pub(super) fn legend_height(labels: &[Label<'_>], size: Size) -> f64 {
    LABEL_LINE * places(labels, size).1 as f64
}

/// Returns the position of each legend entry, and the number of rows.
fn places(labels: &[Label<'_>], size: Size) -> (Vec<(f64, usize)>, usize) {
    let letters = Lettering::new(size.letters(), INK);
    let widths = labels.iter().map(|label| 24.0 + letters.width(label.text));
    field::legend(size, 14.0, widths)
}

/// Draws the legend.
pub(super) fn legend(canvas: &Canvas<'_>, labels: &[Label<'_>], size: Size, top: f64) {
    let letters = Lettering::new(size.letters(), INK);
    for (label, (x, row)) in labels.iter().zip(places(labels, size).0) {
        let y = top + 8.0 + LABEL_LINE * row as f64;
        canvas.line(&[(x, y), (x + 18.0, y)], Stroke::new(label.colour, 2.4));
        let words = letters.fitted(label.text, size.width() - x - 24.0 - size.margin());
        canvas.text((x + 24.0, y), &words, letters);
    }
}
