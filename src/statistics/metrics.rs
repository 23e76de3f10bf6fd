//! The metrics: their names, units and how each follows from what a recorder kept.
//!
//! The names are a promise to whoever reads `metrics.csv`. A metric is one row of one of the four
//! tables below; nothing else needs to know it.

use crate::model::Model;
use crate::time::Span;

use super::interval::Range;
use super::records::{Flow, Port, StationRecord, TeamRecord};

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

    pub(super) fn share(part: f64, whole: f64) -> Self {
        if whole > 0.0 {
            Self::Share { part, whole }
        } else {
            Self::Absent
        }
    }

    pub(super) fn or_absent(value: Option<f64>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }

    pub(super) fn ratio(part: f64, whole: f64) -> Self {
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
    /// `all`, `arrivals.NAME`, `goods.NAME`, `stations.NAME` or `teams.NAME`.
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
        for team in &model.teams {
            entries.extend(self::entries(TEAM, &format!("teams.{}", team.name)));
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
    teams: &[TeamRecord],
) -> Vec<Observation> {
    let mut values: Vec<Observation> = FLOW.iter().map(|metric| (metric.value)(all)).collect();
    values.extend(PORT.iter().map(|metric| (metric.value)(port)));
    for flow in flows {
        values.extend(FLOW.iter().map(|metric| (metric.value)(flow)));
    }
    for station in stations {
        values.extend(STATION.iter().map(|metric| (metric.value)(station)));
    }
    for team in teams {
        values.extend(TEAM.iter().map(|metric| (metric.value)(team)));
    }
    values
}

pub(super) const HOURS_A_DAY: f64 = 24.0;

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
        |flow| Observation::or_absent(flow.longest());
    "released_within" "share" Share false
        |flow| flow.within.map_or(Observation::Absent, |within| flow.share(within));
    "late_share" "share" Share false
        |flow| Observation::share(flow.late() as f64, flow.could_be_late as f64);
    "lateness.mean" "h" NonNegative true
        |flow| mean_hours(flow.lateness_sum, flow.released_with_due);
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
    "cost_per_day" "cost/day" NonNegative false |port| port.cost_per_day(
        port.cost_lanes + port.cost_staff + port.cost_overtime + port.cost_delay);
    "cost_lanes_per_day" "cost/day" NonNegative false |port| port.cost_per_day(port.cost_lanes);
    "cost_staff_per_day" "cost/day" NonNegative false |port| port.cost_per_day(port.cost_staff);
    "cost_overtime_per_day" "cost/day" NonNegative false
        |port| port.cost_per_day(port.cost_overtime);
    "cost_delay_per_day" "cost/day" NonNegative false |port| port.cost_per_day(port.cost_delay);
};

const STATION: &[Metric<StationRecord>] = metrics! {
    "visits_per_day" "visits/day" NonNegative false
        |station| Observation::Value(station.joined as f64 / station.days);
    "wait.mean" "h" NonNegative true |station| mean_hours(station.wait_sum, station.visits);
    "wait.p95" "h" NonNegative true |station| Observation::or_absent(station.wait_p95);
    "wait_busy.mean" "h" NonNegative true
        |station| mean_hours(station.wait_busy(), station.visits);
    "wait_closed.mean" "h" NonNegative true
        |station| mean_hours(station.held.closed, station.visits);
    "wait_staff.mean" "h" NonNegative true
        |station| mean_hours(station.held.staff, station.visits);
    "wait_broken.mean" "h" NonNegative true
        |station| mean_hours(station.held.broken, station.visits);
    "wait_blocked.mean" "h" NonNegative true
        |station| mean_hours(station.held.blocked, station.visits);
    "service.mean" "h" NonNegative false
        |station| mean_hours(station.service_sum, station.visits);
    "queue.mean" "batches" NonNegative false |station| station.average(station.hours.queue);
    "queue.max" "batches" NonNegative false
        |station| Observation::Value(station.queue_max as f64);
    "busy.mean" "lanes" NonNegative false |station| station.average(station.hours.busy);
    "utilisation" "share" Share false |station| station
        .if_limited(Observation::ratio(station.within(), station.hours.open));
    "lanes_open.mean" "lanes" NonNegative false
        |station| station.if_limited(station.average(station.hours.open));
    "overtime_per_day" "lane-hours/day" NonNegative false |station| station
        .if_limited(Observation::Value(station.overtime() / station.days));
    "blocked.mean" "lanes" NonNegative false |station| station.average(station.hours.blocked);
    "turned_away_share" "share" Share false |station| Observation::share(
        station.turned_away as f64, (station.joined + station.turned_away) as f64);
};

const TEAM: &[Metric<TeamRecord>] = metrics! {
    "utilisation" "share" Share false |team| Observation::ratio(team.hours.within, team.hours.on);
    "members_on.mean" "members" NonNegative false
        |team| Observation::Value(team.hours.on / (team.days * HOURS_A_DAY));
    "overtime_per_day" "member-hours/day" NonNegative false
        |team| Observation::Value((team.hours.busy - team.hours.within) / team.days);
};

fn mean_hours(sum_micros: f64, count: u64) -> Observation {
    Observation::ratio(sum_micros / Span::HOUR.micros() as f64, count as f64)
}
