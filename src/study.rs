//! Studies of many arrangements, from a scenario to results: what the commands `sweep`, `compare`,
//! `staff` and `stress` do between reading and writing.
//!
//! A study is prepared, which checks it (the points of a sweep by a call of their own), and then
//! run: by its own `run`, or point by point wherever there is a processor, as a live page does with
//! its workers.

mod compare;
mod staff;
mod stress;
mod sweep;

use crate::scenario::{Document, Path, Problems, Scenario, Setting};

pub use compare::{Comparison, MOST_ARRANGEMENTS, check_number, position};
pub use staff::{Found, Staff};
pub use stress::Stress;
pub use sweep::Sweep;

/// Why a study cannot be done.
#[derive(Debug)]
pub enum Refusal {
    /// The scenario has problems.
    Problems(Problems),
    /// The study asks for something that the scenario does not have.
    Usage(String),
}

impl From<Problems> for Refusal {
    fn from(problems: Problems) -> Self {
        Self::Problems(problems)
    }
}

/// A scenario with the settings of a command. They are applied in this order: the variant,
/// what a command varies, `--set`; the last setting of a path holds.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Scenario file as written.
    pub document: Document,
    /// Label of the variant, if one is asked for.
    pub variant_label: Option<String>,
    /// Settings of the variant.
    pub variant: Vec<Setting>,
    /// Settings of `--set`.
    pub set: Vec<Setting>,
}

impl Asked {
    /// Returns all settings, in order.
    pub fn settings(&self) -> Vec<Setting> {
        [self.variant.as_slice(), &self.set].concat()
    }

    /// Adds the settings of other options, and refuses those that replace the value of a `--set`.
    pub fn also_set(&mut self, settings: Vec<Setting>) -> Result<(), Problems> {
        self.set.extend(settings);
        Setting::check_once(&self.set).map_err(Problems::from)
    }

    /// Adds the label of the variant to the title of the scenario.
    pub fn titled(&self, mut scenario: Scenario) -> Scenario {
        if let (Some(title), Some(variant)) = (&mut scenario.heading.title, &self.variant_label) {
            *title = format!("{title}: {variant}");
        }
        scenario
    }
}

/// Refuses to sweep or choose a path that `--set` sets: all its points would be the same.
///
/// # Errors
/// If a setting is of such a path, or of one above or below it.
pub fn check_set<'a>(
    paths: impl Iterator<Item = &'a Path>,
    verb: &str,
    set: &[Setting],
) -> Result<(), Refusal> {
    for swept in paths {
        for path in set.iter().map(Setting::path) {
            if swept.starts_with(path) {
                let message =
                    format!("--set {path} leaves nothing to {verb} in {swept}: take it out");
                return Err(Refusal::Usage(message));
            }
            if path.starts_with(swept) {
                let message = format!(
                    "--set {path} would change every value to {verb} in {swept}: take it out"
                );
                return Err(Refusal::Usage(message));
            }
        }
    }
    Ok(())
}
