//! The outcome of a command.

use serde::{Deserialize, Serialize};

use super::{
    CompareOutcome, Heading, Note, Plan, Provenance, RunOutcome, StaffOutcome, StressOutcome,
    SweepOutcome,
};

/// The version of the layout of `results.json`.
pub const FORMAT: u32 = 3;

/// The answer to one scenario file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// Layout version, [`FORMAT`].
    pub format: u32,
    /// What is needed to reproduce these results.
    pub provenance: Provenance,
    /// Title, question and sources of the scenario.
    pub heading: Heading,
    /// The run as planned.
    pub plan: Plan,
    /// The outcome of the command.
    pub outcome: Outcome,
    /// Notes that the reader needs before using the numbers, most important first.
    pub notes: Vec<Note>,
}

/// The outcome of a command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// One arrangement in detail.
    Run(Box<RunOutcome>),
    /// Many arrangements side by side.
    Sweep(SweepOutcome),
    /// The cheapest arrangement that meets the target.
    Staff(Box<StaffOutcome>),
    /// The largest multiple of the arrivals that meets the target.
    Stress(Box<StressOutcome>),
    /// Arrangements compared with one of them.
    Compare(Box<CompareOutcome>),
}

impl Outcome {
    /// Returns the name of the command that has this outcome.
    pub fn command(&self) -> &'static str {
        match self {
            Self::Run(_) => "run",
            Self::Sweep(_) => "sweep",
            Self::Staff(_) => "staff",
            Self::Stress(_) => "stress",
            Self::Compare(_) => "compare",
        }
    }
}
