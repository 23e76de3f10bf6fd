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
mod replicate;
mod staff;
mod stress;
mod sweep;
mod verdict;

pub use best::{Rank, Ranked, best};
pub use by_hour::{Hours, InHours, Resource, in_hours};
pub use ceiling::{CEILING_BATCHES, Ceiling, Ceilings, WaitingPays, ceiling, waiting_pays};
pub use compare::{Comparison, Difference, Finished, compare, judged, wanted};
pub use effort::{Effort, keep};
pub use fold::{Blocks, DayMoments, FoldedDetail, HourMoments, Replicated};
pub use replicate::{replicate, together};
pub use staff::{
    At, Claim, Dimension, Family, MOST_FAMILIES, Pairs, Pricing, Rule, Search, Space, Trial, Work,
    staff,
};
pub use stress::{
    Change, LEAST_MULTIPLE, MOST_MULTIPLE, Root, Roots, STRESS_REPLICATIONS, Saturation, Side,
    Sight, Stress, Stressed, stress, stress_at_one,
};
pub use sweep::{place, sweep};
pub use verdict::{ENOUGH, FEWEST, Reason, Standing, Verdict, late_enough, margin};

/// A callback that follows the progress of an experiment and can end it early.
pub trait Watcher: Sync {
    /// Called after each finished replication.
    fn done(&self) {}

    /// Should the experiment go on?
    fn wanted(&self) -> bool {
        true
    }
}

/// A watcher that does nothing: the experiment runs to its end.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Watcher for Unwatched {}
