//! Where a batch can go now: lanes, waiting places, and what happens when all are taken.
//!
//! Interrupted work needs no waiting place. Neither does a batch that returns to the station whose
//! lane it has just left, because that lane takes the next batch.

use crate::model::{Destination, Exit, StationId, WhenFull};
use crate::observe::Observer;

use super::ids::BatchSlot;
use super::state::Engine;

/// Where a batch can go now.
#[derive(Clone, Copy, Debug)]
pub(super) enum Entry {
    /// It can go to this destination.
    Free(Destination),
    /// It must wait for a place at this station.
    Full(StationId),
}

/// How a batch that comes can be served at once.
#[derive(Clone, Copy, Debug)]
pub(super) enum Chance {
    /// A lane and its staff are free.
    Free,
    /// This batch of lower priority can be interrupted.
    Interrupting(BatchSlot),
}

impl<O: Observer> Engine<'_, O> {
    /// Returns where a destination leads now: to the station, to where the station diverts, or to
    /// an exit. A batch that is diverted in a circle is refused.
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
            let back = from == Some(station) && self.stations[station.index()].lanes.has_free();
            if back || self.has_place(slot, station) {
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

    /// Does a station have a place for a batch that comes, or that is the first at its gate?
    pub(super) fn has_place(&mut self, slot: BatchSlot, station: StationId) -> bool {
        let state = &self.stations[station.index()];
        let Some(room) = state.rules.room else {
            return true;
        };
        if state.gate.first().is_some_and(|first| first != slot) {
            return false;
        }
        state.queue.new_work() < room.places || self.chance(slot, station).is_some()
    }

    /// Returns how a batch that comes now could be served at once; `None` if another batch goes
    /// first, or if no lane with staff is free or can be freed.
    pub(super) fn chance(&mut self, slot: BatchSlot, station: StationId) -> Option<Chance> {
        let state = &mut self.stations[station.index()];
        let line = state.queue.line(self.batches[slot].rank);
        if let Some((head, _)) = state.queue.head(&self.batches)
            && head <= line
        {
            return None;
        }
        if state.lanes.has_free() && self.staff_is_free_for(slot, station) {
            return Some(Chance::Free);
        }
        self.victim(slot, station).map(Chance::Interrupting)
    }
}
