//! The engine: simulates one replication of a model, event by event.
//!
//! The loop takes the next event and calls its handler; handlers change the state and schedule
//! further events. An [`Observer`] is called for everything that happens. The engine itself has
//! no statistics, reads no files and has no clock but simulated time. It cannot fail: everything
//! that it relies on was checked when the [`Model`] was made.
//!
//! Simultaneous events are handled in the order of their phase (control, calendar, departures,
//! arrivals, patience), and within a phase in the order in which they were scheduled. When a
//! service ends, the batch first moves on to its next destination; only then does the freed lane
//! take the next batch, so a batch that returns to the same station competes with those that wait
//! there.
//!
//! Each behaviour has a file of its own; the crate doc lists them from the bottom up ("Inside the
//! engine"). At the bottom are values and the state. Above them are the steps of a lane, which
//! alone change how many lanes are at work, blocked or broken. Then comes `dispatch`, which decides
//! what a station does next. On top are the handlers of events, and the loop in this file. A
//! station that only starts and ends services is *plain* and pays for nothing else: code that it
//! never calls is marked `cold`, so that it stays out of the hot path.

mod alone;
mod arrivals;
mod batches;
mod breakdowns;
mod cause_clock;
mod changes;
mod crews;
mod dispatch;
mod ending;
mod entrance;
mod future_events;
mod ids;
mod lane;
mod locks;
mod moves;
mod queue;
mod room;
mod shifts;
mod staff;
mod state;
mod stations;
mod stops;
mod visits;
mod waits;

use crate::model::{Model, StreamId};
use crate::observe::{Mark, Observer};
use crate::random::Address;
use crate::time::{Span, Time};

pub use alone::{Alone, Outcome};
pub use ending::{Ending, Ledger, Limits};
use future_events::{Event, Phase};
use ids::Ticket;
use state::{BETWEEN_LOOKS, Engine};

/// Simulates one replication; returns its counts of batches and how it ended.
///
/// ```
/// # use std::path::Path;
/// # use clearway::{input::Disk, scenario::{Document, Problems}};
/// use clearway::{engine::{Limits, simulate}, observe::Observer, random::Address, time::Time};
///
/// struct Arrivals(u64);
/// impl Observer for Arrivals {
///     fn arrived(&mut self, _: Time, _: &clearway::observe::Batch) {
///         self.0 += 1;
///     }
/// }
///
/// let scenario = Document::load(Path::new("scenarios/peak-day.toml"), Disk)?.compile()?;
/// let (mut arrivals, first) = (Arrivals(0), Address::replication(scenario.seed, 0));
/// let (ledger, _) = simulate(&scenario.model, first, Limits::default(), &mut arrivals);
/// assert_eq!(ledger.created, arrivals.0);
/// # Ok::<(), Problems>(())
/// ```
///
/// # Panics
/// If a batch was lost, which is a defect of the engine.
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

impl<O: Observer> Engine<'_, O> {
    /// Takes and handles one event after the other until the replication ends.
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

    /// Handles an event of the plan, of the calendar or of a lane.
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
                unreachable!("these phases have no rare events")
            }
        }
        if self.is_suspicious() {
            self.settle();
            self.look_for_locks();
        }
    }

    /// Has the replication ended? Called when an ending is known, and otherwise at regular
    /// intervals, because a limit may be reached or the observer may want to stop.
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

    /// Schedules the marks, the horizon and the dated changes of the plan.
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

    /// Ends the day if it ends at this instant and the observer has not been called for that yet.
    /// The window or the run may end at the same instant, and the day must end before them.
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
                // the day has already ended together with the window: this event is stale
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
