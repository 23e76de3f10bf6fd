//! The lagged load: the course of work over time, with service and travel times.
//!
//! The pointwise load of an hour is the arrival rate in that hour times the work of a batch. But a
//! batch occupies a lane after it has arrived, and reaches later stations only after it has passed
//! the earlier ones. The lagged load of a station is the mean number of busy lanes at a time if
//! lanes were unlimited at all stations: with arrivals at the rate a(t) and service times S it is
//! the integral of a(t - u) P(S > u) over all u, and batches leave at the rate E[a(t - S)] (Eick,
//! Massey and Whitt 1993: The physics of the Mt/G/infinity queue; networks: Massey and Whitt 1993).
//! It is exact for infinite servers.
//!
//! Rates are those of a week that repeats for ever; the rate of each hour is its mean over the
//! given part of the run. The integrals are products of Fourier series, in steps of a minute: if
//! batches arrive with the transform x(k) and s(k) is the transform of the service time, they leave
//! with x(k) s(k), and the traffic equations hold for each frequency separately. If a rule depends
//! on the number of visits, its shares are averages over all visits.

use std::collections::BTreeMap;

use super::fourier::{Complex, inverse, product, transform};
use super::kinds::{Kind, Shape, kinds};
use super::network::{Flow, Network};
use super::part::Part;
use super::traffic::{Sum, Traffic};
use crate::calendar::WEEK_HOURS;
use crate::distribution::Distribution;
use crate::model::{ArrivalProcess, Destination, Model, StationId, Stretch};
use crate::time::{Span, Time};

/// Steps in an hour.
const STEPS: usize = 60;
/// Longest service times that are followed step by step, in periods (days or weeks); longer ones
/// end uniformly over the period.
const TURNS: usize = 64;
/// The tail of a service time distribution is cut where its probability is below this.
const TAIL: f64 = 1e-10;
/// Limit on the numbers stored for one kind of batch; larger networks get no lagged loads.
const MOST_NUMBERS: usize = 3_000_000;
/// Limit on rounds of the traffic equations of one frequency, and the change that ends them.
const ROUNDS: usize = 500;
const CONVERGED: f64 = 1e-11;

/// The lagged load of a station.
#[derive(Clone, Debug, PartialEq)]
pub struct Lagged {
    /// The station.
    pub station: StationId,
    /// Mean lagged load by hour of the week, from Monday 00:00.
    pub hourly: Vec<f64>,
    /// Largest lagged load of any minute.
    pub peak: f64,
    /// First minute of the week with the largest value, from Monday 00:00; `None` if the load is
    /// constant.
    pub peak_minute: Option<usize>,
}

/// Computes the lagged loads over [from, until) under the rules of this model, in the order of its
/// stations; `None` for networks above the limit of size.
pub fn lagged_loads(rules: &Model, from: Time, until: Time) -> Option<Vec<Lagged>> {
    let part = Part::of(Stretch { from, until, rules });
    let (kinds, shapes) = kinds(&part);
    let hours = period(&shapes);
    if hours == 1 {
        return Some(level(&part));
    }
    let count = hours * STEPS;
    let network = Network::new(&rules.stations).with(&Traffic::new(&part).gates);
    let flows: Vec<Flow> = kinds
        .iter()
        .map(|kind| network.flow(&kind.entries(rules), kind.question()))
        .collect();
    let visited = flows
        .iter()
        .map(|flow| flow.visits.len())
        .max()
        .unwrap_or(0);
    if visited.saturating_mul(count) > MOST_NUMBERS {
        return None;
    }
    let mut sums: Vec<Option<Vec<Complex>>> = vec![None; rules.stations.len()];
    let rates: Vec<Vec<Complex>> = shapes.iter().map(|shape| of_shape(shape, count)).collect();
    for (kind, flow) in kinds.iter().zip(&flows) {
        if flow.visits.iter().all(|(_, visits)| visits.is_finite()) {
            let way = Way::new(rules, kind, flow, count);
            way.add_loads(&rates[kind.shape], &mut sums);
        }
    }
    let of_station = |(index, sum): (usize, Option<Vec<Complex>>)| {
        let by_minute = sum.map_or_else(|| vec![0.0; count], |sum| inverse(&sum));
        summarised(StationId::new(index), &by_minute)
    };
    Some(sums.into_iter().enumerate().map(of_station).collect())
}

/// Computes the lagged loads over the measured window, averaged by hour over the rules in force;
/// `None` for networks above the limit of size.
pub fn window_lagged(model: &Model) -> Option<Vec<Lagged>> {
    let stretches = model.stretches(model.plan.window_start(), model.plan.window_end());
    let total: f64 = stretches
        .iter()
        .map(|it| (it.until - it.from).hours())
        .sum();
    let mut average: Vec<Lagged> = vec![];
    for Stretch { from, until, rules } in stretches {
        let share = (until - from).hours() / total;
        let part = lagged_loads(rules, from, until)?;
        if average.is_empty() {
            average.clone_from(&part);
            for lagged in &mut average {
                lagged.hourly.fill(0.0);
            }
        }
        for (sum, part) in average.iter_mut().zip(part) {
            let hours = sum.hourly.iter_mut().zip(part.hourly);
            hours.for_each(|(sum, load)| *sum += load * share);
            if part.peak > sum.peak {
                (sum.peak, sum.peak_minute) = (part.peak, part.peak_minute);
            }
        }
    }
    Some(average)
}

/// Returns the constant loads of a part with constant rates.
fn level(part: &Part<'_>) -> Vec<Lagged> {
    let traffic = Traffic::new(part);
    let sums = traffic.sums.iter().enumerate();
    let of_station = |(index, sum): (usize, &Sum)| Lagged {
        station: StationId::new(index),
        hourly: vec![sum.load; WEEK_HOURS],
        peak: sum.load,
        peak_minute: None,
    };
    sums.map(of_station).collect()
}

/// Returns the period of all rates in hours: 24 or 168, or 1 if they are constant.
fn period(shapes: &[Shape]) -> usize {
    let again = |hours: usize| {
        let same = |shape: &Shape| {
            let mut of_hours = shape.0.iter().enumerate();
            of_hours.all(|(hour, rate)| (rate - shape.0[hour % hours]).abs() < 1e-9)
        };
        shapes.iter().all(same)
    };
    let periods = [1, 24].into_iter().find(|hours| again(*hours));
    periods.unwrap_or(WEEK_HOURS)
}

/// Returns the transform of a shape's rate by minute.
fn of_shape(shape: &Shape, count: usize) -> Vec<Complex> {
    let by_minute = (0..count).map(|minute| shape.0[minute / STEPS]);
    transform(&by_minute.collect::<Vec<_>>())
}

fn summarised(station: StationId, by_minute: &[f64]) -> Lagged {
    let hours = by_minute.chunks_exact(STEPS);
    let of_period: Vec<f64> = hours
        .map(|hour| (hour.iter().sum::<f64>() / STEPS as f64).max(0.0))
        .collect();
    let later = |best: usize, minute: usize| by_minute[minute] > by_minute[best] + 1e-9;
    let first = (0..by_minute.len()).fold(0, |best, it| if later(best, it) { it } else { best });
    let least = by_minute.iter().copied().fold(f64::INFINITY, f64::min);
    let peak = by_minute[first].max(0.0);
    let level = peak - least <= 1e-6 * peak;
    Lagged {
        station,
        hourly: (0..WEEK_HOURS)
            .map(|hour| of_period[hour % of_period.len()])
            .collect(),
        peak,
        peak_minute: (!level).then_some(first),
    }
}

/// Routes and service times of a kind of batch.
struct Way<'a> {
    /// Visited stations, in the order in which batches pass them.
    stations: Vec<usize>,
    /// Batches a minute that enter at each station.
    entering: Vec<f64>,
    /// For each station, the shares of the batches of others that move to it.
    from: Vec<Vec<(usize, f64)>>,
    /// The transform of the service time at each station, and its mean in minutes.
    service: Vec<(Vec<Complex>, f64)>,
    flow: &'a Flow,
}

impl<'a> Way<'a> {
    fn new(model: &Model, kind: &Kind, flow: &'a Flow, count: usize) -> Self {
        let stations: Vec<usize> = flow.visits.iter().map(|(station, _)| *station).collect();
        let position: BTreeMap<usize, usize> = stations
            .iter()
            .enumerate()
            .map(|(position, station)| (*station, position))
            .collect();
        let mut entering = vec![0.0; stations.len()];
        for (station, per_day) in kind.entries(model) {
            entering[position[&station]] += per_day / (24 * STEPS) as f64;
        }
        let mut shares: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); stations.len()];
        for (from, to, per_day) in &flow.moves {
            if let Destination::Station(to) = to {
                let (from, to) = (position[from], position[&to.index()]);
                let visits = flow.visits[from].1;
                if visits > 0.0 {
                    *shares[to].entry(from).or_insert(0.0) += per_day / visits;
                }
            }
        }
        Self {
            entering,
            from: shares
                .into_iter()
                .map(|it| it.into_iter().collect())
                .collect(),
            service: stations
                .iter()
                .map(|station| service(model, kind, *station, count))
                .collect(),
            stations,
            flow,
        }
    }

    /// Adds the busy lanes of each station to the sums, by frequency.
    fn add_loads(&self, rates: &[Complex], sums: &mut [Option<Vec<Complex>>]) {
        let count = rates.len();
        for station in &self.stations {
            sums[*station].get_or_insert_with(|| vec![(0.0, 0.0); count]);
        }
        // the values are real, so the upper half of the frequencies mirrors the lower half
        for k in 0..=count / 2 {
            let coming = if k == 0 {
                self.on_average()
            } else {
                self.coming(k)
            };
            let angle = std::f64::consts::TAU * k as f64 / count as f64;
            for (position, coming) in coming.into_iter().enumerate() {
                let (service, mean) = &self.service[position];
                let at_work = if k == 0 {
                    (*mean, 0.0)
                } else {
                    // the change in busy lanes is arrivals minus departures; between the middles of
                    // two steps, half of both steps: (1 + z) / (1 - z) / 2 = -i cot(angle / 2) / 2
                    let turn = (0.0, -0.5 / (angle / 2.0).tan());
                    let left = (1.0 - service[k].0, -service[k].1);
                    product(turn, left)
                };
                let value = product(product(coming, rates[k]), at_work);
                let sum = sums[self.stations[position]].as_mut();
                let sum = sum.expect("every visited station has one");
                let mut add = |k: usize, value: Complex| {
                    sum[k] = (sum[k].0 + value.0, sum[k].1 + value.1);
                };
                add(k, value);
                if k > 0 && k * 2 != count {
                    add(count - k, (value.0, -value.1));
                }
            }
        }
    }

    /// Returns the mean number of arriving batches a minute at each station.
    fn on_average(&self) -> Vec<Complex> {
        let visits = self.flow.visits.iter();
        visits
            .map(|(_, per_day)| (per_day / (24 * STEPS) as f64, 0.0))
            .collect()
    }

    /// Returns the transform of the arrivals at each station, divided by that of the rate, at one
    /// frequency.
    fn coming(&self, k: usize) -> Vec<Complex> {
        let mut coming: Vec<Complex> = vec![(0.0, 0.0); self.stations.len()];
        for _ in 0..ROUNDS {
            let mut changed = 0.0_f64;
            for (to, ways) in self.from.iter().enumerate() {
                let mut sum = (self.entering[to], 0.0);
                for (from, share) in ways {
                    let leaving = product(coming[*from], self.service[*from].0[k]);
                    sum = (sum.0 + share * leaving.0, sum.1 + share * leaving.1);
                }
                let change = (sum.0 - coming[to].0).abs() + (sum.1 - coming[to].1).abs();
                changed = changed.max(change);
                coming[to] = sum;
            }
            if changed <= CONVERGED {
                break;
            }
        }
        coming
    }
}

/// Returns the transform of the service time of a visit, and its mean in minutes.
fn service(model: &Model, kind: &Kind, station: usize, count: usize) -> (Vec<Complex>, f64) {
    let service = &model.stations[station].service;
    let minute = Span::HOUR.micros() as f64 / STEPS as f64;
    let drawn = service.time(kind.class.goods);
    let mean = (drawn.mean() + service.per_unit * kind.band.mean_units) / minute;
    let of_drawn = folded(count, |minutes| drawn.cdf(minutes * minute));
    let mut transformed = transform(&of_drawn);
    if service.per_unit > 0.0 {
        let units = |minutes: f64| minutes * minute / service.per_unit;
        let of_units = folded(count, |minutes| of_size(model, kind, units(minutes)));
        let of_units = transform(&of_units);
        let both = transformed.iter().zip(of_units);
        transformed = both.map(|(one, other)| product(*one, other)).collect();
    }
    (transformed, mean)
}

/// Returns the probability that a batch of a kind has at most this many units.
fn of_size(model: &Model, kind: &Kind, units: f64) -> f64 {
    let band = &kind.band;
    let process = &model.streams[kind.class.stream.index()].process;
    let drawn = match (process, kind.class.goods) {
        (ArrivalProcess::Trace(_), _) | (_, None) => None,
        (_, Some(goods)) => Some(&model.goods[goods.index()].units),
    };
    let between = |units: &Distribution, up_to: f64| {
        let below = if band.lower > 0.0 {
            units.cdf(band.lower)
        } else {
            0.0
        };
        ((units.cdf(up_to) - below) / band.share).clamp(0.0, 1.0)
    };
    match drawn {
        Some(distribution) if units < band.units => between(distribution, units),
        Some(_) => 1.0,
        // rows of a file count with their mean size
        None => f64::from(u8::from(units >= band.mean_units)),
    }
}

/// Returns the probability that a time, rounded to minutes and taken modulo the period of `count`
/// minutes, falls into each minute.
fn folded(count: usize, cdf: impl Fn(f64) -> f64) -> Vec<f64> {
    let (mut masses, mut below) = (vec![0.0; count], 0.0);
    for minute in 0..TURNS.saturating_mul(count.max(24 * STEPS)) {
        let up_to = cdf(minute as f64 + 0.5);
        masses[minute % count] += up_to - below;
        below = up_to;
        if 1.0 - below < TAIL {
            break;
        }
    }
    let rest = (1.0 - below) / count as f64;
    for mass in &mut masses {
        *mass += rest;
    }
    masses
}
