//! A custom observer: the longest queue of each station in one replication.
//!
//! `cargo run --release --example observer`

use std::path::Path;

use clearway::engine::{Limits, simulate};
use clearway::input::Disk;
use clearway::model::{Model, StationId};
use clearway::observe::Observer;
use clearway::random::Address;
use clearway::scenario::{Document, Problems};
use clearway::time::Time;

/// The length of a queue now, and its maximum so far.
#[derive(Clone, Default)]
struct Queue {
    now: u64,
    longest: u64,
}

/// The queue of every station.
struct Queues(Vec<Queue>);

impl Observer for Queues {
    fn queued(&mut self, _now: Time, station: StationId) {
        let queue = &mut self.0[station.index()];
        queue.now += 1;
        queue.longest = queue.longest.max(queue.now);
    }

    fn dequeued(&mut self, _now: Time, station: StationId) {
        self.0[station.index()].now -= 1;
    }
}

fn longest_queues(model: &Model) -> Vec<Queue> {
    let mut queues = Queues(vec![Queue::default(); model.stations().len()]);
    let replication = Address::replication(134, 0);
    simulate(model, replication, Limits::default(), &mut queues);
    queues.0
}

fn main() -> Result<(), Problems> {
    let document = Document::load(Path::new("scenarios/peak-day.toml"), Disk)?;
    let scenario = document.compile()?;
    for (station, queue) in scenario
        .model
        .stations()
        .iter()
        .zip(longest_queues(&scenario.model))
    {
        println!("{}: at most {} waited", station.label, queue.longest);
    }
    Ok(())
}
