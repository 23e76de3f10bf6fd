//! Bounds the cells of an `OpenDocument` workbook before they are read: a few bytes of it can stand
//! for a million rows.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Limit on the cells of all sheets, as they are written and as they are laid out: a million rows
/// of 15 columns. A cell with a long text counts as several.
pub(super) const MOST_CELLS: u64 = 30_000_000;

/// Bytes of text in a cell that count as a further cell.
const OF_CELL: u64 = 32;

/// Bytes that a repeated space counts as: a workbook can have millions of them in one element.
const OF_SPACE: u64 = 4;

/// Limits of spreadsheets on the rows and columns of a sheet.
const ROWS: u64 = 1 << 20;
const COLUMNS: u64 = 1 << 14;

/// What the cells that were read so far unfold to.
#[derive(Default)]
struct Unfolded {
    /// Cells of finished sheets.
    done: u64,
    /// Cells of this sheet as they are written, with repetitions.
    written: u64,
    /// Rows of this sheet up to the last one with a value, and the empty ones after it.
    rows: u64,
    empty_rows: u64,
    /// Width of the widest row.
    widest: u64,
    row: Row,
}

/// What the cells of the current row unfold to.
#[derive(Default)]
struct Row {
    repeats: u64,
    /// Cells up to the last one with a value, and the empty ones after it.
    width: u64,
    empty: u64,
    /// As `width`, with long texts counted as several cells.
    cost: u64,
    /// Repetitions of the current cell.
    of_cell: u64,
    /// Bytes of text in the current cell.
    text: u64,
    inside: Inside,
}

/// The element of a row in which the reader is.
#[derive(Clone, Copy, Default, PartialEq)]
enum Inside {
    #[default]
    Row,
    /// A cell. Rows and tables inside it are not laid out.
    Cell,
    /// A note in a cell, which is not read.
    Note,
}

impl Row {
    /// Adds text to the current cell.
    fn add_text(&mut self, bytes: u64) {
        let before = self.text / OF_CELL;
        self.text = self.text.saturating_add(bytes);
        let more = self.of_cell.saturating_mul(self.text / OF_CELL - before);
        self.cost = self.cost.saturating_add(more);
    }
}

impl Unfolded {
    fn cells(&self) -> u64 {
        let laid_out = self.rows * self.widest;
        let of_row = self.row.cost.saturating_mul(self.row.repeats);
        (self.done + self.written + laid_out).saturating_add(of_row)
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.name().0 {
            name if self.row.inside == Inside::Cell => match name {
                "office:annotation" => self.row.inside = Inside::Note,
                "text:s" => {
                    let spaces = repeated(tag, "text:c", u64::MAX);
                    self.row.add_text(spaces.saturating_mul(OF_SPACE));
                }
                // a line, a tab
                _ => self.row.add_text(1),
            },
            _ if self.row.inside == Inside::Note => {}
            "table:table-row" => {
                self.row = Row {
                    repeats: repeated(tag, "table:number-rows-repeated", ROWS),
                    ..Row::default()
                };
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let row = &mut self.row;
                (row.inside, row.text) = (Inside::Cell, 0);
                row.of_cell = repeated(tag, "table:number-columns-repeated", COLUMNS);
                let is_value = |key: &str| {
                    key.starts_with("office:")
                        || key.starts_with("calcext:")
                        || key == "table:formula"
                };
                let mut attributes = tag.attributes().flatten();
                if attributes.any(|it| is_value(it.key.0)) {
                    let of_one = 1 + tag.attributes_raw().len() as u64 / OF_CELL;
                    row.width = (row.width + row.empty + row.of_cell).min(COLUMNS);
                    row.cost += row.empty + row.of_cell * of_one;
                    row.empty = 0;
                } else {
                    row.empty += row.of_cell;
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "office:annotation" if self.row.inside == Inside::Note => {
                self.row.inside = Inside::Cell;
            }
            _ if self.row.inside == Inside::Note => {}
            "table:table-cell" | "table:covered-table-cell" => {
                (self.row.inside, self.row.of_cell) = (Inside::Row, 0);
            }
            _ if self.row.inside == Inside::Cell => {}
            "table:table-row" if self.row.width > 0 => {
                self.rows = (self.rows + self.empty_rows + self.row.repeats).min(ROWS);
                self.empty_rows = 0;
                self.written += self.row.cost * self.row.repeats;
                self.widest = self.widest.max(self.row.width);
                self.row = Row::default();
            }
            "table:table-row" => self.empty_rows += self.row.repeats,
            "table:table" => {
                *self = Self {
                    done: self.cells(),
                    ..Self::default()
                };
            }
            _ => {}
        }
    }
}

/// Returns how often a row, a cell or a space is repeated, up to a limit.
fn repeated(tag: &BytesStart<'_>, key: &str, most: u64) -> u64 {
    let written = tag.try_get_attribute(key).ok().flatten();
    let number = written.map_or(1, |it| it.value.parse().unwrap_or(most));
    number.min(most)
}

/// Do the cells of `content.xml` unfold to at most [`MOST_CELLS`]? Damaged text counts up to the
/// damage.
pub(super) fn is_bounded(content: impl BufRead) -> bool {
    let mut reader = Reader::from_reader(content);
    reader.config_mut().check_end_names = false;
    let mut unfolded = Unfolded::default();
    let mut buffer = vec![];
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => unfolded.start(&tag),
            Ok(Event::Empty(tag)) => {
                unfolded.start(&tag);
                unfolded.end(tag.name().0);
            }
            Ok(Event::Text(text)) => unfolded.row.add_text(text.len() as u64),
            Ok(Event::GeneralRef(name)) => unfolded.row.add_text(name.len() as u64),
            Ok(Event::End(tag)) => unfolded.end(tag.name().0),
            Ok(Event::Eof) | Err(_) => return true,
            Ok(_) => {}
        }
        if unfolded.cells() > MOST_CELLS {
            return false;
        }
    }
}
