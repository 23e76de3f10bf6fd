//! `clearway staff`.

mod write;

use std::path::PathBuf;

use clap::Args;

use crate::scenario::Setting;
use crate::study::{Asked, Staff};

use super::arguments::{OutputArguments, ScenarioArguments};
use super::failure::Failure;
use super::progress::Progress;
use super::terminal;

/// Name of the command.
const STAFF: &str = "staff";

/// Help of `--replications`, which is a limit here.
pub(super) const REPLICATIONS: &str =
    "Limit on the replications of one arrangement, most of which take fewer [default: 10000]";

/// Arguments of `staff`.
#[derive(Args)]
pub(super) struct StaffArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    #[command(flatten)]
    output: OutputArguments,
    /// Write the chosen arrangement as a scenario that extends this one
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

/// Searches for the cheapest arrangement that meets the target and writes the report.
/// `--replications` is the limit for one arrangement.
pub(super) fn staff(arguments: &StaffArguments) -> Result<(), Failure> {
    let mut asked = arguments.scenario.load()?;
    asked.also_set(arguments.output.settings()?)?;
    let search = Staff::new(&asked)?;
    write::check(arguments.write.as_deref(), &asked.document)?;
    let inputs = asked.document.inputs();
    let of = &arguments.scenario.scenario;
    arguments.output.check_inputs(of, "staff", &[], &inputs)?;
    arguments.output.start_threads()?;
    let folder = arguments.output.open(of, STAFF)?;
    let progress = Progress::start_open(arguments.output.options.quiet)?;
    let found = search.run(arguments.output.replications, &progress);
    progress.finish();
    let extent = progress.extent();
    if let Some(found) = found? {
        let options = &arguments.output.options;
        options.publish(&found.results, folder.reading(inputs), extent)?;
        write(arguments, &asked, found.chosen.as_deref())?;
    } else {
        terminal::say("interrupted before the first arrangement was finished; nothing was written");
    }
    progress.outcome()
}

/// Writes the chosen arrangement into the file of `--write`; says so if there is none.
fn write(
    arguments: &StaffArguments,
    asked: &Asked,
    chosen: Option<&[Setting]>,
) -> Result<(), Failure> {
    let Some(file) = &arguments.write else {
        return Ok(());
    };
    let shown = file.display();
    let Some(chosen) = chosen else {
        terminal::warn(&format!("nothing was chosen, so {shown} was not written"));
        return Ok(());
    };
    write::write(file, asked, chosen)?;
    if !arguments.output.options.quiet {
        terminal::print(&format!("The chosen arrangement is in {shown}\n"))?;
    }
    Ok(())
}
