//! Rates that follow the clock.

use super::{Calendar, DayKind, Days};
use crate::time::{Span, Time};

/// A rate that follows the clock and the kind of day, constant within an hour.
#[derive(Clone, Debug, PartialEq)]
pub struct RateProfile {
    /// Number per day on a day of factor 1.
    pub per_day: f64,
    /// Share of a day's number that falls into each hour; the sum is 1.
    pub hours: [f64; 24],
    /// Factor by kind of day.
    pub days: [f64; DayKind::COUNT],
}

impl RateProfile {
    /// Is the rate the same in all hours of all days?
    pub fn is_level(&self) -> bool {
        let same = |one: f64, other: f64| (one - other).abs() < 1e-12;
        let hours = self.hours.iter().all(|it| same(*it, self.hours[0]));
        hours && self.days.iter().all(|it| *it == self.days[0])
    }

    /// Returns the number expected on a day of this kind.
    pub fn expected_on(&self, kind: DayKind) -> f64 {
        self.per_day * self.days[kind.index()]
    }

    /// Returns the number expected in [from, until).
    pub fn expected(&self, calendar: &Calendar, from: Time, until: Time) -> f64 {
        let mut total = 0.0;
        let mut day = calendar.day(from);
        while calendar.midnight(day) < until {
            let expected = self.expected_on(calendar.kind(day));
            for (hour, share) in self.hours.iter().enumerate() {
                let begin = calendar.midnight(day) + Span::from_hours(hour as i64);
                let overlap = until.min(begin + Span::HOUR) - from.max(begin);
                if overlap > Span::ZERO {
                    total += expected * share * overlap.hours();
                }
            }
            day += 1;
        }
        total
    }

    /// Returns the mean number per day over a week without holidays.
    pub fn weekly_mean(&self) -> f64 {
        self.per_day * self.days[..7].iter().sum::<f64>() / 7.0
    }

    /// Returns the mean rate per day in each hour of the week, from Monday 00:00, over its
    /// occurrences in a stretch; if it does not occur, its rate in a week without holidays.
    pub fn by_hour_of_week(&self, days: &Days) -> Vec<f64> {
        let mut sums = vec![0.0; days.hours_of_week().len()];
        let rate = |kind: DayKind, hour: usize| self.expected_on(kind) * self.hours[hour % 24];
        days.visit(&[], |kind, hour, _, hours| {
            sums[hour] += rate(kind, hour) * hours * 24.0;
        });
        days.means(&sums, |hour| {
            rate(DayKind::weekday((hour / 24) as u8), hour) * 24.0
        })
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
    fn expected_number_counts_parts_of_hours_and_day_factors() {
        let calendar = Calendar::new(date(2020, 4, 17).at(12, 0, 0, 0), &[]);
        let mut hours = [0.0; 24];
        hours[12] = 0.5;
        hours[13] = 0.5;
        let mut days = [1.0; DayKind::COUNT];
        days[5] = 0.5;
        let profile = RateProfile {
            per_day: 100.0,
            hours,
            days,
        };
        let expect = |from, until| profile.expected(&calendar, from, until);
        assert!((expect(Time::START, at(24)) - 100.0).abs() < 1e-9);
        assert!(
            (expect(Time::START + Span::from_micros(1_800_000_000), at(1)) - 25.0).abs() < 1e-9
        );
        assert!((expect(at(12), at(36)) - 50.0).abs() < 1e-9);
    }
}
