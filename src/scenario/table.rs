//! Reads CSV files and keeps the place of each cell, so that a problem in exported data points at
//! the cell to correct.
//!
//! This file handles separators, quotes and encodings, and recognises what spreadsheets save
//! instead of CSV; the meaning of columns is left to its callers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::input::{self, Files};

use super::problem::{Complaint, Place, Problem, Problems, Source};
use super::suggest;

/// The table of a CSV file: a row of headings, and rows with one cell for each heading.
#[derive(Debug)]
pub(super) struct Table {
    headings: Vec<Cell>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A cell and its place.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) place: Place,
}

impl Cell {
    /// Makes a problem at the cell.
    pub(super) fn problem(&self, message: impl Into<String>, help: impl Into<String>) -> Problem {
        Complaint::new(message, help).at(self.place.clone())
    }
}

/// The reason why a table could not be read.
#[derive(Debug)]
pub(super) enum TableError {
    /// The file cannot be opened: the problem is at its name in the scenario.
    File(Complaint),
    /// The content of the file is not a table.
    Content(Problems),
}

/// Tables by path, each read once.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables(Arc<Mutex<BTreeMap<PathBuf, Arc<Table>>>>);

impl Tables {
    /// Returns the table of a CSV file. `rows_are` names what a row describes, for messages.
    ///
    /// # Errors
    /// If the file cannot be opened or is not a table. It is then read again on the next call.
    pub(super) fn read(
        &self,
        path: &Path,
        rows_are: &str,
        files: &dyn Files,
    ) -> Result<Arc<Table>, TableError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = known.get(path) {
            return Ok(Arc::clone(table));
        }
        let table = Arc::new(Table::read(path, rows_are, files)?);
        known.insert(path.to_owned(), Arc::clone(&table));
        Ok(table)
    }
}

impl Table {
    fn read(path: &Path, rows_are: &str, files: &dyn Files) -> Result<Self, TableError> {
        let name = path.display().to_string();
        let bytes = files.read(path, input::TABLE).map_err(|error| {
            let message = format!("\"{name}\" cannot be read: {}", input::reason(&error));
            let help = "name a CSV file; the path is relative to the file that names it";
            TableError::File(Complaint::new(message, help))
        })?;
        let parsed = match decode(&bytes) {
            Ok(text) => Self::parse(&Source::file(&name, text), rows_are),
            Err((complaint, valid)) => Err(complaint.at(Source::file(&name, valid).end()).into()),
        };
        parsed.map_err(TableError::Content)
    }

    fn parse(source: &Arc<Source>, rows_are: &str) -> Result<Self, Problems> {
        let first = source.text.lines().next().unwrap_or_default();
        let commas = first.matches(',').count();
        for (separator, shown) in [(';', "semicolons"), ('\t', "tabs")] {
            if first.matches(separator).count() > commas {
                let message = format!("the cells are separated by {shown}");
                let help = "save it again with commas: \"CSV UTF-8 (comma delimited)\"";
                let start = first.find(separator).unwrap_or_default();
                let place = source.place(start..start + 1);
                return Err(Complaint::new(message, help).at(place).into());
            }
        }
        let mut rows = cells(source)?.into_iter();
        let Some(headings) = rows.next() else {
            let help = format!("write a line of headings, and below it a row for each {rows_are}");
            let complaint = Complaint::new("the file is empty", help);
            return Err(complaint.at(source.place(0..0)).into());
        };
        let rows: Vec<Vec<Cell>> = rows.collect();
        let count = headings.len();
        let uneven = rows.iter().filter(|row| row.len() != count).map(|row| {
            let message = format!("{} cells under {count} headings", row.len());
            row[0].problem(message, "write one cell under each heading")
        });
        Problems::none(uneven.take(MOST_PROBLEMS).collect())?;
        Ok(Self { headings, rows })
    }

    /// Finds a column by its name; `None` if it is missing. If a heading outside `known` looks like
    /// a misspelling of the name, that is a problem. Other columns are ignored.
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

    /// Returns the headings.
    pub(super) fn headings(&self) -> impl Iterator<Item = &str> + Clone {
        self.headings.iter().map(|cell| cell.text.as_str())
    }

    /// Makes the problem that a column is missing.
    pub(super) fn missing(&self, name: &str, form: &str) -> Problem {
        let message = format!("there is no column \"{name}\"");
        self.headings[0].problem(message, form)
    }

    /// Makes the last problem of a table that has too many problems.
    pub(super) fn stopped(&self) -> Problem {
        let message = format!("reading stopped after {MOST_PROBLEMS} problems");
        self.problem(&message, "correct these first and try again")
    }

    /// Makes a problem with the table as a whole.
    pub(super) fn problem(&self, message: &str, help: &str) -> Problem {
        self.headings[0].problem(message, help)
    }
}

/// Limit on the problems of one file after which reading stops.
pub(super) const MOST_PROBLEMS: usize = 20;

/// Decodes UTF-8. The error holds what the file seems to be instead, and the text before the first
/// invalid byte.
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
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let valid = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
        let message =
            "the file is not UTF-8 text from here on, but perhaps Latin-1 or Windows text";
        (Complaint::new(message, help), valid)
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Splits the text into the cells of each line; empty lines are skipped.
fn cells(source: &Arc<Source>) -> Result<Vec<Vec<Cell>>, Problem> {
    let text = &source.text;
    let mut rows = vec![];
    let mut row = vec![];
    let mut at = 0;
    while at < text.len() {
        let (cell, end) = cell(source, at)?;
        row.push(cell);
        at = end;
        if text[at..].starts_with(',') {
            at += 1;
            if at == text.len() {
                row.push(Cell {
                    text: String::new(),
                    place: source.place(at..at),
                });
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

/// Reads the cell that begins at a position. Returns it with the position of its end: a comma, a
/// line feed or the end of the text.
fn cell(source: &Arc<Source>, start: usize) -> Result<(Cell, usize), Problem> {
    let text = &source.text;
    let rest = &text[start..];
    let is_end = |c: char| c == ',' || c == '\n';
    let indent = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
    if !rest[indent..].starts_with('"') {
        let end = start + rest.find(is_end).unwrap_or(rest.len());
        let trimmed = text[start..end].trim();
        let begin = start + text[start..end].find(trimmed).unwrap_or_default();
        let cell = Cell {
            text: trimmed.to_owned(),
            place: source.place(begin..begin + trimmed.len()),
        };
        return Ok((cell, end));
    }
    let open = start + indent;
    let mut content = String::new();
    let mut at = open + 1;
    loop {
        let Some(quote) = text[at..].find('"') else {
            let complaint = Complaint::new("the quote is not closed", "write \" at its end");
            return Err(complaint.at(source.place(open..open + 1)));
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
            "there is more text after the closing quote",
            "write a quote inside a quoted cell as two quotes",
        );
        return Err(complaint.at(source.place(at..end)));
    }
    let cell = Cell {
        text: content.trim().to_owned(),
        place: source.place(open..at),
    };
    Ok((cell, end))
}
