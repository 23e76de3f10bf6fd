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
        let mut last = first;
        let mut arrangements = vec![];
        let mut tasks = vec![];
        while last < points && (tasks.len() as u64) < HELD {
            let (model, effort) = arrangement(last);
            let position = arrangements.len();
            tasks.extend((0..effort.replications).map(|replication| (position, replication)));
            arrangements.push((model, effort));
            last += 1;
        }
        let outcomes = in_order(0..tasks.len() as u64, |task| {
            let (position, replication) = tasks[task as usize];
            let (model, effort): &(Model, Effort) = &arrangements[position];
            run(
                model,
                effort.seed,
                u64::from(replication),
                Depth::Metrics,
                watcher,
            )
        });
        let mut outcomes = outcomes.into_iter();
        for (point, (model, effort)) in (first..).zip(&arrangements) {
            let mut fold = Fold::new(model, *effort, Depth::Metrics);
            for outcome in outcomes.by_ref().take(effort.replications as usize) {
                match outcome {
                    Some(observations) => fold.add(observations),
                    None => return concluded,
                }
            }
            concluded.push(conclude(point, model, &fold.finish()));
        }
        first = last;
    }
    concluded
}
