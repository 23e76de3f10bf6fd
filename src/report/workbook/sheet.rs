//! A sheet: a table under frozen headings, with charts below or beside it.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use rust_xlsxwriter::{
    Chart, Color, ConditionalFormat2ColorScale, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Worksheet, XlsxError,
};

use crate::output::printable;
use crate::report::tables::{Cell, Column, Parts, Table, Tone, Value};
use crate::report::wording::{self, Quantity};

/// Limits on the cells and on the columns of a sheet.
const MOST_CELLS: usize = 1_000_000;
const MOST_COLUMNS: usize = 2_000;

/// Length of the longest text that a cell can hold.
const LONGEST_TEXT: usize = 32_767;

/// Limits on the width of columns, in characters.
const NARROWEST: usize = 9;
const WIDEST: usize = 44;
const HEADER_WIDEST: usize = 16;

/// A table and its charts.
pub(super) struct Sheet<'a> {
    /// Name of the sheet, at most 31 characters.
    pub(super) name: &'static str,
    /// One sentence on the contents.
    pub(super) about: String,
    /// The table that the sheet shows.
    pub(super) table: Table<'a>,
    /// Number of columns that stay visible when scrolling.
    pub(super) frozen: u16,
    /// Colour scale of the numbers; `None` if they are not coloured.
    pub(super) shaded: Option<Shade>,
    /// Charts below or beside the table.
    pub(super) charts: Vec<Chart>,
}

/// Direction of a colour scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shade {
    /// The largest number is the darkest.
    LargestDark,
    /// The smallest number is the darkest.
    SmallestDark,
}

impl<'a> Sheet<'a> {
    /// Creates a sheet with as much of the table as fits, the first column frozen; `elsewhere`
    /// names the file that has the rest.
    pub(super) fn new(
        name: &'static str,
        about: impl Into<String>,
        mut table: Table<'a>,
        elsewhere: &str,
    ) -> Self {
        let mut about = about.into();
        let mut left_out = |shown: usize, all: usize, what: &str| {
            if all > shown {
                let all = format!("{all} {what}; all of them are in {elsewhere}");
                about = format!("{about}; the first {shown} of {all}");
            }
        };
        let wide: usize = table.columns.iter().map(width).sum();
        let mut kept = 0;
        table.columns.retain(|column| {
            kept += width(column);
            kept <= MOST_COLUMNS
        });
        let columns = table.columns.iter().map(width).sum();
        left_out(columns, wide, "columns");
        let rows = MOST_CELLS / columns.max(1);
        left_out(rows, table.rows.len(), "rows");
        table.rows.truncate(rows);
        Self {
            name,
            about,
            table,
            frozen: 1,
            shaded: None,
            charts: vec![],
        }
    }

    /// Index of the column with this key or heading.
    pub(super) fn at(&self, name: &str) -> Option<usize> {
        let before = &self.table.columns[..self.table.at(name)?];
        Some(before.iter().map(width).sum())
    }

    /// Returns the headings of all columns.
    pub(super) fn headings(&self) -> Vec<&str> {
        headings(&self.table).map(|(heading, ..)| heading).collect()
    }

    /// Index of the last row.
    pub(super) fn last_row(&self) -> u32 {
        self.table.rows.len() as u32
    }

    /// Writes the sheet.
    pub(super) fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(self.name)?;
        write_table(sheet, 0, &self.table)?;
        let columns = self.fit(sheet)?;
        sheet.set_freeze_panes(1, self.frozen)?;
        let (last_row, last_column) = (self.last_row(), columns.max(1) - 1);
        if last_row > 0 {
            sheet.autofilter(0, 0, last_row, last_column)?;
        }
        if let (Some(shade), true) = (self.shaded, last_row > 0) {
            let (low, high) = match shade {
                Shade::LargestDark => (LIGHT, DARK),
                Shade::SmallestDark => (DARK, LIGHT),
            };
            let scale = ConditionalFormat2ColorScale::new()
                .set_minimum_color(low)
                .set_maximum_color(high);
            sheet.add_conditional_format(1, self.frozen, last_row, last_column, &scale)?;
        }
        let is_short = last_row <= SHORT;
        let (mut row, column) = if is_short {
            (last_row + 2, 0)
        } else {
            (1, last_column + 1)
        };
        for chart in &self.charts {
            sheet.insert_chart_with_offset(row, column, chart, 24, 0)?;
            row += CHART_ROWS;
        }
        sheet.set_landscape();
        if columns <= FITS_A_PAGE {
            sheet.set_print_fit_to_pages(1, 0);
        }
        sheet.set_repeat_rows(0, 0)?;
        Ok(())
    }

    /// Sets the widths of the columns and the height of the headings; returns the number of
    /// columns.
    fn fit(&self, sheet: &mut Worksheet) -> Result<u16, XlsxError> {
        let (mut columns, mut lines) = (0, 1);
        for (heading, at, _) in headings(&self.table) {
            let cells = self
                .table
                .rows
                .iter()
                .take(200)
                .map(|row| letters(&row[at]));
            let letters = heading.chars().count();
            let widest = cells.max().unwrap_or(0).max(letters.min(HEADER_WIDEST));
            sheet.set_column_width(columns, widest.clamp(NARROWEST, WIDEST) as f64 + 2.0)?;
            lines = lines.max(letters.div_ceil(HEADER_WIDEST));
            columns += 1;
        }
        sheet.set_row_height(0, lines.min(6) as f64 * 15.0 + 3.0)?;
        Ok(columns)
    }
}

/// Height of a chart in rows.
const CHART_ROWS: u32 = 20;

/// Limit on the columns that remain legible when a sheet is fitted to one page.
const FITS_A_PAGE: u16 = 16;

/// Limit on the rows of a table that has its charts below; longer tables have them to the right.
const SHORT: u32 = 30;

/// Ends of the colour scale of a shaded sheet: white and a light blue.
const LIGHT: u32 = 0x00FF_FFFF;
const DARK: u32 = 0x0056_B4E9;

/// Number of sheet columns for a column of a table: the ends of an interval have their own.
fn width(column: &Column) -> usize {
    match column.parts {
        Parts::Mean | Parts::HalfWidth => 1,
        Parts::Ends => 3,
    }
}

/// Returns, for each sheet column, its heading, the table's column, and which number of its cells
/// it shows.
fn headings<'t>(table: &'t Table<'_>) -> impl Iterator<Item = (&'t str, usize, usize)> {
    table.columns.iter().enumerate().flat_map(|(at, column)| {
        let headings = [column.heading.as_str(), "lower", "upper"]
            .into_iter()
            .enumerate();
        let headings = headings.take(width(column));
        headings.map(move |(number, heading)| (heading, at, number))
    })
}

/// Writes a table from a row downwards.
pub(super) fn write_table(
    sheet: &mut Worksheet,
    first: u32,
    table: &Table<'_>,
) -> Result<(), XlsxError> {
    let mut looks = BTreeMap::new();
    for (column, (heading, at, number)) in (0..).zip(headings(table)) {
        let is_numeric = table.rows.first().is_some_and(|row| !is_text(&row[at]));
        let side = if is_numeric {
            FormatAlign::Right
        } else {
            FormatAlign::Left
        };
        write_text(
            sheet,
            first,
            column,
            heading,
            &header_format().set_align(side),
        )?;
        for (row, cells) in (first + 1..).zip(&table.rows) {
            write_cell(sheet, (row, column), &cells[at], number, &mut looks)?;
        }
    }
    Ok(())
}

/// Is the cell a text?
fn is_text(cell: &Cell<'_>) -> bool {
    matches!(cell.value, Value::Text(_))
}

/// Approximate number of characters in a cell.
fn letters(cell: &Cell<'_>) -> usize {
    match cell.value {
        Value::Text(_) => cell.words().chars().count(),
        Value::Date(_) => 10,
        Value::Instant(_) => 16,
        Value::Number(..) | Value::Estimate(..) | Value::Difference(..) => NARROWEST,
    }
}

/// Writes a cell; of an estimate the mean, or an end of its interval.
fn write_cell<'a>(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell<'a>,
    number: usize,
    looks: &mut BTreeMap<Quantity<'a>, Format>,
) -> Result<(), XlsxError> {
    let (quantity, numbers) = match &cell.value {
        Value::Text(_) => return write_text(sheet, row, column, &cell.words(), &news(cell.tone)),
        Value::Date(at) => return write_moment(sheet, row, column, at, "yyyy-mm-dd"),
        Value::Instant(at) => return write_moment(sheet, row, column, at, "yyyy-mm-dd hh:mm"),
        Value::Number(quantity, number) => (*quantity, [*number, None, None]),
        Value::Estimate(quantity, it) | Value::Difference(quantity, it) => {
            (*quantity, [it.mean, it.lower, it.upper])
        }
    };
    if let Some(number) = numbers[number].filter(|number| number.is_finite()) {
        let look = || Format::new().set_num_format(number_format(quantity));
        let look = looks.entry(quantity).or_insert_with(look);
        sheet.write_number_with_format(row, column, number, look)?;
    }
    Ok(())
}

/// Returns the format of headings.
fn header_format() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color(0x00EC_EFF2)
        .set_border_bottom(FormatBorder::Thin)
}

/// Returns the format of good or bad news; the words say it as well.
fn news(tone: Tone) -> Format {
    let colour = match tone {
        Tone::Plain => return Format::new(),
        Tone::Good => 0x0000_6B4C,
        Tone::Bad => 0x00A3_4700,
        Tone::Open => 0x0052_606D,
    };
    Format::new().set_bold().set_font_color(Color::RGB(colour))
}

/// Writes a string, truncated to what a cell can hold.
pub(super) fn write_text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let text: String = printable(text).chars().take(LONGEST_TEXT / 2).collect();
    sheet.write_string_with_format(row, column, text, format)?;
    Ok(())
}

/// Returns the number format of a quantity.
fn number_format(quantity: Quantity<'_>) -> String {
    match quantity {
        Quantity::Hours => r#"#,##0.00" h""#.to_owned(),
        Quantity::Share | Quantity::Points => "0.0%".to_owned(),
        Quantity::Money("") => "#,##0".to_owned(),
        Quantity::Money(currency) => {
            let currency = printable(currency).replace(['"', '\\'], " ");
            format!("#,##0\" {currency}\"")
        }
        Quantity::Plain => "General".to_owned(),
        Quantity::Number => "[>=1000]#,##0;[<=-1000]-#,##0;0.00".to_owned(),
    }
}

/// Writes a date of the results as a spreadsheet's serial date, or as a text if that is not
/// possible.
fn write_moment(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    shown: &str,
) -> Result<(), XlsxError> {
    let date = |at: DateTime| {
        let date =
            ExcelDateTime::from_ymd(at.year().try_into().ok()?, at.month() as u8, at.day() as u8);
        let (hour, minute) = (at.hour() as u16, at.minute() as u8);
        date.ok()?
            .and_hms(hour, minute, f64::from(at.second()))
            .ok()
    };
    let Some(date) = wording::instant(text).and_then(date) else {
        return write_text(sheet, row, column, text, &Format::new());
    };
    let format = Format::new().set_num_format(shown);
    sheet.write_datetime_with_format(row, column, &date, &format)?;
    Ok(())
}
