//! What a command found.

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
    /// How to get these numbers again.
    pub provenance: Provenance,
    /// What was asked.
    pub heading: Heading,
    /// The run as planned.
    pub plan: Plan,
    /// What came out.
    pub outcome: Outcome,
    /// What the reader must know before using the numbers, most important first.
    pub notes: Vec<Note>,
}

/// What a command found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// One arrangement in depth.
    Run(Box<RunOutcome>),
    /// Many arrangements side by side.
    Sweep(SweepOutcome),
    /// The cheapest arrangement that meets the target.
    Staff(StaffOutcome),
    /// The largest multiple of the arrivals that meets the target.
    Stress(Box<StressOutcome>),
    /// Arrangements held against one of them.
    Compare(Box<CompareOutcome>),
}
