//! Puts files in place all together: they are renamed one after the other, under a lock, by a
//! journal that is written first. If the command is killed in between, the next one finishes by the
//! journal.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::input::{Disk, Files as _};

use super::lock::Lock;
use super::manifest::{MANIFEST, is_own_name};
use super::staging;

/// Name of the journal.
const JOURNAL: &str = ".clearway-journal.json";

/// Limit on its size, in bytes.
const MOST: u64 = 16 << 20;

/// What a burst does.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Journal {
    /// Name of the folder with the new files.
    pub(super) staging: String,
    /// Names of the new files; the manifest is put in place after them.
    pub(super) put: Vec<String>,
    /// Names of the files that are removed.
    pub(super) remove: Vec<String>,
}

/// Writes the journal and carries it out. The new files must have reached the disk.
pub(super) fn burst(folder: &Path, journal: &Journal) -> io::Result<()> {
    let inside = folder.join(&journal.staging);
    let written = inside.join(JOURNAL);
    let mut file = File::create_new(&written)?;
    file.write_all(&serde_json::to_vec(journal)?)?;
    file.sync_all()?;
    sync(&inside)?;
    fs::rename(&written, folder.join(JOURNAL))?;
    sync(folder)?;
    carry_out(folder, journal)
}

/// Finishes the burst of a killed command, if there is one. The lock must be held.
pub(super) fn finish(folder: &Path, _lock: Option<&Lock>) -> io::Result<()> {
    let Ok(bytes) = Disk.read(&folder.join(JOURNAL), MOST) else {
        return Ok(());
    };
    match serde_json::from_slice::<Journal>(&bytes) {
        Ok(journal) if staging::is_name(&journal.staging) => carry_out(folder, &journal),
        // not a journal of this program
        Ok(_) | Err(_) => fs::remove_file(folder.join(JOURNAL)),
    }
}

/// Is there a burst to finish?
pub(super) fn is_unfinished(folder: &Path) -> bool {
    folder.join(JOURNAL).exists()
}

fn carry_out(folder: &Path, journal: &Journal) -> io::Result<()> {
    let inside = folder.join(&journal.staging);
    let names = journal.put.iter().map(String::as_str);
    let mut folders = vec![];
    for name in names.chain([MANIFEST]).filter(|name| is_own_name(name)) {
        let (new, place) = (inside.join(name), folder.join(name));
        // what is no longer there was put in place before; links are not followed
        let is_real = |path: &Path| fs::symlink_metadata(path).is_ok_and(|it| it.is_dir());
        let is_new = fs::symlink_metadata(&new).is_ok_and(|it| it.is_file());
        if !is_new || !new.ancestors().skip(1).take(2).all(is_real) {
            continue;
        }
        let parent = place.parent().unwrap_or(folder);
        if !folders.iter().any(|it| it == parent) {
            fs::create_dir_all(parent)?;
            folders.push(parent.to_owned());
        }
        fs::rename(&new, &place)?;
    }
    for name in journal.remove.iter().filter(|name| is_own_name(name)) {
        let path = folder.join(name);
        if fs::symlink_metadata(&path).is_ok_and(|found| found.is_file()) {
            fs::remove_file(&path)?;
        }
        // the folders of the file, if nothing else is in them
        let above = Path::new(name).ancestors().skip(1);
        for above in above.filter(|it| !it.as_os_str().is_empty()) {
            if fs::remove_dir(folder.join(above)).is_err() {
                break;
            }
        }
    }
    for changed in folders.iter().filter(|it| *it != folder) {
        sync(changed)?;
    }
    sync(folder)?;
    fs::remove_file(folder.join(JOURNAL))?;
    // what is left of it is discarded by the next command
    let _ = fs::remove_dir_all(folder.join(&journal.staging));
    Ok(())
}

/// Makes the names in a folder reach the disk.
#[cfg(unix)]
fn sync(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // some file systems cannot
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        other => other,
    }
}

/// Elsewhere folders cannot be opened as files.
#[cfg(not(unix))]
fn sync(_folder: &Path) -> io::Result<()> {
    Ok(())
}
