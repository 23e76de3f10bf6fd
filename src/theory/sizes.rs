//! Bands of batch sizes that all rules treat alike, with their probability and mean size.

use crate::distribution::Distribution;

/// A panel of the quadrature is not divided further if its error is below this share of the
/// distribution's mean.
const TOLERANCE: f64 = 1e-11;

/// Limit on evaluations of a distribution function for one band. Beyond it, the steps of a
/// distribution with very many values are only located to the width of a panel.
const EVALUATIONS: u32 = 200_000;

/// A range of sizes that every rule treats alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Band {
    /// Probability of a size in the band.
    pub(super) share: f64,
    /// Lower limit, exclusive.
    pub(super) lower: f64,
    /// Upper limit, inclusive; used as the size of the band in rules.
    pub(super) units: f64,
    /// Mean size in the band; 0 if not computed.
    pub(super) mean_units: f64,
}

impl Band {
    /// The band of batches without goods, which hold no units.
    pub(super) const NO_UNITS: Self = Self {
        share: 1.0,
        lower: 0.0,
        units: 0.0,
        mean_units: 0.0,
    };
}

/// Returns the bands (limit, next limit] that have a positive probability. `limits` must ascend.
pub(super) fn bands(units: &Distribution, limits: &[f64]) -> Vec<Band> {
    let (mut bands, mut below, mut lower) = (vec![], 0.0, 0.0);
    for upper in limits.iter().copied().chain([f64::INFINITY]) {
        let up_to = if upper.is_finite() {
            units.cdf(upper)
        } else {
            1.0
        };
        if up_to > below {
            bands.push(Band {
                share: up_to - below,
                lower,
                units: upper,
                mean_units: 0.0,
            });
        }
        below = up_to.max(below);
        lower = upper;
    }
    bands
}

/// Returns the bands with their mean sizes. The mean of the last band follows from the
/// distribution's own mean and the other bands, so that the means agree with it exactly.
pub(super) fn bands_with_means(units: &Distribution, limits: &[f64]) -> Vec<Band> {
    let mut bands = bands(units, limits);
    let (mut left, mut lower) = (units.mean(), 0.0);
    let last = bands.len() - 1;
    for band in &mut bands[..last] {
        let mean = partial_mean(units, lower, band.units) / band.share;
        band.mean_units = mean.min(band.units).max(lower);
        left -= band.mean_units * band.share;
        lower = band.units;
    }
    let tail = &mut bands[last];
    tail.mean_units = (left / tail.share).min(tail.units).max(lower);
    bands
}

/// E[U; lower < U <= upper] = lower P(lower < U <= upper) + integral of P(x < U <= upper) over x
/// from `lower` to `upper` (integration by parts). The integrand decreases; integrated by adaptive
/// Simpson.
fn partial_mean(units: &Distribution, lower: f64, upper: f64) -> f64 {
    let at_upper = units.cdf(upper);
    let above = |x: f64| (at_upper - units.cdf(x)).max(0.0);
    let tolerance = TOLERANCE * units.mean();
    let mut panels = vec![(lower, above(lower), upper, above(upper))];
    let (mut integral, mut evaluations) = (0.0, 2);
    while let Some((from, at_from, to, at_to)) = panels.pop() {
        let width = to - from;
        // a decreasing function lies between its end values, which bounds the error
        let bound = width * (at_from - at_to);
        if bound <= tolerance || evaluations > EVALUATIONS {
            integral += width * f64::midpoint(at_from, at_to);
            continue;
        }
        let middle = f64::midpoint(from, to);
        let inner = [
            f64::midpoint(from, middle),
            middle,
            f64::midpoint(middle, to),
        ];
        let [left, centre, right] = inner.map(above);
        evaluations += 3;
        let coarse = width / 6.0 * (at_from + 4.0 * centre + at_to);
        let fine = width / 12.0 * (at_from + 4.0 * left + 2.0 * centre + 4.0 * right + at_to);
        let narrow = width < (upper - lower) / 16.0;
        if narrow && (fine - coarse).abs() <= tolerance {
            integral += fine + (fine - coarse) / 15.0;
        } else {
            panels.push((from, at_from, middle, centre));
            panels.push((middle, centre, to, at_to));
        }
    }
    lower * (at_upper - units.cdf(lower)) + integral
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found / expected - 1.0).abs() < 1e-8, "{found} {expected}");
    }

    /// Exponential of mean 1: E[U; U <= t] = 1 - (1 + t) exp(-t).
    #[test]
    fn means_of_bands_of_an_exponential() {
        let units = Distribution::exponential(1.0).expect("valid");
        let bands = bands_with_means(&units, &[0.5, 2.0, 1e9]);
        assert_eq!(bands.len(), 3, "nothing lies above 1e9");
        let up_to = |t: f64| 1.0 - (1.0 + t) * (-t).exp();
        near(bands[0].mean_units * bands[0].share, up_to(0.5));
        near(
            bands[1].mean_units * bands[1].share,
            up_to(2.0) - up_to(0.5),
        );
        near(bands[2].mean_units, 3.0);
    }

    /// Values equal to a limit belong to the band below it, because rules say "over".
    #[test]
    fn steps_fall_into_the_band_below_their_limit() {
        let units = Distribution::empirical(vec![1.0, 2.0, 10.0], Some(&[1.0, 2.0, 1.0]));
        let bands = bands_with_means(&units.expect("valid"), &[2.0, 5.0]);
        assert_eq!(bands.len(), 2);
        near(bands[0].share, 0.75);
        near(bands[0].mean_units, 5.0 / 3.0);
        near(bands[1].mean_units, 10.0);
        let constant = Distribution::constant(7.0).expect("valid");
        let bands = bands_with_means(&constant, &[2.0, 7.0]);
        assert_eq!((bands.len(), bands[0].units), (1, 7.0));
        near(bands[0].mean_units, 7.0);
    }
}
