//! A lock on a folder, for the moment in which files are put into it.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::cli::terminal;

/// Name of the file that is locked.
const NAME: &str = ".clearway-lock";

/// How long another command is waited for.
const PATIENCE: Duration = Duration::from_mins(1);

/// A held lock. The file is removed when it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Waits for the lock; `None` if the file system has no locks, after a warning.
    pub(super) fn take(folder: &Path) -> io::Result<Option<Self>> {
        let path = folder.join(NAME);
        let since = Instant::now();
        while since.elapsed() < PATIENCE {
            let mut options = File::options();
            let file = options
                .create(true)
                .truncate(false)
                .write(true)
                .open(&path)?;
            match file.try_lock() {
                // another command may have removed the file before it was locked here
                Ok(()) if is_at(&file, &path) => return Ok(Some(Self { file, path })),
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => sleep(Duration::from_millis(20)),
                Err(TryLockError::Error(_)) => {
                    let _ = fs::remove_file(&path);
                    terminal::warn(&format!(
                        "the file system of {} has no locks: let no other command write there now",
                        folder.display()
                    ));
                    return Ok(None);
                }
            }
        }
        let message = "another command has been writing there for a minute";
        Err(io::Error::new(io::ErrorKind::TimedOut, message))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}

/// Is the open file the one at the path?
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let id = |found: fs::Metadata| (found.dev(), found.ino());
    let there = fs::metadata(path).map(id);
    there.is_ok_and(|there| file.metadata().is_ok_and(|found| id(found) == there))
}

/// Elsewhere an open file cannot be removed.
#[cfg(not(unix))]
fn is_at(_file: &File, path: &Path) -> bool {
    path.exists()
}
