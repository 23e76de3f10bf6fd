//! Means over replications and their intervals.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

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

/// What values of a metric are possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// At least 0.
    NonNegative,
    /// From 0 to 1.
    Share,
}

impl Range {
    fn upper(self) -> f64 {
        match self {
            Self::NonNegative => f64::INFINITY,
            Self::Share => 1.0,
        }
    }
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
    ///
    /// Where all of at least two values are the same share 0 or 1, a zero width would claim too
    /// much: the interval is the exact binomial one for the share of replications that differ
    /// (Clopper and Pearson 1934), which bounds the mean share as well.
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
        if range == Range::Share && variance == 0.0 && (mean == 0.0 || mean == 1.0) {
            let none = f64::midpoint(1.0, -self.confidence);
            let width = 1.0 - none.powf(1.0 / f64::from(replications));
            let (lower, upper) = if mean == 0.0 {
                (0.0, width)
            } else {
                (1.0 - width, 1.0)
            };
            return Estimate {
                mean: Some(mean),
                half_width: Some(width),
                lower: Some(lower),
                upper: Some(upper),
                replications,
            };
        }
        let error = (variance / f64::from(replications)).sqrt();
        let half_width = self.quantile(replications - 1) * error;
        Estimate::around(mean, half_width, range, replications)
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
        let agreed = estimate(&[1.0; 40], Range::Share);
        assert!((agreed.lower.expect("bound") - 0.025_f64.powf(1.0 / 40.0)).abs() < 1e-12);
        assert_eq!(agreed.upper, Some(1.0));
        let none = estimate(&[0.0; 40], Range::Share);
        assert!((none.upper.expect("bound") - 0.088_097).abs() < 1e-6);
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
