//! Quantiles of Student's t, and exact intervals of probabilities.

use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::beta::beta_reg;

/// Student t-intervals at one level of confidence.
#[derive(Clone, Debug)]
pub struct Student {
    confidence: f64,
    /// Cache of the last degrees of freedom and their quantile, as most metrics have the same
    /// number of replications.
    last: (f64, f64),
}

impl Student {
    /// Makes intervals that cover the true mean with this probability, in (0, 1).
    pub fn new(confidence: f64) -> Self {
        Self {
            confidence,
            last: (0.0, f64::NAN),
        }
    }

    /// Returns the probability with which an interval covers the true mean.
    pub fn confidence(&self) -> f64 {
        self.confidence
    }

    /// Returns wider intervals, `number` of which hold together at the confidence of `self`: each
    /// gets an equal part of the error (Bonferroni).
    #[must_use]
    pub fn of_several(&self, number: u32) -> Self {
        Self::new(1.0 - (1.0 - self.confidence) / f64::from(number))
    }

    /// Returns intervals whose ends are one-sided bounds, `number` of which hold together at the
    /// confidence of `self`: each end gets an equal part of the error (Bonferroni).
    #[must_use]
    pub fn of_bounds(&self, number: f64) -> Self {
        let error = (1.0 - self.confidence) / number;
        // if the allowed error is more than a half, the bound is the estimate itself
        Self::new((1.0 - 2.0 * error).max(0.0))
    }

    /// Returns the two-sided quantile of Student's t with these degrees of freedom (Student 1908).
    ///
    /// # Panics
    /// If there are no degrees of freedom.
    pub fn quantile(&mut self, freedom: u32) -> f64 {
        self.quantile_at(f64::from(freedom))
    }

    /// Returns the two-sided quantile of Student's t with degrees of freedom that need not be
    /// whole.
    ///
    /// # Panics
    /// If there are no degrees of freedom.
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

    /// Returns the exact interval of a probability, from successes in independent trials (Clopper
    /// and Pearson 1934). At the lower end, this number of successes or more has half of the error
    /// as its probability; at the upper end, this number or fewer.
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
}

/// Returns, by bisection, the least probability at which a condition holds; it must hold for all
/// larger ones.
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
