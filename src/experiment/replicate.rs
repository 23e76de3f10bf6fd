//! Replications of one arrangement.

use rayon::prelude::*;

use crate::engine::{Ending, Limits, simulate};
use crate::model::Model;
use crate::random::Address;
use crate::statistics::{Depth, Observations, Recorder};

use super::fold::Fold;
use super::{Effort, Replicated, Watcher};

/// Number of replications that are run before they are folded. This bounds memory; threads are
/// briefly idle at each boundary.
const HELD: u32 = 64;

/// Number of the first of the fresh replications, which are never those of a run: what is chosen by
/// the ones is measured by the others.
pub(super) const FRESH: u64 = 1 << 32;

/// Runs replications 0, 1, ... of a model in parallel and folds them in that order, until the
/// stopping rule is satisfied. An interrupted run keeps the replications before the first
/// unfinished one.
///
/// ```
/// # use std::path::Path;
/// # use clearway::{input::Disk, scenario::{Document, Problems}};
/// use clearway::experiment::{Effort, Unwatched, replicate};
/// use clearway::metric::Metric;
///
/// let scenario = Document::load(Path::new("scenarios/peak-day.toml"), Disk)?.compile()?;
/// let effort = Effort { replications: 10, ..scenario.effort() };
/// let replicated = replicate(&scenario.model, effort, &Unwatched);
/// let share = replicated.of_all(Metric::ReleasedWithin);
/// assert!(share.lower < share.mean && share.mean < share.upper);
/// # Ok::<(), Problems>(())
/// ```
pub fn replicate(model: &Model, effort: Effort, watcher: &dyn Watcher) -> Replicated {
    let mut replicated = together(&[(model, effort)], Depth::Detail, watcher);
    replicated.remove(0)
}

/// Runs the same replications of several models, as [`replicate`] does for one: at most the number
/// in the first effort, or until the stopping rules of all models are satisfied. Equal ones are
/// simulated once.
pub fn together(
    arrangements: &[(&Model, Effort)],
    depth: Depth,
    watcher: &dyn Watcher,
) -> Vec<Replicated> {
    from(0, arrangements, depth, watcher)
}

/// Runs other replications of several models than [`together`] does. What the ones have chosen is
/// measured by the others without the flattery of the choice.
pub fn fresh(
    arrangements: &[(&Model, Effort)],
    depth: Depth,
    watcher: &dyn Watcher,
) -> Vec<Replicated> {
    from(FRESH, arrangements, depth, watcher)
}

/// As [`together`], with this number as that of the first replication.
fn from(
    offset: u64,
    arrangements: &[(&Model, Effort)],
    depth: Depth,
    watcher: &dyn Watcher,
) -> Vec<Replicated> {
    let alike = |at: usize| arrangements.iter().position(|it| *it == arrangements[at]);
    let first: Vec<Option<usize>> = (0..arrangements.len()).map(alike).collect();
    let different: Vec<(&Model, Effort)> = (0..arrangements.len())
        .filter(|at| first[*at] == Some(*at))
        .map(|at| arrangements[at])
        .collect();
    let replicated = of_different(offset, &different, depth, watcher);
    if different.len() == arrangements.len() {
        return replicated;
    }
    let position = |it: &(&Model, Effort)| different.iter().position(|other| other == it);
    let of_each = arrangements.iter().filter_map(position);
    of_each.map(|at| replicated[at].clone()).collect()
}

/// As [`from`], for models of which no two are equal.
fn of_different(
    offset: u64,
    arrangements: &[(&Model, Effort)],
    depth: Depth,
    watcher: &dyn Watcher,
) -> Vec<Replicated> {
    let fold = |(model, effort): &(&Model, Effort)| Fold::new(model, *effort, depth);
    let mut folds: Vec<Fold> = arrangements.iter().map(fold).collect();
    let most = arrangements
        .first()
        .map_or(0, |(_, effort)| effort.replications);
    let number = arrangements.len() as u64;
    let mut first = 0;
    'replications: while first < most {
        let last = next_stop(&folds, first, most);
        let tasks = u64::from(first) * number..u64::from(last) * number;
        let outcomes = in_order(tasks, |task| {
            let (model, effort) = &arrangements[(task % number) as usize];
            run(model, effort.seed, offset + task / number, depth, watcher)
        });
        let mut outcomes = outcomes.into_iter();
        for _ in first..last {
            let of_all: Option<Vec<_>> = outcomes.by_ref().take(folds.len()).collect();
            let Some(of_all) = of_all else {
                break 'replications;
            };
            if add_next(&mut folds, of_all) {
                break 'replications;
            }
        }
        first = last;
    }
    folds.into_iter().map(Fold::finish).collect()
}

/// Adds the next replication of each arrangement. Are the stopping rules of all satisfied now?
pub(super) fn add_next(folds: &mut [Fold], of_all: Vec<Observations>) -> bool {
    for (fold, observations) in folds.iter_mut().zip(of_all) {
        fold.add(observations);
    }
    folds.iter().all(Fold::is_precise)
}

/// The replication at which to stop and fold: the predicted need, so that few replications are
/// wasted, but enough to keep all threads busy.
fn next_stop(folds: &[Fold], first: u32, most: u32) -> u32 {
    let foreseen = folds.iter().map(Fold::foreseen).max().unwrap_or(most);
    let at_least = first + rayon::current_num_threads() as u32;
    foreseen.max(at_least).min(first + HELD).min(most)
}

/// Computes a function at each of the numbers; all threads take the numbers in order, and the
/// values are returned in order.
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

/// Runs one replication; `None` if it was stopped early.
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
