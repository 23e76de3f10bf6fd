//! Number of independent trials behind a share of batches, for shares of 0 and 1.

use serde::{Deserialize, Serialize};

/// Sums over whole days of the number of batches and of its square.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DayTotals {
    batches: f64,
    squares: f64,
}

impl DayTotals {
    /// Adds a whole day on which this many batches arrived.
    pub fn add(&mut self, batches: f64) {
        self.batches += batches;
        self.squares += batches * batches;
    }

    /// Adds the days of another replication.
    pub fn merge(&mut self, other: Self) {
        self.batches += other.batches;
        self.squares += other.squares;
    }

    /// Returns the effective number of days, (sum n)^2 / sum n^2 over the batches n of each day,
    /// rounded down (Kish 1965, section 11.7): the number of equal days that would carry the same
    /// information. 0 if no batch arrived on a whole day.
    pub fn effective(&self) -> f64 {
        if self.squares == 0.0 {
            return 0.0;
        }
        // the margin keeps a whole number of equal days from being rounded down
        (self.batches * self.batches / self.squares * (1.0 + 1e-12)).floor()
    }
}

/// The unit that counts as one independent trial of a share of batches that is 0 or 1 in every
/// replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trials {
    /// A day: days of a steady run are nearly independent, but batches of one day are not.
    Days,
    /// A replication: for runs of given days, for windows with a dated change, and for windows of
    /// less than a day.
    Replications,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_by_their_batches() {
        let of = |days: &[f64]| {
            let mut totals = DayTotals::default();
            for batches in days {
                totals.add(*batches);
            }
            totals.effective()
        };
        assert_eq!(of(&[3.0; 400]), 400.0);
        assert_eq!(of(&[1e7; 3]), 3.0);
        // if all batches arrive on one day, the effective number is 1
        assert_eq!(of(&[0.0, 0.0, 134.0, 0.0]), 1.0);
        // 40^2 / (900 + 100) = 1.6
        assert_eq!(of(&[30.0, 10.0]), 1.0);
        assert_eq!(of(&[]), 0.0);
    }
}
