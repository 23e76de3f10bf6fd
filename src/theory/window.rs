//! Loads over the measured window, averaged over the rules in force.

use super::capacity::{self, Capacity};
use super::facts;
use super::flows::{self};
use super::gates;
use super::network::Gate;
use super::outlook::{Balance, Facts};
use super::part::Part;
use super::rounding::{above, rounded_down};
use super::teams::of_teams;
use super::traffic::Traffic;
use super::{Flow, Load, Outlook, TeamLoad};
use crate::calendar::WEEK_HOURS;
use crate::model::{ArrivalProcess, Model, RunKind, StationId, Stretch, TeamId};
use crate::time::{Span, Time};

/// The loads of all stations and teams, in the model's order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loads {
    /// Loads of the stations.
    pub stations: Vec<Load>,
    /// Loads of the teams.
    pub teams: Vec<TeamLoad>,
}

impl Loads {
    /// Computes the loads over the measured window, averaged over the rules in force.
    pub fn of_window(model: &Model) -> Self {
        let stretches = model.stretches(model.plan.window_start(), model.plan.window_end());
        let mut loads = Self::average(&stretches);
        if let [only] = stretches.as_slice() {
            loads.judge(only.rules);
        }
        loads
    }

    fn of_part(part: &Part<'_>) -> Self {
        let mut stations = Traffic::new(part).loads(part);
        let teams = of_teams(part, &stations);
        for (load, station) in stations.iter_mut().zip(&part.rules.stations) {
            let is_short = |(team, _): &(TeamId, u32)| teams[team.index()].overloaded;
            load.facts.short_of_staff = station.staff.iter().any(is_short);
        }
        Self {
            stations: stations.into_iter().map(Load::concluded).collect(),
            teams,
        }
    }

    fn average(stretches: &[Stretch<'_>]) -> Self {
        let parts: Vec<Part<'_>> = stretches.iter().map(|it| Part::of(*it)).collect();
        if let [only] = parts.as_slice() {
            return Self::of_part(only);
        }
        let total: f64 = parts.iter().map(|part| part.days.hours()).sum();
        let of_week = |hour: usize| {
            let hours = parts.iter().map(|part| part.days.hours_of_week()[hour]);
            hours.sum::<f64>()
        };
        let of_week: Vec<f64> = (0..WEEK_HOURS).map(of_week).collect();
        let mut sums = Self::default();
        for part in &parts {
            let share = part.days.hours() / total;
            let hours = part.days.hours_of_week().iter().zip(&of_week);
            let shares = hours.map(|(part, all)| if *all > 0.0 { part / all } else { share });
            let weights = Weights {
                share,
                of_week: shares.collect(),
            };
            let one = Self::of_part(part);
            let stations = one.stations.into_iter().map(|load| load.scaled(&weights));
            let teams = one.teams.into_iter().map(|load| load.scaled(&weights));
            sums = Self {
                stations: added(sums.stations, stations, Load::plus),
                teams: added(sums.teams, teams, TeamLoad::plus),
            };
        }
        Self {
            stations: sums.stations.into_iter().map(Load::averaged).collect(),
            teams: sums.teams.into_iter().map(TeamLoad::concluded).collect(),
        }
    }

    /// Replaces the outlooks by those of the long run, if these rules define one. A station or team
    /// that falls behind in these days keeps that outlook unless it has no steady state at all.
    fn judge(&mut self, rules: &Model) {
        let trace = |process: &ArrivalProcess| matches!(process, ArrivalProcess::Trace(_));
        let traced = rules.streams.iter().any(|stream| trace(&stream.process));
        if rules.plan.kind == RunKind::Period || traced {
            return;
        }
        let week = Self::of_part(&Part::week(rules));
        for (load, week) in self.stations.iter_mut().zip(week.stations) {
            let behind = load.overloaded;
            let outlook = week.judged(true).outlook;
            if !behind || outlook.has_no_steady_state() {
                (load.outlook, load.overloaded) = (outlook, outlook.is_overloaded());
            }
        }
        for (load, week) in self.teams.iter_mut().zip(week.teams) {
            let behind = load.overloaded;
            let outlook = week.judged(true).outlook;
            if !behind || outlook.has_no_steady_state() {
                (load.outlook, load.overloaded) = (outlook, outlook.is_overloaded());
            }
        }
    }
}

/// Adds the loads of one more stretch to the sums.
fn added<T>(sums: Vec<T>, more: impl Iterator<Item = T>, plus: impl Fn(T, &T) -> T) -> Vec<T> {
    if sums.is_empty() {
        return more.collect();
    }
    sums.into_iter()
        .zip(more)
        .map(|(sum, one)| plus(sum, &one))
        .collect()
}

/// Computes the loads of all stations over the measured window, under the rules at the start.
pub fn loads(model: &Model) -> Vec<Load> {
    let (from, until) = (model.plan.window_start(), model.plan.window_end());
    let rules = model;
    let mut loads = Loads::average(&[Stretch { from, until, rules }]);
    loads.judge(model);
    loads.stations
}

/// Computes the loads over [from, until) under the rules of this model.
pub fn loads_between(rules: &Model, from: Time, until: Time) -> Loads {
    let mut loads = Loads::average(&[Stretch { from, until, rules }]);
    loads.judge(rules);
    loads
}

/// Computes the loads of all stations averaged over the measured window: the loads of each stretch
/// with the same rules, weighted by its length. The lanes needed are those of the stretch that
/// needs most.
///
/// ```
/// # use std::path::Path;
/// # use clearway::{input::Disk, scenario::{Document, Problems}};
/// use clearway::theory::window_loads;
///
/// let scenario = Document::load(Path::new("scenarios/peak-day.toml"), Disk)?.compile()?;
/// // 134 batches a day, nine in ten opened for 75 minutes: 6.28 bays of work
/// let bays = &window_loads(&scenario.model)[1];
/// assert!((bays.offered_load - 134.0 * 0.9 * 75.0 / 1440.0).abs() < 1e-9);
/// assert_eq!(bays.lanes_needed, Some(7));
/// # Ok::<(), Problems>(())
/// ```
pub fn window_loads(model: &Model) -> Vec<Load> {
    Loads::of_window(model).stations
}

/// Computes the loads of all teams averaged over the measured window.
pub fn team_loads(model: &Model) -> Vec<TeamLoad> {
    Loads::of_window(model).teams
}

/// Computes the flows between streams, stations and exits, averaged over the measured window.
pub fn window_flows(model: &Model) -> Vec<Flow> {
    let stretches = model.stretches(model.plan.window_start(), model.plan.window_end());
    let total: f64 = stretches
        .iter()
        .map(|it| (it.until - it.from).hours())
        .sum();
    let mut sums = flows::Sums::new();
    for stretch in stretches {
        let share = (stretch.until - stretch.from).hours() / total;
        flows::add(&Part::of(stretch), share, &mut sums);
    }
    let flow = |((from, to), batches_per_day)| Flow {
        from,
        to,
        batches_per_day,
    };
    sums.into_iter().map(flow).collect()
}

/// The share of a stretch in the hours of a window: of all hours, and of each hour of the week.
struct Weights {
    share: f64,
    of_week: Vec<f64>,
}

impl Weights {
    fn scale(&self, by_hour: &mut [f64]) {
        for (value, weight) in by_hour.iter_mut().zip(&self.of_week) {
            *value *= weight;
        }
    }
}

fn add(sums: &mut [f64], more: &[f64]) {
    for (sum, value) in sums.iter_mut().zip(more) {
        *sum += value;
    }
}

impl Traffic {
    /// Computes the load of every station, in the model's order.
    fn loads(&self, part: &Part<'_>) -> Vec<Load> {
        let stations = part.rules.stations.iter();
        let capacities = stations.map(|station| Capacity::of(station, part));
        let capacities: Vec<Option<Capacity>> = capacities.collect();
        let facts = facts::of_stations(self, part);
        let passed = facts::passed(self, part, &facts);
        // traffic if no batch is turned away: `passed` holds shares of this
        let whole = Self::through(part, vec![Gate::OPEN; capacities.len()]);
        let of_station = |(index, capacity): (usize, &Option<Capacity>)| {
            let mut load = self.load(index, capacity.as_ref(), part);
            load.facts = facts[index];
            if facts[index].repeats {
                // as many lanes as the load, if that is a whole number
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

    /// Computes the load of a station from work and capacity, without utilisation and outlook.
    fn load(&self, index: usize, capacity: Option<&Capacity>, part: &Part<'_>) -> Load {
        let (sum, station) = (&self.sums[index], &part.rules.stations[index]);
        let mean_days = sum.load / sum.visits_per_day;
        let mut hourly_load = vec![0.0; WEEK_HOURS];
        for (shape, load) in sum.by_shape.iter().filter(|(_, load)| *load > 0.0) {
            for (hourly, factor) in hourly_load.iter_mut().zip(&self.shapes[*shape].0) {
                // an hour without arrivals brings no load, even if the load is infinite
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
            by_clock: limited.map(|it| it.open_by_clock(part)),
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

impl Balance {
    fn scaled(self, share: f64) -> Self {
        Self {
            load: self.load * share,
            sure: self.sure * share,
            least: self.least * share,
            most: self.most * share,
            staffed: self.staffed * share,
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            load: self.load + other.load,
            sure: self.sure + other.sure,
            least: self.least + other.least,
            most: self.most + other.most,
            staffed: self.staffed + other.staffed,
        }
    }
}

impl Load {
    /// Returns the load of a stretch as its part of a sum. `service_hours` holds hours of work a
    /// day until the sum is averaged.
    fn scaled(mut self, weights: &Weights) -> Self {
        let share = weights.share;
        self.service_hours *= self.visits_per_day * share;
        self.visits_per_day *= share;
        self.offered_load *= share;
        self.lanes_open = self.lanes_open.map(|open| open * share);
        self.lanes_up = self.lanes_up.map(|up| up * share);
        weights.scale(&mut self.hourly_load);
        if let Some(open) = &mut self.hourly_open {
            weights.scale(open);
        }
        self.balance = self.balance.scaled(share);
        self
    }

    fn plus(mut self, other: &Self) -> Self {
        self.service_hours += other.service_hours;
        self.visits_per_day += other.visits_per_day;
        self.offered_load += other.offered_load;
        // a station with unlimited lanes in some stretch has no mean number of lanes
        let both = |one: Option<f64>, other: Option<f64>| one.zip(other).map(|(a, b)| a + b);
        self.lanes_open = both(self.lanes_open, other.lanes_open);
        self.lanes_up = both(self.lanes_up, other.lanes_up);
        self.lanes_needed = self.lanes_needed.max(other.lanes_needed);
        self.on_demand = self.on_demand.max(other.on_demand);
        self.by_clock = self.by_clock.zip(other.by_clock).map(capacity::range_of);
        add(&mut self.hourly_load, &other.hourly_load);
        self.hourly_open = match (self.hourly_open, &other.hourly_open) {
            (Some(mut sum), Some(more)) => {
                add(&mut sum, more);
                Some(sum)
            }
            _ => None,
        };
        self.exact &= other.exact;
        self.balance = self.balance.plus(other.balance);
        self.facts = self.facts.or(other.facts);
        self
    }

    /// Returns the average, after every stretch was added.
    fn averaged(mut self) -> Self {
        if self.visits_per_day > 0.0 {
            self.service_hours /= self.visits_per_day;
        }
        self.concluded()
    }
}

impl TeamLoad {
    fn scaled(mut self, weights: &Weights) -> Self {
        self.offered_load *= weights.share;
        self.members_on *= weights.share;
        self.most_members *= weights.share;
        self.usable_members *= weights.share;
        self.work *= weights.share;
        self.held *= weights.share;
        weights.scale(&mut self.hourly_load);
        weights.scale(&mut self.hourly_on);
        self.balance = self.balance.scaled(weights.share);
        self
    }

    fn plus(mut self, other: &Self) -> Self {
        self.offered_load += other.offered_load;
        self.members_on += other.members_on;
        self.members_needed = self.members_needed.max(other.members_needed);
        self.most_members += other.most_members;
        self.usable_members += other.usable_members;
        self.work += other.work;
        self.held += other.held;
        add(&mut self.hourly_load, &other.hourly_load);
        add(&mut self.hourly_on, &other.hourly_on);
        self.balance = self.balance.plus(other.balance);
        self
    }
}
