//! What chance and the rules make of a batch's visit to a station: how long its service takes, and
//! where it goes from there.
//!
//! Both are decided when the visit begins, long before anybody asks, so that nothing has to wait
//! for them when the service begins or ends (measured: 8 % of the time of a run of M/M/1, 4 % of
//! W3). They depend on the batch and its visit alone, so a change of rules decides them again from
//! the same random numbers.

use rand::RngExt;

use crate::model::{Class, Destination, Model, Route, RouteQuestion, Station};
use crate::random::Place;
use crate::time::{Span, Time};

use super::batches::Batch;
use super::state::StationState;

impl Batch {
    /// Decides its visit to a station by the rules in force there; a service that has begun keeps
    /// its time.
    #[inline(always)]
    pub(super) fn decide(&mut self, station: &StationState<'_>, model: &Model) {
        if self.started == Time::NEVER {
            self.service = self.service_time(station.rules, station.service, &model.classes);
        }
        self.next = self.choose(&station.rules.next, station.route, model);
    }

    /// How long its visit's service takes by the rules of a station, whose draws have this place.
    #[inline(always)]
    pub(super) fn service_time(&self, rules: &Station, place: Place, classes: &[Class]) -> Span {
        let service = &rules.service;
        let generator = self.address.draw(place, self.visit);
        let time = match service.times.as_slice() {
            [only] => only,
            _ => service.time(classes[self.facts.class.index()].goods),
        };
        let drawn = time.sample(generator);
        Span::from_micros_f64(drawn + service.per_unit * self.facts.units)
    }

    /// Where it goes by a route, drawing only where chance has a say.
    #[inline(always)]
    pub(super) fn choose(&self, route: &Route, place: Place, model: &Model) -> Destination {
        match route {
            Route::To(destination) => *destination,
            Route::Shares(choice) => *choice.pick(self.address.draw(place, self.visit).random()),
            Route::Rules(_) => self.choose_by_rules(route, place, model),
        }
    }

    #[inline(never)]
    fn choose_by_rules(&self, route: &Route, place: Place, model: &Model) -> Destination {
        let route = route.resolve(&RouteQuestion {
            class: model.classes[self.facts.class.index()],
            units: self.facts.units,
            visits: self.visit,
        });
        match route {
            Route::To(_) | Route::Shares(_) => self.choose(route, place, model),
            Route::Rules(_) => unreachable!("a rule never leads to rules"),
        }
    }
}
