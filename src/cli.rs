//! The command line: what each command reads, does and writes.
//!
//! Results go to files, progress to standard error, the summary to standard output. Exit codes: 0
//! done, 2 the input is wrong and nothing was written, 130 interrupted and what was finished was
//! kept, 1 anything else.

mod check;
mod compare;
mod progress;
mod report;
mod run;
mod staff;
mod stress;
mod sweep;
mod terminal;
mod whole_file;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::input::Disk;
use crate::output::printable;
use crate::report::{PAGE_FILE, Part, RESULTS_FILE, files, summary};
use crate::results::Results;
use crate::scenario::{self, Document, Problems, Scenario, Setting};
use whole_file::WholeFile;

/// How many batches and units a day does a customs port clear, and with how many lanes?
///
/// clearway simulates batches that arrive at customs and clear through stations such as document
/// review, x-ray and inspection. A scenario file says what arrives and which lanes are open;
/// clearway says what is released, how long it takes and how sure that is.
#[derive(Parser)]
#[command(version, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check a scenario and say how loaded each station will be, without a run
    Check(check::CheckArguments),
    /// Run a scenario and write the report
    Run(run::RunArguments),
    /// Run a grid of arrangements and hold each against the target
    Sweep(sweep::SweepArguments),
    /// Hold the variants of a scenario, several scenarios or finished runs against each other
    Compare(compare::CompareArguments),
    /// Find the cheapest arrangement of [staffing] that meets the target
    Staff(staff::StaffArguments),
    /// Find how many times the arrivals the port can take and still meet the target
    Stress(stress::StressArguments),
    /// Make the report, charts and tables of a folder again from its results.json, without a run
    Report(report::ReportArguments),
    /// Print the JSON Schema of scenario files, for editors that check while you type
    Schema,
    /// Print what makes a shell complete commands and options
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// The scenario and what to change in it.
#[derive(Args)]
struct ScenarioArguments {
    /// The scenario file
    #[arg(value_name = "FILE")]
    scenario: PathBuf,
    /// Take the values of a variant of the scenario
    #[arg(long, value_name = "NAME")]
    variant: Option<String>,
    /// Change the value at a path of the scenario, such as stations.inspection.lanes=12
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
}

/// How to run and where to write.
#[derive(Args)]
struct OutputArguments {
    /// Folder for the results [default: output/<file stem>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Seed of every random number; instead of run.seed
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How many replications; instead of run.replications
    #[arg(long, value_name = "N")]
    replications: Option<u32>,
    /// How many threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    #[command(flatten)]
    extent: Extent,
}

/// How much is written and shown.
#[derive(Args)]
struct Extent {
    /// Show no progress and no summary
    #[arg(long)]
    quiet: bool,
    /// Leave out the charts and the page: results.json and the tables only
    #[arg(long)]
    no_report: bool,
    /// Write report.xlsx as well: a workbook with charts
    #[arg(long)]
    xlsx: bool,
}

/// Why a command did not end well.
enum Failure {
    /// The input is wrong.
    Input(Problems),
    /// The input is wrong, and that was printed.
    Told,
    /// It was interrupted; what was finished is kept.
    Interrupted,
    /// The command line asks for something that the scenario does not have.
    Usage(String),
    /// Something outside the scenario failed.
    Other(String),
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Input(problems)
    }
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => terminal::say_usage(&error),
    };
    let outcome = match arguments.command {
        Command::Check(arguments) => check::check(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Sweep(arguments) => sweep::sweep(&arguments),
        Command::Compare(arguments) => compare::compare(&arguments),
        Command::Staff(arguments) => staff::staff(&arguments),
        Command::Stress(arguments) => stress::stress(&arguments),
        Command::Report(arguments) => report::report(&arguments),
        Command::Schema => terminal::print_own(&scenario::schema()),
        Command::Completions { shell } => completions(shell),
    };
    let code = match outcome {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Input(problems)) => {
            terminal::say_problems(&problems);
            2
        }
        Err(Failure::Usage(message)) => {
            terminal::say(&format!("error: {message}"));
            2
        }
        Err(Failure::Interrupted) => {
            terminal::say("interrupted");
            130
        }
        Err(Failure::Other(message)) => {
            terminal::say(&format!("error: {}", printable(&message)));
            1
        }
        Err(Failure::Told) => 2,
    };
    ExitCode::from(code)
}

/// Prints the completions of a shell.
fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    let mut command = Arguments::command();
    let mut script = vec![];
    clap_complete::generate(shell, &mut command, "clearway", &mut script);
    terminal::print_own(&String::from_utf8_lossy(&script))
}

/// A scenario as the command line asks for it. Later settings hold: first the variant, then what a
/// command varies, then `--set`.
struct Asked {
    /// The scenario file as written.
    document: Document,
    /// What is shown for the variant, where one is asked for.
    variant_label: Option<String>,
    /// What the variant sets.
    variant: Vec<Setting>,
    /// What `--set` sets.
    set: Vec<Setting>,
}

impl Asked {
    /// All settings in order.
    fn settings(&self) -> Vec<Setting> {
        [self.variant.as_slice(), &self.set].concat()
    }

    /// Adds what other options set; a path that `--set` sets too would lose its value.
    fn also_set(&mut self, settings: Vec<Setting>) -> Result<(), Failure> {
        self.set.extend(settings);
        Ok(Setting::check_once(&self.set).map_err(Problems::from)?)
    }

    /// The scenario, its variant told in the title.
    fn titled(&self, mut scenario: Scenario) -> Scenario {
        if let (Some(title), Some(variant)) = (&mut scenario.heading.title, &self.variant_label) {
            *title = format!("{title}: {variant}");
        }
        scenario
    }
}

impl ScenarioArguments {
    /// The scenario file as written, and the settings of the command line.
    fn load(&self) -> Result<Asked, Failure> {
        let document = Document::load(&self.scenario, Disk)?;
        let variant = match &self.variant {
            Some(name) => document.variant(name)?,
            None => vec![],
        };
        Ok(Asked {
            variant_label: self
                .variant
                .as_deref()
                .map(|name| document.variant_label(name).to_owned()),
            document,
            variant,
            set: settings(&self.set)?,
        })
    }
}

/// Reads arguments of `--set`.
fn settings(arguments: &[String]) -> Result<Vec<Setting>, Failure> {
    let settings: Result<Vec<Setting>, Problems> = arguments
        .iter()
        .map(|argument| Setting::from_argument(argument))
        .collect();
    let settings: Vec<Setting> = settings?;
    Setting::check_once(&settings).map_err(Problems::from)?;
    Ok(settings)
}

impl OutputArguments {
    /// What the other options set in the scenario: `--seed` and `--replications` are settings too.
    fn settings(&self) -> Result<Vec<Setting>, Failure> {
        let seed = self.seed.map(|seed| format!("run.seed={seed}"));
        let replications = self
            .replications
            .map(|count| format!("run.replications={count}"));
        let arguments: Vec<String> = seed.into_iter().chain(replications).collect();
        settings(&arguments)
    }

    /// Makes the pool of threads that everything parallel uses.
    fn start_threads(&self) -> Result<(), Failure> {
        let threads = usize::from(self.threads.unwrap_or(0));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build_global()
            .map_err(|error| Failure::Other(error.to_string()))
    }

    /// The folder for the results of a scenario.
    fn directory(&self, scenario: &Path) -> PathBuf {
        let stem = scenario.file_stem().unwrap_or(scenario.as_os_str());
        let usual = || Path::new("output").join(stem);
        self.out.clone().unwrap_or_else(usual)
    }

    /// The folder for a comparison of folders: beside the first, never in it.
    fn directory_of_folders(&self, first: &Path) -> PathBuf {
        let name = first.canonicalize().ok();
        let name = name.as_deref().and_then(Path::file_name);
        let name = name.unwrap_or(first.as_os_str()).to_string_lossy();
        let usual = || Path::new("output").join(format!("{name}-compare"));
        self.out.clone().unwrap_or_else(usual)
    }

    /// Writes the results and prints the summary.
    fn publish(&self, results: &Results, scenario: &Path) -> Result<(), Failure> {
        let directory = self.directory(scenario);
        self.extent.publish(results, &directory)
    }
}

impl Extent {
    /// Writes results and what is wanted of their report into a folder, and prints the summary.
    fn publish(&self, results: &Results, directory: &Path) -> Result<(), Failure> {
        self.report(results, directory, &[Part::Results, Part::Tables])
    }

    /// Writes these parts first, then what is wanted of the others, and prints the summary.
    fn report(&self, results: &Results, directory: &Path, first: &[Part]) -> Result<(), Failure> {
        let page = (!self.no_report).then_some(Part::Page);
        let workbook = self.xlsx.then_some(Part::Workbook);
        for parts in [first, page.as_slice(), workbook.as_slice()] {
            written(directory, write(results, parts, directory))?;
        }
        if self.quiet {
            return Ok(());
        }
        let text = summary(results);
        let name = page.map_or(RESULTS_FILE, |_| PAGE_FILE);
        let opened = directory.join(name);
        terminal::print(&format!("{text}\nWritten to {}\n", opened.display()))
    }
}

/// Writes the files of parts of a report.
fn write(results: &Results, parts: &[Part], directory: &Path) -> io::Result<()> {
    for (name, bytes) in files(results, parts)? {
        let mut file = WholeFile::create(directory.join(name))?;
        file.write_all(&bytes)?;
        file.finish()?;
    }
    Ok(())
}

/// What was written into a folder, or why it could not be.
fn written<T>(directory: &Path, outcome: io::Result<T>) -> Result<T, Failure> {
    outcome.map_err(|error| {
        Failure::Other(format!("cannot write to {}: {error}", directory.display()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
