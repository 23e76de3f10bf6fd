//! Means over replications and their intervals.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::beta::beta_reg;

pub use crate::metric::Range;

use super::moments::Moments;
use super::ratio::Ratio;

/// A mean over replications with its interval. Everything is `None` where nothing can be said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Mean over replications.
    pub mean: Option<f64>,
    /// Half of the width of the interval before clipping; `None` with one replication.
    pub half_width: Option<f64>,
    /// Lower end of the interval, clipped to what is possible.
    pub lower: Option<f64>,
    /// Upper end of the interval, clipped to what is possible.
    pub upper: Option<f64>,
    /// Replications that hold a value.
    pub replications: u32,
}

/// Student t-intervals at one level of confidence.
#[derive(Clone, Debug)]
pub struct Student {
    confidence: f64,
    /// The last quantile and its degrees of freedom: most metrics have one number of replications.
    last: (f64, f64),
}

impl Student {
    /// Intervals that hold the true mean with this probability, in (0, 1).
    pub fn new(confidence: f64) -> Self {
        Self {
            confidence,
            last: (0.0, f64::NAN),
        }
    }

    /// The probability with which an interval holds the true mean.
    pub fn confidence(&self) -> f64 {
        self.confidence
    }

    /// Intervals of which so many hold together with this confidence: each has its part of the
    /// error (Bonferroni).
    #[must_use]
    pub fn of_several(&self, number: u32) -> Self {
        Self::new(1.0 - (1.0 - self.confidence) / f64::from(number))
    }

    /// Intervals whose ends are one-sided bounds, so many of which hold together with this
    /// confidence: each end has its part of the error (Bonferroni).
    #[must_use]
    pub fn of_bounds(&self, number: f64) -> Self {
        let error = (1.0 - self.confidence) / number;
        // where more error than a half is allowed, the bound is the estimate itself
        Self::new((1.0 - 2.0 * error).max(0.0))
    }

    /// The two-sided quantile of Student's t with so many degrees of freedom (Student 1908).
    ///
    /// # Panics
    /// With no degree of freedom.
    pub fn quantile(&mut self, freedom: u32) -> f64 {
        self.quantile_at(f64::from(freedom))
    }

    /// The same with degrees of freedom that need not be whole.
    ///
    /// # Panics
    /// With no degree of freedom.
    pub fn quantile_at(&mut self, freedom: f64) -> f64 {
        if self.last.0 != freedom {
            let student = StudentsT::new(0.0, 1.0, freedom);
            let student = student.expect("a degree of freedom");
            self.last = (
                freedom,
                student.inverse_cdf(f64::midpoint(1.0, self.confidence)),
            );
        }
        self.last.1
    }

    /// The exact interval of a probability, from so many successes in so many independent trials
    /// (Clopper and Pearson 1934): the ends are those probabilities at which as many successes, or
    /// as few, come with half of the error.
    pub fn binomial(&self, successes: f64, trials: f64) -> (f64, f64) {
        let error = f64::midpoint(1.0, -self.confidence);
        let failures = trials - successes;
        let lower = if successes > 0.0 {
            // P(X >= k) = I_p(k, n - k + 1)
            least(|p| beta_reg(successes, failures + 1.0, p) > error)
        } else {
            0.0
        };
        let upper = if failures > 0.0 {
            // P(X <= k) = 1 - I_p(k + 1, n - k)
            least(|p| beta_reg(successes + 1.0, failures, p) > 1.0 - error)
        } else {
            1.0
        };
        (lower, upper)
    }

    /// The mean of independent values with its t-interval, clipped to what is possible.
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

    /// A share of independent trials with its exact binomial interval.
    pub fn probability(&self, successes: f64, trials: f64, replications: u32) -> Estimate {
        if trials == 0.0 {
            return Estimate::default();
        }
        let ends = self.binomial(successes, trials);
        Estimate::between(successes / trials, ends, Range::Share, replications)
    }

    /// A ratio of sums with its interval ([`Variation::interval`]), clipped to what is possible.
    ///
    /// Where all replications agree on a share of 0 or of 1, a zero width would claim too much: the
    /// interval is then the exact binomial one for so many independent `trials`, where there are
    /// any.
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

/// The least probability at which a condition holds that holds for all larger ones.
fn least(holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    // to the last bit, or to 1e-18 near 0
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if holds(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

impl Estimate {
    /// An estimate and the ends of its interval, clipped to what is possible.
    pub fn between(mean: f64, (lower, upper): (f64, f64), range: Range, replications: u32) -> Self {
        Self {
            mean: Some(mean),
            half_width: Some((upper - lower) / 2.0),
            lower: Some(lower.max(0.0)),
            upper: Some(upper.min(range.upper())),
            replications,
        }
    }

    /// A mean and the half-width of its interval, clipped to what is possible.
    pub fn around(mean: f64, half_width: f64, range: Range, replications: u32) -> Self {
        Self {
            mean: Some(mean),
            half_width: Some(half_width),
            lower: Some((mean - half_width).max(0.0)),
            upper: Some((mean + half_width).min(range.upper())),
            replications,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        // 40 of 40 trials: 0.025^(1/40) and more
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

    /// Clopper and Pearson's intervals at 95 %: 1 of 10 and 8 of 10 from published tables, 0 of 40
    /// and 40 of 40 in closed form.
    #[test]
    fn binomial_intervals_are_exact() {
        let student = Student::new(0.95);
        let near = |found: (f64, f64), lower: f64, upper: f64| {
            assert!((found.0 - lower).abs() < 1e-6, "{found:?}");
            assert!((found.1 - upper).abs() < 1e-6, "{found:?}");
        };
        near(student.binomial(1.0, 10.0), 0.002_528_6, 0.445_016_1);
        near(student.binomial(8.0, 10.0), 0.443_904_5, 0.974_789_3);
        near(student.binomial(0.0, 40.0), 0.0, 0.088_097);
        near(student.binomial(40.0, 40.0), 0.911_903, 1.0);
        near(student.binomial(5.0, 4000.0), 0.000_406_0, 0.002_914_7);
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
