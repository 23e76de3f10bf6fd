//! Waiting places, and what happens when all are taken.
//!
//! A batch that finds no place under `block` stays in the lane upstream, which is occupied and not
//! at work; from outside it waits before the gate. Who is blocked first is admitted first. Work
//! that was interrupted needs no place: it has its own. A batch that comes back to the station
//! whose lane it has just left needs none either, because that lane takes the next one.

use crate::model::{Destination, Exit, StationId, WhenFull};
use crate::observe::Observer;

use super::Engine;
use super::batches::{Aside, BatchSlot};
use super::causes::Cause;

/// Where a batch can go now.
#[derive(Clone, Copy, Debug)]
pub(super) enum Entry {
    /// There.
    Free(Destination),
    /// It must wait for a place there.
    Full(StationId),
}

impl<O: Observer> Engine<'_, O> {
    /// What a destination comes to: the station, where it diverts to, or the way out. A batch that
    /// is diverted in a circle is refused.
    pub(super) fn entry(
        &mut self,
        slot: BatchSlot,
        destination: Destination,
        from: Option<StationId>,
    ) -> Entry {
        let mut destination = destination;
        for _ in 0..=self.stations.len() {
            let Destination::Station(station) = destination else {
                return Entry::Free(destination);
            };
            let Some(room) = self.stations[station.index()].rules.room else {
                return Entry::Free(destination);
            };
            let back = from == Some(station) && self.stations[station.index()].has_free_lane();
            if back || self.has_place(slot, station, room.places) {
                return Entry::Free(destination);
            }
            destination = match room.when_full {
                WhenFull::Block => return Entry::Full(station),
                WhenFull::TurnAway => Destination::Exit(Exit::Refused),
                WhenFull::Divert(other) => Destination::Station(other),
            };
            self.observer.turned_away(self.now, station);
        }
        Entry::Free(Destination::Exit(Exit::Refused))
    }

    fn has_place(&mut self, slot: BatchSlot, station: StationId, places: u32) -> bool {
        let state = &self.stations[station.index()];
        if state.gate.first().is_some_and(|first| first != slot) {
            return false;
        }
        state.queue.new_work() < places || self.has_chance(slot, station)
    }

    /// A batch stays in its lane until there is a place for it.
    pub(super) fn block(&mut self, slot: BatchSlot, target: StationId) {
        let station = self.batches[slot].station;
        let aside = self.batches.aside_mut(slot);
        (aside.since, aside.target, aside.at_gate) = (self.now, Some(target), true);
        let state = &mut self.stations[station.index()];
        state.blocked += 1;
        state.held += 1;
        let gate = &mut self.stations[target.index()].gate;
        gate.push_back(&mut self.batches, slot);
        self.observer.blocked(self.now, station);
        self.turn_clock(station);
        if self.stations[target.index()].lock.is_some() {
            self.follow_no_longer(slot);
        }
        if self.stations[station.index()].closed == Some(self.now) {
            self.close_lanes(station);
        }
    }

    /// A batch from outside waits before the gate of a full station; it has come there.
    pub(super) fn wait_at_gate(&mut self, slot: BatchSlot, station: StationId) {
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

    /// Admits who waits before a station's gate, as far as there are places.
    pub(super) fn admit_from_gate(&mut self, station: StationId) {
        while let Some(slot) = self.stations[station.index()].gate.first() {
            let room = self.stations[station.index()].rules.room;
            if room.is_some_and(|room| !self.has_place(slot, station, room.places)) {
                return;
            }
            let gate = &mut self.stations[station.index()].gate;
            gate.remove(&mut self.batches, slot);
            let aside = self.batches.aside_mut(slot);
            aside.at_gate = false;
            match aside.target.take() {
                Some(_) => self.unblock(slot, station),
                None => self.come_in(slot, station),
            }
        }
    }

    /// A blocked batch goes on; its lane is free.
    fn unblock(&mut self, slot: BatchSlot, target: StationId) {
        let station = self.batches[slot].station;
        self.waited_in_lane(slot, Cause::Blocked);
        let state = &mut self.stations[station.index()];
        state.blocked -= 1;
        state.held -= 1;
        self.free_lane(slot);
        self.turn_clock(station);
        let visit = self.visit(slot);
        self.observer
            .moved_on(self.now, &self.batches[slot].facts, &visit);
        self.unsettled.push_back(station);
        self.join(slot, target);
    }

    /// A batch from outside comes in from before the gate.
    fn come_in(&mut self, slot: BatchSlot, station: StationId) {
        self.leaves_gate(station);
        if self.has_chance(slot, station) {
            self.end_wait(slot);
            self.observer.dequeued(self.now, station);
            self.start_at_once(slot, station);
        } else {
            self.queue_up(slot, station);
        }
    }
}
