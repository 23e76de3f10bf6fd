//! What is around every chart: the title above, the scenario and the interval below.

use crate::report::wording;
use crate::results::Results;

use super::canvas::{Canvas, Lettering, sheet, xml_holds};
use super::palette::{INK, MUTED, PAPER};

/// For which reader a chart is drawn.
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

    /// Letters of axes and labels.
    pub(super) fn letters(self) -> f64 {
        match self {
            Self::Wide => 13.0,
            Self::Narrow => 12.5,
        }
    }

    /// Room at the left and right edge.
    pub(super) fn margin(self) -> f64 {
        match self {
            Self::Wide => 16.0,
            Self::Narrow => 10.0,
        }
    }

    /// The title's letters.
    fn title(self) -> Lettering {
        let size = match self {
            Self::Wide => 19.0,
            Self::Narrow => 16.0,
        };
        Lettering::new(size, INK).bold()
    }
}

/// The words around a chart.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) title: String,
    /// How to read it, under the title.
    pub(super) hint: String,
    foot: String,
}

impl Frame {
    /// A frame that names the scenario and the runs at its foot.
    pub(super) fn new(results: &Results, title: &str, hint: &str) -> Self {
        let runs = wording::replications(results);
        let foot = format!("{runs} · {}", results.heading.title);
        Self {
            title: title.to_owned(),
            hint: hint.to_owned(),
            foot,
        }
    }
}

/// A title as it is broken into lines.
struct Broken {
    title: Vec<String>,
    hint: Vec<String>,
}

/// Height of a line of the title and of the hint.
const TITLE_LINE: f64 = 25.0;
const HINT_LINE: f64 = 18.0;
const FOOT: f64 = 26.0;

/// Draws a frame and, between its head and its foot, a body of a given height. The body is told
/// where it begins.
pub(super) fn framed(
    frame: &Frame,
    size: Size,
    body_height: f64,
    body: impl FnOnce(&Canvas<'_>, f64),
) -> String {
    super::super::fonts::register();
    let (width, margin) = (size.width(), size.margin());
    let room = width - 2.0 * margin;
    let hint = Lettering::new(size.letters(), MUTED);
    let broken = Broken {
        title: size.title().wrapped(&frame.title, room, 3),
        hint: hint.wrapped(&frame.hint, room, 3),
    };
    let head =
        12.0 + TITLE_LINE * broken.title.len() as f64 + HINT_LINE * broken.hint.len() as f64 + 8.0;
    let height = (head + body_height + FOOT).ceil();
    sheet(width, height, |canvas| {
        canvas.rectangle((0.0, 0.0), (width, height), PAPER);
        let mut y = 12.0;
        for line in &broken.title {
            canvas.text((margin, y + TITLE_LINE / 2.0), line, size.title());
            y += TITLE_LINE;
        }
        for line in &broken.hint {
            canvas.text((margin, y + HINT_LINE / 2.0 + 2.0), line, hint);
            y += HINT_LINE;
        }
        body(canvas, head);
        let foot = Lettering::new(11.0, MUTED);
        let words = foot.fitted(&frame.foot, room);
        canvas.text((margin, height - FOOT / 2.0), &words, foot);
    })
}

/// The SVG with a title and a description for those who cannot see it. It holds no ids, so that any
/// number of charts can stand in one page.
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

/// A text inside XML; control characters, which XML cannot hold, are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            letter if xml_holds(letter) => out.push(letter),
            _ => out.push(' '),
        }
    }
    out
}
