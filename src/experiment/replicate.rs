//! Replications of one arrangement.

use rayon::prelude::*;

use crate::engine::{Ending, Limits, simulate};
use crate::model::Model;
use crate::random::Address;
use crate::statistics::{Depth, Observations, Recorder};

use super::fold::{Fold, Replicated};
use super::{Effort, Watcher};

/// Replications that are held before they are folded: bounds memory, and costs a moment of
/// idleness at each boundary.
const HELD: u32 = 64;

/// Runs replications 0, 1, ... of a model in parallel and folds them in that order. Interrupted, it
/// keeps those before the first that was not finished.
pub fn replicate(model: &Model, effort: Effort, watcher: &dyn Watcher) -> Replicated {
    let mut fold = Fold::new(model, effort, Depth::Detail);
    let mut first = 0;
    while first < effort.replications {
        let last = effort.replications.min(first + HELD);
        let outcomes = in_order(u64::from(first)..u64::from(last), |replication| {
            run(model, effort.seed, replication, Depth::Detail, watcher)
        });
        for outcome in outcomes {
            match outcome {
                Some(observations) => fold.add(observations),
                None => return fold.finish(),
            }
        }
        first = last;
    }
    fold.finish()
}

/// The values of a function at whole numbers, computed by all threads, which take the numbers in
/// order, and returned in order.
pub(super) fn in_order<T: Send>(
    numbers: std::ops::Range<u64>,
    value: impl Fn(u64) -> T + Sync,
) -> Vec<T> {
    let mut numbered: Vec<(u64, T)> = numbers
        .par_bridge()
        .map(|number| (number, value(number)))
        .collect();
    numbered.sort_unstable_by_key(|(number, _)| *number);
    numbered.into_iter().map(|(_, value)| value).collect()
}

/// One replication; none where it was stopped before its end.
pub(super) fn run(
    model: &Model,
    seed: u64,
    replication: u64,
    depth: Depth,
    watcher: &dyn Watcher,
) -> Option<Observations> {
    let wanted = || watcher.wanted();
    if !wanted() {
        return None;
    }
    let mut recorder = Recorder::new(model, depth, &wanted);
    let address = Address::replication(seed, replication);
    let (_, ending) = simulate(model, address, Limits::default(), &mut recorder);
    if ending == Ending::Stopped {
        return None;
    }
    watcher.done();
    Some(recorder.finish(ending))
}
