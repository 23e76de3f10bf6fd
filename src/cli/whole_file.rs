//! Files that appear only once they are complete.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file that is written under a temporary name and renamed once it is finished, so that it is
/// never incomplete. If it is dropped before that, the temporary file is deleted.
#[derive(Debug)]
pub(super) struct WholeFile {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
}

impl WholeFile {
    /// Start of the temporary name.
    pub(super) const PREFIX: &str = ".clearway-";

    /// Creates a file, and its folder if that is missing.
    pub(super) fn create(path: PathBuf) -> io::Result<Self> {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let file = tempfile::Builder::new()
            .prefix(Self::PREFIX)
            .tempfile_in(folder)?;
        Ok(Self {
            file: BufWriter::new(file),
            path,
        })
    }

    /// Renames the file, replacing an existing one, and returns its path.
    pub(super) fn finish(self) -> io::Result<PathBuf> {
        let file = self.file.into_inner().map_err(io::Error::from)?;
        make_readable(file.as_file())?;
        file.persist(&self.path).map_err(|failure| failure.error)?;
        Ok(self.path)
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Gives a temporary file, which is private at first, the permissions of an ordinary file.
#[cfg(unix)]
fn make_readable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

/// Does nothing: elsewhere temporary files have ordinary permissions.
#[cfg(not(unix))]
fn make_readable(_file: &fs::File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_of_a_file_that_is_not_finished() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = || fs::read_dir(folder.path()).expect("a folder").count();
        let mut file = WholeFile::create(folder.path().join("log.csv")).expect("a file");
        file.write_all(b"half").expect("written");
        drop(file);
        assert_eq!(names(), 0);
        let mut file = WholeFile::create(folder.path().join("log.csv")).expect("a file");
        file.write_all(b"whole").expect("written");
        let path = file.finish().expect("finished");
        assert_eq!(fs::read(path).expect("the file"), b"whole");
        assert_eq!(names(), 1);
    }
}
