//! The seam between the engine and its observers.
//!
//! The engine tells an [`Observer`] what happens as it happens and keeps no statistics itself. The
//! observer is a type parameter: what it does not watch costs nothing. Observers never change what
//! happens; the only thing they can say back is to stop.

use std::ops::ControlFlow;

use crate::model::{ClassId, Exit, StationId, TeamId};
use crate::time::{Span, Time};

/// What is known of a batch from its arrival on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Batch {
    /// Number within its arrival stream, or within the backlog of its station, from 0.
    pub number: u64,
    /// Stream and goods.
    pub class: ClassId,
    /// Units that it holds.
    pub units: f64,
    /// When it arrived.
    pub arrived: Time,
    /// When it should be released.
    pub due: Option<Time>,
    /// Did it arrive in the measured window?
    pub measured: bool,
}

/// A batch's completed visit to a station.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Visit {
    /// Where.
    pub station: StationId,
    /// Ordinal of this visit at the station, from 1.
    pub number: u32,
    /// When it joined the queue.
    pub joined: Time,
    /// When its service first began.
    pub started: Time,
    /// When it left its lane.
    pub ended: Time,
    /// Time at work.
    pub work: Span,
    /// Its wait by what held it up.
    pub held: Held,
}

impl Visit {
    /// Time at the station that was not work: queue, pause, repair, interruption, blocking.
    #[inline]
    pub fn wait(&self) -> Span {
        self.ended - self.joined - self.work
    }

    /// Time at work.
    #[inline]
    pub fn service(&self) -> Span {
        self.work
    }
}

/// The parts of a wait in which something else than busy lanes held the batch up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// No lane was open.
    pub closed: Span,
    /// A lane was free and open, but members lacked.
    pub staff: Span,
    /// A lane was broken, or the batch sat in a broken one.
    pub broken: Span,
    /// A lane was blocked downstream, or the batch sat in a blocked one.
    pub blocked: Span,
}

/// Instants that belong to the plan of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

    /// The number of members of a team on duty is now `on`; told for every team at the start, then
    /// at every change.
    #[inline]
    fn members_on(&mut self, now: Time, team: TeamId, on: u32) {}

    /// A lane has taken this many members of a team.
    #[inline]
    fn seized(&mut self, now: Time, team: TeamId, members: u32) {}

    /// A lane has let this many members of a team go.
    #[inline]
    fn let_go(&mut self, now: Time, team: TeamId, members: u32) {}

    /// This one of the model's dated changes comes into force.
    #[inline]
    fn rules_changed(&mut self, now: Time, change: usize) {}

    /// A lane has broken down.
    #[inline]
    fn broke_down(&mut self, now: Time, station: StationId) {}

    /// A lane has been repaired.
    #[inline]
    fn repaired(&mut self, now: Time, station: StationId) {}

    /// A batch has arrived.
    #[inline]
    fn arrived(&mut self, now: Time, batch: &Batch) {}

    /// A batch has come to a station, or before its gate. It is `queued` or `started` at the same
    /// instant.
    #[inline]
    fn joined(&mut self, now: Time, station: StationId) {}

    /// A batch begins to wait.
    #[inline]
    fn queued(&mut self, now: Time, station: StationId) {}

    /// A station has no place for a batch, which leaves as refused or is diverted.
    #[inline]
    fn turned_away(&mut self, now: Time, station: StationId) {}

    /// A batch that was `queued` or `interrupted` waits no longer: it is `started` at the same
    /// instant, or leaves as withdrawn.
    #[inline]
    fn dequeued(&mut self, now: Time, station: StationId) {}

    /// A lane has begun to serve a batch, or goes on with one that was interrupted.
    #[inline]
    fn started(&mut self, now: Time, station: StationId) {}

    /// A lane has stopped its work, at closing time, for a higher priority or because it broke
    /// down; the batch waits.
    #[inline]
    fn interrupted(&mut self, now: Time, station: StationId) {}

    /// A lane has finished serving a batch, which leaves it at once.
    #[inline]
    fn served(&mut self, now: Time, batch: &Batch, visit: &Visit) {}

    /// A lane has finished serving a batch, which waits in it for a place where it goes next.
    #[inline]
    fn blocked(&mut self, now: Time, station: StationId) {}

    /// A batch that was `blocked` leaves its lane.
    #[inline]
    fn moved_on(&mut self, now: Time, batch: &Batch, visit: &Visit) {}

    /// These stations are locked from now on, and have blocked each other since `from`: every lane
    /// of each holds a batch that waits for a place at a locked station, and no later event of the
    /// run opens one. Stations that are locked later, because they lead there, are told then.
    #[inline]
    fn locked(&mut self, now: Time, from: Time, stations: &[StationId]) {}

    /// These stations, of which none is locked, have blocked each other since `from` and no longer
    /// do.
    #[inline]
    fn unlocked(&mut self, now: Time, from: Time, stations: &[StationId]) {}

    /// A batch has left.
    #[inline]
    fn left(&mut self, now: Time, batch: &Batch, exit: Exit) {}

    /// Asked at regular intervals of events: is the replication still wanted?
    #[inline]
    fn goes_on(&mut self) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    /// The run has come to a mark of its plan. Marks come before all else at their instant.
    #[inline]
    fn mark(&mut self, now: Time, mark: Mark) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}
