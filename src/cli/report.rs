//! `clearway report`.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::input::{self, Disk, Files as _};
use crate::report::RESULTS_FILE;
use crate::results::Results;

use super::arguments::Extent;
use super::failure::Failure;

/// Arguments of `report`.
#[derive(Args)]
pub(super) struct ReportArguments {
    /// The folder that holds results.json
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    #[command(flatten)]
    extent: Extent,
}

/// Writes the report again from the results of a folder.
pub(super) fn report(arguments: &ReportArguments) -> Result<(), Failure> {
    let directory = &arguments.directory;
    let results = read(directory)?;
    arguments.extent.report(&results, directory)
}

/// Reads the results in a folder.
pub(super) fn read(directory: &Path) -> Result<Results, Failure> {
    let path = directory.join(RESULTS_FILE);
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
    Results::from_json(&text).map_err(|what| Failure::Usage(format!("{}:{what}", path.display())))
}
