//! The scenario file: from a TOML text to a checked [`Model`], or to all of its problems.
//!
//! ```text
//! text --parse--> Document --with(settings)--> Document --read--> File --check--> Model
//! ```
//!
//! A [`Document`] is the file as written: an ordered tree in which every key and value knows its
//! place in the text. Every alternative is a document with a list of [`Setting`]s: what a file sets
//! over the one that it `extends`, a variant, a point of a sweep, an argument, and a dated change,
//! which is compiled into a model of its own for the time that it is in force. `compile` reads
//! the tree into the types of `file` (what can be written) and `check` turns those into a
//! [`Model`] (what can be run). Every stage adds its [`Problems`] to those of the stage before, and
//! a problem always points at a place: in the file, or in the argument that set the value.
//!
//! Its files use each other in one direction: first `path` and `problem`, on them `tree`, `syntax`,
//! `setting`, `table`, `reader` and `file`, on those `document`, then `extends`, `sweep` and
//! `check`, and last `stages`, which has the stages as methods of a document.
//!
//! **Architecture Invariant:** the only input is the scenario file and the CSV files that it names.
//! No text, however wrong, makes this module panic.

mod check;
mod document;
mod extends;
mod file;
mod path;
mod problem;
mod reader;
mod setting;
mod stages;
mod suggest;
mod sweep;
mod syntax;
mod table;
mod tree;

use crate::model::{Model, StationId};
use crate::statistics::Stopping;

pub use document::Document;
pub use file::schema;
pub use path::Path;
pub use problem::{Problem, Problems};
pub use setting::Setting;
pub use sweep::{Subject, SweepAxis, Varied};

/// A scenario that has been checked.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// What the scenario is about, in words.
    pub heading: Heading,
    /// What the engine runs.
    pub model: Model,
    /// How many replications are wanted, at least 1; the most there may be, where something else
    /// says when to stop.
    pub replications: u32,
    /// When to stop.
    pub stopping: Stopping,
    /// Confidence of the intervals, in [0.5, 1).
    pub confidence: f64,
    /// Seed of every random number.
    pub seed: u64,
    /// What costs are in, such as "CNY"; none where the scenario does not say.
    pub currency: Option<String>,
    /// Stations that no batch can ever reach; not wrong, but perhaps not meant.
    pub unreached: Vec<StationId>,
}

/// What a scenario is about, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// The title of the report.
    pub title: Option<String>,
    /// The question that the scenario asks.
    pub question: Option<String>,
    /// Where the numbers come from.
    pub sources: Vec<String>,
}
