//! What a batch does: it comes, is served, and goes.

use rand::RngExt;

use crate::model::{Destination, Exit, Route, RouteQuestion, StationId};
use crate::observe::{Held, Observer, Visit};
use crate::random::Place;

use super::future_events::{Event, Ticket};
use super::room::Entry;
use super::state::BatchSlot;
use super::{Ending, Engine};

impl<O: Observer> Engine<'_, O> {
    /// A service ends: the batch moves on, then its lane takes the next one.
    #[inline(always)]
    pub(super) fn service_ends(&mut self, slot: BatchSlot, ticket: Option<Ticket>) {
        let batch = &self.batches[slot];
        if batch.ticket != ticket {
            return;
        }
        let (station, visit) = (batch.station, batch.visit);
        let state = &mut self.stations[station.index()];
        let (next, place) = (&state.rules.next, state.route);
        if state.careful {
            let destination = self.choose(next, slot, place, visit);
            return self.work_ends(slot, destination);
        }
        state.busy -= 1;
        let record = Visit {
            station,
            number: visit,
            joined: batch.joined,
            started: batch.started,
            ended: self.now,
            work: self.now - batch.started,
            held: Held::default(),
        };
        self.observer.served(self.now, &batch.facts, &record);
        let destination = self.choose(next, slot, place, visit);
        self.send(slot, destination);
        self.serve_waiting(station);
    }

    /// Where a batch goes by a route, drawing only where chance has a say.
    #[inline(always)]
    pub(super) fn choose(
        &self,
        route: &Route,
        slot: BatchSlot,
        place: Place,
        visit: u32,
    ) -> Destination {
        match route {
            Route::To(destination) => *destination,
            Route::Shares(shares) => {
                let address = self.batches[slot].address;
                pick(shares, address.draw(place, visit).random())
            }
            Route::Rules(_) => self.choose_by_rules(route, slot, place, visit),
        }
    }

    #[inline(never)]
    fn choose_by_rules(
        &self,
        route: &Route,
        slot: BatchSlot,
        place: Place,
        visit: u32,
    ) -> Destination {
        let batch = &self.batches[slot];
        let route = route.resolve(&RouteQuestion {
            class: self.model.classes[batch.facts.class.index()],
            units: batch.facts.units,
            visits: visit,
        });
        match route {
            Route::To(_) | Route::Shares(_) => self.choose(route, slot, place, visit),
            Route::Rules(_) => unreachable!("a rule never leads to rules"),
        }
    }

    /// A batch goes to a destination that has a place for it, or waits before its gate.
    #[inline(always)]
    pub(super) fn send(&mut self, slot: BatchSlot, destination: Destination) {
        if self.rooms {
            self.send_where_room_is(slot, destination);
        } else {
            self.move_on(slot, destination);
        }
    }

    #[inline(never)]
    fn send_where_room_is(&mut self, slot: BatchSlot, destination: Destination) {
        match self.entry(slot, destination, None) {
            Entry::Free(destination) => self.move_on(slot, destination),
            Entry::Full(station) => self.wait_at_gate(slot, station),
        }
    }

    /// A batch goes to a destination that has a place for it.
    #[inline(always)]
    pub(super) fn move_on(&mut self, slot: BatchSlot, destination: Destination) {
        match destination {
            Destination::Station(station) => self.join(slot, station),
            Destination::Exit(exit) => self.leave(slot, exit),
        }
    }

    /// A batch is at a station from now on.
    #[inline(always)]
    pub(super) fn come(&mut self, slot: BatchSlot, station: StationId) {
        let counter = self.stations[station.index()].visit_counter;
        let visit = self.batches.count_visit(slot, counter);
        let batch = &mut self.batches[slot];
        (batch.station, batch.visit, batch.joined) = (station, visit, self.now);
        self.observer.joined(self.now, station);
    }

    /// A batch comes to a station: a free lane takes it at once, else it waits. Where it comes back
    /// to the lane that it has just left, that lane is about to take the next one.
    #[inline(always)]
    pub(super) fn join(&mut self, slot: BatchSlot, station: StationId) {
        self.come(slot, station);
        let state = &mut self.stations[station.index()];
        if state.careful {
            self.join_carefully(slot, station);
        } else if state.queue.is_empty() && state.has_free_lane() {
            self.start(slot, station);
        } else {
            state.queue.append(&mut self.batches, slot);
            self.observer.queued(self.now, station);
        }
    }

    /// Free lanes take waiting batches.
    #[inline(always)]
    pub(super) fn serve_waiting(&mut self, station: StationId) {
        if self.stations[station.index()].careful {
            return self.serve_carefully(station);
        }
        loop {
            let state = &mut self.stations[station.index()];
            if !state.has_free_lane() {
                return;
            }
            let Some(slot) = state.queue.take_first(&mut self.batches) else {
                return;
            };
            self.observer.dequeued(self.now, station);
            self.start(slot, station);
        }
    }

    /// Free lanes of a careful station take waiting batches, then it sees to those who interrupt,
    /// to lanes on demand and to its gate.
    #[inline(never)]
    fn serve_carefully(&mut self, station: StationId) {
        if let Some(crew) = self.stations[station.index()].crew {
            self.dispatch(crew);
        } else {
            while self.stations[station.index()].has_free_lane() {
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

    /// A station that somebody else's event concerns is to be seen to before the next event.
    pub(super) fn unsettle(&mut self, station: StationId) {
        let more = self.stations[station.index()].rules.open_more.is_some();
        if more || self.stations[station.index()].gate.first().is_some() {
            self.unsettled.push_back(station);
        }
    }

    /// A lane of a plain station begins to serve a batch; its time is drawn now.
    #[inline(always)]
    fn start(&mut self, slot: BatchSlot, station: StationId) {
        let state = &mut self.stations[station.index()];
        state.busy += 1;
        let batch = &mut self.batches[slot];
        let time = batch.draw_service(state, &self.model.classes);
        let ticket = self
            .future
            .schedule(self.now + time, Event::ServiceEnds(slot));
        (batch.started, batch.ticket) = (self.now, ticket);
        self.observer.started(self.now, station);
    }

    /// The patience of a batch runs out before its first service has begun.
    #[inline(never)]
    pub(super) fn patience_ends(&mut self, slot: BatchSlot, ticket: Option<Ticket>) {
        let batch = &self.batches[slot];
        let station = batch.station;
        if batch.ticket != ticket {
            return;
        }
        let state = &mut self.stations[station.index()];
        if state.careful && self.batches.aside(slot).at_gate {
            state.gate.remove(&mut self.batches, slot);
        } else {
            state.queue.withdraw(&mut self.batches, slot);
        }
        self.observer.dequeued(self.now, station);
        self.leave(slot, Exit::Withdrawn);
        self.serve_waiting(station);
    }

    /// A batch leaves the port.
    #[inline(always)]
    pub(super) fn leave(&mut self, slot: BatchSlot, exit: Exit) {
        let facts = &self.batches[slot].facts;
        self.measured_inside -= u64::from(facts.measured);
        match exit {
            Exit::Released => self.ledger.released += 1,
            Exit::Refused => self.ledger.refused += 1,
            Exit::Withdrawn => self.ledger.withdrawn += 1,
        }
        self.observer.left(self.now, facts, exit);
        self.batches.discharge(slot);
        if self.window_over && self.measured_inside == 0 {
            self.end(Ending::Complete);
        }
    }
}

/// The entry whose running sum is the first above a share in [0, 1); the last one where rounding
/// left none.
#[inline(always)]
pub(super) fn pick<T: Copy>(running: &[(f64, T)], share: f64) -> T {
    let found = running.iter().find(|(limit, _)| share < *limit);
    found.or(running.last()).expect("shares are never empty").1
}
