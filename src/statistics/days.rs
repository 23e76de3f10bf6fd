//! How many independent trials a share of batches rests on where all of them agree.

/// Batches by whole day, summed up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
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

    /// The effective number of days, (sum n)^2 / sum n^2 over the batches n of each day, rounded
    /// down (Kish 1965, section 11.7): as many equal days would say as much. 0 where no batch
    /// arrived on a whole day.
    pub fn effective(&self) -> f64 {
        if self.squares == 0.0 {
            return 0.0;
        }
        // whole numbers of equal days must not be lost to rounding
        (self.batches * self.batches / self.squares * (1.0 + 1e-12)).floor()
    }
}

/// What counts as one independent trial of a share of batches that is 0 or 1 in every replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trials {
    /// A day: days of a process that goes on are nearly independent, batches of one day are not.
    Days,
    /// A replication: in a run of these very days, where a dated change falls into the window, and
    /// in windows of less than a day.
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
        // ten days of which all arrive on one are one day
        assert_eq!(of(&[0.0, 0.0, 134.0, 0.0]), 1.0);
        // 40^2 / (900 + 100) = 1.6
        assert_eq!(of(&[30.0, 10.0]), 1.0);
        assert_eq!(of(&[]), 0.0);
    }
}
