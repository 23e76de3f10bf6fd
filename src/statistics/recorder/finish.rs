//! What a replication comes to, from what was kept.

use crate::engine::Ending;
use crate::model::{ArrivalProcess, Model};
use crate::statistics::metrics;
use crate::statistics::records::{Flow, Port, QUANTILES, StationRecord, TeamRecord};
use crate::time::Time;

use super::watch::{TeamWatch, Watch};
use super::{Depth, Detail, Observations, Recorder};

impl Recorder<'_> {
    /// What the replication comes to.
    pub fn finish(mut self, ending: Ending) -> Observations {
        self.enter_day();
        if self.in_window {
            self.close_window();
        }
        let (all, flows) = self.flows();
        let (poisson_batches, poisson_units) = self.poisson_arrivals();
        let stations: Vec<StationRecord> = self.stations.iter().map(Watch::finish).collect();
        let teams: Vec<TeamRecord> = self.teams.iter().map(TeamWatch::finish).collect();
        let port = self.port(&stations, &teams);
        let values = metrics::observe(&all, &port, &flows, &stations, &teams);
        let detail = (self.depth == Depth::Detail).then(|| Detail {
            measured: all.arrived,
            release_times: all.times,
            days: std::mem::take(&mut self.days),
            stations: self
                .stations
                .iter_mut()
                .map(|s| std::mem::take(&mut s.series))
                .collect(),
            inside: std::mem::take(&mut self.inside_series),
        });
        Observations {
            values,
            poisson_batches,
            poisson_units,
            ending,
            detail,
        }
    }

    /// What became of all batches, and of those of each stream, then of each kind of goods.
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
        for flow in flows.iter_mut().chain([&mut all]) {
            flow.quantiles = flow.times.quantiles(QUANTILES);
        }
        (all, flows)
    }

    /// Batches and units that arrived in the window from Poisson streams, whose means are known.
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

    fn port(&self, stations: &[StationRecord], teams: &[TeamRecord]) -> Port {
        let share = self.model.target.release.map(|release| release.share);
        let cleared = |share| self.days.iter().filter(|day| day.cleared(share)).count() as u64;
        let overtime = stations.iter().map(|station| station.cost_overtime);
        Port {
            days: self.model.plan.length.days(),
            cleared: share.map(|share| (self.days.len() as u64, cleared(share))),
            inside: self.inside_hours,
            backlogs: self.days.iter().map(|day| day.backlog as f64).collect(),
            cost_lanes: stations.iter().map(|station| station.cost_lanes).sum(),
            cost_staff: staff_cost(self.model),
            cost_overtime: overtime
                .chain(teams.iter().map(|team| team.cost_overtime))
                .sum(),
            cost_delay: self.cost_delay,
        }
    }
}

/// What members on duty cost over the window: hours of each row, by the rules then in force. It
/// does not depend on what happens.
fn staff_cost(model: &Model) -> f64 {
    let (start, end) = (model.plan.window_start(), model.plan.window_end());
    let changes = model.changes.iter().map(|(time, model)| (*time, model));
    let versions: Vec<(Time, &Model)> = std::iter::once((Time::START, model))
        .chain(changes)
        .collect();
    let mut cost = 0.0;
    for (index, (from, version)) in versions.iter().enumerate() {
        let next = versions.get(index + 1).map_or(end, |(time, _)| *time);
        let (from, until) = (start.max(*from), end.min(next));
        for team in version.teams.iter().filter(|_| from < until) {
            let hours = team.members.hours_by_row(&model.calendar, from, until);
            let rows = hours.iter().zip(&team.cost_per_hour);
            cost += rows.map(|(hours, cost)| hours * cost).sum::<f64>();
        }
    }
    cost
}
