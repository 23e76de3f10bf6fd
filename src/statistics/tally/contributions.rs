//! What each replication contributes to an estimate, so that arrangements can be paired.

use crate::statistics::pool::{Pool, Quantile};
use crate::statistics::{Observed, Student};

use super::{Accumulator, Quantiles, Tally};

/// What each replication contributes to an estimate.
#[derive(Clone, Debug)]
pub struct Contributions {
    /// The estimate.
    pub centre: f64,
    /// By replication, their mean is 0: the first-order change of the estimate by a replication,
    /// times the number of replications.
    pub values: Vec<f64>,
    /// Control variates that were taken into account.
    pub controls: u32,
    /// By how much the variance is larger because the controls are off their known means.
    pub inflation: f64,
    /// Does the interval use the skewness?
    pub is_skewed: bool,
}

impl Tally {
    /// A metric as comparisons take it; the quantiles are at the confidence of the run.
    pub fn observed(
        &self,
        position: usize,
        quantiles: &Quantiles,
        student: &mut Student,
    ) -> Observed {
        let entry = &self.catalogue.entries()[position];
        let contributions = match &self.accumulators[position] {
            Accumulator::Quantile { subject, at } => {
                let found = &quantiles.0[*subject][*at];
                self.kept
                    .as_ref()
                    .and_then(|_| of_quantile(&self.pools[*subject], found))
            }
            _ => self.contributions(position, student),
        };
        let share = match &self.accumulators[position] {
            Accumulator::Ratio(ratio) if entry.metric.is_share_of_trials() => {
                Some(self.share(entry.metric, entry.subject, ratio))
            }
            _ => None,
        };
        Observed {
            metric: entry.metric,
            contributions,
            share,
        }
    }

    /// What each replication contributes to the estimate of a metric, the control variates taken
    /// into account where they serve it; `None` where values are not kept, or where there is no
    /// estimate.
    ///
    /// Of a mean, it is value less mean, less what the controls explain of it; of a ratio r of sums
    /// (part - r whole) / mean whole; of a quantile, with s the slope of the share released over
    /// its own interval and r the share up to it, (r whole - part) / (s mean whole) (Bahadur 1966).
    pub fn contributions(&self, position: usize, student: &mut Student) -> Option<Contributions> {
        let kept = self.kept.as_ref()?;
        match &self.accumulators[position] {
            Accumulator::Mean(moments) => {
                let values = kept.columns[position].values();
                let values = values.into_iter().collect::<Option<Vec<f64>>>()?;
                Contributions::of_values(moments.mean(), &values)
            }
            Accumulator::Controlled(moments, response) => {
                let values = kept.columns[position].values();
                let values = values.into_iter().collect::<Option<Vec<f64>>>()?;
                let correction = self.correction();
                let (mean, means) = (moments.mean(), self.controls.means());
                let of_controls = kept.controls.iter().map(|it| {
                    let off = [0, 1].map(|at| it[at] - means[at]);
                    response.explained(&correction, off)
                });
                let pairs = values.iter().zip(of_controls);
                let left = pairs
                    .map(|(value, explained)| value - mean - explained)
                    .collect();
                let centre = self
                    .controlled(position, student)
                    .map_or(mean, |it| it.mean.unwrap_or(mean));
                Some(Contributions {
                    controls: correction.controls,
                    inflation: correction.inflation(),
                    ..plain(centre, left)?
                })
            }
            Accumulator::Ratio(ratio) => {
                let (parts, wholes) = kept.columns[position].parts_and_wholes();
                Contributions::of_ratio(ratio.ratio()?, &parts, &wholes)
            }
            Accumulator::Quantile { subject, at } => {
                let pool = &self.pools[*subject];
                of_quantile(pool, &pool.quantiles(student)[*at])
            }
        }
    }
}

impl Contributions {
    /// Those to the mean of these values.
    pub(in crate::statistics) fn of_values(mean: f64, values: &[f64]) -> Option<Self> {
        plain(mean, values.iter().map(|value| value - mean).collect())
    }

    /// Those to a ratio of sums.
    pub(in crate::statistics) fn of_ratio(
        ratio: f64,
        parts: &[f64],
        wholes: &[f64],
    ) -> Option<Self> {
        ratios(ratio, ratio, parts, wholes, 1.0)
    }

    /// Those to a quantile: of each replication's batches (`wholes`), those up to it (`parts`). The
    /// slope is that of the share of batches over the quantile's interval; 0 stands for a quantile
    /// that does not vary.
    pub(in crate::statistics) fn of_quantile(
        quantile: f64,
        parts: &[f64],
        wholes: &[f64],
        slope: f64,
    ) -> Option<Self> {
        let ratio = parts.iter().sum::<f64>() / wholes.iter().sum::<f64>();
        let factor = if slope == 0.0 { 0.0 } else { -1.0 / slope };
        ratios(quantile, ratio, parts, wholes, factor)
    }
}

fn plain(centre: f64, values: Vec<f64>) -> Option<Contributions> {
    (!values.is_empty()).then_some(Contributions {
        centre,
        values,
        controls: 0,
        inflation: 1.0,
        is_skewed: false,
    })
}

/// The contributions to a ratio of sums, times a factor.
fn ratios(
    centre: f64,
    ratio: f64,
    parts: &[f64],
    wholes: &[f64],
    factor: f64,
) -> Option<Contributions> {
    let mean = wholes.iter().sum::<f64>() / wholes.len() as f64;
    let pairs = parts.iter().zip(wholes);
    let values = pairs.map(|(part, whole)| factor * (part - ratio * whole) / mean);
    Some(Contributions {
        is_skewed: true,
        ..plain(centre, values.collect())?
    })
}

fn of_quantile(pool: &Pool, found: &Quantile) -> Option<Contributions> {
    let (centre, parts) = (found.value?, pool.parts(found));
    // a quantile that has no width does not vary
    let is_certain = found.lower.is_none() || found.upper == found.lower;
    let slope = if is_certain { 0.0 } else { found.slope? };
    Contributions::of_quantile(centre, &parts, pool.batches(), slope)
}
