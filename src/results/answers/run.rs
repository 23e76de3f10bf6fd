//! Results of a run.

use crate::experiment::{Ceilings, Replicated};
use crate::metric::Scope;
use crate::model::Model;
use crate::results::metrics::metrics;
use crate::results::notes;
use crate::results::question::precision;
use crate::results::reach::reach;
use crate::results::series::{daily, hourly, release_curve};
use crate::results::settling::settling;
use crate::results::theory::beside;
use crate::results::{
    FlowEnd, FlowResult, Hourly, Outcome, Question, Results, RunOutcome, station_load, team_load,
};
use crate::statistics::Student;
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
            theory: beside(model, replicated),
            settling,
            flows: flows(model),
            one_more: None,
        };
        let precision = precision(self.scenario, [replicated.precise]);
        self.results(Outcome::Run(Box::new(outcome)), precision, notes)
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
