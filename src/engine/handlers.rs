//! What each event does.

use rand::RngExt;

use crate::model::{
    ArrivalStream, ClassId, Destination, Exit, Lanes, Route, RouteQuestion, StationId, StreamId,
};
use crate::observe::{self, Observer, Visit};
use crate::random::{Address, Place, Purpose};
use crate::time::Span;

use super::Engine;
use super::future_events::Event;
use super::state::{Batch, BatchSlot};

/// Address parts of what a batch is born with.
pub(super) struct BirthPlaces {
    goods: Place,
    units: Place,
    route: Place,
}

impl BirthPlaces {
    pub(super) fn new() -> Self {
        Self {
            goods: Place::birth(Purpose::Goods),
            units: Place::birth(Purpose::Units),
            route: Place::birth(Purpose::Route),
        }
    }
}

impl<O: Observer> Engine<'_, O> {
    /// Tells the lanes of the start and schedules their first change.
    pub(super) fn open_stations(&mut self) {
        for index in 0..self.stations.len() {
            let station = StationId::new(index);
            if let Some(open) = self.stations[index].open {
                self.observer.lanes_open(self.now, station, open);
                self.schedule_lanes_change(station);
            }
        }
    }

    /// Lanes open or close by the clock. Lanes that close while at work finish their batch.
    pub(super) fn lanes_change(&mut self, station: StationId) {
        let Lanes::Scheduled(openings) = &self.model.stations[station.index()].lanes else {
            return;
        };
        let open = openings.open_at(&self.model.calendar, self.now);
        self.stations[station.index()].open = Some(open);
        self.observer.lanes_open(self.now, station, open);
        self.schedule_lanes_change(station);
        self.serve_waiting(station);
    }

    fn schedule_lanes_change(&mut self, station: StationId) {
        if let Lanes::Scheduled(openings) = &self.model.stations[station.index()].lanes {
            let horizon = self.model.plan.horizon();
            let change = openings.next_change(&self.model.calendar, self.now, horizon);
            if let Some((time, _)) = change {
                self.future.schedule(time, Event::LanesChange(station));
            }
        }
    }

    /// Schedules the next batch of a stream, if there is one.
    pub(super) fn schedule_arrival(&mut self, stream: StreamId) {
        let next = self.streams[stream.index()].next(&self.model.calendar);
        if let Some(arrival) = next {
            self.future.schedule(arrival.time, Event::Arrival(stream));
        }
        self.next[stream.index()] = next;
    }

    /// A batch arrives and goes where its stream sends it.
    pub(super) fn arrival(&mut self, stream: StreamId) {
        let Some(arrival) = self.next[stream.index()] else {
            return;
        };
        self.schedule_arrival(stream);
        let model = self.model;
        let of_stream = &model.streams[stream.index()];
        let class = self.draw_class(of_stream, arrival.address);
        let facts = observe::Batch {
            number: arrival.number,
            class,
            units: self.draw_units(class, arrival.address),
            arrived: self.now,
            measured: self.measuring,
        };
        let slot = self.batches.admit(Batch {
            facts,
            address: arrival.address,
            rank: of_stream.rank,
            station: StationId(0),
            visit: 0,
            joined: self.now,
            started: self.now,
            behind: None,
        });
        self.ledger.created += 1;
        self.measured_inside += u64::from(facts.measured);
        self.observer.arrived(self.now, &facts);
        let destination = self.choose(&of_stream.to, slot, self.places.route, 0);
        self.send(slot, destination);
    }

    fn draw_class(&self, stream: &ArrivalStream, address: Address) -> ClassId {
        if let [(_, only)] = stream.mix.as_slice() {
            return *only;
        }
        let share: f64 = address.draw(self.places.goods, 0).random();
        pick(&stream.mix, share)
    }

    fn draw_units(&self, class: ClassId, address: Address) -> f64 {
        let goods = self.model.classes[class.index()].goods;
        goods.map_or(0.0, |goods| {
            let mut generator = address.draw(self.places.units, 0);
            self.model.goods[goods.index()].units.sample(&mut generator)
        })
    }

    /// A service ends: the batch moves on, then its lane takes the next one.
    pub(super) fn service_ends(&mut self, slot: BatchSlot) {
        let Batch {
            facts,
            station,
            visit,
            joined,
            started,
            ..
        } = self.batches[slot];
        self.stations[station.index()].busy -= 1;
        let record = Visit {
            station,
            number: visit,
            joined,
            started,
            ended: self.now,
        };
        self.observer.served(self.now, &facts, &record);
        let model = self.model;
        let place = self.stations[station.index()].route;
        let destination = self.choose(&model.stations[station.index()].next, slot, place, visit);
        self.send(slot, destination);
        self.serve_waiting(station);
    }

    /// Where a batch goes by a route, drawing only where chance has a say.
    fn choose(&self, route: &Route, slot: BatchSlot, place: Place, visit: u32) -> Destination {
        let batch = &self.batches[slot];
        let route = match route {
            Route::Rules(_) => route.resolve(&RouteQuestion {
                class: self.model.classes[batch.facts.class.index()],
                units: batch.facts.units,
                visits: visit,
            }),
            Route::To(_) | Route::Shares(_) => route,
        };
        match route {
            Route::To(destination) => *destination,
            Route::Shares(shares) => pick(shares, batch.address.draw(place, visit).random()),
            Route::Rules(_) => unreachable!("a rule never leads to rules"),
        }
    }

    fn send(&mut self, slot: BatchSlot, destination: Destination) {
        match destination {
            Destination::Station(station) => self.join(slot, station),
            Destination::Exit(exit) => self.leave(slot, exit),
        }
    }

    /// A batch comes to a station: a free lane takes it at once, else it waits.
    fn join(&mut self, slot: BatchSlot, station: StationId) {
        let state = &mut self.stations[station.index()];
        let visit = self.batches.count_visit(slot, state.visit_counter);
        let batch = &mut self.batches[slot];
        (batch.station, batch.visit, batch.joined) = (station, visit, self.now);
        self.observer.joined(self.now, station);
        if state.queue.is_empty() && state.has_free_lane() {
            self.start(slot, station);
        } else {
            state.queue.join(&mut self.batches, slot);
            self.observer.queued(self.now, station);
            self.serve_waiting(station);
        }
    }

    /// Free lanes take waiting batches.
    fn serve_waiting(&mut self, station: StationId) {
        loop {
            let state = &mut self.stations[station.index()];
            if !state.has_free_lane() {
                return;
            }
            let Some(slot) = state.queue.take(&mut self.batches) else {
                return;
            };
            self.observer.dequeued(self.now, station);
            self.start(slot, station);
        }
    }

    /// A lane begins to serve a batch; its time is drawn now.
    fn start(&mut self, slot: BatchSlot, station: StationId) {
        let state = &mut self.stations[station.index()];
        state.busy += 1;
        let batch = &mut self.batches[slot];
        batch.started = self.now;
        let service = &self.model.stations[station.index()].service;
        let goods = self.model.classes[batch.facts.class.index()].goods;
        let mut generator = batch.address.draw(state.service, batch.visit);
        let drawn = service.time(goods).sample(&mut generator);
        let time = Span::from_micros_f64(drawn + service.per_unit * batch.facts.units);
        self.future
            .schedule(self.now + time, Event::ServiceEnds(slot));
        self.observer.started(self.now, station);
    }

    fn leave(&mut self, slot: BatchSlot, exit: Exit) {
        let facts = self.batches[slot].facts;
        self.batches.discharge(slot);
        self.measured_inside -= u64::from(facts.measured);
        match exit {
            Exit::Released => self.ledger.released += 1,
            Exit::Refused => self.ledger.refused += 1,
            Exit::Withdrawn => self.ledger.withdrawn += 1,
        }
        self.observer.left(self.now, &facts, exit);
    }
}

/// The entry whose running sum is the first above a share in [0, 1); the last one where rounding
/// left none.
#[inline]
fn pick<T: Copy>(running: &[(f64, T)], share: f64) -> T {
    let found = running.iter().find(|(limit, _)| share < *limit);
    found.or(running.last()).expect("shares are never empty").1
}
