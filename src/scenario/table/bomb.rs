//! Bounds the cells of an `OpenDocument` workbook before they are read: a few bytes of it can stand
//! for a million rows.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Limit on the cells of all sheets, as they are written and as they are laid out: a million rows
/// of 15 columns. A cell with a long text counts as several.
pub(super) const MOST_CELLS: u64 = 30_000_000;

/// Bytes of text that count as a further cell.
const OF_CELL: u64 = 32;

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
}

impl Unfolded {
    fn cells(&self) -> u64 {
        let laid_out = self.rows * self.widest;
        self.done + self.written + self.row.cost * self.row.repeats + laid_out
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.name().0 {
            "table:table-row" => {
                self.row = Row {
                    repeats: repeated(tag, "table:number-rows-repeated", ROWS),
                    ..Row::default()
                };
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let row = &mut self.row;
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
            "table:table-row" if self.row.width > 0 => {
                self.rows = (self.rows + self.empty_rows + self.row.repeats).min(ROWS);
                self.empty_rows = 0;
                self.written += self.row.cost * self.row.repeats;
                self.widest = self.widest.max(self.row.width);
                self.row = Row::default();
            }
            "table:table-row" => self.empty_rows += self.row.repeats,
            "table:table-cell" | "table:covered-table-cell" => self.row.of_cell = 0,
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

/// Returns how often a row or a cell is repeated, up to the limit of spreadsheets.
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
            Ok(Event::Text(text)) => {
                unfolded.row.cost += unfolded.row.of_cell * (text.len() as u64 / OF_CELL);
            }
            Ok(Event::End(tag)) => unfolded.end(tag.name().0),
            Ok(Event::Eof) | Err(_) => return true,
            Ok(_) => {}
        }
        if unfolded.cells() > MOST_CELLS {
            return false;
        }
    }
}
