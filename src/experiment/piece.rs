//! Pieces of replications: a range of the replications of one arrangement, before they are folded.
//! Pieces are made anywhere, in any order, and merged into the same results as a run in one place.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::model::Model;
use crate::statistics::{Depth, Observations};

use super::fold::Fold;
use super::replicate::{add_next, in_order, run};
use super::{Effort, Replicated, Watcher};

/// Consecutive replications of one arrangement, with the observations of each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Piece {
    /// Index of the first replication.
    pub first: u32,
    /// The observations of this replication and the following ones.
    pub observations: Vec<Observations>,
}

/// Runs a range of the replications of a model, in parallel. An interrupted piece holds the
/// replications before the first unfinished one.
pub fn piece(
    model: &Model,
    seed: u64,
    range: Range<u32>,
    depth: Depth,
    watcher: &dyn Watcher,
) -> Piece {
    let first = range.start;
    let tasks = u64::from(range.start)..u64::from(range.end);
    let outcomes = in_order(tasks, |task| run(model, seed, task, depth, watcher));
    Piece {
        first,
        observations: outcomes.into_iter().map_while(|it| it).collect(),
    }
}

/// What pieces give together.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The replications of each arrangement: an unbroken sequence from the first one on.
    pub replicated: Vec<Replicated>,
    /// The replications to run next; `None` if no further one is needed.
    pub missing: Option<Range<u32>>,
}

/// Folds the pieces of several arrangements, in the order of the replications, until the stopping
/// rules of all are satisfied: the same results as [`together`](super::together) gives.
/// Replications that are in several pieces count once; those behind a missing one, or behind the
/// last one that is needed, are ignored.
///
/// ```
/// # use std::path::Path;
/// # use clearway::{input::Disk, scenario::{Document, Problems}};
/// use clearway::experiment::{Unwatched, merge, piece, replicate};
/// use clearway::metric::Metric;
/// use clearway::statistics::Depth;
///
/// let scenario = Document::load(Path::new("scenarios/peak-day.toml"), Disk)?.compile()?;
/// let (model, effort) = (&scenario.model, scenario.effort());
/// let part = |range| piece(model, effort.seed, range, Depth::Detail, &Unwatched);
/// let merged = merge(&[(model, effort)], Depth::Detail, vec![vec![part(60..100), part(0..60)]]);
/// let whole = replicate(model, effort, &Unwatched);
/// let share = merged.replicated[0].of_all(Metric::ReleasedWithin);
/// assert_eq!(share, whole.of_all(Metric::ReleasedWithin));
/// # Ok::<(), Problems>(())
/// ```
pub fn merge(arrangements: &[(&Model, Effort)], depth: Depth, pieces: Vec<Vec<Piece>>) -> Merged {
    let fold = |(model, effort): &(&Model, Effort)| Fold::new(model, *effort, depth);
    let mut folds: Vec<Fold> = arrangements.iter().map(fold).collect();
    let most = arrangements
        .first()
        .map_or(0, |(_, effort)| effort.replications);
    let mut of_each: Vec<_> = pieces.into_iter().map(|it| sequence(it, depth)).collect();
    let mut is_enough = most == 0;
    let mut count = 0;
    while !is_enough {
        let next: Option<Vec<Observations>> = of_each.iter_mut().map(Iterator::next).collect();
        let Some(next) = next.filter(|next| next.len() == folds.len()) else {
            break;
        };
        count += 1;
        is_enough = add_next(&mut folds, next) || count == most;
    }
    let foreseen = folds.iter().map(Fold::foreseen).max().unwrap_or(most);
    let missing = (!is_enough).then(|| count..foreseen.max(count + 1).min(most));
    Merged {
        replicated: folds.into_iter().map(Fold::finish).collect(),
        missing,
    }
}

/// Returns the observations of replications 0, 1, ... up to the first one that is in no piece.
fn sequence(mut pieces: Vec<Piece>, depth: Depth) -> impl Iterator<Item = Observations> {
    pieces.sort_by_key(|piece| piece.first);
    let numbered = pieces.into_iter().flat_map(|piece| {
        let numbers = piece.first..;
        numbers.zip(piece.observations)
    });
    let is_whole = move |it: &Observations| depth != Depth::Detail || it.detail.is_some();
    let mut next = 0;
    let mut numbered = numbered.filter(move |(_, it)| is_whole(it)).peekable();
    std::iter::from_fn(move || {
        while numbered.next_if(|(number, _)| *number < next).is_some() {}
        let (_, observations) = numbered.next_if(|(number, _)| *number == next)?;
        next += 1;
        Some(observations)
    })
}
