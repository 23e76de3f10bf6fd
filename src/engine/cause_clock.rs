//! A clock at each station that separates the causes of waiting.
//!
//! At every moment a station has one cause. The clock adds up the time of each; a batch that begins
//! to wait stores a reading of the clock and takes the difference when it stops waiting.

use crate::observe::Held;
use crate::time::{Span, Time};

/// Why the batches of a station wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// No lane is open.
    Closed,
    /// A lane is free, but not its staff.
    Staff,
    /// A lane is broken.
    Broken,
    /// A lane is blocked by a full station downstream.
    Blocked,
    /// All lanes are at work.
    Busy,
}

/// The accumulated time of each cause.
#[derive(Clone, Copy, Debug)]
pub(super) struct CauseClock {
    held: Held,
    cause: Cause,
    since: Time,
}

impl CauseClock {
    /// Makes a clock at the start of the run.
    pub(super) fn new() -> Self {
        Self {
            held: Held::default(),
            cause: Cause::Busy,
            since: Time::START,
        }
    }

    /// Returns the accumulated time of each cause until now.
    pub(super) fn read(&self, now: Time) -> Held {
        let mut held = self.held;
        held.add(self.cause, now - self.since);
        held
    }

    /// Changes the cause from now on.
    pub(super) fn turn(&mut self, now: Time, cause: Cause) {
        if cause != self.cause {
            self.held = self.read(now);
            (self.cause, self.since) = (cause, now);
        }
    }
}

impl Held {
    /// Adds a wait of this cause.
    pub(super) fn add(&mut self, cause: Cause, time: Span) {
        match cause {
            Cause::Closed => self.closed += time,
            Cause::Staff => self.staff += time,
            Cause::Broken => self.broken += time,
            Cause::Blocked => self.blocked += time,
            Cause::Busy => {}
        }
    }

    /// Adds the time between two readings of a clock.
    pub(super) fn add_since(&mut self, now: &Self, before: &Self) {
        self.closed += now.closed - before.closed;
        self.staff += now.staff - before.staff;
        self.broken += now.broken - before.broken;
        self.blocked += now.blocked - before.blocked;
    }
}
