//! What the engine remembers of the batches inside between events.

use std::ops::{Index, IndexMut};

use crate::model::{ClassId, Destination, Exit, StationId};
use crate::observe::{self, Held};
use crate::random::Address;
use crate::time::{Span, Time};

use super::ids::{BatchSlot, LaneId, Ticket};

/// A batch inside: what every station needs.
#[derive(Clone, Debug)]
pub(super) struct BatchState {
    /// What it is.
    pub(super) facts: observe::Batch,
    /// Where its random numbers come from.
    pub(super) address: Address,
    /// Its rank in queues with priorities; 0 goes first.
    pub(super) rank: u32,
    /// Where it is.
    pub(super) station: StationId,
    /// Ordinal of its visit there, from 1; 0 before it comes to any station.
    pub(super) visit: u32,
    /// Has a visit of it been counted?
    pub(super) counted: bool,
    /// Does it wait in a lock, or for a place there, for ever?
    pub(super) in_lock: bool,
    /// When it came there.
    pub(super) joined: Time,
    /// When its service there first began; [`Time::NEVER`] before that.
    pub(super) started: Time,
    /// The time of its service there, by the rules in force when it begins.
    pub(super) service: Span,
    /// Where it goes from there, by the rules in force when it ends.
    pub(super) next: Destination,
    /// The event that it waits for: the end of its patience, then of its service.
    pub(super) ticket: Option<Ticket>,
    /// The batch before it in its list.
    pub(super) ahead: Option<BatchSlot>,
    /// The batch behind it in its list.
    pub(super) behind: Option<BatchSlot>,
}

impl BatchState {
    /// A batch arrives in this slot, which was free: no event and no list refers to it.
    #[inline(always)]
    pub(super) fn arrive(&mut self, facts: observe::Batch, address: Address, rank: u32) {
        (self.facts, self.address, self.rank) = (facts, address, rank);
        self.visit = 0;
    }

    /// The content of a slot that has not been used.
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

/// What only careful stations need to know of a batch's visit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Aside {
    /// When it last began to be worked on, or to sit in its lane without work.
    pub(super) since: Time,
    /// Length of the stretch of work that then began.
    pub(super) planned: Span,
    /// Work so far, the present stretch apart.
    pub(super) worked: Span,
    /// Work left, where it was interrupted.
    pub(super) left: Option<Span>,
    /// Its waits so far, by cause.
    pub(super) held: Held,
    /// The station's clock of causes when it began to wait.
    pub(super) clock: Held,
    /// Its lane, where lanes break down.
    pub(super) lane: Option<LaneId>,
    /// Where it goes once there is a place, from the lane that it blocks.
    pub(super) target: Option<StationId>,
    /// Its entry in a queue by key.
    pub(super) entry: Option<u64>,
    /// Does it wait before the gate?
    pub(super) at_gate: bool,
    /// How many changes of rules were in force when it took its staff.
    pub(super) rules: usize,
}

/// The batches inside, in slots that are used again.
#[derive(Debug)]
pub(super) struct Batches {
    /// By slot; the first, which no [`BatchSlot`] names, stays empty.
    slots: Vec<BatchState>,
    /// By slot; none where all stations are plain.
    asides: Vec<Aside>,
    with_asides: bool,
    free: Vec<BatchSlot>,
    /// Visits so far by slot and revisited station; first visits elsewhere need no counter.
    visits: Vec<u32>,
    revisited: usize,
    /// Entries in queues by key so far.
    entries: u64,
}

impl Batches {
    /// No batch yet. `revisited` stations count visits; without careful stations there are no
    /// asides.
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

    /// How many are inside.
    #[inline]
    pub(super) fn inside(&self) -> usize {
        self.slots.len() - 1 - self.free.len()
    }

    /// A slot that was used before and is free.
    #[inline(always)]
    pub(super) fn vacant_slot(&mut self) -> Option<BatchSlot> {
        self.free.pop()
    }

    /// A slot that was never used.
    pub(super) fn another_slot(&mut self) -> BatchSlot {
        self.slots.push(BatchState::vacant());
        if self.with_asides {
            self.asides.push(Aside::default());
        }
        self.visits.resize(self.slots.len() * self.revisited, 0);
        BatchSlot::new((self.slots.len() - 1) as u32)
    }

    /// Forgets a batch, whatever it waited for being stale, after a last look at what it was.
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

    /// Counts a visit of a batch to a revisited station: its ordinal there, from 1.
    #[inline(always)]
    pub(super) fn count_visit(&mut self, slot: BatchSlot, counter: usize) -> u32 {
        self.slots[slot.index()].counted = true;
        let visits = &mut self.visits[slot.index() * self.revisited + counter];
        *visits += 1;
        *visits
    }

    /// Those at a station, and some that have left.
    pub(super) fn visiting(&mut self) -> impl Iterator<Item = &mut BatchState> {
        self.slots.iter_mut().filter(|batch| batch.visit > 0)
    }

    /// What careful stations know of a batch.
    #[inline]
    pub(super) fn aside(&self, slot: BatchSlot) -> &Aside {
        &self.asides[slot.index()]
    }

    /// What careful stations know of a batch.
    #[inline]
    pub(super) fn aside_mut(&mut self, slot: BatchSlot) -> &mut Aside {
        &mut self.asides[slot.index()]
    }

    /// A new entry of a batch in a queue by key; an older one is stale.
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
