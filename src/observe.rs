//! The seam between the engine and whoever watches it.
//!
//! The engine tells an [`Observer`] what happens as it happens and keeps no statistics itself. The
//! observer is a type parameter: what it does not watch costs nothing. Observers never change what
//! happens; the only thing they can say back is to stop.

use std::ops::ControlFlow;

use crate::model::{ClassId, Exit, StationId};
use crate::time::{Span, Time};

/// What is known of a batch from its arrival on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Batch {
    /// Number within its arrival stream, from 0.
    pub number: u64,
    /// Stream and goods.
    pub class: ClassId,
    /// Units that it holds.
    pub units: f64,
    /// When it arrived.
    pub arrived: Time,
    /// Did it arrive in the measured window?
    pub measured: bool,
}

/// A batch's completed visit to a station.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Visit {
    /// Where.
    pub station: StationId,
    /// The batch's so manieth visit there, from 1.
    pub number: u32,
    /// When it joined the queue.
    pub joined: Time,
    /// When its service began.
    pub started: Time,
    /// When its service ended.
    pub ended: Time,
}

impl Visit {
    /// Time at the station that was not work.
    #[inline]
    pub fn wait(&self) -> Span {
        self.started - self.joined
    }

    /// Time at work.
    #[inline]
    pub fn service(&self) -> Span {
        self.ended - self.started
    }
}

/// Instants that belong to the plan of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A whole number of hours before or after the start of the measured window.
    Hour,
    /// The end of a calendar day, at 24:00.
    DayEnd,
    /// The measured window begins.
    WindowStart,
    /// The measured window has ended.
    WindowEnd,
}

/// Watches a replication. Every method does nothing unless it is written.
#[expect(unused_variables, reason = "the names document the arguments")]
pub trait Observer {
    /// The number of open lanes of a station is now `open`; told for every station with a lane
    /// count at the start, then at every change.
    #[inline]
    fn lanes_open(&mut self, now: Time, station: StationId, open: u32) {}

    /// A batch has arrived.
    #[inline]
    fn arrived(&mut self, now: Time, batch: &Batch) {}

    /// A batch has come to a station. It is `queued` or `started` at the same instant.
    #[inline]
    fn joined(&mut self, now: Time, station: StationId) {}

    /// A batch begins to wait.
    #[inline]
    fn queued(&mut self, now: Time, station: StationId) {}

    /// A waiting batch is taken from the queue.
    #[inline]
    fn dequeued(&mut self, now: Time, station: StationId) {}

    /// A lane has begun to serve a batch.
    #[inline]
    fn started(&mut self, now: Time, station: StationId) {}

    /// A lane has finished serving a batch.
    #[inline]
    fn served(&mut self, now: Time, batch: &Batch, visit: &Visit) {}

    /// A batch has left.
    #[inline]
    fn left(&mut self, now: Time, batch: &Batch, exit: Exit) {}

    /// The run has come to a mark of its plan. Marks come before all else at their instant.
    #[inline]
    fn mark(&mut self, now: Time, mark: Mark) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}
