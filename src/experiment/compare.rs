//! Arrangements held against one of them, replication by replication.

use serde::{Deserialize, Serialize};

use crate::metric::{Good, Metric, Scope};
use crate::model::Target;
use crate::statistics::{Estimate, Paired, Student, paired};

use super::fold::Replicated;

/// What a comparison comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// The whole interval of the difference lies on the good side of zero.
    Better,
    /// The whole interval lies on the bad side.
    Worse,
    /// The interval holds zero.
    NoDifferenceShown,
    /// Nothing can be said: too few replications, or bounds instead of values.
    Unknown,
}

/// The difference of a metric between the baseline and an alternative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Position of the metric in the baseline's catalogue.
    pub baseline: usize,
    /// Position of the metric in the alternative's catalogue.
    pub alternative: usize,
    /// Alternative minus baseline.
    pub paired: Paired,
    /// What it comes to, for the metrics that are judged; their intervals are adjusted.
    pub verdict: Option<Comparison>,
}

/// The metrics of scope `all` that a comparison judges: those that the target is about, or the
/// batches released a day where there is no target; and always the mean release time.
pub fn judged(target: &Target) -> Vec<Metric> {
    let has_none = target.units_per_day.is_none() && target.release.is_none();
    let metrics = [
        (
            Metric::ReleasedPerDay,
            target.batches_per_day.is_some() || has_none,
        ),
        (Metric::UnitsReleasedPerDay, target.units_per_day.is_some()),
        (Metric::ReleasedWithin, target.release.is_some()),
    ];
    let aimed = metrics.into_iter().filter(|(_, is_aimed)| *is_aimed);
    let aimed = aimed.map(|(metric, _)| metric);
    aimed.chain([Metric::ReleaseTimeMean]).collect()
}

/// The differences of every metric that both arrangements have, in the order of the baseline.
///
/// Both were replicated with the same numbers, so that replications pair up. The intervals of the
/// judged metrics hold together, with the confidence of the baseline, over all `simultaneous` ones
/// that are drawn at once (Bonferroni: each at 1 / `simultaneous` of the error); those of the other
/// metrics hold one by one, and nothing is concluded from them.
pub fn compare(
    baseline: &Replicated,
    alternative: &Replicated,
    judged: &[Metric],
    simultaneous: u32,
) -> Vec<Difference> {
    let mut single = Student::new(baseline.effort.confidence);
    let mut adjusted = single.of_several(simultaneous);
    let error = (1.0 - baseline.effort.confidence) / f64::from(simultaneous);
    let entries = baseline.catalogue.entries().iter().enumerate();
    entries
        .filter_map(|(position, entry)| {
            let other = alternative.catalogue.position(entry.metric, &entry.scope)?;
            let is_judged = entry.scope == Scope::All && judged.contains(&entry.metric);
            let good = is_judged.then(|| entry.metric.good());
            let values = baseline.values[position].iter().copied();
            let pairs = values.zip(alternative.values[other].iter().copied());
            let student = if good.is_some() {
                &mut adjusted
            } else {
                &mut single
            };
            let paired = paired(pairs, entry.range(), student);
            let bounds = (
                baseline.lower_bounds[position],
                alternative.lower_bounds[other],
            );
            Some(Difference {
                baseline: position,
                alternative: other,
                paired,
                verdict: good.map(|good| judge(&paired.estimate, good, bounds, error)),
            })
        })
        .collect()
}

/// What an interval of a difference says; `bounds` tells which of the two, baseline and
/// alternative, are only known from below.
fn judge(estimate: &Estimate, good: Good, bounds: (bool, bool), error: f64) -> Comparison {
    let (Some(lower), Some(upper)) = (estimate.lower, estimate.upper) else {
        return Comparison::Unknown;
    };
    // the true difference may be larger where the alternative is, smaller where the baseline is
    let (is_more, is_less) = (lower > 0.0 && !bounds.0, upper < 0.0 && !bounds.1);
    // a difference that never varied: by chance all of n fall on one side once in 2^(n - 1)
    let is_certain = estimate.half_width == Some(0.0);
    let pairs = estimate.replications.min(1000) as i32;
    if is_certain && estimate.mean != Some(0.0) && 2_f64.powi(1 - pairs) > error {
        return Comparison::Unknown;
    }
    match (is_more, is_less, good) {
        (true, _, Good::More) | (_, true, Good::Less) => Comparison::Better,
        (true, _, Good::Less) | (_, true, Good::More) => Comparison::Worse,
        (true, _, Good::Neither) | (_, true, Good::Neither) => Comparison::Unknown,
        (false, false, _) if bounds.0 || bounds.1 => Comparison::Unknown,
        (false, false, _) => Comparison::NoDifferenceShown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(mean: f64, half_width: f64, good: Good, bounds: (bool, bool)) -> Comparison {
        let estimate = Estimate {
            mean: Some(mean),
            half_width: Some(half_width),
            lower: Some(mean - half_width),
            upper: Some(mean + half_width),
            replications: 5,
        };
        judge(&estimate, good, bounds, 0.05)
    }

    #[test]
    fn the_whole_interval_must_lie_on_one_side() {
        let known = (false, false);
        assert_eq!(verdict(2.0, 1.0, Good::More, known), Comparison::Better);
        assert_eq!(verdict(2.0, 1.0, Good::Less, known), Comparison::Worse);
        assert_eq!(verdict(-2.0, 1.0, Good::Less, known), Comparison::Better);
        let open = Comparison::NoDifferenceShown;
        assert_eq!(verdict(2.0, 2.0, Good::More, known), open);
        assert_eq!(verdict(0.0, 0.0, Good::More, known), open);
        let nothing = judge(&Estimate::default(), Good::More, known, 0.05);
        assert_eq!(nothing, Comparison::Unknown);
    }

    #[test]
    fn bounds_and_few_equal_differences_prove_little() {
        assert_eq!(
            verdict(2.0, 1.0, Good::Less, (false, true)),
            Comparison::Worse
        );
        assert_eq!(
            verdict(2.0, 1.0, Good::Less, (true, false)),
            Comparison::Unknown
        );
        // five equal differences come by chance once in sixteen
        assert_eq!(
            verdict(1.0, 0.0, Good::More, (false, false)),
            Comparison::Unknown
        );
    }
}
