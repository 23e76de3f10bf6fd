//! The plotting area, the marks of its horizontal axis, and the positions of legend entries.

use super::axis::{Axis, Mark};
use super::canvas::{Canvas, Lettering, Stroke};
use super::palette::{AXIS, MUTED};
use super::sheet::Size;

/// Height of a line of labels in pixels.
pub(super) const LABEL_LINE: f64 = 17.0;

/// The rectangle in which values are drawn, in pixels.
#[derive(Clone, Copy)]
pub(super) struct Field {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Field {
    /// Horizontal pixel position of a value.
    pub(super) fn x(self, axis: &Axis, value: f64) -> f64 {
        self.left + axis.share(value).clamp(0.0, 1.0) * (self.right - self.left)
    }

    /// Vertical pixel position of a value.
    pub(super) fn y(self, axis: &Axis, value: f64) -> f64 {
        self.bottom - axis.share(value).clamp(0.0, 1.0) * (self.bottom - self.top)
    }

    /// Draws the baseline of the field.
    pub(super) fn ground(self, canvas: &Canvas<'_>) {
        let ends = [(self.left, self.bottom), (self.right, self.bottom)];
        canvas.line(&ends, Stroke::new(AXIS, 1.2));
    }

    /// Draws as many marks of the axis below the field as fit; `draw` is called with each mark and
    /// its position.
    pub(super) fn marks(
        self,
        canvas: &Canvas<'_>,
        axis: &Axis,
        size: Size,
        draw: impl Fn(&Mark, f64),
    ) {
        let letters = Lettering::new(size.letters(), MUTED);
        let marks = &axis.marks;
        let places: Vec<f64> = marks.iter().map(|mark| self.x(axis, mark.at)).collect();
        let widths = marks.iter().map(|mark| letters.width(&mark.label));
        let stride = stride(&places, &widths.collect::<Vec<f64>>());
        for (&x, mark) in places.iter().zip(marks).step_by(stride) {
            draw(mark, x);
            canvas.label((x, self.bottom + 16.0), &mark.label, letters, 2.0);
        }
    }

    /// Writes the title of the axis below its marks.
    pub(super) fn title(self, canvas: &Canvas<'_>, axis: &Axis, size: Size) {
        let below = (f64::midpoint(self.left, self.right), self.bottom + 36.0);
        let letters = Lettering::new(size.letters(), MUTED);
        canvas.label(below, &axis.title, letters, size.margin());
    }
}

/// Returns the smallest stride over the marks at which their labels do not overlap.
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

/// Returns the horizontal position and the row of each legend entry, and the number of rows, given
/// the entries' widths and the gap between them.
pub(super) fn legend(
    size: Size,
    gap: f64,
    widths: impl IntoIterator<Item = f64>,
) -> (Vec<(f64, usize)>, usize) {
    let (mut x, mut row) = (size.margin(), 0);
    let place = |width: f64| {
        if x > size.margin() && x + width > size.width() - size.margin() {
            (x, row) = (size.margin(), row + 1);
        }
        let place = (x, row);
        x += width + gap;
        place
    };
    let places: Vec<(f64, usize)> = widths.into_iter().map(place).collect();
    let rows = places.last().map_or(0, |place| place.1 + 1);
    (places, rows)
}
