//! A sheet: a table under frozen headers, with charts below or beside it.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use rust_xlsxwriter::{
    Chart, ConditionalFormat2ColorScale, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Worksheet, XlsxError,
};

use crate::output::printable;

use super::{Item, Look};

/// Cells that a sheet holds at most, and columns.
const MOST_CELLS: usize = 1_000_000;
const MOST_COLUMNS: usize = 2_000;

/// The longest text that a cell can hold.
const LONGEST_TEXT: usize = 32_767;

/// Width of columns, in characters.
const NARROWEST: usize = 9;
const WIDEST: usize = 44;
const HEADER_WIDEST: usize = 16;

/// A table and its charts.
pub(super) struct Sheet<'a> {
    /// The name of the sheet, at most 31 characters.
    pub(super) name: &'static str,
    /// What it holds, in a sentence.
    pub(super) about: String,
    /// The row above all others.
    pub(super) headers: Vec<String>,
    /// Each as long as the headers.
    pub(super) rows: Vec<Vec<Item<'a>>>,
    /// Columns that stay in sight.
    pub(super) frozen: u16,
    /// Are the numbers coloured from low to high?
    pub(super) shaded: Option<Shade>,
    /// Below or beside the table.
    pub(super) charts: Vec<Chart>,
    /// How much was left out, and where it is.
    pub(super) remark: Option<String>,
}

/// Which end of a scale is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shade {
    /// The darkest cell holds the largest number.
    LargestDark,
    /// The darkest cell holds the smallest number.
    SmallestDark,
}

impl<'a> Sheet<'a> {
    /// An empty table, of which the first column stays in sight.
    pub(super) fn new(name: &'static str, about: &str, headers: &[&str]) -> Self {
        Self {
            name,
            about: about.to_owned(),
            headers: headers.iter().map(|header| (*header).to_owned()).collect(),
            rows: vec![],
            frozen: 1,
            shaded: None,
            charts: vec![],
            remark: None,
        }
    }

    /// Takes as many columns as a sheet can show, and says where the others are.
    pub(super) fn add_headers(&mut self, headers: Vec<String>, elsewhere: &str) {
        let all = self.headers.len() + headers.len();
        self.headers.extend(headers);
        if all > MOST_COLUMNS {
            self.headers.truncate(MOST_COLUMNS);
            self.remark = Some(format!(
                "the first {MOST_COLUMNS} of {all} columns; all of them are in {elsewhere}"
            ));
        }
    }

    /// Takes as many rows as a sheet can show, each as long as the headers, and says where the
    /// others are.
    pub(super) fn add_rows(
        &mut self,
        rows: impl ExactSizeIterator<Item = Vec<Item<'a>>>,
        elsewhere: &str,
    ) {
        let (all, columns) = (rows.len(), self.headers.len());
        let most = MOST_CELLS / columns.max(1);
        if all > most {
            let rows = format!("the first {most} of {all} rows; all of them are in {elsewhere}");
            self.remark = Some(rows);
        }
        self.rows = rows.take(most).collect();
        self.rows.iter_mut().for_each(|row| row.truncate(columns));
    }

    /// The number of the last row.
    pub(super) fn last_row(&self) -> u32 {
        self.rows.len() as u32
    }

    /// Writes it down.
    pub(super) fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(self.name)?;
        let mut looks = Looks::default();
        for (column, header) in (0..).zip(&self.headers) {
            let cells = || {
                self.rows
                    .iter()
                    .filter_map(|row| row.get(usize::from(column)))
            };
            let is_text = matches!(cells().next(), Some(Item::Text(_)) | None);
            let side = if is_text {
                FormatAlign::Left
            } else {
                FormatAlign::Right
            };
            write_text(sheet, 0, column, header, &header_format().set_align(side))?;
            let widest = cells().take(200).map(Item::width).max().unwrap_or(0);
            let width = widest.max(header.chars().count().min(HEADER_WIDEST));
            sheet.set_column_width(column, width.clamp(NARROWEST, WIDEST) as f64 + 2.0)?;
        }
        sheet.set_row_height(0, self.header_lines() as f64 * 15.0 + 3.0)?;
        for (row, items) in (1..).zip(&self.rows) {
            for (column, item) in (0..).zip(items) {
                item.write(sheet, row, column, &mut looks)?;
            }
        }
        sheet.set_freeze_panes(1, self.frozen)?;
        let (last_row, last_column) = (self.last_row(), self.headers.len().max(1) as u16 - 1);
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
        if self.headers.len() <= FITS_A_PAGE {
            sheet.set_print_fit_to_pages(1, 0);
        }
        sheet.set_repeat_rows(0, 0)?;
        Ok(())
    }

    /// Lines that the longest header takes.
    fn header_lines(&self) -> usize {
        let lines = |header: &String| header.chars().count().div_ceil(HEADER_WIDEST);
        self.headers
            .iter()
            .map(lines)
            .max()
            .unwrap_or(1)
            .clamp(1, 6)
    }
}

/// Rows of the height of a chart.
const CHART_ROWS: u32 = 20;

/// Columns that can still be read on one page.
const FITS_A_PAGE: usize = 16;

/// Charts stand below a table of at most this many rows, else to its right.
const SHORT: u32 = 30;

/// The ends of the scale of a shaded sheet: white and the blue of what is released.
const LIGHT: u32 = 0x00FF_FFFF;
const DARK: u32 = 0x0056_B4E9;

/// What a header looks like.
pub(super) fn header_format() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color(0x00EC_EFF2)
        .set_border_bottom(FormatBorder::Thin)
}

/// Writes a text as a text, as much of it as a cell can hold.
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

/// The formats of a sheet, each made once.
#[derive(Default)]
pub(super) struct Looks<'a>(BTreeMap<Look<'a>, Format>);

impl<'a> Looks<'a> {
    fn format(&mut self, look: Look<'a>) -> &Format {
        let make = || Format::new().set_num_format(look.number_format());
        self.0.entry(look).or_insert_with(make)
    }
}

impl Look<'_> {
    /// As spreadsheets write it.
    pub(super) fn number_format(self) -> String {
        match self {
            Self::Hours => r#"#,##0.00" h""#.to_owned(),
            Self::Share => "0.0%".to_owned(),
            Self::Money("") | Self::Count => "#,##0".to_owned(),
            Self::Money(currency) => {
                let currency = printable(currency).replace(['"', '\\'], " ");
                format!("#,##0\" {currency}\"")
            }
            Self::Plain => "General".to_owned(),
            Self::Number => "[>=1000]#,##0;[<=-1000]-#,##0;0.00".to_owned(),
        }
    }
}

impl<'a> Item<'a> {
    /// Writes it into a cell.
    pub(super) fn write(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        looks: &mut Looks<'a>,
    ) -> Result<(), XlsxError> {
        match self {
            Self::Text(text) => write_text(sheet, row, column, text, &Format::new())?,
            Self::Number(look, number) => {
                if let Some(number) = number.filter(|number| number.is_finite()) {
                    sheet.write_number_with_format(row, column, number, looks.format(*look))?;
                }
            }
            Self::Date(at) => write_moment(sheet, row, column, *at, "yyyy-mm-dd")?,
            Self::Instant(at) => write_moment(sheet, row, column, *at, "yyyy-mm-dd hh:mm")?,
        }
        Ok(())
    }

    /// Characters that it takes, roughly.
    fn width(&self) -> usize {
        match self {
            Self::Text(text) => text.chars().count(),
            Self::Number(..) => NARROWEST,
            Self::Date(_) => 10,
            Self::Instant(_) => 16,
        }
    }
}

/// Writes a date as a spreadsheet counts it; as a text where it cannot.
fn write_moment(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    at: DateTime,
    shown: &str,
) -> Result<(), XlsxError> {
    let date = u16::try_from(at.year()).ok().and_then(|year| {
        let date = ExcelDateTime::from_ymd(year, at.month() as u8, at.day() as u8).ok()?;
        let (hour, minute) = (at.hour() as u16, at.minute() as u8);
        date.and_hms(hour, minute, f64::from(at.second())).ok()
    });
    match date {
        Some(date) => {
            let format = Format::new().set_num_format(shown);
            sheet.write_datetime_with_format(row, column, &date, &format)?;
        }
        None => write_text(sheet, row, column, &at.to_string(), &Format::new())?,
    }
    Ok(())
}
