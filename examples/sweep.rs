//! A sweep as a loop: sets a path of a scenario to one value after another.
//!
//! `cargo run --release --example sweep`

use std::path::Path;

use clearway::experiment::{Unwatched, replicate};
use clearway::input::Disk;
use clearway::metric::{Metric, Scope};
use clearway::scenario::{Document, Problems, Setting};

fn main() -> Result<(), Problems> {
    let document = Document::load(Path::new("scenarios/peak-day.toml"), Disk)?;
    let bays = Scope::station("inspection");
    for lanes in 7..=10 {
        let setting = Setting::from_argument(&format!("stations.inspection.lanes={lanes}"))?;
        let scenario = document.with(&[setting])?.compile()?;
        let replicated = replicate(&scenario.model, scenario.effort(), &Unwatched);
        let share = replicated.of_all(Metric::ReleasedWithin).mean;
        let wait = replicated.estimate(Metric::WaitMean, &bays).mean;
        println!("{lanes} bays: {share:?} released in time, {wait:?} h of waiting");
    }
    Ok(())
}
