//! The future event list: events in the order of (time, phase, sequence).
//!
//! An implicit heap with four children a node, of 16-byte keys that hold the whole event: time,
//! phase, sequence, kind and subject, most significant first, so that one integer comparison is the
//! order of the crate's contract. Knows nothing of what the events do.
//!
//! Taking an event leaves its place at the top vacant until the next call; an event scheduled
//! meanwhile, which is what most handlers do, goes in there and sinks once, instead of a removal
//! and an insertion.

use std::num::NonZeroU64;

use crate::model::{StationId, StreamId, TeamId};
use crate::observe::Mark;
use crate::time::Time;

use super::state::{BatchSlot, LaneId};

/// Something that will happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// A mark of the plan is reached.
    Mark(Mark),
    /// Following the measured batches stops.
    Horizon,
    /// The next dated change of rules and resources.
    RulesChange,
    /// The number of open lanes of a station changes.
    LanesChange(StationId),
    /// The number of members on duty of a team changes.
    TeamChange(TeamId),
    /// The notice of lanes on demand is over.
    LanesOnDemand(StationId),
    /// A lane breaks down.
    Breakdown(LaneId),
    /// A lane is repaired.
    Repair(LaneId),
    /// The service of a batch ends.
    ServiceEnds(BatchSlot),
    /// The next batch of a stream, or the next group, arrives.
    Arrival(StreamId),
    /// The patience of a batch runs out.
    Patience(BatchSlot),
}

/// Which scheduled event: its sequence number, which no other event has. Whoever waits for an event
/// keeps its ticket; an event with another ticket is stale and does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket(NonZeroU64);

/// Classes of simultaneous events, in the order in which they are handled.
#[derive(Clone, Copy)]
enum Phase {
    Control = 0,
    Calendar = 1,
    Departure = 2,
    Arrival = 3,
    Patience = 4,
}

const SUBJECT_BITS: u32 = 28;
const KIND_BITS: u32 = 4;
const SEQUENCE_BITS: u32 = 41;
const PHASE_BITS: u32 = 3;
/// Bits of the sequence in the lower word of a key.
const LOW_SEQUENCE_BITS: u32 = 64 - KIND_BITS - SUBJECT_BITS;

/// How many different subjects (batches inside, stations, streams) an event can name.
pub(super) const SUBJECTS: usize = 1 << SUBJECT_BITS;
/// How many events can be scheduled in one replication.
pub(super) const EVENTS: u64 = 1 << SEQUENCE_BITS;
/// The latest instant that can be scheduled, 142 years after the start; later ones are put here,
/// which is after every horizon that `check` allows.
const LATEST: i64 = (1 << (128 - PHASE_BITS - SEQUENCE_BITS - KIND_BITS - SUBJECT_BITS)) - 1;

impl Event {
    #[inline]
    fn encode(self) -> (Phase, u8, u32) {
        match self {
            Self::Mark(Mark::Hour) => (Phase::Control, 0, 0),
            Self::Mark(Mark::DayEnd) => (Phase::Control, 1, 0),
            Self::Mark(Mark::WindowStart) => (Phase::Control, 2, 0),
            Self::Mark(Mark::WindowEnd) => (Phase::Control, 3, 0),
            Self::Horizon => (Phase::Control, 4, 0),
            Self::RulesChange => (Phase::Control, 5, 0),
            Self::LanesChange(station) => (Phase::Calendar, 6, station.0),
            Self::TeamChange(team) => (Phase::Calendar, 7, team.0),
            Self::LanesOnDemand(station) => (Phase::Calendar, 8, station.0),
            Self::Breakdown(lane) => (Phase::Calendar, 9, lane.0),
            Self::Repair(lane) => (Phase::Calendar, 10, lane.0),
            Self::ServiceEnds(slot) => (Phase::Departure, 11, slot.0),
            Self::Arrival(stream) => (Phase::Arrival, 12, stream.0),
            Self::Patience(slot) => (Phase::Patience, 13, slot.0),
        }
    }

    #[inline]
    fn decode(kind: u8, subject: u32) -> Self {
        match kind {
            0 => Self::Mark(Mark::Hour),
            1 => Self::Mark(Mark::DayEnd),
            2 => Self::Mark(Mark::WindowStart),
            3 => Self::Mark(Mark::WindowEnd),
            4 => Self::Horizon,
            5 => Self::RulesChange,
            6 => Self::LanesChange(StationId(subject)),
            7 => Self::TeamChange(TeamId(subject)),
            8 => Self::LanesOnDemand(StationId(subject)),
            9 => Self::Breakdown(LaneId(subject)),
            10 => Self::Repair(LaneId(subject)),
            11 => Self::ServiceEnds(BatchSlot(subject)),
            12 => Self::Arrival(StreamId(subject)),
            13 => Self::Patience(BatchSlot(subject)),
            _ => unreachable!("only `encode` makes kinds"),
        }
    }
}

/// Events that are still to happen, soonest first. Next arrivals, one a stream, are kept apart from
/// all others: they are few, and come and go all the time.
#[derive(Debug, Default)]
pub(super) struct FutureEvents {
    arrivals: Heap,
    others: Heap,
    scheduled: u64,
}

impl FutureEvents {
    /// Adds an event. Among events of one phase at one instant the first scheduled comes first.
    #[inline(always)]
    pub(super) fn schedule(&mut self, time: Time, event: Event) -> Option<Ticket> {
        self.scheduled += 1;
        let (phase, kind, subject) = event.encode();
        let micros = time.micros().min(LATEST) as u64;
        let sequence = self.scheduled;
        let high = (micros << PHASE_BITS | phase as u64) << (SEQUENCE_BITS - LOW_SEQUENCE_BITS)
            | sequence >> LOW_SEQUENCE_BITS;
        let low = (sequence << KIND_BITS | u64::from(kind)) << SUBJECT_BITS | u64::from(subject);
        let key = u128::from(high) << 64 | u128::from(low);
        match event {
            Event::Arrival(_) => self.arrivals.add(key),
            _ => self.others.add(key),
        }
        NonZeroU64::new(sequence).map(Ticket)
    }

    /// Takes the next event.
    #[inline]
    pub(super) fn next(&mut self) -> Option<(Time, Option<Ticket>, Event)> {
        let (arrival, other) = (self.arrivals.first(), self.others.first());
        let key = if arrival < other {
            self.arrivals.vacant = true;
            arrival
        } else if other < NOTHING {
            self.others.vacant = true;
            other
        } else {
            return None;
        };
        let (high, low) = ((key >> 64) as u64, key as u64);
        let subject = low as u32 & ((1 << SUBJECT_BITS) - 1);
        let kind = (low >> SUBJECT_BITS) as u8 & ((1 << KIND_BITS) - 1);
        let micros = high >> (PHASE_BITS + SEQUENCE_BITS - LOW_SEQUENCE_BITS);
        let sequence = (key >> (KIND_BITS + SUBJECT_BITS)) as u64 & ((1 << SEQUENCE_BITS) - 1);
        let ticket = NonZeroU64::new(sequence).map(Ticket);
        Some((
            Time::from_micros(micros as i64),
            ticket,
            Event::decode(kind, subject),
        ))
    }

    /// How many events have been scheduled so far.
    #[inline]
    pub(super) fn scheduled(&self) -> u64 {
        self.scheduled
    }
}

/// The key of no event, behind all others.
const NOTHING: u128 = u128::MAX;

/// Keys, the smallest on top, four children a node.
#[derive(Debug)]
struct Heap {
    /// The top in place 3, then nodes of four children: those of place p fill the node p - 2, which
    /// is places 4 (p - 2) and on. Places without a key hold [`NOTHING`].
    nodes: Vec<[u128; 4]>,
    /// The key in the top place.
    least: u128,
    /// How many keys there are, a vacant top included.
    count: usize,
    /// The key on top was taken and nothing has filled its place yet.
    vacant: bool,
}

/// The place of the smallest key.
const TOP: usize = 3;

impl Default for Heap {
    fn default() -> Self {
        Self {
            nodes: vec![[NOTHING; 4]],
            least: NOTHING,
            count: 0,
            vacant: false,
        }
    }
}

impl Heap {
    /// The smallest key; [`NOTHING`] where there is none.
    #[inline(always)]
    fn first(&mut self) -> u128 {
        if self.vacant {
            self.close_up();
        }
        self.least
    }

    /// One key more.
    #[inline(always)]
    fn add(&mut self, key: u128) {
        if self.vacant {
            self.vacant = false;
            self.sink(key);
        } else {
            self.rise(key);
        }
        self.least = self.nodes[0][TOP];
    }

    /// Fills the vacant top from the end.
    #[inline(never)]
    fn close_up(&mut self) {
        self.vacant = false;
        self.count -= 1;
        let end = TOP + self.count;
        let last = std::mem::replace(&mut self.nodes[end / 4][end % 4], NOTHING);
        if self.count > 0 {
            self.sink(last);
        }
        self.least = self.nodes[0][TOP];
    }

    /// Puts a key at the end and lets it rise to its place.
    #[inline(never)]
    fn rise(&mut self, key: u128) {
        let mut place = TOP + self.count;
        self.count += 1;
        if place / 4 == self.nodes.len() {
            self.nodes.push([NOTHING; 4]);
        }
        let nodes = self.nodes.as_mut_slice();
        while place > TOP {
            let parent = place / 4 + 2;
            let above = nodes[parent / 4][parent % 4];
            if above <= key {
                break;
            }
            nodes[place / 4][place % 4] = above;
            place = parent;
        }
        nodes[place / 4][place % 4] = key;
    }

    /// Puts a key at the top and lets it sink to its place.
    #[inline(never)]
    fn sink(&mut self, key: u128) {
        let nodes = self.nodes.as_mut_slice();
        let mut place = TOP;
        while let Some(children) = nodes.get(place - 2) {
            // in pairs, which needs no branch
            let left = usize::from(children[1] < children[0]);
            let right = 2 + usize::from(children[3] < children[2]);
            let least = if children[right] < children[left] {
                right
            } else {
                left
            };
            let child = children[least];
            if key <= child {
                break;
            }
            nodes[place / 4][place % 4] = child;
            place = 4 * (place - 2) + least;
        }
        nodes[place / 4][place % 4] = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(micros: i64) -> Time {
        Time::from_micros(micros)
    }

    fn event(future: &mut FutureEvents) -> Option<Event> {
        future.next().map(|(_, _, event)| event)
    }

    #[test]
    fn one_instant_is_ordered_by_phase_then_by_scheduling() {
        let mut future = FutureEvents::default();
        let events = [
            Event::Arrival(StreamId(1)),
            Event::ServiceEnds(BatchSlot(9)),
            Event::Arrival(StreamId(0)),
            Event::LanesChange(StationId(3)),
            Event::ServiceEnds(BatchSlot(2)),
            Event::Mark(Mark::WindowEnd),
            Event::Mark(Mark::Hour),
        ];
        for event in events {
            future.schedule(at(5), event);
        }
        future.schedule(at(4), Event::Arrival(StreamId(7)));
        let order: Vec<Event> = std::iter::from_fn(|| event(&mut future)).collect();
        let expected = [
            Event::Arrival(StreamId(7)),
            Event::Mark(Mark::WindowEnd),
            Event::Mark(Mark::Hour),
            Event::LanesChange(StationId(3)),
            Event::ServiceEnds(BatchSlot(9)),
            Event::ServiceEnds(BatchSlot(2)),
            Event::Arrival(StreamId(1)),
            Event::Arrival(StreamId(0)),
        ];
        assert_eq!(order, expected);
    }

    #[test]
    fn instants_beyond_the_range_stay_last() {
        let mut future = FutureEvents::default();
        future.schedule(Time::NEVER, Event::Arrival(StreamId(0)));
        future.schedule(at(i64::from(u32::MAX)), Event::Horizon);
        assert_eq!(event(&mut future), Some(Event::Horizon));
        assert_eq!(event(&mut future), Some(Event::Arrival(StreamId(0))));
        assert_eq!(future.next(), None);
        assert_eq!(future.next(), None);
    }

    proptest! {
        /// Any interleaving of scheduling and taking, of arrivals and others, gives what a sorted
        /// list gives.
        #[test]
        fn agrees_with_a_sorted_list(
            steps in prop::collection::vec((0_i64..20, 0_u8..4), 0..300),
        ) {
            let mut future = FutureEvents::default();
            let mut sorted: Vec<(i64, bool, u32)> = vec![];
            let event = |is_arrival: bool, number: u32| {
                if is_arrival {
                    Event::Arrival(StreamId(number))
                } else {
                    Event::ServiceEnds(BatchSlot(number))
                }
            };
            for (number, (time, kind)) in (0..).zip(steps) {
                if kind == 0 {
                    let expected = (!sorted.is_empty()).then(|| sorted.remove(0));
                    let expected = expected.map(|(time, is_arrival, number)| {
                        (at(time), event(is_arrival, number))
                    });
                    let next = future.next().map(|(time, _, event)| (time, event));
                    prop_assert_eq!(next, expected);
                } else {
                    let is_arrival = kind == 1;
                    future.schedule(at(time), event(is_arrival, number));
                    sorted.push((time, is_arrival, number));
                    sorted.sort_unstable();
                }
            }
        }
    }
}
