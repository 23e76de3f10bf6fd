//! Many arrangements side by side.

use std::ops::ControlFlow;

use rayon::prelude::*;

use crate::model::Model;
use crate::statistics::{Depth, Observations, Stopping};

use super::fold::Fold;
use super::replicate::{in_order, run};
use super::{Effort, Replicated, Watcher};

/// Approximate number of replications per thread of all arrangements in progress at once. This
/// bounds memory, and few arrangements fit the processor's cache better.
const AT_ONCE: usize = 256;
/// Number of replications per thread that are run before they are folded. This bounds memory;
/// threads are briefly idle at each boundary.
const HELD: usize = 32;
/// Limit on the arrangements that are compiled at once.
const BLOCK: u64 = 64;

/// Replicates arrangements 0, 1, ... in parallel, over arrangements as well as replications, and
/// concludes each of them in that order. An interrupted sweep keeps the arrangements before the
/// first unfinished one.
///
/// `arrangement` compiles an arrangement; `conclude` turns its results into what is kept.
///
/// ```
/// # use std::path::Path;
/// # use clearway::{input::Disk, scenario::{Document, Problems}};
/// use clearway::experiment::{Effort, Unwatched, sweep};
/// use clearway::metric::Metric;
/// use clearway::scenario::Setting;
///
/// let document = Document::load(Path::new("scenarios/peak-day.toml"), Disk)?;
/// let arrangement = |point: u64| {
///     let setting = Setting::from_argument(&format!("stations.inspection.lanes={}", 8 + point));
///     let scenario = document.with(&[setting.expect("sound")]).and_then(|it| it.compile());
///     let scenario = scenario.expect("sound");
///     let effort = Effort { replications: 10, ..scenario.effort() };
///     (scenario.model, effort)
/// };
/// let shares = sweep(
///     3,
///     arrangement,
///     |_, _, replicated| replicated.of_all(Metric::ReleasedWithin).mean,
///     &Unwatched,
/// );
/// assert!(shares[0] < shares[1] && shares[1] < shares[2]);
/// # Ok::<(), Problems>(())
/// ```
pub fn sweep<T: Send>(
    points: u64,
    arrangement: impl Fn(u64) -> (Model, Effort) + Sync,
    conclude: impl Fn(u64, &Model, &Replicated) -> T + Sync,
    watcher: &dyn Watcher,
) -> Vec<T> {
    let points: Vec<u64> = (0..points).collect();
    let mut concluded = vec![];
    let keep = |_, point| {
        concluded.push(point);
        ControlFlow::Continue(())
    };
    sweep_some(&points, arrangement, conclude, keep, watcher);
    concluded
}

/// As [`sweep`], for some of the arrangements. Each is passed to `sink` once it is concluded, in
/// the order of `points`, and need not stay in memory; the sink can end the sweep.
pub fn sweep_some<T: Send>(
    points: &[u64],
    arrangement: impl Fn(u64) -> (Model, Effort) + Sync,
    conclude: impl Fn(u64, &Model, &Replicated) -> T + Sync,
    mut sink: impl FnMut(u64, T) -> ControlFlow<()>,
    watcher: &dyn Watcher,
) {
    let at_once = (AT_ONCE * rayon::current_num_threads()) as u64;
    let number = points.len() as u64;
    let mut first = 0;
    while first < number {
        let mut under_way: Vec<UnderWay> = vec![];
        let mut tasks = 0;
        let mut last = first;
        while last < number && tasks < at_once {
            // start with one arrangement: its replications show how many more fit
            let each = tasks.checked_div(under_way.len() as u64);
            let room = (at_once - tasks) / each.unwrap_or(at_once).max(1);
            let until = number.min(last + room.clamp(1, BLOCK));
            let block = in_order(last..until, |at| {
                UnderWay::new(arrangement(points[at as usize]))
            });
            tasks += block
                .iter()
                .map(|it| u64::from(it.fold.foreseen()))
                .sum::<u64>();
            under_way.extend(block);
            last = until;
        }
        let is_complete = finish(&mut under_way, watcher);
        let done = under_way
            .iter()
            .take_while(|it| is_complete || it.is_done());
        let done = done.count();
        under_way.truncate(done);
        let numbered = points[first as usize..].iter().copied().zip(under_way);
        let numbered: Vec<(u64, UnderWay)> = numbered.collect();
        let of_chunk = numbered.into_par_iter().map(|(point, it)| {
            let UnderWay { model, fold, .. } = it;
            (point, conclude(point, &model, &fold.finish()))
        });
        let of_chunk: Vec<(u64, T)> = of_chunk.collect();
        for (point, concluded) in of_chunk {
            if sink(point, concluded).is_break() {
                return;
            }
        }
        if !is_complete {
            return;
        }
        first = last;
    }
}

/// How much is recorded of a replication. A sweep does not report quantiles of streams and goods,
/// but a requested precision may need them.
fn depth(effort: Effort) -> Depth {
    match effort.stopping {
        Stopping::Number | Stopping::Verdict => Depth::Whole,
        Stopping::Width(_) => Depth::Metrics,
    }
}

/// An arrangement whose replications are in progress.
struct UnderWay {
    model: Model,
    effort: Effort,
    fold: Fold,
}

impl UnderWay {
    fn new((model, effort): (Model, Effort)) -> Self {
        Self {
            fold: Fold::new(&model, effort, depth(effort)),
            model,
            effort,
        }
    }

    /// Adds replications up to the first interrupted one; `false` if there was one.
    fn add(&mut self, outcomes: Vec<Option<Observations>>) -> bool {
        for outcome in outcomes {
            match outcome {
                Some(observations) if !self.fold.is_precise() => self.fold.add(observations),
                Some(_) => {}
                None => return false,
            }
        }
        true
    }

    fn is_done(&self) -> bool {
        self.fold.is_precise() || self.fold.count() == self.effort.replications
    }
}

/// Runs the missing replications in rounds, in each round as many as every arrangement is predicted
/// to need; `false` if interrupted.
fn finish(arrangements: &mut [UnderWay], watcher: &dyn Watcher) -> bool {
    loop {
        let mut tasks = vec![];
        for (position, it) in arrangements.iter().enumerate() {
            if !it.is_done() {
                let fold = &it.fold;
                let until = fold.foreseen().max(fold.count() + 1);
                tasks.extend((fold.count()..until).map(|replication| (replication, position)));
            }
        }
        if tasks.is_empty() {
            return true;
        }
        // sorted by replication, so that all arrangements are folded in each round
        tasks.sort_unstable();
        let mut held = tasks.chunks(HELD * rayon::current_num_threads());
        if !held.all(|tasks| do_tasks(arrangements, tasks, watcher)) {
            return false;
        }
    }
}

/// Runs these replications and folds those of each arrangement in order; `false` if one was
/// interrupted.
fn do_tasks(arrangements: &mut [UnderWay], tasks: &[(u32, usize)], watcher: &dyn Watcher) -> bool {
    let outcomes = in_order(0..tasks.len() as u64, |task| {
        let (replication, position) = tasks[task as usize];
        let UnderWay { model, effort, .. } = &arrangements[position];
        let (seed, depth) = (effort.seed, depth(*effort));
        run(model, seed, u64::from(replication), depth, watcher)
    });
    let mut by_arrangement: Vec<Vec<Option<Observations>>> =
        arrangements.iter().map(|_| vec![]).collect();
    for ((_, position), outcome) in tasks.iter().zip(outcomes) {
        by_arrangement[*position].push(outcome);
    }
    // each arrangement folds its replications in order, whatever the number of threads
    let folds = arrangements.par_iter_mut().zip(by_arrangement);
    folds
        .map(|(it, outcomes)| it.add(outcomes))
        .reduce(|| true, |a, b| a && b)
}

/// Returns the index of the value of each path at a point of a grid; the last path varies fastest.
pub fn place(lengths: &[usize], point: usize) -> Vec<usize> {
    let mut rest = point;
    let mut at = vec![0; lengths.len()];
    for (position, length) in at.iter_mut().zip(lengths).rev() {
        *position = rest % length;
        rest /= length;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_path_varies_fastest() {
        let places: Vec<Vec<usize>> = (0..6).map(|point| place(&[2, 3], point)).collect();
        assert_eq!(places[..4], [[0, 0], [0, 1], [0, 2], [1, 0]]);
        assert_eq!(places[5], [1, 2]);
    }
}
