//! Arguments that several commands take: which scenario, what to change in it, and what to write.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::input::Disk;
use crate::report::{PAGE_FILE, Part, RESULTS_FILE, files, summary};
use crate::results::Results;
use crate::scenario::{Document, Problems, Scenario, Setting};

use super::failure::Failure;
use super::terminal;
use super::whole_file::WholeFile;

/// The scenario and what to change in it.
#[derive(Args)]
pub(super) struct ScenarioArguments {
    /// The scenario file
    #[arg(value_name = "FILE")]
    pub(super) scenario: PathBuf,
    /// Take the values of a variant of the scenario
    #[arg(long, value_name = "NAME")]
    pub(super) variant: Option<String>,
    /// Change the value at a path of the scenario, such as stations.inspection.lanes=12
    #[arg(long, value_name = "PATH=VALUE")]
    pub(super) set: Vec<String>,
}

/// How to run and where to write.
#[derive(Args)]
pub(super) struct OutputArguments {
    /// Folder for the results [default: output/<file stem>]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Seed of every random number; instead of run.seed
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// How many replications; instead of run.replications
    #[arg(long, value_name = "N")]
    pub(super) replications: Option<u32>,
    /// How many threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,
    #[command(flatten)]
    pub(super) extent: Extent,
}

/// How much is written and shown.
#[derive(Args)]
pub(super) struct Extent {
    /// Show no progress and no summary
    #[arg(long)]
    pub(super) quiet: bool,
    /// Leave out the charts and the page: results.json and the tables only
    #[arg(long)]
    pub(super) no_report: bool,
    /// Write report.xlsx as well: a workbook with charts
    #[arg(long)]
    pub(super) xlsx: bool,
}

/// A scenario as the command line asks for it. Later settings hold: first the variant, then what a
/// command varies, then `--set`.
pub(super) struct Asked {
    /// The scenario file as written.
    pub(super) document: Document,
    /// What is shown for the variant, where one is asked for.
    pub(super) variant_label: Option<String>,
    /// What the variant sets.
    pub(super) variant: Vec<Setting>,
    /// What `--set` sets.
    pub(super) set: Vec<Setting>,
}

impl Asked {
    /// All settings in order.
    pub(super) fn settings(&self) -> Vec<Setting> {
        [self.variant.as_slice(), &self.set].concat()
    }

    /// Adds what other options set; a path that `--set` sets too would lose its value.
    pub(super) fn also_set(&mut self, settings: Vec<Setting>) -> Result<(), Failure> {
        self.set.extend(settings);
        Ok(Setting::check_once(&self.set).map_err(Problems::from)?)
    }

    /// The scenario, its variant told in the title.
    pub(super) fn titled(&self, mut scenario: Scenario) -> Scenario {
        if let (Some(title), Some(variant)) = (&mut scenario.heading.title, &self.variant_label) {
            *title = format!("{title}: {variant}");
        }
        scenario
    }
}

impl ScenarioArguments {
    /// The scenario file as written, and the settings of the command line.
    pub(super) fn load(&self) -> Result<Asked, Failure> {
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
    /// What the other options set in the scenario: `--seed` and `--replications` are settings too.
    pub(super) fn settings(&self) -> Result<Vec<Setting>, Failure> {
        let seed = self.seed.map(|seed| format!("run.seed={seed}"));
        let replications = self
            .replications
            .map(|count| format!("run.replications={count}"));
        let arguments: Vec<String> = seed.into_iter().chain(replications).collect();
        settings(&arguments)
    }

    /// Makes the pool of threads that everything parallel uses.
    pub(super) fn start_threads(&self) -> Result<(), Failure> {
        let threads = usize::from(self.threads.unwrap_or(0));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build_global()
            .map_err(|error| Failure::Other(error.to_string()))
    }

    /// The folder for the results of a scenario.
    pub(super) fn directory(&self, scenario: &Path) -> PathBuf {
        let stem = scenario.file_stem().unwrap_or(scenario.as_os_str());
        let usual = || Path::new("output").join(stem);
        self.out.clone().unwrap_or_else(usual)
    }

    /// The folder for a comparison of folders: beside the first, never in it.
    pub(super) fn directory_of_folders(&self, first: &Path) -> PathBuf {
        let name = first.canonicalize().ok();
        let name = name.as_deref().and_then(Path::file_name);
        let name = name.unwrap_or(first.as_os_str()).to_string_lossy();
        let usual = || Path::new("output").join(format!("{name}-compare"));
        self.out.clone().unwrap_or_else(usual)
    }

    /// Writes the results and prints the summary.
    pub(super) fn publish(&self, results: &Results, scenario: &Path) -> Result<(), Failure> {
        let directory = self.directory(scenario);
        self.extent.publish(results, &directory)
    }
}

impl Extent {
    /// Writes results and what is wanted of their report into a folder, and prints the summary.
    pub(super) fn publish(&self, results: &Results, directory: &Path) -> Result<(), Failure> {
        self.report(results, directory, &[Part::Results, Part::Tables])
    }

    /// Writes these parts first, then what is wanted of the others, and prints the summary.
    pub(super) fn report(
        &self,
        results: &Results,
        directory: &Path,
        first: &[Part],
    ) -> Result<(), Failure> {
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
pub(super) fn written<T>(directory: &Path, outcome: io::Result<T>) -> Result<T, Failure> {
    outcome.map_err(|error| {
        Failure::Other(format!("cannot write to {}: {error}", directory.display()))
    })
}
