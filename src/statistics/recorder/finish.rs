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
        let flow_of = |which: &dyn Fn(usize) -> bool| {
            let mut flow = Flow {
                within: self.model.target.release.map(|_| 0),
                ..Flow::default()
            };
            flow.days = self.model.plan.length.days();
            for (_, class) in self
                .classes
                .iter()
                .enumerate()
                .filter(|(index, _)| which(*index))
            {
                flow.merge(class);
            }
            flow.quantiles = flow.times.quantiles(QUANTILES);
            flow
        };
        let classes = &self.model.classes;
        let all = flow_of(&|_| true);
        let of_stream = |stream: usize| flow_of(&|class| classes[class].stream.index() == stream);
        let of_goods = |goods: usize| {
            flow_of(&|class| {
                classes[class]
                    .goods
                    .is_some_and(|of_class| of_class.index() == goods)
            })
        };
        let mut flows: Vec<Flow> = (0..self.model.streams.len()).map(of_stream).collect();
        flows.extend((0..self.model.goods.len()).map(of_goods));
        let poisson = |class: usize| {
            let stream = &self.model.streams[classes[class].stream.index()];
            matches!(stream.process, ArrivalProcess::Poisson(_))
        };
        let poisson_batches: u64 = (0..classes.len())
            .filter(|class| poisson(*class))
            .map(|c| self.classes[c].arrived)
            .sum();
        let poisson_units = (0..classes.len())
            .filter(|class| poisson(*class))
            .map(|c| self.units[c])
            .sum();
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
            poisson_batches: poisson_batches as f64,
            poisson_units,
            ending,
            detail,
        }
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
