//! Why batches wait: what each station's clock of causes says, and what a batch reads off it.
//!
//! A station has one cause at a time: no lane is open, members lack for a free lane, a lane is
//! broken, a lane is blocked downstream, or else its lanes are busy. A batch that is stuck in a
//! broken lane waits for its repair, one in a blocked lane for a place.

use crate::model::StationId;
use crate::observe::Observer;

use super::cause_clock::Cause;
use super::ids::BatchSlot;
use super::state::Engine;

impl<O: Observer> Engine<'_, O> {
    /// Lanes of a station have changed: so may the cause of waiting.
    #[inline]
    pub(super) fn turn_clock(&mut self, station: StationId) {
        let state = &mut self.stations[station.index()];
        let cause = state.lanes.cause();
        state.causes.turn(self.now, cause);
    }

    /// A batch begins to wait in its station's queue or before its gate.
    pub(super) fn begin_wait(&mut self, slot: BatchSlot) {
        let station = self.batches[slot].station;
        let clock = self.stations[station.index()].causes.read(self.now);
        self.batches.aside_mut(slot).clock = clock;
    }

    /// A batch waits no longer.
    pub(super) fn end_wait(&mut self, slot: BatchSlot) {
        let station = self.batches[slot].station;
        let clock = self.stations[station.index()].causes.read(self.now);
        let aside = self.batches.aside_mut(slot);
        aside.held.add_since(&clock, &aside.clock);
    }

    /// A batch in its lane has waited for this cause since it was stopped there.
    pub(super) fn waited_in_lane(&mut self, slot: BatchSlot, cause: Cause) {
        let aside = self.batches.aside_mut(slot);
        aside.held.add(cause, self.now - aside.since);
    }
}
