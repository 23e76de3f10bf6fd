//! Turns [`Results`] into a report: tables, charts, an HTML page and a summary for the terminal.
//!
//! This module reads only `Results`, so a report can be made again without a run. It reads neither
//! a clock nor the environment, so the same results give the same bytes. It does not write files
//! but returns their names and bytes. It decides nothing: whether a target is met or a station is
//! overloaded is part of the results, and is only put into words here.
//!
//! ```text
//! Results --> tables (typed cells) --> page, summary, CSV files, workbook
//!         \-> charts (SVG) ----------> page, charts/*.svg, charts/*.png
//! ```

mod answer;
mod charts;
mod digest;
mod exports;
mod figures;
mod fonts;
mod journey;
#[cfg(feature = "desktop")]
mod listing;
mod lookup;
mod page;
#[cfg(feature = "desktop")]
mod picture;
#[cfg(feature = "desktop")]
mod pivot;
#[cfg(feature = "desktop")]
mod summary;
mod tables;
mod wording;
#[cfg(feature = "desktop")]
mod workbook;

use std::collections::BTreeMap;
use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rayon::prelude::*;

use crate::results::{MetricResult, Outcome, Results};

pub use charts::{Chart, charts, flow};
#[cfg(feature = "desktop")]
pub use digest::of_workbook;
pub use digest::{Digest, of_page, write_results};
pub use figures::{Aimed, Change, Changed, KeyFigure, key_figures};
#[cfg(feature = "desktop")]
pub use listing::{Finished, list, list_page};
pub use page::SCRIPT;
#[cfg(feature = "desktop")]
pub use summary::{summary, summary_within};
pub use tables::{Cell, Column, Table};

/// Name of the file that holds the results themselves.
pub const RESULTS_FILE: &str = "results.json";

/// Name of the file that holds the page.
pub const PAGE_FILE: &str = "report.html";

/// Name of the file that holds the workbook.
pub const WORKBOOK_FILE: &str = "report.xlsx";

/// A group of files that can be made from results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `results.json`: the results themselves.
    Results,
    /// The CSV files.
    Tables,
    /// The charts as SVG files, with the feature `desktop` as PNG files too, and the page with the
    /// charts inside.
    Page,
    /// `report.xlsx`: a workbook with charts.
    #[cfg(feature = "desktop")]
    Workbook,
}

/// The files of a report: contents by name; `/` separates folders.
pub type FileSet = BTreeMap<String, Vec<u8>>;

/// Makes the files of these parts, in parallel.
pub fn files(results: &Results, parts: &[Part]) -> io::Result<FileSet> {
    files_with(results, &Digest::of(results)?, parts)
}

/// As [`files`], for results whose `results.json` has this digest.
pub fn files_with(results: &Results, digest: &Digest, parts: &[Part]) -> io::Result<FileSet> {
    let parts = parts
        .par_iter()
        .map(|part| files_of(results, digest, *part));
    let parts: Vec<FileSet> = parts.collect::<io::Result<_>>()?;
    Ok(parts.into_iter().flatten().collect())
}

fn files_of(results: &Results, digest: &Digest, part: Part) -> io::Result<FileSet> {
    let one = |name: &str, bytes| FileSet::from([(name.to_owned(), bytes)]);
    match part {
        Part::Results => Ok(one(RESULTS_FILE, json(results)?.into_bytes())),
        Part::Tables => tables_of(results),
        Part::Page => page_and_charts(results, digest),
        #[cfg(feature = "desktop")]
        Part::Workbook => Ok(one(WORKBOOK_FILE, workbook::workbook(results, digest)?)),
    }
}

fn tables_of(results: &Results) -> io::Result<FileSet> {
    if let Outcome::Sweep(sweep) = &results.outcome {
        let points = exports::csv_of(tables::all_of_sweep(results, sweep))?;
        return Ok(FileSet::from([("sweep.csv".to_owned(), points)]));
    }
    let tables = match &results.outcome {
        Outcome::Sweep(_) => vec![],
        Outcome::Run(run) => {
            let plain = |it: &MetricResult| it.plain.unwrap_or(it.estimate);
            vec![
                ("metrics.csv", tables::metrics(results, run, plain)),
                ("daily.csv", tables::daily(results, run)),
                ("hourly.csv", tables::hourly(results, run)),
            ]
        }
        Outcome::Staff(staff) => vec![
            ("staffing.csv", tables::staffing(results, staff)),
            ("roster.csv", tables::roster(results, staff)),
        ],
        Outcome::Stress(stress) => vec![("stress.csv", tables::stress(results, stress))],
        Outcome::Compare(compare) => vec![
            (
                "comparison.csv",
                tables::differences(results, compare, |_| true),
            ),
            ("best.csv", tables::best(results, compare)),
        ],
    };
    let tables = tables.iter();
    tables
        .map(|(name, table)| Ok(((*name).to_owned(), exports::csv(table)?)))
        .collect()
}

#[cfg_attr(
    not(feature = "desktop"),
    expect(clippy::unnecessary_wraps, reason = "drawing pictures can fail")
)]
fn page_and_charts(results: &Results, digest: &Digest) -> io::Result<FileSet> {
    let charts = charts(results);
    let page = page_with(results, digest, &charts).into_bytes();
    let mut files = FileSet::from([(PAGE_FILE.to_owned(), page)]);
    #[cfg(feature = "desktop")]
    files.extend(pictures(&charts)?);
    for chart in charts {
        files.insert(format!("charts/{}.svg", chart.name), chart.svg.into_bytes());
    }
    Ok(files)
}

/// Draws the charts as PNG files.
#[cfg(feature = "desktop")]
fn pictures(charts: &[Chart<'_>]) -> io::Result<FileSet> {
    let pictures = charts.par_iter().map(|chart| {
        let name = format!("charts/{}.png", chart.name);
        Ok((name, picture::png(&chart.svg)?))
    });
    pictures.collect()
}

/// Returns the page, as in `report.html`.
///
/// # Panics
/// Never: results can always be written to memory.
pub fn page(results: &Results) -> String {
    let digest = Digest::of(results).expect("results can be written to memory");
    page_with(results, &digest, &charts(results))
}

/// Returns what the page shows in its body: all but its frame and its script.
///
/// # Panics
/// Never: results can always be written to memory.
pub fn content(results: &Results) -> String {
    let digest = Digest::of(results).expect("results can be written to memory");
    allowed(&page::content(results, &digest, &charts(results)).into_string())
}

/// Returns the style sheet of the page, with the fonts inside.
pub fn style() -> String {
    page::style()
}

/// Returns the style sheet of the page without the fonts.
pub fn plain_style() -> &'static str {
    page::STYLE
}

/// Returns the regular and the bold face of the font of the page, in base64.
pub fn fonts() -> [String; 2] {
    [fonts::REGULAR, fonts::BOLD].map(|face| STANDARD.encode(face))
}

/// Returns the loads of the stations as a table of the page, before any run.
pub fn loads(results: &Results) -> String {
    page::loads(results).into_string()
}

/// Returns the answer in one sentence, and the sentences that follow it.
pub fn sentences(results: &Results) -> (String, Vec<String>) {
    let answer = answer::answer(results);
    (answer.headline, answer.details)
}

/// Returns the text of `results.json`.
///
/// # Errors
/// If the results cannot be written as JSON.
pub fn json(results: &Results) -> io::Result<String> {
    let mut json = vec![];
    write_results(results, &mut json)?;
    String::from_utf8(json).map_err(io::Error::other)
}

/// Returns the page with these charts, without the control characters that HTML forbids.
fn page_with(results: &Results, digest: &Digest, charts: &[Chart<'_>]) -> String {
    allowed(&page::page(results, digest, charts))
}

/// Returns a text without the control characters that HTML forbids.
fn allowed(text: &str) -> String {
    let allowed = |letter: &char| matches!(letter, '\n' | '\t') || !letter.is_control();
    text.chars().filter(allowed).collect()
}
