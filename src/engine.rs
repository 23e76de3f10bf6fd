//! The engine: one replication of a model, event by event.
//!
//! The loop takes the next event and calls its handler; handlers change the state and schedule
//! further events. What happens is told to an [`Observer`]. The engine knows no statistics, no
//! files and no clock but its own, and it cannot fail: everything it relies on was checked when the
//! [`Model`] was made.
//!
//! Simultaneous events are handled in the order of (phase, scheduling): control, calendar,
//! departures, arrivals. When a service ends, the batch first moves on to where it goes next; only
//! then does the freed lane take the next one, so a batch that comes back to the same station
//! competes with those that wait.

mod arrivals;
mod future_events;
mod handlers;
mod queue;
mod state;

use std::ops::ControlFlow;

use crate::model::{Model, StreamId};
use crate::observe::{Mark, Observer};
use crate::random::Address;
use crate::time::{Span, Time};

use arrivals::{Arrival, Arrivals};
use future_events::{EVENTS, Event, FutureEvents, SUBJECTS};
use state::{Batches, StationState};

/// When a replication gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Batches inside at one time.
    pub batches_inside: usize,
    /// Events in one replication.
    pub events: u64,
}

impl Default for Limits {
    /// Ten million batches inside (about 1.3 GB) and 10^12 events (about two days).
    fn default() -> Self {
        Self {
            batches_inside: 10_000_000,
            events: 1_000_000_000_000,
        }
    }
}

/// How a replication ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The window is over, and every measured batch has left or was followed to the horizon.
    Complete,
    /// The observer stopped it.
    Stopped,
    /// So many batches were inside that it gave up.
    TooManyInside(Time),
    /// So many events happened that it gave up.
    TooManyEvents(Time),
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
    ledger.unreleased = engine.batches.inside() as u64;
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

/// The state of a replication.
struct Engine<'m, O> {
    model: &'m Model,
    observer: &'m mut O,
    limits: Limits,
    now: Time,
    future: FutureEvents,
    batches: Batches,
    stations: Vec<StationState>,
    streams: Vec<Arrivals<'m>>,
    /// The next batch of each stream, scheduled but not here yet.
    next: Vec<Option<Arrival>>,
    places: handlers::BirthPlaces,
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
        let stations = state::stations(model);
        let stream = |stream| Arrivals::new(stream, replication, &model.calendar, horizon);
        Self {
            model,
            observer,
            limits: Limits {
                batches_inside: limits.batches_inside.min(SUBJECTS),
                events: limits.events.min(EVENTS),
            },
            now: Time::START,
            future: FutureEvents::default(),
            batches: Batches::new(
                stations
                    .iter()
                    .filter(|station| station.visit_counter.is_some())
                    .count(),
            ),
            stations,
            streams: model.streams.iter().map(stream).collect(),
            next: vec![None; model.streams.len()],
            places: handlers::BirthPlaces::new(),
            measuring: false,
            window_over: false,
            measured_inside: 0,
            ledger: Ledger::default(),
        }
    }

    fn run(&mut self) -> Ending {
        self.schedule_plan();
        self.open_stations();
        for stream in 0..self.streams.len() {
            self.schedule_arrival(StreamId::new(stream));
        }
        while let Some((time, event)) = self.future.next() {
            self.now = time;
            match event {
                Event::Mark(mark) => {
                    if self.mark(mark).is_break() {
                        return Ending::Stopped;
                    }
                }
                Event::Horizon => break,
                Event::LanesChange(station) => self.lanes_change(station),
                Event::ServiceEnds(slot) => self.service_ends(slot),
                Event::Arrival(stream) => self.arrival(stream),
            }
            if self.window_over && self.measured_inside == 0 {
                break;
            }
            if self.batches.inside() >= self.limits.batches_inside {
                return Ending::TooManyInside(time);
            }
            if self.future.scheduled() >= self.limits.events {
                return Ending::TooManyEvents(time);
            }
        }
        Ending::Complete
    }

    /// Schedules what the plan knows beforehand.
    fn schedule_plan(&mut self) {
        let plan = &self.model.plan;
        let first_hour = plan.warm_up.micros() % Span::HOUR.micros();
        self.future
            .schedule(Time::from_micros(first_hour), Event::Mark(Mark::Hour));
        let tomorrow = self.model.calendar.midnight(1);
        self.future.schedule(tomorrow, Event::Mark(Mark::DayEnd));
        self.future
            .schedule(plan.window_start(), Event::Mark(Mark::WindowStart));
        self.future
            .schedule(plan.window_end(), Event::Mark(Mark::WindowEnd));
        self.future.schedule(plan.horizon(), Event::Horizon);
    }

    fn mark(&mut self, mark: Mark) -> ControlFlow<()> {
        match mark {
            Mark::Hour => self
                .future
                .schedule(self.now + Span::HOUR, Event::Mark(mark)),
            Mark::DayEnd => self
                .future
                .schedule(self.now + Span::DAY, Event::Mark(mark)),
            Mark::WindowStart => self.measuring = true,
            Mark::WindowEnd => (self.measuring, self.window_over) = (false, true),
        }
        self.observer.mark(self.now, mark)
    }
}
