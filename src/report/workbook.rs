//! `report.xlsx`: one sheet for each topic, numbers as numbers, with native charts.
//!
//! A sheet is a table under a frozen row of headings, with its charts below or beside it. Texts are
//! written as strings, so that a spreadsheet never evaluates them as formulas. No part of the
//! workbook depends on the clock.

mod charts;
mod provenance;
mod run;
mod sheet;
mod summary;
mod sweep;

use std::io;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::output::printable;
use crate::results::{CompareOutcome, Outcome, Results, StaffOutcome};

use super::digest::{self, Digest};
use super::tables;
use sheet::Sheet;

/// Returns the bytes of `report.xlsx`.
pub(super) fn workbook(results: &Results, digest: &Digest) -> io::Result<Vec<u8>> {
    let mut sheets = match &results.outcome {
        Outcome::Run(run) => run::sheets(results, run),
        Outcome::Sweep(sweep) => sweep::sheets(results, sweep),
        Outcome::Staff(staff) => {
            let about = "Who works when in the choice";
            let table = tables::roster(results, staff);
            vec![
                Sheet::new("Roster", about, table, "roster.csv"),
                arrangements(results, staff),
            ]
        }
        Outcome::Stress(stress) => {
            let about = "Multiples of the arrivals that were simulated";
            let table = tables::multiples(results, stress);
            vec![Sheet::new("Multiples", about, table, "stress.csv")]
        }
        Outcome::Compare(compare) => vec![differences(results, compare)],
    };
    sheets.retain(|sheet| !sheet.table.is_empty());
    sheets.extend(provenance::sheets(results, digest));
    save(results, digest, &sheets).map_err(io::Error::other)
}

fn save(results: &Results, digest: &Digest, sheets: &[Sheet<'_>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // workbooks must have a creation date; a fixed one keeps the bytes the same
    let created = ExcelDateTime::from_ymd(2020, 1, 1)?;
    let properties = DocProperties::new()
        .set_title(printable(&results.heading.title))
        .set_comment(format!("Made by clearway {}", results.provenance.version))
        .set_custom_property(digest::NAME, digest.to_string())
        .set_creation_datetime(&created);
    book.set_properties(&properties);
    summary::write(book.add_worksheet(), results, sheets)?;
    for sheet in sheets {
        sheet.write(book.add_worksheet())?;
    }
    book.save_to_buffer()
}

/// Returns the sheet of all simulated arrangements of a search.
fn arrangements<'a>(results: &'a Results, staff: &'a StaffOutcome) -> Sheet<'a> {
    let order = if staff.finished && staff.choice.is_none() {
        "the nearest miss first"
    } else {
        "in the order of their cost"
    };
    let about = format!("Arrangements that were simulated, {order}");
    Sheet::new(
        "Arrangements",
        about,
        tables::candidates(results, staff),
        "staffing.csv",
    )
}

/// Returns the sheet of all differences with their intervals.
fn differences<'a>(results: &'a Results, compare: &'a CompareOutcome) -> Sheet<'a> {
    let about = "Every difference from the baseline, with its interval and its verdict";
    let differences = tables::differences(results, compare, |it| it.difference.mean.is_some());
    let columns = [
        "alternative",
        "metric",
        "scope",
        "Baseline",
        "difference",
        "lower",
        "upper",
        "adjusted",
        "verdict",
    ];
    Sheet::new(
        "Differences",
        about,
        differences.pick(columns),
        "comparison.csv",
    )
}
