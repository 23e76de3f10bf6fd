//! The metrics of a model, and their computation from a recorder's records.

use std::collections::BTreeMap;

use crate::metric::{Metric, Range, Scope};
use crate::model::Model;
use crate::time::Span;

use super::Observation;
use super::records::{Flow, Port, StationRecord, TeamRecord};

/// The metrics of one kind of subject, each with the function that observes it.
type Table<S> = [(Metric, fn(&S) -> Observation)];

/// A metric in a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The metric.
    pub metric: Metric,
    /// The scope: all batches, a stream, a kind of goods, a station or a team.
    pub scope: Scope,
    /// Index of the subject whose times and days the metric uses: 0 for all batches, then the
    /// streams, the kinds of goods and the stations; `None` for teams.
    pub subject: Option<usize>,
}

impl Entry {
    /// Returns the unit, as in `metrics.csv`.
    pub fn unit(&self) -> &'static str {
        self.metric.unit(self.scope.kind())
    }

    /// Returns the range of possible values.
    pub fn range(&self) -> Range {
        self.metric.range()
    }
}

/// Every metric of a model, in the order of `metrics.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue {
    entries: Vec<Entry>,
    /// Index of the first metric of each scope.
    firsts: BTreeMap<Scope, usize>,
}

impl Catalogue {
    /// Lists the metrics of a model.
    pub fn new(model: &Model) -> Self {
        let mut catalogue = Self {
            entries: vec![],
            firsts: BTreeMap::new(),
        };
        let mut subject = 0..;
        let mut next = || subject.next();
        catalogue.add(FLOW, &Scope::All, next());
        catalogue.add(PORT, &Scope::All, Some(0));
        for stream in &model.streams {
            catalogue.add(FLOW, &Scope::arrivals(&stream.name), next());
        }
        for goods in &model.goods {
            catalogue.add(FLOW, &Scope::goods(&goods.name), next());
        }
        for station in &model.stations {
            catalogue.add(STATION, &Scope::station(&station.name), next());
        }
        for team in &model.teams {
            catalogue.add(TEAM, &Scope::team(&team.name), None);
        }
        catalogue
    }

    fn add<S>(&mut self, table: &Table<S>, scope: &Scope, subject: Option<usize>) {
        let first = self.entries.len();
        self.firsts.entry(scope.clone()).or_insert(first);
        self.entries.extend(table.iter().map(|(metric, _)| Entry {
            metric: *metric,
            scope: scope.clone(),
            subject,
        }));
    }

    /// Returns all entries.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns the index of a metric of a scope.
    pub fn position(&self, metric: Metric, scope: &Scope) -> Option<usize> {
        let first = *self.firsts.get(scope)?;
        let of_scope = self.entries[first..].iter();
        let mut of_scope = of_scope.take_while(|entry| entry.scope == *scope);
        Some(first + of_scope.position(|entry| entry.metric == metric)?)
    }
}

/// Observes all metrics of one replication, in the order of the catalogue.
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
        Observation::ratio(flow.late() as f64, flow.could_be_late as f64)
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
            Observation::ratio(cleared as f64, days as f64)
        })
    }),
    (Metric::InSystemMean, |port| {
        Observation::Value(port.inside / (port.days * Span::DAY.hours()))
    }),
    (Metric::BacklogDayEnd, |port| {
        Observation::mean(port.backlogs.iter().sum(), port.backlogs.len() as f64)
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
    (Metric::Gridlocked, |port| {
        Observation::ratio(f64::from(u8::from(port.gridlocked)), 1.0)
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
        Observation::ratio(
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
        Observation::Value(team.hours.on / (team.days * Span::DAY.hours()))
    }),
    (Metric::OvertimePerDay, |team| {
        Observation::Value(team.hours.overtime() / team.days)
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
        let mut catalogue = Catalogue {
            entries: vec![],
            firsts: BTreeMap::new(),
        };
        catalogue.add(FLOW, &Scope::All, Some(0));
        catalogue.add(PORT, &Scope::All, Some(0));
        catalogue.add(STATION, &Scope::station("desk"), Some(1));
        catalogue.add(TEAM, &Scope::team("clerks"), None);
        let observed = catalogue.entries();
        for metric in Metric::ALL {
            // this metric is computed after the runs
            let is_made_apart = *metric == Metric::BestPossible;
            let is_observed = is_made_apart || observed.iter().any(|entry| entry.metric == *metric);
            assert!(is_observed, "{metric}");
        }
        for (at, entry) in observed.iter().enumerate() {
            let position = catalogue.position(entry.metric, &entry.scope);
            assert_eq!(position, Some(at), "{} is listed twice", entry.metric);
        }
    }
}
