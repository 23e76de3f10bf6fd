//! Turns [`Results`] into what leaves the planner's desk: tables, charts, one page, and the summary
//! for the terminal.
//!
//! Reads nothing but `Results`, so that everything can be made again without a run, and neither a
//! clock nor an environment, so that the same results give the same bytes. It decides nothing: what
//! is met, missed or overloaded was decided before, and is put into words here.
//!
//! ```text
//! Results --> tables (rows of cells) --> page, exports, summary
//!         \-> charts (SVG) ------------> page, charts/*.svg, charts/*.png
//! ```

mod answer;
mod charts;
mod exports;
mod fonts;
mod journey;
mod lookup;
mod page;
mod picture;
mod pivot;
mod summary;
mod tables;
mod wording;
mod workbook;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::output::WholeFile;
use crate::results::{Outcome, Results};

pub use charts::{Chart, charts};
pub use summary::summary;
pub use tables::{Cell, Table, Tone};

/// The file that holds the results themselves.
pub const RESULTS_FILE: &str = "results.json";

/// How much is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// `results.json` and the CSV files.
    Tables,
    /// The tables, the charts and the page.
    Everything,
}

/// Writes the files of a result into `directory`, which is made where it is missing, and returns
/// their paths in the order of writing.
///
/// Each file is written under a temporary name and then renamed, so that none is ever half there.
pub fn write(results: &Results, directory: &Path, parts: Parts) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(directory)?;
    let (json, tables) = rayon::join(|| serde_json::to_vec(results), || tables_of(results));
    let mut json = json.map_err(io::Error::other)?;
    json.push(b'\n');
    let mut written = vec![put(directory, RESULTS_FILE, &json)?];
    written.extend(write_beside(results, &tables?, directory, parts)?);
    Ok(written)
}

/// Writes everything but `results.json`, which is there already.
pub fn write_again(results: &Results, directory: &Path, parts: Parts) -> io::Result<Vec<PathBuf>> {
    write_beside(results, &tables_of(results)?, directory, parts)
}

/// A file's name and bytes.
type Named = (&'static str, Vec<u8>);

fn write_beside(
    results: &Results,
    tables: &[Named],
    directory: &Path,
    parts: Parts,
) -> io::Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    for (name, bytes) in tables {
        written.push(put(directory, name, bytes)?);
    }
    if parts == Parts::Everything {
        let charts = charts(results);
        let folder = directory.join("charts");
        if !charts.is_empty() {
            fs::create_dir_all(&folder)?;
        }
        let pictures: Vec<Vec<u8>> = charts
            .par_iter()
            .map(|chart| picture::png(&chart.svg))
            .collect::<Result<_, _>>()?;
        for (chart, png) in charts.iter().zip(&pictures) {
            written.push(put(
                &folder,
                &format!("{}.svg", chart.name),
                chart.svg.as_bytes(),
            )?);
            written.push(put(&folder, &format!("{}.png", chart.name), png)?);
        }
        let page = page_with(results, &charts);
        written.push(put(directory, "report.html", page.as_bytes())?);
    }
    Ok(written)
}

/// Writes `report.xlsx` into a folder that is there, and returns its path.
pub fn write_workbook(results: &Results, directory: &Path) -> io::Result<PathBuf> {
    put(directory, "report.xlsx", &workbook::workbook(results)?)
}

/// The page alone, as in `report.html`.
pub fn page(results: &Results) -> String {
    page_with(results, &charts(results))
}

/// The page with charts that are drawn, without the control characters that HTML forbids.
fn page_with(results: &Results, charts: &[Chart]) -> String {
    let allowed = |letter: &char| matches!(letter, '\n' | '\t') || !letter.is_control();
    page::page(results, charts)
        .chars()
        .filter(allowed)
        .collect()
}

/// Names and bytes of the CSV files.
fn tables_of(results: &Results) -> io::Result<Vec<Named>> {
    let mut files = vec![];
    match &results.outcome {
        Outcome::Run(run) => {
            files.push(("metrics.csv", exports::metrics(run)?));
            files.push(("daily.csv", exports::daily(run)?));
            files.push(("hourly.csv", exports::hourly(run)?));
        }
        Outcome::Sweep(sweep) => files.push(("sweep.csv", exports::sweep(sweep)?)),
        Outcome::Staff(staff) => files.push(("staffing.csv", exports::staffing(staff)?)),
        Outcome::Stress(stress) => files.push(("stress.csv", exports::stress(stress)?)),
        Outcome::Compare(compare) => {
            files.push(("comparison.csv", exports::comparison(compare)?));
            files.push(("best.csv", exports::best(compare)?));
        }
    }
    Ok(files)
}

/// Writes a file that is whole or not there.
fn put(directory: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let mut file = WholeFile::create(directory, name)?;
    file.write_all(bytes)?;
    file.finish()
}
