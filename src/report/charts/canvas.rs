//! The canvas: lines, areas and texts at fractions of a pixel, drawn by plotters into an SVG.
//!
//! plotters' SVG coordinates are whole numbers, at which curves would look stepped. So everything
//! is drawn ten times as large, and the finished SVG is scaled back.

use std::cell::RefCell;
use std::fmt::Write as _;

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::element::{Drawable, PointCollection};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::report::fonts;

/// Enlargement factor of everything drawn.
const ENLARGED: f64 = 10.0;

/// plotters divides font sizes by this.
const FONT_DIVISOR: f64 = 1.24;

/// Size of the smallest letters of a chart: 7 points on A4 paper.
pub(super) const SMALLEST: f64 = 12.0;

/// A point in pixels from the top left corner.
pub(super) type Point = (f64, f64);

/// Colour and width of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stroke {
    pub(super) colour: RGBColor,
    pub(super) width: f64,
}

impl Stroke {
    /// Creates a stroke of this colour and this width in pixels.
    pub(super) fn new(colour: RGBColor, width: f64) -> Self {
        Self { colour, width }
    }
}

/// Size, colour, weight and alignment of a text. A text is centred vertically on its point.
#[derive(Clone, Copy)]
pub(super) struct Lettering {
    pub(super) size: f64,
    pub(super) style: FontStyle,
    pub(super) colour: RGBColor,
    pub(super) anchor: HPos,
}

impl Lettering {
    /// Creates regular lettering that begins at its point.
    pub(super) fn new(size: f64, colour: RGBColor) -> Self {
        Self {
            size,
            style: FontStyle::Normal,
            colour,
            anchor: HPos::Left,
        }
    }

    /// Returns the same lettering in bold.
    pub(super) fn bold(mut self) -> Self {
        self.style = FontStyle::Bold;
        self
    }

    /// Returns the same lettering, ending at its point.
    pub(super) fn ending(mut self) -> Self {
        self.anchor = HPos::Right;
        self
    }

    /// Returns the same lettering, centred on its point.
    pub(super) fn centred(mut self) -> Self {
        self.anchor = HPos::Center;
        self
    }

    /// Returns the width of a text in pixels.
    pub(super) fn width(self, text: &str) -> f64 {
        fonts::width(text, self.size, self.style)
    }

    /// Returns the width in pixels of the widest text.
    pub(super) fn widest<'t>(self, texts: impl IntoIterator<Item = &'t str>) -> f64 {
        let widths = texts.into_iter().map(|text| self.width(text));
        widths.fold(0.0, f64::max)
    }

    /// Returns the text, shortened to fit into `room` pixels.
    pub(super) fn fitted(self, text: &str, room: f64) -> String {
        let text = beginning(text, room);
        if text.1.is_empty() && self.width(text.0) <= room {
            return text.0.to_owned();
        }
        let text = text.0;
        let letters: Vec<char> = text.chars().collect();
        let shorten = |kept: usize| {
            let start: String = letters.iter().take(kept).collect();
            format!("{}…", start.trim_end())
        };
        let (mut fits, mut too_long) = (0, letters.len());
        while fits + 1 < too_long {
            let middle = usize::midpoint(fits, too_long);
            if self.width(&shorten(middle)) <= room {
                fits = middle;
            } else {
                too_long = middle;
            }
        }
        shorten(fits)
    }

    /// Breaks a word into pieces of at most `room` pixels: Chinese has no spaces to break lines at.
    fn broken(self, mut word: &str, room: f64) -> Vec<&str> {
        let mut pieces = Vec::new();
        loop {
            let (start, rest) = beginning(word, room);
            if rest.is_empty() && self.width(word) <= room {
                break;
            }
            let ends = word.char_indices().skip(1).map(|(end, _)| end);
            let ends = ends.take_while(|&end| end <= start.len());
            let fitting = ends.take_while(|&end| self.width(&word[..end]) <= room);
            let Some(end) = fitting.last() else { break };
            pieces.push(&word[..end]);
            word = &word[end..];
        }
        pieces.push(word);
        pieces
    }

    /// Breaks the text into as many lines as it needs; beyond `limit` lines the letters are made
    /// smaller, down to [`SMALLEST`].
    pub(super) fn whole(self, text: &str, room: f64, limit: usize) -> (Self, Vec<String>) {
        let mut letters = self;
        loop {
            let lines = letters.wrapped(text, room, usize::MAX);
            if lines.len() <= limit || letters.size <= SMALLEST {
                return (letters, lines);
            }
            letters.size = (letters.size - 1.0).max(SMALLEST);
        }
    }

    /// Breaks the text into at most `limit` lines of `room` pixels; the last one is shortened if
    /// needed.
    pub(super) fn wrapped(self, text: &str, room: f64, limit: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let words = text.split(' ').filter(|word| !word.is_empty());
        let pieces: Vec<&str> = words.flat_map(|word| self.broken(word, room)).collect();
        let mut words = pieces.into_iter().peekable();
        while words.peek().is_some() {
            if lines.len() + 1 >= limit {
                let rest: Vec<&str> = words.by_ref().collect();
                lines.push(self.fitted(&rest.join(" "), room));
                break;
            }
            let mut line = words.next().unwrap_or_default().to_owned();
            while let Some(word) = words.peek() {
                let longer = format!("{line} {word}");
                if self.width(&longer) > room {
                    break;
                }
                line = longer;
                words.next();
            }
            lines.push(self.fitted(&line, room));
        }
        lines
    }
}

/// Splits a text behind the letters that fit into `room` pixels if each is at least one pixel wide;
/// the rest need not be measured.
fn beginning(text: &str, room: f64) -> (&str, &str) {
    let letters = room.max(0.0) as usize;
    let end = text.char_indices().nth(letters.saturating_add(1));
    text.split_at(end.map_or(text.len(), |(end, _)| end))
}

/// A sheet to draw on.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
    /// Invisible rectangles with tooltips, as SVG.
    spots: RefCell<String>,
}

/// Draws on a sheet of this size in pixels and returns the SVG.
pub(super) fn sheet(width: f64, height: f64, draw: impl FnOnce(&Canvas<'_>)) -> String {
    let (large_width, large_height) = (grown(width) as u32, grown(height) as u32);
    let mut svg = String::new();
    let spots = {
        let backend = SVGBackend::with_string(&mut svg, (large_width, large_height));
        let canvas = Canvas {
            area: backend.into_drawing_area(),
            spots: RefCell::default(),
        };
        draw(&canvas);
        canvas
            .area
            .present()
            .expect("drawing into a text cannot fail");
        canvas.spots.into_inner()
    };
    let from = format!("<svg width=\"{large_width}\" height=\"{large_height}\"");
    let family = format!(" font-family=\"{}\"", fonts::FAMILY);
    let to = format!("<svg width=\"{width:.0}\" height=\"{height:.0}\"{family}");
    // attributes that only repeat defaults are removed; crisp edges avoid seams between cells that
    // touch
    let mut svg = svg
        .replace(&family, "")
        .replace(" opacity=\"1\"", "")
        .replace(" stroke=\"none\"", "")
        .replacen(&from, &to, 1)
        .replace("<rect ", "<rect shape-rendering=\"crispEdges\" ");
    if let Some(end) = svg.rfind("</svg>").filter(|_| !spots.is_empty()) {
        let group = "<g class=\"spots\" fill=\"none\" pointer-events=\"all\">";
        svg.insert_str(end, &format!("{group}\n{spots}</g>\n"));
    }
    svg
}

/// Escapes a text for XML; control characters, which XML cannot hold, are left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' => out.push('\n'),
            letter if xml_holds(letter) => out.push(letter),
            _ => out.push(' '),
        }
    }
    out
}

/// Can XML hold the character?
pub(super) fn xml_holds(letter: char) -> bool {
    !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}')
}

/// Converts a length to plotters' pixels.
fn grown(length: f64) -> i32 {
    (length * ENLARGED).round() as i32
}

/// Converts points to plotters' pixels.
fn all_grown(points: &[Point]) -> Vec<(i32, i32)> {
    points.iter().map(|&(x, y)| (grown(x), grown(y))).collect()
}

impl Canvas<'_> {
    /// Writes a text centred on a point, moved or shortened so that at least `edge` pixels stay
    /// free at the edges of the sheet.
    pub(super) fn label(&self, (x, y): Point, text: &str, letters: Lettering, edge: f64) {
        let width = f64::from(self.area.dim_in_pixel().0) / ENLARGED;
        let text = letters.fitted(text, width - 2.0 * edge);
        let half = letters.width(&text) / 2.0 + edge;
        // a text as wide as the sheet begins at the left edge
        let x = x.min(width - half).max(half);
        self.text((x, y), &text, letters.centred());
    }

    /// Draws a plotters element.
    fn put<'e, E>(&self, element: &'e E)
    where
        for<'b> &'b E: PointCollection<'b, (i32, i32)>,
        E: for<'b> Drawable<SVGBackend<'b>> + 'e,
    {
        self.area
            .draw(element)
            .expect("drawing into a text cannot fail");
    }

    /// Draws a line through points.
    pub(super) fn line(&self, points: &[Point], stroke: Stroke) {
        self.tinted(points, stroke, 1.0);
    }

    /// Draws a line through points with an `opacity` in [0, 1].
    pub(super) fn tinted(&self, points: &[Point], stroke: Stroke, opacity: f64) {
        if points.len() > 1 {
            let style = stroke.colour.mix(opacity);
            let style = style.stroke_width(grown(stroke.width) as u32);
            self.put(&PathElement::new(all_grown(points), style));
        }
    }

    /// Draws a straight dashed line.
    pub(super) fn dashes(&self, from: Point, to: Point, stroke: Stroke) {
        let (dash, gap) = (6.0, 4.0);
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        let mut at = 0.0;
        while at < length {
            let end = (at + dash).min(length);
            let on = |at: f64| (from.0 + dx * at / length, from.1 + dy * at / length);
            self.line(&[on(at), on(end)], stroke);
            at += dash + gap;
        }
    }

    /// Draws a filled area with an `opacity` in [0, 1].
    pub(super) fn area(&self, points: &[Point], colour: RGBColor, opacity: f64) {
        if points.len() > 2 {
            let style = colour.mix(opacity).filled();
            self.put(&Polygon::new(all_grown(points), style));
        }
    }

    /// Draws a filled rectangle, given its top left and bottom right corners.
    pub(super) fn rectangle(&self, from: Point, to: Point, colour: RGBColor) {
        let corners = [(grown(from.0), grown(from.1)), (grown(to.0), grown(to.1))];
        self.put(&Rectangle::new(corners, colour.filled()));
    }

    /// Adds an invisible rectangle that shows these words as a tooltip.
    pub(super) fn spot(&self, from: Point, to: Point, words: &str) {
        self.marked((from, to), words, "");
    }

    /// As [`spot`](Self::spot), with attributes such as ` data-place="released"`, by which a live
    /// page finds the rectangle.
    pub(super) fn marked(&self, (from, to): (Point, Point), words: &str, attributes: &str) {
        let (x, y) = (grown(from.0), grown(from.1));
        let (width, height) = (grown(to.0) - x, grown(to.1) - y);
        let words = escaped(words);
        let _ = writeln!(
            self.spots.borrow_mut(),
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{attributes}>\
             <title>{words}</title></rect>"
        );
    }

    /// Draws a filled circle.
    pub(super) fn dot(&self, centre: Point, radius: f64, colour: RGBColor) {
        let centre = (grown(centre.0), grown(centre.1));
        self.put(&Circle::new(centre, grown(radius), colour.filled()));
    }

    /// Writes lines of text below each other, `pitch` pixels apart, the first one at a point.
    pub(super) fn lines<T: AsRef<str>>(
        &self,
        (x, y): Point,
        lines: &[T],
        pitch: f64,
        letters: Lettering,
    ) {
        for (row, line) in lines.iter().enumerate() {
            self.text((x, y + pitch * row as f64), line.as_ref(), letters);
        }
    }

    /// Writes a text.
    pub(super) fn text(&self, at: Point, text: &str, lettering: Lettering) {
        let size = lettering.size * ENLARGED * FONT_DIVISOR;
        let font = FontDesc::new(FontFamily::Name(fonts::FAMILY), size, lettering.style);
        let style = TextStyle::from(font)
            .color(&lettering.colour)
            .pos(Pos::new(lettering.anchor, VPos::Center));
        let drawn = |letter: char| match letter {
            // the bundled font has no minus sign; its en dash has the same width
            '\u{2212}' => '\u{2013}',
            letter if xml_holds(letter) => letter,
            _ => ' ',
        };
        let text: String = text.chars().map(drawn).collect();
        self.put(&Text::new(text, (grown(at.0), grown(at.1)), style));
    }
}
