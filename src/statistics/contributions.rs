//! What each replication contributes to an estimate, so that arrangements can be paired.

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

impl Contributions {
    /// Those to the mean of these values.
    pub(super) fn of_values(mean: f64, values: &[f64]) -> Option<Self> {
        Self::plain(mean, values.iter().map(|value| value - mean).collect())
    }

    /// Those to a ratio of sums.
    pub(super) fn of_ratio(ratio: f64, parts: &[f64], wholes: &[f64]) -> Option<Self> {
        ratios(ratio, ratio, parts, wholes, 1.0)
    }

    /// Those to a quantile: of each replication's batches (`wholes`), those up to it (`parts`). The
    /// slope is that of the share of batches over the quantile's interval; 0 stands for a quantile
    /// that does not vary.
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

    /// With neither control variates nor skewness.
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
        ..Contributions::plain(centre, values.collect())?
    })
}
