//! `clearway run`.

use clap::Args;

use crate::experiment::replicate;
use crate::results::Question;

use super::progress::Progress;
use super::{Failure, OutputArguments, ScenarioArguments};

/// What `run` takes.
#[derive(Args)]
pub(super) struct RunArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    #[command(flatten)]
    output: OutputArguments,
}

/// Replicates the scenario and writes the report.
pub(super) fn run(arguments: &RunArguments) -> Result<(), Failure> {
    let mut asked = arguments.scenario.load()?;
    asked.set.extend(arguments.output.settings()?);
    let settings = asked.settings();
    let scenario = asked.document.with(&settings)?.compile()?;
    let question = Question {
        document: &asked.document,
        settings: &settings,
        scenario: &scenario,
    };
    arguments.output.start_threads()?;
    let effort = question.effort();
    let progress = Progress::start(u64::from(effort.replications), arguments.output.quiet)?;
    let replicated = replicate(&scenario.model, effort, &progress);
    progress.finish();
    if replicated.replications() > 0 {
        let results = question.answer_run(&replicated);
        arguments
            .output
            .publish(&results, &arguments.scenario.scenario)?;
    }
    progress.outcome()
}
