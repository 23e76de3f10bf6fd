//! `clearway compare`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::experiment::{Effort, together};
use crate::model::Model;
use crate::results::{self, Compared, Question, compared};
use crate::scenario::{Document, Scenario, Setting};
use crate::statistics::Depth;

use super::progress::Progress;
use super::{Failure, OutputArguments, settings};

/// The most arrangements that are compared at once.
const MOST: usize = 1000;

/// What `compare` takes.
#[derive(Args)]
pub(super) struct CompareArguments {
    /// A scenario file, whose variants are compared with it; or several files, compared with the
    /// first
    #[arg(value_name = "FILE", required = true)]
    scenarios: Vec<PathBuf>,
    /// Compare with this one: a variant, or the name of a file without its ending
    #[arg(long, value_name = "NAME")]
    baseline: Option<String>,
    /// Change the value at a path of every arrangement, such as run.length="20 days"
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    output: OutputArguments,
}

/// Replicates all arrangements side by side and writes the report.
pub(super) fn compare(arguments: &CompareArguments) -> Result<(), Failure> {
    let mut set = settings(&arguments.set)?;
    set.extend(arguments.output.settings()?);
    let documents: Result<Vec<Document>, _> = arguments
        .scenarios
        .iter()
        .map(|path| Document::load(path))
        .collect();
    let documents = documents?;
    let mut candidates = candidates(&documents, &set)?;
    if let Some(name) = &arguments.baseline {
        let position = position(&candidates, name)?;
        candidates[..=position].rotate_right(1);
    }
    let arrangements: Vec<Compared<'_>> = candidates.iter().map(Candidate::compared).collect();
    // one seed for all, so that replications pair up
    let wanted = results::effort(&candidates[0].scenario);
    let effort = |candidate: &Candidate<'_>| Effort {
        precision: results::effort(&candidate.scenario).precision,
        ..wanted
    };
    let models: Vec<(&Model, Effort)> = candidates
        .iter()
        .map(|it| (&it.scenario.model, effort(it)))
        .collect();
    arguments.output.start_threads()?;
    let total = u64::from(wanted.replications) * models.len() as u64;
    let progress = Progress::start(total, arguments.output.extent.quiet)?;
    let replicated = together(&models, Depth::Metrics, &progress);
    progress.finish();
    if replicated[0].replications() > 0 {
        let results = compared(&arrangements, &replicated);
        arguments
            .output
            .publish(&results, &arguments.scenarios[0])?;
    }
    progress.outcome()
}

/// An arrangement and what it is called.
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

/// All arrangements: one file and its variants, or several files.
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
    if found.len() > MOST {
        let message = format!(
            "{} arrangements; {MOST} can be compared at once",
            found.len()
        );
        return Err(Failure::Usage(message));
    }
    Ok(found)
}

/// A variant of a file.
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
                "--set {} leaves nothing of what the variant \"{name}\" changes: take it out",
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

/// The file's name without folders and ending, or its path where another file has the same.
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

/// Where the arrangement of this name stands.
fn position(candidates: &[Candidate<'_>], name: &str) -> Result<usize, Failure> {
    let found = candidates.iter().position(|it| it.name == name);
    found.ok_or_else(|| {
        let known: Vec<&str> = candidates.iter().map(|it| it.name.as_str()).collect();
        let known = known.join(", ");
        Failure::Usage(format!(
            "no arrangement \"{name}\" to compare with; there are {known}"
        ))
    })
}
