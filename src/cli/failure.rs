//! Failures of commands.

use crate::scenario::Problems;
use crate::study::Refusal;

/// The ways in which a command can fail.
pub(super) enum Failure {
    /// The input is wrong.
    Input(Problems),
    /// The input is wrong, and its problems have been printed.
    Told,
    /// The command was interrupted; finished replications are kept.
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

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Problems(problems) => Self::Input(problems),
            Refusal::Usage(message) => Self::Usage(message),
        }
    }
}
