//! Blocks of the day and shifts.

use crate::time::Span;

/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// A block of the day or a shift: [from, until), in minutes since 00:00 of the day on which it
/// begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Slot {
    /// Time of day.
    pub(super) from: i64,
    /// Above 24 h if it runs over midnight.
    pub(super) until: i64,
    /// Cost per hour of one lane or member, if it has a price of its own.
    pub(super) cost: Option<f64>,
}

impl Slot {
    /// Makes the slot between two times of day.
    pub(super) fn new(from: Span, until: Span) -> Self {
        let minutes = |span: Span| span.micros() / (60 * Span::SECOND.micros());
        Self {
            from: minutes(from),
            until: minutes(until),
            cost: None,
        }
    }

    /// Divides a day into blocks of this many minutes, from a time of day on.
    pub(super) fn blocks(start: Span, minutes: i64) -> Vec<Self> {
        let first = Self::new(start, start).from;
        let block = |number: i64| {
            let from = (first + number * minutes) % DAY;
            Self {
                from,
                until: from + minutes,
                cost: None,
            }
        };
        (0..DAY / minutes).map(block).collect()
    }

    /// Returns the slot of a whole day from 00:00.
    pub(super) fn whole_day(cost: Option<f64>) -> Self {
        Self {
            from: 0,
            until: DAY,
            cost,
        }
    }

    /// Returns the time of day at which it begins, and that at which it ends, which is above 24 h
    /// if it runs over midnight.
    pub(super) fn span(&self) -> (Span, Span) {
        let span = |minutes: i64| Span::from_micros(minutes * 60 * Span::SECOND.micros());
        (span(self.from), span(self.until))
    }

    /// Returns the slot as clock hours, such as "22:00-06:00".
    pub(super) fn hours(&self) -> String {
        let clock = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let until = if self.until > DAY {
            self.until - DAY
        } else {
            self.until
        };
        format!("{}-{}", clock(self.from), clock(until))
    }

    /// Returns this slot followed directly by another one, which may begin a day later by the
    /// clock. `None` if they do not touch or differ in cost, or if together they cannot be written
    /// as clock hours, because they last a day or more and begin after 00:00.
    pub(super) fn joined(&self, next: &Self) -> Option<Self> {
        let shift = if next.from < self.from { DAY } else { 0 };
        let touches = self.until == next.from + shift && self.cost == next.cost;
        let joined = Self {
            until: next.until + shift,
            ..*self
        };
        let length = joined.until - joined.from;
        (touches && (length < DAY || length == DAY && joined.from == 0)).then_some(joined)
    }
}
