//! No leftovers: every file belongs to a declared module, every snapshot to a test.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::sources;

/// Files that cargo finds without a declaration.
fn roots() -> impl Iterator<Item = PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = [
        "src/lib.rs",
        "src/main.rs",
        "tests/clearway/main.rs",
        "benches/throughput.rs",
    ];
    let named = named.map(|name| folder.join(name));
    named.into_iter().chain(sources("examples"))
}

/// Returns the files of the modules that a file declares.
fn children(file: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(file).expect("a readable file");
    let folder = match file.file_name().and_then(|name| name.to_str()) {
        Some("lib.rs" | "main.rs" | "mod.rs" | "throughput.rs") => file.with_file_name(""),
        _ => file.with_extension(""),
    };
    let words = text.lines().map(|line| line.trim().trim_end_matches(';'));
    let names = words.filter_map(|line| {
        let (visibility, name) = line.split_once("mod ")?;
        let is_plain = visibility.is_empty() || visibility.starts_with("pub");
        is_plain.then_some(name)
    });
    let files = names.flat_map(|name| {
        let alone = folder.join(format!("{name}.rs"));
        [alone, folder.join(name).join("mod.rs")]
    });
    files.filter(|file| file.is_file()).collect()
}

#[test]
fn every_file_belongs_to_a_module() {
    let mut reached: BTreeSet<PathBuf> = BTreeSet::new();
    let mut left: Vec<PathBuf> = roots().collect();
    while let Some(file) = left.pop() {
        left.extend(children(&file));
        reached.insert(file);
    }
    let folders = ["src", "tests", "benches", "examples"];
    for file in folders.into_iter().flat_map(sources) {
        assert!(reached.contains(&file), "{} is dead", file.display());
    }
}

/// A snapshot is called `crate__module__NAME.snap`, by the test that makes it or by the name that
/// the test gives it.
#[test]
fn every_snapshot_belongs_to_a_test() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let snapshots = super::files("tests", "snap");
    assert!(snapshots.len() > 30, "snapshots are seen");
    for snapshot in snapshots {
        let shown = snapshot.display();
        let stem = snapshot.file_stem().expect("a name").to_string_lossy();
        let mut steps: Vec<&str> = stem.split("__").collect();
        let name = steps.pop().expect("at least nothing");
        // of several in one test the later ones are numbered
        let name = match name.rsplit_once('-') {
            Some((name, number)) if number.parse::<u32>().is_ok() => name,
            _ => name,
        };
        let source = tests.join(steps.join("/")).with_extension("rs");
        let text = fs::read_to_string(source).unwrap_or_default();
        let is_made =
            text.contains(&format!("fn {name}(")) || text.contains(&format!("\"{name}\""));
        assert!(is_made, "no test makes {shown}");
    }
}
