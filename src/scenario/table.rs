//! CSV files whose cells know their places: for data that a planner exported and must correct.
//!
//! Knows commas, quotes and what spreadsheets save instead; knows nothing of what columns mean.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::input::{self, Files};

use super::problem::{Complaint, Place, Problem, Problems, Source};
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

/// Why there is no table.
#[derive(Debug)]
pub(super) enum TableError {
    /// The file cannot be opened: its name is to blame.
    File(Complaint),
    /// What the file holds is no table.
    Content(Problems),
}

/// Tables by their file, each read once.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables(Arc<Mutex<BTreeMap<PathBuf, Arc<Table>>>>);

impl Tables {
    /// The table of a CSV file with a row for each `rows_are`, in words.
    ///
    /// # Errors
    /// Where the file cannot be opened or is no table; it is read again the next time.
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

    /// The position of a column. A wanted one that is missing is a problem, and so is a heading
    /// that looks like an optional one misspelt; other columns are ignored.
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

    /// The headings.
    pub(super) fn headings(&self) -> impl Iterator<Item = &str> + Clone {
        self.headings.iter().map(|cell| cell.text.as_str())
    }

    /// The problem that a column is missing.
    pub(super) fn missing(&self, name: &str, form: &str) -> Problem {
        let message = format!("there is no column \"{name}\"");
        self.headings[0].problem(message, form)
    }

    /// The last of the problems of a table that has too many.
    pub(super) fn stopped(&self) -> Problem {
        let message = format!("reading stopped after {MOST_PROBLEMS} problems");
        self.problem(&message, "correct these first and try again")
    }

    /// A problem with the table as a whole.
    pub(super) fn problem(&self, message: &str, help: &str) -> Problem {
        self.headings[0].problem(message, help)
    }
}

/// Problems of one file that are told before the rest is left.
pub(super) const MOST_PROBLEMS: usize = 20;

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
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let valid = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
        let message =
            "the file is not UTF-8 text from here on, but perhaps Latin-1 or Windows text";
        (Complaint::new(message, help), valid)
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// The cells of every line that is not empty.
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

/// The cell that begins at a position, and where it ends: at a comma, a line feed or the end.
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
            "the cell goes on after its quote",
            "write a quote inside a quoted cell as two",
        );
        return Err(complaint.at(source.place(at..end)));
    }
    let cell = Cell {
        text: content.trim().to_owned(),
        place: source.place(open..at),
    };
    Ok((cell, end))
}
