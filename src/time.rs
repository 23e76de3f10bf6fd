//! Simulated time: whole microseconds since the start of the run.
//!
//! This module defines instants and lengths of time and their conversions, without dates (see
//! `calendar`). Integer time makes "at the same instant" exact: on every platform two events are
//! either simultaneous or not.

use serde::{Deserialize, Serialize};
use std::ops::{Add, AddAssign, Sub};

/// A length of time in whole microseconds; a difference may be negative.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span(i64);

/// An instant of a run, in whole microseconds since the run's start.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Time(i64);

impl Span {
    /// No time.
    pub const ZERO: Self = Self(0);
    /// One second.
    pub const SECOND: Self = Self(1_000_000);
    /// One hour.
    pub const HOUR: Self = Self(3_600 * Self::SECOND.0);
    /// One day of 24 hours.
    pub const DAY: Self = Self(24 * Self::HOUR.0);

    /// The longest span made from a real number, 36,000 years; sums of a few such spans do not
    /// overflow.
    const LONGEST: Self = Self(1 << 60);

    /// Returns a span of this many microseconds.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Returns the span nearest to a real number of microseconds, with ties to even. It is at most
    /// 36,000 years, so that an extreme draw cannot overflow.
    #[inline]
    pub fn from_micros_f64(micros: f64) -> Self {
        // 1.5 * 2^52: a sum with it has no bits for a fraction, so its low bits are the nearest
        // integer; a call or a checked conversion would be slower
        const WHOLE: f64 = 6_755_399_441_055_744.0;
        const MOST: i64 = Span::LONGEST.0;
        if micros.abs() < 2_251_799_813_685_248.0 {
            return Self((micros + WHOLE).to_bits() as i64 - WHOLE.to_bits() as i64);
        }
        Self((micros as i64).clamp(-MOST, MOST))
    }

    /// Returns a span of a whole number of hours.
    pub const fn from_hours(hours: i64) -> Self {
        Self(hours * Self::HOUR.0)
    }

    /// Returns a span of a whole number of days.
    pub const fn from_days(days: i64) -> Self {
        Self(days * Self::DAY.0)
    }

    /// Returns the length in microseconds.
    #[inline]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Returns the length in hours.
    #[inline]
    pub fn hours(self) -> f64 {
        self.0 as f64 / Self::HOUR.0 as f64
    }

    /// Returns the length in days.
    #[inline]
    pub fn days(self) -> f64 {
        self.0 as f64 / Self::DAY.0 as f64
    }
}

/// Returns a number of hours in words: "45 min", "4 h", "2 h 30 min"; rounded to the minute from
/// 1.5 hours on.
pub fn in_words(hours: f64) -> String {
    if hours >= 1.0 && hours.fract() == 0.0 {
        return format!("{hours:.0} h");
    }
    if hours < 1.5 {
        let minutes = format!("{:.3}", hours * 60.0);
        let minutes = minutes.trim_end_matches('0').trim_end_matches('.');
        return format!("{minutes} min");
    }
    let minutes = (hours * 60.0).round();
    format!(
        "{:.0} h {:02.0} min",
        (minutes / 60.0).floor(),
        minutes % 60.0
    )
}

impl Time {
    /// The start of the run.
    pub const START: Self = Self(0);
    /// Later than any instant that a run can reach.
    pub const NEVER: Self = Self(i64::MAX);

    /// Returns the instant this many microseconds after the start of the run.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Returns the microseconds since the start of the run.
    #[inline]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Returns the time since the start of the run.
    #[inline]
    pub const fn since_start(self) -> Span {
        Span(self.0)
    }
}

impl Add<Span> for Time {
    type Output = Self;
    #[inline]
    fn add(self, span: Span) -> Self {
        Self(self.0 + span.0)
    }
}

impl AddAssign<Span> for Time {
    #[inline]
    fn add_assign(&mut self, span: Span) {
        *self = *self + span;
    }
}

impl Sub for Time {
    type Output = Span;
    #[inline]
    fn sub(self, earlier: Self) -> Span {
        Span(self.0 - earlier.0)
    }
}

impl Sub<Span> for Time {
    type Output = Self;
    #[inline]
    fn sub(self, span: Span) -> Self {
        Self(self.0 - span.0)
    }
}

impl Add for Span {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Span {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Span {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_told_in_the_unit_that_suits_them() {
        let told = [0.0, 0.25, 1.0 / 3.0, 1.0, 1.25, 2.5, 72.0].map(in_words);
        let wanted = [
            "0 min",
            "15 min",
            "20 min",
            "1 h",
            "75 min",
            "2 h 30 min",
            "72 h",
        ];
        assert_eq!(told, wanted);
    }
}
