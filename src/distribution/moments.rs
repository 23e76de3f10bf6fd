//! Means, variances and distribution functions, in closed form.

use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::{beta::beta_reg, gamma::gamma, gamma::gamma_lr};

use super::{Choice, Distribution, Kind};

impl Distribution {
    /// Returns the mean.
    pub fn mean(&self) -> f64 {
        match &self.0 {
            Kind::Constant(value) => *value,
            Kind::Uniform { min, max } => f64::midpoint(*min, *max),
            Kind::Triangular { min, mode, max } => (min + mode + max) / 3.0,
            Kind::Pert { min, mode, max, .. } => (min + 4.0 * mode + max) / 6.0,
            Kind::Exponential { mean } => *mean,
            Kind::Gamma { shape, scale, .. } => shape * scale,
            Kind::LogNormal { mu, sigma, .. } => (mu + sigma * sigma / 2.0).exp(),
            Kind::Weibull { shape, scale } => scale * gamma(1.0 + 1.0 / shape),
            Kind::TruncatedNormal { mean, sd } => mean + sd * inverse_mills(mean / sd),
            Kind::Hyperexponential(means) => average(means, |mean| mean),
            Kind::Empirical(values) => average(values, |value| value),
        }
    }

    /// Returns the variance.
    pub fn variance(&self) -> f64 {
        let around = |second_moment: f64| second_moment - self.mean().powi(2);
        match &self.0 {
            Kind::Constant(_) => 0.0,
            Kind::Uniform { min, max } => (max - min).powi(2) / 12.0,
            Kind::Triangular { min, mode, max } => {
                (min * min + mode * mode + max * max - min * mode - min * max - mode * max) / 18.0
            }
            // a beta distribution whose shapes sum to 6 has variance (mean - min)(max - mean) / 7
            Kind::Pert { min, max, .. } => (self.mean() - min) * (max - self.mean()) / 7.0,
            Kind::Exponential { mean } => mean * mean,
            Kind::Gamma { shape, scale, .. } => shape * scale * scale,
            Kind::LogNormal { sigma, .. } => (sigma * sigma).exp_m1() * self.mean().powi(2),
            Kind::Weibull { shape, scale } => around(scale * scale * gamma(1.0 + 2.0 / shape)),
            Kind::TruncatedNormal { mean, sd } => {
                let alpha = mean / sd;
                let mills = inverse_mills(alpha);
                sd * sd * (1.0 - alpha * mills - mills * mills)
            }
            Kind::Hyperexponential(means) => around(average(means, |mean| 2.0 * mean * mean)),
            Kind::Empirical(values) => around(average(values, |value| value * value)),
        }
    }

    /// Returns the probability of a value not above `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        if x < 0.0 {
            return 0.0;
        }
        match &self.0 {
            Kind::Constant(value) => f64::from(u8::from(x >= *value)),
            Kind::Uniform { min, max } => ((x - min) / (max - min)).clamp(0.0, 1.0),
            Kind::Triangular { min, mode, max } => {
                if x <= *min {
                    0.0
                } else if x < *mode {
                    (x - min).powi(2) / ((max - min) * (mode - min))
                } else if x < *max {
                    1.0 - (max - x).powi(2) / ((max - min) * (max - mode))
                } else {
                    1.0
                }
            }
            Kind::Pert { min, mode, max, .. } => {
                let width = max - min;
                let shapes = (
                    1.0 + 4.0 * (mode - min) / width,
                    1.0 + 4.0 * (max - mode) / width,
                );
                beta_reg(shapes.0, shapes.1, ((x - min) / width).clamp(0.0, 1.0))
            }
            Kind::Exponential { mean } => -(-x / mean).exp_m1(),
            Kind::Gamma { shape, scale, .. } if x > 0.0 => gamma_lr(*shape, x / scale),
            Kind::LogNormal { mu, sigma, .. } if x > 0.0 => phi((x.ln() - mu) / sigma),
            Kind::Gamma { .. } | Kind::LogNormal { .. } => 0.0,
            Kind::Weibull { shape, scale } => -(-(x / scale).powf(*shape)).exp_m1(),
            Kind::TruncatedNormal { mean, sd } => {
                let below_zero = phi(-mean / sd);
                (phi((x - mean) / sd) - below_zero) / (1.0 - below_zero)
            }
            Kind::Hyperexponential(means) => average(means, |mean| -(-x / mean).exp_m1()),
            Kind::Empirical(values) => average(values, |value| f64::from(u8::from(value <= x))),
        }
    }

    /// Is it exponential, and therefore memoryless?
    pub fn is_exponential(&self) -> bool {
        matches!(self.0, Kind::Exponential { .. })
    }

    /// Returns the squared coefficient of variation; 0 if the mean is 0.
    pub fn scv(&self) -> f64 {
        let mean = self.mean();
        if mean == 0.0 {
            0.0
        } else {
            self.variance() / (mean * mean)
        }
    }
}

/// Returns the mean of a function of the values of a choice.
fn average(values: &Choice<f64>, of: impl Fn(f64) -> f64) -> f64 {
    let parts = values.iter().map(|(share, value)| share * of(*value));
    parts.sum()
}

/// Returns the standard normal distribution function.
fn phi(z: f64) -> f64 {
    Normal::standard().cdf(z)
}

/// Returns the ratio of density and distribution function of the standard normal at `alpha`.
fn inverse_mills(alpha: f64) -> f64 {
    (-alpha * alpha / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() / phi(alpha)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::DomainError;
    use crate::random::{Address, Purpose, Substream};

    fn every_kind() -> Vec<(&'static str, Distribution)> {
        let made = [
            ("constant", Distribution::constant(3.0)),
            ("uniform", Distribution::uniform(2.0, 5.0)),
            ("triangular", Distribution::triangular(4.0, 10.0, 30.0)),
            (
                "triangular, peak at min",
                Distribution::triangular(4.0, 4.0, 30.0),
            ),
            (
                "triangular, peak at max",
                Distribution::triangular(4.0, 30.0, 30.0),
            ),
            ("pert", Distribution::pert(4.0, 10.0, 30.0)),
            ("exponential", Distribution::exponential(7.0)),
            ("erlang", Distribution::erlang(6.0, 3)),
            ("gamma", Distribution::gamma(5.33, 0.5)),
            ("gamma, wide", Distribution::gamma(5.33, 2.0)),
            ("lognormal", Distribution::lognormal(8.0, 0.4)),
            (
                "lognormal by median",
                Distribution::lognormal_median(8.0, 20.0),
            ),
            ("weibull", Distribution::weibull(10.0, 0.7)),
            ("weibull, wide", Distribution::weibull(10.0, 1.5)),
            ("normal", Distribution::normal(2.0, 3.0)),
            (
                "hyperexponential",
                Distribution::hyperexponential(vec![1.0, 9.0], &[3.0, 1.0]),
            ),
            (
                "empirical",
                Distribution::empirical(vec![1.0, 2.0, 10.0], Some(&[1.0, 2.0, 1.0])),
            ),
        ];
        made.into_iter()
            .map(|(name, made)| (name, made.expect(name)))
            .collect()
    }

    /// Draws must have the stated mean, variance and distribution function, within 4.5 standard
    /// errors of 200,000 draws.
    #[test]
    fn draws_agree_with_moments_and_distribution_function() {
        let count = 200_000;
        let substream = Substream::birth(Purpose::Service);
        let run = Address::replication(1, 0).stream("test");
        for (name, distribution) in every_kind() {
            let draws: Vec<f64> = (0..count)
                .map(|number| distribution.sample(run.batch(number).draw(substream, 1)))
                .collect();
            let n = count as f64;
            let mean = draws.iter().sum::<f64>() / n;
            let central = |power: i32| {
                draws
                    .iter()
                    .map(|draw| (draw - distribution.mean()).powi(power))
                    .sum::<f64>()
                    / n
            };
            let error = (distribution.variance() / n).sqrt();
            assert!(
                (mean - distribution.mean()).abs() <= 4.5 * error + 1e-9,
                "{name}: mean"
            );
            let variance_error = ((central(4) - central(2).powi(2)).max(0.0) / n).sqrt();
            let gap = (central(2) - distribution.variance()).abs();
            assert!(gap <= 4.5 * variance_error + 1e-9, "{name}: variance");
            for share in [0.1, 0.5, 1.0, 1.5, 2.5] {
                let x = distribution.mean() * share;
                let below = draws.iter().filter(|draw| **draw <= x).count() as f64 / n;
                let p = distribution.cdf(x);
                let error = (p * (1.0 - p) / n).sqrt();
                assert!(
                    (below - p).abs() <= 4.5 * error + 1e-9,
                    "{name}: cdf at {x}"
                );
            }
        }
    }

    #[test]
    fn median_and_p95_are_what_was_asked_for() {
        let distribution = Distribution::lognormal_median(8.0, 20.0).expect("valid");
        assert!((distribution.cdf(8.0) - 0.5).abs() < 1e-12);
        assert!((distribution.cdf(20.0) - 0.95).abs() < 1e-9);
    }

    #[test]
    fn parameters_outside_their_domain_are_named() {
        let parameter = |made: Result<Distribution, DomainError>| made.expect_err("bad").parameter;
        assert_eq!(parameter(Distribution::constant(f64::NAN)), "constant");
        assert_eq!(parameter(Distribution::triangular(5.0, 4.0, 9.0)), "mode");
        assert_eq!(parameter(Distribution::triangular(1.0, 4.0, 3.0)), "max");
        assert_eq!(parameter(Distribution::uniform(5.0, 4.0)), "max");
        assert_eq!(parameter(Distribution::gamma(5.0, 0.0)), "cv");
        assert_eq!(parameter(Distribution::lognormal(-1.0, 1.0)), "mean");
        assert_eq!(parameter(Distribution::lognormal_median(8.0, 8.0)), "p95");
        assert_eq!(parameter(Distribution::weibull(8.0, 0.001)), "cv");
        assert_eq!(parameter(Distribution::normal(8.0, 0.0)), "sd");
        assert_eq!(parameter(Distribution::erlang(8.0, 0)), "k");
        assert_eq!(parameter(Distribution::empirical(vec![], None)), "values");
        assert_eq!(
            parameter(Distribution::hyperexponential(vec![1.0], &[0.0])),
            "weights"
        );
    }
}
