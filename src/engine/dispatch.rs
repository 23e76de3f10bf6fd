//! What a station does next: free lanes take the heads of queues, heads of higher priority
//! interrupt work, lanes on demand open and close, and the gate admits batches.
//!
//! Each of these actions can require another one, at the same station or, if a blocked batch goes
//! on, at the next station; so they are together here, and no file below calls them.
//!
//! Lanes on demand are called when enough batches wait, open after their notice at any hour, and
//! close again when few enough wait. If few enough wait at the end of the notice, they do not open.

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
    /// Brings a batch to a station that has a place for it: a free lane takes it at once, else it
    /// waits. A batch that returns to the station that it has just left does not overtake waiting
    /// batches: its former lane takes the next one of the queue.
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

    /// Lets a free lane of a plain station take the next waiting batch, and returns whether it did.
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

    /// Looks again at the stations that events at other stations have affected.
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

    /// Lets the free lanes take waiting batches.
    #[inline(never)]
    pub(super) fn serve_waiting(&mut self, station: StationId) {
        if self.stations[station.index()].careful {
            self.serve_carefully(station);
        } else {
            while self.serve_next(station) {}
        }
    }

    /// Lets the free lanes of a careful station take waiting batches; then come heads that
    /// interrupt work, lanes on demand and the gate.
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

    /// Starts every head of a crew for which a lane and all staff are free. If the gate or the
    /// lanes on demand of a station may have to react, the station is looked at again.
    pub(super) fn serve_crew(&mut self, crew: usize) {
        while let Some((slot, station)) = self.next_of_crew(crew) {
            self.call(slot, station);
            let state = &self.stations[station.index()];
            if state.rules.open_more.is_some() || state.gate.first().is_some() {
                self.unsettle(station);
            }
        }
    }

    /// Lets heads of higher priority interrupt work, unless work that ends now is about to free a
    /// lane.
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

    /// Starts the head of a queue, for which a lane and all staff are free.
    fn call(&mut self, slot: BatchSlot, station: StationId) {
        let state = &mut self.stations[station.index()];
        let head = state.queue.take(&mut self.batches);
        debug_assert_eq!(head, Some(slot), "only the head of a queue is started");
        self.end_wait(slot);
        self.observer.dequeued(self.now, station);
        self.start(slot, station);
    }

    /// Brings a batch to a careful station.
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

    /// Starts the work of a batch that has just come, if it goes before all waiting batches and can
    /// be served; returns whether it did.
    fn start_at_once(&mut self, slot: BatchSlot, station: StationId) -> bool {
        match self.chance(slot, station) {
            None => return false,
            Some(Chance::Free) => {}
            // work that ends now is about to free a lane
            Some(Chance::Interrupting(_)) if self.frees_now(station) => return false,
            Some(Chance::Interrupting(victim)) => self.interrupt(victim, GoesOn::FromHere),
        }
        self.start(slot, station);
        true
    }

    /// Puts a batch into the queue.
    fn queue_up(&mut self, slot: BatchSlot, station: StationId) {
        if self.stations[station.index()].lock.is_some() && self.counts_in_room(slot, station) {
            return;
        }
        let state = &mut self.stations[station.index()];
        let key = self.batches[slot].key(state.rules.order, state.order);
        state.queue.join(&mut self.batches, slot, key);
        self.mind_demand(station);
    }

    /// Calls lanes on demand or closes them, after a change of the number of waiting batches.
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

    /// Opens this many lanes on demand; 0 closes them.
    pub(super) fn set_on_demand(&mut self, station: StationId, lanes: u32) {
        self.stations[station.index()].on_demand = lanes;
        self.open_lanes(station);
    }

    /// Sets the number of open lanes to those by the clock plus those on demand.
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

    /// Admits batches at a station's gate in the order in which they came, as long as there are
    /// places.
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

    /// Admits a batch from outside that waited at the gate.
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
