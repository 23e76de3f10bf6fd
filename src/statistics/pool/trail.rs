//! How many batches of each replication lie at or below a quantile that is known only at the end.
//!
//! Of each replication the steps of its counts are kept where the quantiles may yet come to lie.
//! These windows narrow as replications are added, with the square root of their number, so that
//! all replications together need little more than the first ones.

use crate::statistics::sample::Step;

/// Windows are this many standard errors wide on both sides.
pub(super) const ERRORS: f64 = 8.0;
/// And this many buckets more: 1.6 %.
pub(super) const PADDING: u32 = 12;
/// The replications after which they are first narrowed.
const FIRST: u32 = 8;

#[derive(Clone, Debug, Default)]
pub(super) struct Trail {
    /// Ascending first and last buckets; none before the first are known.
    windows: Option<Vec<(u32, u32)>>,
    replications: Vec<Vec<Step>>,
}

impl Trail {
    pub(super) fn add(&mut self, steps: &[Step]) {
        let kept = match &self.windows {
            Some(windows) => within(steps, windows),
            None => steps.to_vec(),
        };
        self.replications.push(kept);
    }

    /// Is it time to narrow the windows? After 8 replications, then whenever their number doubled.
    pub(super) fn wants_windows(replications: u32) -> bool {
        replications >= FIRST && replications.is_power_of_two()
    }

    pub(super) fn narrow(&mut self, windows: Vec<(u32, u32)>) {
        for steps in &mut self.replications {
            *steps = within(steps, &windows);
        }
        self.windows = Some(windows);
    }

    /// The counts up to a bucket; of a bucket outside of all windows, those at the nearest kept
    /// step before it.
    pub(super) fn upto(&self, bucket: usize) -> Vec<f64> {
        let upto = |steps: &Vec<Step>| {
            let after = steps.partition_point(|step| step.bucket as usize <= bucket);
            after
                .checked_sub(1)
                .map_or(0.0, |at| f64::from(steps[at].upto))
        };
        self.replications.iter().map(upto).collect()
    }
}

#[cfg(test)]
impl Trail {
    /// How many steps are kept.
    pub(super) fn steps(&self) -> usize {
        self.replications.iter().map(Vec::len).sum()
    }
}

/// The steps in any window, and the last one before each. The windows' first buckets ascend.
fn within(steps: &[Step], windows: &[(u32, u32)]) -> Vec<Step> {
    let mut kept = vec![];
    let mut done = 0;
    for (first, last) in windows {
        let from = steps.partition_point(|step| step.bucket <= *first);
        let until = steps.partition_point(|step| step.bucket <= *last);
        let from = from.saturating_sub(1).max(done);
        kept.extend_from_slice(&steps[from.min(until)..until]);
        done = done.max(until);
    }
    kept
}
