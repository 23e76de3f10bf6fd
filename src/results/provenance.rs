//! What is needed to reproduce the results.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::scenario::{self, Document};

use super::Precision;

/// What is needed to reproduce the results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Version of clearway.
    pub version: String,
    /// File name of the scenario, without folders.
    pub scenario_file: String,
    /// Path of the scenario as it was written on the command line, if it names a folder. It is not
    /// in the file of results, which is the same wherever the scenario is.
    #[serde(skip)]
    pub scenario_path: Option<String>,
    /// SHA-256 of the scenario text, in hexadecimal.
    pub scenario_sha256: String,
    /// The scenario text.
    pub scenario_text: String,
    /// The files that the scenario extends, the most distant base first.
    pub bases: Vec<Base>,
    /// Settings of a variant or of the command line, as `path = value`.
    pub settings: Vec<Setting>,
    /// The seed.
    pub seed: u64,
    /// Number of replications asked for; the limit on them if `precision` says when to stop.
    pub replications: u32,
    /// Precision asked for instead of a number of replications.
    #[serde(default)]
    pub precision: Option<Precision>,
}

/// A file that the scenario extends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// File name, without folders.
    pub file: String,
    /// Text of the file.
    pub text: String,
}

/// One `path = value`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// The path in the scenario file.
    pub path: String,
    /// The value as TOML text.
    pub value: String,
}

/// Title, question and sources of the scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Title of the scenario; the file's stem if it has none.
    pub title: String,
    /// The question that the scenario asks.
    pub question: Option<String>,
    /// Sources of its numbers.
    pub sources: Vec<String>,
    /// What the scenario file asks besides a run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub studies: Vec<Study>,
}

/// A question that a scenario file can ask besides a run, by the command that answers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Study {
    /// Which variant is better, from `[variants]`.
    Compare,
    /// What other values do, from `[sweep]`.
    Sweep,
    /// What is the cheapest arrangement that meets the target, from `[staffing]`.
    Staff,
}

impl Provenance {
    /// Returns the scenario as a command names it.
    pub fn scenario(&self) -> &str {
        self.scenario_path.as_ref().unwrap_or(&self.scenario_file)
    }
}

impl Study {
    /// Returns what a scenario file asks besides a run.
    pub(super) fn of(document: &Document) -> Vec<Self> {
        let asked = [
            ("variants", Self::Compare),
            ("sweep", Self::Sweep),
            ("staffing", Self::Staff),
        ];
        let asked = asked.into_iter();
        asked
            .filter(|(section, _)| document.holds(&[section]))
            .map(|(_, study)| study)
            .collect()
    }
}

impl From<&scenario::Setting> for Setting {
    fn from(setting: &scenario::Setting) -> Self {
        Self {
            path: setting.path().to_string(),
            value: setting.value().to_string(),
        }
    }
}

/// Returns the name of a file without its folders.
pub(super) fn file_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}

/// Returns a path if it names a folder.
pub(super) fn with_folder(path: &str) -> Option<String> {
    path.contains(['/', '\\']).then(|| path.to_owned())
}

/// Returns the SHA-256 of a text, in hexadecimal.
pub(super) fn sha256(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
