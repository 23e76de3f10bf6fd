//! Many arrangements side by side.

use crate::model::Model;
use crate::statistics::Depth;

use super::fold::{Fold, Replicated};
use super::replicate::{in_order, run};
use super::{Effort, Watcher};

/// Replications that are held before they are folded: bounds memory whatever the number of points.
const HELD: u64 = 2048;

/// Replicates arrangements 0, 1, ... in parallel, all replications of all arrangements alike, and
/// concludes each of them in that order. Interrupted, it keeps the arrangements before the first
/// that was not finished.
///
/// `arrangement` compiles an arrangement; `conclude` says what to keep of it.
pub fn sweep<T: Send>(
    points: u64,
    arrangement: impl Fn(u64) -> (Model, Effort) + Sync,
    conclude: impl Fn(u64, &Model, &Replicated) -> T + Sync,
    watcher: &dyn Watcher,
) -> Vec<T> {
    let mut concluded = vec![];
    let mut first = 0;
    while first < points {
        let mut under_way = vec![];
        let mut tasks = 0;
        let mut last = first;
        while last < points && tasks < HELD {
            let (model, effort) = arrangement(last);
            let fold = Fold::new(&model, effort, Depth::Metrics);
            tasks += u64::from(fold.foreseen());
            under_way.push(UnderWay {
                model,
                effort,
                fold,
            });
            last += 1;
        }
        let is_complete = finish(&mut under_way, watcher);
        for (
            point,
            UnderWay {
                model,
                effort,
                fold,
            },
        ) in (first..).zip(under_way)
        {
            if !is_complete && !is_done(&fold, effort) {
                return concluded;
            }
            concluded.push(conclude(point, &model, &fold.finish()));
        }
        first = last;
    }
    concluded
}

/// An arrangement whose replications are not all done.
struct UnderWay {
    model: Model,
    effort: Effort,
    fold: Fold,
}

fn is_done(fold: &Fold, effort: Effort) -> bool {
    fold.is_precise() || fold.count() == effort.replications
}

/// Runs what is missing, in rounds: each arrangement as far as is foreseen to be needed. `false`
/// where it was interrupted.
fn finish(arrangements: &mut [UnderWay], watcher: &dyn Watcher) -> bool {
    loop {
        let mut tasks = vec![];
        for (position, UnderWay { effort, fold, .. }) in arrangements.iter().enumerate() {
            if !is_done(fold, *effort) {
                let until = fold.foreseen().max(fold.count() + 1);
                tasks.extend((fold.count()..until).map(|replication| (position, replication)));
            }
        }
        if tasks.is_empty() {
            return true;
        }
        let outcomes = in_order(0..tasks.len() as u64, |task| {
            let (position, replication) = tasks[task as usize];
            let UnderWay { model, effort, .. } = &arrangements[position];
            run(
                model,
                effort.seed,
                u64::from(replication),
                Depth::Metrics,
                watcher,
            )
        });
        for ((position, _), outcome) in tasks.into_iter().zip(outcomes) {
            let UnderWay { fold, .. } = &mut arrangements[position];
            match outcome {
                Some(observations) if !fold.is_precise() => fold.add(observations),
                Some(_) => {}
                None => return false,
            }
        }
    }
}
