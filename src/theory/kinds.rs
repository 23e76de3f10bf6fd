//! Kinds of batches: as far as their routes or service times can differ.

use std::collections::{BTreeMap, BTreeSet};

use super::Shape;
use super::sizes::{self, Band};
use super::traffic;
use crate::model::{
    ArrivalProcess, ArrivalStream, Class, Destination, GoodsId, Model, Route, RouteQuestion,
    Station, StationId, StreamId,
};

/// Batches that no rule and no service time tells apart.
pub(super) struct Kind {
    pub(super) shape: usize,
    /// The class of one of the streams; it stands for all of them.
    pub(super) class: Class,
    /// Streams that bring such batches, and how many a day, of this size.
    streams: Vec<(StreamId, f64)>,
    pub(super) band: Band,
}

impl Kind {
    /// What rules are asked before the first visit.
    pub(super) fn question(&self) -> RouteQuestion {
        RouteQuestion {
            class: self.class,
            units: self.band.units,
            visits: 0,
        }
    }

    /// Where the batches of each stream go first, and how many a day.
    pub(super) fn arrivals(&self, model: &Model) -> Vec<(StreamId, Destination, f64)> {
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

    /// How many batches a day of which streams enter at which stations.
    pub(super) fn entries_by_stream(&self, model: &Model) -> Vec<(usize, StreamId, f64)> {
        let arrivals = self.arrivals(model).into_iter();
        let entry = |(stream, to, per_day)| match to {
            Destination::Station(station) => Some((StationId::index(station), stream, per_day)),
            Destination::Exit(_) => None,
        };
        arrivals.filter_map(entry).collect()
    }

    /// How many batches a day enter at which stations.
    pub(super) fn entries(&self, model: &Model) -> Vec<(usize, f64)> {
        let entries = self.entries_by_stream(model).into_iter();
        entries.map(|(station, _, rate)| (station, rate)).collect()
    }
}

/// Every kind of batch that arrives, shape by shape, and the shapes.
pub(super) fn kinds(model: &Model) -> (Vec<Kind>, Vec<Shape>) {
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
