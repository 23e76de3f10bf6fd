//! The requests of a page.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A request.
#[derive(Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub(super) enum Request {
    /// Opens a scenario: reads, checks and compiles it.
    Open {
        #[serde(flatten)]
        scenario: Written,
        /// Leaves out what only a new text changes: controls, flow chart and loads.
        #[serde(default)]
        brief: bool,
    },
    /// Writes settings into the text of the scenario file, as a variant if one is named.
    Edit {
        #[serde(flatten)]
        scenario: Written,
        /// Label of a new variant.
        #[serde(default)]
        label: Option<String>,
    },
    /// Runs a range of the replications.
    Simulate(Range),
    /// Takes the opened scenario with these pieces as the baseline; none without pieces.
    Baseline { pieces: Vec<String> },
    /// Gives the key figures and verdicts of pieces, and differences from the baseline.
    Answer { pieces: Vec<String> },
    /// Gives the report of pieces.
    Report { pieces: Vec<String> },
    /// Gives the points of a command, by their names.
    Points { command: Command },
    /// Runs a point of a command.
    Point { command: Command, index: u64 },
    /// Gives the report of the finished points of a command.
    Gather {
        command: Command,
        pieces: Vec<(u64, String)>,
    },
    /// Searches for the cheapest arrangement that meets the target.
    Staff {},
    /// Searches for the largest multiple of the arrivals that meets the target.
    Stress {},
    /// Gives a day of the first replication.
    Motion { day: i64 },
    /// Gives the faces of the font of the report.
    Fonts {},
}

/// A command that runs point by point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Command {
    /// Every point of the grid of `[sweep]`.
    Sweep,
    /// The scenario and its variants.
    Compare,
}

/// A scenario as texts.
#[derive(Deserialize)]
pub(super) struct Written {
    /// Contents by name.
    pub(super) files: BTreeMap<String, Contents>,
    /// Name of the scenario file.
    pub(super) main: String,
    /// Settings as `--set` takes them: paths and values.
    #[serde(default)]
    pub(super) set: Vec<(String, String)>,
    /// The variant whose settings come before these, as `--variant` names it.
    #[serde(default)]
    pub(super) variant: Option<String>,
}

/// The contents of a file.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Contents {
    /// A text.
    Text(String),
    /// Other bytes.
    Bytes {
        /// The bytes in base64.
        base64: String,
    },
}

/// A range of replications.
#[derive(Deserialize)]
pub(super) struct Range {
    pub(super) first: u32,
    pub(super) count: u32,
    /// What the piece must serve: `false` for key figures alone, which is faster and smaller.
    #[serde(default)]
    pub(super) detail: bool,
}
