//! A hidden folder inside the folder of results, where all files are made before any is put in
//! place.
//!
//! A file in it is locked for as long as its command runs, so that the next command tells what a
//! killed one left behind from what another one is making.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

/// Start of its name.
const PREFIX: &str = ".clearway-new-";

/// Name of the file in it that is locked.
const LOCKED: &str = ".locked";

/// Age at which a staging folder of unknown state counts as left behind.
const OLD: Duration = Duration::from_hours(24);

/// A staging folder; dropped, it is removed, with those folders around it that were made for it and
/// are still empty.
#[derive(Debug)]
pub(super) struct Staging {
    inside: Option<TempDir>,
    _locked: File,
    /// Folders that were made, the innermost first.
    made: Vec<PathBuf>,
}

impl Staging {
    /// Makes one in a folder, and the folder itself if it is missing.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        let ancestors = folder.ancestors();
        let missing = ancestors.filter(|it| !it.as_os_str().is_empty() && !it.exists());
        let made: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        fs::create_dir_all(folder)?;
        let mut builder = tempfile::Builder::new();
        let inside = builder.prefix(PREFIX).tempdir_in(folder);
        let locked = inside.and_then(|inside| {
            let locked = File::create_new(inside.path().join(LOCKED))?;
            // without locks, its age tells
            let _ = locked.try_lock();
            Ok((inside, locked))
        });
        match locked {
            Ok((inside, locked)) => Ok(Self {
                inside: Some(inside),
                _locked: locked,
                made,
            }),
            Err(error) => {
                remove_empty(&made);
                Err(error)
            }
        }
    }

    /// Returns its path.
    pub(super) fn path(&self) -> &Path {
        self.inside.as_ref().map_or(Path::new(""), TempDir::path)
    }

    /// Keeps the folders: its files have been put in place.
    pub(super) fn keep_folders(&mut self) {
        self.made.clear();
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        drop(self.inside.take());
        remove_empty(&self.made);
    }
}

/// Removes folders that are empty.
fn remove_empty(folders: &[PathBuf]) {
    for folder in folders {
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

/// Is this the name of a staging folder?
pub(super) fn is_name(name: &str) -> bool {
    let rest = name.strip_prefix(PREFIX);
    rest.is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Removes the staging folders that killed commands left in a folder.
pub(super) fn discard(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|it| it.is_dir());
        if is_folder && is_name(&entry.file_name().to_string_lossy()) && is_left(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Was a staging folder left behind by a command that has ended?
fn is_left(staging: &Path) -> bool {
    let is_old = || {
        let changed = fs::metadata(staging).and_then(|it| it.modified());
        changed.is_ok_and(|it| it.elapsed().is_ok_and(|age| age > OLD))
    };
    let Ok(file) = File::options().write(true).open(staging.join(LOCKED)) else {
        return is_old();
    };
    match file.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => false,
        Err(TryLockError::Error(_)) => is_old(),
    }
}
