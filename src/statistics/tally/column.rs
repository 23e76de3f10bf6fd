//! Values of every metric in every replication.

use crate::statistics::Observation;

use super::accumulator::Accumulator;

/// Whether the value of every metric in every replication is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Values are kept, so that arrangements can be paired.
    Values,
    /// Only sums are kept, in memory that does not grow with the number of replications.
    Summary,
}

/// Values of all replications.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// Values of each metric, by position in the catalogue.
    pub(super) columns: Vec<Column>,
    /// The controls of each replication.
    pub(super) controls: Vec<[f64; 2]>,
}

/// Values of a metric over replications; NaN where it has none.
#[derive(Clone, Debug)]
pub(super) enum Column {
    Values(Vec<f64>),
    /// Parts and wholes; both are 0 where the metric has no value.
    Ratios(Vec<[f64; 2]>),
}

impl Kept {
    pub(super) fn new(accumulators: &[Accumulator]) -> Self {
        let column = |accumulator: &Accumulator| match accumulator {
            Accumulator::Ratio(_) => Column::Ratios(vec![]),
            Accumulator::Mean(_) | Accumulator::Controlled(..) | Accumulator::Quantile { .. } => {
                Column::Values(vec![])
            }
        };
        Self {
            columns: accumulators.iter().map(column).collect(),
            controls: vec![],
        }
    }

    pub(super) fn add(&mut self, observations: &[Observation], controls: [f64; 2]) {
        self.controls.push(controls);
        for (column, observation) in self.columns.iter_mut().zip(observations) {
            match (column, observation) {
                (Column::Ratios(pairs), Observation::Ratio { part, whole }) => {
                    pairs.push([*part, *whole]);
                }
                (Column::Ratios(pairs), _) => pairs.push([0.0; 2]),
                (Column::Values(values), observation) => {
                    values.push(observation.value().unwrap_or(f64::NAN));
                }
            }
        }
    }
}

impl Column {
    pub(super) fn values(&self) -> Vec<Option<f64>> {
        match self {
            Self::Values(values) => {
                let known = |value: &f64| Some(*value).filter(|value| !value.is_nan());
                values.iter().map(known).collect()
            }
            Self::Ratios(pairs) => {
                let ratio = |[part, whole]: &[f64; 2]| (*whole > 0.0).then(|| part / whole);
                pairs.iter().map(ratio).collect()
            }
        }
    }

    pub(super) fn parts_and_wholes(&self) -> (Vec<f64>, Vec<f64>) {
        match self {
            Self::Values(_) => (vec![], vec![]),
            Self::Ratios(pairs) => pairs.iter().map(|[part, whole]| (*part, *whole)).unzip(),
        }
    }
}
