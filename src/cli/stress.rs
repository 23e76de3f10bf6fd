//! `clearway stress`.

use clap::Args;

use crate::experiment::{self, Stressed};
use crate::model::{ArrivalProcess, Model, StreamId};
use crate::results::{self, Question};

use super::arguments::{OutputArguments, ScenarioArguments};
use super::failure::Failure;
use super::progress::Progress;

/// Name of the command.
const STRESS: &str = "stress";

/// Arguments of `stress`.
#[derive(Args)]
pub(super) struct StressArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// Multiply only this arrival stream
    #[arg(long, value_name = "NAME")]
    stream: Option<String>,
    #[command(flatten)]
    output: OutputArguments,
}

/// Searches for the largest multiple of the arrivals that meets the target and writes the report.
pub(super) fn stress(arguments: &StressArguments) -> Result<(), Failure> {
    let mut asked = arguments.scenario.load()?;
    asked.also_set(arguments.output.settings()?)?;
    let settings = asked.settings();
    let scenario = asked.document.with(&settings)?.compile()?;
    let model = &scenario.model;
    let port = Stressed {
        model,
        stream: stream(model, arguments.stream.as_deref())?,
    };
    let question = Question {
        document: &asked.document,
        settings: &settings,
        scenario: &scenario,
    };
    let inputs = asked.document.inputs();
    let of = &arguments.scenario.scenario;
    arguments.output.check_inputs(of, "stress", &[], &inputs)?;
    arguments.output.start_threads()?;
    let folder = arguments
        .output
        .open(&arguments.scenario.scenario, STRESS)?;
    let progress = Progress::start_open(arguments.output.options.quiet)?;
    let effort = question.effort_of_stress();
    let best_possible = port.out_of_reach(effort.seed, effort.confidence);
    let conclude = |multiple, sight, model: &_, replicated: &_| {
        results::stress_point(&port, multiple, sight, model, replicated)
    };
    let found = if best_possible.is_some() || port.lacking_arrivals().is_some() {
        experiment::stress_at_one(&port, effort, conclude, &progress)
    } else {
        experiment::stress(&port, effort, port.guess(), conclude, &progress)
    };
    progress.finish();
    let extent = progress.extent();
    if !found.tried.is_empty() {
        let mut results = question.answer_stress(&port, port.saturation(), best_possible, found);
        if scenario.keep.is_some() {
            results.drop_values();
        }
        let options = &arguments.output.options;
        options.publish(&results, folder.reading(inputs), extent)?;
    }
    progress.outcome()
}

/// Returns the stream that grows, or `None` for all; refuses streams from a file.
fn stream(model: &Model, name: Option<&str>) -> Result<Option<StreamId>, Failure> {
    let is_list = |process: &ArrivalProcess| matches!(process, ArrivalProcess::Trace(_));
    let streams = || model.streams.iter();
    let names = || {
        let can_grow = streams().filter(|stream| !is_list(&stream.process));
        let names: Vec<&str> = can_grow.map(|stream| stream.name.as_str()).collect();
        names.join(", ")
    };
    let Some(name) = name else {
        let list = streams().find(|stream| is_list(&stream.process));
        return match list {
            None => Ok(None),
            Some(list) => Err(refused(&list.name, &names())),
        };
    };
    let Some(position) = streams().position(|stream| stream.name == name) else {
        let message = format!(
            "there is no arrival stream \"{name}\"; those that can grow are {}",
            names()
        );
        return Err(Failure::Usage(message));
    };
    if is_list(&model.streams[position].process) {
        return Err(refused(name, &names()));
    }
    Ok(Some(StreamId::new(position)))
}

/// Makes the failure for a stream from a file, whose list of batches cannot be multiplied.
fn refused(name: &str, others: &str) -> Failure {
    let help = if others.is_empty() {
        "write per_day or every for it instead".to_owned()
    } else {
        format!("let another stream grow with --stream: {others}")
    };
    Failure::Usage(format!(
        "the batches of \"{name}\" come from a file, and a list of batches cannot be multiplied: \
         {help}"
    ))
}
