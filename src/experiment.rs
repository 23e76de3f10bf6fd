//! Many replications, of one arrangement or of many.
//!
//! Work is pulled in index order by all threads and folded in index order by one, so that results
//! do not depend on the number of threads and an interrupted experiment keeps a prefix of what was
//! asked for.

mod compare;
mod feasibility;
mod fold;
mod replicate;
mod staff;
mod stress;
mod sweep;
mod verdict;

use crate::statistics::Precision;

pub use compare::{Comparison, Difference, compare, judged};
pub use feasibility::Finding;
pub use fold::{DayMoments, FoldedDetail, HourMoments, Replicated};
pub use replicate::{replicate, together};
pub use staff::{Grid, Prospect, Search, Trial, place, staff};
pub use stress::{
    LEAST_MULTIPLE, MOST_MULTIPLE, Root, Roots, Saturation, Stress, Stressed, stress,
};
pub use sweep::sweep;
pub use verdict::{Standing, Verdict, verdicts};

/// How often, from which seed and with what confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Replications, at least 1; with a precision, the most there may be.
    pub replications: u32,
    /// Stop as soon as this is reached.
    pub precision: Option<Precision>,
    /// The seed.
    pub seed: u64,
    /// Confidence of every interval, in (0, 1).
    pub confidence: f64,
}

/// Whoever waits for an experiment.
pub trait Watcher: Sync {
    /// One more replication is done.
    fn done(&self) {}

    /// Should the experiment go on?
    fn wanted(&self) -> bool {
        true
    }
}

/// Nobody waits: the experiment goes on to its end.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Watcher for Unwatched {}
