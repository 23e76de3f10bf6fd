//! Reports: what is written reads back, says what the results say, and looks as it should.

mod browser;
mod decisions;
mod files;
mod fixture;
mod journey;
mod odd;
mod truth;

use std::path::Path;

use clearway::report::{self, Parts};

/// Writes every kind of report to `target/gallery`, to be looked at.
#[test]
#[ignore = "for eyes: writes pictures to target/gallery"]
fn gallery() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/gallery");
    for (name, results) in odd::all() {
        report::write(&results, &folder.join(name), Parts::Everything).expect("a report");
        println!("{}", report::summary(&results));
    }
}
