//! The steps of a lane: it starts, stops, is interrupted, gets stuck, is blocked, resumes, and is
//! left.
//!
//! A batch in a lane is worked on in stretches and may sit there without work; all time that is not
//! work is waiting time. Each step in this file changes a lane's state, its staff, its batch and
//! the station's counts together. Nothing in this file decides which batch is next.

mod breakable;
pub(super) mod counts;

use crate::model::{AtClose, StationId};
use crate::observe::{Observer, Visit};
use crate::time::{Span, Time};

use super::batches::BatchState;
use super::cause_clock::Cause;
use super::future_events::Event;
use super::ids::{BatchSlot, LaneId, Ticket};
use super::state::Engine;
use super::stations::StationState;

/// Where interrupted work continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GoesOn {
    /// From where it stopped.
    FromHere,
    /// From the beginning, with the same drawn time.
    FromStart,
}

impl GoesOn {
    /// Returns how work continues that is interrupted at closing; `None` if it is not interrupted.
    pub(super) fn after_closing(at_close: AtClose) -> Option<Self> {
        match at_close {
            AtClose::Finish => None,
            AtClose::Pause => Some(Self::FromHere),
            AtClose::Restart => Some(Self::FromStart),
        }
    }
}

/// Steps of the lanes of plain stations.
impl StationState<'_> {
    /// Starts the service of a batch in a free lane and returns when it ends.
    #[inline(always)]
    pub(super) fn start_plainly(&mut self, batch: &mut BatchState, now: Time) -> Time {
        self.lanes.start();
        batch.started = now;
        now + batch.service
    }

    /// Ends the service of a batch.
    #[inline(always)]
    pub(super) fn stop_plainly(&mut self) {
        self.lanes.stop();
    }
}

/// Steps of the lanes of careful stations.
impl<O: Observer> Engine<'_, O> {
    /// Starts a stretch of work in a free lane: the whole service, or what is left of it.
    #[inline(never)]
    pub(super) fn start(&mut self, slot: BatchSlot, station: StationId) {
        self.stations[station.index()].lanes.start();
        self.work(slot, station);
    }

    /// Resumes the work of a repaired lane on the batch that it holds.
    pub(super) fn resume(&mut self, slot: BatchSlot) {
        let station = self.batches[slot].station;
        self.stations[station.index()].lanes.resume();
        self.observer.dequeued(self.now, station);
        self.work(slot, station);
    }

    /// Begins a stretch of work: schedules its end and seizes the staff.
    fn work(&mut self, slot: BatchSlot, station: StationId) {
        let left = self.batches.aside_mut(slot).left.take();
        let batch = &mut self.batches[slot];
        let time = left.unwrap_or_else(|| {
            batch.started = self.now;
            batch.service
        });
        let ends = self.now + time;
        let ticket = self.future.schedule(ends, Event::ServiceEnds(slot));
        self.batches[slot].ticket = ticket;
        let aside = self.batches.aside_mut(slot);
        (aside.since, aside.planned) = (self.now, time);
        let state = &mut self.stations[station.index()];
        let rank = state.queue.rank(self.batches[slot].rank);
        state.working[rank].push_back(&mut self.batches, slot);
        self.seize(slot);
        self.take_lane(slot, station);
        self.observer.started(self.now, station);
        self.turn_clock(station);
    }

    /// Stops the work of a lane; the next step decides whether the batch stays there.
    pub(super) fn stop(&mut self, slot: BatchSlot) {
        let batch = &mut self.batches[slot];
        batch.ticket = None;
        let (station, rank) = (batch.station, batch.rank);
        let state = &mut self.stations[station.index()];
        state.lanes.stop();
        let rank = state.queue.rank(rank);
        state.working[rank].remove(&mut self.batches, slot);
        let aside = self.batches.aside_mut(slot);
        let stretch = self.now - aside.since;
        aside.worked += stretch;
        self.let_go(slot);
        self.lane_worked(slot, stretch);
    }

    /// Does the work of a batch end at this instant? It then counts as done and cannot be
    /// interrupted.
    pub(super) fn is_done(&self, slot: BatchSlot) -> bool {
        self.work_left(slot) <= Span::ZERO
    }

    fn work_left(&self, slot: BatchSlot) -> Span {
        let aside = self.batches.aside(slot);
        aside.since + aside.planned - self.now
    }

    /// Interrupts work that is not done: the batch is queued ahead of its equals; its lane and
    /// staff are free.
    pub(super) fn interrupt(&mut self, slot: BatchSlot, goes_on: GoesOn) {
        debug_assert!(!self.is_done(slot), "done work is not interrupted");
        let left = match goes_on {
            GoesOn::FromHere => self.work_left(slot),
            GoesOn::FromStart => self.batches[slot].service,
        };
        let station = self.batches[slot].station;
        self.stop(slot);
        self.leave_lane(slot);
        self.batches.aside_mut(slot).left = Some(left);
        self.observer.interrupted(self.now, station);
        self.wait_again(slot);
    }

    /// Queues a batch whose work was interrupted, ahead of its equals.
    fn wait_again(&mut self, slot: BatchSlot) {
        let station = self.batches[slot].station;
        self.begin_wait(slot);
        let state = &mut self.stations[station.index()];
        state.queue.rejoin(&mut self.batches, slot);
        self.turn_clock(station);
    }

    /// Breaks a lane down until the given repair event. A batch at work is stuck in it; a batch
    /// that is blocked, or done at this instant, leaves it as if it were not broken.
    pub(super) fn break_down(&mut self, lane: LaneId, repair: Option<Ticket>) {
        let state = &mut self.breakable[lane.index()];
        (state.broken, state.ticket) = (true, repair);
        state.breakdowns += 1;
        let (station, batch) = (state.station, state.batch);
        self.observer.broke_down(self.now, station);
        match batch {
            None => self.stations[station.index()].lanes.break_idle(),
            Some(slot) => {
                let is_blocked = self.batches.aside(slot).target.is_some();
                if !is_blocked && !self.is_done(slot) {
                    self.stick(slot);
                }
            }
        }
    }

    /// Marks a batch at work as stuck in its broken lane.
    fn stick(&mut self, slot: BatchSlot) {
        let left = self.work_left(slot);
        let station = self.batches[slot].station;
        self.stop(slot);
        let aside = self.batches.aside_mut(slot);
        (aside.since, aside.left) = (self.now, Some(left));
        self.stations[station.index()].lanes.stick();
        self.observer.interrupted(self.now, station);
    }

    /// Repairs a lane and returns the batch that is stuck in it.
    pub(super) fn repair_lane(&mut self, lane: LaneId) -> Option<BatchSlot> {
        let state = &mut self.breakable[lane.index()];
        (state.broken, state.ticket) = (false, None);
        let (station, batch) = (state.station, state.batch);
        self.observer.repaired(self.now, station);
        self.plan_breakdown(lane);
        let Some(slot) = batch else {
            self.stations[station.index()].lanes.repair_idle();
            self.put_idle(lane);
            return None;
        };
        let is_stuck = self.batches.aside(slot).left.is_some();
        is_stuck.then(|| {
            self.waited_in_lane(slot, Cause::Broken);
            slot
        })
    }

    /// Takes a batch out of its repaired lane and queues it.
    pub(super) fn give_up_lane(&mut self, slot: BatchSlot) {
        let station = self.batches[slot].station;
        self.stations[station.index()].lanes.unstick();
        self.leave_lane(slot);
        self.wait_again(slot);
    }

    /// Keeps a batch in its lane until another station has a place for it.
    pub(super) fn block(&mut self, slot: BatchSlot, target: StationId) {
        let station = self.batches[slot].station;
        let aside = self.batches.aside_mut(slot);
        (aside.since, aside.target, aside.at_gate) = (self.now, Some(target), true);
        self.stations[station.index()].lanes.block();
        let gate = &mut self.stations[target.index()].gate;
        gate.push_back(&mut self.batches, slot);
        self.observer.blocked(self.now, station);
        self.turn_clock(station);
    }

    /// Takes a blocked batch, which has left the gate, out of its lane; the lane is free.
    pub(super) fn unblock(&mut self, slot: BatchSlot) {
        let station = self.batches[slot].station;
        self.waited_in_lane(slot, Cause::Blocked);
        self.stations[station.index()].lanes.unblock();
        self.leave_lane(slot);
        self.turn_clock(station);
        let visit = self.visit(slot);
        self.observer
            .moved_on(self.now, &self.batches[slot].facts, &visit);
    }

    /// Takes a served batch, which has a place to go to, out of its lane; the lane is free.
    pub(super) fn leave(&mut self, slot: BatchSlot) {
        let station = self.batches[slot].station;
        self.leave_lane(slot);
        self.turn_clock(station);
        let visit = self.visit(slot);
        self.observer
            .served(self.now, &self.batches[slot].facts, &visit);
    }

    /// Returns the visit of a batch that leaves its careful station now.
    fn visit(&self, slot: BatchSlot) -> Visit {
        let (batch, aside) = (&self.batches[slot], self.batches.aside(slot));
        Visit {
            station: batch.station,
            number: batch.visit,
            joined: batch.joined,
            started: batch.started,
            ended: self.now,
            work: aside.worked,
            held: aside.held,
        }
    }

    /// Sets the number of open lanes; `None` if unlimited.
    pub(super) fn set_open(&mut self, station: StationId, open: Option<u32>) {
        self.stations[station.index()].lanes.set_open(open);
        self.observer
            .lanes_open(self.now, station, open.unwrap_or(0));
    }
}
