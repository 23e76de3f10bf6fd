//! Many replications, of one arrangement or of many.
//!
//! All threads take work in index order, and one thread folds the outcomes in index order. So
//! results do not depend on the number of threads, and an interrupted experiment keeps an unbroken
//! prefix of its replications.

mod best;
mod by_hour;
mod ceiling;
mod compare;
mod effort;
mod feasibility;
mod fold;
mod looks;
mod piece;
mod replicate;
mod staff;
mod stress;
mod sweep;
mod verdict;

pub use best::{Rank, Ranked, best};
pub use by_hour::{Hours, InHours, Resource, in_hours};
pub use ceiling::{CEILING_BATCHES, Ceiling, Ceilings, WaitingPays, ceiling, waiting_pays};
pub use compare::{Comparison, Difference, Finished, compare, differences, judged, wanted};
pub use effort::{Effort, keep};
pub use fold::{Blocks, DayMoments, FoldedDetail, HourMoments, Replicated};
pub use piece::{Merged, Piece, merge, piece};
pub use replicate::{fresh, replicate, together};
pub use staff::{
    At, Claim, Dimension, Family, Pairs, Pricing, Rule, Search, Space, Trial, Work, staff,
};
pub use stress::{
    Change, LEAST_MULTIPLE, MOST_MULTIPLE, Root, Roots, STRESS_REPLICATIONS, Saturation, Side,
    Sight, Stress, Stressed, stress, stress_at_one,
};
pub use sweep::{place, sweep, sweep_some};
pub use verdict::{ENOUGH, FEWEST, Reason, Standing, Verdict, late_enough, margin};

/// A callback that follows the progress of an experiment and can end it early.
pub trait Watcher: Sync {
    /// Called after each finished replication.
    fn done(&self) {}

    /// Called before each step of a search, with what is left of its stage.
    fn stage(&self, _stage: Stage) {}

    /// Should the experiment go on?
    fn wanted(&self) -> bool {
        true
    }
}

/// What a search does at the moment, with what is left of it as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It tests arrangements in the order of price, and ends before the last one if one meets the
    /// target.
    InOrder {
        /// Number of arrangements left, at most.
        at_most: u64,
    },
    /// It goes from one arrangement to the next. How far is unknown.
    Nearby,
    /// It looks into boxes, each of which may be split into more.
    Boxes {
        /// Number of boxes left at the moment.
        open: u64,
    },
    /// It raises the lower bound of the cost.
    Bound {
        /// Number of arrangements left that are simulated for this, at most.
        at_most: u64,
    },
    /// It confirms a choice. How many replications that takes is unknown.
    Confirm,
    /// It runs fresh replications of the neighbours of the choice.
    Around {
        /// Number of neighbours left.
        left: u64,
    },
}

/// A watcher that does nothing: the experiment runs to its end.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Watcher for Unwatched {}
