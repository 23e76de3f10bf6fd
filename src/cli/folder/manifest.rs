//! `manifest.json`: what a command wrote into a folder, with the SHA-256 of every file.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::input::{Disk, Files as _};
use crate::report::Digest;

/// Name of the file.
pub(in crate::cli) const MANIFEST: &str = "manifest.json";

/// Limit on its size, in bytes.
const MOST: u64 = 16 << 20;

/// Digests of files in hexadecimal, by name.
pub(super) type Digests = BTreeMap<String, String>;

/// The files of a folder.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// Version of clearway.
    pub(super) version: String,
    /// The command that made the results.
    pub(super) command: String,
    /// Whether the command was not interrupted.
    pub(super) whole: bool,
    /// Digests of the files of this command.
    pub(super) files: Digests,
    /// Path of the scenario as it was written on the command line, if it names a folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) scenario: Option<String>,
    /// Digests of files that other commands wrote into the folder, by command.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) others: BTreeMap<String, Digests>,
}

impl Manifest {
    /// Reads the manifest of a folder; an unreadable one is as none.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        let bytes = Disk.read(&folder.join(MANIFEST), MOST).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Returns the text of the file.
    pub(super) fn text(&self) -> io::Result<Vec<u8>> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        Ok(text)
    }

    /// Returns the files that a command wrote.
    pub(super) fn of(&self, command: &str) -> Option<&Digests> {
        if self.command == command {
            Some(&self.files)
        } else {
            self.others.get(command)
        }
    }

    /// Returns the manifest after a command has written `files`.
    pub(super) fn after(self, command: &str, whole: bool, files: Digests) -> Self {
        let mut others = self.others;
        if !self.command.is_empty() {
            others.insert(self.command, self.files);
        }
        others.remove(command);
        // a file of several commands is that of the last one
        for of_other in others.values_mut() {
            of_other.retain(|name, _| !files.contains_key(name));
        }
        others.retain(|_, of_other| !of_other.is_empty());
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: command.to_owned(),
            whole,
            files,
            scenario: self.scenario,
            others,
        }
    }
}

/// Returns the path of the scenario of a folder as it was written on the command line, by its
/// manifest.
pub(in crate::cli) fn scenario(folder: &Path) -> Option<String> {
    Manifest::read(folder)?.scenario
}

/// Returns the digest of a file of a folder by its manifest, if there is one.
pub(in crate::cli) fn noted(folder: &Path, file: &str) -> Option<String> {
    let manifest = Manifest::read(folder)?;
    manifest.files.get(file).cloned()
}

/// Is this a name that a command can have written: a file of the folder, or of one of its folders?
/// A manifest may have been edited.
pub(super) fn is_own_name(name: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && !part.starts_with('.');
    !name.contains(['\\', ':']) && name.split('/').all(is_part) && name.split('/').count() <= 3
}

/// Is the file as it was written?
pub(super) fn is_unchanged(path: &Path, written: &str) -> bool {
    let is_file = fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    is_file && of_file(path).is_ok_and(|digest| digest.to_string() == written)
}

/// Computes the digest of a file.
pub(super) fn of_file(path: &Path) -> io::Result<Digest> {
    use sha2::{Digest as _, Sha256};
    let mut hash = Sha256::new();
    io::copy(&mut fs::File::open(path)?, &mut HashWriter(&mut hash))?;
    Ok(Digest::of_hash(hash))
}

/// Adds what is written to a hash.
struct HashWriter<'a>(&'a mut sha2::Sha256);

impl io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        sha2::Digest::update(self.0, bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
