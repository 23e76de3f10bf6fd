//! The files that a command reads: their contents are noted, and a file that changes between two
//! reads is refused.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::input::{Disk, Files};
use crate::report::Digest;

/// The files of the disk that a command reads.
#[derive(Clone, Debug, Default)]
pub(super) struct Inputs {
    /// Digests of the files that were read, by path.
    known: Arc<Mutex<BTreeMap<PathBuf, Digest>>>,
    /// The only folder from which files are read; `None` for all.
    within: Option<PathBuf>,
}

impl Inputs {
    /// Returns the inputs of a scenario; if it is not trusted, they are confined to its folder.
    pub(super) fn of(scenario: &Path, untrusted: bool) -> Self {
        let real = Disk.identity(scenario);
        let folder = real.parent().unwrap_or(Path::new("")).to_owned();
        Self {
            within: untrusted.then_some(folder),
            ..Self::default()
        }
    }

    /// Returns the digests of all files that were read, in a fixed order.
    pub(super) fn digests(&self) -> Vec<Digest> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut digests: Vec<Digest> = known.values().cloned().collect();
        digests.sort_by_key(ToString::to_string);
        digests
    }
}

impl Files for Inputs {
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let real = Disk.identity(path);
        if self.within.as_ref().is_some_and(|it| !real.starts_with(it)) {
            let message = "it is outside of the folder of the scenario, and the scenario is not \
                           trusted (--untrusted)";
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
        }
        let bytes = Disk.read(path, most)?;
        let digest = Digest::of_bytes(&bytes);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let before = known.entry(real).or_insert_with(|| digest.clone());
        if *before != digest {
            let message = "it changed while the command was reading it: run the command again";
            return Err(io::Error::other(message));
        }
        Ok(bytes)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        Disk.identity(path)
    }

    fn names(&self, folder: &Path) -> Vec<String> {
        let real = Disk.identity(if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        });
        match &self.within {
            Some(within) if !real.starts_with(within) => vec![],
            _ => Disk.names(folder),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_file_that_changes_between_two_reads_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("april.csv");
        fs::write(&path, "a").expect("written");
        let inputs = Inputs::of(&path, false);
        let other = inputs.clone();
        assert_eq!(inputs.read(&path, 10).expect("read"), b"a");
        assert_eq!(other.read(&path, 10).expect("read"), b"a");
        assert_eq!(inputs.digests(), [Digest::of_bytes(b"a")]);
        fs::write(&path, "b").expect("written");
        let error = other.read(&path, 10).expect_err("refused");
        assert!(error.to_string().contains("it changed"), "{error}");
    }
}
