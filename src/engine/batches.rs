//! The state of the batches inside.

use std::ops::{Index, IndexMut};

use crate::model::{ClassId, Destination, Exit, StationId};
use crate::observe::{self, Held};
use crate::random::Address;
use crate::time::{Span, Time};

use super::ids::{BatchSlot, LaneId, Ticket};

/// The state of a batch inside that every station needs.
#[derive(Clone, Debug)]
pub(super) struct BatchState {
    /// Its attributes.
    pub(super) facts: observe::Batch,
    /// The address of its random numbers.
    pub(super) address: Address,
    /// Its rank in queues with priorities; rank 0 goes first.
    pub(super) rank: u32,
    /// The station where it is.
    pub(super) station: StationId,
    /// Ordinal of its visit to that station, from 1; 0 before it comes to any station.
    pub(super) visit: u32,
    /// Has any of its visits been counted?
    pub(super) counted: bool,
    /// Does it wait for ever, in a lock or for a place in one?
    pub(super) in_lock: bool,
    /// When it came to that station.
    pub(super) joined: Time,
    /// When its service at that station first began; [`Time::NEVER`] before that.
    pub(super) started: Time,
    /// Its service time at that station, by the rules in force when the service begins.
    pub(super) service: Span,
    /// Its next destination, by the rules in force when its service ends.
    pub(super) next: Destination,
    /// Its next event: the end of its patience, later the end of its service.
    pub(super) ticket: Option<Ticket>,
    /// The batch before it in its list.
    pub(super) ahead: Option<BatchSlot>,
    /// The batch behind it in its list.
    pub(super) behind: Option<BatchSlot>,
}

impl BatchState {
    /// Puts an arriving batch into this slot, which is free: no event and no list refers to it.
    #[inline(always)]
    pub(super) fn arrive(&mut self, facts: observe::Batch, address: Address, rank: u32) {
        (self.facts, self.address, self.rank) = (facts, address, rank);
        self.visit = 0;
    }

    /// Content of a slot that has not been used.
    pub(super) fn vacant() -> Self {
        Self {
            facts: observe::Batch {
                number: 0,
                class: ClassId(0),
                units: 0.0,
                arrived: Time::START,
                due: None,
                measured: false,
            },
            address: Address::replication(0, 0),
            rank: 0,
            station: StationId(0),
            visit: 0,
            counted: false,
            in_lock: false,
            joined: Time::START,
            started: Time::START,
            service: Span::ZERO,
            next: Destination::Exit(Exit::Released),
            ticket: None,
            ahead: None,
            behind: None,
        }
    }
}

/// The part of a batch's state that only careful stations need.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Aside {
    /// When the present stretch of work, or of sitting in its lane without work, began.
    pub(super) since: Time,
    /// Planned length of the present stretch of work.
    pub(super) planned: Span,
    /// Time worked on it at this station before the present stretch.
    pub(super) worked: Span,
    /// Work left, if its work was interrupted.
    pub(super) left: Option<Span>,
    /// Its waiting time at this station so far, by cause.
    pub(super) held: Held,
    /// Reading of the station's cause clock when it began to wait.
    pub(super) clock: Held,
    /// Its lane, if the station's lanes can break down.
    pub(super) lane: Option<LaneId>,
    /// While it blocks its lane: the station that has no place for it yet.
    pub(super) target: Option<StationId>,
    /// Its entry number in a queue by key.
    pub(super) entry: Option<u64>,
    /// Does it wait at the gate?
    pub(super) at_gate: bool,
    /// Number of dated changes in force when its lane took its staff.
    pub(super) rules: usize,
}

/// The batches inside, in slots that are reused.
#[derive(Debug)]
pub(super) struct Batches {
    /// States by slot; slot 0, which no [`BatchSlot`] refers to, stays empty.
    slots: Vec<BatchState>,
    /// Asides by slot; only that of slot 0 if all stations are plain.
    asides: Vec<Aside>,
    with_asides: bool,
    free: Vec<BatchSlot>,
    /// Number of visits so far, by slot and revisited station; at other stations every visit is the
    /// first.
    visits: Vec<u32>,
    revisited: usize,
    /// Number of entries in queues by key so far.
    entries: u64,
}

impl Batches {
    /// Makes the storage, without batches. `revisited` is the number of stations that count visits;
    /// without careful stations there are no asides.
    pub(super) fn new(revisited: usize, with_asides: bool) -> Self {
        Self {
            slots: vec![BatchState::vacant()],
            asides: vec![Aside::default()],
            with_asides,
            free: vec![],
            visits: vec![0; revisited],
            revisited,
            entries: 0,
        }
    }

    /// Number of batches inside.
    #[inline]
    pub(super) fn inside(&self) -> usize {
        self.slots.len() - 1 - self.free.len()
    }

    /// Takes a slot that was used before and is free.
    #[inline(always)]
    pub(super) fn vacant_slot(&mut self) -> Option<BatchSlot> {
        self.free.pop()
    }

    /// Makes a new slot.
    pub(super) fn another_slot(&mut self) -> BatchSlot {
        self.slots.push(BatchState::vacant());
        if self.with_asides {
            self.asides.push(Aside::default());
        }
        self.visits.resize(self.slots.len() * self.revisited, 0);
        BatchSlot::new((self.slots.len() - 1) as u32)
    }

    /// Frees the slot of a batch, which makes its next event stale, and returns the batch's
    /// attributes.
    #[inline(always)]
    pub(super) fn discharge(&mut self, slot: BatchSlot) -> &observe::Batch {
        let batch = &mut self.slots[slot.index()];
        batch.ticket = None;
        if batch.counted {
            batch.counted = false;
            let first = slot.index() * self.revisited;
            self.visits[first..first + self.revisited].fill(0);
        }
        self.free.push(slot);
        &batch.facts
    }

    /// Counts a visit of a batch to a revisited station and returns its ordinal there, from 1.
    #[inline(always)]
    pub(super) fn count_visit(&mut self, slot: BatchSlot, counter: usize) -> u32 {
        self.slots[slot.index()].counted = true;
        let visits = &mut self.visits[slot.index() * self.revisited + counter];
        *visits += 1;
        *visits
    }

    /// Iterates over the batches at stations, and over some that have left.
    pub(super) fn visiting(&mut self) -> impl Iterator<Item = &mut BatchState> {
        self.slots.iter_mut().filter(|batch| batch.visit > 0)
    }

    /// Returns the part of a batch's state that careful stations need.
    #[inline]
    pub(super) fn aside(&self, slot: BatchSlot) -> &Aside {
        &self.asides[slot.index()]
    }

    /// Returns the part of a batch's state that careful stations need.
    #[inline]
    pub(super) fn aside_mut(&mut self, slot: BatchSlot) -> &mut Aside {
        &mut self.asides[slot.index()]
    }

    /// Numbers a new entry of a batch in a queue by key; an older entry becomes stale.
    pub(super) fn enter(&mut self, slot: BatchSlot) -> u64 {
        self.entries += 1;
        self.aside_mut(slot).entry = Some(self.entries);
        self.entries
    }
}

impl Index<BatchSlot> for Batches {
    type Output = BatchState;
    #[inline]
    fn index(&self, slot: BatchSlot) -> &BatchState {
        &self.slots[slot.index()]
    }
}

impl IndexMut<BatchSlot> for Batches {
    #[inline]
    fn index_mut(&mut self, slot: BatchSlot) -> &mut BatchState {
        &mut self.slots[slot.index()]
    }
}
