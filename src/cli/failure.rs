//! Why a command did not end well.

use crate::scenario::Problems;

/// Why a command did not end well.
pub(super) enum Failure {
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
