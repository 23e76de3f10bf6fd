//! Waits at each station by theory alone: exact for models with a known formula, otherwise an
//! approximation by decomposition.
//!
//! Exact formulas exist for M/M/c (Erlang 1917), also in networks of such stations with any routing
//! (Jackson 1957; with stations of unlimited lanes Baskett, Chandy, Muntz and Palacios 1975), M/G/1
//! with Poisson arrivals (Pollaczek 1930, Khinchine 1932), and M/M/c with a limited number of
//! waiting places that turns batches away. Every other station is treated as a separate G/G/c queue
//! with the formula of Allen and Cunneen (1978). The squared coefficient of variation (scv) of its
//! arrivals follows from those of the stations before it, as in the Queueing Network Analyzer
//! (Whitt 1983).
//!
//! The formulas ignore opening hours, arrivals that follow the clock, priorities and other
//! features; the caveats name them. Where lanes wait for staff, where waiting places are limited
//! (except in the exact model above) and where rules change by date, no number is given.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::caveats::{self};
use super::part::Part;
use super::queues::{wait_exponential, wait_general, wait_quantile, wait_with_places};
use super::rounding::rounded_up;
use super::traffic::Traffic;
use super::upstream::Upstream;
use super::window;
use super::{Caveat, Load};
use crate::model::{
    ArrivalProcess, ArrivalStream, Lanes, Model, Order, Station, StationId, WhenFull,
};

/// Limit on rounds of the equations for the scv of arrivals; each round shrinks the error about by
/// the share of batches that stay inside.
const ROUNDS: usize = 1000;

/// The wait at a station by theory.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    /// The station.
    pub station: StationId,
    /// The formula that the numbers come from.
    pub basis: Basis,
    /// Mean wait of a visit in hours; `None` if no formula applies, or if a feature that it ignores
    /// decides the wait.
    pub mean_hours: Option<f64>,
    /// Whether the mean is a proven lower bound on the long-run mean although arrivals follow the
    /// clock.
    pub at_least: bool,
    /// 95th percentile of the wait in hours; `None` if not known exactly.
    pub p95_hours: Option<f64>,
    /// Features that the formula ignores, most important first.
    pub caveats: Vec<Caveat>,
}

/// The formula for a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Unlimited lanes: no batch waits.
    Unlimited,
    /// M/M/c, alone or in a network of such stations.
    Exponential,
    /// M/G/1.
    General,
    /// M/M/c with limited waiting places, which turns batches away when full.
    Places,
    /// G/G/c by decomposition.
    Approximation,
}

impl Basis {
    /// Is the formula exact if there are no caveats?
    pub fn is_exact(self) -> bool {
        self != Self::Approximation
    }
}

/// Computes the waits at all stations, in the model's order, under the rules at the start.
pub fn waits(model: &Model) -> Vec<Wait> {
    let traffic = Traffic::new(&Part::window(model));
    let loads = window::loads(model);
    let feels_rooms = feels_rooms(model, &traffic);
    let spoils = |(load, rooms): (&Load, &bool)| *rooms || !keeps_poisson(model, load);
    let spoils: Vec<bool> = loads.iter().zip(&feels_rooms).map(spoils).collect();
    let mut fed = vec![false; model.stations.len()];
    traffic.moves.keys().for_each(|(_, to)| fed[*to] = true);
    let network = Waiting {
        fed,
        upstream: Upstream::new(traffic.moves.keys().copied(), &spoils),
        arriving: rates_in(&traffic, model.stations.len()),
        of_run: caveats::of_run(model),
        feels_rooms,
        loads,
        traffic: &traffic,
        model,
    };
    let spreads = network.spreads();
    (0..model.stations.len())
        .map(|station| network.wait(station, spreads[station]))
        .collect()
}

/// The network with everything that the formulas for its queues need.
struct Waiting<'a> {
    model: &'a Model,
    traffic: &'a Traffic,
    loads: Vec<Load>,
    /// Batches a day that arrive at each station, from outside and from other stations.
    arriving: Vec<f64>,
    /// Whether batches come to each station from other stations.
    fed: Vec<bool>,
    /// Whether limited waiting places of other stations affect each station.
    feels_rooms: Vec<bool>,
    /// Upstream stations. Those are marked whose departures are not Poisson for Poisson arrivals.
    upstream: Upstream,
    of_run: Vec<Caveat>,
}

/// Returns for each station whether limited waiting places of other stations affect it: a batch may
/// wait in its lane for a place, or be diverted here because it found none.
fn feels_rooms(model: &Model, traffic: &Traffic) -> Vec<bool> {
    let when_full = |station: &Station| station.room.map(|room| room.when_full);
    let mut feels = vec![false; model.stations.len()];
    for (from, to) in traffic.moves.keys() {
        feels[*from] |= when_full(&model.stations[*to]) == Some(WhenFull::Block);
    }
    for station in &model.stations {
        if let Some(WhenFull::Divert(to)) = when_full(station) {
            feels[to.index()] = true;
        }
    }
    feels
}

/// Are the departures of a station Poisson for Poisson arrivals (Burke 1956; Mirasol 1963), if no
/// limited room affects it?
fn keeps_poisson(model: &Model, load: &Load) -> bool {
    let station = &model.stations[load.station.index()];
    let unlimited = matches!(station.lanes, Lanes::Unlimited);
    let served = station.service.is_exponential() && station.order == Order::FirstCome;
    let stable = !is_full(load);
    caveats::of_station(station, model).is_empty() && (unlimited || served && stable)
}

/// Does the load reach the lanes that are up?
fn is_full(load: &Load) -> bool {
    let reached = |up: f64| load.offered_load > 0.0 && rounded_up(load.offered_load) >= up;
    load.lanes_up.is_some_and(reached)
}

fn rates_in(traffic: &Traffic, stations: usize) -> Vec<f64> {
    let mut rates = vec![0.0; stations];
    for (station, _, rate) in &traffic.entries {
        rates[*station] += rate;
    }
    for ((_, to), rate) in &traffic.moves {
        rates[*to] += rate;
    }
    rates
}

impl Waiting<'_> {
    fn wait(&self, index: usize, arrivals_scv: f64) -> Wait {
        let (station, load) = (&self.model.stations[index], &self.loads[index]);
        let mut caveats = caveats::of_station(station, self.model);
        if self.feels_rooms[index] && !caveats.contains(&Caveat::Room) {
            caveats.push(Caveat::Room);
        }
        caveats.extend(&self.of_run);
        let basis = self.basis(index, &caveats);
        let whole = station.lanes.always();
        let mean = match (basis, load.lanes_open, whole) {
            (Basis::Approximation, ..) if caveats.iter().any(|it| it.decides()) => None,
            (Basis::Unlimited, ..) | (_, None, _) => Some(0.0),
            (Basis::Places, _, Some(lanes)) => {
                let places = station.room.map_or(0, |room| room.places);
                Some(wait_with_places(lanes, places, load.offered_load))
            }
            _ if is_full(load) || load.offered_load == 0.0 => None,
            (Basis::Exponential, _, Some(lanes)) => {
                Some(wait_exponential(lanes, load.offered_load))
            }
            (_, Some(lanes), _) => {
                let service = self.service_scv(index);
                Some(wait_general(
                    lanes,
                    load.offered_load,
                    arrivals_scv,
                    service,
                ))
            }
        };
        if basis != Basis::Places && load.outlook.has_no_steady_state() {
            caveats.insert(0, Caveat::Overload);
        } else if basis != Basis::Places && is_full(load) {
            caveats.insert(0, Caveat::Full);
        }
        let quantile = |lanes| wait_quantile(lanes, load.offered_load, 0.95) * load.service_hours;
        let known = mean.is_some() && station.order == Order::FirstCome;
        let p95 = match (basis, whole) {
            (Basis::Unlimited, _) => Some(0.0),
            (Basis::Exponential, Some(lanes)) if known => Some(quantile(lanes)),
            _ => None,
        };
        Wait {
            station: load.station,
            basis,
            at_least: mean.is_some() && self.is_bound(index, &caveats),
            mean_hours: mean.map(|services| services * load.service_hours),
            p95_hours: p95,
            caveats,
        }
    }

    /// Is the formula a proven lower bound? With one lane that serves first come, first served, and
    /// Poisson arrivals whose rate follows the clock, the mean wait is at least that at the mean
    /// rate (conjectured by Ross 1978, proved by Rolski 1981). No such result is known for several
    /// lanes, for arrivals from other stations or for decomposition.
    fn is_bound(&self, index: usize, caveats: &[Caveat]) -> bool {
        let station = &self.model.stations[index];
        let entries = || self.traffic.entries.iter().filter(|entry| entry.0 == index);
        let poisson = entries().all(|(_, stream, _)| {
            let process = &self.model.streams[stream.index()].process;
            matches!(process, ArrivalProcess::Poisson(_))
        });
        caveats == [Caveat::ArrivalsByClock]
            && station.lanes.always() == Some(1)
            && station.order == Order::FirstCome
            && poisson
            && !self.fed[index]
            && self.loads[index].exact
    }

    /// Returns the scv of the service times of all visits.
    fn service_scv(&self, station: usize) -> f64 {
        let sum = &self.traffic.sums[station];
        if sum.load == 0.0 {
            return 0.0;
        }
        (sum.squares * sum.visits_per_day / (sum.load * sum.load) - 1.0).max(0.0)
    }

    /// Returns the formula for the station.
    fn basis(&self, index: usize, caveats: &[Caveat]) -> Basis {
        let station = &self.model.stations[index];
        if matches!(station.lanes, Lanes::Unlimited) && is_free(station) {
            return Basis::Unlimited;
        }
        let turns_away = station
            .room
            .is_some_and(|it| it.when_full == WhenFull::TurnAway);
        let allowed = |caveat: &Caveat| *caveat == Caveat::Room && turns_away;
        let exact =
            self.loads[index].exact && caveats.iter().all(allowed) && !self.upstream.marked[index];
        let loops = self.upstream.loops[index];
        match (exact, station.service.is_exponential()) {
            (true, true) if turns_away && loops => Basis::Approximation,
            (true, true) if turns_away => Basis::Places,
            (true, true) if !loops || station.order == Order::FirstCome => Basis::Exponential,
            (true, false) if !loops && station.lanes.always() == Some(1) => Basis::General,
            _ => Basis::Approximation,
        }
    }

    /// Computes the scv of the gaps between arrivals at each station (Whitt 1983, equations 24 to
    /// 29, 38 and 39), by fixed-point iteration.
    fn spreads(&self) -> Vec<f64> {
        let mut inputs: BTreeMap<usize, Vec<(Input, f64)>> = BTreeMap::new();
        for (station, stream, rate) in &self.traffic.entries {
            let input = (Input::Stream(stream.index()), *rate);
            inputs.entry(*station).or_default().push(input);
        }
        for ((from, to), rate) in &self.traffic.moves {
            inputs
                .entry(*to)
                .or_default()
                .push((Input::Station(*from), *rate));
        }
        let mut spreads = vec![1.0; self.model.stations.len()];
        for _ in 0..ROUNDS {
            let before = spreads.clone();
            for (station, inputs) in &inputs {
                spreads[*station] = self.merged(*station, inputs, &spreads);
            }
            let moved = spreads
                .iter()
                .zip(&before)
                .map(|(now, then)| (now - then).abs());
            if moved.fold(0.0, f64::max) < 1e-12 {
                break;
            }
        }
        spreads
    }

    /// Returns the scv of several merged inputs.
    fn merged(&self, station: usize, inputs: &[(Input, f64)], spreads: &[f64]) -> f64 {
        let total = self.arriving[station];
        if !(total > 0.0 && total.is_finite()) {
            return 1.0;
        }
        let (mut mixed, mut squares) = (0.0, 0.0);
        for (input, rate) in inputs {
            let share = rate / total;
            squares += share * share;
            mixed += share * self.thinned(*input, *rate, spreads);
        }
        let busy = self.busy(station);
        let number = 1.0 / squares;
        let weight = 1.0 / (1.0 + 4.0 * (1.0 - busy).powi(2) * (number - 1.0));
        weight * mixed + 1.0 - weight
    }

    /// Returns the scv of one input: of the part, with this rate, of the batches of a stream or the
    /// departures of a station.
    fn thinned(&self, input: Input, rate: f64, spreads: &[f64]) -> f64 {
        let (spread, all) = match input {
            Input::Stream(index) => {
                let stream = &self.model.streams[index];
                (of_stream(stream), self.traffic.rates[index])
            }
            Input::Station(from) => (self.departures(from, spreads[from]), self.arriving[from]),
        };
        let kept = (rate / all).clamp(0.0, 1.0);
        kept * spread + 1.0 - kept
    }

    /// Returns the scv of departures.
    fn departures(&self, station: usize, arrivals: f64) -> f64 {
        let Some(lanes) = self.loads[station].lanes_open.filter(|lanes| *lanes > 0.0) else {
            return arrivals;
        };
        let busy = self.busy(station).powi(2);
        let service = self.service_scv(station).max(0.2) - 1.0;
        1.0 + (1.0 - busy) * (arrivals - 1.0) + busy * service / lanes.sqrt()
    }

    fn busy(&self, station: usize) -> f64 {
        self.loads[station].utilisation.unwrap_or(0.0).min(1.0)
    }
}

/// Origin of arriving batches.
#[derive(Clone, Copy, Debug)]
enum Input {
    Stream(usize),
    Station(usize),
}

/// Returns the scv of a stream, from its gaps and the sizes of its groups.
fn of_stream(stream: &ArrivalStream) -> f64 {
    let of_gaps = match &stream.process {
        ArrivalProcess::Renewal(gap) => gap.scv(),
        ArrivalProcess::Poisson(_) | ArrivalProcess::Exact(_) | ArrivalProcess::Trace(_) => 1.0,
    };
    // with groups of mean E[G] and variance V[G], the scv for single batches is E[G] c^2 + V[G] /
    // E[G]
    stream.group.as_ref().map_or(of_gaps, |group| {
        group.mean() * of_gaps + group.variance() / group.mean()
    })
}

/// Are lanes the only thing that can delay batches?
fn is_free(station: &Station) -> bool {
    station.staff.is_empty() && station.breakdowns.is_none() && station.room.is_none()
}
