//! Compiles a scenario file, a TOML text, into a checked [`Model`] or into the list of all of its
//! problems.
//!
//! ```text
//! text --parse--> Document --with(settings)--> Document --read--> File --check--> Model
//! ```
//!
//! A [`Document`] is the file as written: an ordered tree that keeps the position of every key and
//! value in the text. Every alternative is a document with a list of [`Setting`]s: a variant, a
//! point of a sweep, an argument of the command line, what a file changes in the one that it
//! `extends`, or a dated change, which is compiled into a model of its own for the period in which
//! it is in force. `compile` reads the tree into the types of `file` (what can be written), and
//! `check` turns those into a [`Model`] (what can be run). Every stage adds its [`Problems`] to
//! those of the stage before, and every problem points at a place in the file or in the argument
//! that set the value.
//!
//! Its files import each other in one direction: `path`, `problem`, `suggest`, `absent` and `local`
//! come first; `tree`, `syntax`, `setting`, `nowhere`, `table`, `reader`, `file` and `resolve`
//! build on them, and `document` on those; then come `extends`, `sweep`, `staffing` and `check`,
//! and last `stages`, which has the stages as methods of a document, and `paste`, which writes
//! settings as text.
//!
//! **Architecture Invariant:** the only input is the scenario file and the tables that it names.
//! No text makes this module panic, however wrong it is.

mod absent;
mod check;
mod controls;
mod document;
mod edit;
mod extends;
mod file;
mod local;
mod meant;
mod nowhere;
mod paste;
mod path;
mod problem;
mod reader;
mod resolve;
mod setting;
mod staffing;
mod stages;
mod suggest;
mod sweep;
mod syntax;
#[cfg_attr(
    not(feature = "desktop"),
    expect(
        dead_code,
        reason = "sheets of workbooks have more kinds of cells than texts"
    )
)]
mod table;
mod tree;

use crate::model::{Model, StationId};
use crate::statistics::{Keep, Stopping};

pub use controls::{Control, ControlKind, ControlRange};
pub use document::Document;
pub use file::schema;
pub use local::weights as hour_weights;
pub use path::Path;
pub use problem::{Problem, Problems};
pub use setting::Setting;
pub use staffing::{Block, Coordinate, Law, Staffing};
pub use sweep::{Subject, SweepAxis, Varied};

/// A scenario that has been checked.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Title, question and sources.
    pub heading: Heading,
    /// What the engine runs.
    pub model: Model,
    /// Number of replications, at least 1; with a stopping rule, the limit on their number.
    pub replications: u32,
    /// Stopping rule.
    pub stopping: Stopping,
    /// Confidence of the intervals, in [0.5, 1).
    pub confidence: f64,
    /// Seed of all random numbers.
    pub seed: u64,
    /// What is kept of the values of single replications; `None` if their number decides.
    pub keep: Option<Keep>,
    /// Currency of costs, such as "CNY"; `None` if the scenario names none.
    pub currency: Option<String>,
    /// Stations that no batch can ever reach: allowed, but perhaps a mistake.
    pub unreached: Vec<StationId>,
    /// Notes on how the tables of the scenario were read, a sentence each.
    pub notes: Vec<String>,
}

/// Title, question and sources of a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// The title of the report.
    pub title: Option<String>,
    /// The question that the scenario asks.
    pub question: Option<String>,
    /// Where the numbers come from.
    pub sources: Vec<String>,
}
