//! Contributions of single replications to the estimates of a tally.

use crate::statistics::{Contributions, Observed, Pool, Quantile, Student};

use super::accumulator::Accumulator;
use super::{Quantiles, Tally};

impl Tally {
    /// Returns a metric for comparisons; `quantiles` must be at the confidence of the run.
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

    /// Returns the contributions of the replications to the estimate of a metric, with its control
    /// variates if it has any; `None` if values are not kept or there is no estimate.
    ///
    /// For a mean, a contribution is value - mean, minus the part that the controls explain. For a
    /// ratio r of sums, it is (part - r whole) / mean whole. For a quantile, it is (r whole - part)
    /// / (s mean whole), where s is the growth of the share of batches per hour over the quantile's
    /// interval and r the share at or below it (Bahadur 1966).
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
                    ..Contributions::plain(centre, left)?
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

fn of_quantile(pool: &Pool, found: &Quantile) -> Option<Contributions> {
    let (centre, parts) = (found.value?, pool.parts(found));
    // a quantile whose interval has no width does not vary
    let is_certain = found.lower.is_none() || found.upper == found.lower;
    let slope = if is_certain { 0.0 } else { found.slope? };
    Contributions::of_quantile(centre, &parts, pool.batches(), slope)
}
