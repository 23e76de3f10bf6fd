//! `clearway compare`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::experiment::{Effort, together};
use crate::model::Model;
use crate::results::{Compared, Folder, Question, compared, compared_folders};
use crate::scenario::{Document, Problems, Scenario, Setting};
use crate::statistics::Depth;

use super::arguments::{OutputArguments, settings};
use super::failure::Failure;
use super::folder::{self, Extent};
use super::inputs::Inputs;
use super::progress::Progress;
use super::report;

/// Limit on the arrangements that are compared at once.
const MOST: usize = 1000;

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

/// Refuses more arrangements than the limit.
fn check_number(number: usize) -> Result<(), Failure> {
    if number > MOST {
        let message = format!("{number} arrangements; the limit is {MOST}");
        return Err(Failure::Usage(message));
    }
    Ok(())
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
    let mut candidates = candidates(&documents, &set)?;
    if let Some(name) = &arguments.baseline {
        let names = candidates.iter().map(|it| it.name.as_str());
        let position = position(&names.collect::<Vec<_>>(), name)?;
        candidates[..=position].rotate_right(1);
    }
    let arrangements: Vec<Compared<'_>> = candidates.iter().map(Candidate::compared).collect();
    // one seed for all, so that replications form pairs
    let wanted = candidates[0].scenario.effort();
    let effort = |candidate: &Candidate<'_>| Effort {
        stopping: candidate.scenario.stopping,
        ..wanted
    };
    let models: Vec<(&Model, Effort)> = candidates
        .iter()
        .map(|it| (&it.scenario.model, effort(it)))
        .collect();
    let inputs: Vec<PathBuf> = documents.iter().flat_map(Document::inputs).collect();
    let of = &arguments.scenarios[0];
    arguments.output.check_inputs(of, "compare", &[], &inputs)?;
    arguments.output.start_threads()?;
    let total = u64::from(wanted.replications) * models.len() as u64;
    let folder = arguments.output.open(&arguments.scenarios[0], COMPARE)?;
    let progress = Progress::start(total, arguments.output.options.quiet)?;
    let replicated = together(&models, Depth::Metrics, &progress);
    progress.finish();
    let extent = progress.extent();
    if replicated[0].replications() > 0 {
        let mut results = compared(&arrangements, &replicated);
        if candidates.iter().any(|it| it.scenario.keep.is_some()) {
            results.drop_values();
        }
        let options = &arguments.output.options;
        options.publish(&results, folder.reading(inputs), extent)?;
    }
    progress.outcome()
}

/// An arrangement with its name and label.
struct Candidate<'a> {
    name: String,
    label: String,
    why: Option<String>,
    document: &'a Document,
    settings: Vec<Setting>,
    scenario: Scenario,
}

impl Candidate<'_> {
    fn compared(&self) -> Compared<'_> {
        Compared {
            name: self.name.clone(),
            label: self.label.clone(),
            why: self.why.clone(),
            question: Question {
                document: self.document,
                settings: &self.settings,
                scenario: &self.scenario,
            },
        }
    }
}

/// Compiles all arrangements: one file and its variants, or several files.
fn candidates<'a>(
    documents: &'a [Document],
    set: &[Setting],
) -> Result<Vec<Candidate<'a>>, Failure> {
    let mut found = vec![];
    for document in documents {
        let scenario = document.with(set)?.compile()?;
        let name = unique_name(document, documents);
        let label = match &scenario.heading.title {
            _ if documents.len() == 1 => "the scenario as it is".to_owned(),
            Some(title) => title.clone(),
            None => name.clone(),
        };
        found.push(Candidate {
            label,
            name,
            why: None,
            document,
            settings: set.to_vec(),
            scenario,
        });
    }
    if let [document] = documents {
        for name in document.variants() {
            found.push(variant(document, name, set)?);
        }
    }
    if found.len() < 2 {
        let message = "nothing to compare: write [variants.NAME] with set = { ... } in the file, \
                       or name several files";
        return Err(Failure::Usage(message.to_owned()));
    }
    check_number(found.len())?;
    Ok(found)
}

/// Compiles a variant of a file.
fn variant<'a>(
    document: &'a Document,
    name: &str,
    set: &[Setting],
) -> Result<Candidate<'a>, Failure> {
    let of_variant = document.variant(name)?;
    for changed in &of_variant {
        let hides = |setting: &&Setting| changed.path().starts_with(setting.path());
        if let Some(setting) = set.iter().find(hides) {
            let message = format!(
                "--set {} replaces all that the variant \"{name}\" changes: take it out",
                setting.path()
            );
            return Err(Failure::Usage(message));
        }
    }
    let settings = [of_variant.as_slice(), set].concat();
    let scenario = document.with(&settings)?.compile_alone()?;
    Ok(Candidate {
        name: name.to_owned(),
        label: document.variant_label(name).to_owned(),
        why: document.variant_why(name).map(str::to_owned),
        document,
        settings,
        scenario,
    })
}

/// Returns the name of the file without folders and extension, or its path if another file has the
/// same name.
fn unique_name(document: &Document, documents: &[Document]) -> String {
    let stem = |document: &Document| {
        let stem = Path::new(document.name()).file_stem();
        stem.map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
    };
    let name = stem(document);
    let same = documents.iter().filter(|other| stem(other) == name).count();
    if same > 1 {
        document.name().to_owned()
    } else {
        name
    }
}

/// Returns the position of the arrangement with this name.
fn position(names: &[&str], name: &str) -> Result<usize, Failure> {
    let found = names.iter().position(|it| *it == name);
    found.ok_or_else(|| {
        let known = names.join(", ");
        Failure::Usage(format!(
            "no arrangement \"{name}\" to compare with; there are {known}"
        ))
    })
}
