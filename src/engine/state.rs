//! What the engine remembers between events: the batches inside and the stations.

use std::ops::{Index, IndexMut};

use crate::model::{Lanes, Model, StationId};
use crate::observe;
use crate::random::{Address, Place, Purpose};
use crate::time::Time;

use super::queue::Queue;

/// Where a batch inside is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BatchSlot(pub(super) u32);

/// A batch inside.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    /// What it is.
    pub(super) facts: observe::Batch,
    /// Where its random numbers come from.
    pub(super) address: Address,
    /// Its rank in queues that heed priority; 0 goes first.
    pub(super) rank: usize,
    /// Where it is.
    pub(super) station: StationId,
    /// Its so manieth visit there.
    pub(super) visit: u32,
    /// When it came there.
    pub(super) joined: Time,
    /// When its service there began.
    pub(super) started: Time,
    /// The batch that waits behind it in its line.
    pub(super) behind: Option<BatchSlot>,
}

/// The batches inside, in slots that are used again.
#[derive(Debug)]
pub(super) struct Batches {
    slots: Vec<Batch>,
    free: Vec<BatchSlot>,
    /// Visits so far by slot and revisited station; first visits elsewhere need no counter.
    visits: Vec<u32>,
    revisited: usize,
}

impl Batches {
    /// No batch, in a model with so many stations that can be visited again.
    pub(super) fn new(revisited: usize) -> Self {
        Self {
            slots: vec![],
            free: vec![],
            visits: vec![],
            revisited,
        }
    }

    /// How many are inside.
    #[inline]
    pub(super) fn inside(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Takes a batch in.
    #[inline]
    pub(super) fn admit(&mut self, batch: Batch) -> BatchSlot {
        if let Some(slot) = self.free.pop() {
            self[slot] = batch;
            let first = slot.0 as usize * self.revisited;
            self.visits[first..first + self.revisited].fill(0);
            return slot;
        }
        self.slots.push(batch);
        self.visits.resize(self.slots.len() * self.revisited, 0);
        BatchSlot((self.slots.len() - 1) as u32)
    }

    /// Forgets a batch.
    #[inline]
    pub(super) fn discharge(&mut self, slot: BatchSlot) {
        self.free.push(slot);
    }

    /// Counts a visit to the station with this visit counter; every visit to a station without one
    /// is the first.
    #[inline]
    pub(super) fn count_visit(&mut self, slot: BatchSlot, counter: Option<usize>) -> u32 {
        counter.map_or(1, |counter| {
            let visits = &mut self.visits[slot.0 as usize * self.revisited + counter];
            *visits += 1;
            *visits
        })
    }
}

impl Index<BatchSlot> for Batches {
    type Output = Batch;
    #[inline]
    fn index(&self, slot: BatchSlot) -> &Batch {
        &self.slots[slot.0 as usize]
    }
}

impl IndexMut<BatchSlot> for Batches {
    #[inline]
    fn index_mut(&mut self, slot: BatchSlot) -> &mut Batch {
        &mut self.slots[slot.0 as usize]
    }
}

/// A station at work.
#[derive(Debug)]
pub(super) struct StationState {
    /// Who waits.
    pub(super) queue: Queue,
    /// Lanes open now; `None` where unlimited.
    pub(super) open: Option<u32>,
    /// Lanes at work now; above `open` while lanes that have closed finish their batch.
    pub(super) busy: u32,
    /// Which of a batch's visit counters is this station's, where batches can come back.
    pub(super) visit_counter: Option<usize>,
    /// Address part of service times.
    pub(super) service: Place,
    /// Address part of routing.
    pub(super) route: Place,
}

impl StationState {
    /// Can a lane begin to serve?
    #[inline]
    pub(super) fn has_free_lane(&self) -> bool {
        self.open.is_none_or(|open| self.busy < open)
    }
}

/// The stations of a model as they stand at the start of the run: empty, with the lanes of that
/// instant.
pub(super) fn stations(model: &Model) -> Vec<StationState> {
    let mut counters = 0;
    let state = |station: &crate::model::Station| StationState {
        queue: Queue::new(if station.ignore_priority {
            1
        } else {
            model.priorities.len()
        }),
        open: match &station.lanes {
            Lanes::Unlimited => None,
            Lanes::Scheduled(openings) => Some(openings.open_at(&model.calendar, Time::START)),
        },
        busy: 0,
        visit_counter: station.revisited.then(|| {
            counters += 1;
            counters - 1
        }),
        service: Place::at(Purpose::Service, &station.name),
        route: Place::at(Purpose::Route, &station.name),
    };
    model.stations.iter().map(state).collect()
}
