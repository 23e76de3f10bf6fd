//! What comes into the program: the bytes of files on the disk or in memory, up to a limit.
//!
//! On the disk only regular files are read: a device or a pipe could go on for ever, or keep the
//! program waiting. This is the only place in the library that touches the file system.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// The largest scenario file that is read, in bytes.
pub const SCENARIO: u64 = 64 << 20;

/// The largest table that is read, in bytes.
pub const TABLE: u64 = 1 << 30;

/// The largest `results.json` that is read, in bytes.
pub const RESULTS: u64 = 4 << 30;

/// A place that files are read from.
pub trait Files: fmt::Debug + Send + Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Where the file cannot be read, or has more bytes than `most`.
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>>;

    /// The path of a file in a form that is the same for all paths that lead to it.
    fn identity(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }
}

/// The file system of the machine, of which regular files are read.
#[derive(Clone, Copy, Debug)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        // before it is opened: opening a pipe waits for its writer
        check(&fs::metadata(path)?)?;
        let file = File::open(path)?;
        check(&file.metadata()?)?;
        let mut bytes = vec![];
        // what the system says of the size need not be true
        file.take(most + 1).read_to_end(&mut bytes)?;
        limited(bytes, most)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
    }
}

/// Files in memory, by their paths.
impl Files for BTreeMap<PathBuf, Vec<u8>> {
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let found = self.get(path).cloned();
        let missing = || io::Error::new(io::ErrorKind::NotFound, "no such file or directory");
        limited(found.ok_or_else(missing)?, most)
    }
}

/// The bytes of a file, where they are not more than `most`.
fn limited(bytes: Vec<u8>, most: u64) -> io::Result<Vec<u8>> {
    if bytes.len() as u64 > most {
        let message = format!("it is larger than {} MB", most >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}

/// What the system says of a file, as part of a sentence.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

/// Is it a file that ends?
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
