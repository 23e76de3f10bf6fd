//! The days of a stretch of time, counted by kind.

use std::collections::BTreeMap;

use super::{Calendar, DayKind, Openings};
use crate::time::{Span, Time};

/// Hours in a week.
pub const WEEK_HOURS: usize = 7 * 24;

/// The days of a stretch of time, counted by kind, so that means over long stretches need no loop
/// over days.
#[derive(Clone, Debug, PartialEq)]
pub struct Days {
    alike: Vec<Alike>,
    /// Hours of the stretch by hour of the week, from Monday 00:00; a holiday counts at its
    /// weekday.
    of_week: Vec<f64>,
}

/// Days that are alike: of the same weekday and kind, after a day of the same kind, with the same
/// part in the stretch.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Alike {
    yesterday: DayKind,
    today: DayKind,
    /// Monday = 0.
    weekday: usize,
    from: Span,
    until: Span,
    /// Number of such days.
    count: f64,
}

impl Days {
    /// Returns the days of [from, until).
    pub fn between(calendar: &Calendar, from: Time, until: Time) -> Self {
        let mut counted: BTreeMap<(usize, usize, usize, Span, Span), Alike> = BTreeMap::new();
        let mut day = calendar.day(from);
        while calendar.midnight(day) < until {
            let midnight = calendar.midnight(day);
            let alike = Alike {
                yesterday: calendar.kind(day - 1),
                today: calendar.kind(day),
                weekday: calendar.weekday(day),
                from: from.max(midnight) - midnight,
                until: until.min(midnight + Span::DAY) - midnight,
                count: 0.0,
            };
            let kinds = (alike.yesterday.index(), alike.today.index());
            let key = (alike.weekday, kinds.0, kinds.1, alike.from, alike.until);
            counted.entry(key).or_insert(alike).count += 1.0;
            day += 1;
        }
        Self::new(counted.into_values().collect())
    }

    /// Returns a week without holidays.
    pub fn week() -> Self {
        let weekday = |day: usize| DayKind::weekday((day % 7) as u8);
        let of_day = |day: usize| Alike {
            yesterday: weekday(day + 6),
            today: weekday(day),
            weekday: day,
            from: Span::ZERO,
            until: Span::DAY,
            count: 1.0,
        };
        Self::new((0..7).map(of_day).collect())
    }

    fn new(alike: Vec<Alike>) -> Self {
        let mut days = Self {
            alike,
            of_week: vec![0.0; WEEK_HOURS],
        };
        let mut of_week = vec![0.0; WEEK_HOURS];
        days.visit(&[], |_, hour, _, hours| of_week[hour] += hours);
        days.of_week = of_week;
        days
    }

    /// Returns the hours of the stretch.
    pub fn hours(&self) -> f64 {
        self.of_week.iter().sum()
    }

    /// Returns the hours of the stretch that fall into each hour of the week, from Monday 00:00.
    pub fn hours_of_week(&self) -> &[f64] {
        &self.of_week
    }

    /// Calls `visit` for every piece of a day that lies within one hour and between two boundaries,
    /// with the kind of the day, the hour of the week, the number open by each table, and the total
    /// hours of all such pieces.
    pub fn visit(&self, tables: &[&Openings], mut visit: impl FnMut(DayKind, usize, &[u32], f64)) {
        let mut clocks: Vec<Span> = (0..=24).map(Span::from_hours).collect();
        clocks.extend(tables.iter().flat_map(|table| table.boundaries()));
        clocks.sort_unstable();
        clocks.dedup();
        let mut open = vec![0; tables.len()];
        for day in &self.alike {
            for pair in clocks.windows(2) {
                let (from, until) = (pair[0].max(day.from), pair[1].min(day.until));
                if from >= until {
                    continue;
                }
                for (open, table) in open.iter_mut().zip(tables) {
                    *open = table.open_on(day.yesterday, day.today, from);
                }
                let hour = day.weekday * 24 + (from.hours() as usize).min(23);
                visit(day.today, hour, &open, (until - from).hours() * day.count);
            }
        }
    }

    /// Returns means over each hour of the week, from sums over its hours in the stretch;
    /// `elsewhere` gives the mean of hours of the week that are not in the stretch.
    pub fn means(&self, sums: &[f64], elsewhere: impl Fn(usize) -> f64) -> Vec<f64> {
        let hours = sums.iter().zip(&self.of_week).enumerate();
        let mean = |(hour, (sum, hours)): (usize, (&f64, &f64))| {
            if *hours > 0.0 {
                sum / hours
            } else {
                elsewhere(hour)
            }
        };
        hours.map(mean).collect()
    }
}

impl Openings {
    /// Returns the mean number open over a stretch of time; 0 if its length is 0.
    pub fn mean_over(&self, days: &Days) -> f64 {
        let (mut open_hours, mut all) = (0.0, 0.0);
        days.visit(&[self], |_, _, open, hours| {
            open_hours += f64::from(open[0]) * hours;
            all += hours;
        });
        if all > 0.0 { open_hours / all } else { 0.0 }
    }

    /// Returns the mean number open in each hour of the week, from Monday 00:00, over its
    /// occurrences in a stretch; if it does not occur, its mean in a week without holidays.
    pub fn by_hour_of_week(&self, days: &Days) -> Vec<f64> {
        let mut sums = vec![0.0; days.hours_of_week().len()];
        days.visit(&[self], |_, hour, open, hours| {
            sums[hour] += f64::from(open[0]) * hours;
        });
        days.means(&sums, |hour| self.weekly_mean_of_hour(hour))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{DaySet, OpeningRow};
    use jiff::civil::date;

    fn at(hours: i64) -> Time {
        Time::START + Span::from_hours(hours)
    }

    #[test]
    fn hours_of_the_week_and_open_hours_are_those_of_the_stretch() {
        // from Friday 12:00 to the Monday after next, 06:30; the first Monday is a holiday
        let calendar = Calendar::new(date(2020, 4, 17).at(12, 0, 0, 0), &[date(2020, 4, 20)]);
        let until = at(9 * 24 + 18) + Span::from_micros(1_800_000_000);
        let days = Days::between(&calendar, at(0), until);
        assert!((days.hours() - (9.0 * 24.0 + 18.5)).abs() < 1e-9);
        let hours = days.hours_of_week();
        assert_eq!((hours[4 * 24 + 11], hours[4 * 24 + 12]), (1.0, 2.0));
        assert_eq!((hours[6], hours[7]), (1.5, 1.0));
        let weekdays = (0..5).fold(DaySet::NONE, |set, day| set.with(DayKind::weekday(day)));
        let office = Openings::new(vec![OpeningRow {
            days: weekdays,
            from: Span::from_hours(8),
            until: Span::from_hours(18),
            open: 2,
        }]);
        let by_walk: f64 = office.hours_by_row(&calendar, at(0), until).iter().sum();
        // half a Friday, and Tuesday to Friday
        assert_eq!(by_walk, 2.0 * (6.0 + 40.0));
        assert!((office.mean_over(&days) * days.hours() - by_walk).abs() < 1e-9);
        let by_hour = office.by_hour_of_week(&days);
        assert_eq!(
            (by_hour[10], by_hour[24 + 10], by_hour[24 + 18]),
            (0.0, 2.0, 0.0)
        );
        let week = Days::week();
        assert_eq!(
            (week.hours(), office.by_hour_of_week(&week)[10]),
            (168.0, 2.0)
        );
    }
}
