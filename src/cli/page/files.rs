//! The files that a page holds: scenarios with all that they are made of.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::input::{Disk, Files};
use crate::scenario::{Document, Problems};

/// The scenarios that come with clearway.
const LIBRARY: [(&str, &str); 11] = [
    (
        "peak-day.toml",
        include_str!("../../../scenarios/peak-day.toml"),
    ),
    (
        "national-surge.toml",
        include_str!("../../../scenarios/national-surge.toml"),
    ),
    (
        "april-rules.toml",
        include_str!("../../../scenarios/april-rules.toml"),
    ),
    (
        "opening-hours.toml",
        include_str!("../../../scenarios/opening-hours.toml"),
    ),
    (
        "shared-officers.toml",
        include_str!("../../../scenarios/shared-officers.toml"),
    ),
    (
        "scanner-outage.toml",
        include_str!("../../../scenarios/scanner-outage.toml"),
    ),
    (
        "donations-first.toml",
        include_str!("../../../scenarios/donations-first.toml"),
    ),
    (
        "border-posts.toml",
        include_str!("../../../scenarios/border-posts.toml"),
    ),
    (
        "relief-imports.toml",
        include_str!("../../../scenarios/relief-imports.toml"),
    ),
    (
        "ventilators-italy.toml",
        include_str!("../../../scenarios/ventilators-italy.toml"),
    ),
    (
        "ordinary-day.toml",
        include_str!("../../../scenarios/ordinary-day.toml"),
    ),
];

/// Scenarios with their files.
pub(super) struct Packed {
    pub(super) scenarios: Vec<PackedScenario>,
    /// Contents by name; names are paths from a folder that holds all files.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// The files that were read.
    pub(super) read: Vec<PathBuf>,
}

/// A scenario of a page.
pub(super) struct PackedScenario {
    pub(super) main: String,
    pub(super) title: String,
    pub(super) question: Option<String>,
    /// Names of the files that it is made of, its own among them.
    pub(super) files: Vec<String>,
}

/// Files of the disk, remembering what is read.
#[derive(Clone, Debug, Default)]
struct Seen(Arc<Mutex<BTreeMap<PathBuf, Vec<u8>>>>);

impl Seen {
    fn taken(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut seen)
    }
}

impl Files for Seen {
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let bytes = Disk.read(path, most)?;
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(path.to_owned(), bytes.clone());
        Ok(bytes)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        Disk.identity(path)
    }

    fn names(&self, folder: &Path) -> Vec<String> {
        Disk.names(folder)
    }
}

/// Returns the scenarios that come with clearway.
pub(super) fn library() -> Result<Packed, Problems> {
    let mut packed = Packed {
        scenarios: vec![],
        files: BTreeMap::new(),
        read: vec![],
    };
    let texts = LIBRARY.map(|(name, text)| (PathBuf::from(name), text.as_bytes().to_vec()));
    let texts = BTreeMap::from(texts);
    for (name, text) in LIBRARY {
        let document = Document::load(Path::new(name), texts.clone())?;
        let heading = document.compile()?.heading;
        let bases = document.bases().map(|(base, _)| base.to_owned());
        packed.scenarios.push(PackedScenario {
            main: name.to_owned(),
            title: heading.title.unwrap_or_else(|| name.to_owned()),
            question: heading.question,
            files: bases.chain([name.to_owned()]).collect(),
        });
        packed.files.insert(name.to_owned(), text.into());
    }
    Ok(packed)
}

/// Reads scenarios and all that they are made of, and checks them.
pub(super) fn read(paths: &[PathBuf]) -> Result<Packed, Problems> {
    let seen = Seen::default();
    let mut found = vec![];
    for path in paths {
        let heading = Document::load(path, seen.clone())?.compile()?.heading;
        found.push((path.clone(), heading, seen.taken()));
    }
    let of_all = found.iter().flat_map(|(_, _, files)| files.keys());
    let base = common(of_all.map(|path| whole(path)));
    let name = |path: &Path| {
        let path = whole(path);
        let below = path.strip_prefix(&base).unwrap_or(&path);
        let parts = below
            .components()
            .map(|it| it.as_os_str().to_string_lossy());
        parts.collect::<Vec<_>>().join("/")
    };
    let mut packed = Packed {
        scenarios: vec![],
        files: BTreeMap::new(),
        read: vec![],
    };
    for (path, heading, files) in found {
        let main = name(&path);
        packed.scenarios.push(PackedScenario {
            title: heading.title.unwrap_or_else(|| main.clone()),
            question: heading.question,
            files: files.keys().map(|path| name(path)).collect(),
            main,
        });
        for (path, bytes) in files {
            packed.files.insert(name(&path), bytes);
            packed.read.push(path);
        }
    }
    Ok(packed)
}

/// Returns a path from the root of the disk, without `.` and `..`.
fn whole(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut whole = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                whole.pop();
            }
            part => whole.push(part),
        }
    }
    whole
}

/// Returns the deepest folder that holds all of these files.
fn common(mut files: impl Iterator<Item = PathBuf>) -> PathBuf {
    let folder = |path: PathBuf| path.parent().map_or_else(PathBuf::new, PathBuf::from);
    let first = files.next().map(folder).unwrap_or_default();
    files.fold(first, |mut base, path| {
        while !path.starts_with(&base) && base.pop() {}
        base
    })
}
