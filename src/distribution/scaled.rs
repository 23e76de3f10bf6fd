//! A distribution in another unit.

use rand_distr::{Gamma, LogNormal, Pert};

use super::{Distribution, Kind};

impl Distribution {
    /// Returns the distribution of `factor` times a value; the same random numbers give the same
    /// values, times the factor.
    ///
    /// # Panics
    /// If the factor is not above 0 or not finite.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        assert!(factor > 0.0 && factor.is_finite(), "a factor of {factor}");
        let mut scaled = self.0.clone();
        match &mut scaled {
            Kind::Constant(mean)
            | Kind::Exponential { mean }
            | Kind::Weibull { scale: mean, .. } => *mean *= factor,
            Kind::Uniform { min, max } => (*min, *max) = (*min * factor, *max * factor),
            Kind::Triangular { min, mode, max } => {
                (*min, *mode, *max) = (*min * factor, *mode * factor, *max * factor);
            }
            Kind::Pert {
                min,
                mode,
                max,
                draw,
            } => {
                (*min, *mode, *max) = (*min * factor, *mode * factor, *max * factor);
                *draw = Pert::new(*min, *max)
                    .with_mode(*mode)
                    .expect("scaling keeps parameters valid");
            }
            Kind::Gamma { shape, scale, draw } => {
                *scale *= factor;
                *draw = Gamma::new(*shape, *scale).expect("scaling keeps parameters valid");
            }
            Kind::LogNormal { mu, sigma, draw } => {
                *mu += factor.ln();
                *draw = LogNormal::new(*mu, *sigma).expect("scaling keeps parameters valid");
            }
            Kind::TruncatedNormal { mean, sd } => (*mean, *sd) = (*mean * factor, *sd * factor),
            Kind::Hyperexponential(values) | Kind::Empirical(values) => {
                values.things_mut().for_each(|value| *value *= factor);
            }
        }
        Self(scaled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Address, Purpose, Substream};

    #[test]
    fn the_same_random_numbers_give_values_times_the_factor() {
        let all = [
            Distribution::constant(3.0),
            Distribution::uniform(1.0, 5.0),
            Distribution::triangular(1.0, 2.0, 5.0),
            Distribution::pert(1.0, 2.0, 5.0),
            Distribution::exponential(3.0),
            Distribution::gamma(3.0, 0.7),
            Distribution::lognormal(3.0, 1.5),
            Distribution::weibull(3.0, 0.7),
            Distribution::normal(3.0, 2.0),
            Distribution::hyperexponential(vec![1.0, 9.0], &[0.7, 0.3]),
            Distribution::empirical(vec![1.0, 4.0, 9.0], None),
        ];
        for distribution in all {
            let distribution = distribution.expect("sound");
            let scaled = distribution.scaled(0.25);
            let near = |one: f64, other: f64| (one / 4.0 - other).abs() < 1e-9 * one.max(1.0);
            assert!(near(distribution.mean(), scaled.mean()), "{distribution:?}");
            assert!((distribution.scv() - scaled.scv()).abs() < 1e-9);
            for seed in 0..20 {
                let batch = Address::replication(seed, 0).stream("a").batch(0);
                let draw =
                    |of: &Distribution| of.sample(batch.draw(Substream::birth(Purpose::Units), 0));
                assert!(near(draw(&distribution), draw(&scaled)), "{distribution:?}");
            }
        }
    }
}
