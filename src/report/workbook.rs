//! `report.xlsx`: a sheet a topic, numbers as numbers, with native charts.
//!
//! A sheet is a table of [`Item`]s under a frozen row of headers, its charts beside it. Texts are
//! written as texts, so that none is computed. The workbook holds no clock.

mod charts;
mod compare;
mod provenance;
mod run;
mod searches;
mod sheet;
mod summary;
mod sweep;

use std::io;

use jiff::civil::DateTime;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::metric::{Metric, Scope};
use crate::output::printable;
use crate::results::{Estimate, MetricResult, Outcome, Plan, Results};

use super::wording::{self, Quantity};

use sheet::Sheet;

/// How a number is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Look<'a> {
    /// Hours.
    Hours,
    /// A share, in percent.
    Share,
    /// Money in a currency.
    Money(&'a str),
    /// A whole number.
    Count,
    /// Any other number, to hundredths.
    Number,
    /// A number as it was written.
    Plain,
}

/// What stands in a cell.
#[derive(Clone, Debug)]
enum Item<'a> {
    /// Words.
    Text(String),
    /// A number; an empty cell where there is none.
    Number(Look<'a>, Option<f64>),
    /// A date.
    Date(DateTime),
    /// A date and a time of day.
    Instant(DateTime),
}

impl<'a> Look<'a> {
    /// How a metric is shown.
    fn of(metric: Metric, plan: &'a Plan) -> Self {
        Quantity::of(metric, plan).into()
    }
}

impl<'a> From<Quantity<'a>> for Look<'a> {
    fn from(quantity: Quantity<'a>) -> Self {
        match quantity {
            Quantity::Hours => Self::Hours,
            Quantity::Share | Quantity::Points => Self::Share,
            Quantity::Money(currency) => Self::Money(currency),
            Quantity::Number => Self::Number,
        }
    }
}

impl<'a> Item<'a> {
    fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn count(number: u64) -> Self {
        Self::Number(Look::Count, Some(number as f64))
    }

    /// An instant of the results; as a text where it is none.
    fn instant(text: &str) -> Self {
        wording::instant(text).map_or_else(|| Self::text(text), Self::Instant)
    }

    /// A date of the results; as a text where it is none.
    fn date(text: &str) -> Self {
        wording::instant(text).map_or_else(|| Self::text(text), Self::Date)
    }

    /// An estimate and the ends of its interval.
    fn estimate(look: Look<'a>, estimate: &Estimate) -> [Self; 3] {
        [estimate.mean, estimate.lower, estimate.upper].map(|number| Self::Number(look, number))
    }
}

/// The bytes of `report.xlsx`.
pub(super) fn workbook(results: &Results) -> io::Result<Vec<u8>> {
    let sheets = match &results.outcome {
        Outcome::Run(run) => run::sheets(results, run),
        Outcome::Sweep(sweep) => sweep::sheets(results, sweep),
        Outcome::Staff(staff) => searches::staff(results, staff),
        Outcome::Stress(stress) => searches::stress(results, stress),
        Outcome::Compare(compare) => compare::sheets(results, compare),
    };
    let sheets: Vec<Sheet<'_>> = sheets
        .into_iter()
        .chain(provenance::sheets(results))
        .collect();
    save(results, &sheets).map_err(io::Error::other)
}

fn save(results: &Results, sheets: &[Sheet<'_>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // a property that workbooks must have, and no clock may give
    let created = ExcelDateTime::from_ymd(2020, 1, 1)?;
    let properties = DocProperties::new()
        .set_title(printable(&results.heading.title))
        .set_comment(format!("Made by clearway {}", results.provenance.version))
        .set_creation_datetime(&created);
    book.set_properties(&properties);
    summary::write(book.add_worksheet(), results, sheets)?;
    for sheet in sheets {
        sheet.write(book.add_worksheet())?;
    }
    book.save_to_buffer()
}

/// The heads of an estimate's columns: its name, and the ends of its interval.
fn with_ends(name: &str) -> [String; 3] {
    [name, "lower", "upper"].map(str::to_owned)
}

/// The head of a metric's column, such as "Wait, mean".
fn header(results: &Results, metric: &MetricResult) -> String {
    let words = metric.metric.words(metric.scope.kind());
    if metric.scope == Scope::All {
        words.to_owned()
    } else {
        format!("{}: {words}", wording::label(results, &metric.scope))
    }
}
