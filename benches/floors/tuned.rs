//! W3 by hand, tuned: departures in a 4-ary heap of 16-byte keys, the next arrival outside the
//! heap, a departure and the start that follows it in one replacement of the top, batches in a slab
//! whose entries link the queues.

use super::heap::{Heap, Key};
use super::w3::{DOCUMENTS, Draws, INSPECTION, Releases, lanes};

const NONE: u32 = u32::MAX;

/// A batch inside the port; 16 bytes.
#[derive(Clone, Copy)]
struct Batch {
    arrived: f64,
    /// Index of the next batch in its queue, or of the next free entry of the slab.
    next: u32,
    station: u8,
    inspections: u8,
    urgent: bool,
}

/// A first-come-first-served queue, linked through `Batch::next`.
#[derive(Clone, Copy)]
struct Queue {
    first: u32,
    last: u32,
}

struct Port {
    draws: Draws,
    heap: Heap,
    slab: Vec<Batch>,
    vacant: u32,
    free_lanes: [u32; 3],
    /// Queues of each station, that of urgent batches first.
    queues: [[Queue; 2]; 3],
    /// Does the key on top of the heap belong to a departure that is being handled?
    used_top: bool,
}

/// Returns the release times of this number of batches in a port of this size that starts empty.
pub(crate) fn run(size: u32, batches: u64, seed: u64) -> Releases {
    let empty = Queue {
        first: NONE,
        last: NONE,
    };
    let all_lanes: u32 = lanes(size).iter().sum();
    let mut port = Port {
        draws: Draws::new(size, seed),
        heap: Heap::with_capacity(all_lanes as usize),
        slab: Vec::with_capacity(2 * all_lanes as usize),
        vacant: NONE,
        free_lanes: lanes(size),
        queues: [[empty; 2]; 3],
        used_top: false,
    };
    let mut releases = Releases::new();
    let mut arrival = port.draws.gap();
    while releases.count() < batches {
        match port.heap.top() {
            Some(key) if key.time < arrival => port.depart(key, &mut releases),
            _ => {
                port.arrive(arrival);
                arrival += port.draws.gap();
            }
        }
    }
    releases
}

impl Port {
    #[inline]
    fn arrive(&mut self, now: f64) {
        let batch = Batch {
            arrived: now,
            next: NONE,
            station: DOCUMENTS as u8,
            inspections: 0,
            urgent: self.draws.urgent(),
        };
        let place = self.vacant;
        if place == NONE {
            self.slab.push(batch);
            self.join(self.slab.len() as u32 - 1, DOCUMENTS, now);
        } else {
            self.vacant = self.slab[place as usize].next;
            self.slab[place as usize] = batch;
            self.join(place, DOCUMENTS, now);
        }
    }

    #[inline]
    fn depart(&mut self, key: Key, releases: &mut Releases) {
        self.used_top = true;
        let batch = self.slab[key.batch as usize];
        let station = usize::from(batch.station);
        let next = self.draws.next(station, batch.inspections);
        // a waiting batch takes the lane before this one can join the queue again
        match self.take(station) {
            NONE => self.free_lanes[station] += 1,
            waiting => self.begin(waiting, station, key.time),
        }
        if let Some(to) = next {
            self.join(key.batch, to, key.time);
        } else {
            releases.add(key.time - batch.arrived);
            self.slab[key.batch as usize].next = self.vacant;
            self.vacant = key.batch;
        }
        if self.used_top {
            self.heap.pop();
            self.used_top = false;
        }
    }

    #[inline]
    fn join(&mut self, place: u32, station: usize, now: f64) {
        let batch = &mut self.slab[place as usize];
        batch.station = station as u8;
        batch.inspections += u8::from(station == INSPECTION);
        if self.free_lanes[station] > 0 {
            self.free_lanes[station] -= 1;
            self.begin(place, station, now);
            return;
        }
        batch.next = NONE;
        let first = station == INSPECTION && batch.urgent;
        let queue = &mut self.queues[station][usize::from(!first)];
        if queue.first == NONE {
            queue.first = place;
        } else {
            self.slab[queue.last as usize].next = place;
        }
        queue.last = place;
    }

    #[inline]
    fn take(&mut self, station: usize) -> u32 {
        for queue in &mut self.queues[station] {
            if queue.first != NONE {
                let place = queue.first;
                queue.first = self.slab[place as usize].next;
                return place;
            }
        }
        NONE
    }

    #[inline]
    fn begin(&mut self, batch: u32, station: usize, now: f64) {
        let key = Key {
            time: now + self.draws.service(station),
            batch,
        };
        if self.used_top {
            self.heap.replace_top(key);
            self.used_top = false;
        } else {
            self.heap.push(key);
        }
    }
}
