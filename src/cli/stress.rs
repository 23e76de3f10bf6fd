//! `clearway stress`.

use clap::Args;

use crate::study::Stress;

use super::arguments::{OutputArguments, ScenarioArguments};
use super::failure::Failure;
use super::progress::Progress;

/// Name of the command.
const STRESS: &str = "stress";

/// Help of `--replications`, of which every multiple has the same number.
pub(super) const REPLICATIONS: &str =
    "Number of replications of each multiple, at least 40 [default: run.replications, else 100]";

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
    let search = Stress::new(&asked, arguments.stream.as_deref())?;
    let inputs = asked.document.inputs();
    let of = &arguments.scenario.scenario;
    arguments.output.check_inputs(of, "stress", &[], &inputs)?;
    arguments.output.start_threads()?;
    let folder = arguments.output.open(of, STRESS)?;
    let progress = Progress::start_open(arguments.output.options.quiet)?;
    let found = search.run(&progress);
    progress.finish();
    let extent = progress.extent();
    if let Some(results) = found {
        let options = &arguments.output.options;
        options.publish(&results, folder.reading(inputs), extent)?;
    }
    progress.outcome()
}
