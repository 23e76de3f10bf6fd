//! The frame of every chart: the title above, the scenario and the interval below.

use crate::report::wording;
use crate::results::Results;

use super::canvas::{Canvas, Lettering, SMALLEST, escaped, sheet};
use super::palette::{INK, MUTED, PAPER};

/// The kind of reader for which a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// Print, files, and most screens.
    Wide,
    /// A phone.
    Narrow,
}

impl Size {
    /// Width of the sheet in pixels.
    pub(super) fn width(self) -> f64 {
        match self {
            Self::Wide => 840.0,
            Self::Narrow => 400.0,
        }
    }

    /// Font size of axes and labels.
    pub(super) fn letters(self) -> f64 {
        match self {
            Self::Wide => 13.0,
            Self::Narrow => 12.5,
        }
    }

    /// Margin at the left and right edge, in pixels.
    pub(super) fn margin(self) -> f64 {
        match self {
            Self::Wide => 16.0,
            Self::Narrow => 10.0,
        }
    }

    /// Lettering of the title.
    fn title(self) -> Lettering {
        let size = match self {
            Self::Wide => 19.0,
            Self::Narrow => 16.0,
        };
        Lettering::new(size, INK).bold()
    }
}

/// The texts around a chart.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) title: String,
    /// Hint on how to read the chart, under the title.
    pub(super) hint: String,
    foot: String,
}

impl Frame {
    /// Creates a frame with the scenario and the runs in its footer.
    pub(super) fn new(
        results: &Results,
        title: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        let runs = wording::replications(results);
        Self {
            title: title.into(),
            hint: hint.into(),
            foot: format!("{runs} · {}", results.heading.title),
        }
    }
}

/// A text broken into lines.
struct Broken {
    letters: Lettering,
    lines: Vec<String>,
    /// Height of a line in pixels.
    pitch: f64,
}

impl Broken {
    /// Breaks a text into lines. A long text has smaller letters and is cut only if it would fill
    /// the sheet.
    fn new(letters: Lettering, text: &str, room: f64) -> Self {
        let (letters, lines) = letters.whole(&wording::cut(text, LETTERS), room, LINES);
        Self {
            letters,
            lines,
            pitch: (letters.size * 1.36).ceil(),
        }
    }

    fn height(&self) -> f64 {
        self.pitch * self.lines.len() as f64
    }

    /// Writes the lines from a height downwards.
    fn write(&self, canvas: &Canvas<'_>, left: f64, top: f64) {
        let first = (left, top + self.pitch * 0.5);
        canvas.lines(first, &self.lines, self.pitch, self.letters);
    }
}

/// Limit on the letters of a text.
const LETTERS: usize = 600;

/// Number of lines of a text beyond which its letters become smaller.
const LINES: usize = 3;

/// Draws a frame, and between its head and its footer a body of a given height. The body's callback
/// gets the height at which the body begins.
pub(super) fn framed(
    frame: &Frame,
    size: Size,
    body_height: f64,
    body: impl FnOnce(&Canvas<'_>, f64),
) -> String {
    let (width, margin) = (size.width(), size.margin());
    let room = width - 2.0 * margin;
    let title = Broken::new(size.title(), &frame.title, room);
    let hint = Broken::new(Lettering::new(size.letters(), MUTED), &frame.hint, room);
    let foot = Broken::new(Lettering::new(SMALLEST, MUTED), &frame.foot, room);
    let head = 12.0 + title.height() + 2.0 + hint.height() + 8.0;
    let height = (head + body_height + foot.height() + 12.0).ceil();
    sheet(width, height, |canvas| {
        canvas.rectangle((0.0, 0.0), (width, height), PAPER);
        title.write(canvas, margin, 12.0);
        hint.write(canvas, margin, 12.0 + title.height() + 2.0);
        body(canvas, head);
        foot.write(canvas, margin, height - foot.height() - 6.0);
    })
}

/// Adds a title and a description to the SVG for those who cannot see it. The SVG has no ids, so
/// that one page can hold any number of charts.
pub(super) fn described(svg: String, title: &str, caption: &str) -> String {
    let Some(end) = svg.find('>') else { return svg };
    let (head, rest) = svg.split_at(end);
    let (title, caption) = (escaped(title), escaped(caption));
    format!(
        "{head} role=\"img\" aria-label=\"{title}. {caption}\"{}\n<title>{title}</title>\n\
         <desc>{caption}</desc>{}",
        &rest[..1],
        &rest[1..]
    )
}
