//! Means over replications and their intervals.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

pub use crate::metric::Range;

use super::moments::Moments;

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
    last: (u32, f64),
}

impl Student {
    /// Intervals that hold the true mean with this probability, in (0, 1).
    pub fn new(confidence: f64) -> Self {
        Self {
            confidence,
            last: (0, f64::NAN),
        }
    }

    /// Intervals of which so many hold together with this confidence: each has its part of the
    /// error (Bonferroni).
    #[must_use]
    pub fn of_several(&self, number: u32) -> Self {
        Self::new(1.0 - (1.0 - self.confidence) / f64::from(number))
    }

    /// The two-sided quantile of Student's t with so many degrees of freedom (Student 1908).
    ///
    /// # Panics
    /// With no degree of freedom.
    pub fn quantile(&mut self, freedom: u32) -> f64 {
        if self.last.0 != freedom {
            let student = StudentsT::new(0.0, 1.0, f64::from(freedom));
            let student = student.expect("at least one degree of freedom");
            self.last = (
                freedom,
                student.inverse_cdf(f64::midpoint(1.0, self.confidence)),
            );
        }
        self.last.1
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

    /// The mean of shares, each that of some batches or days, `trials` of them in all.
    ///
    /// Where every replication agrees on 0 or on 1, a zero width would claim too much: the interval
    /// is then the exact binomial one for that many trials (Clopper and Pearson 1934). It takes the
    /// trials as independent, which those of one replication are only nearly.
    pub fn share(&mut self, moments: &Moments, trials: f64) -> Estimate {
        let estimate = self.estimate(moments, Range::Share);
        let agreed = moments.variance() == Some(0.0) && trials > 0.0;
        let (0.0 | 1.0, true) = (moments.mean(), agreed) else {
            return estimate;
        };
        let none = f64::midpoint(1.0, -self.confidence);
        let half_width = -(none.ln() / trials).exp_m1();
        Estimate::around(moments.mean(), half_width, Range::Share, moments.count())
    }
}

impl Estimate {
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
        let share =
            |values: [f64; 4], trials| Student::new(0.95).share(&Moments::of(values), trials);
        // 40 of 40 trials: 0.025^(1/40) and more
        let agreed = share([1.0; 4], 40.0);
        assert!((agreed.lower.expect("bound") - 0.911_903).abs() < 1e-6);
        assert_eq!(agreed.upper, Some(1.0));
        let none = share([0.0; 4], 40.0);
        assert!((none.upper.expect("bound") - 0.088_097).abs() < 1e-6);
        assert_eq!(
            share([0.5, 1.0, 1.0, 1.0], 40.0),
            estimate(&[0.5, 1.0, 1.0, 1.0], Range::Share)
        );
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
