//! Lanes that break down, each on its own.
//!
//! A breakdown interrupts at once; the batch stays in its lane, its staff goes. After the repair
//! the work goes on in that lane whatever the station's `at_close` says; where staff is then
//! lacking, it waits in the queue before all new work. Work that ends at the instant of the
//! breakdown is done.
//!
//! Only here is a lane more than a count. The lane that was left last is used first; a lane that
//! was never used and counts work is not made. When lanes close, broken ones without work go first.
//! Random numbers come from an address of (station, lane, breakdown).

use crate::model::{Counting, StationId};
use crate::observe::Observer;
use crate::random::{Address, Place, Purpose};
use crate::time::Span;

use super::Engine;
use super::batches::BatchSlot;
use super::causes::Cause;
use super::future_events::{Event, Ticket};
use super::state::{Lane, LaneId};

impl<O: Observer> Engine<'_, O> {
    /// Makes all lanes whose breakdowns go by the clock; those that outlast the run wait for
    /// nothing.
    pub(super) fn start_lane_clocks(&mut self, station: StationId) {
        let breakdowns = self.stations[station.index()].rules.breakdowns.as_ref();
        let by_clock = breakdowns.is_some_and(|b| b.counting == Counting::Clock);
        let lanes = self.stations[station.index()].lanes;
        if by_clock && lanes < u32::MAX {
            let made: Vec<LaneId> = (0..lanes).map(|_| self.make_lane(station)).collect();
            for lane in made.into_iter().rev() {
                self.put_idle(lane);
            }
        }
    }

    /// A lane of a station with breakdowns takes a batch; the one that it has sat in, if any.
    pub(super) fn take_lane(&mut self, slot: BatchSlot, station: StationId) {
        let Some(breakdowns) = &self.stations[station.index()].rules.breakdowns else {
            return;
        };
        let own = self.batches.aside(slot).lane;
        let lane = own.unwrap_or_else(|| self.sound_lane(station));
        self.batches.aside_mut(slot).lane = Some(lane);
        let planned = self.batches.aside(slot).planned;
        let state = &mut self.lanes[lane.0 as usize];
        state.batch = Some(slot);
        if breakdowns.counting == Counting::Work && state.left <= planned {
            let time = self.now + state.left;
            state.ticket = self.future.schedule(time, Event::Breakdown(lane));
        }
    }

    /// A sound lane that is free: there is one, or no batch would be taken.
    fn sound_lane(&mut self, station: StationId) -> LaneId {
        while let Some(lane) = self.stations[station.index()].idle.pop() {
            let state = &mut self.lanes[lane.0 as usize];
            state.idle = false;
            if !state.broken {
                return lane;
            }
        }
        self.make_lane(station)
    }

    fn make_lane(&mut self, station: StationId) -> LaneId {
        let lane = LaneId(self.lanes.len() as u32);
        let state = &mut self.stations[station.index()];
        self.lanes.push(Lane {
            station,
            number: state.lanes_used,
            breakdowns: 0,
            batch: None,
            broken: false,
            idle: false,
            ticket: None,
            left: Span::ZERO,
        });
        state.lanes_used += 1;
        self.plan_breakdown(lane);
        lane
    }

    fn put_idle(&mut self, lane: LaneId) {
        let state = &mut self.lanes[lane.0 as usize];
        if !state.idle {
            state.idle = true;
            self.stations[state.station.index()].idle.push(lane);
        }
    }

    /// Draws when a sound lane breaks down next.
    fn plan_breakdown(&mut self, lane: LaneId) {
        let state = self.lanes[lane.0 as usize];
        let station = self.stations[state.station.index()].rules;
        let Some(breakdowns) = &station.breakdowns else {
            return;
        };
        let place = Place::at(Purpose::Breakdown, &station.name);
        let generator = self.lane_address(lane).draw(place, state.breakdowns + 1);
        let after = Span::from_micros_f64(breakdowns.after.sample(generator));
        let time = self.now + after;
        let ticket = match breakdowns.counting {
            Counting::Clock if time <= self.horizon => {
                self.future.schedule(time, Event::Breakdown(lane))
            }
            Counting::Clock | Counting::Work => None,
        };
        let state = &mut self.lanes[lane.0 as usize];
        (state.left, state.ticket) = (after, ticket);
    }

    fn lane_address(&self, lane: LaneId) -> Address {
        let Lane {
            station, number, ..
        } = self.lanes[lane.0 as usize];
        let name = &self.stations[station.index()].rules.name;
        self.replication.lane(name, u64::from(number))
    }

    /// A lane has worked so long; it still holds its batch.
    pub(super) fn lane_worked(&mut self, slot: BatchSlot, stretch: Span) {
        let Some(lane) = self.batches.aside(slot).lane else {
            return;
        };
        let state = &mut self.lanes[lane.0 as usize];
        let station = self.stations[state.station.index()].rules;
        let counts = station.breakdowns.as_ref().map(|b| b.counting);
        if counts == Some(Counting::Work) && !state.broken {
            state.left = state.left - stretch;
            state.ticket = None;
        }
    }

    /// The batch leaves its lane, which is idle then, or still broken.
    pub(super) fn free_lane(&mut self, slot: BatchSlot) {
        let Some(lane) = self.batches.aside_mut(slot).lane.take() else {
            return;
        };
        let state = &mut self.lanes[lane.0 as usize];
        state.batch = None;
        if state.broken {
            let station = &mut self.stations[state.station.index()];
            station.broken_idle += 1;
            station.set_limit();
        } else {
            self.put_idle(lane);
        }
    }

    /// A lane breaks down.
    #[inline(never)]
    pub(super) fn breakdown(&mut self, lane: LaneId, ticket: Option<Ticket>) {
        let Lane {
            station,
            batch,
            breakdowns,
            ticket: awaited,
            ..
        } = self.lanes[lane.0 as usize];
        let rule = self.stations[station.index()].rules.breakdowns.as_ref();
        let Some(rule) = rule.filter(|_| awaited == ticket) else {
            return;
        };
        let place = Place::at(Purpose::Repair, &self.stations[station.index()].rules.name);
        let generator = self.lane_address(lane).draw(place, breakdowns + 1);
        let repair = Span::from_micros_f64(rule.repair.sample(generator));
        let ticket = self.future.schedule(self.now + repair, Event::Repair(lane));
        let state = &mut self.lanes[lane.0 as usize];
        (state.broken, state.ticket) = (true, ticket);
        state.breakdowns += 1;
        self.observer.broke_down(self.now, station);
        match batch {
            None => {
                let state = &mut self.stations[station.index()];
                state.broken_idle += 1;
                state.set_limit();
            }
            Some(slot) => self.stick(slot),
        }
        self.turn_clock(station);
        self.serve_waiting(station);
    }

    /// A batch at work is stuck in its broken lane. One that is blocked, or done at this very
    /// instant, does not mind.
    fn stick(&mut self, slot: BatchSlot) {
        let aside = self.batches.aside(slot);
        let left = aside.since + aside.planned - self.now;
        if aside.target.is_some() || left <= Span::ZERO {
            return;
        }
        let station = self.batches[slot].station;
        self.stop_work(slot);
        let aside = self.batches.aside_mut(slot);
        (aside.since, aside.left) = (self.now, Some(left));
        let state = &mut self.stations[station.index()];
        state.stuck += 1;
        state.held += 1;
        self.observer.interrupted(self.now, station);
    }

    /// A lane is repaired, and goes on with the batch that it holds.
    #[inline(never)]
    pub(super) fn repair(&mut self, lane: LaneId, ticket: Option<Ticket>) {
        let state = &mut self.lanes[lane.0 as usize];
        if state.ticket != ticket {
            return;
        }
        let (station, batch) = (state.station, state.batch);
        (state.broken, state.ticket) = (false, None);
        self.observer.repaired(self.now, station);
        self.plan_breakdown(lane);
        match batch {
            None => {
                let state = &mut self.stations[station.index()];
                state.broken_idle -= 1;
                state.set_limit();
                self.put_idle(lane);
            }
            Some(slot) if self.batches.aside(slot).left.is_some() => self.unstick(slot),
            Some(_) => {}
        }
        self.turn_clock(station);
        self.serve_waiting(station);
    }

    /// A batch in a repaired lane goes on.
    fn unstick(&mut self, slot: BatchSlot) {
        let station = self.batches[slot].station;
        self.waited_in_lane(slot, Cause::Broken);
        let state = &mut self.stations[station.index()];
        state.stuck -= 1;
        state.held -= 1;
        if let Some(crew) = state.crew {
            self.forget_reservations(crew);
        }
        if self.members_suffice(station) {
            self.observer.dequeued(self.now, station);
            self.start_work(slot, station);
        } else {
            self.free_lane(slot);
            self.wait_again(slot);
        }
    }
}
