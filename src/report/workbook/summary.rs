//! The first sheet: the answer, the targets, the notes, and a list of the sheets.

use rust_xlsxwriter::{Format, FormatAlign, Url, Worksheet, XlsxError};

use crate::report::answer;
use crate::report::tables::{self, Cell, Layout, Table};
use crate::results::{Outcome, Results, Severity};

use super::sheet::{Sheet, write_table, write_text};

/// Last column of the sheet, and the number of characters on a line.
const LAST: u16 = 6;
const WIDTHS: [f64; LAST as usize + 1] = [34.0, 13.0, 13.0, 13.0, 13.0, 13.0, 40.0];
const LINE: usize = 130;

/// Height of a line of ordinary size, in points.
const LEADING: f64 = 16.0;

/// Writes the sheet.
pub(super) fn write(
    sheet: &mut Worksheet,
    results: &Results,
    sheets: &[Sheet<'_>],
) -> Result<(), XlsxError> {
    sheet.set_name("Summary")?;
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let mut page = Page { sheet, row: 0 };
    let heading = &results.heading;
    page.paragraph(
        &heading.title,
        &Format::new().set_bold().set_font_size(15),
        22.0,
    )?;
    if let Some(question) = &heading.question {
        page.paragraph(question, &Format::new().set_italic(), LEADING)?;
    }
    page.row += 1;
    let answer = answer::answer(results);
    page.paragraph(&answer.headline, &Format::new().set_bold(), LEADING)?;
    for sentence in &answer.details {
        page.paragraph(sentence, &Format::new(), LEADING)?;
    }
    if let Outcome::Run(run) = &results.outcome
        && !run.verdicts.is_empty()
    {
        page.table(&tables::targets(results, &run.verdicts))?;
    }
    page.row += 1;
    for note in &results.notes {
        let text = match note.severity {
            Severity::Warning => format!("Warning: {}", note.text),
            Severity::Remark => format!("Note: {}", note.text),
        };
        page.paragraph(&text, &Format::new(), LEADING)?;
    }
    page.contents(sheets)?;
    page.sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// A sheet that is written from top to bottom, and the next free row.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
}

impl Page<'_> {
    /// Writes a text across the whole width, in lines of this height.
    fn paragraph(&mut self, text: &str, format: &Format, height: f64) -> Result<(), XlsxError> {
        let format = format.clone().set_text_wrap().set_align(FormatAlign::Top);
        self.sheet
            .merge_range(self.row, 0, self.row, LAST, "", &format)?;
        write_text(self.sheet, self.row, 0, text, &format)?;
        let lines = text.chars().count().div_ceil(LINE).max(1) as f64;
        self.sheet.set_row_height(self.row, lines * height)?;
        self.row += 1;
        Ok(())
    }

    /// Writes a table below an empty row.
    fn table(&mut self, table: &Table<'_>) -> Result<(), XlsxError> {
        write_table(self.sheet, self.row + 1, table)?;
        self.row += 2 + table.rows.len() as u32;
        Ok(())
    }

    /// Lists the other sheets with links to them.
    fn contents(&mut self, sheets: &[Sheet<'_>]) -> Result<(), XlsxError> {
        let contents = Layout::over(sheets)
            .column("Sheet", |_| Cell::default())
            .column("Contents", |sheet| Cell::text(&sheet.about))
            .table();
        let first = self.row + 2;
        self.table(&contents)?;
        for (row, sheet) in (first..).zip(sheets) {
            let link = Url::new(format!("internal:'{}'!A1", sheet.name));
            self.sheet.write_url(row, 0, link.set_text(sheet.name))?;
        }
        Ok(())
    }
}
