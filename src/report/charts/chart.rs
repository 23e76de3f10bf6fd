//! A chart and how its pictures are drawn.

use crate::report::tables::Table;

use super::sheet::{self, Frame, Size};

/// A finished chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart<'a> {
    /// Stem of its file names.
    pub name: String,
    /// Title that states what the chart shows.
    pub title: String,
    /// Text that the picture needs beside it; empty if it needs none.
    pub caption: String,
    /// SVG for print and files.
    pub svg: String,
    /// SVG for narrow screens.
    pub narrow: String,
    /// The same numbers as a table, for those who cannot see the picture.
    pub table: Table<'a>,
}

/// Everything that a family of charts provides: all but the finished pictures.
pub(super) struct Drawing<'a> {
    pub(super) name: String,
    /// Title, and the hint on how to read the picture.
    pub(super) frame: Frame,
    /// Text beside the picture.
    pub(super) caption: String,
    pub(super) table: Table<'a>,
    pub(super) draw: Draw<'a>,
}

/// A function that draws the picture in its frame.
pub(super) type Draw<'a> = Box<dyn Fn(&Frame, Size) -> String + Send + Sync + 'a>;

impl<'a> Drawing<'a> {
    /// Draws the wide and the narrow picture.
    pub(super) fn finish(self) -> Chart<'a> {
        let words = format!("{}. {}", self.frame.hint, self.caption);
        let [svg, narrow] = [Size::Wide, Size::Narrow].map(|size| {
            let svg = (self.draw)(&self.frame, size);
            sheet::described(svg, &self.frame.title, words.trim())
        });
        Chart {
            name: self.name,
            title: self.frame.title,
            caption: self.caption,
            svg,
            narrow,
            table: self.table,
        }
    }
}
