//! The folder of a run: what a command wrote there, and what of that is stale.
//!
//! A hidden file beside the charts lists, by command, what was written. A command removes what an
//! earlier one of its own wrote and it does not write now. Files of other commands, files that were
//! changed since, and files of which nothing is known stay. Without charts there is no list: then
//! the usual names of the command are removed, if the results in the folder are its own.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::input::{self, Disk, Files as _};
use crate::report::{PAGE_FILE, RESULTS_FILE};

use super::failure::Failure;
use super::whole_file::WholeFile;

/// Name of the list.
const LIST: &str = "charts/.clearway.json";

/// Returns the names that a command writes beside its charts.
fn usual(command: &str) -> &'static [&'static str] {
    match command {
        "run" => &[
            "metrics.csv",
            "daily.csv",
            "hourly.csv",
            "events.csv",
            "events.xes",
            "batches.csv",
        ],
        "sweep" => &["sweep.csv"],
        "staff" => &["staffing.csv", "roster.csv"],
        "stress" => &["stress.csv"],
        "compare" => &["comparison.csv", "best.csv"],
        _ => &[],
    }
}

/// Name of the workbook.
pub(super) const WORKBOOK: &str = "report.xlsx";

/// Names that every command writes.
const COMMON: [&str; 2] = [PAGE_FILE, WORKBOOK];

/// Names of `run` that are written on request only.
const LOGS: [&str; 3] = ["events.csv", "events.xes", "batches.csv"];

/// Refuses to write over a file that the scenario reads. `more` are the names that a command writes
/// on request.
pub(super) fn check_inputs(
    folder: &Path,
    command: &str,
    more: &[&str],
    inputs: &[PathBuf],
) -> Result<(), Failure> {
    let always = usual(command).iter().filter(|name| !LOGS.contains(name));
    let names = always.chain(more).chain(&[RESULTS_FILE]);
    for name in names {
        let path = folder.join(name);
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
fn is_input(path: &Path, inputs: &[PathBuf]) -> bool {
    let identity = Disk.identity(path);
    path.exists() && inputs.iter().any(|input| Disk.identity(input) == identity)
}

/// The part of `results.json` that names the command.
#[derive(Deserialize)]
struct Made {
    outcome: Outcome,
}

/// The outcome of a command, without its content.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Run(IgnoredAny),
    Sweep(IgnoredAny),
    Staff(IgnoredAny),
    Stress(IgnoredAny),
    Compare(IgnoredAny),
}

impl Outcome {
    fn command(&self) -> &'static str {
        match self {
            Self::Run(_) => "run",
            Self::Sweep(_) => "sweep",
            Self::Staff(_) => "staff",
            Self::Stress(_) => "stress",
            Self::Compare(_) => "compare",
        }
    }
}

/// Did this command make the results in the folder? To be asked before new ones are written.
pub(super) fn is_own(folder: &Path, command: &str) -> bool {
    let bytes = Disk.read(&folder.join(RESULTS_FILE), input::RESULTS);
    let made = bytes
        .ok()
        .and_then(|it| serde_json::from_slice::<Made>(&it).ok());
    made.is_some_and(|made| made.outcome.command() == command)
}

/// Digests of files in hexadecimal, by name; `None` for logs, which are too large to read again.
pub(super) type Files = BTreeMap<String, Option<String>>;

/// The files that were written into a folder, by command.
#[derive(Default, Serialize, Deserialize)]
struct Written(BTreeMap<String, Files>);

/// Returns the digest of the bytes of a file.
pub(super) fn digest(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Removes what the command wrote into the folder earlier and did not write now, except for
/// `inputs`, which the scenario reads, and notes what it wrote. `was_own` tells whether the results
/// that were there before were its own.
pub(super) fn settle(
    folder: &Path,
    command: &str,
    now: Files,
    was_own: bool,
    inputs: &[PathBuf],
) -> io::Result<()> {
    let mut written = read(folder);
    let mut earlier = written.0.remove(command).unwrap_or_default();
    for name in usual(command).iter().chain(&COMMON).filter(|_| was_own) {
        earlier.entry((*name).to_owned()).or_insert(None);
    }
    for (name, digest) in &earlier {
        let is_kept = now.contains_key(name) || is_input(&folder.join(name), inputs);
        if !is_kept && is_own_name(name) {
            remove(folder, name, digest.as_deref())?;
        }
    }
    written.0.insert(command.to_owned(), now);
    note(folder, &written)
}

/// Notes what the command wrote in addition to what is there.
pub(super) fn add(folder: &Path, command: &str, now: Files) -> io::Result<()> {
    let mut written = read(folder);
    written.0.entry(command.to_owned()).or_default().extend(now);
    note(folder, &written)
}

/// Writes the list, if there are charts.
fn note(folder: &Path, written: &Written) -> io::Result<()> {
    let list = folder.join(LIST);
    let mut names = written.0.values().flat_map(BTreeMap::keys);
    if !names.any(|name| name.starts_with("charts/")) {
        let _ = fs::remove_file(&list);
        // fails if other files are in it
        let _ = fs::remove_dir(folder.join("charts"));
        return Ok(());
    }
    let mut file = WholeFile::create(list)?;
    serde_json::to_writer(&mut file, written)?;
    file.write_all(b"\n")?;
    file.finish()?;
    Ok(())
}

/// Reads the list; an unreadable one is as none.
fn read(folder: &Path) -> Written {
    let text = fs::read(folder.join(LIST)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

/// Is this a name that a command can have written: a file of the folder or of a folder in it? The
/// list may have been edited.
fn is_own_name(name: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && !part.starts_with('.');
    !name.contains(['\\', ':']) && name.split('/').all(is_part) && name.split('/').count() <= 2
}

/// Removes a file that is as it was written.
fn remove(folder: &Path, name: &str, written: Option<&str>) -> io::Result<()> {
    let path = folder.join(name);
    let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
    if !is_file {
        return Ok(());
    }
    if let Some(written) = written
        && digest(&fs::read(&path)?) != written
    {
        return Ok(());
    }
    fs::remove_file(&path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, command: &str, names: &[&str]) {
        let mut files = Files::new();
        for name in names {
            fs::create_dir_all(folder.join(name).parent().expect("a folder")).expect("made");
            fs::write(folder.join(name), command).expect("written");
            files.insert((*name).to_owned(), Some(digest(command.as_bytes())));
        }
        settle(folder, command, files, false, &[]).expect("settled");
    }

    #[test]
    fn a_command_removes_only_what_it_wrote_itself_and_is_unchanged() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        write(
            folder,
            "run",
            &["a.csv", "b.csv", "charts/old.svg", "notes.csv", "both.csv"],
        );
        write(folder, "sweep", &["sweep.csv", "both.csv"]);
        fs::write(folder.join("notes.csv"), "a planner's").expect("written");
        fs::write(folder.join("own.txt"), "a planner's").expect("written");
        write(folder, "run", &["a.csv"]);
        let has = |name: &str| folder.join(name).exists();
        assert!(!has("b.csv") && !has("charts"), "stale");
        assert!(
            has("a.csv") && has("sweep.csv") && has("both.csv"),
            "written"
        );
        assert!(has("notes.csv") && has("own.txt"), "a planner's");
    }

    #[test]
    fn an_edited_list_leads_to_no_file_elsewhere() {
        let folder = tempfile::tempdir().expect("a folder");
        let inner = folder.path().join("inner");
        fs::create_dir_all(inner.join("charts")).expect("made");
        fs::write(folder.path().join("precious"), "").expect("written");
        let list = r#"{"run": {"../precious": null, "/etc/x": null, "a/b/c": null}}"#;
        fs::write(inner.join(LIST), list).expect("written");
        settle(&inner, "run", Files::new(), true, &[]).expect("settled");
        assert!(folder.path().join("precious").exists());
        fs::create_dir_all(inner.join("charts")).expect("made");
        fs::write(inner.join(LIST), "no list").expect("written");
        settle(&inner, "run", Files::new(), false, &[]).expect("settled");
    }
}
