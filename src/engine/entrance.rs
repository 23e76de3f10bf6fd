//! How batches enter the port: from their streams, and from the backlog at the start.

use std::ops::Range;

use rand::RngExt;

use crate::distribution::Choice;
use crate::model::{
    ArrivalProcess, ArrivalStream, ClassId, Destination, Given, StreamId, TracedBatch,
};
use crate::observe::{self, Observer};
use crate::random::Address;
use crate::time::{Span, Time};

use super::ending::Ending;
use super::future_events::Event;
use super::ids::{BatchSlot, Ticket};
use super::state::Engine;

impl<O: Observer> Engine<'_, O> {
    /// Schedules the next arrival of a stream, if there is one.
    #[inline(always)]
    pub(super) fn schedule_arrival(&mut self, stream: StreamId) {
        let time = self.streams[stream.index()].next(&self.model.calendar);
        self.await_arrival(stream, time);
    }

    /// Schedules the next arrival of a stream at this time; `None` if there is none.
    #[inline(always)]
    pub(super) fn await_arrival(&mut self, stream: StreamId, time: Option<Time>) {
        let ticket = time.and_then(|time| self.future.schedule(time, Event::Arrival(stream)));
        self.streams[stream.index()].ticket = ticket;
    }

    /// Handles the arrival of a batch or a group, which goes where its stream sends it.
    #[inline(always)]
    pub(super) fn arrival(&mut self, stream: StreamId, ticket: Option<Ticket>) {
        let arrivals = &mut self.streams[stream.index()];
        if arrivals.ticket != ticket {
            return;
        }
        let (rules, came) = (arrivals.rules, arrivals.coming.clone());
        let (of_stream, of_first) = (arrivals.address, arrivals.of_first);
        self.schedule_arrival(stream);
        self.arrive(rules, came.start, of_first);
        if came.end - came.start > 1 {
            self.others_arrive(rules, came, of_stream);
        }
    }

    /// Handles the arrival of the batches of a group after the first.
    #[cold]
    #[inline(never)]
    fn others_arrive(&mut self, rules: &ArrivalStream, came: Range<u64>, of_stream: Address) {
        for number in came.skip(1) {
            if self.ending.is_some() {
                // the limit on batches inside was reached
                break;
            }
            self.arrive(rules, number, of_stream.batch(number));
        }
    }

    /// Handles the arrival of one batch of a stream.
    #[inline(always)]
    fn arrive(&mut self, stream: &ArrivalStream, number: u64, address: Address) {
        let slot = self.admit(stream, number, address, stream.process.traced(number));
        let batch = &self.batches[slot];
        let destination = batch.choose(&stream.to, self.places.route, self.model);
        self.send(slot, destination);
    }

    /// Brings in the batches that wait at the start of the run. The stream of each is drawn in
    /// proportion to the streams' rates over the measured window; the batch is then like any other
    /// batch of that stream that arrives now, or, if the stream reads a file, like one of the
    /// file's rows in the window. It is not measured, and its random numbers come from addresses of
    /// its own.
    #[inline(never)]
    pub(super) fn admit_backlog(&mut self) {
        let model = self.model;
        if model.backlog.is_empty() {
            return;
        }
        let rates = model.rates();
        let sum = rates.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let shares = rates.iter().map(|rate| rate / sum);
        let streams = Choice::new(shares.zip(&model.streams).collect());
        let (start, end) = (model.plan.window_start(), model.plan.window_end());
        for (station, count) in &model.backlog {
            let name = &model.stations[station.index()].name;
            for number in 0..*count {
                let address = self.replication.backlog(name).batch(number);
                let mut generator = address.draw(self.places.backlog, 0);
                let stream = *streams.pick(generator.random());
                let traced = match &stream.process {
                    ArrivalProcess::Trace(batches) => {
                        let rows = match stream.process.rows(start, end) {
                            [] => batches,
                            rows => rows,
                        };
                        let row = generator.random::<f64>() * rows.len() as f64;
                        rows.get(row as usize)
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
        let (class, units, rank) = if let Some(row) = traced {
            let (class, units) = self.contents(stream, row, address);
            (class, units, row.rank)
        } else {
            let class = self.draw_class(stream, address);
            (class, self.draw_units(class, address), stream.rank)
        };
        let after = |distribution: &crate::distribution::Distribution, place| {
            let time = distribution.sample(address.draw(place, 0));
            self.now + Span::from_micros_f64(time)
        };
        let due: Option<Time> = traced
            .and_then(|row| match row.drawn {
                Some(drawn) if drawn.due_moves => row.due.map(|due| self.now + (due - row.time)),
                _ => row.due,
            })
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
        let slot = self.batches.vacant_slot();
        let slot = slot.unwrap_or_else(|| self.another_slot());
        self.batches[slot].arrive(facts, address, self.ranks[rank]);
        // patience beyond the end of the run never runs out
        if let Some(time) = patience.filter(|time| *time <= self.horizon) {
            self.batches[slot].ticket = self.future.schedule(time, Event::Patience(slot));
        }
        self.ledger.created += 1;
        self.measured_inside += u64::from(facts.measured);
        self.observer.arrived(self.now, &facts);
        slot
    }

    /// Makes a slot for a batch when none is free; ends the replication if the limit on batches
    /// inside is reached.
    #[cold]
    #[inline(never)]
    fn another_slot(&mut self) -> BatchSlot {
        let slot = self.batches.another_slot();
        if self.batches.inside() - self.locks.at_gates >= self.most_inside {
            self.end(Ending::TooManyInside(self.now));
        }
        slot
    }

    #[inline(always)]
    fn draw_class(&self, stream: &ArrivalStream, address: Address) -> ClassId {
        if let Some(only) = stream.mix.only() {
            return *only;
        }
        *stream.mix.pick(address.draw(self.places.goods, 0).random())
    }

    /// Returns the goods and units of a batch of a table; what the table does not say is drawn.
    #[inline]
    fn contents(
        &self,
        stream: &ArrivalStream,
        row: &TracedBatch,
        address: Address,
    ) -> (ClassId, f64) {
        match row.drawn.map(|drawn| drawn.given) {
            None | Some(Given::GoodsAndUnits) => (row.class, row.units),
            Some(Given::Goods) => (row.class, self.draw_units(row.class, address)),
            Some(Given::Nothing) => {
                let class = self.draw_class(stream, address);
                (class, self.draw_units(class, address))
            }
        }
    }

    #[inline(always)]
    fn draw_units(&self, class: ClassId, address: Address) -> f64 {
        let goods = self.model.classes[class.index()].goods;
        goods.map_or(0.0, |goods| {
            let units = &self.model.goods[goods.index()].units;
            units.sample(address.draw(self.places.units, 0))
        })
    }
}
