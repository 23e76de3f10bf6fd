//! Differences between two arrangements, in most cases with common random numbers.

use crate::metric::Range;

use super::{Contributions, Estimate, Observed, Student, Variation};

/// Relative rounding error from summing in a different order.
const ROUNDING: f64 = 1e-10;

/// A difference over replications, alternative minus baseline.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Paired {
    /// The difference of the two estimates with its interval; `replications` counts the pairs.
    pub estimate: Estimate,
    /// Factor on the number of replications that the same width would need without pairing: the sum
    /// of both variances over the variance of the difference. `None` if the difference does not
    /// vary or there is no pairing.
    pub variance_ratio: Option<f64>,
}

/// Whether the replications of two arrangements are paired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// Paired by index: both arrangements used the same random numbers.
    Paired,
    /// Not paired: the arrangements used different random numbers.
    Separate,
}

/// Returns the difference between two arrangements in a metric; an empty estimate if the values of
/// either were not kept.
///
/// The contributions of each replication to both estimates are subtracted. The interval is that of
/// [`Variation::interval`] for ratios and quantiles, and the paired t-interval (Student 1908) for
/// means, with n - 1 - k degrees of freedom for k control variates. Common random numbers make it
/// narrower, because the two arrangements are then correlated. Unpaired replications have the
/// interval of [`Variation::interval_of_difference`].
///
/// If a share is 0 or 1 in all replications of an arrangement, the replications do not show how far
/// its true value is from there. Then the interval combines the intervals of both shares, each at
/// half the error (Bonferroni).
pub fn paired(
    baseline: &Observed,
    alternative: &Observed,
    pairing: Pairing,
    student: &mut Student,
) -> Paired {
    let (Some(one), Some(other)) = (&baseline.contributions, &alternative.contributions) else {
        return Paired::default();
    };
    let scale = one.centre.abs().max(other.centre.abs());
    let mean = minus(other.centre, one.centre, scale);
    let replications = one.values.len().min(other.values.len()) as u32;
    let Some(variations) = Variations::of(one, other, mean) else {
        let estimate = Estimate {
            mean: Some(mean),
            replications,
            ..Estimate::default()
        };
        return Paired {
            estimate,
            variance_ratio: None,
        };
    };
    let (lower, upper) = match (&baseline.share, &alternative.share) {
        (Some(one_share), Some(other_share)) if variations.is_agreed(one, other) => {
            let mut half = student.of_several(2);
            let (one, other) = (
                one_share.estimate(&mut half),
                other_share.estimate(&mut half),
            );
            let end = |end: Option<f64>| end.unwrap_or(f64::NAN);
            (
                end(other.lower) - end(one.upper),
                end(other.upper) - end(one.lower),
            )
        }
        _ => match pairing {
            Pairing::Paired => variations.interval(one, other, student),
            Pairing::Separate => {
                let (of_one, of_other) = (&variations.one, &variations.other);
                of_other.interval_of_difference(of_one, one.is_skewed, student)
            }
        },
    };
    let (least, most) = match baseline.metric.range() {
        Range::Share => possible(baseline, alternative, student),
        Range::NonNegative => (f64::NEG_INFINITY, f64::INFINITY),
    };
    let clipped = |end: f64| end.max(least).min(most);
    Paired {
        estimate: Estimate {
            mean: Some(mean),
            half_width: Some((upper - lower) / 2.0),
            lower: Some(clipped(lower)),
            upper: Some(clipped(upper)),
            replications,
        },
        variance_ratio: match pairing {
            Pairing::Paired => variations.ratio(),
            Pairing::Separate => None,
        },
    }
}

/// Returns the ends between which a difference of two shares can lie, given the intervals of both:
/// a share cannot fall by more than it is, nor rise by more than what is left to 1, nor differ from
/// 0 or 1 by more than the other one does.
fn possible(baseline: &Observed, alternative: &Observed, student: &mut Student) -> (f64, f64) {
    let mut ends = |of: &Observed| {
        let estimate = of.share.as_ref().map(|share| share.estimate(student));
        let ends = estimate.and_then(|it| it.lower.zip(it.upper));
        ends.unwrap_or((0.0, 1.0))
    };
    let ((lower, upper), (other_lower, other_upper)) = (ends(baseline), ends(alternative));
    let least = (-upper).max(other_lower - 1.0);
    let most = (1.0 - lower).min(other_upper);
    (least, most)
}

/// Variations of two estimates and of their difference.
struct Variations {
    one: Variation,
    other: Variation,
    difference: Variation,
}

impl Variations {
    fn of(one: &Contributions, other: &Contributions, mean: f64) -> Option<Self> {
        let scale = one.centre.abs().max(other.centre.abs());
        let pairs = one.values.iter().zip(&other.values);
        let differences: Vec<f64> = pairs.map(|(a, b)| minus(*b, *a, scale)).collect();
        Some(Self {
            one: Variation::of(one.centre, &one.values)?,
            other: Variation::of(other.centre, &other.values)?,
            difference: Variation::of(mean, &differences)?,
        })
    }

    /// Do all replications of one of the arrangements agree on 0 or on 1?
    fn is_agreed(&self, one: &Contributions, other: &Contributions) -> bool {
        let agrees = |variation: &Variation, of: &Contributions| {
            variation.deviation == 0.0 && matches!(of.centre, 0.0 | 1.0)
        };
        agrees(&self.one, one) || agrees(&self.other, other)
    }

    fn interval(
        &self,
        one: &Contributions,
        other: &Contributions,
        student: &mut Student,
    ) -> (f64, f64) {
        let difference = &self.difference;
        if one.is_skewed {
            return difference.interval(student);
        }
        let controls = one.controls.max(other.controls);
        let (replications, freedom) = (
            f64::from(difference.replications),
            difference.replications - 1 - controls,
        );
        // the deviation has n - 1 in the denominator
        let variance = difference.deviation.powi(2) * (replications - 1.0) / f64::from(freedom);
        let error = (variance / replications * one.inflation.max(other.inflation)).sqrt();
        let half_width = student.quantile(freedom) * error;
        (
            difference.centre - half_width,
            difference.centre + half_width,
        )
    }

    fn ratio(&self) -> Option<f64> {
        let variance = |variation: &Variation| variation.deviation.powi(2);
        let of_both = variance(&self.one) + variance(&self.other);
        (self.difference.deviation > 0.0).then(|| of_both / variance(&self.difference))
    }
}

/// Returns `other` minus `one`; 0 if the difference is a rounding error at this scale.
fn minus(other: f64, one: f64, scale: f64) -> f64 {
    let difference = other - one;
    if difference.abs() <= ROUNDING * scale {
        0.0
    } else {
        difference
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Metric;
    use crate::statistics::{Ratio, Share};

    fn contributions(values: &[f64], is_skewed: bool) -> Contributions {
        let centre = values.iter().sum::<f64>() / values.len() as f64;
        Contributions {
            centre,
            values: values.iter().map(|value| value - centre).collect(),
            controls: 0,
            inflation: 1.0,
            is_skewed,
        }
    }

    /// Student's sleep data (1908): ten patients, two drugs, mean difference 1.58, 95 % interval
    /// 0.700 to 2.460.
    #[test]
    fn interval_of_students_sleep_data() {
        let one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
        let other = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
        let (one, other) = (contributions(&one, false), contributions(&other, false));
        let found = Variations::of(&one, &other, other.centre - one.centre).expect("ten");
        let (lower, upper) = found.interval(&one, &other, &mut Student::new(0.95));
        assert!((found.difference.centre - 1.58).abs() < 1e-12);
        assert!((lower - 0.700_114).abs() < 1e-6);
        assert!((upper - 2.459_886).abs() < 1e-6);
        // variances 3.2006, 4.0090 and 1.5129
        assert!((found.ratio().expect("it varies") - 4.765).abs() < 1e-3);
    }

    /// The share of the baseline is 53 %, at least 13 % by its interval: it cannot rise by more
    /// than 87 points, though the interval of the paired differences goes up to 90.
    #[test]
    fn a_difference_of_shares_is_clipped_to_what_is_possible() {
        let of = |parts: [f64; 5]| {
            let mut ratio = Ratio::default();
            for part in parts {
                ratio.add(part, 100.0);
            }
            Observed {
                metric: Metric::ReleasedWithin,
                contributions: Contributions::of_ratio(
                    ratio.ratio().expect("five"),
                    &parts,
                    &[100.0; 5],
                ),
                share: Some(Share {
                    ratio,
                    trials: Some(50.0),
                    is_of_windows: false,
                }),
            }
        };
        let baseline = of([20.0, 90.0, 40.0, 85.0, 30.0]);
        let alternative = of([100.0, 80.0, 100.0, 85.0, 100.0]);
        let mut student = Student::new(0.95);
        let interval = |of: &Observed| {
            of.share
                .as_ref()
                .map(|it| it.estimate(&mut Student::new(0.95)))
        };
        let lower = interval(&baseline).and_then(|it| it.lower).expect("an end");
        let better = paired(&baseline, &alternative, Pairing::Paired, &mut student).estimate;
        assert!(better.half_width > Some(0.4), "{better:?}");
        assert_eq!(better.upper, Some(1.0 - lower));
        let worse = paired(&alternative, &baseline, Pairing::Paired, &mut student).estimate;
        assert_eq!(worse.lower, Some(lower - 1.0));
        assert!((better.mean.expect("one") - 0.4).abs() < 1e-12);
    }

    #[test]
    fn equal_arrangements_do_not_differ() {
        let one = contributions(&[0.1, 0.7, 0.3, 0.2], true);
        let found = Variations::of(&one, &one, 0.0).expect("four");
        assert_eq!(
            found.interval(&one, &one, &mut Student::new(0.95)),
            (0.0, 0.0)
        );
        assert_eq!(found.ratio(), None);
    }
}
