//! What leaves the program: files that are whole or not there, and texts of the user's that neither
//! a terminal nor a spreadsheet obeys.

use std::borrow::Cow;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file that is written under a temporary name and gets its own once it is finished, so that it
/// is never half there. Dropped before that, it leaves nothing behind.
#[derive(Debug)]
pub struct WholeFile {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
}

impl WholeFile {
    /// Begins a file in a folder that is there.
    pub fn create(directory: &Path, name: &str) -> io::Result<Self> {
        let file = tempfile::Builder::new()
            .prefix(".clearway-")
            .tempfile_in(directory)?;
        Ok(Self {
            file: BufWriter::new(file),
            path: directory.join(name),
        })
    }

    /// Gives the file its name, under which it replaces another one, and returns its path.
    pub fn finish(self) -> io::Result<PathBuf> {
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

/// Gives a temporary file, private at first, the rights of an ordinary one.
#[cfg(unix)]
fn make_readable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

/// Elsewhere temporary files have ordinary rights.
#[cfg(not(unix))]
fn make_readable(_file: &fs::File) -> io::Result<()> {
    Ok(())
}

/// A text on one line, without control characters, which a terminal might obey and XML forbids.
pub fn printable(text: &str) -> String {
    let shown = |letter: char| {
        let obeyed = letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}');
        if obeyed { ' ' } else { letter }
    };
    text.chars().map(shown).collect()
}

/// A text for a cell of a CSV file: where it begins as a formula would and is no number, an
/// apostrophe before it keeps spreadsheets from computing it.
pub fn cell(text: &str) -> Cow<'_, str> {
    let like_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if like_formula && text.parse::<f64>().is_err() {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_texts_and_numbers_stay_numbers() {
        for formula in [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-1+1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
        ] {
            assert_eq!(cell(formula), format!("'{formula}"));
        }
        for plain in ["", "desk", "-5", "+1.5e3", "a=b", "口罩"] {
            assert_eq!(cell(plain), plain);
        }
    }

    #[test]
    fn nothing_is_left_of_a_file_that_is_not_finished() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = || fs::read_dir(folder.path()).expect("a folder").count();
        let mut file = WholeFile::create(folder.path(), "log.csv").expect("a file");
        file.write_all(b"half").expect("written");
        drop(file);
        assert_eq!(names(), 0);
        let mut file = WholeFile::create(folder.path(), "log.csv").expect("a file");
        file.write_all(b"whole").expect("written");
        let path = file.finish().expect("finished");
        assert_eq!(fs::read(path).expect("the file"), b"whole");
        assert_eq!(names(), 1);
    }
}
