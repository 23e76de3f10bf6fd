//! What was estimated before ratios of sums: means of the replications' values with a t-interval.

use clearway::experiment::Standing;
use clearway::statistics::{Estimate, Moments, Range, Student};

/// The mean of the replications' values with its t-interval. Where all agree on a share of 1, the
/// exact binomial bound of this many trials.
pub(crate) fn estimate(values: &[Option<f64>], range: Range, trials: f64) -> Estimate {
    let moments = Moments::of(values.iter().copied().flatten());
    let mut student = Student::new(0.95);
    let estimate = student.estimate(&moments, range);
    if range != Range::Share || moments.mean() != 1.0 || moments.variance() != Some(0.0) {
        return estimate;
    }
    let half_width = -(0.025_f64.ln() / trials).exp_m1();
    Estimate::around(1.0, half_width, range, moments.count())
}

/// Met, missed or undecided by the interval alone, from two replications on.
pub(crate) fn standing(estimate: &Estimate, wanted: f64) -> Standing {
    match (estimate.lower, estimate.upper) {
        (Some(lower), _) if lower >= wanted => Standing::Met,
        (_, Some(upper)) if upper < wanted => Standing::Missed,
        _ => Standing::Undecided,
    }
}

/// How many replications were said to decide.
pub(crate) fn to_decide(estimate: &Estimate, wanted: f64) -> Option<u64> {
    let (mean, half_width) = (estimate.mean?, estimate.half_width?);
    let factor = if mean == 1.0 {
        (1.0 - half_width).ln() / wanted.ln()
    } else {
        (half_width / (mean - wanted)).powi(2)
    };
    let needed = (f64::from(estimate.replications) * factor).ceil().max(2.0);
    (needed <= 1e6).then_some(needed as u64)
}
