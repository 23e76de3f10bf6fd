//! Why batches wait: each station's cause clock, and how batches read it.
//!
//! A station has one cause of waiting at a time: no lane is open, members are lacking for a free
//! lane, a lane is broken, a lane is blocked by a full station downstream, or else its lanes are
//! busy. A batch that is stuck in a broken lane waits for the repair, a batch in a blocked lane for
//! a place.

use crate::model::StationId;
use crate::observe::Observer;

use super::cause_clock::Cause;
use super::ids::BatchSlot;
use super::state::Engine;

impl<O: Observer> Engine<'_, O> {
    /// Updates the cause of waiting after a change of a station's lanes.
    #[inline]
    pub(super) fn turn_clock(&mut self, station: StationId) {
        let state = &mut self.stations[station.index()];
        let cause = state.lanes.cause();
        state.causes.turn(self.now, cause);
    }

    /// Notes that a batch begins to wait in its station's queue or at its gate.
    pub(super) fn begin_wait(&mut self, slot: BatchSlot) {
        let station = self.batches[slot].station;
        let clock = self.stations[station.index()].causes.read(self.now);
        self.batches.aside_mut(slot).clock = clock;
    }

    /// Notes that a batch stops waiting.
    pub(super) fn end_wait(&mut self, slot: BatchSlot) {
        let station = self.batches[slot].station;
        let clock = self.stations[station.index()].causes.read(self.now);
        let aside = self.batches.aside_mut(slot);
        aside.held.add_since(&clock, &aside.clock);
    }

    /// Adds the wait of a batch in its lane, for this cause, since it was stopped there.
    pub(super) fn waited_in_lane(&mut self, slot: BatchSlot, cause: Cause) {
        let aside = self.batches.aside_mut(slot);
        aside.held.add(cause, self.now - aside.since);
    }
}
