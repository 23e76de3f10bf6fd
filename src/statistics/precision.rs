//! When is an interval narrow enough?

use super::Estimate;

/// How narrow the interval of one metric must be before no more replications are added.
///
/// The rule is that of Chow and Robbins (1965): after each replication, in the order of their
/// numbers, the half-width is compared with what was asked for, and the first number of
/// replications at which it is no larger is the last. The half-width is the one that is reported,
/// so that a reader of the results can see that the rule holds.
///
/// To stop when an interval looks narrow favours replications that happen to lie close together, so
/// that it holds the true value less often than its confidence says, most of all where few
/// replications suffice (Law and Kelton 1982; Singham and Schruben 2012). With
/// [`Precision::FEWEST`] replications and the Student quantile the loss is a point or two; the
/// shipped check of coverage measures it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision {
    /// Position of the metric in the catalogue of the model.
    pub position: usize,
    /// The largest half-width that will do.
    pub width: Width,
    /// Replications before which nothing is concluded; at least [`Precision::FEWEST`].
    pub min_replications: u32,
    /// Was their number raised to what a share takes?
    pub is_raised: bool,
}

/// When to stop adding replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stopping {
    /// At their number.
    Number,
    /// As soon as the interval of a metric is narrow enough.
    Width(Precision),
    /// As soon as every target is decided.
    Verdict,
}

/// A largest half-width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Width {
    /// As a share of the mean; above 0.
    Relative(f64),
    /// In the unit of the metric; above 0.
    Absolute(f64),
}

impl Precision {
    /// The fewest replications after which a sequential rule may stop.
    pub const FEWEST: u32 = 20;

    /// The fewest for a share of batches, visits or days: near 1 it is skewed, and among few
    /// replications the rare bad ones may all be missing.
    pub const FEWEST_OF_A_SHARE: u32 = 40;

    /// Is the metric known well enough, and from enough replications that hold a value of it?
    pub fn is_reached(&self, estimate: &Estimate) -> bool {
        let (Some(mean), Some(half_width)) = (estimate.mean, estimate.half_width) else {
            return false;
        };
        estimate.replications >= self.min_replications && half_width <= self.limit(mean)
    }

    /// The largest half-width that will do for a mean.
    fn limit(&self, mean: f64) -> f64 {
        match self.width {
            Width::Relative(share) => share * mean.abs(),
            Width::Absolute(width) => width,
        }
    }

    /// About how many replications there will be in all, if the spread stays: half-widths
    /// shrink with the square root of their number. `None` where there is no telling.
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
