//! The folder of results. What a command writes there is one transaction: all files are made in a
//! hidden folder first and then put in place together, with `manifest.json` as the last. A command
//! that is killed leaves the earlier files or the new ones, never a mixture: the next command
//! finishes or discards what it finds half done.
//!
//! A command removes what an earlier one of the same name wrote there and it does not write now.
//! Files of other commands, files that were changed since, and files of which nothing is known
//! stay. An interrupted command does not replace whole results: its own go into a folder beside
//! them.

mod burst;
mod guard;
mod lock;
mod manifest;
mod staging;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::report::{Digest, RESULTS_FILE};

use super::failure::Failure;
use super::terminal;
use burst::Journal;
use guard::is_input;
use lock::Lock;
use manifest::{Digests, Manifest, is_own_name, is_unchanged};
use staging::Staging;

pub(super) use guard::{check_inputs, check_paths};
pub(super) use manifest::{MANIFEST, noted, scenario};

/// Name of the folder for the results of an interrupted command beside whole ones.
const INTERRUPTED: &str = "interrupted";

/// How much of its results a command has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of them.
    Whole,
    /// Those up to an interruption.
    Part,
}

/// A folder into which a command puts its results.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    staging: Staging,
    files: Digests,
    /// Files that the scenario reads, which are never removed.
    inputs: Vec<PathBuf>,
    /// Path of the scenario as it was written, if it names a folder.
    pub(super) scenario: Option<String>,
}

/// A file that is being made.
#[derive(Debug)]
pub(super) struct NewFile {
    name: String,
    file: BufWriter<File>,
    hash: Sha256,
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Folder {
    /// Opens the folder, which is made if it is missing, and tries whether it can be written. What
    /// a killed command left half done is finished or discarded.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let staging = written(path, Staging::new(path))?;
        settle(path)?;
        Ok(Self {
            path: path.to_owned(),
            staging,
            files: Digests::new(),
            inputs: vec![],
            scenario: None,
        })
    }

    /// Names the files that the scenario reads, which are never removed.
    pub(super) fn reading(self, inputs: Vec<PathBuf>) -> Self {
        Self { inputs, ..self }
    }

    /// Returns the folder for results of this extent: an interrupted command does not replace whole
    /// results.
    pub(super) fn for_extent(self, extent: Extent) -> Result<Self, Failure> {
        let has_whole = match Manifest::read(&self.path) {
            Some(found) => found.whole,
            None => self.path.join(RESULTS_FILE).exists(),
        };
        if extent == Extent::Whole || !has_whole {
            return Ok(self);
        }
        let beside = self.path.join(INTERRUPTED);
        terminal::warn(&format!(
            "{} keeps the earlier results, which are whole; what was finished now is in {}",
            self.path.display(),
            beside.display()
        ));
        Self::open(&beside)
    }

    /// Returns its path.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Starts a file.
    pub(super) fn create(&self, name: &str) -> Result<NewFile, Failure> {
        let path = self.staging.path().join(name);
        let create = || {
            fs::create_dir_all(path.parent().unwrap_or(&self.path))?;
            File::create_new(&path)
        };
        Ok(NewFile {
            name: name.to_owned(),
            file: BufWriter::new(self.written(create())?),
            hash: Sha256::new(),
        })
    }

    /// Adds a file that is complete, and returns its digest.
    pub(super) fn add(&mut self, file: NewFile) -> Result<Digest, Failure> {
        let NewFile { name, file, hash } = file;
        self.written(file.into_inner().map_err(io::Error::from))?;
        let digest = Digest::of_hash(hash);
        self.files.insert(name, digest.to_string());
        Ok(digest)
    }

    /// Adds a file with these bytes.
    pub(super) fn add_bytes(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let mut file = self.create(name)?;
        self.written(file.write_all(bytes))?;
        self.add(file).map(drop)
    }

    /// Adds a file with these bytes instead of one that was added before.
    pub(super) fn replace(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.written(fs::remove_file(self.staging.path().join(name)))?;
        self.add_bytes(name, bytes)
    }

    /// Puts the files of a command in place, and removes those of its earlier calls that it does
    /// not write now. Returns the path of the folder.
    pub(super) fn publish(self, command: &str, extent: Extent) -> Result<PathBuf, Failure> {
        self.put(|folder| {
            let found = Manifest::read(&folder.path).unwrap_or_default();
            let is_stale = |(name, digest): &(&String, &String)| {
                let path = folder.path.join(name);
                is_own_name(name)
                    && !folder.files.contains_key(*name)
                    && !is_input(&path, &folder.inputs)
                    && is_unchanged(&path, digest)
            };
            let stale = found.of(command).into_iter().flatten().filter(is_stale);
            let mut remove: Vec<String> = stale.map(|(name, _)| name.clone()).collect();
            remove.extend(folder.interrupted(command));
            let whole = extent == Extent::Whole;
            let manifest = Manifest {
                scenario: folder.scenario.clone(),
                ..found.after(command, whole, folder.files.clone())
            };
            (manifest, remove)
        })
    }

    /// Puts further files of a command in place: those made again from its results.
    pub(super) fn publish_more(self, command: &str) -> Result<PathBuf, Failure> {
        self.put(|folder| {
            let found = Manifest::read(&folder.path);
            let whole = found.as_ref().is_none_or(|it| it.whole);
            let found = found.unwrap_or_default();
            let mut files = found.of(command).cloned().unwrap_or_default();
            let results = folder.path.join(RESULTS_FILE);
            if let Ok(digest) = manifest::of_file(&results) {
                files.insert(RESULTS_FILE.to_owned(), digest.to_string());
            }
            files.extend(folder.files.clone());
            (found.after(command, whole, files), vec![])
        })
    }

    /// Returns the names of the results of an interrupted call of a command beside whole ones.
    fn interrupted(&self, command: &str) -> Vec<String> {
        let folder = self.path.join(INTERRUPTED);
        let Some(found) = Manifest::read(&folder).filter(|it| it.command == command) else {
            return vec![];
        };
        let is_stale = |(name, digest): &(&String, &String)| {
            is_own_name(name) && is_unchanged(&folder.join(name), digest)
        };
        let stale = found.files.iter().filter(is_stale);
        let stale = stale.map(|(name, _)| name.as_str()).chain([MANIFEST]);
        stale.map(|name| format!("{INTERRUPTED}/{name}")).collect()
    }

    /// Puts all files in place in one burst. `plan` returns the manifest and what to remove.
    fn put(
        mut self,
        plan: impl FnOnce(&Self) -> (Manifest, Vec<String>),
    ) -> Result<PathBuf, Failure> {
        self.written(self.sync())?;
        let lock = self.written(Lock::take(&self.path))?;
        self.written(burst::finish(&self.path, lock.as_ref()))?;
        let (manifest, remove) = plan(&self);
        let journal = Journal {
            staging: name(self.staging.path()),
            put: self.files.keys().cloned().collect(),
            remove,
        };
        let text = self.written(manifest.text())?;
        let path = self.staging.path().join(MANIFEST);
        let write = || {
            let mut file = File::create_new(path)?;
            file.write_all(&text)?;
            file.sync_all()
        };
        self.written(write())?;
        self.written(self.check_places())?;
        self.staging.keep_folders();
        self.written(burst::burst(&self.path, &journal))?;
        Ok(self.path)
    }

    /// Makes the new files reach the disk.
    fn sync(&self) -> io::Result<()> {
        let names: Vec<&String> = self.files.keys().collect();
        let sync = |name: &&String| File::open(self.staging.path().join(name))?.sync_all();
        names.par_iter().try_for_each(sync)
    }

    /// Checks that each file can have its place.
    fn check_places(&self) -> io::Result<()> {
        for name in self.files.keys() {
            let place = self.path.join(name);
            let above = place.parent().unwrap_or(&self.path);
            let message = if place.is_dir() {
                format!("{name} is a folder there")
            } else if above.exists() && !above.is_dir() {
                format!("the folder of {name} is a file there")
            } else {
                continue;
            };
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
        }
        Ok(())
    }

    /// Converts an error of writing into a failure that names the folder.
    pub(super) fn written<T>(&self, outcome: io::Result<T>) -> Result<T, Failure> {
        written(&self.path, outcome)
    }
}

/// Returns the last part of a path.
fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Finishes or discards what a killed command left half done in a folder.
pub(super) fn settle(folder: &Path) -> Result<(), Failure> {
    if burst::is_unfinished(folder) {
        let finish = || burst::finish(folder, Lock::take(folder)?.as_ref());
        written(folder, finish())?;
    }
    staging::discard(folder);
    Ok(())
}

/// Converts an error of writing into a folder into a failure that names the folder.
pub(super) fn written<T>(directory: &Path, outcome: io::Result<T>) -> Result<T, Failure> {
    outcome.map_err(|error| match error.kind() {
        // calls of the system that a signal interrupts are repeated: this is a writer that gave up
        io::ErrorKind::Interrupted => Failure::Interrupted,
        _ => Failure::Other(format!("cannot write to {}: {error}", directory.display())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, command: &str, extent: Extent, names: &[&str]) {
        let mut files = Folder::open(folder)
            .and_then(|it| it.for_extent(extent))
            .unwrap_or_else(|_| panic!("a folder"));
        for name in names {
            let added = files.add_bytes(name, command.as_bytes());
            assert!(added.is_ok(), "{name}");
        }
        assert!(files.publish(command, extent).is_ok(), "{command}");
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let mut names: Vec<String> = entries
            .map(|it| name(&it.expect("an entry").path()))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_command_removes_only_what_it_wrote_itself_and_is_unchanged() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let all = ["a.csv", "b.csv", "charts/old.svg", "notes.csv", "both.csv"];
        write(folder, "run", Extent::Whole, &all);
        write(folder, "sweep", Extent::Whole, &["sweep.csv", "both.csv"]);
        fs::write(folder.join("notes.csv"), "a planner's").expect("written");
        fs::write(folder.join("own.txt"), "a planner's").expect("written");
        write(folder, "run", Extent::Whole, &["a.csv"]);
        let there = [
            "a.csv",
            "both.csv",
            MANIFEST,
            "notes.csv",
            "own.txt",
            "sweep.csv",
        ];
        assert_eq!(names(folder), there);
        let found = Manifest::read(folder).expect("a manifest");
        assert_eq!(found.files["a.csv"], Digest::of_bytes(b"run").to_string());
        assert_eq!(found.others["sweep"].len(), 2);
    }

    #[test]
    fn an_edited_manifest_leads_to_no_file_elsewhere() {
        let folder = tempfile::tempdir().expect("a folder");
        let inner = folder.path().join("inner");
        fs::create_dir_all(&inner).expect("made");
        fs::write(folder.path().join("precious"), "").expect("written");
        let empty = Digest::of_bytes(b"");
        let text = format!(
            r#"{{"version": "", "command": "run", "whole": true, "files":
            {{"../precious": "{empty}", "/etc/x": "{empty}", "a/b/c/d": "{empty}"}}}}"#
        );
        fs::write(inner.join(MANIFEST), text).expect("written");
        write(&inner, "run", Extent::Whole, &[]);
        assert!(folder.path().join("precious").exists());
        fs::write(inner.join(MANIFEST), "no manifest").expect("written");
        write(&inner, "run", Extent::Whole, &["a.csv"]);
        assert_eq!(names(&inner), ["a.csv", MANIFEST]);
    }

    #[test]
    fn an_interrupted_command_keeps_whole_results() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        write(folder, "run", Extent::Part, &["results.json", "a.csv"]);
        write(folder, "run", Extent::Part, &["results.json"]);
        assert_eq!(
            names(folder),
            [MANIFEST, "results.json"],
            "parts replace parts"
        );
        write(folder, "run", Extent::Whole, &["results.json"]);
        write(
            folder,
            "run",
            Extent::Part,
            &["results.json", "charts/a.svg"],
        );
        let beside = folder.join(INTERRUPTED);
        assert_eq!(names(folder), [INTERRUPTED, MANIFEST, "results.json"]);
        assert_eq!(names(&beside), ["charts", MANIFEST, "results.json"]);
        assert!(Manifest::read(folder).is_some_and(|it| it.whole));
        assert!(Manifest::read(&beside).is_some_and(|it| !it.whole));
        write(folder, "run", Extent::Whole, &["results.json"]);
        assert_eq!(names(folder), [MANIFEST, "results.json"]);
    }

    /// A command that is killed at any step of its burst is finished by the next one.
    #[test]
    fn a_burst_that_was_cut_short_is_finished() {
        for moved in 0..=3 {
            let folder = tempfile::tempdir().expect("a folder");
            let folder = folder.path();
            write(folder, "run", Extent::Whole, &["results.json", "old.csv"]);
            let inside = folder.join(".clearway-new-abc");
            fs::create_dir_all(inside.join("charts")).expect("made");
            let put = ["charts/a.svg", "results.json", MANIFEST];
            for name in put {
                fs::write(inside.join(name), "new").expect("written");
            }
            let journal = Journal {
                staging: ".clearway-new-abc".to_owned(),
                put: put[..2].iter().map(|it| (*it).to_owned()).collect(),
                remove: vec!["old.csv".to_owned(), "../own".to_owned()],
            };
            let text = serde_json::to_vec(&journal).expect("JSON");
            fs::write(folder.join(".clearway-journal.json"), text).expect("written");
            for name in &put[..moved] {
                fs::create_dir_all(folder.join("charts")).expect("made");
                fs::rename(inside.join(name), folder.join(name)).expect("moved");
            }
            assert!(settle(folder).is_ok(), "after {moved}");
            assert_eq!(names(folder), ["charts", MANIFEST, "results.json"]);
            for name in put {
                assert_eq!(fs::read(folder.join(name)).expect("a file"), b"new");
            }
        }
    }

    #[test]
    fn what_a_killed_command_made_is_discarded_and_what_another_makes_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let killed = folder.join(".clearway-new-killed");
        fs::create_dir(&killed).expect("made");
        fs::write(killed.join(".locked"), "").expect("written");
        fs::write(killed.join("results.json"), "half").expect("written");
        let Ok(mut other) = Folder::open(folder) else {
            panic!("a folder");
        };
        assert!(!killed.exists());
        assert!(other.add_bytes("a.csv", b"a").is_ok());
        write(folder, "run", Extent::Whole, &["results.json"]);
        assert!(other.publish("sweep", Extent::Whole).is_ok());
        assert_eq!(names(folder), ["a.csv", MANIFEST, "results.json"]);
    }

    #[test]
    fn nothing_is_left_of_a_folder_that_gets_no_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let deep = folder.path().join("a/b");
        drop(Folder::open(&deep));
        assert_eq!(names(folder.path()), [""; 0]);
    }
}
