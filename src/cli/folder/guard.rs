//! Files that a scenario reads are never written over and never removed.

use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::input::{Disk, Files as _};
use crate::report::RESULTS_FILE;

use super::manifest::MANIFEST;

/// Returns the tables that a command always writes.
fn usual(command: &str) -> &'static [&'static str] {
    match command {
        "run" => &["metrics.csv", "daily.csv", "hourly.csv"],
        "sweep" => &["sweep.csv"],
        "staff" => &["staffing.csv", "roster.csv"],
        "stress" => &["stress.csv"],
        "compare" => &["comparison.csv", "best.csv"],
        _ => &[],
    }
}

/// Refuses to write over a file that the scenario reads. `more` are the names that a command writes
/// on request.
pub(in crate::cli) fn check_inputs(
    folder: &Path,
    command: &str,
    more: &[&str],
    inputs: &[PathBuf],
) -> Result<(), Failure> {
    let names = usual(command).iter().chain(more);
    let names = names.chain(&[RESULTS_FILE, MANIFEST]);
    check_paths(names.map(|name| folder.join(name)), inputs)
}

/// Refuses to write over a file that the scenario reads.
pub(in crate::cli) fn check_paths(
    paths: impl Iterator<Item = PathBuf>,
    inputs: &[PathBuf],
) -> Result<(), Failure> {
    for path in paths {
        if is_input(&path, inputs) {
            let path = path.display();
            return Err(Failure::Usage(format!(
                "the results would be written over {path}, which the scenario reads: name another \
                 folder with --out"
            )));
        }
    }
    Ok(())
}

/// Is the file one of those that a scenario reads?
pub(super) fn is_input(path: &Path, inputs: &[PathBuf]) -> bool {
    let identity = Disk.identity(path);
    path.exists() && inputs.iter().any(|input| Disk.identity(input) == identity)
}
