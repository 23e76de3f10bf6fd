//! Means over replications and their intervals.

use serde::{Deserialize, Serialize};

pub use crate::metric::Range;

use super::{Moments, Ratio, Student};

/// A mean over replications with its interval. Fields are `None` if there are not enough values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Mean over replications.
    pub mean: Option<f64>,
    /// Half the width of the interval before clipping; `None` with one replication.
    pub half_width: Option<f64>,
    /// Lower end of the interval, clipped to the possible range.
    pub lower: Option<f64>,
    /// Upper end of the interval, clipped to the possible range.
    pub upper: Option<f64>,
    /// Number of replications that have a value.
    pub replications: u32,
}

impl Student {
    /// Returns the mean of independent values with its t-interval, clipped to the possible range.
    pub fn estimate(&mut self, moments: &Moments, range: Range) -> Estimate {
        let replications = moments.count();
        if replications == 0 {
            return Estimate::default();
        }
        let mean = moments.mean();
        let Some(variance) = moments.variance() else {
            return Estimate {
                mean: Some(mean),
                replications,
                ..Estimate::default()
            };
        };
        let error = (variance / f64::from(replications)).sqrt();
        let half_width = self.quantile(replications - 1) * error;
        Estimate::around(mean, half_width, range, replications)
    }

    /// Returns a share of independent trials with its exact binomial interval.
    pub fn probability(&self, successes: f64, trials: f64, replications: u32) -> Estimate {
        if trials == 0.0 {
            return Estimate::default();
        }
        let ends = self.binomial(successes, trials);
        Estimate::between(successes / trials, ends, Range::Share, replications)
    }

    /// Returns a ratio of sums with its interval ([`Variation::interval`]), clipped to the possible
    /// range.
    ///
    /// If all replications agree on a share of 0 or 1, a width of zero would be misleading: then
    /// the interval is the exact binomial one for this number of independent `trials`, if there is
    /// at least one.
    ///
    /// [`Variation::interval`]: super::Variation::interval
    pub fn ratio(&mut self, ratio: &Ratio, range: Range, trials: Option<f64>) -> Estimate {
        let Some(mean) = ratio.ratio() else {
            return Estimate::default();
        };
        let replications = ratio.replications();
        let Some(variation) = ratio.variation() else {
            return Estimate {
                mean: Some(mean),
                replications,
                ..Estimate::default()
            };
        };
        let agreed = variation.deviation == 0.0 && matches!(mean, 0.0 | 1.0);
        let trials = trials.filter(|trials| agreed && *trials >= 1.0);
        let (lower, upper) = match trials {
            Some(trials) => self.binomial(mean * trials, trials),
            None => variation.interval(self),
        };
        Estimate::between(mean, (lower, upper), range, replications)
    }
}

impl Estimate {
    /// Makes an estimate from a mean and the ends of its interval, clipped to the possible range.
    pub fn between(mean: f64, (lower, upper): (f64, f64), range: Range, replications: u32) -> Self {
        Self {
            mean: Some(mean),
            half_width: Some((upper - lower) / 2.0),
            lower: Some(lower.max(0.0)),
            upper: Some(upper.min(range.upper())),
            replications,
        }
    }

    /// Makes an estimate from a mean and the half-width of its interval, clipped to the possible
    /// range.
    pub fn around(mean: f64, half_width: f64, range: Range, replications: u32) -> Self {
        Self {
            mean: Some(mean),
            half_width: Some(half_width),
            lower: Some((mean - half_width).max(0.0)),
            upper: Some((mean + half_width).min(range.upper())),
            replications,
        }
    }

    /// Returns the estimate of a quantity that is larger by a known amount in every replication.
    #[must_use]
    pub fn plus(self, amount: f64) -> Self {
        let more = |value: Option<f64>| value.map(|value| value + amount);
        Self {
            mean: more(self.mean),
            lower: more(self.lower),
            upper: more(self.upper),
            ..self
        }
    }

    /// Returns this difference between a share and that of a baseline, clipped to what is possible
    /// where other replications tell more of the baseline: a share can fall by no more than it is,
    /// and rise by no more than what is left to 1.
    #[must_use]
    pub fn possible_from(self, baseline: &Self) -> Self {
        let (Some(share), Some(mean)) = (baseline.mean, self.mean) else {
            return self;
        };
        let mean = mean.max(-share).min(1.0 - share);
        let least = -baseline.upper.unwrap_or(share);
        let most = 1.0 - baseline.lower.unwrap_or(share);
        Self {
            mean: Some(mean),
            lower: self.lower.map(|lower| lower.max(least).min(mean)),
            upper: self.upper.map(|upper| upper.min(most).max(mean)),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_rises_by_no_more_than_is_left() {
        let of = |mean, half_width| Estimate {
            mean: Some(mean),
            half_width: Some(half_width),
            lower: Some(mean - half_width),
            upper: Some(mean + half_width),
            replications: 10,
        };
        let baseline = of(0.44, 0.05);
        let ends = |it: Estimate| [it.lower, it.mean, it.upper].map(|it| it.expect("known"));
        let near = |found: [f64; 3], wanted: [f64; 3]| {
            let pairs = found.iter().zip(wanted);
            assert!(
                pairs.into_iter().all(|(a, b)| (a - b).abs() < 1e-12),
                "{found:?}"
            );
        };
        near(
            ends(of(0.58, 0.1).possible_from(&baseline)),
            [0.48, 0.56, 0.61],
        );
        near(
            ends(of(0.60, 0.01).possible_from(&baseline)),
            [0.56, 0.56, 0.61],
        );
        near(
            ends(of(-0.5, 0.1).possible_from(&baseline)),
            [-0.49, -0.44, -0.4],
        );
        near(
            ends(of(0.1, 0.2).possible_from(&baseline)),
            [-0.1, 0.1, 0.3],
        );
    }

    fn estimate(values: &[f64], range: Range) -> Estimate {
        Student::new(0.95).estimate(&Moments::of(values.iter().copied()), range)
    }

    /// Student's own sleep data (1908), second group: mean 2.33, 95 % interval 0.898 to 3.762.
    #[test]
    fn interval_of_students_sleep_data() {
        let values = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
        let estimate = estimate(&values, Range::NonNegative);
        assert!((estimate.mean.expect("mean") - 2.33).abs() < 1e-12);
        assert!((estimate.half_width.expect("width") - 1.432_322_5).abs() < 1e-7);
        assert_eq!(estimate.replications, 10);
    }

    #[test]
    fn intervals_are_clipped_and_agreement_on_a_share_is_bounded() {
        let clipped = estimate(&[0.9, 1.0, 1.0, 1.0], Range::Share);
        assert_eq!(clipped.upper, Some(1.0));
        let share = |parts: [f64; 4], trials| {
            let mut ratio = Ratio::default();
            for part in parts {
                ratio.add(part, 10.0);
            }
            Student::new(0.95).ratio(&ratio, Range::Share, trials)
        };
        // 40 of 40 trials: the lower end is 0.025^(1/40)
        let agreed = share([10.0; 4], Some(40.0));
        assert!((agreed.lower.expect("bound") - 0.911_903).abs() < 1e-6);
        assert_eq!(agreed.upper, Some(1.0));
        let none = share([0.0; 4], Some(40.0));
        assert!((none.upper.expect("bound") - 0.088_097).abs() < 1e-6);
        // four values are too few for Hall's transform
        assert_eq!(
            share([5.0, 10.0, 10.0, 10.0], Some(40.0)).half_width,
            estimate(&[0.5, 1.0, 1.0, 1.0], Range::Share).half_width
        );
        assert_eq!(share([10.0; 4], None).half_width, Some(0.0));
        let constant = estimate(&[5.0; 4], Range::NonNegative);
        assert_eq!(constant.half_width, Some(0.0));
    }

    #[test]
    fn one_value_has_no_interval_and_none_has_no_mean() {
        let one = estimate(&[3.0], Range::Share);
        assert_eq!(
            (one.mean, one.half_width, one.lower, one.upper),
            (Some(3.0), None, None, None)
        );
        assert_eq!(estimate(&[], Range::Share), Estimate::default());
    }
}
