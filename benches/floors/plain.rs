//! W3 by hand, in the most direct way: events of 32 bytes in the binary heap of the standard
//! library, queues in its deques, batches inside the events.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

use super::w3::{DOCUMENTS, Draws, INSPECTION, Releases, lanes};

#[derive(Clone, Copy)]
struct Batch {
    arrived: f64,
    inspections: u8,
    urgent: bool,
}

#[derive(Clone, Copy)]
enum What {
    Arrival,
    Departure(u8),
}

/// An event of 32 bytes: time, sequence number, kind and batch.
#[derive(Clone, Copy)]
struct Event {
    time: f64,
    sequence: u32,
    what: What,
    batch: Batch,
}

const _: () = assert!(size_of::<Event>() == 32);

impl Ord for Event {
    /// Orders events so that the earliest one is the greatest; of equal times, the one scheduled
    /// first.
    fn cmp(&self, other: &Self) -> Ordering {
        let time = other.time.total_cmp(&self.time);
        time.then_with(|| other.sequence.cmp(&self.sequence))
    }
}

impl PartialOrd for Event {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Event {}

struct Port {
    draws: Draws,
    events: BinaryHeap<Event>,
    sequence: u32,
    free_lanes: [u32; 3],
    /// Queues of each station, that of urgent batches first.
    queues: [[VecDeque<Batch>; 2]; 3],
}

/// Returns the release times of this number of batches in a port of this size that starts empty.
pub(crate) fn run(size: u32, batches: u64, seed: u64) -> Releases {
    let mut port = Port {
        draws: Draws::new(size, seed),
        events: BinaryHeap::new(),
        sequence: 0,
        free_lanes: lanes(size),
        queues: Default::default(),
    };
    let mut releases = Releases::new();
    port.next_arrival(0.0);
    while releases.count() < batches
        && let Some(event) = port.events.pop()
    {
        match event.what {
            What::Arrival => {
                port.next_arrival(event.time);
                port.join(event.batch, DOCUMENTS, event.time);
            }
            What::Departure(station) => {
                port.depart(event, usize::from(station), &mut releases);
            }
        }
    }
    releases
}

impl Port {
    fn schedule(&mut self, time: f64, what: What, batch: Batch) {
        self.sequence = self.sequence.wrapping_add(1);
        self.events.push(Event {
            time,
            sequence: self.sequence,
            what,
            batch,
        });
    }

    fn next_arrival(&mut self, now: f64) {
        let arrived = now + self.draws.gap();
        let urgent = self.draws.urgent();
        let batch = Batch {
            arrived,
            inspections: 0,
            urgent,
        };
        self.schedule(arrived, What::Arrival, batch);
    }

    fn depart(&mut self, event: Event, station: usize, releases: &mut Releases) {
        let next = self.draws.next(station, event.batch.inspections);
        let [urgent, others] = &mut self.queues[station];
        match urgent.pop_front().or_else(|| others.pop_front()) {
            Some(waiting) => self.begin(waiting, station, event.time),
            None => self.free_lanes[station] += 1,
        }
        match next {
            Some(to) => self.join(event.batch, to, event.time),
            None => releases.add(event.time - event.batch.arrived),
        }
    }

    fn join(&mut self, mut batch: Batch, station: usize, now: f64) {
        batch.inspections += u8::from(station == INSPECTION);
        if self.free_lanes[station] > 0 {
            self.free_lanes[station] -= 1;
            self.begin(batch, station, now);
        } else {
            let first = station == INSPECTION && batch.urgent;
            self.queues[station][usize::from(!first)].push_back(batch);
        }
    }

    fn begin(&mut self, batch: Batch, station: usize, now: f64) {
        let time = now + self.draws.service(station);
        self.schedule(time, What::Departure(station as u8), batch);
    }
}
