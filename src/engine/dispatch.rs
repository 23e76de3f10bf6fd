//! What a station does next: free lanes take the heads of queues, heads of higher priority
//! interrupt, lanes on demand open and close, the gate admits.
//!
//! Each of these can call for another, at the same station or, where a blocked batch goes on, at
//! the next one; so they are together here, and nothing below calls them.
//!
//! Lanes on demand are called when enough batches wait, open after their notice whatever the hour,
//! and close again when few enough wait. If few enough wait when the notice is over, they do not
//! open.

use crate::model::StationId;
use crate::observe::Observer;

use super::batches::Aside;
use super::future_events::Event;
use super::ids::BatchSlot;
use super::lane::GoesOn;
use super::room::Chance;
use super::state::Engine;
use super::stations;

impl<O: Observer> Engine<'_, O> {
    /// A batch comes to a station that has a place for it: a free lane takes it at once, else it
    /// waits. Where it comes back to the lane that it has just left, that lane is about to take the
    /// next one.
    #[inline(always)]
    pub(super) fn join(&mut self, slot: BatchSlot, station: StationId) {
        let state = &mut self.stations[station.index()];
        let now = self.now;
        let batch = self.batches.come(slot, (station, state), now, self.model);
        self.observer.joined(now, station);
        if state.careful {
            self.join_carefully(slot, station);
        } else if state.queue.is_empty() && state.lanes.has_free() {
            let ends = state.start_plainly(batch, now);
            batch.ticket = self.future.schedule(ends, Event::ServiceEnds(slot));
            self.observer.started(self.now, station);
        } else {
            state.queue.append(&mut self.batches, slot);
            self.observer.queued(self.now, station);
        }
    }

    /// A free lane of a plain station takes the next waiting batch, if there are both.
    #[inline(always)]
    pub(super) fn serve_next(&mut self, station: StationId) -> bool {
        let state = &mut self.stations[station.index()];
        if !state.lanes.has_free() {
            return false;
        }
        let Some(slot) = state.queue.take_first(&mut self.batches) else {
            return false;
        };
        let batch = &mut self.batches[slot];
        let ends = state.start_plainly(batch, self.now);
        batch.ticket = self.future.schedule(ends, Event::ServiceEnds(slot));
        self.observer.dequeued(self.now, station);
        self.observer.started(self.now, station);
        true
    }

    /// Looks again at the stations that another station's event concerns.
    #[inline(always)]
    pub(super) fn settle(&mut self) {
        if !self.unsettled.is_empty() {
            self.settle_all();
        }
    }

    #[cold]
    #[inline(never)]
    fn settle_all(&mut self) {
        while let Some(station) = self.unsettled.pop_front() {
            self.serve_waiting(station);
        }
    }

    /// Free lanes take waiting batches.
    #[inline(never)]
    pub(super) fn serve_waiting(&mut self, station: StationId) {
        if self.stations[station.index()].careful {
            self.serve_carefully(station);
        } else {
            while self.serve_next(station) {}
        }
    }

    /// Free lanes of a careful station take waiting batches; then come those that interrupt, lanes
    /// on demand and the gate.
    pub(super) fn serve_carefully(&mut self, station: StationId) {
        if let Some(crew) = self.stations[station.index()].crew {
            self.serve_crew(crew);
        } else {
            while self.stations[station.index()].lanes.has_free() {
                let state = &mut self.stations[station.index()];
                let Some((_, slot)) = state.queue.head(&self.batches) else {
                    break;
                };
                self.call(slot, station);
            }
        }
        self.preempt(station);
        self.mind_demand(station);
        self.admit_from_gate(station);
    }

    /// Starts every head of a crew for which lane and staff are free. At the other stations the
    /// gate or lanes on demand may have to follow.
    pub(super) fn serve_crew(&mut self, crew: usize) {
        while let Some((slot, station)) = self.next_of_crew(crew) {
            self.call(slot, station);
            let state = &self.stations[station.index()];
            if state.rules.open_more.is_some() || state.gate.first().is_some() {
                self.unsettle(station);
            }
        }
    }

    /// Heads of higher priority interrupt, unless what ends now is about to free a lane.
    fn preempt(&mut self, station: StationId) {
        while let Some((_, slot)) = self.stations[station.index()].queue.head(&self.batches) {
            let Some(victim) = self.victim(slot, station) else {
                return;
            };
            if self.frees_now(station) {
                return;
            }
            self.interrupt(victim, GoesOn::FromHere);
            self.call(slot, station);
        }
    }

    /// The head of a queue is called: a lane and staff are free.
    fn call(&mut self, slot: BatchSlot, station: StationId) {
        let state = &mut self.stations[station.index()];
        let head = state.queue.take(&mut self.batches);
        debug_assert_eq!(head, Some(slot), "only heads are called");
        self.end_wait(slot);
        self.observer.dequeued(self.now, station);
        self.start(slot, station);
    }

    /// A batch comes to a careful station.
    #[cold]
    #[inline(never)]
    fn join_carefully(&mut self, slot: BatchSlot, station: StationId) {
        *self.batches.aside_mut(slot) = Aside::default();
        if !self.start_at_once(slot, station) {
            self.observer.queued(self.now, station);
            self.begin_wait(slot);
            self.queue_up(slot, station);
        }
    }

    /// Starts the work of a batch that has just come, if it goes before all that wait and can be
    /// served.
    fn start_at_once(&mut self, slot: BatchSlot, station: StationId) -> bool {
        match self.chance(slot, station) {
            None => return false,
            Some(Chance::Free) => {}
            // a lane is free as soon as what ends now has left it
            Some(Chance::Interrupting(_)) if self.frees_now(station) => return false,
            Some(Chance::Interrupting(victim)) => self.interrupt(victim, GoesOn::FromHere),
        }
        self.start(slot, station);
        true
    }

    /// A batch takes its place in the queue.
    fn queue_up(&mut self, slot: BatchSlot, station: StationId) {
        if self.stations[station.index()].lock.is_some() && self.counts_in_room(slot, station) {
            return;
        }
        let state = &mut self.stations[station.index()];
        let key = self.batches[slot].key(state.rules.order, state.order);
        state.queue.join(&mut self.batches, slot, key);
        self.mind_demand(station);
    }

    /// The number of batches that wait has changed: calls more lanes, or closes them again.
    fn mind_demand(&mut self, station: StationId) {
        let Some(more) = self.stations[station.index()].rules.open_more else {
            return;
        };
        let state = &self.stations[station.index()];
        let waiting = state.queue.waiting();
        if state.on_demand > 0 && waiting <= more.until_waiting {
            self.set_on_demand(station, 0);
        } else if state.on_demand == 0 && state.called.is_none() && waiting >= more.when_waiting {
            let opening = self.now + more.notice;
            let ticket = self.future.schedule(opening, Event::LanesOnDemand(station));
            self.stations[station.index()].called = ticket;
        }
    }

    /// Opens this many lanes on demand, or closes them with 0.
    pub(super) fn set_on_demand(&mut self, station: StationId, lanes: u32) {
        self.stations[station.index()].on_demand = lanes;
        self.open_lanes(station);
    }

    /// As many lanes are open from now on as the clock and demand say.
    pub(super) fn open_lanes(&mut self, station: StationId) {
        let state = &self.stations[station.index()];
        let scheduled = stations::scheduled(state.rules, self.model, self.now);
        let open = scheduled.map(|open| open + state.on_demand);
        let is_careful = state.careful;
        if open != state.lanes.open() {
            self.set_open(station, open);
        }
        if is_careful {
            self.close_lanes(station);
            self.turn_clock(station);
        }
        self.serve_waiting(station);
        let lanes = &self.stations[station.index()].lanes;
        self.locks.look |= lanes.blocked() > 0 && lanes.busy() == 0;
    }

    /// Admits the batches before a station's gate, as far as there are places, in the order in
    /// which they came there.
    fn admit_from_gate(&mut self, station: StationId) {
        while let Some(slot) = self.stations[station.index()].gate.first() {
            if !self.has_place(slot, station) {
                return;
            }
            let gate = &mut self.stations[station.index()].gate;
            gate.remove(&mut self.batches, slot);
            let aside = self.batches.aside_mut(slot);
            aside.at_gate = false;
            match aside.target.take() {
                Some(_) => {
                    let from = self.batches[slot].station;
                    self.unblock(slot);
                    self.unsettle(from);
                    self.join(slot, station);
                }
                None => self.come_in(slot, station),
            }
        }
    }

    /// A batch from outside comes in from before the gate.
    fn come_in(&mut self, slot: BatchSlot, station: StationId) {
        self.leaves_gate(station);
        if self.chance(slot, station).is_some() {
            self.end_wait(slot);
            self.observer.dequeued(self.now, station);
            self.start_at_once(slot, station);
        } else {
            self.queue_up(slot, station);
        }
    }
}
