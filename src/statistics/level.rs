//! A whole number that changes over time, and its exact time integral.

use crate::time::Time;

/// A level and its integral since the last reading.
///
/// The integral over [s, t] of a level that changes by d at times u is
/// value(t) (t - s) - sum of d (u - s), so a change costs one multiplication and one addition.
/// Integer arithmetic keeps it exact.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    value: i64,
    since: Time,
    moment: i64,
}

impl Level {
    /// A level that is zero at the start of the run.
    pub(super) fn new() -> Self {
        Self {
            value: 0,
            since: Time::START,
            moment: 0,
        }
    }

    /// The level now.
    #[inline]
    pub(super) fn value(&self) -> i64 {
        self.value
    }

    /// The level changes by `change`.
    #[inline]
    pub(super) fn change(&mut self, now: Time, change: i64) {
        self.value += change;
        self.moment += change * (now - self.since).micros();
    }

    /// The integral since the last reading, in microseconds; begins anew. Exact while the level
    /// times the microseconds between two readings stays below 2^63: ten million batches for ten
    /// days.
    pub(super) fn read(&mut self, now: Time) -> f64 {
        let area = self.value * (now - self.since).micros() - self.moment;
        (self.since, self.moment) = (now, 0);
        area as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integral_is_exact_and_begins_anew_at_each_reading() {
        let at = Time::from_micros;
        let mut level = Level::new();
        level.change(at(10), 3);
        level.change(at(20), -1);
        assert_eq!(level.read(at(30)), 3.0 * 10.0 + 2.0 * 10.0);
        level.change(at(35), -2);
        assert_eq!(level.read(at(40)), 2.0 * 5.0);
        assert_eq!(level.read(at(50)), 0.0);
        assert_eq!(level.value(), 0);
    }
}
