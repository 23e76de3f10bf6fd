//! `clearway run`.

use std::path::PathBuf;

use clap::Args;

use crate::event_log::{self, Extent, Format, Source};
use crate::experiment::{Watcher, replicate};
use crate::results::{Outcome, Question};

use super::arguments::{OutputArguments, RUN, ScenarioArguments, written};
use super::failure::Failure;
use super::progress::Progress;
use super::terminal;
use super::whole_file::WholeFile;

/// Arguments of `run`.
#[derive(Args)]
pub(super) struct RunArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    #[command(flatten)]
    output: OutputArguments,
    /// Write a log of the batches of the first replication, in one or several formats
    #[arg(long, value_name = "FORMAT", value_delimiter = ',')]
    event_log: Vec<Format>,
}

/// Runs the replications of the scenario and writes the report.
pub(super) fn run(arguments: &RunArguments) -> Result<(), Failure> {
    let mut asked = arguments.scenario.load()?;
    asked.also_set(arguments.output.settings()?)?;
    let settings = asked.settings();
    let mut document = asked.document.with(&settings)?;
    if !settings.is_empty() {
        document = document.without_searches();
    }
    let scenario = asked.titled(document.compile()?);
    let question = Question {
        document: &asked.document,
        settings: &settings,
        scenario: &scenario,
    };
    let inputs = document.inputs();
    let logs = arguments.event_log.iter().map(|it| it.file_name());
    let logs: Vec<&str> = logs.collect();
    let of = &arguments.scenario.scenario;
    arguments.output.check_inputs(of, RUN, &logs, &inputs)?;
    arguments.output.start_threads()?;
    let effort = question.effort();
    let progress = Progress::start(
        u64::from(effort.replications),
        arguments.output.extent.quiet,
    )?;
    let replicated = replicate(&scenario.model, effort, &progress);
    if replicated.replications() > 0 {
        let mut results = question.answer_run(&replicated);
        if let (Outcome::Run(run), false) =
            (&mut results.outcome, arguments.output.extent.no_report)
        {
            run.one_more = question.one_more(run, &Quiet(&progress));
        }
        progress.finish();
        let directory = arguments.output.directory(of, RUN);
        let logs = logs.iter().map(|name| ((*name).to_owned(), None));
        let extent = &arguments.output.extent;
        extent.publish(&results, &directory, logs.collect(), &inputs)?;
        let source = Source {
            title: &results.heading.title,
            model: &scenario.model,
            seed: scenario.seed,
        };
        write_logs(arguments, source, &progress)?;
    }
    progress.finish();
    progress.outcome()
}

/// Replications that are not counted as progress, and can be interrupted as well.
struct Quiet<'a>(&'a Progress);

impl Watcher for Quiet<'_> {
    fn wanted(&self) -> bool {
        self.0.wanted()
    }
}

/// Writes the logs that were asked for and prints their paths.
fn write_logs(
    arguments: &RunArguments,
    source: Source<'_>,
    progress: &Progress,
) -> Result<(), Failure> {
    if arguments.event_log.is_empty() {
        return Ok(());
    }
    let mut formats = arguments.event_log.clone();
    formats.sort_unstable();
    formats.dedup();
    let directory = arguments
        .output
        .directory(&arguments.scenario.scenario, RUN);
    let files = formats
        .iter()
        .map(|format| WholeFile::create(directory.join(format.file_name())));
    let mut files: Vec<WholeFile> = written(&directory, files.collect())?;
    let outputs = formats.iter().copied().zip(&mut files).collect();
    let extent = written(&directory, event_log::write(source, outputs, progress))?;
    if extent == Extent::Interrupted {
        return Ok(());
    }
    let paths = files.into_iter().map(WholeFile::finish);
    let paths: Vec<PathBuf> = written(&directory, paths.collect())?;
    if extent == Extent::Limited {
        let most = event_log::MOST_BATCHES / 1_000_000;
        terminal::warn(&format!(
            "the logs hold the first {most} million batches that left, not all"
        ));
    }
    for path in paths.iter().filter(|_| !arguments.output.extent.quiet) {
        let path = path.display();
        terminal::print(&format!(
            "The batches of the first replication are in {path}\n"
        ))?;
    }
    Ok(())
}
