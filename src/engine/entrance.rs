//! How batches come in: from their streams, and from the backlog of the start.

use rand::RngExt;

use crate::model::{ArrivalStream, ClassId, Destination, StationId, StreamId, TracedBatch};
use crate::observe::{self, Observer};
use crate::random::{Address, Place, Purpose};
use crate::time::{Span, Time};

use super::future_events::{Event, Ticket};
use super::handlers::pick;
use super::state::{Batch, BatchSlot};
use super::{Ending, Engine};

/// Address parts of what a batch is born with.
pub(super) struct BirthPlaces {
    goods: Place,
    units: Place,
    route: Place,
    due: Place,
    patience: Place,
    backlog: Place,
}

impl BirthPlaces {
    pub(super) fn new() -> Self {
        Self {
            goods: Place::birth(Purpose::Goods),
            units: Place::birth(Purpose::Units),
            route: Place::birth(Purpose::Route),
            due: Place::birth(Purpose::Due),
            patience: Place::birth(Purpose::Patience),
            backlog: Place::birth(Purpose::Backlog),
        }
    }
}

impl<O: Observer> Engine<'_, O> {
    /// Schedules the next batch of a stream, if there is one.
    #[inline(always)]
    pub(super) fn schedule_arrival(&mut self, stream: StreamId) {
        let time = self.streams[stream.index()].next(&self.model.calendar);
        self.await_arrival(stream, time);
    }

    /// The next batch of a stream comes at this time, or never.
    #[inline(always)]
    pub(super) fn await_arrival(&mut self, stream: StreamId, time: Option<Time>) {
        let event = Event::Arrival(stream);
        self.next[stream.index()] = time.and_then(|time| self.future.schedule(time, event));
    }

    /// A batch, or a group of them, arrives and goes where its stream sends it.
    #[inline(always)]
    pub(super) fn arrival(&mut self, stream: StreamId, ticket: Option<Ticket>) {
        if self.next[stream.index()] != ticket {
            return;
        }
        let numbers = self.streams[stream.index()].numbers();
        self.schedule_arrival(stream);
        let model = self.model;
        let of_stream = &model.streams[stream.index()];
        for number in numbers {
            let arrivals = &self.streams[stream.index()];
            let (address, traced) = (arrivals.batch(number), arrivals.traced(number));
            let slot = self.admit(of_stream, number, address, traced);
            let destination = self.choose(&of_stream.to, slot, self.places.route, 0);
            self.send(slot, destination);
        }
    }

    /// Takes in who waits at the start of the run: its stream is drawn in proportion to the
    /// streams' weekly mean rates, then it is like any batch of that stream that arrives now. It is
    /// not measured, and its numbers come from addresses of its own.
    #[inline(never)]
    pub(super) fn admit_backlog(&mut self) {
        let model = self.model;
        let mut sum = 0.0;
        let rates: Vec<(f64, &ArrivalStream)> = model
            .streams
            .iter()
            .map(|stream| {
                sum += stream.process.weekly_mean();
                (sum, stream)
            })
            .collect();
        for (station, count) in &model.backlog {
            let name = &model.stations[station.index()].name;
            for number in 0..*count {
                let address = self.replication.backlog(name).batch(number);
                let mut generator = address.draw(self.places.backlog, 0);
                let stream = pick(&rates, generator.random::<f64>() * sum);
                let traced = match &stream.process {
                    crate::model::ArrivalProcess::Trace(batches) => {
                        let row = generator.random::<f64>() * batches.len() as f64;
                        batches.get(row as usize)
                    }
                    _ => None,
                };
                let traced = traced.map(|traced| TracedBatch {
                    due: None,
                    ..*traced
                });
                let slot = self.admit(stream, number, address, traced.as_ref());
                self.send(slot, Destination::Station(*station));
            }
        }
    }

    #[inline(always)]
    fn admit(
        &mut self,
        stream: &ArrivalStream,
        number: u64,
        address: Address,
        traced: Option<&TracedBatch>,
    ) -> BatchSlot {
        let class = traced.map_or_else(|| self.draw_class(stream, address), |row| row.class);
        let units = traced.map_or_else(|| self.draw_units(class, address), |row| row.units);
        let rank = traced.map_or(stream.rank, |row| row.rank);
        let after = |distribution: &crate::distribution::Distribution, place| {
            let time = distribution.sample(&mut address.draw(place, 0));
            self.now + Span::from_micros_f64(time)
        };
        let due: Option<Time> = traced
            .and_then(|row| row.due)
            .or_else(|| stream.due.as_ref().map(|due| after(due, self.places.due)));
        let patience = stream.patience.as_ref();
        let patience = patience.map(|patience| after(patience, self.places.patience));
        let facts = observe::Batch {
            number,
            class,
            units,
            arrived: self.now,
            due,
            measured: self.measuring,
        };
        let slot = self.batches.admit(Batch {
            facts,
            address,
            rank: self.ranks[rank],
            station: StationId(0),
            visit: 0,
            counted: false,
            joined: self.now,
            started: self.now,
            ticket: None,
            ahead: None,
            behind: None,
        });
        if let Some(time) = patience {
            self.batches[slot].ticket = self.future.schedule(time, Event::Patience(slot));
        }
        self.ledger.created += 1;
        if self.batches.inside() >= self.limits.batches_inside {
            self.end(Ending::TooManyInside(self.now));
        }
        self.measured_inside += u64::from(facts.measured);
        self.observer.arrived(self.now, &facts);
        slot
    }

    #[inline(always)]
    fn draw_class(&self, stream: &ArrivalStream, address: Address) -> ClassId {
        if let [(_, only)] = stream.mix.as_slice() {
            return *only;
        }
        let share: f64 = address.draw(self.places.goods, 0).random();
        pick(&stream.mix, share)
    }

    #[inline(always)]
    fn draw_units(&self, class: ClassId, address: Address) -> f64 {
        let goods = self.model.classes[class.index()].goods;
        goods.map_or(0.0, |goods| {
            let mut generator = address.draw(self.places.units, 0);
            self.model.goods[goods.index()].units.sample(&mut generator)
        })
    }
}
