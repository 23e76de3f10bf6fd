//! A comparison of a scenario with its variants, or of several scenarios.

use std::path::Path;

use crate::experiment::{Effort, Replicated};
use crate::model::Model;
use crate::results::{Compared, Question, Results, compared};
use crate::scenario::{Document, Scenario, Setting};

use super::Refusal;

/// Limit on the arrangements that are compared at once.
pub const MOST_ARRANGEMENTS: usize = 1000;

/// Arrangements to be compared with the first of them.
#[derive(Debug)]
pub struct Comparison<'a> {
    candidates: Vec<Candidate<'a>>,
}

impl<'a> Comparison<'a> {
    /// Prepares the comparison of one scenario with its variants, or of several scenarios, with
    /// the arrangement of the name `baseline`, or else with the first.
    ///
    /// # Errors
    /// If there is nothing to compare, or an arrangement is not sound.
    pub fn new(
        documents: &'a [Document],
        set: &[Setting],
        baseline: Option<&str>,
    ) -> Result<Self, Refusal> {
        let mut candidates = candidates(documents, set)?;
        if let Some(name) = baseline {
            let names = candidates.iter().map(|it| it.name.as_str());
            let position = position(&names.collect::<Vec<_>>(), name)?;
            candidates[..=position].rotate_right(1);
        }
        Ok(Self { candidates })
    }

    /// Returns the models with their efforts: one seed for all, so that replications form pairs.
    pub fn arrangements(&self) -> Vec<(&Model, Effort)> {
        let wanted = self.candidates[0].scenario.effort();
        let effort = |candidate: &Candidate<'_>| Effort {
            stopping: candidate.scenario.stopping,
            ..wanted
        };
        let candidates = self.candidates.iter();
        candidates
            .map(|it| (&it.scenario.model, effort(it)))
            .collect()
    }

    /// Makes the results of the replications of all arrangements.
    pub fn results(&self, replicated: &[Replicated]) -> Results {
        let arrangements = self.candidates.iter().map(Candidate::compared);
        let mut results = compared(&arrangements.collect::<Vec<_>>(), replicated);
        if self.candidates.iter().any(|it| it.scenario.keep.is_some()) {
            results.drop_values();
        }
        results
    }
}

/// Refuses more arrangements than the limit.
///
/// # Errors
/// If there are too many.
pub fn check_number(number: usize) -> Result<(), Refusal> {
    if number > MOST_ARRANGEMENTS {
        let message = format!("{number} arrangements; the limit is {MOST_ARRANGEMENTS}");
        return Err(Refusal::Usage(message));
    }
    Ok(())
}

/// An arrangement with its name and label.
#[derive(Debug)]
struct Candidate<'a> {
    name: String,
    label: String,
    why: Option<String>,
    reference: bool,
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
            reference: self.reference,
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
) -> Result<Vec<Candidate<'a>>, Refusal> {
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
            reference: false,
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
        return Err(Refusal::Usage(message.to_owned()));
    }
    check_number(found.len())?;
    Ok(found)
}

/// Compiles a variant of a file.
fn variant<'a>(
    document: &'a Document,
    name: &str,
    set: &[Setting],
) -> Result<Candidate<'a>, Refusal> {
    let of_variant = document.variant(name)?;
    for changed in &of_variant {
        let hides = |setting: &&Setting| changed.path().starts_with(setting.path());
        if let Some(setting) = set.iter().find(hides) {
            let message = format!(
                "--set {} replaces all that the variant \"{name}\" changes: take it out",
                setting.path()
            );
            return Err(Refusal::Usage(message));
        }
    }
    let settings = [of_variant.as_slice(), set].concat();
    let scenario = document.with(&settings)?.compile_alone()?;
    Ok(Candidate {
        name: name.to_owned(),
        label: document.variant_label(name),
        why: document.variant_why(name).map(str::to_owned),
        reference: !document.variant_is_choice(name),
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
///
/// # Errors
/// If there is none.
pub fn position(names: &[&str], name: &str) -> Result<usize, Refusal> {
    let found = names.iter().position(|it| *it == name);
    found.ok_or_else(|| {
        let known = names.join(", ");
        Refusal::Usage(format!(
            "no arrangement \"{name}\" to compare with; there are {known}"
        ))
    })
}
