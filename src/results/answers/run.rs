//! Results of a run.

use crate::experiment::{Ceilings, Replicated};
use crate::metric::{Metric, Scope};
use crate::model::Model;
use crate::results::heaviest::heaviest;
use crate::results::metrics::metrics;
use crate::results::notes;
use crate::results::question::precision;
use crate::results::reach::reach;
use crate::results::series::{daily, hourly, release_curve};
use crate::results::settling::settling;
use crate::results::theory::beside;
use crate::results::{
    FlowEnd, FlowResult, Hourly, Metrics, Outcome, Question, Results, RunOutcome, station_load,
    team_load,
};
use crate::statistics::{Entry, Student};
use crate::theory::{self, Loads, Node};

impl Question<'_> {
    /// Makes the results of a run.
    pub fn answer_run(&self, replicated: &Replicated) -> Results {
        let model = &self.scenario.model;
        let loads = Loads::of_window(model);
        let detail = replicated.detail.as_ref();
        let mut student = Student::new(self.scenario.confidence);
        let settling = settling(self.scenario, replicated, &loads);
        let reach = reach(model, replicated, &Ceilings::default());
        let notes = notes::of_run(
            self.scenario,
            replicated,
            &loads,
            settling.as_ref(),
            &reach.unreachable,
        );
        let outcome = RunOutcome {
            replications: replicated.replications(),
            metrics: metrics(replicated, reach.best_possible, |_| true),
            unreachable: reach.unreachable,
            verdicts: replicated.verdicts(),
            daily: detail.map_or_else(Vec::new, |detail| daily(model, detail, &mut student)),
            hourly: detail.map_or_else(Hourly::default, |d| hourly(model, d, &mut student)),
            release_curve: detail
                .and_then(|detail| release_curve(detail, replicated.tally.trials(), &mut student)),
            load: loads
                .stations
                .iter()
                .map(|load| station_load(model, load))
                .collect(),
            team_load: loads.teams.iter().map(|it| team_load(model, it)).collect(),
            heaviest: heaviest(model),
            theory: beside(model, replicated),
            settling,
            flows: flows(model),
            one_more: None,
        };
        let precision = precision(self.scenario, [replicated.precise]);
        self.results(Outcome::Run(Box::new(outcome)), precision, notes)
    }

    /// Makes the part of the results of a run that its key figures need: verdicts, the metrics of
    /// scope `all`, the utilisation of the stations and the waits there, and the loads by theory.
    pub fn answer_briefly(&self, replicated: &Replicated) -> Results {
        let of_station = [Metric::Utilisation, Metric::WaitMean];
        let is_wanted = |entry: &Entry| match entry.scope {
            Scope::All => true,
            Scope::Station(_) => of_station.contains(&entry.metric),
            Scope::Arrivals(_) | Scope::Goods(_) | Scope::Team(_) => false,
        };
        let outcome = RunOutcome {
            replications: replicated.replications(),
            metrics: metrics(replicated, None, is_wanted),
            verdicts: replicated.verdicts(),
            ..self.unrun()
        };
        let precision = precision(self.scenario, [replicated.precise]);
        self.results(Outcome::Run(Box::new(outcome)), precision, vec![])
    }

    /// Makes the part of the results of a run that is known without one: loads and flows, by
    /// theory.
    pub fn answer_unrun(&self) -> Results {
        self.results(Outcome::Run(Box::new(self.unrun())), None, vec![])
    }

    /// Returns the outcome of a run as far as it is known without one.
    fn unrun(&self) -> RunOutcome {
        let model = &self.scenario.model;
        let loads = Loads::of_window(model);
        let station = |load| station_load(model, load);
        RunOutcome {
            replications: 0,
            metrics: Metrics::default(),
            verdicts: vec![],
            unreachable: vec![],
            daily: vec![],
            hourly: Hourly::default(),
            release_curve: None,
            load: loads.stations.iter().map(station).collect(),
            team_load: loads.teams.iter().map(|it| team_load(model, it)).collect(),
            heaviest: vec![],
            theory: vec![],
            settling: None,
            flows: flows(model),
            one_more: None,
        }
    }
}

/// Computes the flows between streams, stations and exits.
fn flows(model: &Model) -> Vec<FlowResult> {
    let end = |place: Node| match place {
        Node::Stream(stream) => FlowEnd::Part(Scope::arrivals(&model.streams[stream.index()].name)),
        Node::Station(station) => {
            FlowEnd::Part(Scope::station(&model.stations[station.index()].name))
        }
        Node::Exit(exit) => FlowEnd::Exit(exit),
    };
    let flows = theory::window_flows(model).into_iter();
    flows
        .map(|flow| FlowResult {
            from: end(flow.from),
            to: end(flow.to),
            batches_per_day: flow.batches_per_day,
        })
        .collect()
}
