//! Horizontal stacked bars, each with its name to the left (on a phone above) and its sum at the
//! end.

use plotters::style::RGBColor;

use super::axis::Axis;
use super::canvas::{Canvas, Lettering, Stroke};
use super::field::{self, Field, LABEL_LINE};
use super::palette::{AXIS, INK, MESH, MUTED, PAPER, label_on};
use super::sheet::{Frame, Size, framed};

/// A bar chart. The bars are listed from the top down.
pub(super) struct Bars {
    pub(super) x: Axis,
    /// Legend: the meaning of the colours.
    pub(super) keys: Vec<Key>,
    pub(super) rows: Vec<Bar>,
}

/// A stacked bar.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) pieces: Vec<Piece>,
    /// Text at the end of the bar.
    pub(super) end: String,
}

/// A segment of a bar.
pub(super) struct Piece {
    pub(super) length: f64,
    pub(super) colour: RGBColor,
    /// Name of the segment.
    pub(super) name: &'static str,
    /// Text inside the segment, if there is room.
    pub(super) label: String,
}

impl Bar {
    /// Returns the tooltip of the bar: one line for each number.
    fn told(&self) -> String {
        let first = format!("{}\n{}", self.label, self.end);
        self.pieces.iter().fold(first, |words, piece| {
            format!("{words}\n{}: {}", piece.name, piece.label)
        })
    }
}

/// An entry of the legend.
pub(super) enum Key {
    /// Text that introduces the entries after it.
    Words(String),
    /// A colour and its meaning.
    Colour(RGBColor, String),
}

/// Limit on the lines of a name.
const NAME_LINES: usize = 3;
/// Width and height of a legend swatch, in pixels.
const SWATCH: f64 = 13.0;

/// Positions of all elements, in pixels.
struct Layout {
    /// Lines of each bar's name.
    labels: Vec<Vec<String>>,
    /// Upper edge of each bar, from the top of the field.
    tops: Vec<f64>,
    thickness: f64,
    /// Height of the field.
    height: f64,
    left: f64,
    right: f64,
}

impl Layout {
    /// Returns the vertical extents of the mesh lines, which leave out the names.
    fn mesh(&self, size: Size, field: Field) -> Vec<(f64, f64)> {
        match size {
            Size::Wide => vec![(field.top, field.bottom + 5.0)],
            Size::Narrow => {
                let bar = |top: &f64| {
                    let top = field.top + top;
                    (top - 2.0, top + self.thickness + 2.0)
                };
                let tick = (field.bottom, field.bottom + 5.0);
                self.tops.iter().map(bar).chain([tick]).collect()
            }
        }
    }
}

/// Draws the chart.
pub(super) fn draw(bars: &Bars, frame: &Frame, size: Size) -> String {
    let layout = match size {
        Size::Wide => beside(bars),
        Size::Narrow => above(bars),
    };
    let legend_height = LABEL_LINE * legend_places(bars, size).1 as f64 + 12.0;
    let body = legend_height + layout.height + 46.0;
    framed(frame, size, body, |canvas, top| {
        legend(canvas, bars, size, top);
        let top = top + legend_height;
        let field = Field {
            left: layout.left,
            top,
            right: layout.right,
            bottom: top + layout.height,
        };
        axis(canvas, bars, &layout, size, field);
        for (at, bar) in bars.rows.iter().enumerate() {
            let y = top + layout.tops[at];
            let end = pieces(canvas, bars, bar, field, (y, y + layout.thickness));
            name(canvas, bar, (&layout, at), size, (y, end));
            let below = (size.width() - size.margin(), y + layout.thickness);
            canvas.spot((size.margin(), y), below, &bar.told());
        }
    })
}

/// Lays out the names to the left of the bars.
fn beside(bars: &Bars) -> Layout {
    let size = Size::Wide;
    let letters = Lettering::new(size.letters(), INK);
    let names = letters.widest(bars.rows.iter().map(|bar| bar.label.as_str()));
    let names = names.min(size.width() * 0.3);
    let ends = letters.widest(bars.rows.iter().map(|bar| bar.end.as_str()));
    let lines = |bar: &Bar| letters.wrapped(&bar.label, names, NAME_LINES);
    let (thickness, pitch) = if bars.rows.len() <= 5 {
        (30.0, 48.0)
    } else {
        (24.0, 38.0)
    };
    let tops = (0..bars.rows.len()).map(|at| 7.0 + pitch * at as f64);
    Layout {
        labels: bars.rows.iter().map(lines).collect(),
        tops: tops.collect(),
        thickness,
        height: pitch * bars.rows.len() as f64 + 2.0,
        left: size.margin() + names + 12.0,
        right: size.width() - size.margin() - ends - 10.0,
    }
}

/// Lays out the names above the bars, which then have the full width of the sheet.
fn above(bars: &Bars) -> Layout {
    let size = Size::Narrow;
    let letters = Lettering::new(size.letters(), INK);
    let ends = letters.widest(bars.rows.iter().map(|bar| bar.end.as_str()));
    let names = size.width() - 2.0 * size.margin() - ends - 12.0;
    let (thickness, mut y) = (20.0, 4.0);
    let (mut labels, mut tops) = (Vec::new(), Vec::new());
    for bar in &bars.rows {
        let lines = letters.wrapped(&bar.label, names, NAME_LINES);
        y += LABEL_LINE * lines.len().max(1) as f64 + 3.0;
        tops.push(y);
        labels.push(lines);
        y += thickness + 9.0;
    }
    Layout {
        labels,
        tops,
        thickness,
        height: y,
        left: size.margin(),
        right: size.width() - size.margin() - 6.0,
    }
}

/// Draws the name of a bar, and its text at the end, given the bar's upper edge and its right end.
fn name(
    canvas: &Canvas<'_>,
    bar: &Bar,
    (layout, at): (&Layout, usize),
    size: Size,
    (y, end): (f64, f64),
) {
    let letters = Lettering::new(size.letters(), INK);
    let lines = &layout.labels[at];
    let height = LABEL_LINE * lines.len() as f64;
    let middle = y + layout.thickness / 2.0;
    let (x, first, lettering) = match size {
        Size::Wide => (layout.left - 12.0, middle - height / 2.0, letters.ending()),
        Size::Narrow => (layout.left, y - 3.0 - height, letters),
    };
    canvas.lines((x, first + LABEL_LINE / 2.0), lines, LABEL_LINE, lettering);
    let sum = &bar.end;
    match size {
        Size::Wide => {
            // cover the mesh line behind the sum
            let half = LABEL_LINE / 2.0;
            let behind = (end + 5.0, end + 11.0 + letters.width(sum));
            canvas.rectangle((behind.0, middle - half), (behind.1, middle + half), PAPER);
            canvas.text((end + 8.0, middle), sum, letters);
        }
        Size::Narrow => {
            let right = size.width() - size.margin();
            canvas.text((right, y - 3.0 - LABEL_LINE / 2.0), sum, letters.ending());
        }
    }
}

/// Draws the segments of a bar one after the other and returns where the last one ends.
fn pieces(canvas: &Canvas<'_>, bars: &Bars, bar: &Bar, field: Field, edges: (f64, f64)) -> f64 {
    let (mut from, mut sum) = (field.left, 0.0);
    for piece in &bar.pieces {
        sum += piece.length;
        let to = field.x(&bars.x, sum);
        canvas.rectangle((from, edges.0), (to, edges.1), piece.colour);
        let letters = Lettering::new(12.0, label_on(piece.colour)).centred();
        if letters.width(&piece.label) + 8.0 <= to - from {
            let middle = (f64::midpoint(from, to), f64::midpoint(edges.0, edges.1));
            canvas.text(middle, &piece.label, letters);
        }
        if from > field.left && to - from > 3.0 {
            let seam = Stroke::new(PAPER, 1.0);
            canvas.line(&[(from, edges.0), (from, edges.1)], seam);
        }
        from = to;
    }
    from
}

/// Draws the mesh, the marks and the title of the axis below the bars.
fn axis(canvas: &Canvas<'_>, bars: &Bars, layout: &Layout, size: Size, field: Field) {
    let below = Field {
        bottom: field.bottom - 1.0,
        ..field
    };
    below.marks(canvas, &bars.x, size, |mark, x| {
        let (colour, width) = if mark.at == 0.0 {
            (AXIS, 1.2)
        } else {
            (MESH, 1.0)
        };
        for (from, to) in layout.mesh(size, field) {
            canvas.line(&[(x, from), (x, to)], Stroke::new(colour, width));
        }
    });
    below.title(canvas, &bars.x, size);
}

/// Returns the position of each legend entry, and the number of rows.
fn legend_places(bars: &Bars, size: Size) -> (Vec<(f64, usize)>, usize) {
    let letters = Lettering::new(size.letters(), INK);
    let widths = bars.keys.iter().map(|key| match key {
        Key::Words(words) => letters.width(words) - 8.0,
        Key::Colour(_, words) => SWATCH + 6.0 + letters.width(words),
    });
    field::legend(size, 16.0, widths)
}

/// Draws the legend.
fn legend(canvas: &Canvas<'_>, bars: &Bars, size: Size, top: f64) {
    let letters = Lettering::new(size.letters(), INK);
    for (key, (x, row)) in bars.keys.iter().zip(legend_places(bars, size).0) {
        let y = top + 8.0 + LABEL_LINE * row as f64;
        match key {
            Key::Words(words) => {
                let letters = Lettering::new(size.letters(), MUTED);
                canvas.text((x, y), words, letters);
            }
            Key::Colour(colour, words) => {
                let half = SWATCH / 2.0;
                canvas.rectangle((x, y - half), (x + SWATCH, y + half), *colour);
                canvas.text((x + SWATCH + 6.0, y), words, letters);
            }
        }
    }
}
