//! The distributions of the scenario format: how they are drawn, and their moments.
//!
//! A [`Distribution`] is made by a constructor that checks its domain, so every value of the type
//! can be drawn from. It knows no unit: times come in and out in microseconds, sizes in units.
//! Mean, variance and distribution function are exact; `theory` and the known means of control
//! variates rest on them.

use rand::RngExt;
use rand_distr::{Distribution as _, Exp1, Gamma, LogNormal, Pert, StandardNormal};
use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::{beta::beta_reg, gamma::gamma, gamma::gamma_lr};

use crate::random::Generator;

/// A parameter outside its domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainError {
    /// The parameter's name in the scenario format.
    pub parameter: &'static str,
    /// What is wrong with it and what it may be.
    pub message: String,
}

impl DomainError {
    fn new(parameter: &'static str, message: impl Into<String>) -> Self {
        Self {
            parameter,
            message: message.into(),
        }
    }
}

/// A distribution of non-negative real numbers.
#[derive(Clone, Debug)]
pub struct Distribution(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Constant(f64),
    Uniform {
        min: f64,
        max: f64,
    },
    Triangular {
        min: f64,
        mode: f64,
        max: f64,
    },
    Pert {
        min: f64,
        mode: f64,
        max: f64,
        draw: Pert<f64>,
    },
    Exponential {
        mean: f64,
    },
    Gamma {
        shape: f64,
        scale: f64,
        draw: Gamma<f64>,
    },
    LogNormal {
        mu: f64,
        sigma: f64,
        draw: LogNormal<f64>,
    },
    Weibull {
        shape: f64,
        scale: f64,
    },
    TruncatedNormal {
        mean: f64,
        sd: f64,
    },
    Hyperexponential {
        means: Vec<f64>,
        weights: Weights,
    },
    Empirical {
        values: Vec<f64>,
        weights: Weights,
    },
}

/// Weights that sum to one, inverted in the order in which they were given.
#[derive(Clone, Debug)]
struct Weights {
    shares: Vec<f64>,
    cumulative: Vec<f64>,
}

impl Weights {
    fn new(weights: Option<&[f64]>, count: usize) -> Result<Self, DomainError> {
        let equal = vec![1.0; count];
        let weights = weights.unwrap_or(&equal);
        if weights.len() != count {
            let message = format!("{} weights for {count} values", weights.len());
            return Err(DomainError::new("weights", message));
        }
        if let Some(bad) = weights
            .iter()
            .find(|weight| !(weight.is_finite() && **weight >= 0.0))
        {
            return Err(DomainError::new(
                "weights",
                format!("a weight of {bad}; it must be >= 0"),
            ));
        }
        let total: f64 = weights.iter().sum();
        if !(total.is_finite() && total > 0.0) {
            return Err(DomainError::new(
                "weights",
                "the weights must have a sum above 0",
            ));
        }
        let shares: Vec<f64> = weights.iter().map(|weight| weight / total).collect();
        Ok(Self {
            cumulative: cumulate(&shares),
            shares,
        })
    }

    fn draw(&self, generator: &mut Generator) -> usize {
        let share: f64 = generator.random();
        let index = self.cumulative.partition_point(|limit| *limit <= share);
        index.min(self.shares.len() - 1)
    }

    fn average(&self, values: impl Iterator<Item = f64>) -> f64 {
        self.shares
            .iter()
            .zip(values)
            .map(|(share, value)| share * value)
            .sum()
    }
}

/// Running sums of shares.
pub fn cumulate(shares: &[f64]) -> Vec<f64> {
    let running = shares.iter().scan(0.0, |sum, share| {
        *sum += share;
        Some(*sum)
    });
    running.collect()
}

impl Distribution {
    /// Always the same value.
    pub fn constant(value: f64) -> Result<Self, DomainError> {
        non_negative("constant", value)?;
        Ok(Self(Kind::Constant(value)))
    }

    /// Uniform on [min, max).
    pub fn uniform(min: f64, max: f64) -> Result<Self, DomainError> {
        non_negative("min", min)?;
        ordered("max", max, "min", min)?;
        Ok(Self(if min == max {
            Kind::Constant(min)
        } else {
            Kind::Uniform { min, max }
        }))
    }

    /// Triangular between `min` and `max` with its peak at `mode`.
    pub fn triangular(min: f64, mode: f64, max: f64) -> Result<Self, DomainError> {
        three_points(min, mode, max)?;
        let kind = Kind::Triangular { min, mode, max };
        Ok(Self(if min == max {
            Kind::Constant(min)
        } else {
            kind
        }))
    }

    /// PERT with weight 4: a beta distribution between `min` and `max` with mean
    /// (min + 4 mode + max) / 6 (Malcolm, Roseboom, Clark and Fazar 1959; Clark 1962).
    pub fn pert(min: f64, mode: f64, max: f64) -> Result<Self, DomainError> {
        three_points(min, mode, max)?;
        if min == max {
            return Ok(Self(Kind::Constant(min)));
        }
        let draw = Pert::new(min, max).with_mode(mode).map_err(|error| {
            DomainError::new(
                "mode",
                format!("no PERT distribution has these points: {error}"),
            )
        })?;
        Ok(Self(Kind::Pert {
            min,
            mode,
            max,
            draw,
        }))
    }

    /// Exponential with this mean.
    pub fn exponential(mean: f64) -> Result<Self, DomainError> {
        positive("mean", mean)?;
        Ok(Self(Kind::Exponential { mean }))
    }

    /// Sum of `k` independent exponential stages, with this mean in all.
    pub fn erlang(mean: f64, k: u32) -> Result<Self, DomainError> {
        if k == 0 {
            return Err(DomainError::new(
                "k",
                "k is the number of stages: 1 or more",
            ));
        }
        Self::gamma_of_shape(mean, f64::from(k))
    }

    /// Gamma with this mean and coefficient of variation.
    pub fn gamma(mean: f64, cv: f64) -> Result<Self, DomainError> {
        coefficient_of_variation(cv)?;
        Self::gamma_of_shape(mean, cv.powi(-2))
    }

    fn gamma_of_shape(mean: f64, shape: f64) -> Result<Self, DomainError> {
        positive("mean", mean)?;
        let scale = mean / shape;
        let draw = Gamma::new(shape, scale)
            .map_err(|error| DomainError::new("mean", format!("no gamma distribution: {error}")))?;
        Ok(Self(Kind::Gamma { shape, scale, draw }))
    }

    /// Log-normal with this mean and coefficient of variation: sigma^2 = ln(1 + cv^2),
    /// mu = ln(mean) - sigma^2 / 2.
    pub fn lognormal(mean: f64, cv: f64) -> Result<Self, DomainError> {
        positive("mean", mean)?;
        coefficient_of_variation(cv)?;
        let variance = (cv * cv).ln_1p();
        Self::lognormal_of(mean.ln() - variance / 2.0, variance.sqrt())
    }

    /// Log-normal with this median and 95th percentile: mu = ln(median),
    /// sigma = ln(p95 / median) / 1.6449.
    pub fn lognormal_median(median: f64, p95: f64) -> Result<Self, DomainError> {
        positive("median", median)?;
        if !(p95.is_finite() && p95 > median) {
            return Err(DomainError::new("p95", "p95 must be above the median"));
        }
        let sigma = (p95 / median).ln() / Normal::standard().inverse_cdf(0.95);
        Self::lognormal_of(median.ln(), sigma)
    }

    fn lognormal_of(mu: f64, sigma: f64) -> Result<Self, DomainError> {
        let draw = LogNormal::new(mu, sigma)
            .map_err(|error| DomainError::new("cv", format!("no log-normal: {error}")))?;
        Ok(Self(Kind::LogNormal { mu, sigma, draw }))
    }

    /// Weibull with this mean and coefficient of variation; the shape k solves
    /// 1 + cv^2 = Gamma(1 + 2/k) / Gamma(1 + 1/k)^2, by bisection.
    pub fn weibull(mean: f64, cv: f64) -> Result<Self, DomainError> {
        positive("mean", mean)?;
        if !(0.01..=20.0).contains(&cv) {
            return Err(DomainError::new(
                "cv",
                "the cv of a Weibull must lie from 0.01 to 20",
            ));
        }
        let cv_of = |shape: f64| {
            (gamma(1.0 + 2.0 / shape) / gamma(1.0 + 1.0 / shape).powi(2) - 1.0)
                .max(0.0)
                .sqrt()
        };
        let (mut low, mut high) = (0.1_f64, 200.0_f64);
        for _ in 0..200 {
            let middle = (low * high).sqrt();
            if cv_of(middle) > cv {
                low = middle;
            } else {
                high = middle;
            }
        }
        let shape = f64::midpoint(low, high);
        Ok(Self(Kind::Weibull {
            shape,
            scale: mean / gamma(1.0 + 1.0 / shape),
        }))
    }

    /// Normal, redrawn until it is not negative; `mean` and `sd` are those before redrawing.
    pub fn normal(mean: f64, sd: f64) -> Result<Self, DomainError> {
        non_negative("mean", mean)?;
        positive("sd", sd)?;
        Ok(Self(Kind::TruncatedNormal { mean, sd }))
    }

    /// Mixture of exponentials: with probability `weights[i]` one of mean `means[i]`.
    pub fn hyperexponential(means: Vec<f64>, weights: &[f64]) -> Result<Self, DomainError> {
        if means.is_empty() {
            return Err(DomainError::new("means", "at least one mean is needed"));
        }
        for mean in &means {
            positive("means", *mean)?;
        }
        let weights = Weights::new(Some(weights), means.len())?;
        Ok(Self(Kind::Hyperexponential { means, weights }))
    }

    /// One of the given values, by weight (equal weights where none are given).
    pub fn empirical(values: Vec<f64>, weights: Option<&[f64]>) -> Result<Self, DomainError> {
        if values.is_empty() {
            return Err(DomainError::new("values", "at least one value is needed"));
        }
        for value in &values {
            non_negative("values", *value)?;
        }
        let weights = Weights::new(weights, values.len())?;
        Ok(Self(Kind::Empirical { values, weights }))
    }

    /// One draw.
    #[inline]
    pub fn sample(&self, generator: &mut Generator) -> f64 {
        match &self.0 {
            Kind::Constant(value) => *value,
            Kind::Uniform { min, max } => min + (max - min) * generator.random::<f64>(),
            Kind::Triangular { min, mode, max } => {
                let (share, width) = (generator.random::<f64>(), max - min);
                let below = (mode - min) / width;
                if share < below {
                    min + (share * width * (mode - min)).sqrt()
                } else {
                    max - ((1.0 - share) * width * (max - mode)).sqrt()
                }
            }
            Kind::Pert { draw, .. } => draw.sample(generator),
            Kind::Exponential { mean } => mean * unit_exponential(generator),
            Kind::Gamma { draw, .. } => draw.sample(generator),
            Kind::LogNormal { draw, .. } => draw.sample(generator),
            Kind::Weibull { shape, scale } => {
                scale * unit_exponential(generator).powf(shape.recip())
            }
            Kind::TruncatedNormal { mean, sd } => loop {
                let normal: f64 = StandardNormal.sample(generator);
                let value = mean + sd * normal;
                if value >= 0.0 {
                    break value;
                }
            },
            Kind::Hyperexponential { means, weights } => {
                let mean = means[weights.draw(generator)];
                mean * unit_exponential(generator)
            }
            Kind::Empirical { values, weights } => values[weights.draw(generator)],
        }
    }

    /// The mean.
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
            Kind::Hyperexponential { means, weights } => weights.average(means.iter().copied()),
            Kind::Empirical { values, weights } => weights.average(values.iter().copied()),
        }
    }

    /// The variance.
    pub fn variance(&self) -> f64 {
        let around = |second_moment: f64| second_moment - self.mean().powi(2);
        match &self.0 {
            Kind::Constant(_) => 0.0,
            Kind::Uniform { min, max } => (max - min).powi(2) / 12.0,
            Kind::Triangular { min, mode, max } => {
                (min * min + mode * mode + max * max - min * mode - min * max - mode * max) / 18.0
            }
            // a beta of shapes that sum to 6 has variance (mean - min)(max - mean) / 7
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
            Kind::Hyperexponential { means, weights } => {
                around(weights.average(means.iter().map(|mean| 2.0 * mean * mean)))
            }
            Kind::Empirical { values, weights } => {
                around(weights.average(values.iter().map(|value| value * value)))
            }
        }
    }

    /// Probability of a value not above `x`.
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
            Kind::Hyperexponential { means, weights } => {
                weights.average(means.iter().map(|mean| -(-x / mean).exp_m1()))
            }
            Kind::Empirical { values, weights } => {
                weights.average(values.iter().map(|value| f64::from(u8::from(*value <= x))))
            }
        }
    }

    /// Squared coefficient of variation; 0 where the mean is 0.
    pub fn scv(&self) -> f64 {
        let mean = self.mean();
        if mean == 0.0 {
            0.0
        } else {
            self.variance() / (mean * mean)
        }
    }
}

/// An exponential of mean 1 (ziggurat, Marsaglia and Tsang 2000).
#[inline]
pub fn unit_exponential(generator: &mut Generator) -> f64 {
    Exp1.sample(generator)
}

/// The standard normal distribution function.
fn phi(z: f64) -> f64 {
    Normal::standard().cdf(z)
}

/// Density over distribution function of the standard normal at `alpha`.
fn inverse_mills(alpha: f64) -> f64 {
    (-alpha * alpha / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() / phi(alpha)
}

fn non_negative(parameter: &'static str, value: f64) -> Result<(), DomainError> {
    if value.is_finite() && value >= 0.0 {
        return Ok(());
    }
    Err(DomainError::new(
        parameter,
        format!("{parameter} must be 0 or more"),
    ))
}

fn positive(parameter: &'static str, value: f64) -> Result<(), DomainError> {
    if value.is_finite() && value > 0.0 {
        return Ok(());
    }
    Err(DomainError::new(
        parameter,
        format!("{parameter} must be above 0"),
    ))
}

fn coefficient_of_variation(cv: f64) -> Result<(), DomainError> {
    if cv.is_finite() && cv > 0.0 && cv <= 100.0 {
        return Ok(());
    }
    let message = "cv must be above 0 and at most 100; without variation write the value alone";
    Err(DomainError::new("cv", message))
}

fn ordered(
    parameter: &'static str,
    value: f64,
    lower: &'static str,
    lower_value: f64,
) -> Result<(), DomainError> {
    if value.is_finite() && value >= lower_value {
        return Ok(());
    }
    Err(DomainError::new(
        parameter,
        format!("{parameter} is below {lower}"),
    ))
}

fn three_points(min: f64, mode: f64, max: f64) -> Result<(), DomainError> {
    non_negative("min", min)?;
    ordered("mode", mode, "min", min)?;
    ordered("max", max, "mode", mode)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Address, Place, Purpose};

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
        let place = Place::birth(Purpose::Service);
        let run = Address::replication(1, 0).stream("test");
        for (name, distribution) in every_kind() {
            let draws: Vec<f64> = (0..count)
                .map(|number| distribution.sample(&mut run.batch(number).draw(place, 1)))
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
