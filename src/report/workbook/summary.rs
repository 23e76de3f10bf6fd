//! The first sheet: the answer, the targets, what to know, and what is where.

use rust_xlsxwriter::{Color, Format, FormatAlign, Url, Worksheet, XlsxError};

use crate::output::printable;
use crate::report::wording::{self, Quantity};
use crate::report::{answer, tables};
use crate::results::{Outcome, Results, Severity, Standing, Verdict};

use super::sheet::{Looks, Sheet, header_format, write_text};
use super::{Item, Look};

/// The columns of the sheet, and the characters that fit on a line of them.
const LAST: u16 = 6;
const WIDTHS: [f64; LAST as usize + 1] = [34.0, 13.0, 13.0, 13.0, 13.0, 13.0, 40.0];
const LINE: usize = 130;

/// The height of a line of ordinary size, in points.
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
    if let Outcome::Run(run) = &results.outcome {
        page.targets(results, &run.verdicts)?;
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

/// A sheet that is written from top to bottom.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
}

impl Page<'_> {
    /// A text over the whole width, in lines of a height.
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

    fn headers(&mut self, headers: &[&str]) -> Result<(), XlsxError> {
        self.row += 1;
        for (column, header) in (0..).zip(headers) {
            write_text(self.sheet, self.row, column, header, &header_format())?;
        }
        self.row += 1;
        Ok(())
    }

    /// Each target held against the results.
    fn targets(&mut self, results: &Results, verdicts: &[Verdict]) -> Result<(), XlsxError> {
        if verdicts.is_empty() {
            return Ok(());
        }
        let headers = [
            "Target", "Verdict", "Result", "Lower", "Upper", "Wanted", "Remark",
        ];
        self.headers(&headers)?;
        let mut looks = Looks::default();
        for verdict in verdicts {
            let quantity = Quantity::of_aim(verdict.target, &results.plan);
            let look = Look::from(quantity);
            let numbers = [
                verdict.estimate.mean,
                verdict.estimate.lower,
                verdict.estimate.upper,
                Some(verdict.wanted),
            ];
            let name = wording::target(results, verdict.target);
            write_text(self.sheet, self.row, 0, &name, &Format::new())?;
            let (words, format) = (wording::standing(verdict.standing), news(verdict.standing));
            write_text(self.sheet, self.row, 1, words, &format)?;
            for (column, number) in (2..).zip(numbers) {
                Item::Number(look, number).write(self.sheet, self.row, column, &mut looks)?;
            }
            let remark = tables::remark(results, quantity, verdict);
            write_text(self.sheet, self.row, LAST, &remark, &Format::new())?;
            self.row += 1;
        }
        Ok(())
    }

    /// What the other sheets hold.
    fn contents(&mut self, sheets: &[Sheet<'_>]) -> Result<(), XlsxError> {
        self.headers(&["Sheet", "Holds"])?;
        for sheet in sheets {
            let link = format!("internal:'{}'!A1", sheet.name);
            let link = Url::new(link).set_text(sheet.name);
            self.sheet.write_url(self.row, 0, link)?;
            let about = match &sheet.remark {
                Some(remark) => format!("{}; {remark}", sheet.about),
                None => sheet.about.clone(),
            };
            write_text(self.sheet, self.row, 1, &printable(&about), &Format::new())?;
            self.row += 1;
        }
        Ok(())
    }
}

/// Good news, bad news; the words say so as well.
fn news(standing: Standing) -> Format {
    let colour = match standing {
        Standing::Met => 0x0000_6B4C,
        Standing::Missed => 0x00A3_4700,
        Standing::Close | Standing::Undecided => 0x0052_606D,
    };
    Format::new().set_bold().set_font_color(Color::RGB(colour))
}
