//! Dates, days of the week, holidays, opening hours and rates that follow the clock.
//!
//! Maps simulated time to the calendar of the run and back. Clock time is local time without
//! daylight saving: every day has 24 hours. Days, table rows and windows are half-open, [start,
//! end). A date listed as a holiday has a kind of its own: it counts as `holiday` and no longer as
//! its weekday.

mod days;
mod openings;
mod rates;

use jiff::civil::{Date, DateTime};

use crate::time::{Span, Time};

pub use days::{Days, WEEK_HOURS};
pub use openings::{OpeningRow, Openings};
pub use rates::RateProfile;

/// The kind of a calendar day: one of seven weekdays or a holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayKind(u8);

impl DayKind {
    /// Number of kinds.
    pub const COUNT: usize = 8;
    /// The kind of a date in `[run] holidays`.
    pub const HOLIDAY: Self = Self(7);

    /// Returns the kind of a weekday, counted from Monday = 0.
    ///
    /// # Panics
    /// If `offset` is above 6.
    pub fn weekday(offset: u8) -> Self {
        assert!(offset < 7, "a week has seven days");
        Self(offset)
    }

    /// Returns the position in tables over kinds: Monday 0 to Sunday 6, holiday 7.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A set of kinds of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaySet(u8);

impl DaySet {
    /// Every day, holidays included.
    pub const ALL: Self = Self(u8::MAX);
    /// No day.
    pub const NONE: Self = Self(0);

    /// Returns the set with one more kind.
    #[must_use]
    pub fn with(self, kind: DayKind) -> Self {
        Self(self.0 | 1 << kind.0)
    }

    /// Is the kind in the set?
    pub fn contains(self, kind: DayKind) -> bool {
        self.0 & (1 << kind.0) != 0
    }
}

/// The dates of a run. Day 0 is the date on which the run starts.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    start: DateTime,
    /// Time of day at which the run starts.
    offset: Span,
    /// Weekday of day 0; Monday = 0.
    first_weekday: i64,
    /// Day numbers of the holidays, sorted.
    holidays: Vec<i64>,
}

impl Calendar {
    /// Returns the calendar of a run that starts at `start`.
    pub fn new(start: DateTime, holidays: &[Date]) -> Self {
        let midnight = start.date().to_datetime(jiff::civil::Time::midnight());
        let since_midnight = start.duration_since(midnight);
        let offset = i64::try_from(since_midnight.as_micros()).expect("less than a day");
        let day_number = |date: &Date| date.duration_since(start.date()).as_hours() / 24;
        let mut holidays: Vec<i64> = holidays.iter().map(day_number).collect();
        holidays.sort_unstable();
        Self {
            start,
            offset: Span::from_micros(offset),
            first_weekday: i64::from(start.weekday().to_monday_zero_offset()),
            holidays,
        }
    }

    /// Returns the date and clock time of an instant, to the microsecond.
    pub fn date_time(&self, time: Time) -> DateTime {
        let span = jiff::SignedDuration::from_micros(time.micros());
        self.start.checked_add(span).unwrap_or(DateTime::MAX)
    }

    /// Returns the instant of a date and clock time.
    pub fn time(&self, at: DateTime) -> Time {
        let micros = at.duration_since(self.start).as_micros();
        Time::from_micros(i64::try_from(micros).expect("civil dates span less than 2^63 us"))
    }

    /// Returns the date of a day.
    pub fn date(&self, day: i64) -> Date {
        self.date_time(self.midnight(day)).date()
    }

    /// Returns the number of the day that contains an instant.
    #[inline]
    pub fn day(&self, time: Time) -> i64 {
        (time.since_start() + self.offset)
            .micros()
            .div_euclid(Span::DAY.micros())
    }

    /// Returns the instant at which a day begins. For day 0 it lies before the start of the run,
    /// unless the run starts at midnight.
    #[inline]
    pub fn midnight(&self, day: i64) -> Time {
        Time::from_micros(day * Span::DAY.micros() - self.offset.micros())
    }

    /// Returns the first day that begins at this instant or later.
    pub fn first_day_from(&self, time: Time) -> i64 {
        let day = self.day(time);
        day + i64::from(self.midnight(day) < time)
    }

    /// Returns the kind of a day.
    pub fn kind(&self, day: i64) -> DayKind {
        if self.holidays.binary_search(&day).is_ok() {
            return DayKind::HOLIDAY;
        }
        DayKind((self.first_weekday + day).rem_euclid(7) as u8)
    }

    /// Returns the weekday of a day, holiday or not; Monday = 0.
    pub fn weekday(&self, day: i64) -> usize {
        (self.first_weekday + day).rem_euclid(7) as usize
    }

    /// Number of holidays.
    pub fn holidays(&self) -> usize {
        self.holidays.len()
    }

    /// Does this calendar have any holidays?
    pub fn has_holidays(&self) -> bool {
        !self.holidays.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(hours: i64) -> Time {
        Time::START + Span::from_hours(hours)
    }

    #[test]
    fn days_count_from_the_date_of_the_start() {
        let start = date(2020, 4, 13).at(8, 0, 0, 0);
        let calendar = Calendar::new(start, &[date(2020, 4, 14)]);
        assert_eq!(calendar.day(Time::START), 0);
        assert_eq!(calendar.day(at(15)), 0);
        assert_eq!(calendar.day(at(16)), 1);
        assert_eq!(calendar.midnight(1), at(16));
        assert_eq!(calendar.kind(0), DayKind::weekday(0));
        assert_eq!(calendar.kind(1), DayKind::HOLIDAY);
        assert_eq!(calendar.kind(6), DayKind::weekday(6));
        assert_eq!(calendar.date(18), date(2020, 5, 1));
        assert_eq!(calendar.time(date(2020, 4, 14).at(0, 0, 0, 0)), at(16));
    }
}
