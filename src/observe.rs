//! The interface between the engine and its observers.
//!
//! The engine calls an [`Observer`] for each thing that happens and keeps no statistics itself. The
//! observer is a type parameter, so methods that it does not implement cost nothing. Observers
//! never change what happens; they can only ask to stop.

use std::ops::ControlFlow;

use crate::model::{ClassId, Exit, StationId, TeamId};
use crate::time::{Span, Time};

/// The attributes of a batch, known from its arrival on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Batch {
    /// Number within its arrival stream, or within the backlog of its station, from 0.
    pub number: u64,
    /// Its stream and goods.
    pub class: ClassId,
    /// Number of units that it holds.
    pub units: f64,
    /// When it arrived.
    pub arrived: Time,
    /// When it should be released; `None` if it has no due time.
    pub due: Option<Time>,
    /// Did it arrive in the measured window?
    pub measured: bool,
}

/// A batch's completed visit to a station.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Visit {
    /// The station.
    pub station: StationId,
    /// Ordinal of this visit at the station, from 1.
    pub number: u32,
    /// When it joined the queue.
    pub joined: Time,
    /// When its service first began.
    pub started: Time,
    /// When it left its lane.
    pub ended: Time,
    /// Time for which the batch was worked on.
    pub work: Span,
    /// The parts of its wait that are not due to busy lanes, by cause.
    pub held: Held,
}

impl Visit {
    /// Time at the station that was not work: in the queue, interrupted, during repair or blocked.
    #[inline]
    pub fn wait(&self) -> Span {
        self.ended - self.joined - self.work
    }

    /// Time for which the batch was worked on.
    #[inline]
    pub fn service(&self) -> Span {
        self.work
    }
}

/// The parts of a wait that are not due to busy lanes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// No lane was open.
    pub closed: Span,
    /// A lane was free and open, but members of staff were lacking.
    pub staff: Span,
    /// A lane was broken, possibly the one that held the batch.
    pub broken: Span,
    /// A lane was blocked by a full station downstream, possibly the one that held the batch.
    pub blocked: Span,
}

/// Instants of the plan of the run.
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

/// Callbacks for what happens in a replication. The default methods do nothing.
#[expect(unused_variables, reason = "the names document the arguments")]
pub trait Observer {
    /// The number of open lanes of a station is now `open`. Called at the start for every station
    /// with a limited number of lanes, then at every change.
    #[inline]
    fn lanes_open(&mut self, now: Time, station: StationId, open: u32) {}

    /// The number of members of a team on duty is now `on`. Called at the start for every team,
    /// then at every change.
    #[inline]
    fn members_on(&mut self, now: Time, team: TeamId, on: u32) {}

    /// A lane has seized this many members of a team.
    #[inline]
    fn seized(&mut self, now: Time, team: TeamId, members: u32) {}

    /// A lane has released this many members of a team.
    #[inline]
    fn let_go(&mut self, now: Time, team: TeamId, members: u32) {}

    /// The model's dated change of this index comes into force.
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

    /// A batch has come to a station or its gate. It is `queued` or `started` at the same instant.
    #[inline]
    fn joined(&mut self, now: Time, station: StationId) {}

    /// A batch begins to wait.
    #[inline]
    fn queued(&mut self, now: Time, station: StationId) {}

    /// A station has no place for a batch, which leaves as refused or is diverted.
    #[inline]
    fn turned_away(&mut self, now: Time, station: StationId) {}

    /// A batch that was `queued` or `interrupted` stops waiting: it is `started` at the same
    /// instant, or leaves as withdrawn.
    #[inline]
    fn dequeued(&mut self, now: Time, station: StationId) {}

    /// A lane has begun to serve a batch, or has resumed one that was interrupted.
    #[inline]
    fn started(&mut self, now: Time, station: StationId) {}

    /// A lane has interrupted its work, at closing time, for a higher priority or because it broke
    /// down; the batch waits.
    #[inline]
    fn interrupted(&mut self, now: Time, station: StationId) {}

    /// A lane has finished serving a batch, which leaves it at once.
    #[inline]
    fn served(&mut self, now: Time, batch: &Batch, visit: &Visit) {}

    /// A lane has finished serving a batch, which stays in it until its next station has a place.
    #[inline]
    fn blocked(&mut self, now: Time, station: StationId) {}

    /// A batch that was `blocked` leaves its lane.
    #[inline]
    fn moved_on(&mut self, now: Time, batch: &Batch, visit: &Visit) {}

    /// These stations are locked from now on, and have blocked each other since `from`: every lane
    /// of each holds a batch that waits for a place at a locked station, and no later event of the
    /// run opens one. Stations that lead to them and are locked later are reported then.
    #[inline]
    fn locked(&mut self, now: Time, from: Time, stations: &[StationId]) {}

    /// These stations, none of which is locked, have blocked each other since `from` and no longer
    /// do.
    #[inline]
    fn unlocked(&mut self, now: Time, from: Time, stations: &[StationId]) {}

    /// A batch has left the port.
    #[inline]
    fn left(&mut self, now: Time, batch: &Batch, exit: Exit) {}

    /// Called after every fixed number of events: should the replication go on?
    #[inline]
    fn goes_on(&mut self) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    /// The run has reached a mark of its plan. Marks come before all other events of their instant.
    #[inline]
    fn mark(&mut self, now: Time, mark: Mark) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}
