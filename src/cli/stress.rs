//! `clearway stress`.

use clap::Args;

use crate::study;

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
    // reads the tables, which are inputs too
    asked.document.with(&asked.settings())?.compile()?;
    let inputs = asked.document.inputs();
    let of = &arguments.scenario.scenario;
    arguments.output.check_inputs(of, "stress", &[], &inputs)?;
    arguments.output.start_threads()?;
    let folder = arguments.output.open(of, STRESS)?;
    let progress = Progress::start_open(arguments.output.options.quiet)?;
    let found = study::stress(&asked, arguments.stream.as_deref(), &progress);
    progress.finish();
    let extent = progress.extent();
    if let Some(results) = found? {
        let options = &arguments.output.options;
        options.publish(&results, folder.reading(inputs), extent)?;
    }
    progress.outcome()
}
