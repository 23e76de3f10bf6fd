//! Control variates: what a replication saw by chance, against what theory says it should see.

use super::interval::{Estimate, Range, Student};
use super::moments::Moments;

/// An estimate and how many control variates it used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Controlled {
    /// The estimate.
    pub estimate: Estimate,
    /// Controls used: 0 or 1.
    pub controls: u32,
}

/// The fewest replications with which a control variate is used.
const ENOUGH: u32 = 10;

/// The mean of `values` with one control variate of known mean, by regression.
///
/// With y the values, c the control, and S their sums of squares and products about the means:
///
/// ```text
/// b = S_yc / S_cc                                  the slope
/// y - b (c - known)                                the estimate
/// s^2 = (S_yy - b S_yc) / (n - 2)                  the residual variance
/// s^2 (1/n + (c - known)^2 / S_cc)                 the variance of the estimate
/// ```
///
/// judged with n - 2 degrees of freedom (Lavenberg and Welch 1981, the case of one control). Below
/// ten replications, or with a control that does not vary, the plain mean stands.
pub fn controlled(
    values: &[f64],
    control: &[f64],
    known: f64,
    range: Range,
    student: &mut Student,
) -> Controlled {
    let moments = Moments::of(values.iter().copied());
    let of_control = Moments::of(control.iter().copied());
    let replications = moments.count();
    let varies = of_control.variance().is_some_and(|variance| variance > 0.0);
    if replications < ENOUGH || !varies {
        return Controlled {
            estimate: student.estimate(&moments, range),
            controls: 0,
        };
    }
    let n = f64::from(replications);
    let (mean, control_mean) = (moments.mean(), of_control.mean());
    let sum = |f: fn(f64, f64) -> f64| -> f64 {
        let pairs = values.iter().zip(control);
        pairs
            .map(|(value, control)| f(value - mean, control - control_mean))
            .sum()
    };
    let yy = sum(|y, _| y * y);
    let yc = sum(|y, c| y * c);
    let cc = sum(|_, c| c * c);
    let slope = yc / cc;
    let residual = (yy - slope * yc).max(0.0) / (n - 2.0);
    let off = control_mean - known;
    let error = (residual * (1.0 / n + off * off / cc)).sqrt();
    let half_width = student.quantile(replications - 2) * error;
    let estimate = Estimate::around(mean - slope * off, half_width, range, replications);
    Controlled {
        estimate,
        controls: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perfect_control_leaves_no_error() {
        let control: Vec<f64> = (0..12).map(|number| f64::from(number % 5)).collect();
        let values: Vec<f64> = control.iter().map(|c| 100.0 + 3.0 * c).collect();
        let known = 2.0;
        let result = controlled(
            &values,
            &control,
            known,
            Range::NonNegative,
            &mut Student::new(0.95),
        );
        assert_eq!(result.controls, 1);
        assert!((result.estimate.mean.expect("mean") - 106.0).abs() < 1e-9);
        assert!(result.estimate.half_width.expect("width") < 1e-6);
    }

    #[test]
    fn few_replications_and_constant_controls_are_left_plain() {
        let mut student = Student::new(0.95);
        let few = controlled(
            &[1.0, 2.0],
            &[1.0, 2.0],
            1.0,
            Range::NonNegative,
            &mut student,
        );
        assert_eq!(few.controls, 0);
        let values: Vec<f64> = (0..20).map(f64::from).collect();
        let constant = controlled(&values, &[5.0; 20], 5.0, Range::NonNegative, &mut student);
        assert_eq!(constant.controls, 0);
        assert_eq!(constant.estimate.mean, Some(9.5));
    }
}
