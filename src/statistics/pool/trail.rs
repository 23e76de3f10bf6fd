//! Counts of the batches of each replication at or below a quantile that is known only at the end.
//!
//! For each replication, the cumulative counts are kept only in windows in which the final
//! quantiles may lie. The windows narrow with the square root of the number of replications, so
//! that all replications together need little more memory than the first ones.

use crate::statistics::sample::Step;

/// Width of a window on either side, in standard errors.
pub(super) const ERRORS: f64 = 8.0;
/// Further width on either side, in buckets: 1.6 %.
pub(super) const PADDING: u32 = 12;
/// Number of replications after which the windows are first narrowed.
const FIRST: u32 = 8;

#[derive(Clone, Debug, Default)]
pub(super) struct Trail {
    /// First and last bucket of each window, ascending; `None` before the first narrowing.
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

    /// Is it time to narrow the windows? They are narrowed after 8 replications and after every
    /// doubling.
    pub(super) fn wants_windows(replications: u32) -> bool {
        replications >= FIRST && replications.is_power_of_two()
    }

    pub(super) fn narrow(&mut self, windows: Vec<(u32, u32)>) {
        for steps in &mut self.replications {
            *steps = within(steps, &windows);
        }
        self.windows = Some(windows);
    }

    /// Returns the count of each replication up to a bucket; outside the windows, the count at the
    /// nearest kept step below.
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
    /// Returns the number of kept steps.
    pub(super) fn steps(&self) -> usize {
        self.replications.iter().map(Vec::len).sum()
    }
}

/// Returns the steps in any window, and the last step before each window. The first buckets of the
/// windows must ascend.
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
