//! Reports: files can be read again, agree with the results, and look as they should.

pub(crate) mod browser;
mod contradictions;
mod decisions;
mod files;
mod fixture;
mod journey;
mod odd;
mod paper;
mod sentences;
mod truth;
mod unserved;
mod words;

use std::fs;
use std::path::Path;

use clearway::report::{self, Part};

/// Writes every kind of report to `target/gallery`, for inspection by eye.
#[test]
#[ignore = "for eyes: writes pictures to target/gallery"]
fn gallery() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/gallery");
    for (name, results) in odd::all() {
        for (file, bytes) in report::files(&results, &[Part::Page]).expect("a report") {
            let path = folder.join(name).join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, bytes).expect("a file");
        }
        println!("{}", report::summary(&results));
    }
}
