//! `clearway report`.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::input::{self, Disk, Files as _};
use crate::report::{Digest, PAGE_FILE, RESULTS_FILE, WORKBOOK_FILE, of_page, of_workbook};
use crate::results::Results;

use super::arguments::Options;
use super::failure::Failure;
use super::folder::{self, Folder, MANIFEST};

/// Limit on the size of a page or a workbook whose digest is read, in bytes.
const MOST: u64 = 1 << 30;

/// Arguments of `report`.
#[derive(Args)]
pub(super) struct ReportArguments {
    /// The folder that holds results.json
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    #[command(flatten)]
    options: Options,
}

/// Writes the report again from the results of a folder.
pub(super) fn report(arguments: &ReportArguments) -> Result<(), Failure> {
    let directory = &arguments.directory;
    let (results, digest) = read(directory)?;
    let folder = Folder::open(directory)?;
    arguments.options.report(&results, &digest, folder)
}

/// Reads the results in a folder, with the digest of their file. Results that were changed after
/// they were written, and those of another run than the page or the workbook beside them, are
/// refused.
pub(super) fn read(directory: &Path) -> Result<(Results, Digest), Failure> {
    let path = directory.join(RESULTS_FILE);
    if directory.is_dir() {
        folder::settle(directory)?;
    }
    let bytes = Disk.read(&path, input::RESULTS).map_err(|error| {
        let path = path.display();
        Failure::Usage(match error.kind() {
            io::ErrorKind::NotFound => {
                format!("there is no {path}: name a folder that clearway has written")
            }
            _ => format!("cannot read {path}: {error}"),
        })
    })?;
    let text = String::from_utf8_lossy(&bytes);
    let mut results = Results::from_json(&text)
        .map_err(|what| Failure::Usage(format!("{}:{what}", path.display())))?;
    let digest = Digest::of_bytes(&bytes);
    check(directory, &digest)?;
    results.provenance.scenario_path = folder::scenario(directory);
    Ok((results, digest))
}

/// Checks that the results are those that the manifest, the page and the workbook name.
fn check(directory: &Path, digest: &Digest) -> Result<(), Failure> {
    let refuse = |what: &str, others: &str| {
        let path = directory.join(RESULTS_FILE);
        let path = path.display();
        Err(Failure::Usage(format!(
            "{path}: {what}. Run the scenario again; or, to use the file as it is, remove {others} \
             beside it"
        )))
    };
    let noted = folder::noted(directory, RESULTS_FILE);
    if noted.is_some_and(|noted| noted != digest.to_string()) {
        return refuse(
            "the file is not the one that clearway wrote there: its SHA-256 is not that in \
             manifest.json",
            &format!("{MANIFEST}, {PAGE_FILE} and {WORKBOOK_FILE}"),
        );
    }
    let read = |name: &str| Disk.read(&directory.join(name), MOST).ok();
    let page = read(PAGE_FILE).and_then(|it| of_page(&String::from_utf8_lossy(&it)));
    let workbook = read(WORKBOOK_FILE).and_then(|it| of_workbook(&it));
    for (name, found) in [(PAGE_FILE, page), (WORKBOOK_FILE, workbook)] {
        if found.is_some_and(|found| found != *digest) {
            return refuse(&format!("{name} shows the results of another run"), name);
        }
    }
    Ok(())
}
