//! What queueing theory says of a scenario before any run: the offered load of every station.
//!
//! [`loads`] solves the traffic equations of the network exactly for every form of route, without
//! a run. It knows nothing of queues: lanes, priorities and opening hours change how long batches
//! wait, not how much work they bring. Offered load is the mean number of lanes kept at work if
//! none ever ran out, arrival rate times mean service (Erlang 1917; Jackson 1957).
//!
//! Batches are told apart as far as their routes or service times can differ: by goods, by arrival
//! stream where a rule names it, by size band where a rule has `units_over`, and by how often they
//! were served where a rule has `visits` (`traffic`).
//!
//! A week without holidays stands for the run.

mod blocks;
mod flows;
mod sizes;
mod traffic;
mod window;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    ArrivalProcess, ArrivalStream, Class, Destination, GoodsId, Lanes, Model, Route, RouteQuestion,
    Station, StationId, StreamId, Team, TeamId,
};
use crate::time::Span;
use sizes::Band;
use traffic::Network;

pub use flows::{Flow, Place};
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
    let network = Network::new(&model.stations);
    let (kinds, shapes) = kinds(model);
    let mut sums = vec![Sum::default(); model.stations.len()];
    for kind in &kinds {
        let (entries, question) = (kind.entries(model), kind.question());
        let flow = network.flow(&entries, question);
        for (station, visits) in flow.visits {
            let service = &model.stations[station].service;
            let drawn = service.time(kind.class.goods).mean();
            let micros = drawn + service.per_unit * kind.band.mean_units;
            sums[station].add(kind.shape, visits, micros / Span::DAY.micros() as f64);
            sums[station].truncated |= !flow.exact;
        }
    }
    let stations = sums.iter().enumerate();
    stations
        .map(|(index, sum)| load(model, StationId::new(index), sum, &shapes))
        .collect()
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

/// Batches that no rule and no service time tells apart.
struct Kind {
    shape: usize,
    /// The class of one of the streams; it stands for all of them.
    class: Class,
    /// Streams that bring such batches, and how many a day, of this size.
    streams: Vec<(StreamId, f64)>,
    band: Band,
}

impl Kind {
    /// What rules are asked before the first visit.
    fn question(&self) -> RouteQuestion {
        RouteQuestion {
            class: self.class,
            units: self.band.units,
            visits: 0,
        }
    }

    /// Where the batches of each stream go first, and how many a day.
    fn arrivals(&self, model: &Model) -> Vec<(StreamId, Destination, f64)> {
        let mut arrivals = vec![];
        for (stream, per_day) in &self.streams {
            let mut question = self.question();
            question.class.stream = *stream;
            let route = model.streams[stream.index()].to.resolve(&question);
            let shares = traffic::shares(route).into_iter();
            arrivals.extend(shares.map(|(share, to)| (*stream, to, share * per_day)));
        }
        arrivals
    }

    /// How many batches a day enter at which stations.
    fn entries(&self, model: &Model) -> Vec<(usize, f64)> {
        let arrivals = self.arrivals(model).into_iter();
        let entry = |(_, to, per_day)| match to {
            Destination::Station(station) => Some((StationId::index(station), per_day)),
            Destination::Exit(_) => None,
        };
        arrivals.filter_map(entry).collect()
    }
}

/// Every kind of batch that arrives, shape by shape, and the shapes.
fn kinds(model: &Model) -> (Vec<Kind>, Vec<Shape>) {
    let rules = Mentioned::new(model);
    let mut shapes = Shapes::default();
    let of_stream: Vec<usize> = model
        .streams
        .iter()
        .map(|stream| shapes.position(&stream.process))
        .collect();
    let per_day: Vec<f64> = model
        .streams
        .iter()
        .map(ArrivalStream::weekly_mean)
        .collect();
    let mut merged: BTreeMap<_, (Class, Vec<(StreamId, f64)>)> = BTreeMap::new();
    for class in &model.classes {
        let stream = class.stream.index();
        let rate = per_day[stream] * class.share;
        if rate > 0.0 {
            let named = rules.streams.contains(&class.stream).then_some(stream);
            let key = (of_stream[stream], named, class.goods);
            let kind = merged.entry(key).or_insert_with(|| (*class, vec![]));
            kind.1.push((class.stream, rate));
        }
    }
    let mut kinds = vec![];
    for ((shape, _, goods), (class, streams)) in merged {
        for band in rules.bands(model, goods) {
            let of_band = |(stream, rate): &(StreamId, f64)| (*stream, rate * band.share);
            kinds.push(Kind {
                shape,
                class,
                streams: streams.iter().map(of_band).collect(),
                band,
            });
        }
    }
    (kinds, shapes.list)
}

/// The shapes that occur, each once.
#[derive(Default)]
struct Shapes {
    list: Vec<Shape>,
    known: BTreeMap<Vec<u64>, usize>,
}

impl Shapes {
    fn position(&mut self, process: &ArrivalProcess) -> usize {
        let shape = Shape::of(process);
        let bits = shape.0.iter().map(|factor| factor.to_bits()).collect();
        *self.known.entry(bits).or_insert_with(|| {
            self.list.push(shape);
            self.list.len() - 1
        })
    }
}

/// What the rules of a model look at.
struct Mentioned {
    streams: BTreeSet<StreamId>,
    /// Limits of `units_over` that can matter to each kind of goods, ascending.
    limits: Vec<Vec<f64>>,
    /// Does any service time grow with the units?
    sizes_take_time: bool,
}

impl Mentioned {
    fn new(model: &Model) -> Self {
        let routes = model.streams.iter().map(|stream| &stream.to);
        let routes = routes.chain(model.stations.iter().map(|station| &station.next));
        let rules = routes.flat_map(|route| match route {
            Route::To(_) | Route::Shares(_) => &[],
            Route::Rules(rules) => rules.as_slice(),
        });
        let (mut streams, mut limits) = (BTreeSet::new(), vec![vec![]; model.goods.len()]);
        let mut of_all = vec![];
        for rule in rules {
            streams.extend(rule.streams.iter().flatten());
            match (rule.units_over, &rule.goods) {
                (None, _) => {}
                (Some(limit), None) => of_all.push(limit),
                (Some(limit), Some(goods)) => {
                    for goods in goods {
                        limits[goods.index()].push(limit);
                    }
                }
            }
        }
        for limits in &mut limits {
            limits.extend(&of_all);
            limits.sort_unstable_by(f64::total_cmp);
            limits.dedup();
        }
        let per_unit = |station: &Station| station.service.per_unit > 0.0;
        Self {
            streams,
            limits,
            sizes_take_time: model.stations.iter().any(per_unit),
        }
    }

    /// The sizes to tell apart in batches of these goods; one where there are none.
    fn bands(&self, model: &Model, goods: Option<GoodsId>) -> Vec<Band> {
        let Some(goods) = goods else {
            return vec![Band::NO_UNITS];
        };
        let units = &model.goods[goods.index()].units;
        let limits = &self.limits[goods.index()];
        if self.sizes_take_time {
            sizes::bands_with_means(units, limits)
        } else {
            sizes::bands(units, limits)
        }
    }
}
