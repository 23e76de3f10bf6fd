//! Finds quantiles and their intervals in one pass over the times.

use crate::statistics::{Ratio, Student};
use crate::time::Span;

use super::{Quantile, Sums};

/// Returns the share of batches at or below a time.
pub(super) fn ratio(replications: u32, wholes: [f64; 3], sums: &Sums) -> Ratio {
    let [x, xx, xxx, xn, xxn, xnn] = *sums;
    Ratio::from_sums(replications, wholes, [x, xx, xxx], [xn, xxn, xnn])
}

/// A single pass over the times, for all wanted shares.
pub(super) struct Search<'a> {
    shares: &'static [f64],
    replications: u32,
    wholes: [f64; 3],
    student: &'a mut Student,
    /// t-quantile divided by the square root of the number of replications; `None` with one
    /// replication.
    q: Option<f64>,
    pub(super) found: Vec<Quantile>,
    /// Share of batches at the lower end of each interval.
    at_lower: Vec<f64>,
    /// Whether the interval of the share at the last time contained the wanted share. If so, the
    /// next time may be the upper end.
    holds: Vec<bool>,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        shares: &'static [f64],
        replications: u32,
        wholes: [f64; 3],
        student: &'a mut Student,
    ) -> Self {
        let q = (replications > 1)
            .then(|| student.quantile(replications - 1) / f64::from(replications).sqrt());
        Self {
            shares,
            replications,
            wholes,
            student,
            q,
            found: vec![Quantile::default(); shares.len()],
            at_lower: vec![0.0; shares.len()],
            holds: vec![false; shares.len()],
        }
    }

    pub(super) fn step(&mut self, key: i64, micros: i64, sums: &Sums) {
        let ratio = ratio(self.replications, self.wholes, sums);
        let hours = Span::from_micros(micros).hours();
        let share = sums[0] / self.wholes[0];
        let reach = self.q.map(|q| ratio.reach(q));
        for at in 0..self.shares.len() {
            let p = self.shares[at];
            let found = &mut self.found[at];
            if self.holds[at] {
                found.upper = Some(hours);
                found.slope = slope(found.lower, hours, share - self.at_lower[at]);
            }
            // the margin allows for a rounding error in p n
            if found.value.is_none() && sums[0] >= p * self.wholes[0] * (1.0 - 1e-12) {
                (found.value, found.key) = (Some(hours), Some(key));
            }
            let Some(reach) = &reach else { continue };
            self.holds[at] = reach.contains(&p) && holds(&ratio, p, self.student);
            if self.holds[at] {
                (found.upper, found.slope) = (None, None);
                if found.lower.is_none() {
                    (found.lower, self.at_lower[at]) = (Some(hours), share);
                }
            }
        }
    }
}

/// Does the interval of a share contain a value?
pub(super) fn holds(ratio: &Ratio, value: f64, student: &mut Student) -> bool {
    let interval = ratio.variation().map(|it| it.interval(student));
    interval.is_some_and(|(lower, upper)| lower <= value && value <= upper)
}

fn slope(lower: Option<f64>, upper: f64, growth: f64) -> Option<f64> {
    let width = upper - lower?;
    (width > 0.0 && growth > 0.0).then(|| growth / width)
}
