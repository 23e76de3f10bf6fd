//! `clearway list`.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use clap::Args;
use jiff::Timestamp;

use crate::report::{Finished, PAGE_FILE, RESULTS_FILE, list as text, list_page};

use super::failure::Failure;
use super::folder::written;
use super::whole_file::WholeFile;
use super::{report, terminal};

/// Limit on the depth of folders that are looked through.
const DEEPEST: u32 = 8;

/// Name of the page.
const LIST_PAGE: &str = "list.html";

/// Arguments of `list`.
#[derive(Args)]
pub(super) struct ListArguments {
    /// The folder that holds the folders of runs
    #[arg(value_name = "DIR", default_value = "output")]
    directory: PathBuf,
    /// Also write the list as a page, list.html, into the folder
    #[arg(long)]
    html: bool,
}

/// Lists the finished runs below a folder, newest first.
pub(super) fn list(arguments: &ListArguments) -> Result<(), Failure> {
    let directory = &arguments.directory;
    if !directory.is_dir() {
        let message = format!("there is no folder {}", directory.display());
        return Err(Failure::Usage(message));
    }
    let mut found: Vec<(SystemTime, PathBuf)> = vec![];
    search(directory, DEEPEST, &mut found);
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut runs = vec![];
    for (when, folder) in found {
        match report::read(&folder) {
            Ok((results, _)) => {
                let below = folder.strip_prefix(directory).unwrap_or(&folder);
                let name = match below.to_string_lossy().replace('\\', "/") {
                    name if name.is_empty() => ".".to_owned(),
                    name => name,
                };
                let has_page = folder.join(PAGE_FILE).is_file();
                runs.push(Finished::of(&results, name, words(when), has_page));
            }
            Err(Failure::Usage(message)) => terminal::warn(&message),
            Err(failure) => return Err(failure),
        }
    }
    if runs.is_empty() {
        let directory = directory.display();
        terminal::print(&format!("There is no finished run below {directory}.\n"))?;
    } else {
        terminal::print(&text(&runs, terminal::columns()))?;
    }
    if arguments.html {
        let path = directory.join(LIST_PAGE);
        let page = || {
            let mut file = WholeFile::create(path.clone())?;
            file.write_all(list_page(&runs).as_bytes())?;
            file.finish()
        };
        let path = written(directory, page())?;
        terminal::print(&format!("Written to {}\n", path.display()))?;
    }
    Ok(())
}

/// Finds the folders with results, and when these were written. Links are not followed.
fn search(folder: &Path, depth: u32, found: &mut Vec<(SystemTime, PathBuf)>) {
    if let Ok(results) = fs::metadata(folder.join(RESULTS_FILE))
        && results.is_file()
    {
        let when = results.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        found.push((when, folder.to_owned()));
    }
    let Some(deeper) = depth.checked_sub(1) else {
        return;
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|it| it.is_dir()) {
            search(&entry.path(), deeper, found);
        }
    }
}

/// Writes an instant in words, in UTC.
fn words(when: SystemTime) -> String {
    let since = when.duration_since(SystemTime::UNIX_EPOCH);
    let seconds = since.unwrap_or(Duration::ZERO).as_secs();
    let instant = i64::try_from(seconds)
        .ok()
        .and_then(|it| Timestamp::from_second(it).ok());
    let text = instant.unwrap_or(Timestamp::UNIX_EPOCH).to_string();
    format!("{} {} UTC", &text[..10], &text[11..16])
}
