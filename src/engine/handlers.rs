//! What a batch does: it comes, is served, and goes.

use crate::model::{Destination, Exit, StationId};
use crate::observe::{Held, Observer, Visit};
use crate::time::Time;

use super::Engine;
use super::batches::{Batch, BatchSlot};
use super::future_events::{Event, Ticket};
use super::room::Entry;
use super::state::StationState;

impl<O: Observer> Engine<'_, O> {
    /// A service ends: the batch moves on, then its lane takes the next one.
    #[inline(always)]
    pub(super) fn service_ends(&mut self, slot: BatchSlot, ticket: Option<Ticket>) {
        let batch = &self.batches[slot];
        if batch.ticket != ticket {
            return;
        }
        let station = batch.station;
        let state = &mut self.stations[station.index()];
        if state.careful {
            return self.work_ends(slot);
        }
        state.busy -= 1;
        let visit = Visit {
            station,
            number: batch.visit,
            joined: batch.joined,
            started: batch.started,
            ended: self.now,
            work: self.now - batch.started,
            held: Held::default(),
        };
        self.observer.served(self.now, &batch.facts, &visit);
        self.send(slot, batch.next);
        self.serve_next(station);
    }

    /// A batch goes to a destination that has a place for it, or waits before its gate.
    #[inline(always)]
    pub(super) fn send(&mut self, slot: BatchSlot, destination: Destination) {
        if self.rooms {
            self.send_where_room_is(slot, destination);
        } else {
            self.move_on(slot, destination);
        }
    }

    #[cold]
    #[inline(never)]
    fn send_where_room_is(&mut self, slot: BatchSlot, destination: Destination) {
        match self.entry(slot, destination, None) {
            Entry::Free(destination) => self.move_on(slot, destination),
            Entry::Full(station) => self.wait_at_gate(slot, station),
        }
    }

    /// A batch goes to a destination that has a place for it.
    #[inline(always)]
    pub(super) fn move_on(&mut self, slot: BatchSlot, destination: Destination) {
        match destination {
            Destination::Station(station) => self.join(slot, station),
            Destination::Exit(exit) => self.leave(slot, exit),
        }
    }

    /// A batch comes to a station: a free lane takes it at once, else it waits. Where it comes back
    /// to the lane that it has just left, that lane is about to take the next one.
    #[inline(always)]
    pub(super) fn join(&mut self, slot: BatchSlot, station: StationId) {
        let state = &mut self.stations[station.index()];
        let now = self.now;
        let batch = self.batches.come(slot, (station, state), now, self.model);
        self.observer.joined(now, station);
        if state.careful {
            self.join_carefully(slot, station);
        } else if state.queue.is_empty() && state.has_free_lane() {
            let ends = state.begin(batch, now);
            batch.ticket = self.future.schedule(ends, Event::ServiceEnds(slot));
            self.observer.started(self.now, station);
        } else {
            state.queue.append(&mut self.batches, slot);
            self.observer.queued(self.now, station);
        }
    }

    /// A free lane of a plain station takes the next waiting batch, if there are both.
    #[inline(always)]
    fn serve_next(&mut self, station: StationId) -> bool {
        let state = &mut self.stations[station.index()];
        if !state.has_free_lane() {
            return false;
        }
        let Some(slot) = state.queue.take_first(&mut self.batches) else {
            return false;
        };
        let batch = &mut self.batches[slot];
        let ends = state.begin(batch, self.now);
        batch.ticket = self.future.schedule(ends, Event::ServiceEnds(slot));
        self.observer.dequeued(self.now, station);
        self.observer.started(self.now, station);
        true
    }

    /// Free lanes take waiting batches.
    #[inline(never)]
    pub(super) fn serve_waiting(&mut self, station: StationId) {
        if self.stations[station.index()].careful {
            self.serve_carefully(station);
        } else {
            while self.serve_next(station) {}
        }
    }

    /// Free lanes of a careful station take waiting batches, then it sees to those who interrupt,
    /// to lanes on demand and to its gate.
    pub(super) fn serve_carefully(&mut self, station: StationId) {
        if let Some(crew) = self.stations[station.index()].crew {
            self.dispatch(crew);
        } else {
            while self.stations[station.index()].has_free_lane() {
                let state = &mut self.stations[station.index()];
                let Some((_, slot)) = state.queue.head(&self.batches) else {
                    break;
                };
                self.call(slot, station);
            }
        }
        self.preempt(station);
        self.mind_demand(station);
        self.admit_from_gate(station);
    }

    /// A station that somebody else's event concerns is to be seen to before the next event.
    pub(super) fn unsettle(&mut self, station: StationId) {
        let more = self.stations[station.index()].rules.open_more.is_some();
        if more || self.stations[station.index()].gate.first().is_some() {
            self.unsettled.push_back(station);
        }
    }

    /// The patience of a batch runs out before its first service has begun.
    #[cold]
    #[inline(never)]
    pub(super) fn patience_ends(&mut self, slot: BatchSlot, ticket: Option<Ticket>) {
        let batch = &self.batches[slot];
        let station = batch.station;
        if batch.ticket != ticket {
            return;
        }
        let state = &mut self.stations[station.index()];
        if state.careful && self.batches.aside(slot).at_gate {
            state.gate.remove(&mut self.batches, slot);
            self.leaves_gate(station);
        } else {
            state.queue.withdraw(&mut self.batches, slot);
        }
        self.observer.dequeued(self.now, station);
        self.leave(slot, Exit::Withdrawn);
        self.serve_waiting(station);
        if self.is_suspicious() {
            self.settle();
            self.look_for_locks();
        }
    }

    /// A batch leaves the port.
    #[inline(always)]
    pub(super) fn leave(&mut self, slot: BatchSlot, exit: Exit) {
        let facts = self.batches.discharge(slot);
        self.measured_inside -= u64::from(facts.measured);
        match exit {
            Exit::Released => self.ledger.released += 1,
            Exit::Refused => self.ledger.refused += 1,
            Exit::Withdrawn => self.ledger.withdrawn += 1,
        }
        self.observer.left(self.now, facts, exit);
        if self.window_over {
            self.end_without_measured();
        }
    }
}

impl StationState<'_> {
    /// A lane of a plain station begins to serve a batch: when it ends.
    #[inline(always)]
    fn begin(&mut self, batch: &mut Batch, now: Time) -> Time {
        self.busy += 1;
        batch.started = now;
        now + batch.service
    }
}
