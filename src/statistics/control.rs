//! Control variates: quantities with known means, whose deviations correct an estimate.

use super::{Estimate, Student};
use crate::metric::Range;

/// Number of replications from which control variates are used.
const ENOUGH: u32 = 12;

/// Relative sums of squares below this count as rounding errors.
const ROUNDING: f64 = 1e-18;

/// A residual below this share of the sum of squares counts as a rounding error.
const EXPLAINED: f64 = 1e-12;

/// Means and sums of squares and products of two controls over replications, updated by each
/// replication (Welford 1962).
#[derive(Clone, Copy, Debug, Default)]
pub struct Controls {
    replications: u32,
    means: [f64; 2],
    /// Sums of squared deviations of both controls; `product` is the sum of their products.
    squares: [f64; 2],
    product: f64,
    /// Deviations of the last replication from the means that include it.
    last: [f64; 2],
}

/// Mean of a metric over replications, its sum of squares, and its sums of products with the
/// controls.
#[derive(Clone, Copy, Debug, Default)]
pub struct Response {
    mean: f64,
    squares: f64,
    products: [f64; 2],
}

/// The regression on the controls in use: the inverse of their sums of squares and products, and
/// the deviations of their means from the known ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correction {
    /// Elements of S^-1 for the controls in use: first with first, first with second, second with
    /// second.
    inverse: [f64; 3],
    /// Means of the controls minus their known means.
    off: [f64; 2],
    /// Number of controls in use, 0 to 2.
    pub controls: u32,
    replications: u32,
}

impl Controls {
    /// Adds the controls of a replication.
    pub fn add(&mut self, controls: [f64; 2]) {
        self.replications += 1;
        let n = f64::from(self.replications);
        let before = [0, 1].map(|at| controls[at] - self.means[at]);
        for at in [0, 1] {
            self.means[at] += before[at] / n;
            self.last[at] = controls[at] - self.means[at];
            self.squares[at] += before[at] * self.last[at];
        }
        self.product += before[0] * self.last[1];
    }

    /// Returns the correction by controls with these known means.
    ///
    /// A control that does not vary, or that varies only with the other one, is left out; with
    /// fewer than twelve replications both are.
    pub fn correction(&self, known: [f64; 2]) -> Correction {
        let n = f64::from(self.replications);
        let [aa, bb] = self.squares;
        let ab = self.product;
        let varies = |at: usize| {
            self.replications >= ENOUGH
                && self.squares[at] > ROUNDING * n * self.means[at] * self.means[at]
        };
        let determinant = aa * bb - ab * ab;
        let (inverse, controls) = match (varies(0), varies(1)) {
            (true, true) if determinant > 1e-10 * aa * bb => {
                ([bb, -ab, aa].map(|it| it / determinant), 2)
            }
            (true, _) => ([1.0 / aa, 0.0, 0.0], 1),
            (false, true) => ([0.0, 0.0, 1.0 / bb], 1),
            (false, false) => ([0.0; 3], 0),
        };
        Correction {
            inverse,
            off: [0, 1].map(|at| self.means[at] - known[at]),
            controls,
            replications: self.replications,
        }
    }

    /// Returns the means of the controls.
    pub fn means(&self) -> [f64; 2] {
        self.means
    }
}

impl Correction {
    /// Returns a correction without controls.
    pub fn none(replications: u32) -> Self {
        Self {
            inverse: [0.0; 3],
            off: [0.0; 2],
            controls: 0,
            replications,
        }
    }

    /// Computes the bilinear form one' S^-1 other.
    fn form(&self, one: [f64; 2], other: [f64; 2]) -> f64 {
        let [aa, ab, bb] = self.inverse;
        one[0] * (aa * other[0] + ab * other[1]) + one[1] * (ab * other[0] + bb * other[1])
    }

    /// Returns the factor on the variance of the estimate because the controls deviate from their
    /// known means: `n (1/n + (c - known)' S_cc^-1 (c - known))`, see [`Response::estimate`].
    pub fn inflation(&self) -> f64 {
        1.0 + f64::from(self.replications) * self.form(self.off, self.off)
    }
}

impl Response {
    /// Returns the part of a replication's deviation from the mean that its controls explain, given
    /// the deviations of the controls from their means; 0 without controls.
    pub fn explained(&self, correction: &Correction, deviations: [f64; 2]) -> f64 {
        correction.form(self.products, deviations)
    }

    /// Adds a replication; its controls must have been added before.
    pub fn add(&mut self, value: f64, controls: &Controls) {
        let before = value - self.mean;
        self.mean += before / f64::from(controls.replications);
        self.squares += before * (value - self.mean);
        for at in [0, 1] {
            self.products[at] += before * controls.last[at];
        }
    }

    /// Estimates the mean by regression on control variates with known means.
    ///
    /// With y the values, c the controls and S their sums of squares and products about the means,
    /// the k controls in use give
    ///
    /// ```text
    /// y - S_yc S_cc^-1 (c - known)                                   the estimate
    /// s^2 = (S_yy - S_yc S_cc^-1 S_cy) / (n - 1 - k)                 the residual variance
    /// s^2 (1/n + (c - known)' S_cc^-1 (c - known))                   the variance of the estimate
    /// ```
    ///
    /// and the interval has n - 1 - k degrees of freedom (Lavenberg and Welch 1981). The estimate
    /// is the same weighted mean of the replications for every metric, so that parts add up to
    /// totals.
    pub fn estimate(
        &self,
        correction: &Correction,
        range: Range,
        student: &mut Student,
    ) -> Estimate {
        let replications = correction.replications;
        let mean = self.mean - correction.form(self.products, correction.off);
        let freedom = replications.saturating_sub(1 + correction.controls);
        if freedom == 0 {
            return Estimate {
                mean: (replications > 0).then_some(mean),
                replications,
                ..Estimate::default()
            };
        }
        let left = self.squares - correction.form(self.products, self.products);
        // a metric that the controls explain entirely is known without error
        let is_known = left <= EXPLAINED * self.squares;
        let residual = if is_known {
            0.0
        } else {
            left / f64::from(freedom)
        };
        let variance = residual / f64::from(replications) * correction.inflation();
        let half_width = student.quantile(freedom) * variance.sqrt();
        Estimate::around(mean, half_width, range, replications)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(values: &[f64], controls: &[[f64; 2]], known: [f64; 2]) -> (Estimate, u32) {
        let (mut sums, mut response) = (Controls::default(), Response::default());
        for (value, control) in values.iter().zip(controls) {
            sums.add(*control);
            response.add(*value, &sums);
        }
        let correction = sums.correction(known);
        let mut student = Student::new(0.95);
        let estimate = response.estimate(&correction, Range::NonNegative, &mut student);
        (estimate, correction.controls)
    }

    fn controls(n: u32) -> Vec<[f64; 2]> {
        let pair = |k: u32| [f64::from(k * 7 % 11), f64::from(k * 5 % 13)];
        (0..n).map(pair).collect()
    }

    #[test]
    fn perfect_controls_leave_no_error_and_reproduce_what_is_known() {
        let controls = controls(20);
        let values: Vec<f64> = controls.iter().map(|[a, b]| 100.0 + 3.0 * a - b).collect();
        let (found, used) = estimate(&values, &controls, [4.0, 5.0]);
        assert_eq!(used, 2);
        assert!((found.mean.expect("a mean") - 107.0).abs() < 1e-9);
        assert!(found.half_width.expect("a width") < 1e-6);
    }

    /// The estimates of two parts add up to the estimate of their total.
    #[test]
    fn estimates_are_linear() {
        let controls = controls(30);
        let part = |k: u32| f64::from(k * k % 17);
        let one: Vec<f64> = (0..30).map(part).collect();
        let other: Vec<f64> = (0..30).map(|k| part(k + 3) / 7.0).collect();
        let both: Vec<f64> = one.iter().zip(&other).map(|(a, b)| a + b).collect();
        let mean = |values: &[f64]| estimate(values, &controls, [5.5, 6.0]).0.mean.expect("one");
        assert!((mean(&one) + mean(&other) - mean(&both)).abs() < 1e-10);
    }

    /// Compares with the normal equations with an intercept, solved by hand for one control, as the
    /// second one does not vary.
    #[test]
    fn a_constant_control_is_left_out() {
        let first: Vec<f64> = (0..20).map(|k| f64::from(k % 5)).collect();
        let values: Vec<f64> = first
            .iter()
            .zip(0..)
            .map(|(c, k)| 2.0 * c + f64::from(k % 2))
            .collect();
        let pairs: Vec<[f64; 2]> = first.iter().map(|c| [*c, 7.0]).collect();
        let (found, used) = estimate(&values, &pairs, [2.5, 7.0]);
        assert_eq!(used, 1);
        // the controls have mean 2, and the slope is about 2
        let mean = |of: &[f64]| of.iter().sum::<f64>() / 20.0;
        let (c, y) = (mean(&first), mean(&values));
        let cc: f64 = first.iter().map(|it| (it - c).powi(2)).sum();
        let yc: f64 = first
            .iter()
            .zip(&values)
            .map(|(a, b)| (a - c) * (b - y))
            .sum();
        let yy: f64 = values.iter().map(|it| (it - y).powi(2)).sum();
        let by_hand = y - yc / cc * (c - 2.5);
        let error = ((yy - yc * yc / cc) / 18.0 * (1.0 / 20.0 + (c - 2.5).powi(2) / cc)).sqrt();
        assert!((found.mean.expect("a mean") - by_hand).abs() < 1e-12);
        let half_width = Student::new(0.95).quantile(18) * error;
        assert!((found.half_width.expect("a width") - half_width).abs() < 1e-12);
    }

    #[test]
    fn few_replications_and_constant_controls_are_left_plain() {
        let (found, used) = estimate(&[1.0, 2.0], &[[1.0, 2.0], [3.0, 5.0]], [1.0, 1.0]);
        assert_eq!((found.mean, used), (Some(1.5), 0));
        let values: Vec<f64> = (0..20).map(f64::from).collect();
        let (found, used) = estimate(&values, &[[5.0, 8.0]; 20], [5.0, 8.0]);
        assert_eq!((found.mean, used), (Some(9.5), 0));
        // units in proportion to batches add no information
        let both: Vec<[f64; 2]> = (0..20)
            .map(|k| f64::from(k % 6))
            .map(|c| [c, 3.0 * c])
            .collect();
        assert_eq!(estimate(&values, &both, [2.0, 6.0]).1, 1);
    }
}
