//! Reads a sheet of a workbook as a text with one line for each row, so that its cells have places
//! like those of a text.

use std::io::Cursor;

use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader, SheetType, Xlsx};
use jiff::civil::DateTime;

use super::bytes::Format;
use super::grid::{DAY, Kind, Raw, Table, moment, serial, since_epoch};
use super::text;
use crate::scenario::problem::{Complaint, Problems, Source};
use crate::scenario::suggest;

/// Limit on the cells of a sheet.
const MOST_CELLS: usize = 100_000_000;

/// Limit on the bytes of the text of a sheet.
const MOST_TEXT: usize = 1 << 31;

/// Days from the first day of workbooks whose days count from 1904 to that of all others.
const FROM_1904: f64 = 1462.0;

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

/// Reads the sheet of this name, or the only one.
pub(super) fn read(
    name: &str,
    (bytes, format): (Vec<u8>, Format),
    sheet: Option<&str>,
    rows_are: &str,
) -> Result<Table, SheetError> {
    let bytes = Cursor::new(bytes);
    match format {
        Format::Excel => {
            let mut book = Xlsx::new(bytes).map_err(|error| damaged(&error))?;
            let sheet = chosen(&book, sheet)?;
            let is_1904 = book.has_1904_epoch();
            let mut lines = Sheet::new(is_1904);
            let mut cells = book
                .worksheet_cells_reader(&sheet)
                .map_err(|error| damaged(&error))?;
            while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
                lines.add(cell.get_position(), cell.get_value())?;
            }
            lines.finish(&format!("{name}[{sheet}]"), rows_are)
        }
        Format::OpenDocument => {
            let mut book: Ods<_> = Ods::new(bytes).map_err(|error| damaged(&error))?;
            let sheet = chosen(&book, sheet)?;
            let range = book.worksheet_range(&sheet);
            let range = range.map_err(|error| damaged(&error))?;
            let (top, left) = range.start().unwrap_or_default();
            let mut lines = Sheet::new(false);
            for (row, column, value) in range.used_cells() {
                let at = (top + row as u32, left + column as u32);
                lines.add(at, &borrowed(value))?;
            }
            lines.finish(&format!("{name}[{sheet}]"), rows_are)
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
struct Sheet {
    is_1904: bool,
    text: String,
    /// Row of the last line of the text, from 0.
    row: u32,
    /// Cells of that row, with their columns.
    line: Vec<(u32, Raw)>,
    /// The first column of the headings and their number.
    headings: Option<(u32, usize)>,
    cells: Vec<Raw>,
}

impl Sheet {
    fn new(is_1904: bool) -> Self {
        Self {
            is_1904,
            text: String::new(),
            row: 0,
            line: vec![],
            headings: None,
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

    /// Puts the cells of the last row under their headings. Cells beside all headings are ignored.
    fn end_row(&mut self) -> Result<(), SheetError> {
        self.line.sort_by_key(|(column, _)| *column);
        let (Some((first, _)), Some((last, _))) = (self.line.first(), self.line.last()) else {
            return Ok(());
        };
        let (first, width) = *self
            .headings
            .get_or_insert((*first, (*last - *first) as usize + 1));
        let begin = self.cells.len();
        let end = self.text.len() as u32;
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
        for (column, raw) in self.line.drain(..) {
            let place = column.checked_sub(first).map(|place| place as usize);
            if let Some(place) = place.filter(|place| *place < width) {
                self.cells[begin + place] = raw;
                is_empty = false;
            }
        }
        if is_empty {
            self.cells.truncate(begin);
        }
        Ok(())
    }

    fn finish(mut self, name: &str, rows_are: &str) -> Result<Table, SheetError> {
        self.end_row()?;
        let source = Source::file(name, &self.text);
        let Some((first, width)) = self.headings else {
            let problem = text::empty(&source, rows_are);
            return Err(SheetError::Content(problem.into()));
        };
        Ok(Table::new(source, Some(first), width, self.cells))
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

/// Returns the microseconds of a duration of ISO 8601 such as PT08H30M; `None` if it has months,
/// years or another form.
pub(in crate::scenario) fn iso_duration(text: &str) -> Option<i64> {
    let span: jiff::SignedDuration = text.parse().ok()?;
    text.starts_with(['P', 'p'])
        .then(|| i64::try_from(span.as_micros()).ok())?
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
