//! Reads a sheet of a workbook as a text with one line for each row, so that its cells have places
//! like those of a text.

use std::io::Cursor;

use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader, SheetType, Xlsx};
use jiff::civil::DateTime;

use super::bytes::Format;
use super::grid::{
    DAY, FROM_1904, Kind, Raw, SEARCHED, Table, heading_row, iso_duration, moment, serial,
    since_epoch,
};
use super::text;
use super::wanted::Wanted;
use crate::scenario::problem::{Complaint, Problems, Source};
use crate::scenario::suggest;

/// Limit on the cells of a sheet: a million rows of 50 columns.
const MOST_CELLS: usize = 50_000_000;

/// Limit on the bytes of the text of a sheet.
const MOST_TEXT: usize = 1 << 30;

/// The reason why a sheet could not be read.
pub(super) enum SheetError {
    /// The workbook cannot be read.
    Workbook(Complaint),
    /// The sheet that the scenario names does not exist.
    Name(Complaint),
    /// No sheet is named, but there are several: their names.
    Several(Vec<String>),
    /// The content is not a table.
    Content(Problems),
}

/// Reads the sheet of a workbook: the one that is wanted by its name, or the only one.
pub(super) fn read(
    name: &str,
    (bytes, format): (Vec<u8>, Format),
    wanted: Wanted<'_>,
) -> Result<Table, SheetError> {
    let bytes = Cursor::new(bytes);
    match format {
        Format::Excel => {
            let mut book = Xlsx::new(bytes).map_err(|error| damaged(&error))?;
            let sheet = chosen(&book, wanted.sheet)?;
            let mut lines = Sheet::new(book.has_1904_epoch(), wanted);
            let mut cells = book
                .worksheet_cells_reader(&sheet)
                .map_err(|error| damaged(&error))?;
            while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
                lines.add(cell.get_position(), cell.get_value())?;
            }
            lines.finish(&format!("{name}[{sheet}]"))
        }
        Format::OpenDocument => {
            let mut book: Ods<_> = Ods::new(bytes).map_err(|error| damaged(&error))?;
            let sheet = chosen(&book, wanted.sheet)?;
            let range = book.worksheet_range(&sheet);
            let range = range.map_err(|error| damaged(&error))?;
            let (top, left) = range.start().unwrap_or_default();
            let mut lines = Sheet::new(false, wanted);
            for (row, column, value) in range.used_cells() {
                let at = (top + row as u32, left + column as u32);
                lines.add(at, &borrowed(value))?;
            }
            lines.finish(&format!("{name}[{sheet}]"))
        }
    }
}

fn damaged(error: &dyn std::fmt::Display) -> SheetError {
    let message = format!("the workbook cannot be read: {error}");
    let help = "open it in a spreadsheet program and save it again";
    SheetError::Workbook(Complaint::new(message, help))
}

fn too_large() -> SheetError {
    let help = "delete what does not belong to the table, or save it as CSV";
    SheetError::Workbook(Complaint::new("the sheet has too many cells", help))
}

/// Returns the name of the sheet to read.
fn chosen<R: Reader<Cursor<Vec<u8>>>>(
    book: &R,
    wanted: Option<&str>,
) -> Result<String, SheetError> {
    let sheets = book.sheets_metadata().iter();
    let sheets = sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    match (wanted, names.as_slice()) {
        (Some(wanted), _) if names.iter().any(|name| name == wanted) => Ok(wanted.to_owned()),
        (Some(wanted), _) => {
            let help = suggest::did_you_mean(wanted, names.iter().map(String::as_str));
            let message = format!("the workbook has no sheet \"{wanted}\"");
            Err(SheetError::Name(Complaint::new(message, help)))
        }
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err(SheetError::Several(names)),
    }
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(is) => DataRef::Bool(*is),
        Data::DateTime(at) => DataRef::DateTime(*at),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// The text of a sheet, while it is put together.
struct Sheet<'w> {
    wanted: Wanted<'w>,
    is_1904: bool,
    text: String,
    /// Row of the last line of the text, from 0.
    row: u32,
    /// Cells of that row.
    line: Line,
    /// The first rows, until the headings are found among them.
    first: Vec<Line>,
    /// The first column of the headings and their number.
    headings: Option<(u32, usize)>,
    is_headed_below: bool,
    cells: Vec<Raw>,
}

/// Cells of a row with their columns.
type Line = Vec<(u32, Raw)>;

impl<'w> Sheet<'w> {
    fn new(is_1904: bool, wanted: Wanted<'w>) -> Self {
        Self {
            wanted,
            is_1904,
            text: String::new(),
            row: 0,
            line: vec![],
            first: vec![],
            headings: None,
            is_headed_below: false,
            cells: vec![],
        }
    }

    /// Adds a cell; cells come row by row.
    fn add(&mut self, (row, column): (u32, u32), value: &DataRef<'_>) -> Result<(), SheetError> {
        let Some((shown, kind)) = self.shown(value) else {
            return Ok(());
        };
        if row < self.row || self.text.len() + shown.len() > MOST_TEXT {
            return Err(too_large());
        }
        if row > self.row {
            self.end_row()?;
            self.text.extend((self.row..row).map(|_| '\n'));
            self.row = row;
        }
        if !self.line.is_empty() {
            self.text.push('\t');
        }
        let start = self.text.len() as u32;
        self.text.push_str(&shown);
        let end = self.text.len() as u32;
        self.line.push((column, Raw { start, end, kind }));
        Ok(())
    }

    /// Ends the last row.
    fn end_row(&mut self) -> Result<(), SheetError> {
        let mut line = std::mem::take(&mut self.line);
        line.sort_by_key(|(column, _)| *column);
        if line.is_empty() {
            return Ok(());
        }
        if let Some(headings) = self.headings {
            return self.put(&line, headings);
        }
        self.first.push(line);
        if self.first.len() == SEARCHED {
            self.find_headings()?;
        }
        Ok(())
    }

    /// Finds the headings among the first rows, and puts the rows from them on into the table.
    fn find_headings(&mut self) -> Result<(), SheetError> {
        let first = std::mem::take(&mut self.first);
        let text = |(_, raw): &(u32, Raw)| &self.text[raw.start as usize..raw.end as usize];
        let texts = first.iter().map(|line| line.iter().map(text).collect());
        let texts: Vec<Vec<&str>> = texts.collect();
        let at = heading_row(&texts, self.wanted.headings);
        let Some(([(left, _), ..], (right, _))) = first
            .get(at)
            .and_then(|line| Some((line.as_slice(), line.last()?)))
        else {
            return Ok(());
        };
        let headings = (*left, (*right - *left) as usize + 1);
        self.headings = Some(headings);
        self.is_headed_below = at > 0;
        first[at..]
            .iter()
            .try_for_each(|line| self.put(line, headings))
    }

    /// Puts the cells of a row under their headings. Cells beside all headings are ignored.
    fn put(&mut self, line: &Line, (left, width): (u32, usize)) -> Result<(), SheetError> {
        let begin = self.cells.len();
        let end = line.iter().map(|(_, raw)| raw.end).max().unwrap_or(0);
        let empty = Raw {
            start: end,
            end,
            kind: Kind::Text,
        };
        if begin + width > MOST_CELLS {
            return Err(too_large());
        }
        self.cells.resize(begin + width, empty);
        let mut is_empty = true;
        for (column, raw) in line {
            let place = column.checked_sub(left).map(|place| place as usize);
            if let Some(place) = place.filter(|place| *place < width) {
                self.cells[begin + place] = *raw;
                is_empty = false;
            }
        }
        if is_empty {
            self.cells.truncate(begin);
        }
        Ok(())
    }

    fn finish(mut self, name: &str) -> Result<Table, SheetError> {
        self.end_row()?;
        if self.headings.is_none() {
            self.find_headings()?;
        }
        let source = Source::file(name, &self.text);
        let Some((left, width)) = self.headings else {
            let problem = text::empty(&source, self.wanted.rows_are);
            return Err(SheetError::Content(problem.into()));
        };
        let table = Table::new(source, Some(left), width, self.cells);
        let table = table.counted_from_1904(self.is_1904);
        Ok(table.headed_below(self.is_headed_below))
    }

    /// Returns how a value is shown, and its kind; `None` for an empty cell.
    fn shown(&self, value: &DataRef<'_>) -> Option<(String, Kind)> {
        let text = |text: &str| {
            let text = text.replace(['\n', '\r', '\t'], " ");
            let text = text.trim();
            (!text.is_empty()).then(|| (text.to_owned(), Kind::Text))
        };
        match value {
            DataRef::Int(number) => Some((number.to_string(), Kind::Number(*number as f64))),
            DataRef::Float(number) => Some((number.to_string(), Kind::Number(*number))),
            DataRef::String(content) => text(content),
            DataRef::SharedString(content) => text(content),
            DataRef::Bool(is) => text(if *is { "TRUE" } else { "FALSE" }),
            DataRef::DateTime(at) => Some(self.excel(*at)),
            DataRef::DateTimeIso(at) => match at.parse::<DateTime>() {
                Ok(local) if !at.ends_with(['Z', 'z']) => Some(of_moment(since_epoch(local))),
                _ => text(at),
            },
            DataRef::DurationIso(span) => match iso_duration(span) {
                Some(micros) => Some(of_elapsed(micros)),
                None => text(span),
            },
            DataRef::Error(error) => text(&error.to_string()),
            DataRef::Empty => None,
        }
    }

    /// Returns a date, a time or a length of time of Excel.
    fn excel(&self, at: ExcelDateTime) -> (String, Kind) {
        let days = at.as_f64();
        let micros = |days: f64| (days * 86_400_000.0).round() as i64 * 1000;
        if at.is_duration() {
            return of_elapsed(micros(days));
        }
        if (0.0..1.0).contains(&days) {
            return of_moment(micros(days));
        }
        let days = days + if self.is_1904 { FROM_1904 } else { 0.0 };
        match serial(days) {
            Some(micros) => of_moment(micros),
            None => (days.to_string(), Kind::Number(days)),
        }
    }
}

fn of_moment(micros: i64) -> (String, Kind) {
    let at = moment(micros);
    let shown = if micros < DAY {
        at.time().to_string()
    } else if micros % DAY == 0 {
        at.date().to_string()
    } else {
        at.to_string()
    };
    (shown, Kind::Moment(micros))
}

fn of_elapsed(micros: i64) -> (String, Kind) {
    let seconds = (micros.abs() + 500_000) / 1_000_000;
    let sign = if micros < 0 { "-" } else { "" };
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let shown = format!("{sign}{hours}:{minutes:02}:{:02}", seconds % 60);
    (shown, Kind::Elapsed(micros))
}
