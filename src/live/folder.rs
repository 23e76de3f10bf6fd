//! The files of a page, by name.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::input::Files;

/// Files in memory. Names are paths without `.` and `..`; a name that is not there is remembered.
#[derive(Clone, Debug, Default)]
pub(super) struct Folder {
    files: Arc<BTreeMap<PathBuf, Vec<u8>>>,
    missing: Arc<Mutex<BTreeSet<PathBuf>>>,
}

impl Folder {
    /// Makes a folder of these files.
    pub(super) fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let files = files.into_iter();
        let files = files.map(|(name, bytes)| (plain(Path::new(&name)), bytes));
        Self {
            files: Arc::new(files.collect()),
            missing: Arc::default(),
        }
    }

    /// Returns the names that were read and are not there.
    pub(super) fn missing(&self) -> Vec<String> {
        let missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
        missing.iter().map(|it| it.display().to_string()).collect()
    }
}

impl Files for Folder {
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let path = plain(path);
        let found = self.files.read(&path, most);
        if found
            .as_ref()
            .is_err_and(|it| it.kind() == io::ErrorKind::NotFound)
        {
            let mut missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
            missing.insert(path);
        }
        found
    }

    fn identity(&self, path: &Path) -> PathBuf {
        plain(path)
    }

    fn names(&self, folder: &Path) -> Vec<String> {
        self.files.names(&plain(folder))
    }
}

/// Returns a path without `.`, and without `..` where there is a folder before it.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_name_finds_the_file() {
        let folder = Folder::new([("ports/../base.toml".to_owned(), b"x".to_vec())]);
        for name in ["base.toml", "./base.toml", "a/../base.toml"] {
            assert_eq!(folder.read(Path::new(name), 9).expect("there"), b"x");
        }
        assert!(folder.read(Path::new("../base.toml"), 9).is_err());
        assert_eq!(folder.missing(), ["../base.toml"]);
    }
}
