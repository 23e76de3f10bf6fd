//! Sequential stopping: add replications until an interval is narrow enough.

use super::Estimate;

/// A stopping rule: the half-width of one metric's interval at which replications end.
///
/// The rule is that of Chow and Robbins (1965): after each replication, in index order, the
/// half-width is compared with the wanted one, and replications end as soon as it is no larger. It
/// is the half-width that is reported, so that a reader of the results can check the rule.
///
/// Stopping when an interval looks narrow favours replications that happen to lie close together,
/// so that the interval covers the true value less often than its confidence says, most of all if
/// few replications suffice (Law and Kelton 1982; Singham and Schruben 2012). With at least
/// [`Precision::FEWEST`] replications and the Student quantile the loss is one or two percentage
/// points; the shipped check of coverage measures it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision {
    /// Position of the metric in the catalogue of the model.
    pub position: usize,
    /// Largest accepted half-width.
    pub width: Width,
    /// Minimum number of replications; at least [`Precision::FEWEST`].
    pub min_replications: u32,
    /// Whether `min_replications` was raised to the minimum for a share.
    pub is_raised: bool,
}

/// When to stop adding replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stopping {
    /// After a fixed number of replications.
    Number,
    /// As soon as the interval of a metric is narrow enough.
    Width(Precision),
    /// As soon as every target is decided.
    Verdict,
}

/// A limit on the half-width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Width {
    /// As a share of the mean; above 0.
    Relative(f64),
    /// In the unit of the metric; above 0.
    Absolute(f64),
}

impl Precision {
    /// Minimum number of replications before a sequential rule may stop.
    pub const FEWEST: u32 = 20;

    /// The same minimum for a share of batches, visits or days: near 1 its distribution is skewed,
    /// and among few replications the rare bad ones may all be missing.
    pub const FEWEST_OF_A_SHARE: u32 = 40;

    /// Is the interval narrow enough, with enough replications that have a value?
    pub fn is_reached(&self, estimate: &Estimate) -> bool {
        let (Some(mean), Some(half_width)) = (estimate.mean, estimate.half_width) else {
            return false;
        };
        estimate.replications >= self.min_replications && half_width <= self.limit(mean)
    }

    /// Returns the largest accepted half-width at this mean.
    fn limit(&self, mean: f64) -> f64 {
        match self.width {
            Width::Relative(share) => share * mean.abs(),
            Width::Absolute(width) => width,
        }
    }

    /// Predicts the total number of replications if the spread stays the same: half-widths shrink
    /// with the square root of their number. `None` if no prediction is possible.
    pub fn foreseen(&self, estimate: &Estimate) -> Option<f64> {
        let (mean, half_width) = (estimate.mean?, estimate.half_width?);
        let factor = half_width / self.limit(mean);
        factor
            .is_finite()
            .then(|| f64::from(estimate.replications) * factor * factor)
    }
}

#[cfg(test)]
mod tests {
    use super::super::interval::Range;
    use super::*;

    #[test]
    fn the_half_width_and_the_number_decide() {
        let precision = |width| Precision {
            position: 0,
            width,
            min_replications: 20,
            is_raised: false,
        };
        let estimate = |half_width, n| Estimate::around(10.0, half_width, Range::NonNegative, n);
        let tenth = precision(Width::Relative(0.1));
        assert!(tenth.is_reached(&estimate(1.0, 20)));
        assert!(!tenth.is_reached(&estimate(1.0, 19)));
        assert!(!tenth.is_reached(&estimate(1.001, 400)));
        assert!(precision(Width::Absolute(2.0)).is_reached(&estimate(1.9, 20)));
        assert!(!tenth.is_reached(&Estimate::default()));
        assert_eq!(tenth.foreseen(&estimate(2.0, 20)), Some(80.0));
    }
}
