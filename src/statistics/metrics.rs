//! The metrics: their names, units and how each follows from what a recorder kept.
//!
//! The names are a promise to whoever reads `metrics.csv`. A metric is one row of one of the three
//! tables below; nothing else needs to know it.

use crate::model::Model;
use crate::time::Span;

use super::interval::Range;
use super::sample::Sample;

/// What a replication says of a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Observation {
    /// Its value.
    Value(f64),
    /// The share that some of all its batches or days are.
    Share {
        /// How many of them.
        part: f64,
        /// Of how many; above 0.
        whole: f64,
    },
    /// It does not apply: no such batch, no target, unlimited lanes.
    Absent,
    /// It is beyond what was seen: a quantile above the share of released batches.
    Beyond,
}

impl Observation {
    /// The value, where there is one.
    pub fn value(self) -> Option<f64> {
        match self {
            Self::Value(value) => Some(value),
            Self::Share { part, whole } => Some(part / whole),
            Self::Absent | Self::Beyond => None,
        }
    }

    /// Of how many batches or days this is a share.
    pub fn trials(self) -> f64 {
        match self {
            Self::Share { whole, .. } => whole,
            Self::Value(_) | Self::Absent | Self::Beyond => 0.0,
        }
    }

    fn share(part: f64, whole: f64) -> Self {
        if whole > 0.0 {
            Self::Share { part, whole }
        } else {
            Self::Absent
        }
    }

    fn or_absent(value: Option<f64>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }

    fn ratio(part: f64, whole: f64) -> Self {
        if whole > 0.0 {
            Self::Value(part / whole)
        } else {
            Self::Absent
        }
    }
}

/// A metric of a kind of subject.
struct Metric<S> {
    name: &'static str,
    unit: &'static str,
    range: Range,
    /// Can its true value only be larger where measured batches were not released?
    censored: bool,
    value: fn(&S) -> Observation,
}

/// A metric in a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// As in `metrics.csv`.
    pub name: &'static str,
    /// `all`, `arrivals.NAME`, `goods.NAME` or `stations.NAME`.
    pub scope: String,
    /// As in `metrics.csv`.
    pub unit: &'static str,
    /// What values are possible.
    pub range: Range,
    /// Does it become a lower bound where measured batches were not released?
    pub censored: bool,
}

/// Every metric of a model, in the order of `metrics.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue(Vec<Entry>);

impl Catalogue {
    /// The metrics of a model.
    pub fn new(model: &Model) -> Self {
        let mut entries = entries(FLOW, "all");
        entries.extend(self::entries(PORT, "all"));
        for stream in &model.streams {
            entries.extend(self::entries(FLOW, &format!("arrivals.{}", stream.name)));
        }
        for goods in &model.goods {
            entries.extend(self::entries(FLOW, &format!("goods.{}", goods.name)));
        }
        for station in &model.stations {
            entries.extend(self::entries(
                STATION,
                &format!("stations.{}", station.name),
            ));
        }
        Self(entries)
    }

    /// The entries.
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// Where a metric of a scope stands.
    pub fn position(&self, name: &str, scope: &str) -> Option<usize> {
        self.0
            .iter()
            .position(|entry| entry.name == name && entry.scope == scope)
    }
}

fn entries<S>(table: &[Metric<S>], scope: &str) -> Vec<Entry> {
    let entry = |metric: &Metric<S>| Entry {
        name: metric.name,
        scope: scope.to_owned(),
        unit: metric.unit,
        range: metric.range,
        censored: metric.censored,
    };
    table.iter().map(entry).collect()
}

/// The values of the metrics of one model and replication, in the order of the catalogue.
pub(super) fn observe(
    all: &Flow,
    port: &Port,
    flows: &[Flow],
    stations: &[StationRecord],
) -> Vec<Observation> {
    let mut values: Vec<Observation> = FLOW.iter().map(|metric| (metric.value)(all)).collect();
    values.extend(PORT.iter().map(|metric| (metric.value)(port)));
    for flow in flows {
        values.extend(FLOW.iter().map(|metric| (metric.value)(flow)));
    }
    for station in stations {
        values.extend(STATION.iter().map(|metric| (metric.value)(station)));
    }
    values
}

/// What became of the batches of a scope.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    /// Length of the window in days.
    pub(super) days: f64,
    /// Batches that arrived in the window: the measured ones.
    pub(super) arrived: u64,
    /// Batches released in the window, measured or not.
    pub(super) released_in_window: u64,
    /// Their units.
    pub(super) units_in_window: f64,
    /// Release times of the measured batches.
    pub(super) times: Sample,
    /// Their sum in microseconds.
    pub(super) time_sum: f64,
    /// The shortest.
    pub(super) shortest: Option<Span>,
    /// The longest.
    pub(super) longest: Option<Span>,
    /// Measured batches released within the target time; `None` without such a target.
    pub(super) within: Option<u64>,
    /// Measured batches that were refused.
    pub(super) refused: u64,
    /// Measured batches that were withdrawn.
    pub(super) withdrawn: u64,
    /// Quantiles of the release times, at the shares [`QUANTILES`].
    pub(super) quantiles: [Option<f64>; 4],
}

/// The quantiles that are metrics.
pub(super) const QUANTILES: [f64; 4] = [0.5, 0.9, 0.95, 0.99];

impl Flow {
    fn released(&self) -> u64 {
        self.times.count()
    }

    fn unreleased(&self) -> f64 {
        (self.arrived - self.released() - self.refused - self.withdrawn) as f64
    }

    fn share(&self, part: u64) -> Observation {
        Observation::share(part as f64, self.arrived as f64)
    }

    fn per_day(&self, count: f64) -> Observation {
        Observation::Value(count / self.days)
    }

    /// A quantile of the released batches; beyond what was seen where not even this share of all
    /// that wait for release was released.
    fn quantile(&self, position: usize) -> Observation {
        let released = self.released() as f64;
        let share = released / (released + self.unreleased());
        if self.arrived > 0 && QUANTILES[position] > share {
            return Observation::Beyond;
        }
        Observation::or_absent(self.quantiles[position])
    }
}

/// The port as a whole.
#[derive(Clone, Debug)]
pub(super) struct Port {
    /// Length of the window in days.
    pub(super) days: f64,
    /// Whole calendar days of the window, and how many of them were cleared; `None` without a
    /// target for release.
    pub(super) cleared: Option<(u64, u64)>,
    /// Batch-hours inside during the window.
    pub(super) inside: f64,
    /// Numbers inside at the ends of the whole days.
    pub(super) backlogs: Vec<f64>,
    /// Cost of open lanes over the window.
    pub(super) cost_lanes: f64,
    /// Cost of work past closing over the window.
    pub(super) cost_overtime: f64,
}

/// A station over the window; visits are those of measured batches.
#[derive(Clone, Debug)]
pub(super) struct StationRecord {
    /// Length of the window in days.
    pub(super) days: f64,
    /// Are its lanes counted?
    pub(super) limited: bool,
    /// Batches that came, measured or not.
    pub(super) joined: u64,
    /// Completed visits.
    pub(super) visits: u64,
    /// Sum of their waits in microseconds.
    pub(super) wait_sum: f64,
    /// Sum of their service times in microseconds.
    pub(super) service_sum: f64,
    /// Their 95th percentile of wait in hours.
    pub(super) wait_p95: Option<f64>,
    /// Lane-hours and batch-hours.
    pub(super) hours: Hours,
    /// The longest queue.
    pub(super) queue_max: i64,
}

/// Integrals over time, in hours.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hours {
    /// Batches waiting.
    pub(super) queue: f64,
    /// Lanes at work.
    pub(super) busy: f64,
    /// Lanes at work that are open.
    pub(super) within: f64,
    /// Lanes open.
    pub(super) open: f64,
}

const HOURS_A_DAY: f64 = 24.0;

macro_rules! metrics {
    ($($name:literal $unit:literal $range:ident $censored:literal $value:expr;)*) => {
        &[$(Metric {
            name: $name,
            unit: $unit,
            range: Range::$range,
            censored: $censored,
            value: $value,
        }),*]
    };
}

const FLOW: &[Metric<Flow>] = metrics! {
    "arrived_per_day" "batches/day" NonNegative false |flow| flow.per_day(flow.arrived as f64);
    "released_per_day" "batches/day" NonNegative false
        |flow| flow.per_day(flow.released_in_window as f64);
    "units_released_per_day" "units/day" NonNegative false
        |flow| flow.per_day(flow.units_in_window);
    "release_time.mean" "h" NonNegative true |flow| mean_hours(flow.time_sum, flow.released());
    "release_time.min" "h" NonNegative false
        |flow| Observation::or_absent(flow.shortest.map(Span::hours));
    "release_time.p50" "h" NonNegative true |flow| flow.quantile(0);
    "release_time.p90" "h" NonNegative true |flow| flow.quantile(1);
    "release_time.p95" "h" NonNegative true |flow| flow.quantile(2);
    "release_time.p99" "h" NonNegative true |flow| flow.quantile(3);
    "release_time.max" "h" NonNegative true
        |flow| Observation::or_absent(flow.longest.map(Span::hours));
    "released_within" "share" Share false
        |flow| flow.within.map_or(Observation::Absent, |within| flow.share(within));
    "refused_share" "share" Share false |flow| flow.share(flow.refused);
    "withdrawn_share" "share" Share false |flow| flow.share(flow.withdrawn);
    "unreleased" "batches" NonNegative false |flow| Observation::Value(flow.unreleased());
};

const PORT: &[Metric<Port>] = metrics! {
    "days_cleared" "share" Share false |port| port.cleared
        .map_or(Observation::Absent, |(days, cleared)| {
            Observation::share(cleared as f64, days as f64)
        });
    "in_system.mean" "batches" NonNegative false
        |port| Observation::Value(port.inside / (port.days * HOURS_A_DAY));
    "backlog.day_end" "batches" NonNegative false
        |port| Observation::ratio(port.backlogs.iter().sum(), port.backlogs.len() as f64);
    "cost_per_day" "cost/day" NonNegative false
        |port| Observation::Value((port.cost_lanes + port.cost_overtime) / port.days);
    "cost_lanes_per_day" "cost/day" NonNegative false
        |port| Observation::Value(port.cost_lanes / port.days);
    "cost_overtime_per_day" "cost/day" NonNegative false
        |port| Observation::Value(port.cost_overtime / port.days);
};

const STATION: &[Metric<StationRecord>] = metrics! {
    "visits_per_day" "visits/day" NonNegative false
        |station| Observation::Value(station.joined as f64 / station.days);
    "wait.mean" "h" NonNegative true |station| mean_hours(station.wait_sum, station.visits);
    "wait.p95" "h" NonNegative true |station| Observation::or_absent(station.wait_p95);
    "service.mean" "h" NonNegative false
        |station| mean_hours(station.service_sum, station.visits);
    "queue.mean" "batches" NonNegative false |station| station.average(station.hours.queue);
    "queue.max" "batches" NonNegative false
        |station| Observation::Value(station.queue_max as f64);
    "busy.mean" "lanes" NonNegative false |station| station.average(station.hours.busy);
    "utilisation" "share" Share false |station| station
        .if_limited(Observation::ratio(station.hours.within, station.hours.open));
    "lanes_open.mean" "lanes" NonNegative false
        |station| station.if_limited(station.average(station.hours.open));
    "overtime_per_day" "lane-hours/day" NonNegative false |station| station
        .if_limited(Observation::Value(station.overtime() / station.days));
};

impl StationRecord {
    /// Lane-hours of work past closing.
    pub(super) fn overtime(&self) -> f64 {
        self.hours.busy - self.hours.within
    }

    fn average(&self, hours: f64) -> Observation {
        Observation::Value(hours / (self.days * HOURS_A_DAY))
    }

    fn if_limited(&self, observation: Observation) -> Observation {
        if self.limited {
            observation
        } else {
            Observation::Absent
        }
    }
}

fn mean_hours(sum_micros: f64, count: u64) -> Observation {
    Observation::ratio(sum_micros / Span::HOUR.micros() as f64, count as f64)
}
