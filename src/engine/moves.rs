//! How a batch moves: its service ends, it goes on to the next station, waits at a gate, or leaves.
//!
//! A batch that finds no place under `block` stays in the lane upstream, which is occupied and not
//! at work; from outside it waits before the gate.

use crate::model::{Destination, Exit, StationId};
use crate::observe::{Held, Observer, Visit};

use super::batches::{Aside, BatchState};
use super::ids::{BatchSlot, Ticket};
use super::room::Entry;
use super::state::Engine;

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
        state.stop_plainly();
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

    /// A service at a careful station ends: the batch goes on, if there is a place for it, else it
    /// blocks its lane.
    #[cold]
    #[inline(never)]
    fn work_ends(&mut self, slot: BatchSlot) {
        let BatchState { station, next, .. } = self.batches[slot];
        self.stop(slot);
        let may_lock = match self.entry(slot, next, Some(station)) {
            Entry::Free(destination) => {
                self.leave(slot);
                self.move_on(slot, destination);
                self.stations[station.index()].lanes.blocked() > 0
            }
            Entry::Full(target) => {
                self.stay(slot, target);
                self.stations[target.index()].lanes.busy() == 0
            }
        };
        self.serve_carefully(station);
        if may_lock && self.stations[station.index()].lanes.busy() == 0 {
            self.look_for_locks();
        }
    }

    /// A batch blocks its lane until another station has a place for it.
    fn stay(&mut self, slot: BatchSlot, target: StationId) {
        let station = self.batches[slot].station;
        self.block(slot, target);
        if self.stations[target.index()].lock.is_some() {
            self.follow_no_longer(slot);
        }
        if self.stations[station.index()].closed == Some(self.now) {
            self.close_lanes(station);
        }
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

    /// A batch from outside waits before the gate of a full station; it has come there.
    fn wait_at_gate(&mut self, slot: BatchSlot, station: StationId) {
        let now = self.now;
        let state = &self.stations[station.index()];
        self.batches.come(slot, (station, state), now, self.model);
        self.observer.joined(now, station);
        let aside = self.batches.aside_mut(slot);
        *aside = Aside::default();
        aside.at_gate = true;
        self.begin_wait(slot);
        self.observer.queued(self.now, station);
        if self.stations[station.index()].lock.is_some() {
            self.follow_no_longer(slot);
            if self.counts_at_gate(slot, station) {
                return;
            }
        }
        let gate = &mut self.stations[station.index()].gate;
        gate.push_back(&mut self.batches, slot);
    }

    /// A batch goes to a destination that has a place for it.
    #[inline(always)]
    fn move_on(&mut self, slot: BatchSlot, destination: Destination) {
        match destination {
            Destination::Station(station) => self.join(slot, station),
            Destination::Exit(exit) => self.exit(slot, exit),
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
        self.exit(slot, Exit::Withdrawn);
        self.serve_waiting(station);
        if self.is_suspicious() {
            self.settle();
            self.look_for_locks();
        }
    }

    /// A batch leaves the port.
    #[inline(always)]
    fn exit(&mut self, slot: BatchSlot, exit: Exit) {
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
