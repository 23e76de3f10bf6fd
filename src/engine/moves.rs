//! How a batch moves: its service ends, and it goes on to the next station, waits at a gate, or
//! leaves the port.
//!
//! If the next station is full and blocks, a batch that was served stays in its lane, which is then
//! occupied but not at work. A batch from outside waits at the gate of the full station.

use crate::model::{Destination, Exit, StationId};
use crate::observe::{Held, Observer, Visit};

use super::batches::{Aside, BatchState};
use super::ids::{BatchSlot, Ticket};
use super::room::Entry;
use super::state::Engine;

impl<O: Observer> Engine<'_, O> {
    /// Ends a service: the batch moves on, then its lane takes the next batch.
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

    /// Ends a service at a careful station: the batch goes on if its destination has a place for
    /// it, else it blocks its lane.
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

    /// Keeps a batch in its lane until the target station has a place for it.
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

    /// Sends a batch to a destination that has a place for it, or lets it wait at the gate.
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

    /// Lets a batch from outside wait at the gate of a full station; its visit begins there.
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

    /// Moves a batch to a destination that has a place for it.
    #[inline(always)]
    fn move_on(&mut self, slot: BatchSlot, destination: Destination) {
        match destination {
            Destination::Station(station) => self.join(slot, station),
            Destination::Exit(exit) => self.exit(slot, exit),
        }
    }

    /// Handles the end of a batch's patience: its first service has not begun, so it withdraws.
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

    /// Takes a batch out of the port.
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
