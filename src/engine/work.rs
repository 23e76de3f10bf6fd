//! Work at careful stations: it starts, stops and goes on, and somebody keeps count.
//!
//! A batch comes to a station, waits, is worked on in stretches, may sit in its lane without work,
//! and goes on. Whatever is not work is wait.

use rand::RngExt;

use crate::model::{Order, StationId};
use crate::observe::{Observer, Visit};

use super::Engine;
use super::batches::{Aside, Batch, BatchSlot};
use super::closing::GoesOn;
use super::future_events::Event;
use super::queue::List;
use super::room::Entry;

/// How a batch that comes can be served at once.
#[derive(Clone, Copy, Debug)]
enum Chance {
    /// Lane and staff are free.
    Free,
    /// This batch of lower priority gives way.
    Interrupting(BatchSlot),
}

impl<O: Observer> Engine<'_, O> {
    /// A batch comes to a careful station that has a place for it.
    #[cold]
    #[inline(never)]
    pub(super) fn join_carefully(&mut self, slot: BatchSlot, station: StationId) {
        *self.batches.aside_mut(slot) = Aside::default();
        if !self.start_at_once(slot, station) {
            self.observer.queued(self.now, station);
            self.begin_wait(slot);
            self.queue_up(slot, station);
        }
    }

    /// A batch takes its place in the queue.
    pub(super) fn queue_up(&mut self, slot: BatchSlot, station: StationId) {
        if self.stations[station.index()].lock.is_some() && self.counts_in_room(slot, station) {
            return;
        }
        let key = self.key(slot, station);
        let state = &mut self.stations[station.index()];
        state.queue.join(&mut self.batches, slot, key);
        self.mind_demand(station);
    }

    /// Starts the work of a batch that has just come, if it goes before all that wait and can be
    /// served.
    pub(super) fn start_at_once(&mut self, slot: BatchSlot, station: StationId) -> bool {
        match self.chance(slot, station) {
            None => return false,
            Some(Chance::Free) => {}
            // a lane is free as soon as what ends now has left it
            Some(Chance::Interrupting(_)) if self.frees_now(station) => return false,
            Some(Chance::Interrupting(victim)) => self.interrupt(victim, GoesOn::FromHere),
        }
        self.start_work(slot, station);
        true
    }

    /// Could a batch that comes now be served at once?
    pub(super) fn has_chance(&mut self, slot: BatchSlot, station: StationId) -> bool {
        self.chance(slot, station).is_some()
    }

    fn chance(&mut self, slot: BatchSlot, station: StationId) -> Option<Chance> {
        let state = &mut self.stations[station.index()];
        let line = state.queue.line(self.batches[slot].rank);
        if let Some((head, _)) = state.queue.head(&self.batches)
            && head <= line
        {
            return None;
        }
        if state.has_free_lane() && self.staff_is_free_for(slot, station) {
            return Some(Chance::Free);
        }
        self.victim(slot, station).map(Chance::Interrupting)
    }

    /// Which work a batch interrupts: of that of the lowest priority below its own, the latest
    /// started. Work that ends at this instant is done.
    fn victim(&self, slot: BatchSlot, station: StationId) -> Option<BatchSlot> {
        let state = &self.stations[station.index()];
        let preempt = self.stations[station.index()].rules.preempt;
        if !preempt || state.busy + state.held > state.limit {
            return None;
        }
        let rank = state.queue.rank(self.batches[slot].rank);
        let lower = &state.working[rank + 1..];
        let latest_first =
            |list: &List| std::iter::successors(list.last(), |slot| self.batches[*slot].ahead);
        let mut lower = lower.iter().rev().flat_map(latest_first);
        lower.find(|slot| !self.is_done(*slot))
    }

    /// Does any work at a station end at this instant?
    fn frees_now(&self, station: StationId) -> bool {
        let working = self.stations[station.index()].working.iter();
        let mut slots = working.flat_map(|list| {
            std::iter::successors(list.first(), |slot| self.batches[*slot].behind)
        });
        slots.any(|slot| self.is_done(slot))
    }

    /// Heads of higher priority interrupt.
    pub(super) fn preempt(&mut self, station: StationId) {
        while let Some((_, slot)) = self.stations[station.index()].queue.head(&self.batches) {
            let Some(victim) = self.victim(slot, station) else {
                return;
            };
            if self.frees_now(station) {
                return;
            }
            self.interrupt(victim, GoesOn::FromHere);
            self.call(slot, station);
        }
    }

    /// The head of a queue is called: a lane and staff are free.
    pub(super) fn call(&mut self, slot: BatchSlot, station: StationId) {
        let state = &mut self.stations[station.index()];
        let head = state.queue.take(&mut self.batches);
        debug_assert_eq!(head, Some(slot), "only heads are called");
        self.end_wait(slot);
        self.observer.dequeued(self.now, station);
        self.start_work(slot, station);
    }

    /// A lane begins a stretch of work: all of it, or what is left of it.
    #[inline(never)]
    pub(super) fn start_work(&mut self, slot: BatchSlot, station: StationId) {
        self.stations[station.index()].busy += 1;
        let left = self.batches.aside_mut(slot).left.take();
        let batch = &mut self.batches[slot];
        let time = left.unwrap_or_else(|| {
            batch.started = self.now;
            batch.service
        });
        let ends = self.now + time;
        let ticket = self.future.schedule(ends, Event::ServiceEnds(slot));
        self.batches[slot].ticket = ticket;
        let aside = self.batches.aside_mut(slot);
        (aside.since, aside.planned) = (self.now, time);
        let state = &mut self.stations[station.index()];
        let rank = state.queue.rank(self.batches[slot].rank);
        state.working[rank].push_back(&mut self.batches, slot);
        self.seize(slot);
        self.take_lane(slot, station);
        self.observer.started(self.now, station);
        self.turn_clock(station);
    }

    /// A lane stops working; it still holds its batch.
    pub(super) fn stop_work(&mut self, slot: BatchSlot) {
        let batch = &mut self.batches[slot];
        batch.ticket = None;
        let (station, rank) = (batch.station, batch.rank);
        let state = &mut self.stations[station.index()];
        state.busy -= 1;
        let rank = state.queue.rank(rank);
        state.working[rank].remove(&mut self.batches, slot);
        let aside = self.batches.aside_mut(slot);
        let stretch = self.now - aside.since;
        aside.worked += stretch;
        self.let_go(slot);
        self.lane_worked(slot, stretch);
    }

    /// A service ends: the batch goes on, if there is a place for it, else it blocks its lane.
    #[cold]
    #[inline(never)]
    pub(super) fn work_ends(&mut self, slot: BatchSlot) {
        let Batch { station, next, .. } = self.batches[slot];
        self.stop_work(slot);
        let may_lock = match self.entry(slot, next, Some(station)) {
            Entry::Free(destination) => {
                self.free_lane(slot);
                self.turn_clock(station);
                let visit = self.visit(slot);
                self.observer
                    .served(self.now, &self.batches[slot].facts, &visit);
                self.move_on(slot, destination);
                self.stations[station.index()].blocked > 0
            }
            Entry::Full(target) => {
                self.block(slot, target);
                self.stations[target.index()].busy == 0
            }
        };
        self.serve_carefully(station);
        if may_lock && self.stations[station.index()].busy == 0 {
            self.look_for_locks();
        }
    }

    /// The visit of a batch that leaves its careful station now.
    pub(super) fn visit(&self, slot: BatchSlot) -> Visit {
        let (batch, aside) = (&self.batches[slot], self.batches.aside(slot));
        Visit {
            station: batch.station,
            number: batch.visit,
            joined: batch.joined,
            started: batch.started,
            ended: self.now,
            work: aside.worked,
            held: aside.held,
        }
    }

    /// What ranks a batch where the order goes by a key; lowest first.
    pub(super) fn key(&self, slot: BatchSlot, station: StationId) -> u64 {
        let batch = &self.batches[slot];
        match self.stations[station.index()].rules.order {
            Order::FirstCome | Order::LastCome => 0,
            Order::Random => {
                let place = self.stations[station.index()].order;
                batch.address.draw(place, batch.visit).random()
            }
            Order::Shortest => batch.service.micros() as u64,
            Order::Due => batch.facts.due.map_or(u64::MAX, |due| due.micros() as u64),
            // the bits of floating-point numbers that are not negative stand in their order
            Order::FewestUnits => batch.facts.units.to_bits(),
        }
    }
}
