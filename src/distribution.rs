//! The distributions of the scenario format: their draws and moments.
//!
//! A [`Distribution`] is made by a constructor that checks its parameters, so every value of the
//! type can be drawn from. It has no unit: times are in microseconds, sizes in units. Mean,
//! variance and distribution function are exact; `theory` and the known means of control variates
//! depend on that.

mod choice;
mod domain;
mod moments;
mod scaled;

use rand::RngExt;
use rand_distr::{Distribution as _, Exp1, Gamma, LogNormal, Pert, StandardNormal};
use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::gamma::gamma;

use crate::random::Generator;

pub use choice::Choice;
pub use domain::DomainError;
use domain::{coefficient_of_variation, non_negative, ordered, positive, three_points};

/// A distribution of non-negative real numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution(Kind);

/// The tag takes a whole word, so that a match on the kind needs no decoding.
#[derive(Clone, Debug, PartialEq)]
#[repr(u64)]
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
    /// A choice among the means.
    Hyperexponential(Choice<f64>),
    /// A choice among the values.
    Empirical(Choice<f64>),
}

/// Largest ratio of the 95th percentile to the median of a log-normal distribution; beyond it, the
/// mean depends on values too rare to be seen in any sample.
const MOST_SPREAD: f64 = 1_000.0;

/// Makes a choice among values by weight; without weights, all are equally likely.
fn by_weight(values: Vec<f64>, weights: Option<&[f64]>) -> Result<Choice<f64>, DomainError> {
    let wrong = |message: String| Err(DomainError::new("weights", message));
    let equal = vec![1.0; values.len()];
    let weights = weights.unwrap_or(&equal);
    if weights.len() != values.len() {
        return wrong(format!(
            "{} weights for {} values",
            weights.len(),
            values.len()
        ));
    }
    let is_wrong = |weight: &&f64| !(weight.is_finite() && **weight >= 0.0);
    if let Some(bad) = weights.iter().find(is_wrong) {
        return wrong(format!("a weight of {bad}; it must be >= 0"));
    }
    let total: f64 = weights.iter().sum();
    if !(total.is_finite() && total > 0.0) {
        return wrong("the weights must have a sum above 0".into());
    }
    let shares = weights.iter().map(|weight| weight / total);
    Ok(Choice::new(shares.zip(values).collect()))
}

impl Distribution {
    /// Makes the distribution that always has the same value.
    pub fn constant(value: f64) -> Result<Self, DomainError> {
        non_negative("constant", value)?;
        Ok(Self(Kind::Constant(value)))
    }

    /// Makes a uniform distribution on [min, max).
    pub fn uniform(min: f64, max: f64) -> Result<Self, DomainError> {
        non_negative("min", min)?;
        ordered("max", max, "min", min)?;
        Ok(Self(if min == max {
            Kind::Constant(min)
        } else {
            Kind::Uniform { min, max }
        }))
    }

    /// Makes a triangular distribution between `min` and `max` with its peak at `mode`.
    pub fn triangular(min: f64, mode: f64, max: f64) -> Result<Self, DomainError> {
        three_points(min, mode, max)?;
        let kind = Kind::Triangular { min, mode, max };
        Ok(Self(if min == max {
            Kind::Constant(min)
        } else {
            kind
        }))
    }

    /// Makes a PERT distribution of weight 4: a beta distribution between `min` and `max` with mean
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

    /// Makes an exponential distribution with this mean.
    pub fn exponential(mean: f64) -> Result<Self, DomainError> {
        positive("mean", mean)?;
        Ok(Self(Kind::Exponential { mean }))
    }

    /// Makes an Erlang distribution: the sum of `k` independent exponential stages, with this total
    /// mean.
    pub fn erlang(mean: f64, k: u32) -> Result<Self, DomainError> {
        if k == 0 {
            return Err(DomainError::new(
                "k",
                "k is the number of stages: 1 or more",
            ));
        }
        Self::gamma_of_shape(mean, f64::from(k))
    }

    /// Makes a gamma distribution with this mean and coefficient of variation.
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

    /// Makes a log-normal distribution with this mean and coefficient of variation: sigma^2 = ln(1
    /// + cv^2), mu = ln(mean) - sigma^2 / 2.
    pub fn lognormal(mean: f64, cv: f64) -> Result<Self, DomainError> {
        positive("mean", mean)?;
        coefficient_of_variation(cv)?;
        let variance = (cv * cv).ln_1p();
        Self::lognormal_of(mean.ln() - variance / 2.0, variance.sqrt())
    }

    /// Makes a log-normal distribution with this median and 95th percentile: mu = ln(median), sigma
    /// = ln(p95 / median) / 1.6449.
    pub fn lognormal_median(median: f64, p95: f64) -> Result<Self, DomainError> {
        positive("median", median)?;
        if !(p95.is_finite() && p95 > median) {
            return Err(DomainError::new("p95", "p95 must be above the median"));
        }
        if p95 / median > MOST_SPREAD {
            let message = "p95 is more than 1000 times the median";
            return Err(DomainError::new("p95", message));
        }
        positive("p95", p95)?;
        let sigma = (p95 / median).ln() / Normal::standard().inverse_cdf(0.95);
        Self::lognormal_of(median.ln(), sigma)
    }

    fn lognormal_of(mu: f64, sigma: f64) -> Result<Self, DomainError> {
        let draw = LogNormal::new(mu, sigma)
            .map_err(|error| DomainError::new("cv", format!("no log-normal: {error}")))?;
        Ok(Self(Kind::LogNormal { mu, sigma, draw }))
    }

    /// Makes a Weibull distribution with this mean and coefficient of variation; the shape k solves
    /// 1 + cv^2 = Gamma(1 + 2/k) / Gamma(1 + 1/k)^2, by bisection.
    pub fn weibull(mean: f64, cv: f64) -> Result<Self, DomainError> {
        positive("mean", mean)?;
        if !(0.01..=20.0).contains(&cv) {
            return Err(DomainError::new(
                "cv",
                "the cv of a Weibull distribution must be from 0.01 to 20",
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

    /// Makes a normal distribution that is redrawn until the value is not negative; `mean` and `sd`
    /// are those before redrawing.
    pub fn normal(mean: f64, sd: f64) -> Result<Self, DomainError> {
        non_negative("mean", mean)?;
        positive("sd", sd)?;
        Ok(Self(Kind::TruncatedNormal { mean, sd }))
    }

    /// Makes a mixture of exponential distributions: with probability `weights[i]`, up to a common
    /// factor, the mean is `means[i]`.
    pub fn hyperexponential(means: Vec<f64>, weights: &[f64]) -> Result<Self, DomainError> {
        if means.is_empty() {
            return Err(DomainError::new("means", "at least one mean is needed"));
        }
        for mean in &means {
            positive("means", *mean)?;
        }
        by_weight(means, Some(weights)).map(|means| Self(Kind::Hyperexponential(means)))
    }

    /// Makes a distribution over the given values by weight; without weights, all are equally
    /// likely.
    pub fn empirical(values: Vec<f64>, weights: Option<&[f64]>) -> Result<Self, DomainError> {
        if values.is_empty() {
            return Err(DomainError::new("values", "at least one value is needed"));
        }
        for value in &values {
            non_negative("values", *value)?;
        }
        by_weight(values, weights).map(|values| Self(Kind::Empirical(values)))
    }

    /// Draws a value. Draws that need more than a few instructions are functions of their own,
    /// which keeps this function fast for every kind.
    pub fn sample(&self, generator: Generator) -> f64 {
        match &self.0 {
            Kind::Constant(value) => *value,
            Kind::Uniform { min, max } => min + (max - min) * unit_uniform(generator),
            Kind::Triangular { min, mode, max } => {
                let (share, width) = (unit_uniform(generator), max - min);
                let below = (mode - min) / width;
                if share < below {
                    min + (share * width * (mode - min)).sqrt()
                } else {
                    max - ((1.0 - share) * width * (max - mode)).sqrt()
                }
            }
            Kind::Pert { draw, .. } => draw_from(draw, generator),
            Kind::Exponential { mean } => exponential(*mean, generator),
            Kind::Gamma { draw, .. } => draw_from(draw, generator),
            Kind::LogNormal { draw, .. } => log_normal(draw, generator),
            Kind::Weibull { shape, scale } => weibull(*shape, *scale, generator),
            Kind::TruncatedNormal { mean, sd } => truncated_normal(*mean, *sd, generator),
            Kind::Hyperexponential(means) => hyperexponential(means, generator),
            Kind::Empirical(values) => *values.pick(unit_uniform(generator)),
        }
    }
}

fn unit_uniform(mut generator: Generator) -> f64 {
    generator.random()
}

/// Draws from an exponential distribution of mean 1 (ziggurat, Marsaglia and Tsang 2000).
#[inline]
pub fn unit_exponential(generator: &mut Generator) -> f64 {
    Exp1.sample(generator)
}

#[inline(never)]
fn exponential(mean: f64, mut generator: Generator) -> f64 {
    mean * unit_exponential(&mut generator)
}

#[inline(never)]
fn log_normal(distribution: &LogNormal<f64>, mut generator: Generator) -> f64 {
    distribution.from_zscore(StandardNormal.sample(&mut generator))
}

#[inline(never)]
fn weibull(shape: f64, scale: f64, mut generator: Generator) -> f64 {
    scale * unit_exponential(&mut generator).powf(shape.recip())
}

#[inline(never)]
fn truncated_normal(mean: f64, sd: f64, mut generator: Generator) -> f64 {
    loop {
        let normal: f64 = StandardNormal.sample(&mut generator);
        let value = mean + sd * normal;
        if value >= 0.0 {
            return value;
        }
    }
}

#[inline(never)]
fn hyperexponential(means: &Choice<f64>, mut generator: Generator) -> f64 {
    let mean = *means.pick(generator.random());
    mean * unit_exponential(&mut generator)
}

#[inline(never)]
fn draw_from(distribution: &impl rand_distr::Distribution<f64>, mut generator: Generator) -> f64 {
    distribution.sample(&mut generator)
}
