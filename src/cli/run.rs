//! `clearway run`.

use clap::Args;

use crate::event_log::{self, Extent, Format, Source};
use crate::experiment::{Effort, Watcher, replicate};
use crate::report::{PAGE_FILE, write_results};
use crate::results::{Outcome, Question};

use super::arguments::{OutputArguments, RUN, ScenarioArguments};
use super::failure::Failure;
use super::folder::{Folder, NewFile};
use super::page;
use super::progress::Progress;
use super::terminal;

/// Arguments of `run`.
#[derive(Args)]
pub(super) struct RunArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    #[command(flatten)]
    output: OutputArguments,
    /// Write a report that can be tried with other values: the page holds scenario and engine
    #[arg(long, conflicts_with = "no_report")]
    live: bool,
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
    let folder = arguments.output.open(&arguments.scenario.scenario, RUN)?;
    let options = &arguments.output.options;
    let effort = Effort {
        keep: scenario.keep(scenario.values()),
        ..question.effort()
    };
    let progress = Progress::start(u64::from(effort.replications), options.quiet)?;
    let replicated = replicate(&scenario.model, effort, &progress);
    let extent = progress.extent();
    if replicated.replications() > 0 {
        let mut results = question.answer_run(&replicated);
        if let (Outcome::Run(run), false) = (&mut results.outcome, options.no_report) {
            run.one_more = question.one_more(run, &Quiet(&progress));
        }
        progress.finish();
        let source = Source {
            title: &results.heading.title,
            model: &scenario.model,
            seed: scenario.seed,
        };
        let mut formats = arguments.event_log.clone();
        formats.sort_unstable();
        formats.dedup();
        let mut logs = vec![];
        let write = |file: &mut NewFile| write_results(&results, file);
        let folder =
            options.publish_with(&results, folder.reading(inputs), extent, write, |folder| {
                logs = write_logs(&formats, source, folder, &progress)?;
                if arguments.live {
                    let page = page::live_report(of, &settings, &results)?;
                    folder.replace(PAGE_FILE, page.as_bytes())?;
                }
                Ok(())
            })?;
        options.print(&results, &folder)?;
        for log in logs.iter().filter(|_| !options.quiet) {
            let path = folder.join(log);
            let path = path.display();
            terminal::print(&format!(
                "The batches of the first replication are in {path}\n"
            ))?;
        }
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

/// Adds the logs that were asked for, unless the command is interrupted. Returns their names.
fn write_logs(
    formats: &[Format],
    source: Source<'_>,
    folder: &mut Folder,
    progress: &Progress,
) -> Result<Vec<&'static str>, Failure> {
    if formats.is_empty() {
        return Ok(vec![]);
    }
    let files = formats
        .iter()
        .map(|format| folder.create(format.file_name()));
    let mut files: Vec<NewFile> = files.collect::<Result<_, _>>()?;
    let outputs = formats.iter().copied().zip(&mut files).collect();
    let extent = folder.written(event_log::write(source, outputs, progress))?;
    if extent == Extent::Interrupted {
        return Ok(vec![]);
    }
    for file in files {
        folder.add(file)?;
    }
    if extent == Extent::Limited {
        let most = event_log::MOST_BATCHES / 1_000_000;
        terminal::warn(&format!(
            "the logs hold the first {most} million batches that left, not all"
        ));
    }
    Ok(formats.iter().map(|format| format.file_name()).collect())
}
