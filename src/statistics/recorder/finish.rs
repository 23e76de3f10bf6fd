//! Computes the observations of a replication from a recorder's records.

use crate::engine::Ending;
use crate::model::ArrivalProcess;
use crate::statistics::metrics;
use crate::statistics::records::{Flow, Port, QUANTILES, StationRecord, TeamRecord};
use crate::statistics::{Lock, Times};

use super::watch::{TeamWatch, Watch};
use super::{Day, Depth, Detail, Observations, Recorder};

impl Recorder<'_> {
    /// Returns the observations of the replication.
    pub fn finish(mut self, ending: Ending) -> Observations {
        self.enter_day();
        if self.in_window {
            self.close_window();
        }
        let (all, flows) = self.flows();
        let (poisson_batches, poisson_units) = self.poisson_arrivals();
        let stations: Vec<StationRecord> = self.stations.iter_mut().map(Watch::finish).collect();
        let teams: Vec<TeamRecord> = self.teams.iter().map(TeamWatch::finish).collect();
        let end = self.model.plan.window_end();
        let locks = std::mem::take(&mut self.locks).finish();
        let is_at_end = |lock: &Lock| lock.until.is_none() && lock.from < end;
        let gridlocked = locks.iter().any(is_at_end);
        let port = self.port(&stations, &teams, gridlocked);
        let values = metrics::observe(&all, &port, &flows, &stations, &teams);
        let late_days = self.late_days(&all);
        let detail = (self.depth == Depth::Detail).then(|| Detail {
            measured: all.arrived,
            release_times: all.times.clone(),
            days: std::mem::take(&mut self.days),
            stations: self
                .stations
                .iter_mut()
                .map(|s| std::mem::take(&mut s.series))
                .collect(),
            teams: self
                .teams
                .iter_mut()
                .map(|t| std::mem::take(&mut t.series))
                .collect(),
            inside: std::mem::take(&mut self.inside_series),
        });
        let has_parts = self.has_parts();
        let times = |flow: Flow| {
            let unreleased = flow.unreleased();
            Times::new(flow.times, unreleased)
        };
        let of_parts = flows.into_iter().map(|flow| {
            let wanted = Some(flow).filter(|_| has_parts);
            wanted.map_or_else(Times::default, times)
        });
        let has_quantiles = self.depth != Depth::Means;
        let wanted = Some(all).filter(|_| has_quantiles);
        let of_flows = std::iter::once(wanted.map_or_else(Times::default, times)).chain(of_parts);
        let of_stations = self.stations.iter_mut().map(|station| {
            let wanted = has_quantiles.then(|| station.take_waits());
            wanted.unwrap_or_default()
        });
        Observations {
            values,
            poisson_batches,
            poisson_units,
            times: of_flows.chain(of_stations).collect(),
            days: self.day_totals,
            late_days,
            ending,
            gridlocked: port.gridlocked,
            locks,
            detail,
        }
    }

    /// Are quantiles of streams and kinds of goods wanted?
    fn has_parts(&self) -> bool {
        match self.depth {
            Depth::Means | Depth::Whole => false,
            Depth::Metrics | Depth::Detail => true,
        }
    }

    /// Returns the flow of all batches, and the flows of each stream, then of each kind of goods.
    fn flows(&self) -> (Flow, Vec<Flow>) {
        let model = self.model;
        let empty = Flow {
            days: model.plan.length.days(),
            within: model.target.release.map(|_| 0),
            ..Flow::default()
        };
        let mut all = empty.clone();
        let mut flows = vec![empty; model.streams.len() + model.goods.len()];
        for (class, flow) in model.classes.iter().zip(&self.classes) {
            all.merge(flow);
            flows[class.stream.index()].merge(flow);
            if let Some(goods) = class.goods {
                flows[model.streams.len() + goods.index()].merge(flow);
            }
        }
        let parts = if self.has_parts() {
            flows.as_mut_slice()
        } else {
            &mut []
        };
        for flow in parts.iter_mut().chain([&mut all]) {
            flow.quantiles = flow.times.quantiles(QUANTILES);
        }
        (all, flows)
    }

    /// Returns the batches and units that arrived in the window from Poisson streams, whose means
    /// are known.
    fn poisson_arrivals(&self) -> (f64, f64) {
        let of_classes = self.model.classes.iter().zip(&self.classes);
        let poisson = of_classes.filter(|(class, _)| {
            let stream = &self.model.streams[class.stream.index()];
            matches!(stream.process, ArrivalProcess::Poisson(_))
        });
        poisson.fold((0.0, 0.0), |(batches, units), (_, flow)| {
            (batches + flow.arrived as f64, units + flow.units)
        })
    }

    /// Returns the number of days on which a batch arrived that was not released in time; all
    /// batches outside the whole days count as one day. 0 without a release target.
    fn late_days(&self, all: &Flow) -> u64 {
        let Some(within) = all.within else {
            return 0;
        };
        let late = self.days.iter().filter(|day| day.within < day.arrived);
        let of_days = |count: fn(&Day) -> u64| self.days.iter().map(count).sum::<u64>();
        let rest = (all.arrived - within) > of_days(|day| day.arrived - day.within);
        late.count() as u64 + u64::from(rest)
    }

    fn port(&self, stations: &[StationRecord], teams: &[TeamRecord], gridlocked: bool) -> Port {
        let share = self.model.target.release.map(|release| release.share);
        let cleared = |share: f64| {
            let days = self.days.iter().filter_map(|day| day.cleared(share));
            days.fold((0, 0), |(days, cleared), it| {
                (days + 1, cleared + u64::from(it))
            })
        };
        let plan = &self.model.plan;
        let on_duty = (self.model).costs_on_duty(plan.window_start(), plan.window_end());
        let overtime = stations.iter().map(|station| station.hours.cost_overtime);
        Port {
            days: plan.length.days(),
            cleared: share.map(cleared),
            gridlocked,
            inside: self.inside_hours,
            backlogs: self.days.iter().map(|day| day.backlog as f64).collect(),
            cost_lanes: stations.iter().map(|it| it.hours.cost_lanes).sum(),
            cost_staff: on_duty.iter().sum(),
            cost_overtime: overtime
                .chain(teams.iter().map(|team| team.hours.cost_overtime))
                .sum(),
            cost_delay: self.cost_delay,
        }
    }
}
