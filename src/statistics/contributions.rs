//! Contributions of single replications to an estimate, so that arrangements can be paired.

/// Contributions of the replications to an estimate.
#[derive(Clone, Debug)]
pub struct Contributions {
    /// The estimate.
    pub centre: f64,
    /// Contribution of each replication: its first-order effect on the estimate, times the number
    /// of replications. The mean of the contributions is 0.
    pub values: Vec<f64>,
    /// Number of control variates used.
    pub controls: u32,
    /// Factor on the variance because the controls deviate from their known means.
    pub inflation: f64,
    /// Whether the interval uses the skewness.
    pub is_skewed: bool,
}

impl Contributions {
    /// Contributions to the mean of these values.
    pub(super) fn of_values(mean: f64, values: &[f64]) -> Option<Self> {
        Self::plain(mean, values.iter().map(|value| value - mean).collect())
    }

    /// Contributions to a ratio of sums.
    pub(super) fn of_ratio(ratio: f64, parts: &[f64], wholes: &[f64]) -> Option<Self> {
        ratios(ratio, ratio, parts, wholes, 1.0)
    }

    /// Contributions to a quantile: `wholes` are the batches of each replication, `parts` those at
    /// or below the quantile. `slope` is the growth of the share of batches per hour over the
    /// quantile's interval, or 0 if the quantile does not vary.
    pub(super) fn of_quantile(
        quantile: f64,
        parts: &[f64],
        wholes: &[f64],
        slope: f64,
    ) -> Option<Self> {
        let ratio = parts.iter().sum::<f64>() / wholes.iter().sum::<f64>();
        let factor = if slope == 0.0 { 0.0 } else { -1.0 / slope };
        ratios(quantile, ratio, parts, wholes, factor)
    }

    /// Contributions with neither control variates nor skewness; `None` without replications.
    pub(super) fn plain(centre: f64, values: Vec<f64>) -> Option<Self> {
        (!values.is_empty()).then_some(Self {
            centre,
            values,
            controls: 0,
            inflation: 1.0,
            is_skewed: false,
        })
    }
}

/// Contributions to a ratio of sums, times a factor.
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
        ..Contributions::plain(centre, values.collect())?
    })
}
