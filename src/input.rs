//! What comes into the program: the bytes of regular files, up to a limit.
//!
//! A device or a pipe could go on for ever, or keep the program waiting; neither is read.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

/// The largest scenario file that is read, in bytes.
pub const SCENARIO: u64 = 64 << 20;

/// The largest table that is read, in bytes.
pub const TABLE: u64 = 1 << 30;

/// The largest `results.json` that is read, in bytes.
pub const RESULTS: u64 = 4 << 30;

/// Reads a regular file of at most so many bytes.
///
/// # Errors
/// Where the file cannot be read, is a folder, a device or a pipe, or is larger.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    // before it is opened: opening a pipe waits for its writer
    check(&fs::metadata(path)?)?;
    let file = File::open(path)?;
    check(&file.metadata()?)?;
    let mut bytes = vec![];
    // what the system says of the size need not be true
    let read = file.take(most + 1).read_to_end(&mut bytes)?;
    if read as u64 > most {
        let message = format!("it is larger than {} MB", most >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
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
        assert_eq!(read(&path, 5).expect("read"), b"12345");
        let said = |path: &Path| read(path, 4).expect_err("refused").to_string();
        assert_eq!(said(&path), "it is larger than 0 MB");
        assert_eq!(said(folder.path()), "it is a folder");
        #[cfg(unix)]
        assert_eq!(
            said(Path::new("/dev/zero")),
            "it is a device or a pipe, not a regular file"
        );
    }
}
