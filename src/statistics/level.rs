//! A whole number that changes over time, and its exact time integral.

use crate::time::Time;

/// A level and its integral since the last reading.
///
/// For a level that changes by d at times u, the integral from the start of the run to t is
/// value(t) t - sum of d u, so that a change costs two additions. Arithmetic is modulo 2^64; the
/// integral between two readings is a difference and therefore exact if it fits into 63 bits
/// itself.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Level {
    value: i64,
    /// Integral from the start of the run to the last reading.
    read: i64,
    /// Sum of d u over the changes so far.
    moment: i64,
}

impl Level {
    /// Returns the current level.
    #[inline]
    pub(super) fn value(&self) -> i64 {
        self.value
    }

    /// Changes the level by `change`.
    #[inline(always)]
    pub(super) fn change(&mut self, now: Time, change: i64) {
        self.value += change;
        let moment = change.wrapping_mul(now.micros());
        self.moment = self.moment.wrapping_add(moment);
    }

    /// Returns the integral since the last reading, in microseconds, and starts a new one. Exact as
    /// long as the level times the microseconds between two readings stays below 2^63: ten million
    /// batches for ten days.
    pub(super) fn read(&mut self, now: Time) -> f64 {
        let area = self.value.wrapping_mul(now.micros());
        let integral = area.wrapping_sub(self.moment);
        let since_reading = integral.wrapping_sub(self.read);
        self.read = integral;
        since_reading as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integral_is_exact_and_begins_anew_at_each_reading() {
        let at = Time::from_micros;
        let mut level = Level::default();
        level.change(at(10), 3);
        level.change(at(20), -1);
        assert_eq!(level.read(at(30)), 3.0 * 10.0 + 2.0 * 10.0);
        level.change(at(35), -2);
        assert_eq!(level.read(at(40)), 2.0 * 5.0);
        assert_eq!(level.read(at(50)), 0.0);
        assert_eq!(level.value(), 0);
    }
}
