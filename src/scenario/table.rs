//! CSV files whose cells know their places: for data that a planner exported and must correct.
//!
//! Knows commas, quotes and what spreadsheets save instead; knows nothing of what columns mean.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::input::{self, Files};

use super::document::io_message;
use super::problem::{Complaint, Place, Problem, Source, SourceKind};
use super::suggest;

/// A table as it stands in a CSV file: a row of headings, then rows of as many cells.
#[derive(Debug)]
pub(super) struct Table {
    headings: Vec<Cell>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A cell and where it stands.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) place: Place,
}

impl Cell {
    /// What is wrong with the cell.
    pub(super) fn problem(&self, message: impl Into<String>, help: impl Into<String>) -> Problem {
        Complaint::new(message, help).at(self.place.clone())
    }
}

/// Tables by their file, each read once.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables(Arc<Mutex<BTreeMap<PathBuf, Arc<Table>>>>);

impl Tables {
    /// The table of a CSV file.
    ///
    /// # Errors
    /// As [`Table::read`]; a file with problems is read again the next time.
    pub(super) fn read(
        &self,
        path: &Path,
        files: &dyn Files,
    ) -> Result<Arc<Table>, Result<Vec<Problem>, Complaint>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = known.get(path) {
            return Ok(Arc::clone(table));
        }
        let table = Arc::new(Table::read(path, files)?);
        known.insert(path.to_owned(), Arc::clone(&table));
        Ok(table)
    }
}

impl Table {
    /// Reads a CSV file.
    ///
    /// # Errors
    /// `Err(Err(_))` where the file cannot be opened: then its name is to blame. `Err(Ok(_))` with
    /// the problems of the file itself.
    fn read(path: &Path, files: &dyn Files) -> Result<Self, Result<Vec<Problem>, Complaint>> {
        let name = path.display().to_string();
        let bytes = files.read(path, input::TABLE).map_err(|error| {
            let message = format!("\"{name}\" cannot be read: {}", io_message(&error));
            let help = "name a CSV file; the path is relative to the file that names it";
            Err(Complaint::new(message, help))
        })?;
        let whole = |complaint: Complaint, text: &str| {
            let source = Arc::new(source(&name, text.to_owned()));
            let end = source.text.len();
            let place = Place {
                source,
                span: end..end,
            };
            Ok(vec![complaint.at(place)])
        };
        let text = decode(&bytes).map_err(|(complaint, valid)| whole(complaint, valid))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self::parse(&Arc::new(source(&name, text.to_owned()))).map_err(Ok)
    }

    fn parse(source: &Arc<Source>) -> Result<Self, Vec<Problem>> {
        let place = |span| Place {
            source: Arc::clone(source),
            span,
        };
        let first = source.text.lines().next().unwrap_or_default();
        let commas = first.matches(',').count();
        for (separator, shown) in [(';', "semicolons"), ('\t', "tabs")] {
            if first.matches(separator).count() > commas {
                let message = format!("the cells are separated by {shown}");
                let help = "save it again with commas: \"CSV UTF-8 (comma delimited)\"";
                let start = first.find(separator).unwrap_or_default();
                let place = place(start..start + 1);
                return Err(vec![Complaint::new(message, help).at(place)]);
            }
        }
        let mut rows = cells(&source.text, &place)?.into_iter();
        let Some(headings) = rows.next() else {
            let help = "write a line of headings, and below it a row for each batch";
            return Err(vec![
                Complaint::new("the file is empty", help).at(place(0..0)),
            ]);
        };
        let rows: Vec<Vec<Cell>> = rows.collect();
        let count = headings.len();
        let uneven = rows.iter().filter(|row| row.len() != count).map(|row| {
            let message = format!("{} cells under {count} headings", row.len());
            row[0].problem(message, "write one cell under each heading")
        });
        let uneven: Vec<Problem> = uneven.take(MOST_PROBLEMS).collect();
        if uneven.is_empty() {
            Ok(Self { headings, rows })
        } else {
            Err(uneven)
        }
    }

    /// The position of a column. A wanted one that is missing is a problem, and so is a heading
    /// that looks like an optional one misspelt; other columns are nobody's business.
    pub(super) fn column(&self, name: &str, known: &[&str]) -> Result<Option<usize>, Problem> {
        let position = self.headings.iter().position(|cell| cell.text == name);
        let is_known = |cell: &&Cell| known.contains(&cell.text.as_str());
        let mut others = self.headings.iter().filter(|cell| !is_known(cell));
        let meant = others.find(|cell| suggest::nearest(&cell.text, [name]).is_some());
        match (position, meant) {
            (None, Some(cell)) => {
                let message = format!("unknown column \"{}\"", cell.text);
                Err(cell.problem(message, format!("did you mean \"{name}\"?")))
            }
            (position, _) => Ok(position),
        }
    }

    /// The problem that a column is missing.
    pub(super) fn missing(&self, name: &str, form: &str) -> Problem {
        let message = format!("there is no column \"{name}\"");
        self.headings[0].problem(message, form)
    }

    /// A problem with the table as a whole.
    pub(super) fn problem(&self, message: &str, help: &str) -> Problem {
        self.headings[0].problem(message, help)
    }
}

/// Problems of one file that are told before the rest is left.
pub(super) const MOST_PROBLEMS: usize = 20;

fn source(name: &str, text: String) -> Source {
    Source {
        kind: SourceKind::File,
        name: name.to_owned(),
        text,
    }
}

/// The text of a file in UTF-8, or what it seems to be instead and the text before that.
fn decode(bytes: &[u8]) -> Result<&str, (Complaint, &str)> {
    let help = "save it again as \"CSV UTF-8 (comma delimited)\"";
    let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    if utf16 || bytes.iter().take(64).any(|byte| *byte == 0) {
        return Err((Complaint::new("the file is UTF-16 text", help), ""));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let message = "the file is a spreadsheet, not CSV";
        return Err((Complaint::new(message, help), ""));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
        let message =
            "the file is not UTF-8 text from here on, but perhaps Latin-1 or Windows text";
        (Complaint::new(message, help), valid)
    })
}

/// The cells of every line that is not empty.
fn cells(
    text: &str,
    place: &impl Fn(Range<usize>) -> Place,
) -> Result<Vec<Vec<Cell>>, Vec<Problem>> {
    let mut rows = vec![];
    let mut row = vec![];
    let mut at = 0;
    while at < text.len() {
        let (cell, end) = cell(text, at, place)?;
        row.push(cell);
        at = end;
        if text[at..].starts_with(',') {
            at += 1;
            if at == text.len() {
                row.push(empty(place(at..at)));
            }
            continue;
        }
        at += text[at..].chars().next().map_or(0, char::len_utf8);
        if row.len() > 1 || !row[0].text.is_empty() {
            rows.push(std::mem::take(&mut row));
        }
        row.clear();
    }
    if !row.is_empty() {
        rows.push(row);
    }
    Ok(rows)
}

fn empty(place: Place) -> Cell {
    Cell {
        text: String::new(),
        place,
    }
}

/// The cell that begins at a position, and where it ends: at a comma, a line feed or the end.
fn cell(
    text: &str,
    start: usize,
    place: &impl Fn(Range<usize>) -> Place,
) -> Result<(Cell, usize), Vec<Problem>> {
    let rest = &text[start..];
    let is_end = |c: char| c == ',' || c == '\n';
    let indent = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
    if !rest[indent..].starts_with('"') {
        let end = start + rest.find(is_end).unwrap_or(rest.len());
        let trimmed = text[start..end].trim();
        let begin = start + text[start..end].find(trimmed).unwrap_or_default();
        let cell = Cell {
            text: trimmed.to_owned(),
            place: place(begin..begin + trimmed.len()),
        };
        return Ok((cell, end));
    }
    let open = start + indent;
    let mut content = String::new();
    let mut at = open + 1;
    loop {
        let Some(quote) = text[at..].find('"') else {
            let complaint = Complaint::new("the quote is not closed", "write \" at its end");
            return Err(vec![complaint.at(place(open..open + 1))]);
        };
        content.push_str(&text[at..at + quote]);
        at += quote + 1;
        if !text[at..].starts_with('"') {
            break;
        }
        content.push('"');
        at += 1;
    }
    let end = at + text[at..].find(is_end).unwrap_or(text.len() - at);
    if !text[at..end].trim().is_empty() {
        let complaint = Complaint::new(
            "the cell goes on after its quote",
            "write a quote inside a quoted cell as two",
        );
        return Err(vec![complaint.at(place(at..end))]);
    }
    let cell = Cell {
        text: content.trim().to_owned(),
        place: place(open..at),
    };
    Ok((cell, end))
}
