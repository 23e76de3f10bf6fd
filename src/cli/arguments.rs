//! Arguments that several commands share: the scenario, changes to it, and what to write.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::report::{
    Digest, FileSet, PAGE_FILE, Part, RESULTS_FILE, WORKBOOK_FILE, files_with, summary,
    summary_within, write_results,
};
use crate::results::Results;
use crate::scenario::{Document, Problems, Setting};
use crate::study::Asked;

use super::failure::Failure;
use super::folder::{Extent, Folder, NewFile, check_inputs};
use super::inputs::Inputs;
use super::{rescue, terminal};

/// The scenario and the changes to it.
#[derive(Args)]
pub(super) struct ScenarioArguments {
    /// The scenario file
    #[arg(value_name = "FILE")]
    pub(super) scenario: PathBuf,
    /// Use the values of a variant of the scenario
    #[arg(long, value_name = "NAME")]
    pub(super) variant: Option<String>,
    /// Change the value at a path of the scenario, such as stations.inspection.lanes=12
    #[arg(long, value_name = "PATH=VALUE")]
    pub(super) set: Vec<String>,
    /// Refuse files outside of the folder of the scenario, for scenarios from strangers
    #[arg(long)]
    pub(super) untrusted: bool,
}

/// Options of a run and of its output.
#[derive(Args)]
pub(super) struct OutputArguments {
    /// Folder for the results [default: output/<file stem> of a run, output/<file stem>-<command>
    /// of other commands]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Seed of all random numbers, instead of run.seed
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// Number of replications, instead of run.replications and run.precision
    #[arg(long, value_name = "N")]
    pub(super) replications: Option<u32>,
    /// Number of threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,
    #[command(flatten)]
    pub(super) options: Options,
}

/// Options that set how much is written and shown.
#[derive(Args)]
pub(super) struct Options {
    /// Show no progress and no summary
    #[arg(long)]
    pub(super) quiet: bool,
    /// Write only results.json and the tables, without charts and page
    #[arg(long)]
    pub(super) no_report: bool,
    /// Also write report.xlsx, a workbook with charts
    #[arg(long)]
    pub(super) xlsx: bool,
}

impl ScenarioArguments {
    /// Reads the scenario file and the settings of the command line.
    pub(super) fn load(&self) -> Result<Asked, Failure> {
        self.load_from(self.inputs())
    }

    /// Returns the files that may be read.
    pub(super) fn inputs(&self) -> Inputs {
        Inputs::of(&self.scenario, self.untrusted)
    }

    /// Reads the scenario from these files, and the settings of the command line.
    pub(super) fn load_from(&self, inputs: Inputs) -> Result<Asked, Failure> {
        let document = Document::load(&self.scenario, inputs)?;
        let variant = match &self.variant {
            Some(name) => document.variant(name)?,
            None => vec![],
        };
        Ok(Asked {
            variant_label: self
                .variant
                .as_deref()
                .map(|name| document.variant_label(name)),
            document,
            variant,
            set: settings(&self.set)?,
        })
    }
}

/// Parses the arguments of `--set`.
pub(super) fn settings(arguments: &[String]) -> Result<Vec<Setting>, Failure> {
    let settings: Result<Vec<Setting>, Problems> = arguments
        .iter()
        .map(|argument| Setting::from_argument(argument))
        .collect();
    let settings: Vec<Setting> = settings?;
    Setting::check_once(&settings).map_err(Problems::from)?;
    Ok(settings)
}

impl OutputArguments {
    /// Returns the settings that `--seed` and `--replications` stand for.
    pub(super) fn settings(&self) -> Result<Vec<Setting>, Failure> {
        let seed = self.seed.map(|seed| format!("run.seed={seed}"));
        let replications = self
            .replications
            .map(|count| format!("run.replications={count}"));
        let arguments: Vec<String> = seed.into_iter().chain(replications).collect();
        settings(&arguments)
    }

    /// Starts the global pool of threads.
    pub(super) fn start_threads(&self) -> Result<(), Failure> {
        let threads = usize::from(self.threads.unwrap_or(0));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build_global()
            .map_err(|error| Failure::Other(error.to_string()))
    }

    /// Returns the folder for the results of a command on a scenario.
    pub(super) fn directory(&self, scenario: &Path, command: &str) -> PathBuf {
        let stem = scenario.file_stem().unwrap_or(scenario.as_os_str());
        let usual = || {
            let mut name = stem.to_owned();
            if command != RUN {
                name.push("-");
                name.push(command);
            }
            Path::new("output").join(name)
        };
        self.out.clone().unwrap_or_else(usual)
    }

    /// Returns the folder for a comparison of folders. By default it is named after the first one.
    pub(super) fn directory_of_folders(&self, first: &Path) -> PathBuf {
        let name = first.canonicalize().ok();
        let name = name.as_deref().and_then(Path::file_name);
        let name = name.unwrap_or(first.as_os_str()).to_string_lossy();
        let usual = || Path::new("output").join(format!("{name}-compare"));
        self.out.clone().unwrap_or_else(usual)
    }

    /// Refuses a folder in which a command would write over a file that the scenario reads. `logs`
    /// are the names of the logs that are written too.
    pub(super) fn check_inputs(
        &self,
        scenario: &Path,
        command: &str,
        logs: &[&str],
        inputs: &[PathBuf],
    ) -> Result<(), Failure> {
        let mut more = logs.to_vec();
        more.extend((!self.options.no_report).then_some(PAGE_FILE));
        more.extend(self.options.xlsx.then_some(WORKBOOK_FILE));
        check_inputs(&self.directory(scenario, command), command, &more, inputs)
    }

    /// Opens the folder for the results of a command on a scenario.
    pub(super) fn open(&self, scenario: &Path, command: &str) -> Result<Folder, Failure> {
        Folder::open(&self.directory(scenario, command))
    }
}

impl Options {
    /// Puts the results of a command, and the parts of their report that are asked for, into a
    /// folder, and prints the summary.
    pub(super) fn publish(
        &self,
        results: &Results,
        folder: Folder,
        extent: Extent,
    ) -> Result<(), Failure> {
        let write = |file: &mut NewFile| write_results(results, file);
        let path = self.publish_with(results, folder, extent, write, |_| Ok(()))?;
        self.print(results, &path)
    }

    /// Puts the results of a command, as `write` writes them, the parts of their report that are
    /// asked for, and what `others` adds, into a folder. Returns its path.
    pub(super) fn publish_with(
        &self,
        results: &Results,
        folder: Folder,
        extent: Extent,
        write: impl FnOnce(&mut NewFile) -> io::Result<()>,
        others: impl FnOnce(&mut Folder) -> Result<(), Failure>,
    ) -> Result<PathBuf, Failure> {
        let mut folder = folder.for_extent(extent)?;
        folder
            .scenario
            .clone_from(&results.provenance.scenario_path);
        let mut file = folder.create(RESULTS_FILE)?;
        folder.written(write(&mut file))?;
        let digest = folder.add(file)?;
        // at a signal, the results are put in place without a report
        let command = results.outcome.command();
        if extent == Extent::Whole && rescue::was_heard() {
            without_report(folder, command, extent);
            return Err(Failure::Interrupted);
        }
        let rescue = move |folder: Folder| without_report(folder, command, extent);
        let make = || self.parts(results, &digest);
        let (mut folder, parts) = rescue::guarded(folder, rescue, make);
        add_parts(&mut folder, parts)?;
        others(&mut folder)?;
        folder.publish(results.outcome.command(), extent)
    }

    /// Makes the report of results that are there again, and prints the summary.
    pub(super) fn report(
        &self,
        results: &Results,
        digest: &Digest,
        mut folder: Folder,
    ) -> Result<(), Failure> {
        add_parts(&mut folder, self.parts(results, digest))?;
        let path = folder.publish_more(results.outcome.command())?;
        self.print(results, &path)
    }

    /// Makes the tables and the other parts that are asked for.
    fn parts(&self, results: &Results, digest: &Digest) -> io::Result<FileSet> {
        let page = (!self.no_report).then_some(Part::Page);
        let workbook = self.xlsx.then_some(Part::Workbook);
        let parts = [Some(Part::Tables), page, workbook];
        let parts: Vec<Part> = parts.into_iter().flatten().collect();
        files_with(results, digest, &parts)
    }

    /// Prints the summary and what to open.
    pub(super) fn print(&self, results: &Results, directory: &Path) -> Result<(), Failure> {
        if self.quiet {
            return Ok(());
        }
        let text = match terminal::columns() {
            Some(columns) => summary_within(results, columns),
            None => summary(results),
        };
        let name = if self.no_report {
            RESULTS_FILE
        } else {
            PAGE_FILE
        };
        let opened = directory.join(name);
        terminal::print(&format!("{text}\nWritten to {}\n", opened.display()))
    }
}

/// Name of the command that makes the results of one arrangement.
pub(super) const RUN: &str = "run";

/// Adds the parts of a report that were made.
fn add_parts(folder: &mut Folder, parts: io::Result<FileSet>) -> Result<(), Failure> {
    for (name, bytes) in folder.written(parts)? {
        folder.add_bytes(&name, &bytes)?;
    }
    Ok(())
}

/// Puts the results of a command in place without a report, whose making a signal has interrupted.
fn without_report(folder: Folder, command: &str, extent: Extent) {
    match folder.publish(command, extent) {
        Ok(path) => {
            let path = path.display();
            terminal::say(&format!(
                "interrupted: {path} has the results without a report; make it with clearway \
                 report {path}"
            ));
        }
        Err(Failure::Other(message)) => terminal::say(&message),
        Err(_) => {}
    }
}
