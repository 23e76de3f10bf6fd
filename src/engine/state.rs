//! The state of a replication, and how it begins and ends.

use std::collections::VecDeque;

use crate::model::{Model, StationId};
use crate::observe::Observer;
use crate::random::Address;
use crate::time::Time;

use super::arrivals::Arrivals;
use super::batches::Batches;
use super::ending::{Ending, Ledger, Limits};
use super::future_events::{EVENTS, FutureEvents, SUBJECTS};
use super::stations::{self, BreakableLane, StationState, TeamState};
use super::visits::BirthPlaces;

/// The state of a replication.
pub(super) struct Engine<'m, O> {
    /// The model of the start, with its plan and changes.
    pub(super) base: &'m Model,
    /// The model in force.
    pub(super) model: &'m Model,
    /// Number of dated changes that have come into force.
    pub(super) changed: usize,
    pub(super) replication: Address,
    pub(super) observer: &'m mut O,
    /// Limit on the batches inside.
    pub(super) most_inside: usize,
    pub(super) now: Time,
    pub(super) horizon: Time,
    pub(super) future: FutureEvents,
    pub(super) batches: Batches,
    pub(super) stations: Vec<StationState<'m>>,
    /// Does any station have limited room, at any time of the run?
    pub(super) rooms: bool,
    pub(super) teams: Vec<TeamState>,
    /// Stations that share teams, directly or through others.
    pub(super) crews: Vec<Vec<StationId>>,
    /// Lanes that can break down.
    pub(super) breakable: Vec<BreakableLane>,
    /// What is known of locks: stations that block each other for ever.
    pub(super) locks: Locks,
    /// Stations to look at again before the next event.
    pub(super) unsettled: VecDeque<StationId>,
    /// How the replication ends after this event.
    pub(super) ending: Option<Ending>,
    /// Limit on the events scheduled.
    pub(super) last_event: u64,
    /// Number of scheduled events at which the limit and the observer are checked next.
    pub(super) next_look: u64,
    /// All priorities of the run, highest first.
    pub(super) priorities: Vec<i64>,
    /// Position of each rank of the model in force among all priorities of the run.
    pub(super) ranks: Vec<u32>,
    pub(super) streams: Vec<Arrivals<'m>>,
    pub(super) places: BirthPlaces,
    /// The next end of a day.
    pub(super) day_end: Time,
    /// Is the measured window open?
    pub(super) measuring: bool,
    /// Has the measured window been closed?
    pub(super) window_over: bool,
    pub(super) measured_inside: u64,
    pub(super) ledger: Ledger,
}

/// What is known of locks: stations that block each other for ever.
#[derive(Debug, Default)]
pub(super) struct Locks {
    /// Must locks be looked for after this event?
    pub(super) look: bool,
    /// Stations that block each other but may still open, and the time since when.
    pub(super) suspects: Option<(Time, Vec<StationId>)>,
    /// Number of batches that wait for ever and are not stored.
    pub(super) not_stored: u64,
    /// Number of stored batches from outside at the gates of locked stations. They are stored
    /// because they will lose patience, or are ahead of batches that will. They do not count
    /// towards the limit on batches inside.
    pub(super) at_gates: usize,
}

/// Number of events between two checks whether the observer wants to stop: a few milliseconds of
/// computing.
pub(super) const BETWEEN_LOOKS: u64 = 100_000;

impl<'m, O: Observer> Engine<'m, O> {
    /// Makes an empty port at the start of the run.
    pub(super) fn new(
        model: &'m Model,
        replication: Address,
        limits: Limits,
        observer: &'m mut O,
    ) -> Self {
        let horizon = model.plan.horizon();
        let priorities = priorities(model);
        let crews = model.crews();
        let stations = stations::stations(model, &crews, priorities.len());
        let revisited = stations.iter().filter(|it| it.visit_counter.is_some());
        let with_asides = stations.iter().any(|it| it.careful);
        let has_rooms = |rules: &Model| rules.stations.iter().any(|it| it.room.is_some());
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
            batches: Batches::new(revisited.count(), with_asides),
            rooms: model.versions().any(has_rooms),
            stations,
            teams: stations::teams(model, &crews),
            crews,
            breakable: vec![],
            locks: Locks::default(),
            unsettled: VecDeque::new(),
            ending: None,
            ranks: ranks(model, &priorities),
            priorities,
            streams: model.streams.iter().map(stream).collect(),
            places: BirthPlaces::new(),
            day_end: Time::NEVER,
            measuring: false,
            window_over: false,
            measured_inside: 0,
            ledger: Ledger::default(),
        }
    }

    /// Ends the replication after this event; the first reason is kept.
    #[cold]
    pub(super) fn end(&mut self, ending: Ending) {
        self.ending.get_or_insert(ending);
        self.next_look = 0;
    }

    /// Ends the replication if no measured batch is inside any more; called once the window is
    /// over.
    #[cold]
    #[inline(never)]
    pub(super) fn end_without_measured(&mut self) {
        if self.measured_inside == 0 {
            self.end(Ending::Complete);
        }
    }

    /// Notes that an event at another station affects this one: it is looked at again before the
    /// next event. This is the only call upwards, from a lane or a crew to the station that
    /// `dispatch` serves.
    pub(super) fn unsettle(&mut self, station: StationId) {
        self.unsettled.push_back(station);
    }
}

/// Returns the priorities that occur at any time of the run, highest first.
fn priorities(model: &Model) -> Vec<i64> {
    let priorities = model
        .versions()
        .flat_map(|it| it.priorities.iter().copied());
    let mut priorities: Vec<i64> = priorities.collect();
    priorities.sort_unstable_by(|one, other| other.cmp(one));
    priorities.dedup();
    priorities
}

/// Returns the position of each rank of a model among all priorities of the run.
pub(super) fn ranks(model: &Model, priorities: &[i64]) -> Vec<u32> {
    let rank = |priority: &i64| {
        let position = priorities.iter().position(|other| other == priority);
        position.unwrap_or(0) as u32
    };
    model.priorities.iter().map(rank).collect()
}
