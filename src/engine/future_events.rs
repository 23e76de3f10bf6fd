//! The future event list: events in the order (time, phase, sequence).
//!
//! Ends of services and patience, and the next arrivals, are kept in two heaps, whose keys hold the
//! whole event. Events of the plan and the calendar are rare and kept apart, so that they do not
//! slow down the others. This module does not depend on what the events do.

mod event;
mod heap;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::time::Time;

use super::ids::Ticket;

pub(super) use event::{Event, Phase};
use heap::Heap;
pub(super) use heap::{EVENTS, Key, SUBJECTS};

/// The future event list, soonest event first.
#[derive(Debug)]
pub(super) struct FutureEvents {
    /// Ends of services and of patience.
    batches: Heap,
    /// Next arrivals, one per stream.
    arrivals: Heap,
    /// All other events.
    rare: BinaryHeap<Reverse<(Key, Event)>>,
    next_rare: Key,
    scheduled: u64,
}

impl Default for FutureEvents {
    fn default() -> Self {
        Self {
            batches: Heap::default(),
            arrivals: Heap::default(),
            rare: BinaryHeap::new(),
            next_rare: Key::NOTHING,
            scheduled: 0,
        }
    }
}

impl FutureEvents {
    /// Adds an event. Events of one phase at one instant keep the order in which they were
    /// scheduled.
    #[inline(always)]
    pub(super) fn schedule(&mut self, time: Time, event: Event) -> Option<Ticket> {
        self.scheduled += 1;
        let key = Key::new(time, event, self.scheduled);
        match event {
            Event::ServiceEnds(_) | Event::Patience(_) => self.batches.add(key),
            Event::Arrival(_) => self.arrivals.add(key),
            _ => self.add_rare(key, event),
        }
        key.ticket()
    }

    #[cold]
    #[inline(never)]
    fn add_rare(&mut self, key: Key, event: Event) {
        self.rare.push(Reverse((key, event)));
        self.next_rare = self.next_rare.min(key);
    }

    /// Removes and returns the key of the next event. If its phase is control or calendar, the
    /// event itself must be taken by [`Self::rare`].
    #[inline(always)]
    pub(super) fn next(&mut self) -> Option<Key> {
        loop {
            let (of_batch, arrival) = (self.batches.least, self.arrivals.least);
            // a vacant top still holds the key taken last, which sorts before all that follow
            if of_batch < arrival && of_batch < self.next_rare {
                if self.batches.take() {
                    return Some(of_batch);
                }
            } else if arrival < self.next_rare {
                if self.arrivals.take() {
                    return Some(arrival);
                }
            } else {
                return (self.next_rare < Key::NOTHING).then_some(self.next_rare);
            }
        }
    }

    /// Removes and returns the event of phase control or calendar whose key was just returned.
    #[cold]
    #[inline(never)]
    pub(super) fn rare(&mut self) -> Option<Event> {
        let Reverse((_, event)) = self.rare.pop()?;
        let next = self.rare.peek();
        self.next_rare = next.map_or(Key::NOTHING, |Reverse((key, _))| *key);
        Some(event)
    }

    /// Number of events scheduled so far.
    #[inline]
    pub(super) fn scheduled(&self) -> u64 {
        self.scheduled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ids::BatchSlot;
    use crate::model::{StationId, StreamId};
    use crate::observe::Mark;
    use crate::time::Span;
    use proptest::prelude::*;

    fn at(micros: i64) -> Time {
        Time::from_micros(micros)
    }

    fn take(future: &mut FutureEvents) -> Option<(Time, Event)> {
        let key = future.next()?;
        let event = match key.phase() {
            Phase::Control | Phase::Calendar => future.rare()?,
            Phase::Departure => Event::ServiceEnds(key.batch()),
            Phase::Arrival => Event::Arrival(key.stream()),
            Phase::Patience => Event::Patience(key.batch()),
        };
        Some((key.time(), event))
    }

    fn take_event(future: &mut FutureEvents) -> Option<Event> {
        take(future).map(|(_, event)| event)
    }

    #[test]
    fn one_instant_is_ordered_by_phase_then_by_scheduling() {
        let mut future = FutureEvents::default();
        let events = [
            Event::Arrival(StreamId(1)),
            Event::ServiceEnds(BatchSlot::new(9)),
            Event::Arrival(StreamId(0)),
            Event::LanesChange(StationId(3)),
            Event::ServiceEnds(BatchSlot::new(2)),
            Event::Mark(Mark::WindowEnd),
            Event::Mark(Mark::Hour),
        ];
        for event in events {
            future.schedule(at(5), event);
        }
        future.schedule(at(4), Event::Arrival(StreamId(7)));
        let order: Vec<Event> = std::iter::from_fn(|| take_event(&mut future)).collect();
        let expected = [
            Event::Arrival(StreamId(7)),
            Event::Mark(Mark::WindowEnd),
            Event::Mark(Mark::Hour),
            Event::LanesChange(StationId(3)),
            Event::ServiceEnds(BatchSlot::new(9)),
            Event::ServiceEnds(BatchSlot::new(2)),
            Event::Arrival(StreamId(1)),
            Event::Arrival(StreamId(0)),
        ];
        assert_eq!(order, expected);
    }

    #[test]
    fn instants_beyond_the_range_stay_last() {
        let mut future = FutureEvents::default();
        let late = Time::START + Span::from_micros_f64(f64::INFINITY);
        future.schedule(late, Event::Arrival(StreamId(0)));
        future.schedule(at(i64::from(u32::MAX)), Event::Horizon);
        assert_eq!(take_event(&mut future), Some(Event::Horizon));
        assert_eq!(take_event(&mut future), Some(Event::Arrival(StreamId(0))));
        assert_eq!(take_event(&mut future), None);
        assert_eq!(take_event(&mut future), None);
    }

    proptest! {
        /// Any interleaving of scheduling and taking events gives the same as a sorted list.
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
                    Event::ServiceEnds(BatchSlot::new(number))
                }
            };
            for (number, (time, kind)) in (0..).zip(steps) {
                if kind == 0 {
                    let expected = (!sorted.is_empty()).then(|| sorted.remove(0));
                    let expected = expected.map(|(time, is_arrival, number)| {
                        (at(time), event(is_arrival, number))
                    });
                    prop_assert_eq!(take(&mut future), expected);
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
