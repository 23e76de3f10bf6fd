//! The cells of a table, each with its place in a text, whether the table was a text or a sheet.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::{Date, DateTime, date};

use crate::scenario::problem::{Complaint, Place, Problem, Problems, Source};
use crate::scenario::suggest;

/// Limit on the problems of one table after which reading stops.
pub(in crate::scenario) const MOST_PROBLEMS: usize = 20;

/// Microseconds of a day.
pub(in crate::scenario) const DAY: i64 = 86_400_000_000;

/// A row of headings, and rows with one cell for each heading.
#[derive(Debug)]
pub(in crate::scenario) struct Table {
    /// The text of the file; for a sheet, one line for each of its rows.
    source: Arc<Source>,
    /// For a sheet, the position of its first column that is read.
    first_column: Option<u32>,
    width: usize,
    /// All cells, row by row; the first row holds the headings.
    cells: Vec<Raw>,
}

/// A cell as it is stored.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw {
    /// Byte range of its content in the text.
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) kind: Kind,
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::scenario) enum Kind {
    /// A text.
    Text,
    /// A text in quotes that holds doubled quotes.
    Quoted,
    /// A number of a sheet.
    Number(f64),
    /// A date, or a date and time, of a sheet, in microseconds since the start of 30 December 1899;
    /// less than a day for a clock time without a date.
    Moment(i64),
    /// A length of time of a sheet, in microseconds.
    Elapsed(i64),
}

/// A cell of a table.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) struct Cell<'t> {
    table: &'t Table,
    at: usize,
}

/// A row of a table, which is not empty.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) struct Row<'t> {
    table: &'t Table,
    first: usize,
}

impl<'t> Row<'t> {
    /// Returns the cell in a column.
    pub(in crate::scenario) fn cell(self, column: usize) -> Cell<'t> {
        Cell {
            table: self.table,
            at: self.first + column,
        }
    }
}

impl<'t> Cell<'t> {
    fn raw(self) -> Raw {
        self.table.cells[self.at]
    }

    /// Returns the text of the cell, without spaces around it.
    pub(in crate::scenario) fn text(self) -> Cow<'t, str> {
        let raw = self.raw();
        let text = self.table.source.text[raw.start as usize..raw.end as usize].trim();
        match raw.kind {
            Kind::Quoted => Cow::Owned(text.replace("\"\"", "\"")),
            _ => Cow::Borrowed(text),
        }
    }

    /// Returns what the cell holds.
    pub(in crate::scenario) fn kind(self) -> Kind {
        self.raw().kind
    }

    /// Returns the name of the file, and of the sheet, for messages.
    pub(in crate::scenario) fn file(self) -> &'t str {
        &self.table.source.name
    }

    /// Is the cell empty?
    pub(in crate::scenario) fn is_empty(self) -> bool {
        self.text().is_empty()
    }

    fn place(self) -> Place {
        let raw = self.raw();
        let (start, end) = (raw.start as usize, raw.end as usize);
        let text = &self.table.source.text;
        let is_quoted = text[..start].ends_with('"') && text[end..].starts_with('"');
        let around = usize::from(is_quoted);
        self.table.source.place(start - around..end + around)
    }

    /// Returns the row of the cell, as spreadsheets and editors number rows.
    pub(in crate::scenario) fn line(self) -> usize {
        let before = &self.table.source.text[..self.raw().start as usize];
        before.matches('\n').count() + 1
    }

    /// Makes a problem at the cell; of a sheet, the message begins with the name of the cell.
    pub(in crate::scenario) fn problem(
        self,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Problem {
        let message = message.into();
        let message = match self.table.first_column {
            Some(first) => {
                let column = first as usize + self.at % self.table.width;
                format!("cell {}{}: {message}", letters(column), self.line())
            }
            None => message,
        };
        Complaint::new(message, help).at(self.place())
    }

    /// Makes a problem at the cell from a complaint.
    pub(in crate::scenario) fn complain(self, complaint: Complaint) -> Problem {
        self.problem(complaint.message, complaint.help.unwrap_or_default())
    }
}

/// Returns the letters by which spreadsheets name a column, counted from 0.
fn letters(mut column: usize) -> String {
    let mut letters = vec![];
    loop {
        letters.push(char::from(b'A' + (column % 26) as u8));
        if column < 26 {
            return letters.into_iter().rev().collect();
        }
        column = column / 26 - 1;
    }
}

impl Table {
    /// Makes a table of cells, whose first row holds the headings.
    pub(super) fn new(
        source: Arc<Source>,
        first_column: Option<u32>,
        width: usize,
        cells: Vec<Raw>,
    ) -> Self {
        Self {
            source,
            first_column,
            width,
            cells,
        }
    }

    /// Returns the rows below the headings.
    pub(in crate::scenario) fn rows(&self) -> impl Iterator<Item = Row<'_>> + Clone {
        let firsts = (self.width..self.cells.len()).step_by(self.width);
        firsts.map(|first| Row { table: self, first })
    }

    /// Returns the headings.
    pub(in crate::scenario) fn headings(&self) -> impl Iterator<Item = Cell<'_>> + Clone {
        (0..self.width).map(|at| Cell { table: self, at })
    }

    /// Returns the name of the file, and of the sheet, for messages.
    pub(in crate::scenario) fn name(&self) -> &str {
        &self.source.name
    }

    /// Finds a column by its heading; `None` if it is missing. Two columns of that heading are a
    /// problem.
    pub(in crate::scenario) fn column(&self, heading: &str) -> Result<Option<usize>, Problem> {
        let mut found = self.headings().enumerate();
        let mut next = || found.find(|(_, cell)| cell.text() == heading);
        match (next(), next()) {
            (first, None) => Ok(first.map(|(column, _)| column)),
            (_, Some((_, second))) => {
                let message = format!("two columns have the heading \"{heading}\"");
                let help = "give one of them another heading";
                Err(second.problem(message, help))
            }
        }
    }

    /// Makes the problem that a column that the scenario does not name is missing; if a heading
    /// outside `known` looks like a misspelling of it, at that heading.
    pub(in crate::scenario) fn missing(&self, name: &str, known: &[&str], form: &str) -> Problem {
        let mut others = self
            .headings()
            .filter(|cell| !known.contains(&cell.text().as_ref()));
        match others.find(|cell| suggest::nearest(&cell.text(), [name]).is_some()) {
            Some(cell) => {
                let message = format!("unknown column \"{}\"", cell.text());
                cell.problem(message, format!("did you mean \"{name}\"?"))
            }
            None => self.problem(&format!("there is no column \"{name}\""), form),
        }
    }

    /// Makes the problem of a row that does not have one cell under each heading.
    pub(super) fn uneven(source: &Arc<Source>, row: &[Raw], width: usize) -> Problem {
        let message = format!("{} cells under {width} headings", row.len());
        let place = source.place(row[0].start as usize..row[0].end as usize);
        Complaint::new(message, "write one cell under each heading").at(place)
    }

    /// Makes a problem with the table as a whole.
    pub(in crate::scenario) fn problem(&self, message: &str, help: &str) -> Problem {
        let first = Cell { table: self, at: 0 };
        Complaint::new(message, help).at(first.place())
    }

    /// Returns problems, cut at [`MOST_PROBLEMS`].
    pub(in crate::scenario) fn told(&self, mut problems: Vec<Problem>) -> Problems {
        if problems.len() >= MOST_PROBLEMS {
            problems.truncate(MOST_PROBLEMS);
            let message = format!("reading stopped after {MOST_PROBLEMS} problems");
            problems.push(self.problem(&message, "correct these first and try again"));
        }
        Problems::new(problems)
    }
}

/// Day 0 of the serial days of spreadsheets.
const EPOCH: Date = date(1899, 12, 30);

/// First serial day whose date is the same in all spreadsheets: 1 March 1900.
const FIRST_SERIAL: f64 = 61.0;

/// First serial day that has no date: 1 January 10000.
const NO_SERIAL: f64 = 2_958_466.0;

/// Returns the microseconds since day 0 of a serial day, to the millisecond; `None` if it has no
/// date.
pub(in crate::scenario) fn serial(days: f64) -> Option<i64> {
    (FIRST_SERIAL..NO_SERIAL)
        .contains(&days)
        .then(|| (days * 86_400_000.0).round() as i64 * 1000)
}

/// Returns the microseconds since day 0 of a date and time.
pub(super) fn since_epoch(at: DateTime) -> i64 {
    let epoch = EPOCH.to_datetime(jiff::civil::Time::midnight());
    at.duration_since(epoch).as_micros() as i64
}

/// Returns the date and time of microseconds since day 0.
pub(in crate::scenario) fn moment(micros: i64) -> DateTime {
    let epoch = EPOCH.to_datetime(jiff::civil::Time::midnight());
    let span = jiff::SignedDuration::from_micros(micros);
    epoch.checked_add(span).unwrap_or(DateTime::MAX)
}
