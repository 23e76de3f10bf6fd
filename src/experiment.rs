//! Many replications, of one arrangement or of many.
//!
//! Work is pulled in index order by all threads and folded in index order by one, so that results
//! do not depend on the number of threads and an interrupted experiment keeps a prefix of what was
//! asked for.

mod best;
mod ceiling;
mod compare;
mod effort;
mod feasibility;
mod fold;
mod looks;
mod replicate;
mod staff;
mod stress;
mod sweep;
mod verdict;

pub use best::{Rank, Ranked, best};
pub use ceiling::{CEILING_BATCHES, Ceiling, Ceilings, WaitingPays, ceiling, waiting_pays};
pub use compare::{Comparison, Difference, Finished, compare, judged, wanted};
pub use effort::{Effort, keep};
pub use fold::{Blocks, DayMoments, FoldedDetail, HourMoments, Replicated};
pub use replicate::{replicate, together};
pub use staff::{Grid, Prospect, Search, Trial, place, staff};
pub use stress::{
    Change, LEAST_MULTIPLE, MOST_MULTIPLE, Root, Roots, STRESS_REPLICATIONS, Saturation, Side,
    Sight, Stress, Stressed, stress, stress_at_one,
};
pub use sweep::sweep;
pub use verdict::{ENOUGH, FEWEST, Reason, Standing, Verdict, late_enough, margin};

/// What follows the progress of an experiment, and can end it early.
pub trait Watcher: Sync {
    /// One more replication is done.
    fn done(&self) {}

    /// Should the experiment go on?
    fn wanted(&self) -> bool {
        true
    }
}

/// Nothing follows it: the experiment goes on to its end.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Watcher for Unwatched {}
