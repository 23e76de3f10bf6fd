//! The committed inputs of the fuzz targets of `fuzz`, replayed: none makes a target panic.

use std::fs;
use std::path::Path;

use crate::audit;

#[path = "../../fuzz/src/targets.rs"]
#[expect(
    unreachable_pub,
    reason = "a file of the fuzz targets, whose crate exports it"
)]
mod targets;

/// Gives each file of a corpus to its target.
fn replay(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(name);
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("a corpus") {
        target(&fs::read(entry.expect("an entry").path()).expect("a file"));
        count += 1;
    }
    assert!(count > 0);
}

#[test]
fn documents() {
    replay("document", targets::document);
}

#[test]
fn tables() {
    replay("tables", targets::tables);
}

#[test]
fn durations() {
    replay("durations", targets::durations);
}

#[test]
fn results() {
    replay("results", targets::results);
}

#[test]
fn runs() {
    replay("runs", targets::runs);
}
