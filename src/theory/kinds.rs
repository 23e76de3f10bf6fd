//! Kinds of batches, divided as far as their routes or service times can differ.

use std::collections::{BTreeMap, BTreeSet};

use super::network;
use super::part::Part;
use super::sizes::{self, Band};
use crate::calendar::WEEK_HOURS;
use crate::model::{
    ArrivalProcess, Class, ClassId, Destination, GoodsId, Model, Route, RouteQuestion, Station,
    StationId, StreamId, TracedBatch,
};

/// Arrival rate by hour of the week, divided by its mean.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shape(pub(super) Vec<f64>);

/// Batches that all rules and service times treat alike.
pub(super) struct Kind {
    pub(super) shape: usize,
    /// The class of one of the streams, as a representative of all.
    pub(super) class: Class,
    /// Streams that bring these batches, with batches a day.
    streams: Vec<(StreamId, f64)>,
    pub(super) band: Band,
    /// Whether the batches wait until they are served, however long that takes.
    pub(super) patient: bool,
}

impl Kind {
    /// Returns the question for route rules before the first visit.
    pub(super) fn question(&self) -> RouteQuestion {
        RouteQuestion {
            class: self.class,
            units: self.band.units,
            visits: 0,
        }
    }

    /// Returns the first destinations of the batches of each stream, with batches a day.
    pub(super) fn arrivals(&self, model: &Model) -> Vec<(StreamId, Destination, f64)> {
        let mut arrivals = vec![];
        for (stream, per_day) in &self.streams {
            let mut question = self.question();
            question.class.stream = *stream;
            let route = model.streams[stream.index()].to.resolve(&question);
            let shares = network::shares(route).into_iter();
            arrivals.extend(shares.map(|(share, to)| (*stream, to, share * per_day)));
        }
        arrivals
    }

    /// Returns the stations at which batches enter, with their stream and batches a day.
    pub(super) fn entries_by_stream(&self, model: &Model) -> Vec<(usize, StreamId, f64)> {
        let arrivals = self.arrivals(model).into_iter();
        let entry = |(stream, to, per_day)| match to {
            Destination::Station(station) => Some((StationId::index(station), stream, per_day)),
            Destination::Exit(_) => None,
        };
        arrivals.filter_map(entry).collect()
    }

    /// Returns the stations at which batches enter, with batches a day.
    pub(super) fn entries(&self, model: &Model) -> Vec<(usize, f64)> {
        let entries = self.entries_by_stream(model).into_iter();
        entries.map(|(station, _, rate)| (station, rate)).collect()
    }
}

/// Returns every kind of batch that arrives in a part of the run, ordered by shape, and the shapes.
pub(super) fn kinds(part: &Part<'_>) -> (Vec<Kind>, Vec<Shape>) {
    kinds_by(&Mentioned::new(part.rules), part)
}

/// Returns every kind of batch that arrives in a part of the run, with its mean units.
pub(super) fn kinds_with_units(part: &Part<'_>) -> Vec<Kind> {
    let rules = Mentioned {
        needs_means: true,
        ..Mentioned::new(part.rules)
    };
    kinds_by(&rules, part).0
}

/// Returns the kinds of batches as far as rules tell them apart, and the shapes.
fn kinds_by(rules: &Mentioned, part: &Part<'_>) -> (Vec<Kind>, Vec<Shape>) {
    let model = part.rules;
    let mut shapes = Shapes::default();
    let streams: Vec<(f64, usize)> = model
        .streams
        .iter()
        .map(|stream| {
            let (rate, by_hour) = part.arriving(stream);
            (rate, shapes.position(rate, by_hour))
        })
        .collect();
    let mut kinds = by_profile(model, &streams, rules);
    for (position, stream) in model.streams.iter().enumerate() {
        let rows = part.rows(&stream.process);
        kinds.extend(of_rows(
            StreamId::new(position),
            rows,
            part,
            rules,
            &mut shapes,
        ));
    }
    (kinds, shapes.list)
}

/// Returns every kind of batch that can ever arrive, with one batch a day.
pub(super) fn possible(model: &Model) -> Vec<Kind> {
    let can_arrive = |process: &ArrivalProcess| match process {
        ArrivalProcess::Poisson(profile) | ArrivalProcess::Exact(profile) => {
            profile.per_day > 0.0 && profile.days.iter().any(|factor| *factor > 0.0)
        }
        ArrivalProcess::Renewal(_) => true,
        // its batches are added from its rows below
        ArrivalProcess::Trace(_) => false,
    };
    let rates = model.streams.iter().map(|stream| {
        let rate = f64::from(u8::from(can_arrive(&stream.process)));
        (rate, 0)
    });
    let rules = Mentioned::new(model);
    let mut kinds = by_profile(model, &rates.collect::<Vec<_>>(), &rules);
    let (whole, mut shapes) = (Part::whole(model), Shapes::default());
    for (position, stream) in model.streams.iter().enumerate() {
        let rows = whole.rows(&stream.process);
        kinds.extend(of_rows(
            StreamId::new(position),
            rows,
            &whole,
            &rules,
            &mut shapes,
        ));
    }
    kinds
}

/// Returns the kinds of streams whose goods and sizes are drawn. `streams` holds rate and shape.
fn by_profile(model: &Model, streams: &[(f64, usize)], rules: &Mentioned) -> Vec<Kind> {
    let mut merged: BTreeMap<_, (Class, Vec<(StreamId, f64)>)> = BTreeMap::new();
    for class in &model.classes {
        let stream = class.stream.index();
        let (rate, shape) = streams[stream];
        let traced = matches!(model.streams[stream].process, ArrivalProcess::Trace(_));
        let rate = rate * class.share;
        if rate > 0.0 && !traced {
            let named = rules.streams.contains(&class.stream).then_some(stream);
            let patient = model.streams[stream].patience.is_none();
            let key = (shape, named, class.goods, patient);
            let kind = merged.entry(key).or_insert_with(|| (*class, vec![]));
            kind.1.push((class.stream, rate));
        }
    }
    let mut kinds = vec![];
    for ((shape, _, goods, patient), (class, streams)) in merged {
        for band in rules.bands(model, goods) {
            let of_band = |(stream, rate): &(StreamId, f64)| (*stream, rate * band.share);
            kinds.push(Kind {
                shape,
                class,
                streams: streams.iter().map(of_band).collect(),
                band,
                patient,
            });
        }
    }
    kinds
}

/// Returns the kinds of these rows of a file, each with its own arrival hours, rate and mean size.
fn of_rows(
    stream: StreamId,
    rows: &[TracedBatch],
    part: &Part<'_>,
    rules: &Mentioned,
    shapes: &mut Shapes,
) -> Vec<Kind> {
    let model = part.rules;
    let mut alike: BTreeMap<(ClassId, usize), Vec<&TracedBatch>> = BTreeMap::new();
    for row in rows {
        let limits = rules.limits(model.classes[row.class.index()].goods);
        let band = limits.partition_point(|limit| *limit < row.units);
        alike.entry((row.class, band)).or_default().push(row);
    }
    let days = part.days.hours() / 24.0;
    let kind = |((class, _), rows): ((ClassId, usize), Vec<&TracedBatch>)| {
        let rate = rows.len() as f64 / days;
        let sizes = rows.iter().map(|row| row.units);
        let by_hour = part.rows_by_hour(rows.iter().copied());
        Kind {
            shape: shapes.position(rate, by_hour),
            class: model.classes[class.index()],
            streams: vec![(stream, rate)],
            band: Band {
                share: rows.len() as f64,
                lower: sizes.clone().fold(f64::INFINITY, f64::min),
                units: sizes.clone().fold(0.0, f64::max),
                mean_units: sizes.sum::<f64>() / rows.len() as f64,
            },
            patient: model.streams[stream.index()].patience.is_none(),
        }
    };
    alike.into_iter().map(kind).collect()
}

/// All different shapes.
#[derive(Default)]
struct Shapes {
    list: Vec<Shape>,
    known: BTreeMap<Vec<u64>, usize>,
}

impl Shapes {
    /// Returns the position of the shape with this mean rate and these rates by hour of the week,
    /// in batches a day.
    fn position(&mut self, rate: f64, mut by_hour: Vec<f64>) -> usize {
        debug_assert_eq!(by_hour.len(), WEEK_HOURS);
        if rate > 0.0 {
            for hour in &mut by_hour {
                *hour /= rate;
            }
        }
        let bits = by_hour.iter().map(|factor| factor.to_bits()).collect();
        *self.known.entry(bits).or_insert_with(|| {
            self.list.push(Shape(by_hour));
            self.list.len() - 1
        })
    }
}

/// The features of batches that the rules of a model depend on.
struct Mentioned {
    streams: BTreeSet<StreamId>,
    /// Limits of `units_over` that can matter to each kind of goods, ascending.
    of_goods: Vec<Vec<f64>>,
    /// Limits of `units_over` that can matter to batches without goods, ascending.
    of_others: Vec<f64>,
    /// Whether the mean units of a band matter, such as where service times grow with the units.
    needs_means: bool,
}

impl Mentioned {
    fn new(model: &Model) -> Self {
        let routes = model.streams.iter().map(|stream| &stream.to);
        let routes = routes.chain(model.stations.iter().map(|station| &station.next));
        let rules = routes.flat_map(|route| match route {
            Route::To(_) | Route::Shares(_) => &[],
            Route::Rules(rules) => rules.as_slice(),
        });
        let (mut streams, mut of_goods) = (BTreeSet::new(), vec![vec![]; model.goods.len()]);
        let mut of_all = vec![];
        for rule in rules {
            streams.extend(rule.streams.iter().flatten());
            match (rule.units_over, &rule.goods) {
                (None, _) => {}
                (Some(limit), None) => of_all.push(limit),
                (Some(limit), Some(goods)) => {
                    for goods in goods {
                        of_goods[goods.index()].push(limit);
                    }
                }
            }
        }
        let in_order = |limits: &mut Vec<f64>| {
            limits.sort_unstable_by(f64::total_cmp);
            limits.dedup();
        };
        for limits in &mut of_goods {
            limits.extend(&of_all);
            in_order(limits);
        }
        in_order(&mut of_all);
        let per_unit = |station: &Station| station.service.per_unit > 0.0;
        Self {
            streams,
            of_goods,
            of_others: of_all,
            needs_means: model.stations.iter().any(per_unit),
        }
    }

    /// Returns the size limits that can matter to batches of these goods, ascending.
    fn limits(&self, goods: Option<GoodsId>) -> &[f64] {
        goods.map_or(&self.of_others, |goods| &self.of_goods[goods.index()])
    }

    /// Returns the size bands of batches of these goods; one band without units for batches without
    /// goods.
    fn bands(&self, model: &Model, goods: Option<GoodsId>) -> Vec<Band> {
        let Some(goods) = goods else {
            return vec![Band::NO_UNITS];
        };
        let units = &model.goods[goods.index()].units;
        let limits = &self.of_goods[goods.index()];
        if self.needs_means {
            sizes::bands_with_means(units, limits)
        } else {
            sizes::bands(units, limits)
        }
    }
}
