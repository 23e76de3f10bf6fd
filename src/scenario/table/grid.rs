//! The cells of a table, each with its place in a text, whether the table was a text or a sheet.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::{Date, DateTime, date};

use crate::scenario::problem::{Complaint, Place, Problem, Problems, Source};
use crate::scenario::suggest;

/// Limit on the problems of one table after which reading stops.
pub(in crate::scenario) const MOST_PROBLEMS: usize = 20;

/// Number of rows in which headings are looked for.
pub(super) const SEARCHED: usize = 20;

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
    /// Does the workbook count days from 1904?
    is_1904: bool,
    /// Are there rows above the headings, such as a title?
    is_headed_below: bool,
    /// The problems of rows that do not have one cell under each heading and are left out.
    uneven: Vec<Problem>,
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
        let text = trimmed(&self.table.source.text[raw.start as usize..raw.end as usize]);
        match raw.kind {
            Kind::Quoted => Cow::Owned(text.replace("\"\"", "\"")),
            _ => Cow::Borrowed(text),
        }
    }

    /// Returns the text of the cell for reading a number or a date: with ASCII digits and marks for
    /// those of full width, and without characters of no width.
    pub(super) fn plain(self) -> Cow<'t, str> {
        let text = self.text();
        if text.is_ascii() {
            return text;
        }
        let letters = text.chars().filter(|letter| !is_zero_width(*letter));
        Cow::Owned(letters.map(narrow).collect())
    }

    /// Returns the microseconds since day 0 of a serial day of this table; `None` if it has no
    /// date.
    pub(super) fn serial(self, days: f64) -> Option<i64> {
        serial(days + if self.table.is_1904 { FROM_1904 } else { 0.0 })
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

/// Has the character no width, such as a byte-order mark inside a text?
fn is_zero_width(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Returns a text without spaces and characters of no width around it.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|letter: char| letter.is_whitespace() || is_zero_width(letter))
}

/// Returns the ASCII character of one of full width.
fn narrow(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{3000}' => ' ',
        other => other,
    }
}

/// Returns the position of the row of headings among the first rows of a table: the one with most
/// of the `wanted` headings, the first of equals. Without any of them, it is the first row, or the
/// fullest one below a title of one cell: then the headings of that row are told.
pub(super) fn heading_row(rows: &[Vec<&str>], wanted: &[String]) -> usize {
    let matches = |row: &Vec<&str>| {
        let is_there = |heading: &&String| row.iter().any(|cell| trimmed(cell) == heading.as_str());
        wanted.iter().filter(is_there).count()
    };
    let filled = |row: &Vec<&str>| row.iter().filter(|cell| !trimmed(cell).is_empty()).count();
    let most = |of: &dyn Fn(&Vec<&str>) -> usize| {
        let best = rows.iter().map(of).max().unwrap_or(0);
        rows.iter().position(|row| of(row) == best).unwrap_or(0)
    };
    // headings that are not parted, as by another separator
    let are_together = |row: &Vec<&str>| {
        let mut cells = row.iter();
        cells.any(|cell| wanted.iter().any(|heading| cell.contains(heading.as_str())))
    };
    match rows.first() {
        _ if rows.iter().any(|row| matches(row) > 0) => most(&matches),
        Some(first) if filled(first) == 1 && !are_together(first) => most(&filled),
        _ => 0,
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
            is_1904: false,
            is_headed_below: false,
            uneven: vec![],
        }
    }

    /// Adds the problems of rows that are left out.
    pub(super) fn without(self, uneven: Vec<Problem>) -> Self {
        Self { uneven, ..self }
    }

    /// Returns the problems of rows that are left out.
    pub(in crate::scenario) fn uneven(&self) -> &[Problem] {
        &self.uneven
    }

    /// Marks the table of a workbook whose days count from 1904.
    pub(super) fn counted_from_1904(self, is_1904: bool) -> Self {
        Self { is_1904, ..self }
    }

    /// Marks a table with rows above its headings.
    pub(super) fn headed_below(self, is_headed_below: bool) -> Self {
        Self {
            is_headed_below,
            ..self
        }
    }

    /// Returns a note on rows above the headings, if there are any.
    pub(in crate::scenario) fn note(&self) -> Option<String> {
        self.is_headed_below.then(|| {
            let first = Cell { table: self, at: 0 };
            format!(
                "{}: the headings are those of row {}; the rows above are left out.",
                self.name(),
                first.line()
            )
        })
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

    /// Makes the problem of a heading that looks like a misspelling of a column of this name;
    /// `None` if no heading outside `known` does.
    pub(in crate::scenario) fn misspelt(&self, name: &str, known: &[&str]) -> Option<Problem> {
        let mut others = self
            .headings()
            .filter(|cell| !known.contains(&cell.text().as_ref()));
        let cell = others.find(|cell| suggest::nearest(&cell.text(), [name]).is_some())?;
        let message = format!("unknown column \"{}\"", cell.text());
        Some(cell.problem(message, format!("did you mean \"{name}\"?")))
    }

    /// Makes the problem of a row that does not have one cell under each heading.
    pub(super) fn uneven_row(
        source: &Arc<Source>,
        row: &[Raw],
        width: usize,
        separator: u8,
    ) -> Problem {
        let mark = match separator {
            b',' => "a comma",
            b';' => "a semicolon",
            b'\t' => "a tab",
            _ => "a bar",
        };
        let number = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            count => format!("{count} {what}s"),
        };
        let message = format!(
            "{} under {}, where {mark} begins the next cell",
            number(row.len(), "cell"),
            number(width, "heading")
        );
        let help = if row.len() > width {
            format!("write one cell under each heading, and quotes around a cell that holds {mark}")
        } else {
            "write one cell under each heading; take out a line that is not part of the table, \
             such as a note"
                .to_owned()
        };
        let place = source.place(row[0].start as usize..row[0].end as usize);
        Complaint::new(message, help).at(place)
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
            let last = problems.iter().map(|it| it.span().start).max();
            let below = |row: &Row<'_>| Some(row.cell(0).raw().start as usize) > last;
            let message = stopped(self.rows().filter(below).count());
            problems.push(self.problem(&message, "correct these first and try again"));
        }
        Problems::new(problems)
    }
}

/// Says that reading stopped above these rows.
pub(super) fn stopped(rows: usize) -> String {
    let rows = match rows {
        0 => String::new(),
        1 => "; the row below the last of them was not read".to_owned(),
        rows => format!("; {rows} rows below the last of them were not read"),
    };
    format!("reading stopped after {MOST_PROBLEMS} problems{rows}")
}

/// Day 0 of the serial days of spreadsheets.
const EPOCH: Date = date(1899, 12, 30);

/// Days from the first day of workbooks whose days count from 1904 to that of all others.
pub(super) const FROM_1904: f64 = 1462.0;

/// First serial day whose date is the same in all spreadsheets: 1 March 1900.
const FIRST_SERIAL: f64 = 61.0;

/// First serial day that has no date: 1 January 10000.
const NO_SERIAL: f64 = 2_958_466.0;

/// Returns the microseconds since day 0 of a serial day, to the millisecond; `None` if it has no
/// date.
pub(super) fn serial(days: f64) -> Option<i64> {
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

/// Returns the microseconds of a duration of ISO 8601 such as PT08H30M; `None` if it has months,
/// years or another form.
pub(in crate::scenario) fn iso_duration(text: &str) -> Option<i64> {
    let span: jiff::SignedDuration = text.parse().ok()?;
    text.starts_with(['P', 'p'])
        .then(|| i64::try_from(span.as_micros()).ok())?
}
