//! An arrangement that is simulated.

use crate::experiment::fold::Fold;
use crate::experiment::replicate::{in_order, run};
use crate::experiment::{Effort, Replicated, Standing, Watcher};
use crate::model::Model;
use crate::statistics::{Depth, Observations, Tally};

/// An arrangement that is simulated.
pub(super) struct Run {
    pub(super) model: Model,
    /// Replications of the search.
    pub(super) fold: Fold,
    /// Replications that were not used to choose.
    pub(super) fresh: Option<Fold>,
    /// How much is recorded of each of them.
    pub(super) fresh_depth: Depth,
    /// Result for the target and cost a day of each replication of the search.
    pub(super) values: Vec<[f64; 2]>,
    /// Part of the error of a rejection that this arrangement may spend.
    pub(super) part: f64,
    /// Looks taken.
    pub(super) looks: u32,
    /// Result of the last look.
    pub(super) standing: Standing,
    /// Whether the test has ended.
    pub(super) is_decided: bool,
}

impl Run {
    /// Begins without replications; a rejection may spend this part of its error.
    pub(super) fn new(model: Model, effort: Effort, depth: Depth, part: f64) -> Self {
        Self {
            fold: Fold::new(&model, effort, depth),
            fresh: None,
            fresh_depth: Depth::Means,
            values: vec![],
            model,
            part,
            looks: 0,
            standing: Standing::Undecided,
            is_decided: false,
        }
    }

    /// Returns the results: those of the fresh replications if there are any.
    pub(super) fn finish(self) -> (Model, Replicated) {
        let fold = self.fresh.unwrap_or(self.fold);
        (self.model, fold.finish())
    }
}

/// Adds replications to a fold until it has this many, in index order from a first one on. Returns
/// whether none was interrupted.
pub(super) fn add(
    model: &Model,
    (seed, first): (u64, u64),
    until: u32,
    depth: Depth,
    fold: &mut Fold,
    watcher: &dyn Watcher,
    mut see: impl FnMut(&Tally, &Observations),
) -> bool {
    let numbers = u64::from(fold.count())..u64::from(until);
    let outcomes = in_order(numbers, |replication| {
        run(model, seed, first + replication, depth, watcher)
    });
    for outcome in outcomes {
        let Some(observations) = outcome else {
            return false;
        };
        see(fold.tally(), &observations);
        fold.add(observations);
    }
    true
}
