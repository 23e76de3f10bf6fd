//! How each metric follows from what a recorder kept, and which metrics a model has.

use crate::metric::{Metric, Range, Scope};
use crate::model::Model;
use crate::time::Span;

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

/// The metrics of a kind of subject, and how each is observed.
type Table<S> = [(Metric, fn(&S) -> Observation)];

/// A metric in a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The metric.
    pub metric: Metric,
    /// What it is of.
    pub scope: Scope,
}

impl Entry {
    /// The unit, as in `metrics.csv`.
    pub fn unit(&self) -> &'static str {
        self.metric.unit(self.scope.kind())
    }

    /// What values are possible.
    pub fn range(&self) -> Range {
        self.metric.range()
    }
}

/// Every metric of a model, in the order of `metrics.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue(Vec<Entry>);

impl Catalogue {
    /// The metrics of a model.
    pub fn new(model: &Model) -> Self {
        let mut entries = entries(FLOW, &Scope::All);
        entries.extend(self::entries(PORT, &Scope::All));
        for stream in &model.streams {
            entries.extend(self::entries(FLOW, &Scope::arrivals(&stream.name)));
        }
        for goods in &model.goods {
            entries.extend(self::entries(FLOW, &Scope::goods(&goods.name)));
        }
        for station in &model.stations {
            entries.extend(self::entries(STATION, &Scope::station(&station.name)));
        }
        for team in &model.teams {
            entries.extend(self::entries(TEAM, &Scope::team(&team.name)));
        }
        Self(entries)
    }

    /// The entries.
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// Where a metric of a scope stands.
    pub fn position(&self, metric: Metric, scope: &Scope) -> Option<usize> {
        self.0
            .iter()
            .position(|entry| entry.metric == metric && entry.scope == *scope)
    }
}

fn entries<S>(table: &Table<S>, scope: &Scope) -> Vec<Entry> {
    let entry = |(metric, _): &(Metric, _)| Entry {
        metric: *metric,
        scope: scope.clone(),
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
    let mut values: Vec<Observation> = FLOW.iter().map(|(_, observe)| observe(all)).collect();
    values.extend(PORT.iter().map(|(_, observe)| observe(port)));
    for flow in flows {
        values.extend(FLOW.iter().map(|(_, observe)| observe(flow)));
    }
    for station in stations {
        values.extend(STATION.iter().map(|(_, observe)| observe(station)));
    }
    for team in teams {
        values.extend(TEAM.iter().map(|(_, observe)| observe(team)));
    }
    values
}

pub(super) const HOURS_A_DAY: f64 = 24.0;

const FLOW: &Table<Flow> = &[
    (Metric::ArrivedPerDay, |flow| {
        flow.per_day(flow.arrived as f64)
    }),
    (Metric::ReleasedPerDay, |flow| {
        flow.per_day(flow.released_in_window as f64)
    }),
    (Metric::UnitsReleasedPerDay, |flow| {
        flow.per_day(flow.units_in_window)
    }),
    (Metric::ReleaseTimeMean, |flow| {
        mean_hours(flow.time_sum, flow.released())
    }),
    (Metric::ReleaseTimeMin, |flow| {
        Observation::or_absent(flow.shortest.map(Span::hours))
    }),
    (Metric::ReleaseTimeP50, |flow| flow.quantile(0)),
    (Metric::ReleaseTimeP90, |flow| flow.quantile(1)),
    (Metric::ReleaseTimeP95, |flow| flow.quantile(2)),
    (Metric::ReleaseTimeP99, |flow| flow.quantile(3)),
    (Metric::ReleaseTimeMax, |flow| {
        Observation::or_absent(flow.longest())
    }),
    (Metric::ReleasedWithin, |flow| {
        flow.within
            .map_or(Observation::Absent, |within| flow.share(within))
    }),
    (Metric::LateShare, |flow| {
        Observation::share(flow.late() as f64, flow.could_be_late as f64)
    }),
    (Metric::LatenessMean, |flow| {
        mean_hours(flow.lateness_sum, flow.released_with_due)
    }),
    (Metric::RefusedShare, |flow| flow.share(flow.refused)),
    (Metric::WithdrawnShare, |flow| flow.share(flow.withdrawn)),
    (Metric::Unreleased, |flow| {
        Observation::Value(flow.unreleased())
    }),
];

const PORT: &Table<Port> = &[
    (Metric::DaysCleared, |port| {
        port.cleared.map_or(Observation::Absent, |(days, cleared)| {
            Observation::share(cleared as f64, days as f64)
        })
    }),
    (Metric::InSystemMean, |port| {
        Observation::Value(port.inside / (port.days * HOURS_A_DAY))
    }),
    (Metric::BacklogDayEnd, |port| {
        Observation::ratio(port.backlogs.iter().sum(), port.backlogs.len() as f64)
    }),
    (Metric::CostPerDay, |port| {
        port.cost_per_day(port.cost_lanes + port.cost_staff + port.cost_overtime + port.cost_delay)
    }),
    (Metric::CostLanesPerDay, |port| {
        port.cost_per_day(port.cost_lanes)
    }),
    (Metric::CostStaffPerDay, |port| {
        port.cost_per_day(port.cost_staff)
    }),
    (Metric::CostOvertimePerDay, |port| {
        port.cost_per_day(port.cost_overtime)
    }),
    (Metric::CostDelayPerDay, |port| {
        port.cost_per_day(port.cost_delay)
    }),
];

const STATION: &Table<StationRecord> = &[
    (Metric::VisitsPerDay, |station| {
        Observation::Value(station.joined as f64 / station.days)
    }),
    (Metric::WaitMean, |station| {
        mean_hours(station.wait_sum, station.visits)
    }),
    (Metric::WaitP95, |station| {
        Observation::or_absent(station.wait_p95)
    }),
    (Metric::WaitBusyMean, |station| {
        mean_hours(station.wait_busy(), station.visits)
    }),
    (Metric::WaitClosedMean, |station| {
        mean_hours(station.held.closed, station.visits)
    }),
    (Metric::WaitStaffMean, |station| {
        mean_hours(station.held.staff, station.visits)
    }),
    (Metric::WaitBrokenMean, |station| {
        mean_hours(station.held.broken, station.visits)
    }),
    (Metric::WaitBlockedMean, |station| {
        mean_hours(station.held.blocked, station.visits)
    }),
    (Metric::ServiceMean, |station| {
        mean_hours(station.service_sum, station.visits)
    }),
    (Metric::QueueMean, |station| {
        station.average(station.hours.queue)
    }),
    (Metric::QueueMax, |station| {
        Observation::Value(station.queue_max as f64)
    }),
    (Metric::BusyMean, |station| {
        station.average(station.hours.busy)
    }),
    (Metric::Utilisation, |station| {
        station.if_limited(Observation::ratio(station.within(), station.hours.open))
    }),
    (Metric::LanesOpenMean, |station| {
        station.if_limited(station.average(station.hours.open))
    }),
    (Metric::OvertimePerDay, |station| {
        station.if_limited(Observation::Value(station.overtime() / station.days))
    }),
    (Metric::BlockedMean, |station| {
        station.average(station.hours.blocked)
    }),
    (Metric::TurnedAwayShare, |station| {
        Observation::share(
            station.turned_away as f64,
            (station.joined + station.turned_away) as f64,
        )
    }),
];

const TEAM: &Table<TeamRecord> = &[
    (Metric::Utilisation, |team| {
        Observation::ratio(team.hours.within, team.hours.on)
    }),
    (Metric::MembersOnMean, |team| {
        Observation::Value(team.hours.on / (team.days * HOURS_A_DAY))
    }),
    (Metric::OvertimePerDay, |team| {
        Observation::Value((team.hours.busy - team.hours.within) / team.days)
    }),
];

fn mean_hours(sum_micros: f64, count: u64) -> Observation {
    Observation::ratio(sum_micros / Span::HOUR.micros() as f64, count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_is_observed() {
        let tables = [
            entries(FLOW, &Scope::All),
            entries(PORT, &Scope::All),
            entries(STATION, &Scope::station("desk")),
            entries(TEAM, &Scope::team("clerks")),
        ];
        let observed: Vec<Entry> = tables.concat();
        for metric in Metric::ALL {
            let is_observed = observed.iter().any(|entry| entry.metric == *metric);
            assert!(is_observed, "{metric}");
        }
        for (at, entry) in observed.iter().enumerate() {
            assert!(
                !observed[..at].contains(entry),
                "{} stands twice",
                entry.metric
            );
        }
    }
}
