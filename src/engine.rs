//! The engine: one replication of a model, event by event.
//!
//! The loop takes the next event and calls its handler; handlers change the state and schedule
//! further events. What happens is told to an [`Observer`]. The engine knows no statistics, no
//! files and no clock but its own, and it cannot fail: everything it relies on was checked when the
//! [`Model`] was made.
//!
//! Simultaneous events are handled in the order of (phase, scheduling): control, calendar,
//! departures, arrivals, patience. When a service ends, the batch first moves on to where it goes
//! next; only then does the freed lane take the next one, so a batch that comes back to the same
//! station competes with those that wait.
//!
//! Each behaviour is one idea in one place: `entrance` brings batches in by their `arrivals`,
//! `visits` decides how long they are served and where they go, `handlers` moves them on, `work`
//! starts and stops services, `queue` orders who waits, `closing` ends shifts, `teams` shares
//! people, `room` blocks, `locks` finds stations that block each other for ever, `breakdowns`
//! breaks lanes, `demand` opens more of them, `changes` switches rules, `causes` tells why batches
//! wait; `alone` sends a batch through without any other, outside of the loop. A station that needs
//! none of this is *plain* and pays for none of it: what it never calls is marked `cold`, which
//! keeps that out of its way.

mod alone;
mod arrivals;
mod batches;
mod breakdowns;
mod causes;
mod changes;
mod closing;
mod demand;
mod entrance;
mod future_events;
mod handlers;
mod locks;
mod queue;
mod room;
mod state;
mod teams;
mod visits;
mod work;

use crate::model::{Model, StationId, StreamId};
use crate::observe::{Mark, Observer};
use crate::random::Address;
use crate::time::{Span, Time};
use std::collections::VecDeque;

pub use alone::{Alone, Outcome};
use arrivals::Arrivals;
use batches::{BatchSlot, Batches};
use future_events::{EVENTS, Event, FutureEvents, Phase, SUBJECTS, Ticket};
use state::{Lane, StationState};
use teams::TeamState;

/// When a replication gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Batches inside at one time.
    pub batches_inside: usize,
    /// Events in one replication.
    pub events: u64,
}

impl Default for Limits {
    /// Ten million batches inside (1.2 GB, or 3 GB with careful stations) and 10^12 events (about
    /// 14 hours).
    fn default() -> Self {
        Self {
            batches_inside: 10_000_000,
            events: 1_000_000_000_000,
        }
    }
}

/// How a replication ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The window is over, and every measured batch has left, waits in a lock, or was followed to
    /// the horizon.
    Complete,
    /// The observer stopped it.
    Stopped,
    /// So many batches were inside that it gave up.
    TooManyInside(Time),
    /// So many events happened that it gave up.
    TooManyEvents(Time),
}

impl Ending {
    /// Did the replication give up at a limit? Then what it has counted is not what the scenario
    /// asks for, and decides nothing.
    pub fn gave_up(&self) -> bool {
        match self {
            Self::Complete | Self::Stopped => false,
            Self::TooManyInside(_) | Self::TooManyEvents(_) => true,
        }
    }
}

/// What became of every batch that was created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Batches that arrived.
    pub created: u64,
    /// Batches that left released.
    pub released: u64,
    /// Batches that left refused.
    pub refused: u64,
    /// Batches that left withdrawn.
    pub withdrawn: u64,
    /// Batches still inside at the end.
    pub unreleased: u64,
}

/// Runs one replication.
///
/// # Panics
/// Where a batch was lost, which is a defect of the engine.
pub fn simulate<O: Observer>(
    model: &Model,
    replication: Address,
    limits: Limits,
    observer: &mut O,
) -> (Ledger, Ending) {
    let mut engine = Engine::new(model, replication, limits, observer);
    let ending = engine.run();
    let mut ledger = engine.ledger;
    ledger.unreleased = engine.batches.inside() as u64 + engine.locks.not_stored;
    let Ledger {
        created,
        released,
        refused,
        withdrawn,
        unreleased,
    } = ledger;
    assert_eq!(
        created,
        released + refused + withdrawn + unreleased,
        "a batch was lost"
    );
    (ledger, ending)
}

/// Events between two questions whether the observer wants more: a few milliseconds.
const BETWEEN_LOOKS: u64 = 100_000;

/// The state of a replication.
struct Engine<'m, O> {
    /// The model of the start, with its plan and changes.
    base: &'m Model,
    /// The model in force.
    model: &'m Model,
    /// How many changes have come into force.
    changed: usize,
    replication: Address,
    observer: &'m mut O,
    /// It ends with so many batches inside.
    most_inside: usize,
    now: Time,
    horizon: Time,
    future: FutureEvents,
    batches: Batches,
    stations: Vec<StationState<'m>>,
    /// Does any station have a limited room, at any time of the run?
    rooms: bool,
    teams: Vec<TeamState>,
    /// Stations that share teams, directly or through others.
    crews: Vec<Vec<StationId>>,
    /// Lanes that can break down.
    lanes: Vec<Lane>,
    /// Stations that block each other for ever.
    locks: locks::Locks,
    /// Stations to see to before the next event.
    unsettled: VecDeque<StationId>,
    /// Batches at work, gathered to find the latest started.
    gathered: Vec<(Option<Ticket>, BatchSlot)>,
    /// How the replication ends after this event.
    ending: Option<Ending>,
    /// It ends once so many events have been scheduled.
    last_event: u64,
    /// How many events have been scheduled when the limit and the observer are looked at.
    next_look: u64,
    /// All priorities of the run, highest first, and where each rank of the model stands there.
    priorities: Vec<i64>,
    ranks: Vec<u32>,
    streams: Vec<Arrivals<'m>>,
    places: entrance::BirthPlaces,
    /// The next end of a day.
    day_end: Time,
    /// Is the measured window open?
    measuring: bool,
    /// Has the measured window been closed?
    window_over: bool,
    measured_inside: u64,
    ledger: Ledger,
}

impl<'m, O: Observer> Engine<'m, O> {
    fn new(model: &'m Model, replication: Address, limits: Limits, observer: &'m mut O) -> Self {
        let horizon = model.plan.horizon();
        let priorities = changes::priorities(model);
        let stations = state::stations(model, priorities.len());
        let stream = |stream| Arrivals::new(stream, replication, &model.calendar, horizon);
        Self {
            base: model,
            model,
            changed: 0,
            replication,
            observer,
            most_inside: limits.batches_inside.min(SUBJECTS),
            last_event: limits.events.min(EVENTS),
            next_look: BETWEEN_LOOKS.min(limits.events),
            now: Time::START,
            horizon,
            future: FutureEvents::default(),
            batches: Batches::new(&stations),
            rooms: state::models(model).any(|m| m.stations.iter().any(|s| s.room.is_some())),
            stations,
            teams: teams::teams(model),
            crews: teams::crews(model),
            lanes: vec![],
            locks: locks::Locks::default(),
            unsettled: VecDeque::new(),
            gathered: vec![],
            ending: None,
            ranks: changes::ranks(model, &priorities),
            priorities,
            streams: model.streams.iter().map(stream).collect(),
            places: entrance::BirthPlaces::new(),
            day_end: Time::NEVER,
            measuring: false,
            window_over: false,
            measured_inside: 0,
            ledger: Ledger::default(),
        }
    }

    #[inline(never)]
    fn run(&mut self) -> Ending {
        self.schedule_plan();
        self.open_stations();
        for stream in 0..self.streams.len() {
            self.schedule_arrival(StreamId::new(stream));
        }
        self.admit_backlog();
        self.settle();
        while let Some(next) = self.future.next() {
            self.now = next.time();
            match next.phase() {
                Phase::Control | Phase::Calendar => self.rare_event(next.ticket()),
                Phase::Departure => self.service_ends(next.batch(), next.ticket()),
                Phase::Arrival => self.arrival(next.stream(), next.ticket()),
                Phase::Patience => self.patience_ends(next.batch(), next.ticket()),
            }
            self.settle();
            if self.future.scheduled() >= self.next_look && self.is_over() {
                break;
            }
        }
        self.ending.take().unwrap_or(Ending::Complete)
    }

    /// What the plan, the calendar or a lane has waited for happens.
    #[cold]
    #[inline(never)]
    fn rare_event(&mut self, ticket: Option<Ticket>) {
        match self.future.rare() {
            Some(Event::Mark(mark)) => return self.mark(mark),
            Some(Event::RulesChange) => self.rules_change(),
            Some(Event::LanesChange(station)) => self.lanes_change(station, ticket),
            Some(Event::TeamChange(team)) => self.team_change(team, ticket),
            Some(Event::LanesOnDemand(station)) => self.lanes_on_demand(station, ticket),
            Some(Event::Breakdown(lane)) => self.breakdown(lane, ticket),
            Some(Event::Repair(lane)) => self.repair(lane, ticket),
            Some(Event::Horizon) | None => {
                self.end_day();
                self.end(Ending::Complete);
            }
            Some(Event::ServiceEnds(_) | Event::Arrival(_) | Event::Patience(_)) => {
                unreachable!("these are told by their phase")
            }
        }
        if self.is_suspicious() {
            self.settle();
            self.look_for_locks();
        }
    }

    /// The replication ends with this event, which is therefore the last; the first reason counts.
    #[cold]
    fn end(&mut self, ending: Ending) {
        self.ending.get_or_insert(ending);
        self.next_look = 0;
    }

    /// Has the replication ended? Looked at where it has, and now and then: a limit may be reached,
    /// or the observer want no more of it.
    #[cold]
    #[inline(never)]
    fn is_over(&mut self) -> bool {
        let scheduled = self.future.scheduled();
        if scheduled >= self.last_event {
            self.end(Ending::TooManyEvents(self.now));
        } else if self.observer.goes_on().is_break() {
            self.end(Ending::Stopped);
        }
        self.next_look = self.last_event.min(scheduled + BETWEEN_LOOKS);
        self.ending.is_some()
    }

    /// Once the window is over, the replication ends with its last measured batch.
    #[cold]
    #[inline(never)]
    fn end_without_measured(&mut self) {
        if self.measured_inside == 0 {
            self.end(Ending::Complete);
        }
    }

    /// Sees to the stations that somebody else's event concerns.
    #[inline(always)]
    fn settle(&mut self) {
        if !self.unsettled.is_empty() {
            self.settle_all();
        }
    }

    #[cold]
    #[inline(never)]
    fn settle_all(&mut self) {
        while let Some(station) = self.unsettled.pop_front() {
            self.serve_waiting(station);
        }
    }

    /// Schedules what the plan knows beforehand.
    #[inline(never)]
    fn schedule_plan(&mut self) {
        let plan = &self.model.plan;
        let first_hour = plan.warm_up.micros() % Span::HOUR.micros();
        self.future
            .schedule(Time::from_micros(first_hour), Event::Mark(Mark::Hour));
        self.day_end = self.model.calendar.midnight(1);
        self.future
            .schedule(self.day_end, Event::Mark(Mark::DayEnd));
        self.future
            .schedule(plan.window_start(), Event::Mark(Mark::WindowStart));
        self.future
            .schedule(plan.window_end(), Event::Mark(Mark::WindowEnd));
        self.future.schedule(plan.horizon(), Event::Horizon);
        for (time, _) in &self.model.changes {
            self.future.schedule(*time, Event::RulesChange);
        }
    }

    /// Ends the day, where it ends at this instant and has not been told yet: with the window or
    /// the run, everything may end.
    fn end_day(&mut self) {
        if self.day_end == self.now {
            self.mark(Mark::DayEnd);
        }
    }

    #[inline(never)]
    fn mark(&mut self, mark: Mark) {
        match mark {
            Mark::Hour => {
                self.future
                    .schedule(self.now + Span::HOUR, Event::Mark(mark));
            }
            Mark::DayEnd => {
                // the end of a day that was told together with the window's is stale
                if self.day_end != self.now {
                    return;
                }
                self.day_end = self.now + Span::DAY;
                self.future.schedule(self.day_end, Event::Mark(mark));
            }
            Mark::WindowStart => self.measuring = true,
            Mark::WindowEnd => {
                self.end_day();
                (self.measuring, self.window_over) = (false, true);
                self.end_without_measured();
            }
        }
        if self.observer.mark(self.now, mark).is_break() {
            self.end(Ending::Stopped);
        }
    }
}
