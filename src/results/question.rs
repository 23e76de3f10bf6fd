//! The question that results answer.

use crate::experiment::{Effort, STRESS_REPLICATIONS};
use crate::scenario::{Coordinate, Document, Scenario, Setting, Staffing, SweepAxis};
use crate::statistics::{Catalogue, Stopping, Width};

use super::note::remark;
use super::plan::plan;
use super::provenance::{self, file_name, sha256, with_folder};
use super::{
    Base, DatedChange, FORMAT, Heading, Note, Outcome, Plan, Precision, Provenance, Results, Study,
    SweptPath, WidthAsked,
};

/// A question: a scenario with the settings of the command line.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The scenario file as written.
    pub document: &'a Document,
    /// Settings of the command line.
    pub settings: &'a [Setting],
    /// The scenario with these changes, checked.
    pub scenario: &'a Scenario,
}

/// An arrangement that takes part in a comparison.
#[derive(Clone, Debug)]
pub struct Compared<'a> {
    /// The name of the variant, or the stem of the file.
    pub name: String,
    /// Label shown in reports.
    pub label: String,
    /// The reason for this alternative, if given.
    pub why: Option<String>,
    /// Whether it only shows what something costs and cannot be chosen.
    pub reference: bool,
    /// Its scenario and settings.
    pub question: Question<'a>,
}

impl Question<'_> {
    /// Returns the number of replications, the seed and the confidence.
    pub fn effort(&self) -> Effort {
        self.scenario.effort()
    }

    /// Returns the effort for each multiple of a stress test: 100 replications if neither the
    /// scenario nor the command line sets a number.
    pub fn effort_of_stress(&self) -> Effort {
        let effort = self.effort();
        let is_written = self.document.holds(&["run", "replications"])
            || self
                .settings
                .iter()
                .any(|it| it.path().to_string() == "run.replications");
        Effort {
            replications: match effort.stopping {
                Stopping::Number if !is_written => STRESS_REPLICATIONS,
                Stopping::Number | Stopping::Width(_) | Stopping::Verdict => effort.replications,
            },
            ..effort
        }
    }

    /// Converts swept paths to their form in results.
    pub(super) fn swept_paths(&self, axes: &[SweepAxis]) -> Vec<SweptPath> {
        let path = |axis: &SweepAxis| {
            let subject = axis.subject(self.document);
            let values = axis.settings.iter();
            SweptPath {
                path: axis.path.to_string(),
                label: subject.to_string(),
                owner: subject.owner,
                varied: subject.varied,
                values: values.map(|setting| setting.value().to_string()).collect(),
            }
        };
        axes.iter().map(path).collect()
    }

    /// Converts what is chosen to its form in results.
    pub(super) fn chosen_paths(staffing: &Staffing) -> Vec<SweptPath> {
        let path = |coordinate: &Coordinate| SweptPath {
            path: coordinate.name.clone(),
            label: coordinate.subject.to_string(),
            owner: coordinate.subject.owner.clone(),
            varied: coordinate.subject.varied,
            values: coordinate.values.iter().map(ToString::to_string).collect(),
        };
        staffing.coordinates().iter().map(path).collect()
    }

    pub(super) fn results(
        &self,
        outcome: Outcome,
        precision: Option<Precision>,
        mut notes: Vec<Note>,
    ) -> Results {
        // how the file and its tables were read
        notes.extend(self.scenario.notes.iter().cloned().map(remark));
        let heading = &self.scenario.heading;
        let changes = self.document.with(self.settings).ok();
        let file = file_name(self.document.name());
        let base = |(name, text): (&str, &str)| Base {
            file: file_name(name),
            text: text.to_owned(),
        };
        let stem = file.strip_suffix(".toml").unwrap_or(&file).to_owned();
        let text = self.document.text().to_owned();
        Results {
            format: FORMAT,
            provenance: Provenance {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                scenario_sha256: sha256(&text),
                scenario_file: file,
                scenario_path: with_folder(self.document.name()),
                scenario_text: text,
                bases: self.document.bases().map(base).collect(),
                settings: self
                    .settings
                    .iter()
                    .map(provenance::Setting::from)
                    .collect(),
                seed: self.scenario.seed,
                replications: self.scenario.replications,
                precision,
            },
            heading: Heading {
                title: heading.title.clone().unwrap_or(stem),
                question: heading.question.clone(),
                sources: heading.sources.clone(),
                studies: Study::of(self.document),
            },
            plan: Plan {
                changes: changes.map_or_else(Vec::new, |it| DatedChange::of(&it)),
                ..plan(self.scenario)
            },
            outcome,
            notes,
        }
    }
}

/// Returns the precision that the scenario asks for instead of a number of replications, if any,
/// and whether all arrangements reached it.
pub(super) fn precision(
    scenario: &Scenario,
    reached: impl IntoIterator<Item = Option<bool>>,
) -> Option<Precision> {
    let reached = reached.into_iter().all(|reached| reached == Some(true));
    let asked = match scenario.stopping {
        Stopping::Number => return None,
        Stopping::Verdict => {
            return Some(Precision::Verdict {
                max_replications: scenario.replications,
                reached,
            });
        }
        Stopping::Width(asked) => asked,
    };
    let catalogue = Catalogue::new(&scenario.model);
    let entry = &catalogue.entries()[asked.position];
    let (relative, absolute) = match asked.width {
        Width::Relative(share) => (Some(share), None),
        Width::Absolute(width) => (None, Some(width)),
    };
    Some(Precision::Width(WidthAsked {
        metric: entry.metric,
        scope: entry.scope.clone(),
        relative,
        absolute,
        min_replications: asked.min_replications,
        reached,
    }))
}
