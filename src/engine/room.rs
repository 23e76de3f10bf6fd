//! Where a batch can go now: lanes, waiting places, and what happens when all are taken.
//!
//! Work that was interrupted needs no waiting place: it has its own. A batch that comes back to the
//! station whose lane it has just left needs none either, because that lane takes the next one.

use crate::model::{Destination, Exit, StationId, WhenFull};
use crate::observe::Observer;

use super::ids::BatchSlot;
use super::state::Engine;

/// Where a batch can go now.
#[derive(Clone, Copy, Debug)]
pub(super) enum Entry {
    /// There.
    Free(Destination),
    /// It must wait for a place there.
    Full(StationId),
}

/// How a batch that comes can be served at once.
#[derive(Clone, Copy, Debug)]
pub(super) enum Chance {
    /// Lane and staff are free.
    Free,
    /// This batch of lower priority gives way.
    Interrupting(BatchSlot),
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

    /// Has a station a place for a batch that comes, or that is the first at its gate?
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

    /// How a batch that comes now could be served at once: it goes before all that wait, and a lane
    /// and staff are free or can be freed.
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
