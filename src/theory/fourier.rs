//! The discrete Fourier transform.

use std::f64::consts::TAU;

/// A complex number: real and imaginary part.
pub(super) type Complex = (f64, f64);

pub(super) fn product(a: Complex, b: Complex) -> Complex {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

/// Returns the transform of real numbers: the sum over n of x(n) exp(-2 pi i k n / N), for each k.
pub(super) fn transform(values: &[f64]) -> Vec<Complex> {
    let values: Vec<Complex> = values.iter().map(|value| (*value, 0.0)).collect();
    transformed(&values, -1.0)
}

/// Returns the real part of the inverse transform.
pub(super) fn inverse(values: &[Complex]) -> Vec<f64> {
    let count = values.len() as f64;
    let values = transformed(values, 1.0);
    values.iter().map(|value| value.0 / count).collect()
}

/// Computes a transform by dividing by the smallest prime factor of the length (Cooley and Tukey
/// 1965).
fn transformed(values: &[Complex], sign: f64) -> Vec<Complex> {
    let count = values.len();
    let factor = (2..=count).find(|factor| count.is_multiple_of(*factor));
    let Some(factor) = factor.filter(|factor| *factor < count) else {
        return directly(values, sign);
    };
    let inner = count / factor;
    let parts: Vec<Vec<Complex>> = (0..factor)
        .map(|first| {
            let part = values.iter().skip(first).step_by(factor);
            transformed(&part.copied().collect::<Vec<_>>(), sign)
        })
        .collect();
    let turns: Vec<Complex> = (0..count).map(|k| turn(k, count, sign)).collect();
    let of_frequency = |k: usize| {
        let terms = parts.iter().enumerate();
        let terms = terms.map(|(first, part)| product(part[k % inner], turns[first * k % count]));
        terms.fold((0.0, 0.0), |sum, term| (sum.0 + term.0, sum.1 + term.1))
    };
    (0..count).map(of_frequency).collect()
}

fn directly(values: &[Complex], sign: f64) -> Vec<Complex> {
    let count = values.len();
    let of_frequency = |k: usize| {
        let terms = values.iter().enumerate();
        let terms = terms.map(|(n, value)| product(*value, turn(n * k % count, count, sign)));
        terms.fold((0.0, 0.0), |sum, term| (sum.0 + term.0, sum.1 + term.1))
    };
    (0..count).map(of_frequency).collect()
}

fn turn(k: usize, count: usize, sign: f64) -> Complex {
    let angle = sign * TAU * k as f64 / count as f64;
    (angle.cos(), angle.sin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_undoes_the_transform_and_products_are_convolutions() {
        let one: Vec<f64> = (0..60).map(|n| f64::from(n * n % 17)).collect();
        let other: Vec<f64> = (0..60).map(|n| f64::from(n * 7 % 11)).collect();
        let products = transform(&one).into_iter().zip(transform(&other));
        let found = inverse(&products.map(|(a, b)| product(a, b)).collect::<Vec<_>>());
        for (n, found) in found.iter().enumerate() {
            let terms = (0..60).map(|m| one[m] * other[(60 + n - m) % 60]);
            let exact: f64 = terms.sum();
            assert!((found - exact).abs() < 1e-9, "{n}: {found} {exact}");
        }
    }
}
