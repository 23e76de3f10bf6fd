//! One metric of one arrangement over its replications, for comparisons: from a tally, or from the
//! values in results.

use crate::metric::{Estimator, Metric, Range};

use super::{Contributions, Estimate, Moments, Ratio, Student};

/// One metric of one arrangement over its replications.
#[derive(Clone, Debug)]
pub struct Observed {
    /// The metric.
    pub metric: Metric,
    /// Contributions of the replications to the estimate; `None` if values are not kept or there is
    /// no estimate.
    pub contributions: Option<Contributions>,
    /// The sums behind a share of batches, visits, days or replications; `None` for other metrics.
    pub share: Option<Share>,
}

/// A share of batches, visits, days or replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The sums over replications.
    pub ratio: Ratio,
    /// Number of independent trials, used if all replications agree on 0 or 1.
    pub trials: Option<f64>,
    /// Whether every replication is one trial.
    pub is_of_windows: bool,
}

impl Share {
    /// Returns the share with its interval: the exact binomial one if every replication is one
    /// trial.
    pub fn estimate(&self, student: &mut Student) -> Estimate {
        let ratio = &self.ratio;
        if self.is_of_windows && ratio.replications() > 1 {
            return student.probability(ratio.part(), ratio.whole(), ratio.replications());
        }
        student.ratio(ratio, Range::Share, self.trials)
    }
}

/// The data on a metric in stored results, without control variates.
#[derive(Clone, Copy, Debug)]
pub struct Stored<'a> {
    /// The metric.
    pub metric: Metric,
    /// The estimate over all replications.
    pub estimate: &'a Estimate,
    /// Confidence of the interval of `estimate`, in (0, 1).
    pub confidence: f64,
    /// The value in every replication.
    pub values: &'a [Option<f64>],
    /// Numerator of a ratio or a quantile in every replication; empty for other metrics.
    pub parts: &'a [f64],
    /// Denominator of a ratio or a quantile in every replication; empty for other metrics.
    pub wholes: &'a [f64],
    /// Growth of the share of batches per hour near a quantile; `None` for other metrics.
    pub slope: Option<f64>,
}

impl Stored<'_> {
    /// Returns the metric over the first `first` replications.
    ///
    /// For a part of the replications, the quantile of all of them is shifted by the mean
    /// contribution of that part (Bahadur 1966).
    pub fn observed(&self, first: usize) -> Observed {
        Observed {
            metric: self.metric,
            contributions: self.contributions(first),
            share: self
                .metric
                .is_share_of_trials()
                .then(|| self.share(first))
                .flatten(),
        }
    }

    fn contributions(&self, first: usize) -> Option<Contributions> {
        let estimator = self.metric.estimator();
        if estimator == Estimator::Mean {
            let values = self.values.iter().take(first).copied();
            let values = values.collect::<Option<Vec<f64>>>()?;
            let mean = Moments::of(values.iter().copied()).mean();
            return Contributions::of_values(mean, &values);
        }
        let (parts, wholes) = self.pairs(self.parts.len())?;
        if estimator == Estimator::Ratio {
            let (parts, wholes) = self.pairs(first)?;
            let ratio = sums(parts, wholes).ratio()?;
            return Contributions::of_ratio(ratio, parts, wholes);
        }
        let estimate = self.estimate;
        let is_certain = estimate.lower.is_none() || estimate.upper == estimate.lower;
        let slope = if is_certain { 0.0 } else { self.slope? };
        let mut all = Contributions::of_quantile(estimate.mean?, parts, wholes, slope)?;
        if first < all.values.len() {
            all.values.truncate(first);
            let moved = Moments::of(all.values.iter().copied()).mean();
            all.values.iter_mut().for_each(|value| *value -= moved);
            all.centre += moved;
        }
        Some(all)
    }

    /// Returns the first parts and wholes; `None` if their numbers differ or are 0.
    fn pairs(&self, first: usize) -> Option<(&[f64], &[f64])> {
        let number = self.parts.len();
        let is_whole = number > 0 && number == self.wholes.len() && first > 0;
        is_whole.then(|| {
            let first = first.min(number);
            (&self.parts[..first], &self.wholes[..first])
        })
    }

    fn share(&self, first: usize) -> Option<Share> {
        let (parts, wholes) = self.pairs(first)?;
        let is_of_windows = match self.metric {
            Metric::DaysCleared => self.wholes.iter().all(|days| *days <= 1.0),
            _ => self.metric == Metric::Gridlocked,
        };
        let part = first.min(self.parts.len()) as f64 / self.parts.len() as f64;
        let trials = self.trials().map_or(parts.len() as f64, |all| {
            if part < 1.0 {
                (all * part).floor()
            } else {
                all
            }
        });
        Some(Share {
            ratio: sums(parts, wholes),
            trials: Some(trials),
            is_of_windows,
        })
    }

    /// Recovers the number of independent trials behind a share of 0 or 1 from its interval: for a
    /// share of 1, the lower end of the exact binomial interval is e^(1 / trials), where e is half
    /// the error.
    fn trials(&self) -> Option<f64> {
        let error = f64::midpoint(1.0, -self.confidence);
        let end = match self.estimate.mean? {
            1.0 => self.estimate.lower?,
            0.0 => 1.0 - self.estimate.upper?,
            _ => return None,
        };
        let trials = error.ln() / end.ln();
        let whole = trials.round();
        let is_whole = (trials - whole).abs() < 1e-6 * whole;
        let trials = if is_whole { whole } else { trials };
        (trials.is_finite() && trials >= 1.0).then_some(trials)
    }
}

/// Sums pairs of parts and wholes.
fn sums(parts: &[f64], wholes: &[f64]) -> Ratio {
    let mut ratio = Ratio::default();
    let pairs = parts.iter().zip(wholes);
    pairs.for_each(|(part, whole)| ratio.add(*part, *whole));
    ratio
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored<'a>(metric: Metric, estimate: &'a Estimate, pairs: [&'a [f64]; 2]) -> Stored<'a> {
        Stored {
            metric,
            estimate,
            confidence: 0.95,
            values: &[],
            parts: pairs[0],
            wholes: pairs[1],
            slope: Some(0.5),
        }
    }

    /// The interval of 40 of 40 trials ends at 0.025^(1/40), and the number of trials is recovered
    /// from that end.
    #[test]
    fn the_trials_behind_agreement_are_found_again() {
        let (parts, wholes) = ([10.0; 4], [10.0; 4]);
        for trials in [4.0, 40.0, 12_345.0] {
            let mut student = Student::new(0.95);
            let ratio = sums(&parts, &wholes);
            let estimate = student.ratio(&ratio, Range::Share, Some(trials));
            let stored = stored(Metric::ReleasedWithin, &estimate, [&parts, &wholes]);
            let share = stored.observed(4).share.expect("a share");
            assert_eq!(share.trials, Some(trials));
            assert_eq!(
                stored.observed(2).share.expect("one").trials,
                Some((trials / 2.0).floor())
            );
        }
    }

    /// By hand: the median 3 h of pairs (4, 10), (6, 10), (5, 10), (9, 10) has r = 0.6 and the
    /// contributions (0.6 x 10 - part) / (0.5 x 10) = 0.4, 0, 0.2, -0.6; the first two shift the
    /// median by 0.2.
    #[test]
    fn the_first_replications_move_a_quantile() {
        let estimate = Estimate {
            mean: Some(3.0),
            lower: Some(2.0),
            upper: Some(4.0),
            ..Estimate::default()
        };
        let (parts, wholes) = ([4.0, 6.0, 5.0, 9.0], [10.0; 4]);
        let stored = stored(Metric::ReleaseTimeP50, &estimate, [&parts, &wholes]);
        let near = |found: &[f64], wanted: &[f64]| {
            let pairs = found.iter().zip(wanted);
            assert_eq!(found.len(), wanted.len());
            pairs.for_each(|(a, b)| assert!((a - b).abs() < 1e-12, "{found:?}"));
        };
        let all = stored.observed(4).contributions.expect("known");
        near(&all.values, &[0.4, 0.0, 0.2, -0.6]);
        let two = stored.observed(2).contributions.expect("known");
        near(
            &[two.centre, two.values[0], two.values[1]],
            &[3.2, 0.2, -0.2],
        );
    }

    #[test]
    fn what_is_not_kept_contributes_nothing() {
        let estimate = Estimate::default();
        for metric in [
            Metric::ReleasedWithin,
            Metric::ReleaseTimeP50,
            Metric::QueueMean,
        ] {
            let observed = stored(metric, &estimate, [&[], &[]]).observed(4);
            assert!(observed.contributions.is_none(), "{metric}");
            assert!(observed.share.is_none(), "{metric}");
        }
    }
}
