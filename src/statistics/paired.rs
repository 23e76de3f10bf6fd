//! Differences of two arrangements that saw the same random numbers.

use super::interval::{Estimate, Range, Student};
use super::metrics::Observation;
use super::moments::Moments;

/// Relative error that sums in another order may have.
const ROUNDING: f64 = 1e-10;

/// A difference over replications, alternative minus baseline.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Paired {
    /// Its mean with its interval; `replications` counts the pairs.
    pub estimate: Estimate,
    /// How many times as many replications would be needed for the same width without pairing: the
    /// sum of both variances over the variance of the difference. `None` where a difference does
    /// not vary.
    pub variance_ratio: Option<f64>,
}

/// The mean difference of two metrics with its interval, from replications that belong together:
/// the paired t-interval (Student 1908), under common random numbers narrower by what the two
/// arrangements have in common.
///
/// Where a share is 0 or 1 in all replications of an arrangement, the replications do not show how
/// far its true value is from there. Then the interval is that of two separate means, each at half
/// the error (Bonferroni), the constant one by the exact binomial bound of [`Student::share`].
pub fn paired(
    pairs: impl Iterator<Item = (Observation, Observation)> + Clone,
    range: Range,
    student: &mut Student,
) -> Paired {
    if pairs
        .clone()
        .any(|(baseline, alternative)| [baseline, alternative].contains(&Observation::Beyond))
    {
        return Paired::default();
    }
    let both = pairs.filter_map(|(one, other)| Some((one.value()?, other.value()?, one, other)));
    let difference = Moments::of(both.clone().map(|(one, other, ..)| minus(other, one)));
    let one = Moments::of(both.clone().map(|(one, ..)| one));
    let other = Moments::of(both.clone().map(|(_, other, ..)| other));
    if difference.count() == 0 {
        return Paired::default();
    }
    let mean = difference.mean();
    let variances = (one.variance(), other.variance(), difference.variance());
    let (Some(of_one), Some(of_other), Some(variance)) = variances else {
        return Paired {
            estimate: Estimate {
                mean: Some(mean),
                replications: difference.count(),
                ..Estimate::default()
            },
            variance_ratio: None,
        };
    };
    let agrees = |of: &Moments| of.variance() == Some(0.0) && matches!(of.mean(), 0.0 | 1.0);
    let (lower, upper) = if range == Range::Share && (agrees(&one) || agrees(&other)) {
        let mut student = student.of_several(2);
        let trials = |of: fn(Observation, Observation) -> Observation| -> f64 {
            both.clone()
                .map(|(.., one, other)| of(one, other).trials())
                .sum()
        };
        let one = student.share(&one, trials(|one, _| one));
        let other = student.share(&other, trials(|_, other| other));
        let end = |end: Option<f64>| end.unwrap_or(f64::NAN);
        (
            end(other.lower) - end(one.upper),
            end(other.upper) - end(one.lower),
        )
    } else {
        let error = (variance / f64::from(difference.count())).sqrt();
        let half_width = student.quantile(difference.count() - 1) * error;
        (mean - half_width, mean + half_width)
    };
    let clipped = |end: f64| match range {
        Range::Share => end.clamp(-1.0, 1.0),
        Range::NonNegative => end,
    };
    Paired {
        estimate: Estimate {
            mean: Some(mean),
            half_width: Some((mean - lower).max(upper - mean)),
            lower: Some(clipped(lower)),
            upper: Some(clipped(upper)),
            replications: difference.count(),
        },
        variance_ratio: (variance > 0.0).then(|| (of_one + of_other) / variance),
    }
}

/// The difference of two sums; what rounding leaves of equal ones is none.
fn minus(other: f64, one: f64) -> f64 {
    let difference = other - one;
    if difference.abs() <= ROUNDING * one.abs().max(other.abs()) {
        0.0
    } else {
        difference
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(one: &[f64], other: &[f64]) -> Paired {
        let value = |value: &f64| Observation::Value(*value);
        let pairs = one.iter().map(value).zip(other.iter().map(value));
        paired(pairs, Range::NonNegative, &mut Student::new(0.95))
    }

    /// Student's sleep data (1908): ten patients, two drugs, mean difference 1.58, 95 % interval
    /// 0.700 to 2.460.
    #[test]
    fn interval_of_students_sleep_data() {
        let one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
        let other = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
        let Paired {
            estimate,
            variance_ratio,
        } = difference(&one, &other);
        assert!((estimate.mean.expect("mean") - 1.58).abs() < 1e-12);
        assert!((estimate.lower.expect("lower") - 0.700_114).abs() < 1e-6);
        assert!((estimate.upper.expect("upper") - 2.459_886).abs() < 1e-6);
        // variances 3.2006, 4.0090 and 1.5129
        assert!((variance_ratio.expect("it varies") - 4.765).abs() < 1e-3);
    }

    #[test]
    fn differences_may_be_negative_and_pairs_need_both() {
        let fewer = difference(&[5.0, 6.0, 7.0], &[1.0, 2.5, 3.0]).estimate;
        assert!(fewer.upper.expect("upper") < 0.0);
        let one = [Observation::Absent, Observation::Value(1.0)];
        let other = [Observation::Value(3.0), Observation::Value(4.0)];
        let pairs = one.into_iter().zip(other);
        let alone = paired(pairs, Range::NonNegative, &mut Student::new(0.95)).estimate;
        assert_eq!((alone.mean, alone.half_width), (Some(3.0), None));
        let beyond = [(Observation::Beyond, Observation::Value(4.0)); 3].into_iter();
        let nothing = paired(beyond, Range::NonNegative, &mut Student::new(0.95));
        assert_eq!(nothing, Paired::default());
    }

    /// Ten batches of ten in four replications: 0.0125^(1/40) = 0.8962 each, at half the error.
    #[test]
    fn shares_that_agree_are_bounded_not_certain() {
        let share = |part| Observation::Share { part, whole: 10.0 };
        let of = |one: [f64; 4], other: [f64; 4]| {
            let pairs = one.into_iter().zip(other);
            let pairs = pairs.map(|(one, other)| (share(one), share(other)));
            paired(pairs, Range::Share, &mut Student::new(0.95)).estimate
        };
        let same = of([10.0; 4], [10.0; 4]);
        assert_eq!(same.mean, Some(0.0));
        assert!((same.upper.expect("upper") - 0.103_765).abs() < 1e-4);
        assert_eq!(same.lower, same.upper.map(|upper| -upper));
        let apart = of([0.0; 4], [10.0; 4]);
        assert!((apart.lower.expect("lower") - 0.792_470).abs() < 2e-4);
        assert_eq!(apart.upper, Some(1.0));
    }
}
