//! Comparison of arrangements with a baseline, replication by replication.

use serde::{Deserialize, Serialize};

use crate::metric::{Aim, Good, Metric, Scope};
use crate::model::Target;
use crate::statistics::{Estimate, Observed, Paired, Pairing, Student, paired};

use super::Replicated;

/// Result of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// The whole interval of the difference lies on the good side of zero.
    Better,
    /// The whole interval of the difference lies on the bad side of zero.
    Worse,
    /// The interval contains zero.
    NoDifferenceShown,
    /// Nothing can be said: too few replications, or bounds instead of values.
    Unknown,
}

/// The difference of a metric between the baseline and an alternative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Position of the metric in the baseline's catalogue.
    pub baseline: usize,
    /// Position of the metric in the alternative's catalogue.
    pub alternative: usize,
    /// Alternative minus baseline.
    pub paired: Paired,
    /// Result, for the metrics that are judged; their intervals are adjusted.
    pub verdict: Option<Comparison>,
}

/// The metrics of scope `all` that a target is about.
pub fn wanted(target: &Target) -> Vec<Metric> {
    let is_wanted = |aim: &Aim| match aim {
        Aim::BatchesPerDay => target.batches_per_day.is_some(),
        Aim::UnitsPerDay => target.units_per_day.is_some(),
        Aim::Release => target.release.is_some(),
    };
    let aims = Aim::ALL.into_iter().filter(is_wanted);
    aims.map(Aim::metric).collect()
}

/// The metrics of scope `all` that a comparison judges: those that the target is about, or the
/// batches released a day if there is no target; and always the mean release time.
pub fn judged(target: &Target) -> Vec<Metric> {
    let mut judged = wanted(target);
    if judged.is_empty() {
        judged.push(Metric::ReleasedPerDay);
    }
    judged.push(Metric::ReleaseTimeMean);
    judged
}

/// A finished arrangement that can be compared: just simulated, or read from results.
pub trait Finished {
    /// The seed; replications with equal seeds can be paired.
    fn seed(&self) -> u64;

    /// The requested confidence, in (0, 1).
    fn confidence(&self) -> f64;

    /// Every metric, in the order of `metrics.csv`.
    fn metrics(&self) -> Vec<(Metric, &Scope)>;

    /// Index of a metric in [`metrics`](Self::metrics).
    fn position(&self, metric: Metric, scope: &Scope) -> Option<usize>;

    /// What the replications observed of a metric.
    fn observed(&self, position: usize) -> Observed;

    /// Is the true value of a metric at least the estimate, because batches were not released?
    fn is_lower_bound(&self, position: usize) -> bool;
}

impl Finished for Replicated {
    fn seed(&self) -> u64 {
        self.effort.seed
    }

    fn confidence(&self) -> f64 {
        self.effort.confidence
    }

    fn metrics(&self) -> Vec<(Metric, &Scope)> {
        let entries = self.catalogue().entries().iter();
        entries.map(|entry| (entry.metric, &entry.scope)).collect()
    }

    fn position(&self, metric: Metric, scope: &Scope) -> Option<usize> {
        self.tally.position(metric, scope)
    }

    fn observed(&self, position: usize) -> Observed {
        let mut student = Student::new(self.effort.confidence);
        self.tally.observed(position, &self.quantiles, &mut student)
    }

    fn is_lower_bound(&self, position: usize) -> bool {
        self.lower_bounds[position]
    }
}

/// Whether the replications of two arrangements can be paired.
pub(super) fn pairing(one: &dyn Finished, other: &dyn Finished) -> Pairing {
    if one.seed() == other.seed() {
        Pairing::Paired
    } else {
        Pairing::Separate
    }
}

/// Returns the difference of every metric that both arrangements have, in the baseline's order.
///
/// Replications with equal seeds are paired; otherwise the two samples are compared as a whole. All
/// `simultaneous` intervals of judged metrics hold together, with the confidence of the baseline
/// (Bonferroni: each gets 1 / `simultaneous` of the error). Those of the other metrics hold one by
/// one, and nothing is concluded from them.
///
/// ```
/// # use std::path::Path;
/// # use clearway::{input::Disk, scenario::{Document, Problems}};
/// # use clearway::scenario::Setting;
/// use clearway::experiment::{Comparison, Unwatched, compare, replicate};
/// use clearway::metric::Metric;
///
/// let document = Document::load(Path::new("scenarios/peak-day.toml"), Disk)?;
/// let more = document.with(&[Setting::from_argument("stations.inspection.lanes=12")?])?;
/// let run = |document: &Document| {
///     let scenario = document.compile()?;
///     Ok::<_, Problems>(replicate(&scenario.model, scenario.effort(), &Unwatched))
/// };
/// let found = compare(&run(&document)?, &run(&more)?, &[Metric::ReleaseTimeMean], 1);
/// let verdict = found.iter().find_map(|difference| difference.verdict);
/// assert_eq!(verdict, Some(Comparison::Better));
/// # Ok::<(), Problems>(())
/// ```
pub fn compare(
    baseline: &dyn Finished,
    alternative: &dyn Finished,
    judged: &[Metric],
    simultaneous: u32,
) -> Vec<Difference> {
    differences(baseline, alternative, judged, simultaneous, |_, _| true)
}

/// As [`compare`], for the metrics that `wanted` accepts.
pub fn differences(
    baseline: &dyn Finished,
    alternative: &dyn Finished,
    judged: &[Metric],
    simultaneous: u32,
    wanted: impl Fn(Metric, &Scope) -> bool,
) -> Vec<Difference> {
    let mut single = Student::new(baseline.confidence());
    let mut adjusted = single.of_several(simultaneous);
    let error = (1.0 - baseline.confidence()) / f64::from(simultaneous);
    let pairing = pairing(baseline, alternative);
    let entries = baseline.metrics().into_iter().enumerate();
    // the best possible share comes from batches of its own, not from these replications
    let entries = entries
        .filter(|(_, (metric, scope))| *metric != Metric::BestPossible && wanted(*metric, scope));
    entries
        .filter_map(|(position, (metric, scope))| {
            let other = alternative.position(metric, scope)?;
            let is_judged = *scope == Scope::All && judged.contains(&metric);
            let good = is_judged.then(|| metric.good());
            let student = if good.is_some() {
                &mut adjusted
            } else {
                &mut single
            };
            let (of, of_other) = (baseline.observed(position), alternative.observed(other));
            let paired = paired(&of, &of_other, pairing, student);
            let bounds = (
                baseline.is_lower_bound(position),
                alternative.is_lower_bound(other),
            );
            Some(Difference {
                baseline: position,
                alternative: other,
                paired,
                verdict: good.map(|good| judge(&paired.estimate, good, bounds, error)),
            })
        })
        .collect()
}

/// Judges the interval of a difference. `bounds` is true for the baseline and the alternative where
/// its estimate is only a lower bound.
fn judge(estimate: &Estimate, good: Good, bounds: (bool, bool), error: f64) -> Comparison {
    let (Some(lower), Some(upper)) = (estimate.lower, estimate.upper) else {
        return Comparison::Unknown;
    };
    // the true difference may be larger if the alternative is a bound, smaller if the baseline is
    let (is_more, is_less) = (lower > 0.0 && !bounds.0, upper < 0.0 && !bounds.1);
    // a difference without variance: by chance all n differences have one sign once in 2^(n - 1)
    let is_certain = estimate.half_width == Some(0.0);
    let pairs = estimate.replications.min(1000) as i32;
    if is_certain && estimate.mean != Some(0.0) && 2_f64.powi(1 - pairs) > error {
        return Comparison::Unknown;
    }
    match (is_more, is_less, good) {
        (true, _, Good::More) | (_, true, Good::Less) => Comparison::Better,
        (true, _, Good::Less) | (_, true, Good::More) => Comparison::Worse,
        (true, _, Good::Neither) | (_, true, Good::Neither) => Comparison::Unknown,
        (false, false, _) if bounds.0 || bounds.1 => Comparison::Unknown,
        (false, false, _) => Comparison::NoDifferenceShown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(mean: f64, half_width: f64, good: Good, bounds: (bool, bool)) -> Comparison {
        let estimate = Estimate {
            mean: Some(mean),
            half_width: Some(half_width),
            lower: Some(mean - half_width),
            upper: Some(mean + half_width),
            replications: 5,
        };
        judge(&estimate, good, bounds, 0.05)
    }

    #[test]
    fn the_whole_interval_must_lie_on_one_side() {
        let known = (false, false);
        assert_eq!(verdict(2.0, 1.0, Good::More, known), Comparison::Better);
        assert_eq!(verdict(2.0, 1.0, Good::Less, known), Comparison::Worse);
        assert_eq!(verdict(-2.0, 1.0, Good::Less, known), Comparison::Better);
        let open = Comparison::NoDifferenceShown;
        assert_eq!(verdict(2.0, 2.0, Good::More, known), open);
        assert_eq!(verdict(0.0, 0.0, Good::More, known), open);
        let nothing = judge(&Estimate::default(), Good::More, known, 0.05);
        assert_eq!(nothing, Comparison::Unknown);
    }

    #[test]
    fn bounds_and_few_equal_differences_prove_little() {
        assert_eq!(
            verdict(2.0, 1.0, Good::Less, (false, true)),
            Comparison::Worse
        );
        assert_eq!(
            verdict(2.0, 1.0, Good::Less, (true, false)),
            Comparison::Unknown
        );
        // by chance five differences have one sign once in sixteen
        assert_eq!(
            verdict(1.0, 0.0, Good::More, (false, false)),
            Comparison::Unknown
        );
    }
}
