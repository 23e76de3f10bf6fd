//! What queueing theory says of a scenario before any run: the offered load of every station, when
//! it is at work ([`lagged_loads`]), the wait there ([`waits`]), what stands open costs
//! ([`standing_cost`]), and what is proven of it ([`Outlook`], [`cannot_keep_up`],
//! [`more_lanes_never_harm`], [`beyond_arrivals`]).
//!
//! [`loads`] solves the traffic equations of the network exactly for every form of route, without
//! a run. Loads know nothing of queues: lanes, priorities and opening hours change how long batches
//! wait, not how much work they bring. Offered load is the mean number of lanes kept at work if
//! none ever ran out, arrival rate times mean service (Erlang 1917; Jackson 1957).
//!
//! Batches are told apart as far as their routes or service times can differ: by goods, by arrival
//! stream where a rule names it, by size band where a rule has `units_over`, and by how often they
//! were served where a rule has `visits` (`traffic`). Batches of a file are its rows.
//!
//! Loads are those of the measured window: of its own days, holidays among them, and of a file its
//! rows there. What goes on without end is that of a week without holidays.

mod blocks;
mod capacity;
mod caveats;
mod facts;
mod flows;
mod fourier;
mod gates;
mod kinds;
mod lagged;
mod locks;
mod monotone;
mod outlook;
mod part;
mod queues;
mod reach;
mod relaxation;
mod sizes;
mod standing;
mod teams;
mod traffic;
mod upstream;
mod waits;
mod window;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Destination, Model, StationId, StreamId};
use crate::time::Span;
use capacity::Capacity;
use kinds::{kinds, possible};
use outlook::{Balance, Facts};
use part::Part;
use traffic::{Gate, Network};

pub use caveats::Caveat;
pub use flows::{Flow, Place};
pub use lagged::{Lagged, lagged_loads, window_lagged};
pub use locks::possible_locks;
pub use monotone::more_lanes_never_harm;
pub use outlook::Outlook;
pub use reach::{BeyondArrivals, Supply, beyond_arrivals, supply};
pub use relaxation::relaxation;
pub use standing::{StandingCost, cannot_keep_up, standing_cost};
pub use teams::TeamLoad;
pub use waits::{Basis, Wait, waits};
pub use window::{Loads, loads, loads_between, team_loads, window_flows, window_loads};

/// Hours in a week.
pub const WEEK_HOURS: usize = 7 * 24;

/// Loads closer to a whole number than this, relative to the larger of the load and 1, count as
/// that number.
const ROUNDING: f64 = 1e-9;

/// How much work reaches a station.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// The station.
    pub station: StationId,
    /// Visits a day, repeated ones included; infinite where some batches can never leave.
    pub visits_per_day: f64,
    /// Mean service time of a visit in hours; that of batches without goods where nobody visits.
    pub service_hours: f64,
    /// Mean number of lanes that the visits keep at work.
    pub offered_load: f64,
    /// Mean number of open lanes, those on demand where they would be; `None` where unlimited.
    pub lanes_open: Option<f64>,
    /// How many lanes open on demand only, at most.
    pub on_demand: f64,
    /// Mean number of lanes open and not broken; `None` where unlimited.
    pub lanes_up: Option<f64>,
    /// Fewer lanes, always open, cannot do this work: the smallest whole number of lanes of which
    /// more than the offered load are up on average, or just as many where nothing varies; `None`
    /// where unlimited.
    pub lanes_needed: Option<u64>,
    /// Offered load over the lanes that are up; `None` where unlimited or never open.
    pub utilisation: Option<f64>,
    /// What is known of the long run.
    pub outlook: Outlook,
    /// Is more work offered than can be done, and must be done ([`Outlook::is_overloaded`])?
    pub overloaded: bool,
    /// The first hour of the week, from Monday 00:00 = 0, with the largest load.
    pub busiest_hour: usize,
    /// Offered load in that hour.
    pub busiest_hour_load: f64,
    /// Offered load by hour of the week, from Monday 00:00: [`WEEK_HOURS`] numbers. Pointwise: the
    /// arrival rate of that hour times the work that a batch brings here in all; the time that
    /// work takes to travel through the network is left out (the pointwise stationary
    /// approximation, Green and Kolesar 1991).
    pub hourly_load: Vec<f64>,
    /// Open lanes by hour of the week, as `lanes_open`; `None` where unlimited.
    pub hourly_open: Option<Vec<f64>>,
    /// The most lanes that can be at work on average; infinite where that is not known.
    pub most_lanes: f64,
    /// Are the numbers exact? Otherwise they are lower bounds, because following every count of
    /// visits took more states than are kept.
    pub exact: bool,
    balance: Balance,
    facts: Facts,
}

/// What moves through the network of a model in a part of the run.
struct Traffic {
    sums: Vec<Sum>,
    shapes: Vec<Shape>,
    /// Batches a day of each stream.
    rates: Vec<f64>,
    /// Batches a day that enter from outside: station, stream, rate.
    entries: Vec<(usize, StreamId, f64)>,
    /// Batches a day from one station to another by their routes.
    moves: BTreeMap<(usize, usize), f64>,
    /// What gets in at each station.
    gates: Vec<Gate>,
}

impl Traffic {
    /// With these gates.
    fn through(part: &Part<'_>, gates: Vec<Gate>) -> Self {
        let model = part.rules;
        let network = Network::new(&model.stations).with(&gates);
        let (kinds, shapes) = kinds(part);
        let longest = model.stations.iter();
        let longest = longest.map(|station| capacity::longest_service(station, part));
        let longest: Vec<Option<f64>> = longest.collect();
        let mut traffic = Self {
            sums: vec![Sum::default(); model.stations.len()],
            shapes,
            rates: vec![0.0; model.streams.len()],
            entries: vec![],
            moves: BTreeMap::new(),
            gates,
        };
        for kind in &kinds {
            for (stream, _, rate) in kind.arrivals(model) {
                traffic.rates[stream.index()] += rate;
            }
            let entries = kind.entries_by_stream(model);
            let flow = network.flow(&kind.entries(model), kind.question());
            for (station, visits) in flow.visits {
                let service = &model.stations[station].service;
                let drawn = service.time(kind.class.goods);
                let of_units = service.per_unit * kind.band.mean_units;
                let micros = drawn.mean() + of_units;
                let day = Span::DAY.micros() as f64;
                let sum = &mut traffic.sums[station];
                let load = sum.add(kind.shape, visits, micros / day);
                let first_here = entries.iter().any(|(entry, ..)| *entry == station);
                if !kind.patient && first_here {
                    sum.impatient += load;
                }
                if let Some(hours) = longest[station] {
                    let limit = hours * Span::HOUR.micros() as f64 - of_units;
                    sum.endless += visits * (1.0 - drawn.cdf(limit));
                }
                // the spread of sizes within a band is left out
                sum.squares += visits * (drawn.variance() + micros * micros) / (day * day);
                sum.truncated |= !flow.exact;
            }
            traffic.entries.extend(entries);
            for (from, to, rate) in flow.moves {
                if let Destination::Station(to) = to {
                    *traffic.moves.entry((from, to.index())).or_insert(0.0) += rate;
                }
            }
        }
        traffic
    }

    /// The load of every station, in the model's order.
    fn loads(&self, part: &Part<'_>) -> Vec<Load> {
        let stations = part.rules.stations.iter();
        let capacities = stations.map(|station| Capacity::of(station, part));
        let capacities: Vec<Option<Capacity>> = capacities.collect();
        let facts = facts::of_stations(self, part);
        let passed = facts::passed(self, part, &facts);
        // what comes if nothing is turned away: the shares that pass are of this
        let whole = Self::through(part, vec![Gate::OPEN; capacities.len()]);
        let of_station = |(index, capacity): (usize, &Option<Capacity>)| {
            let mut load = self.load(index, capacity.as_ref(), part);
            load.facts = facts[index];
            if facts[index].repeats {
                // as many as the load, if that is a whole number
                let up = capacity.as_ref().map_or(1.0, |capacity| capacity.up);
                let enough = rounded_down(load.offered_load / up).ceil() as u64;
                load.lanes_needed = load.lanes_needed.map(|_| enough.max(1));
            }
            let sure = gates::sure_with_diverted(self, index, passed[index])
                .unwrap_or(whole.sums[index].load * passed[index]);
            load.balance.sure = if capacity::turns_away(&part.rules.stations[index]) {
                0.0
            } else {
                (sure - self.sums[index].impatient).max(0.0)
            };
            load.exact &= !gates::takes_at_least(&self.gates, index);
            load.concluded()
        };
        capacities.iter().enumerate().map(of_station).collect()
    }

    /// The load of a station, from work and capacity; what follows from them is not yet known.
    fn load(&self, index: usize, capacity: Option<&Capacity>, part: &Part<'_>) -> Load {
        let (sum, station) = (&self.sums[index], &part.rules.stations[index]);
        let mean_days = sum.load / sum.visits_per_day;
        let mut hourly_load = vec![0.0; WEEK_HOURS];
        for (shape, load) in sum.by_shape.iter().filter(|(_, load)| *load > 0.0) {
            for (hourly, factor) in hourly_load.iter_mut().zip(&self.shapes[*shape].0) {
                // an hour without arrivals brings no load even where a loop never ends
                *hourly += if *factor == 0.0 { 0.0 } else { load * factor };
            }
        }
        let limited = capacity.filter(|capacity| capacity.by_clock.is_finite());
        let hourly_open = limited.map(|it| it.open_at_load(sum.load, &hourly_load, part));
        let lanes_open = hourly_open.as_ref().zip(limited).map(|(hourly, limited)| {
            let weights = part.days.hours_of_week();
            let differs = hourly.iter().zip(&limited.by_hour).zip(weights);
            let on_demand: f64 = differs
                .map(|((open, by_clock), w)| (open - by_clock) * w)
                .sum();
            limited.by_clock + on_demand / part.days.hours()
        });
        let up = limited.map_or(1.0, |capacity| capacity.up);
        let bound = |of: &dyn Fn(&Capacity) -> f64| capacity.map_or(f64::INFINITY, of);
        Load {
            station: StationId::new(index),
            visits_per_day: sum.visits_per_day,
            service_hours: if mean_days.is_finite() {
                mean_days * Span::DAY.hours()
            } else {
                station.service.time(None).mean() / Span::HOUR.micros() as f64
            },
            offered_load: sum.load,
            lanes_open,
            on_demand: limited.map_or(0.0, |capacity| capacity.on_demand),
            lanes_up: lanes_open.map(|open| open * up),
            lanes_needed: lanes_open.map(|_| above(sum.load / up)),
            utilisation: None,
            outlook: Outlook::Unknown,
            overloaded: false,
            busiest_hour: 0,
            busiest_hour_load: 0.0,
            hourly_load,
            hourly_open,
            most_lanes: bound(&|capacity| capacity.most),
            exact: !sum.truncated,
            balance: Balance {
                load: sum.load,
                sure: 0.0,
                least: bound(&|capacity| capacity.least),
                most: bound(&|capacity| capacity.most),
                staffed: bound(&|capacity| capacity.staffed),
            },
            facts: Facts::default(),
        }
    }
}

/// The stations from which some batches can never leave, whatever time they are given.
pub fn trapped(model: &Model) -> Vec<StationId> {
    let network = Network::new(&model.stations);
    let mut trapped = BTreeSet::new();
    for kind in possible(model) {
        let flow = network.flow(&kind.entries(model), kind.question());
        let endless = flow
            .visits
            .iter()
            .filter(|(_, visits)| visits.is_infinite());
        trapped.extend(endless.map(|(station, _)| StationId::new(*station)));
    }
    trapped.into_iter().collect()
}

/// What all kinds of batches bring to one station.
#[derive(Clone, Debug, Default)]
struct Sum {
    visits_per_day: f64,
    /// Lanes kept at work.
    load: f64,
    /// The part of it by batches that may lose patience here.
    impatient: f64,
    /// Visits a day that take longer than the station is ever open, where each is begun anew.
    endless: f64,
    /// Visits a day times the mean square of their service, in days squared.
    squares: f64,
    /// The load by the shape of the arrivals' week.
    by_shape: Vec<(usize, f64)>,
    truncated: bool,
}

impl Sum {
    /// Adds visits, and says what load they bring.
    fn add(&mut self, shape: usize, visits_per_day: f64, service_days: f64) -> f64 {
        let load = if service_days == 0.0 {
            0.0
        } else {
            visits_per_day * service_days
        };
        self.visits_per_day += visits_per_day;
        self.load += load;
        // kinds come shape by shape
        match self.by_shape.last_mut() {
            Some((last, sum)) if *last == shape => *sum += load,
            _ => self.by_shape.push((shape, load)),
        }
        load
    }
}

/// A load, and as much more as rounding may have taken from it.
fn rounded_up(load: f64) -> f64 {
    load + ROUNDING * load.max(1.0)
}

/// A load, and as much less as rounding may have added to it.
fn rounded_down(load: f64) -> f64 {
    load - ROUNDING * load.max(1.0)
}

/// The smallest whole number above a load.
fn above(load: f64) -> u64 {
    (rounded_up(load).floor() as u64).saturating_add(1)
}

impl Load {
    /// Can a full room stop its lanes, or its full room those of another station?
    pub fn can_block(&self) -> bool {
        self.facts.blocks
    }

    /// With what follows from work, open lanes and hours: utilisation, outlook, the busiest hour.
    fn concluded(mut self) -> Self {
        let (load, hours) = (self.offered_load, &self.hourly_load);
        let up = self.lanes_up.filter(|up| *up > 0.0);
        self.utilisation = up.map(|up| load / up);
        let later = |best: usize, hour: usize| hours[hour] > hours[best];
        self.busiest_hour =
            (0..hours.len()).fold(0, |best, hour| if later(best, hour) { hour } else { best });
        self.busiest_hour_load = hours[self.busiest_hour];
        self.most_lanes = self.balance.most;
        self.judged(false)
    }

    /// With the outlook; `forever` where these loads and lanes go on without end.
    fn judged(mut self, forever: bool) -> Self {
        self.outlook = self.balance.outlook(self.facts, forever);
        self.overloaded = self.outlook.is_overloaded();
        self
    }
}

/// Arrival rate by hour of the week over its mean.
#[derive(Clone, Debug, PartialEq)]
struct Shape(Vec<f64>);
