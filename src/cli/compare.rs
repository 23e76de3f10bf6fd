//! `clearway compare`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::experiment::together;
use crate::results::{Folder, compared_folders};
use crate::scenario::{Document, Problems, Setting};
use crate::statistics::Depth;
use crate::study::{Comparison, check_number, position};

use super::arguments::{OutputArguments, settings};
use super::failure::Failure;
use super::folder::{self, Extent};
use super::inputs::Inputs;
use super::progress::Progress;
use super::report;

/// Name of the command.
const COMPARE: &str = "compare";

/// Arguments of `compare`.
#[derive(Args)]
pub(super) struct CompareArguments {
    /// A scenario file, whose variants are compared with it; or several files, or several folders
    /// of finished runs, which are compared with the first
    #[arg(value_name = "FILE", required = true)]
    scenarios: Vec<PathBuf>,
    /// The arrangement to compare with: a variant, or the name of a file without its extension
    #[arg(long, value_name = "NAME")]
    baseline: Option<String>,
    /// Change the value at a path of every arrangement, such as run.length="20 days"
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Refuse files outside of the folder of each scenario, for scenarios from strangers
    #[arg(long)]
    untrusted: bool,
    #[command(flatten)]
    output: OutputArguments,
}

/// Compares scenarios, or folders of finished runs.
pub(super) fn compare(arguments: &CompareArguments) -> Result<(), Failure> {
    let paths = &arguments.scenarios;
    let folder = paths.iter().find(|path| path.is_dir());
    let other = paths.iter().find(|path| !path.is_dir());
    match (folder, other) {
        (None, _) => compare_scenarios(arguments),
        (Some(_), None) => compare_folders(arguments),
        (Some(folder), Some(other)) => Err(Failure::Usage(format!(
            "{} is a folder and {} is not: name only folders of finished runs, or only scenario \
             files",
            folder.display(),
            other.display()
        ))),
    }
}

/// Compares finished runs by the results in their folders, and writes the report.
fn compare_folders(arguments: &CompareArguments) -> Result<(), Failure> {
    let (paths, output) = (&arguments.scenarios, &arguments.output);
    let changes = [
        ("--set", !arguments.set.is_empty()),
        ("--seed", output.seed.is_some()),
        ("--replications", output.replications.is_some()),
    ];
    if let Some((option, _)) = changes.into_iter().find(|(_, is_given)| *is_given) {
        return Err(Failure::Usage(format!(
            "{option} cannot change runs that are finished: leave it out, or compare scenario files"
        )));
    }
    if paths.len() < 2 {
        let message = "nothing to compare: name several folders of finished runs";
        return Err(Failure::Usage(message.to_owned()));
    }
    check_number(paths.len())?;
    let directory = output.directory_of_folders(&paths[0]);
    for path in paths {
        let is_same = |(one, other)| one == other;
        let real = path.canonicalize().ok();
        if real.zip(directory.canonicalize().ok()).is_some_and(is_same) {
            let path = path.display();
            return Err(Failure::Usage(format!(
                "the comparison would be written over the results of {path}: name another folder \
                 with --out"
            )));
        }
    }
    let mut folders = vec![];
    for path in paths {
        folders.push(Folder {
            name: folder_name(path, paths),
            results: report::read(path)?.0,
        });
    }
    if let Some(name) = &arguments.baseline {
        let names = folders.iter().map(|it| it.name.as_str());
        let position = position(&names.collect::<Vec<_>>(), name)?;
        folders[..=position].rotate_right(1);
    }
    output.start_threads()?;
    let results = compared_folders(&folders).map_err(Failure::Usage)?;
    let folder = folder::Folder::open(&directory)?;
    output.options.publish(&results, folder, Extent::Whole)
}

/// Returns the name of the folder, or its path if another folder has the same name.
fn folder_name(path: &Path, paths: &[PathBuf]) -> String {
    let own = |path: &Path| {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let name = real.file_name().unwrap_or(real.as_os_str());
        name.to_string_lossy().into_owned()
    };
    let name = own(path);
    let same = paths.iter().filter(|other| own(other) == name).count();
    if same > 1 {
        path.display().to_string()
    } else {
        name
    }
}

/// Runs the replications of all arrangements side by side and writes the report.
fn compare_scenarios(arguments: &CompareArguments) -> Result<(), Failure> {
    let mut set = settings(&arguments.set)?;
    set.extend(arguments.output.settings()?);
    Setting::check_once(&set).map_err(Problems::from)?;
    let documents: Result<Vec<Document>, _> = arguments
        .scenarios
        .iter()
        .map(|path| Document::load(path, Inputs::of(path, arguments.untrusted)))
        .collect();
    let documents = documents?;
    let baseline = arguments.baseline.as_deref();
    let comparison = Comparison::new(&documents, &set, baseline)?;
    let models = comparison.arrangements();
    let inputs: Vec<PathBuf> = documents.iter().flat_map(Document::inputs).collect();
    let of = &arguments.scenarios[0];
    arguments.output.check_inputs(of, "compare", &[], &inputs)?;
    arguments.output.start_threads()?;
    let total = u64::from(models[0].1.replications) * models.len() as u64;
    let folder = arguments.output.open(&arguments.scenarios[0], COMPARE)?;
    let progress = Progress::start(total, arguments.output.options.quiet)?;
    let replicated = together(&models, Depth::Metrics, &progress);
    progress.finish();
    let extent = progress.extent();
    if replicated[0].replications() > 0 {
        let results = comparison.results(&replicated);
        let options = &arguments.output.options;
        options.publish(&results, folder.reading(inputs), extent)?;
    }
    progress.outcome()
}
