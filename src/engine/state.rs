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
    /// How many changes have come into force.
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
    /// Does any station have a limited room, at any time of the run?
    pub(super) rooms: bool,
    pub(super) teams: Vec<TeamState>,
    /// Stations that share teams, directly or through others.
    pub(super) crews: Vec<Vec<StationId>>,
    /// Lanes that can break down.
    pub(super) breakable: Vec<BreakableLane>,
    /// Stations that block each other for ever.
    pub(super) locks: Locks,
    /// Stations to look at again before the next event.
    pub(super) unsettled: VecDeque<StationId>,
    /// How the replication ends after this event.
    pub(super) ending: Option<Ending>,
    /// Limit on the events scheduled.
    pub(super) last_event: u64,
    /// How many events have been scheduled when the limit and the observer are looked at.
    pub(super) next_look: u64,
    /// All priorities of the run, highest first, and where each rank of the model is among them.
    pub(super) priorities: Vec<i64>,
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

/// What is known of stations that block each other for ever.
#[derive(Debug, Default)]
pub(super) struct Locks {
    /// Is a lock to be looked for after this event?
    pub(super) look: bool,
    /// Stations that block each other but may still open, and since when.
    pub(super) suspects: Option<(Time, Vec<StationId>)>,
    /// Batches that wait for ever and are not stored.
    pub(super) not_stored: u64,
    /// Batches from outside that wait before the gates of locks and are stored, because they lose
    /// patience or go before those that do. The limit on batches inside leaves them out.
    pub(super) at_gates: usize,
}

/// Events between two questions whether the observer wants more: a few milliseconds.
pub(super) const BETWEEN_LOOKS: u64 = 100_000;

impl<'m, O: Observer> Engine<'m, O> {
    /// An empty port at the start of the run.
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

    /// The replication ends with this event, which is therefore the last; the first reason counts.
    #[cold]
    pub(super) fn end(&mut self, ending: Ending) {
        self.ending.get_or_insert(ending);
        self.next_look = 0;
    }

    /// Once the window is over, the replication ends with its last measured batch.
    #[cold]
    #[inline(never)]
    pub(super) fn end_without_measured(&mut self) {
        if self.measured_inside == 0 {
            self.end(Ending::Complete);
        }
    }

    /// A station that another station's event concerns is to be looked at again before the next
    /// event. This is the only way up: from a lane or a crew to the station that `dispatch` serves.
    pub(super) fn unsettle(&mut self, station: StationId) {
        self.unsettled.push_back(station);
    }
}

/// The priorities that occur at any time of the run, highest first.
fn priorities(model: &Model) -> Vec<i64> {
    let priorities = model
        .versions()
        .flat_map(|it| it.priorities.iter().copied());
    let mut priorities: Vec<i64> = priorities.collect();
    priorities.sort_unstable_by(|one, other| other.cmp(one));
    priorities.dedup();
    priorities
}

/// The position of each rank of a model among all priorities of the run.
pub(super) fn ranks(model: &Model, priorities: &[i64]) -> Vec<u32> {
    let rank = |priority: &i64| {
        let position = priorities.iter().position(|other| other == priority);
        position.unwrap_or(0) as u32
    };
    model.priorities.iter().map(rank).collect()
}
