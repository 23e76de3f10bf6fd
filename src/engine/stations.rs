//! The state of stations, lanes and teams.

use crate::model::{Lanes, Model, Order, Station, StationId, TeamId, WhenFull};
use crate::random::{Purpose, Substream};
use crate::time::{Span, Time};

use super::cause_clock::CauseClock;
use super::ids::{BatchSlot, LaneId, Ticket};
use super::lane::counts::LaneCounts;
use super::queue::{List, Queue, Resuming};

/// The state of a station.
///
/// A *plain* station only starts and ends services. A *careful* station can also interrupt them,
/// share staff, block, break down or close; only careful stations pay for the additional state.
#[derive(Debug)]
pub(super) struct StationState<'m> {
    /// The rules in force.
    pub(super) rules: &'m Station,
    /// The batches that wait here.
    pub(super) queue: Queue,
    /// Number of lanes in each state.
    pub(super) lanes: LaneCounts,
    /// Is it a careful station, at any time of the run?
    pub(super) careful: bool,
    /// Index of this station among a batch's visit counters; `None` if no batch can return here.
    pub(super) visit_counter: Option<usize>,
    /// Address part of the draws of service times.
    pub(super) service: Substream,
    /// Address part of the draws of routes.
    pub(super) route: Substream,
    /// Address part of the draws of random order.
    pub(super) order: Substream,
    /// Event of its next change by the clock.
    pub(super) change: Option<Ticket>,
    /// Batches at work, by rank, in the order in which they were started.
    pub(super) working: Vec<List>,
    /// Batches that wait for a place here, at the gate or in a lane elsewhere that they block.
    pub(super) gate: List,
    /// Number of lanes made so far, if they can break down.
    pub(super) lanes_used: u32,
    /// Free lanes, if they can break down; some may be broken.
    pub(super) idle: Vec<LaneId>,
    /// Number of lanes open on demand now.
    pub(super) on_demand: u32,
    /// Event of the opening of lanes on demand, while their notice runs.
    pub(super) called: Option<Ticket>,
    /// Index of its crew, the stations that share teams with it directly or through others.
    pub(super) crew: Option<usize>,
    /// Clock of the causes for which its batches wait.
    pub(super) causes: CauseClock,
    /// Its state as part of a lock; `None` if it is not locked.
    pub(super) lock: Option<Locked>,
    /// The last instant at which lanes closed while batches whose work ended then were still in
    /// their lanes.
    pub(super) closed: Option<Time>,
}

/// The state of a station as part of a lock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Locked {
    /// Number of batches that wait for ever in its waiting places.
    pub(super) permanent: u32,
    /// Largest number of waiting places in the rest of the run; `u32::MAX` if unlimited.
    pub(super) places: u32,
}

/// A lane that can break down.
#[derive(Clone, Copy, Debug)]
pub(super) struct BreakableLane {
    pub(super) station: StationId,
    /// Its number at the station, from 0.
    pub(super) number: u32,
    /// Number of breakdowns so far.
    pub(super) breakdowns: u32,
    /// The batch that it holds.
    pub(super) batch: Option<BatchSlot>,
    pub(super) broken: bool,
    /// Is it in the station's list of idle lanes?
    pub(super) idle: bool,
    /// Event of its next breakdown or repair.
    pub(super) ticket: Option<Ticket>,
    /// Time at work left until its next breakdown, if breakdowns count time at work.
    pub(super) left: Span,
}

/// The state of a team.
#[derive(Debug)]
pub(super) struct TeamState {
    /// Number of members on duty.
    pub(super) on: u32,
    /// Number of members held by lanes; above `on` while members finish a batch after their shift.
    pub(super) busy: u32,
    /// Number of free members reserved for heads that were passed in this round.
    pub(super) reserved: u32,
    /// Event of its next change by the clock.
    pub(super) change: Option<Ticket>,
    /// Index of its crew, the stations that share it directly or through other teams.
    pub(super) crew: Option<usize>,
}

/// Returns the stations of a model at the start of the run: empty, with the lanes of that instant.
pub(super) fn stations<'m>(
    model: &'m Model,
    crews: &[Vec<StationId>],
    ranks: usize,
) -> Vec<StationState<'m>> {
    let mut counters = 0;
    let blocks = model.versions().any(|it| it.stations.iter().any(blocks));
    let state = |index: usize| {
        let rules = &model.stations[index];
        let versions = || model.versions().map(move |model| &model.stations[index]);
        let most_lanes = versions().map(|it| lanes_at_most(it, model)).max();
        let is_of = |crew: &Vec<StationId>| crew.contains(&StationId::new(index));
        StationState {
            rules,
            queue: Queue::new(rules, ranks),
            lanes: LaneCounts::new(
                scheduled(rules, model, Time::START),
                most_lanes.unwrap_or(0),
            ),
            careful: blocks || versions().any(|it| is_careful(it, model)),
            visit_counter: versions().any(|it| it.revisited).then(|| {
                counters += 1;
                counters - 1
            }),
            service: Substream::at(Purpose::Service, &rules.name),
            route: Substream::at(Purpose::Route, &rules.name),
            order: Substream::at(Purpose::Order, &rules.name),
            change: None,
            working: vec![List::default(); ranks.max(1)],
            gate: List::default(),
            lanes_used: 0,
            idle: vec![],
            on_demand: 0,
            called: None,
            crew: crews.iter().position(is_of),
            causes: CauseClock::new(),
            lock: None,
            closed: None,
        }
    };
    (0..model.stations.len()).map(state).collect()
}

/// Returns the teams of a model at the start of the run.
pub(super) fn teams(model: &Model, crews: &[Vec<StationId>]) -> Vec<TeamState> {
    let state = |team: TeamId| {
        let uses = |station: &StationId| model.uses(*station, team);
        let members = &model.teams[team.index()].members;
        TeamState {
            on: members.open_at(&model.calendar, Time::START),
            busy: 0,
            reserved: 0,
            change: None,
            crew: crews.iter().position(|crew| crew.iter().any(uses)),
        }
    };
    let teams = (0..model.teams.len()).map(TeamId::new);
    teams.map(state).collect()
}

/// Number of lanes open by the clock; `None` if unlimited.
pub(super) fn scheduled(station: &Station, model: &Model, now: Time) -> Option<u32> {
    let openings = station.lanes.openings();
    openings.map(|openings| openings.open_at(&model.calendar, now))
}

/// Can a lack of room at this station keep a batch in its lane?
fn blocks(station: &Station) -> bool {
    let room = station.room;
    room.is_some_and(|room| room.when_full == WhenFull::Block)
}

/// Does a station do more than start and end services?
fn is_careful(station: &Station, model: &Model) -> bool {
    let closes = match &station.lanes {
        Lanes::Unlimited => false,
        Lanes::Scheduled(openings) => openings
            .next_change(&model.calendar, Time::START, model.plan.horizon())
            .is_some(),
    };
    closes
        || station.order != Order::FirstCome
        || !station.staff.is_empty()
        || Resuming::of(station) != Resuming::Never
        || station.breakdowns.is_some()
        || station.room.is_some()
        || station.open_more.is_some()
}

/// Largest number of lanes that are ever open, those on demand included.
fn lanes_at_most(station: &Station, model: &Model) -> u32 {
    let more = station.open_more.map_or(0, |more| more.add);
    match &station.lanes {
        Lanes::Unlimited => u32::MAX,
        Lanes::Scheduled(openings) => openings.most_open(&model.calendar).saturating_add(more),
    }
}
