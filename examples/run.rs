//! Runs a scenario and prints one metric with its interval.
//!
//! `cargo run --release --example run`

use std::path::Path;

use clearway::experiment::{Unwatched, replicate};
use clearway::input::Disk;
use clearway::metric::Metric;
use clearway::scenario::{Document, Problems};

fn main() -> Result<(), Problems> {
    let document = Document::load(Path::new("scenarios/peak-day.toml"), Disk)?;
    let scenario = document.compile()?;
    let replicated = replicate(&scenario.model, scenario.effort(), &Unwatched);
    let share = replicated.of_all(Metric::ReleasedWithin);
    println!(
        "released in time: {:?}, from {:?} to {:?}",
        share.mean, share.lower, share.upper
    );
    Ok(())
}
