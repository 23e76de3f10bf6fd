//! What queueing theory says of a scenario before any run: the offered load of every station, the
//! wait there ([`waits`]), what stands open costs ([`standing_cost`]), and what is proven of it
//! ([`cannot_keep_up`], [`more_lanes_never_harm`]).
//!
//! [`loads`] solves the traffic equations of the network exactly for every form of route, without
//! a run. Loads know nothing of queues: lanes, priorities and opening hours change how long batches
//! wait, not how much work they bring. Offered load is the mean number of lanes kept at work if
//! none ever ran out, arrival rate times mean service (Erlang 1917; Jackson 1957).
//!
//! Batches are told apart as far as their routes or service times can differ: by goods, by arrival
//! stream where a rule names it, by size band where a rule has `units_over`, and by how often they
//! were served where a rule has `visits` (`traffic`).
//!
//! A week without holidays stands for the run.

mod blocks;
mod caveats;
mod flows;
mod kinds;
mod monotone;
mod queues;
mod sizes;
mod standing;
mod traffic;
mod upstream;
mod waits;
mod window;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{ArrivalProcess, Destination, Lanes, Model, StationId, StreamId, Team, TeamId};
use crate::time::Span;
use kinds::kinds;
use traffic::Network;

pub use caveats::Caveat;
pub use flows::{Flow, Place};
pub use monotone::more_lanes_never_harm;
pub use standing::{StandingCost, cannot_keep_up, standing_cost};
pub use waits::{Basis, Wait, waits};
pub use window::{window_flows, window_loads};

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
    /// Mean number of open lanes; `None` where unlimited.
    pub lanes_open: Option<f64>,
    /// The fewest lanes, always open, that keep up: the smallest whole number above the offered
    /// load; `None` where unlimited.
    pub lanes_needed: Option<u64>,
    /// Offered load over open lanes; `None` where unlimited or never open.
    pub utilisation: Option<f64>,
    /// Does the load reach or exceed the open lanes? Then there is no steady state.
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
    /// Are the numbers exact? Otherwise they are lower bounds, because following every count of
    /// visits took more states than are kept.
    pub exact: bool,
}

/// The offered load of every station, in the model's order.
///
/// Time and memory grow with the number of stations that each kind of batch can visit; loops are
/// solved, not followed.
pub fn loads(model: &Model) -> Vec<Load> {
    Traffic::new(model).loads(model)
}

/// What moves through the network of a model.
struct Traffic {
    sums: Vec<Sum>,
    shapes: Vec<Shape>,
    /// Batches a day that enter from outside: station, stream, rate.
    entries: Vec<(usize, StreamId, f64)>,
    /// Batches a day from one station to another.
    moves: BTreeMap<(usize, usize), f64>,
}

impl Traffic {
    fn new(model: &Model) -> Self {
        let network = Network::new(&model.stations);
        let (kinds, shapes) = kinds(model);
        let mut traffic = Self {
            sums: vec![Sum::default(); model.stations.len()],
            shapes,
            entries: vec![],
            moves: BTreeMap::new(),
        };
        for kind in &kinds {
            traffic.entries.extend(kind.entries_by_stream(model));
            let flow = network.flow(&kind.entries(model), kind.question());
            for (station, visits) in flow.visits {
                let service = &model.stations[station].service;
                let drawn = service.time(kind.class.goods);
                let micros = drawn.mean() + service.per_unit * kind.band.mean_units;
                let day = Span::DAY.micros() as f64;
                let sum = &mut traffic.sums[station];
                sum.add(kind.shape, visits, micros / day);
                // the spread of sizes within a band is left out
                sum.squares += visits * (drawn.variance() + micros * micros) / (day * day);
                sum.truncated |= !flow.exact;
            }
            for (from, to, rate) in flow.moves {
                if let Destination::Station(to) = to {
                    *traffic.moves.entry((from, to.index())).or_insert(0.0) += rate;
                }
            }
        }
        traffic
    }

    fn loads(&self, model: &Model) -> Vec<Load> {
        let stations = self.sums.iter().enumerate();
        stations
            .map(|(index, sum)| load(model, StationId::new(index), sum, &self.shapes))
            .collect()
    }
}

/// The stations from which some batches can never leave, whatever time they are given.
pub fn trapped(model: &Model) -> Vec<StationId> {
    let network = Network::new(&model.stations);
    let mut trapped = BTreeSet::new();
    for kind in kinds(model).0 {
        let flow = network.flow(&kind.entries(model), kind.question());
        let endless = flow
            .visits
            .iter()
            .filter(|(_, visits)| visits.is_infinite());
        trapped.extend(endless.map(|(station, _)| StationId::new(*station)));
    }
    trapped.into_iter().collect()
}

/// How many members of a team the work of the stations keeps busy.
#[derive(Clone, Debug, PartialEq)]
pub struct TeamLoad {
    /// The team.
    pub team: TeamId,
    /// Mean number of members kept at work: the load of each station times its staff.
    pub offered_load: f64,
    /// Mean number of members on duty over a week.
    pub members_on: f64,
    /// The fewest members, always on duty, that keep up: the smallest whole number above the
    /// offered load, and enough for one batch of each station.
    pub members_needed: u64,
    /// Offered load over members on duty; `None` where nobody ever is.
    pub utilisation: Option<f64>,
    /// Does the load reach or exceed the members on duty? Then there is no steady state.
    pub overloaded: bool,
    /// Members kept at work by hour of the week, as in [`Load::hourly_load`].
    pub hourly_load: Vec<f64>,
}

/// The offered load of every team, in the model's order, from that of the stations.
pub fn team_loads(model: &Model, loads: &[Load]) -> Vec<TeamLoad> {
    let of_team = |(index, team): (usize, &Team)| {
        let team_id = TeamId::new(index);
        let (mut offered_load, mut largest) = (0.0, 0);
        let mut hourly_load = vec![0.0; WEEK_HOURS];
        for (station, load) in model.stations.iter().zip(loads) {
            for (_, staff) in station.staff.iter().filter(|(team, _)| *team == team_id) {
                offered_load += load.offered_load * f64::from(*staff);
                largest = largest.max(u64::from(*staff));
                for (sum, hour) in hourly_load.iter_mut().zip(&load.hourly_load) {
                    *sum += hour * f64::from(*staff);
                }
            }
        }
        let members_on = team.members.weekly_mean();
        let rounded_up = offered_load + ROUNDING * offered_load.max(1.0);
        TeamLoad {
            team: team_id,
            offered_load,
            members_on,
            members_needed: (rounded_up.floor() as u64).saturating_add(1).max(largest),
            utilisation: (members_on > 0.0).then(|| offered_load / members_on),
            overloaded: offered_load > 0.0 && rounded_up >= members_on,
            hourly_load,
        }
    };
    model.teams.iter().enumerate().map(of_team).collect()
}

/// What all kinds of batches bring to one station.
#[derive(Clone, Debug, Default)]
struct Sum {
    visits_per_day: f64,
    /// Lanes kept at work.
    load: f64,
    /// Visits a day times the mean square of their service, in days squared.
    squares: f64,
    /// The load by the shape of the arrivals' week.
    by_shape: Vec<(usize, f64)>,
    truncated: bool,
}

impl Sum {
    fn add(&mut self, shape: usize, visits_per_day: f64, service_days: f64) {
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
    }
}

fn load(model: &Model, station: StationId, sum: &Sum, shapes: &[Shape]) -> Load {
    let of_station = &model.stations[station.index()];
    let lanes_open = match &of_station.lanes {
        Lanes::Unlimited => None,
        Lanes::Scheduled(openings) => Some(openings.weekly_mean()),
    };
    let mean_days = sum.load / sum.visits_per_day;
    let mut hourly_load = vec![0.0; WEEK_HOURS];
    for (shape, load) in sum.by_shape.iter().filter(|(_, load)| *load > 0.0) {
        for (hourly, factor) in hourly_load.iter_mut().zip(&shapes[*shape].0) {
            // an hour without arrivals brings no load even where a loop never ends
            *hourly += if *factor == 0.0 { 0.0 } else { load * factor };
        }
    }
    let load = Load {
        station,
        visits_per_day: sum.visits_per_day,
        service_hours: if mean_days.is_finite() {
            mean_days * Span::DAY.hours()
        } else {
            of_station.service.time(None).mean() / Span::HOUR.micros() as f64
        },
        offered_load: sum.load,
        lanes_open,
        lanes_needed: lanes_open.map(|_| (rounded_up(sum.load).floor() as u64).saturating_add(1)),
        utilisation: None,
        overloaded: false,
        busiest_hour: 0,
        busiest_hour_load: 0.0,
        hourly_load,
        exact: !sum.truncated,
    };
    load.concluded()
}

/// A load, and as much more as rounding may have taken from it.
fn rounded_up(load: f64) -> f64 {
    load + ROUNDING * load.max(1.0)
}

impl Load {
    /// With what follows from work, open lanes and hours: utilisation, overload, the busiest hour.
    fn concluded(mut self) -> Self {
        let (load, hours) = (self.offered_load, &self.hourly_load);
        let open = self.lanes_open.filter(|open| *open > 0.0);
        self.utilisation = open.map(|open| load / open);
        self.overloaded = self
            .lanes_open
            .is_some_and(|open| load > 0.0 && rounded_up(load) >= open);
        let later = |best: usize, hour: usize| hours[hour] > hours[best];
        self.busiest_hour =
            (0..hours.len()).fold(0, |best, hour| if later(best, hour) { hour } else { best });
        self.busiest_hour_load = hours[self.busiest_hour];
        self
    }
}

/// Arrival rate by hour of the week over its mean.
#[derive(Clone, Debug, PartialEq)]
struct Shape([f64; WEEK_HOURS]);

impl Shape {
    /// The shape of a process that has arrivals at all.
    fn of(process: &ArrivalProcess) -> Self {
        let mut shape = [1.0; WEEK_HOURS];
        match process {
            ArrivalProcess::Renewal(_) | ArrivalProcess::Trace(_) => {}
            ArrivalProcess::Poisson(profile) | ArrivalProcess::Exact(profile) => {
                let mean = profile.weekly_mean();
                for (hour, factor) in shape.iter_mut().enumerate() {
                    let rate = profile.per_day * profile.days[hour / 24];
                    *factor = rate * profile.hours[hour % 24] * 24.0 / mean;
                }
            }
        }
        Self(shape)
    }
}
