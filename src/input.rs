//! Reads files, from the disk or from memory, up to a limit of bytes.
//!
//! On the disk only regular files are read: a device or a pipe could be endless, or block the
//! program. This is the only place in the library that touches the file system.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Limit on the size of a scenario file, in bytes.
pub const SCENARIO: u64 = 64 << 20;

/// Limit on the size of a file with a table, in bytes.
pub const TABLE: u64 = 1 << 30;

/// Limit on the size of `results.json`, in bytes.
pub const RESULTS: u64 = 4 << 30;

/// A source of files.
pub trait Files: fmt::Debug + Send + Sync {
    /// Reads a file.
    ///
    /// # Errors
    /// If the file cannot be read, or has more bytes than `most`.
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>>;

    /// Returns the path of a file in a form that is the same for all paths to the file.
    fn identity(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }

    /// Returns the names of the first files in a folder, in order, for advice on a file that is not
    /// there; none if the folder cannot be read.
    fn names(&self, _folder: &Path) -> Vec<String> {
        vec![]
    }
}

/// Limit on the names of a folder that are read.
const MOST_NAMES: usize = 2_000;

/// The file system; only regular files are read.
#[derive(Clone, Copy, Debug)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        // checked before opening: opening a pipe waits for its writer
        check(&fs::metadata(path)?)?;
        let file = File::open(path)?;
        let before = file.metadata()?;
        check(&before)?;
        if before.len() > most {
            return Err(too_large(most));
        }
        let mut bytes = vec![];
        // the size that the system reports may be wrong
        (&file).take(most + 1).read_to_end(&mut bytes)?;
        let after = file.metadata()?;
        if before.len() != after.len() || before.modified().ok() != after.modified().ok() {
            return Err(io::Error::other("it changed while it was read"));
        }
        limited(bytes, most)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
    }

    fn names(&self, folder: &Path) -> Vec<String> {
        let is_here = folder.as_os_str().is_empty();
        let folder = if is_here { Path::new(".") } else { folder };
        let entries = fs::read_dir(folder).into_iter().flatten().take(MOST_NAMES);
        let files = entries.flatten().filter(|it| it.path().is_file());
        let names = files.filter_map(|it| it.file_name().into_string().ok());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }
}

/// Files in memory, by path.
impl Files for BTreeMap<PathBuf, Vec<u8>> {
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let found = self.get(path).cloned();
        let missing = || io::Error::new(io::ErrorKind::NotFound, "no such file or directory");
        limited(found.ok_or_else(missing)?, most)
    }

    fn names(&self, folder: &Path) -> Vec<String> {
        let inside = self.keys().filter(|path| path.parent() == Some(folder));
        let names = inside.filter_map(|path| path.file_name()?.to_str());
        names.take(MOST_NAMES).map(str::to_owned).collect()
    }
}

/// Returns the bytes of a file, or an error if they are more than `most`.
fn limited(bytes: Vec<u8>, most: u64) -> io::Result<Vec<u8>> {
    if bytes.len() as u64 > most {
        return Err(too_large(most));
    }
    Ok(bytes)
}

fn too_large(most: u64) -> io::Error {
    let message = format!("it is larger than {} MB", most >> 20);
    io::Error::new(io::ErrorKind::FileTooLarge, message)
}

/// Formats an error of the system as part of a sentence.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

/// Refuses folders, devices and pipes.
fn check(found: &fs::Metadata) -> io::Result<()> {
    if found.is_dir() {
        let message = "it is a folder";
        return Err(io::Error::new(io::ErrorKind::IsADirectory, message));
    }
    if !found.is_file() {
        let message = "it is a device or a pipe, not a regular file";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_within_the_limit_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.toml");
        fs::write(&path, "12345").expect("written");
        assert_eq!(Disk.read(&path, 5).expect("read"), b"12345");
        let said = |path: &Path| Disk.read(path, 4).expect_err("refused").to_string();
        assert_eq!(said(&path), "it is larger than 0 MB");
        assert_eq!(said(folder.path()), "it is a folder");
        let memory = BTreeMap::from([(path.clone(), b"12345".to_vec())]);
        assert_eq!(memory.read(&path, 5).expect("read"), b"12345");
        let error = memory.read(&path, 4).expect_err("refused");
        assert_eq!(error.to_string(), "it is larger than 0 MB");
        #[cfg(unix)]
        assert_eq!(
            said(Path::new("/dev/zero")),
            "it is a device or a pipe, not a regular file"
        );
    }
}
