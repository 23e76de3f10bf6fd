//! What the engine remembers of stations and their lanes between events.

use crate::model::{AtClose, Lanes, Model, Order, Room, Station, StationId, WhenFull};
use crate::random::{Place, Purpose};
use crate::time::{Span, Time};

use super::batches::BatchSlot;
use super::causes::CauseClock;
use super::future_events::Ticket;
use super::locks::Locked;
use super::queue::{List, Queue, Resuming};
use super::teams::crews;

/// A lane that can break down, numbered through all stations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LaneId(pub(super) u32);

/// A station at work.
///
/// A *plain* station only starts and ends services. A *careful* one can also interrupt them, share
/// staff, block, break down or close; only it pays for knowing more.
#[derive(Debug)]
pub(super) struct StationState<'m> {
    /// The rules in force.
    pub(super) rules: &'m Station,
    /// Who waits.
    pub(super) queue: Queue,
    /// Lanes at work now; above `limit` while lanes that have closed finish their batch.
    pub(super) busy: u32,
    /// Lanes that hold a batch without work: blocked or broken.
    pub(super) held: u32,
    /// How many lanes can hold a batch: those open, as far as they are not broken while idle; no
    /// limit where unlimited.
    pub(super) limit: u32,
    /// Is it more than plain, at any time of the run?
    pub(super) careful: bool,
    /// Which of a batch's visit counters is this station's, where batches can come back.
    pub(super) visit_counter: Option<usize>,
    /// Address part of service times.
    pub(super) service: Place,
    /// Address part of routing.
    pub(super) route: Place,
    /// Address part of random order.
    pub(super) order: Place,
    /// Lanes open now; `None` where unlimited.
    pub(super) open: Option<u32>,
    /// Its next change by the clock.
    pub(super) change: Option<Ticket>,
    /// Batches at work by rank, in the order of their starts.
    pub(super) working: Vec<List>,
    /// Batches that wait for a place, here or in the lane that they block.
    pub(super) gate: List,
    /// Lanes whose batch waits for a place elsewhere.
    pub(super) blocked: u32,
    /// Broken lanes that hold a batch.
    pub(super) stuck: u32,
    /// Broken lanes without a batch.
    pub(super) broken_idle: u32,
    /// Lanes that stand here whether open or not, where they break down.
    pub(super) lanes: u32,
    /// How many of them have been used.
    pub(super) lanes_used: u32,
    /// Those of them that were used and are free; some may be broken.
    pub(super) idle: Vec<LaneId>,
    /// Lanes opened on demand now.
    pub(super) on_demand: u32,
    /// The call of more lanes that is under way.
    pub(super) called: Option<Ticket>,
    /// Whom it shares teams with, directly or through others.
    pub(super) crew: Option<usize>,
    /// What holds up those who wait.
    pub(super) causes: CauseClock,
    /// What is known of it as part of a lock; none where it is not locked.
    pub(super) lock: Option<Locked>,
    /// When lanes last closed while work that ended at that instant was left in its lane.
    pub(super) closed: Option<Time>,
}

impl StationState<'_> {
    /// Can a lane begin to serve?
    #[inline]
    pub(super) fn has_free_lane(&self) -> bool {
        self.busy + self.held < self.limit
    }

    /// Lanes have opened or closed, or broken down or been repaired while idle.
    pub(super) fn set_limit(&mut self) {
        let sound = self.lanes.saturating_sub(self.broken_idle);
        self.limit = self.open.unwrap_or(u32::MAX).min(sound);
    }
}

/// A lane that can break down.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lane {
    pub(super) station: StationId,
    /// Its number at the station.
    pub(super) number: u32,
    /// Breakdowns so far.
    pub(super) breakdowns: u32,
    /// The batch that it holds.
    pub(super) batch: Option<BatchSlot>,
    pub(super) broken: bool,
    /// Does it stand among the idle ones?
    pub(super) idle: bool,
    /// The breakdown or repair that it waits for.
    pub(super) ticket: Option<Ticket>,
    /// Time at work left until its next breakdown, where work counts.
    pub(super) left: Span,
}

/// A model and all that it changes into.
pub(super) fn models(model: &Model) -> impl Iterator<Item = &Model> {
    std::iter::once(model).chain(model.changes.iter().map(|(_, model)| model))
}

/// Can a batch's work be interrupted, and where does it go then?
pub(super) fn resuming(station: &Station) -> Resuming {
    if station.preempt {
        Resuming::AmongEquals
    } else if station.at_close == AtClose::Finish
        && (station.breakdowns.is_none() || station.staff.is_empty())
    {
        Resuming::Never
    } else {
        Resuming::First
    }
}

/// A queue as a station's rules want it, with so many ranks.
pub(super) fn queue(station: &Station, ranks: usize) -> Queue {
    let ranks = if station.ignore_priority { 1 } else { ranks };
    Queue::new(ranks, station.order, resuming(station))
}

/// The stations of a model as they stand at the start of the run: empty, with the lanes of that
/// instant.
pub(super) fn stations(model: &Model, ranks: usize) -> Vec<StationState<'_>> {
    let mut counters = 0;
    let blocks = models(model).any(|model| model.stations.iter().any(Station::blocks));
    let crews = crews(model);
    let state = |index: usize| {
        let station = &model.stations[index];
        let versions = || models(model).map(move |model| &model.stations[index]);
        let mut state = StationState {
            rules: station,
            queue: queue(station, ranks),
            busy: 0,
            held: 0,
            limit: 0,
            careful: blocks || versions().any(|station| station.is_careful(model)),
            visit_counter: versions().any(|station| station.revisited).then(|| {
                counters += 1;
                counters - 1
            }),
            service: Place::at(Purpose::Service, &station.name),
            route: Place::at(Purpose::Route, &station.name),
            order: Place::at(Purpose::Order, &station.name),
            open: scheduled(station, model, Time::START),
            change: None,
            working: vec![List::default(); ranks.max(1)],
            gate: List::default(),
            blocked: 0,
            stuck: 0,
            broken_idle: 0,
            lanes: versions()
                .map(|s| s.lanes_at_most(model))
                .max()
                .unwrap_or(0),
            lanes_used: 0,
            idle: vec![],
            on_demand: 0,
            called: None,
            crew: crews
                .iter()
                .position(|crew| crew.binary_search(&StationId::new(index)).is_ok()),
            causes: CauseClock::new(),
            lock: None,
            closed: None,
        };
        state.set_limit();
        state
    };
    (0..model.stations.len()).map(state).collect()
}

/// Lanes open by the clock.
pub(super) fn scheduled(station: &Station, model: &Model, now: Time) -> Option<u32> {
    match &station.lanes {
        Lanes::Unlimited => None,
        Lanes::Scheduled(openings) => Some(openings.open_at(&model.calendar, now)),
    }
}

impl Station {
    /// Can a batch be kept in its lane by this station's lack of room?
    fn blocks(&self) -> bool {
        matches!(
            self.room,
            Some(Room {
                when_full: WhenFull::Block,
                ..
            })
        )
    }

    /// Does it need more than starts and ends of services?
    fn is_careful(&self, model: &Model) -> bool {
        let closes = match &self.lanes {
            Lanes::Unlimited => false,
            Lanes::Scheduled(openings) => openings
                .next_change(&model.calendar, Time::START, model.plan.horizon())
                .is_some(),
        };
        closes
            || self.order != Order::FirstCome
            || !self.staff.is_empty()
            || resuming(self) != Resuming::Never
            || self.breakdowns.is_some()
            || self.room.is_some()
            || self.open_more.is_some()
    }

    /// The most lanes that are ever open, those on demand included.
    fn lanes_at_most(&self, model: &Model) -> u32 {
        let more = self.open_more.map_or(0, |more| more.add);
        match &self.lanes {
            Lanes::Unlimited => u32::MAX,
            Lanes::Scheduled(openings) => openings.most_open(&model.calendar).saturating_add(more),
        }
    }
}
