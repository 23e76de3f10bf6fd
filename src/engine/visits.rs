//! How chance and the rules decide a batch's visit to a station: how long its service takes, and
//! where it goes next.
//!
//! Both are decided when the visit begins, long before they are needed, so that the start and the
//! end of the service need not wait for them. They depend on the batch and its visit alone, so a
//! change of rules decides them again with the same random numbers.

use rand::RngExt;

use crate::model::{Class, Destination, Model, Order, Route, RouteQuestion, Station, StationId};
use crate::random::{Purpose, Substream};
use crate::time::{Span, Time};

use super::batches::{BatchState, Batches};
use super::ids::BatchSlot;
use super::stations::StationState;

/// Address parts of the draws at a batch's arrival.
pub(super) struct BirthPlaces {
    pub(super) goods: Substream,
    pub(super) units: Substream,
    pub(super) route: Substream,
    pub(super) due: Substream,
    pub(super) patience: Substream,
    pub(super) backlog: Substream,
}

impl BirthPlaces {
    pub(super) fn new() -> Self {
        Self {
            goods: Substream::birth(Purpose::Goods),
            units: Substream::birth(Purpose::Units),
            route: Substream::birth(Purpose::Route),
            due: Substream::birth(Purpose::Due),
            patience: Substream::birth(Purpose::Patience),
            backlog: Substream::birth(Purpose::Backlog),
        }
    }
}

impl Batches {
    /// Begins the visit of a batch to a station and returns the batch. Every visit to a station
    /// without a counter is the first.
    #[inline(always)]
    pub(super) fn come(
        &mut self,
        slot: BatchSlot,
        (station, state): (StationId, &StationState<'_>),
        now: Time,
        model: &Model,
    ) -> &mut BatchState {
        let visit = match state.visit_counter {
            None => 1,
            Some(counter) => self.count_visit(slot, counter),
        };
        let batch = &mut self[slot];
        (batch.station, batch.visit) = (station, visit);
        (batch.joined, batch.started) = (now, Time::NEVER);
        batch.decide(state, model);
        batch
    }
}

impl BatchState {
    /// Decides its visit to a station by the rules in force; a service that has begun keeps its
    /// time.
    #[inline(always)]
    pub(super) fn decide(&mut self, station: &StationState<'_>, model: &Model) {
        if self.started == Time::NEVER {
            self.service = self.service_time(station.rules, station.service, &model.classes);
        }
        self.next = self.choose(&station.rules.next, station.route, model);
    }

    /// Returns its sort key in a queue whose order goes by a key, lowest first; `substream` is that
    /// of the station's random order.
    pub(super) fn key(&self, order: Order, substream: Substream) -> u64 {
        match order {
            Order::FirstCome | Order::LastCome => 0,
            Order::Random => self.address.draw(substream, self.visit).random(),
            Order::Shortest => self.service.micros() as u64,
            Order::Due => self.facts.due.map_or(u64::MAX, |due| due.micros() as u64),
            // non-negative floating-point numbers sort as their bits do
            Order::FewestUnits => self.facts.units.to_bits(),
        }
    }

    /// Returns its service time by the rules of a station; `substream` is that of the station's
    /// service times.
    #[inline(always)]
    pub(super) fn service_time(
        &self,
        rules: &Station,
        substream: Substream,
        classes: &[Class],
    ) -> Span {
        let service = &rules.service;
        let generator = self.address.draw(substream, self.visit);
        let time = match service.times.as_slice() {
            [only] => only,
            _ => service.time(classes[self.facts.class.index()].goods),
        };
        let drawn = time.sample(generator);
        Span::from_micros_f64(drawn + service.per_unit * self.facts.units)
    }

    /// Returns its destination by a route; draws a random number only if shares decide.
    #[inline(always)]
    pub(super) fn choose(&self, route: &Route, substream: Substream, model: &Model) -> Destination {
        match route {
            Route::To(destination) => *destination,
            Route::Shares(choice) => {
                *choice.pick(self.address.draw(substream, self.visit).random())
            }
            Route::Rules(_) => self.choose_by_rules(route, substream, model),
        }
    }

    #[inline(never)]
    fn choose_by_rules(&self, route: &Route, substream: Substream, model: &Model) -> Destination {
        let route = route.resolve(&RouteQuestion {
            class: model.classes[self.facts.class.index()],
            units: self.facts.units,
            visits: self.visit,
        });
        match route {
            Route::To(_) | Route::Shares(_) => self.choose(route, substream, model),
            Route::Rules(_) => unreachable!("a rule never leads to other rules"),
        }
    }
}
