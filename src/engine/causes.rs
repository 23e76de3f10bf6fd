//! Why batches wait: a clock at each station that tells apart what holds batches up.
//!
//! At every moment a station has one cause: no lane is open, members lack for a free lane, a lane
//! is broken, a lane is blocked downstream, or else its lanes are busy. The clock adds up the time
//! of each; a batch that begins to wait notes the clock and reads the difference when it goes on.
//! A batch that sits in a broken lane waits for its repair, one that sits blocked for a place.

use crate::observe::{Held, Observer};
use crate::time::{Span, Time};

use super::Engine;
use super::batches::BatchSlot;
use super::state::StationState;
use crate::model::StationId;

/// What holds up those who wait, apart from busy lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    Closed,
    Staff,
    Broken,
    Blocked,
    Busy,
}

/// The time of each cause so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct CauseClock {
    held: Held,
    cause: Cause,
    since: Time,
}

impl CauseClock {
    /// A clock at the start of the run.
    pub(super) fn new() -> Self {
        Self {
            held: Held::default(),
            cause: Cause::Busy,
            since: Time::START,
        }
    }

    /// The time of each cause until now.
    pub(super) fn read(&self, now: Time) -> Held {
        let mut held = self.held;
        held.add(self.cause, now - self.since);
        held
    }

    /// From now on this is the cause.
    pub(super) fn turn(&mut self, now: Time, cause: Cause) {
        if cause != self.cause {
            self.held = self.read(now);
            (self.cause, self.since) = (cause, now);
        }
    }
}

impl Held {
    fn add(&mut self, cause: Cause, time: Span) {
        match cause {
            Cause::Closed => self.closed += time,
            Cause::Staff => self.staff += time,
            Cause::Broken => self.broken += time,
            Cause::Blocked => self.blocked += time,
            Cause::Busy => {}
        }
    }

    fn add_since(&mut self, now: &Self, before: &Self) {
        self.closed += now.closed - before.closed;
        self.staff += now.staff - before.staff;
        self.broken += now.broken - before.broken;
        self.blocked += now.blocked - before.blocked;
    }
}

impl StationState<'_> {
    /// What holds up those who wait here now.
    fn cause(&self) -> Cause {
        if self.open == Some(0) {
            Cause::Closed
        } else if self.has_free_lane() {
            Cause::Staff
        } else if self.stuck > 0 || self.open.is_some_and(|open| self.limit < open) {
            Cause::Broken
        } else if self.blocked > 0 {
            Cause::Blocked
        } else {
            Cause::Busy
        }
    }
}

impl<O: Observer> Engine<'_, O> {
    /// Lanes of a station have changed: so may the cause of waiting.
    #[inline]
    pub(super) fn turn_clock(&mut self, station: StationId) {
        let state = &mut self.stations[station.index()];
        let cause = state.cause();
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

    /// A batch has waited for its own sake since it was stopped or blocked in its lane.
    pub(super) fn waited_in_lane(&mut self, slot: BatchSlot, cause: Cause) {
        let aside = self.batches.aside_mut(slot);
        aside.held.add(cause, self.now - aside.since);
    }
}
