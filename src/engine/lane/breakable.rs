//! Lanes that break down, each on its own: which one takes a batch, and when it breaks down next.
//!
//! Only in this file is a lane more than a count. The lane that was left last is used first. If
//! breakdowns count time at work, a lane is made when it is first used. Random numbers come from
//! the address (station, lane, breakdown).

use crate::engine::future_events::Event;
use crate::engine::ids::{BatchSlot, LaneId};
use crate::engine::state::Engine;
use crate::engine::stations::BreakableLane;
use crate::model::{Counting, StationId};
use crate::observe::Observer;
use crate::random::{Generator, Purpose, Substream};
use crate::time::Span;

impl<O: Observer> Engine<'_, O> {
    /// Makes all lanes of a station whose breakdowns count clock time.
    pub(in crate::engine) fn start_lane_clocks(&mut self, station: StationId) {
        let state = &self.stations[station.index()];
        let breakdowns = state.rules.breakdowns.as_ref();
        let by_clock = breakdowns.is_some_and(|b| b.counting == Counting::Clock);
        let lanes = state.lanes.installed();
        if by_clock && lanes < u32::MAX {
            let made: Vec<LaneId> = (0..lanes).map(|_| self.make_lane(station)).collect();
            for lane in made.into_iter().rev() {
                self.put_idle(lane);
            }
        }
    }

    /// Lets a lane of a station with breakdowns take a batch; the batch returns to the lane where
    /// it was stuck, if any.
    pub(super) fn take_lane(&mut self, slot: BatchSlot, station: StationId) {
        let Some(breakdowns) = &self.stations[station.index()].rules.breakdowns else {
            return;
        };
        let own = self.batches.aside(slot).lane;
        let lane = own.unwrap_or_else(|| self.sound_lane(station));
        self.batches.aside_mut(slot).lane = Some(lane);
        let planned = self.batches.aside(slot).planned;
        let state = &mut self.breakable[lane.index()];
        state.batch = Some(slot);
        if breakdowns.counting == Counting::Work && state.left <= planned {
            let time = self.now + state.left;
            state.ticket = self.future.schedule(time, Event::Breakdown(lane));
        }
    }

    /// Returns a free lane that is not broken; there is one whenever a batch is taken.
    fn sound_lane(&mut self, station: StationId) -> LaneId {
        while let Some(lane) = self.stations[station.index()].idle.pop() {
            let state = &mut self.breakable[lane.index()];
            state.idle = false;
            if !state.broken {
                return lane;
            }
        }
        self.make_lane(station)
    }

    fn make_lane(&mut self, station: StationId) -> LaneId {
        let lane = LaneId(self.breakable.len() as u32);
        let state = &mut self.stations[station.index()];
        self.breakable.push(BreakableLane {
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

    /// Puts a lane into its station's list of idle lanes.
    pub(super) fn put_idle(&mut self, lane: LaneId) {
        let state = &mut self.breakable[lane.index()];
        if !state.idle {
            state.idle = true;
            self.stations[state.station.index()].idle.push(lane);
        }
    }

    /// Draws when a lane that is not broken breaks down next.
    pub(super) fn plan_breakdown(&mut self, lane: LaneId) {
        let state = self.breakable[lane.index()];
        let Some(breakdowns) = &self.stations[state.station.index()].rules.breakdowns else {
            return;
        };
        let generator = self.draw_for_lane(lane, Purpose::Breakdown);
        let after = Span::from_micros_f64(breakdowns.after.sample(generator));
        let time = self.now + after;
        let ticket = match breakdowns.counting {
            Counting::Clock if time <= self.horizon => {
                self.future.schedule(time, Event::Breakdown(lane))
            }
            Counting::Clock | Counting::Work => None,
        };
        let state = &mut self.breakable[lane.index()];
        (state.left, state.ticket) = (after, ticket);
    }

    /// Returns the generator for a lane's next breakdown.
    pub(in crate::engine) fn draw_for_lane(&self, lane: LaneId, purpose: Purpose) -> Generator {
        let BreakableLane {
            station,
            number,
            breakdowns,
            ..
        } = self.breakable[lane.index()];
        let name = &self.stations[station.index()].rules.name;
        let address = self.replication.lane(name, u64::from(number));
        address.draw(Substream::at(purpose, name), breakdowns + 1)
    }

    /// Counts a stretch of work towards the next breakdown of the batch's lane.
    pub(super) fn lane_worked(&mut self, slot: BatchSlot, stretch: Span) {
        let Some(lane) = self.batches.aside(slot).lane else {
            return;
        };
        let state = &mut self.breakable[lane.index()];
        let station = self.stations[state.station.index()].rules;
        let counts = station.breakdowns.as_ref().map(|b| b.counting);
        if counts == Some(Counting::Work) && !state.broken {
            state.left = state.left - stretch;
            state.ticket = None;
        }
    }

    /// Takes the batch out of its lane, which is then idle or still broken.
    pub(super) fn leave_lane(&mut self, slot: BatchSlot) {
        let Some(lane) = self.batches.aside_mut(slot).lane.take() else {
            return;
        };
        let state = &mut self.breakable[lane.index()];
        state.batch = None;
        if state.broken {
            self.stations[state.station.index()].lanes.break_idle();
        } else {
            self.put_idle(lane);
        }
    }
}
