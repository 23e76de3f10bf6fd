//! Opening tables: how many lanes are open when.

use super::{Calendar, DayKind, DaySet};
use crate::time::{Span, Time};

/// A row of an opening table: this many lanes are open on these days in these hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpeningRow {
    /// The days on which the row begins.
    pub days: DaySet,
    /// Time of day at which it begins.
    pub from: Span,
    /// Time of day at which it ends; above 24 h if it runs past midnight.
    pub until: Span,
    /// Number of open lanes.
    pub open: u32,
}

impl OpeningRow {
    /// Returns a row that is open all day on all days.
    pub fn always(open: u32) -> Self {
        Self {
            days: DaySet::ALL,
            from: Span::ZERO,
            until: Span::DAY,
            open,
        }
    }

    /// Returns how many lanes this row opens at a time of day, for these kinds of yesterday and
    /// today.
    fn open_at(&self, yesterday: DayKind, today: DayKind, clock: Span) -> u32 {
        let since_yesterday = clock + Span::DAY;
        let from_today = self.days.contains(today) && self.from <= clock && clock < self.until;
        let from_yesterday = self.days.contains(yesterday)
            && self.from <= since_yesterday
            && since_yesterday < self.until;
        self.open * (u32::from(from_today) + u32::from(from_yesterday))
    }
}

/// An opening table: how many lanes (or members) are open when, 0 outside all rows. Adjacent rows
/// form one opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Openings {
    rows: Vec<OpeningRow>,
    /// Times of day at which anything can change, sorted, including 00:00.
    boundaries: Vec<Span>,
}

impl Openings {
    /// Makes an opening table from its rows.
    pub fn new(rows: Vec<OpeningRow>) -> Self {
        let of_row = |row: &OpeningRow| [row.from.micros(), row.until.micros()];
        let mut clock: Vec<i64> = rows.iter().flat_map(of_row).collect();
        for micros in &mut clock {
            *micros %= Span::DAY.micros();
        }
        clock.push(0);
        clock.sort_unstable();
        clock.dedup();
        Self {
            rows,
            boundaries: clock.into_iter().map(Span::from_micros).collect(),
        }
    }

    /// Returns the same hours with at most one lane open.
    #[must_use]
    pub fn one_at_most(&self) -> Self {
        let mut one = self.clone();
        for row in &mut one.rows {
            row.open = row.open.min(1);
        }
        one
    }

    /// Returns the number open at an instant.
    pub fn open_at(&self, calendar: &Calendar, time: Time) -> u32 {
        let day = calendar.day(time);
        let clock = time - calendar.midnight(day);
        self.open_on(calendar.kind(day - 1), calendar.kind(day), clock)
    }

    /// Returns the number open at a time of day, for these kinds of yesterday and today.
    pub fn open_on(&self, yesterday: DayKind, today: DayKind, clock: Span) -> u32 {
        self.rows
            .iter()
            .map(|row| row.open_at(yesterday, today, clock))
            .sum()
    }

    /// Returns the number open at an instant by each row.
    pub fn rows_at(&self, calendar: &Calendar, time: Time) -> impl Iterator<Item = u32> {
        let day = calendar.day(time);
        let clock = time - calendar.midnight(day);
        let (yesterday, today) = (calendar.kind(day - 1), calendar.kind(day));
        self.rows
            .iter()
            .map(move |row| row.open_at(yesterday, today, clock))
    }

    /// Returns the open hours in [from, until) by row, each multiplied by the number that the row
    /// opens.
    pub fn hours_by_row(&self, calendar: &Calendar, from: Time, until: Time) -> Vec<f64> {
        let mut hours = vec![0.0; self.rows.len()];
        let mut day = calendar.day(from);
        while calendar.midnight(day) < until {
            let kinds = (calendar.kind(day - 1), calendar.kind(day));
            for (position, clock) in self.boundaries.iter().enumerate() {
                let next = self.boundaries.get(position + 1).copied();
                let begin = calendar.midnight(day) + *clock;
                let end = calendar.midnight(day) + next.unwrap_or(Span::DAY);
                let overlap = until.min(end) - from.max(begin);
                if overlap > Span::ZERO {
                    for (hours, row) in hours.iter_mut().zip(&self.rows) {
                        let open = row.open_at(kinds.0, kinds.1, *clock);
                        *hours += f64::from(open) * overlap.hours();
                    }
                }
            }
            day += 1;
        }
        hours
    }

    /// Returns the next instant after `after`, and not after `horizon`, at which the number open
    /// changes, and the new number.
    pub fn next_change(
        &self,
        calendar: &Calendar,
        after: Time,
        horizon: Time,
    ) -> Option<(Time, u32)> {
        if self.is_constant() {
            return None;
        }
        let now = self.open_at(calendar, after);
        let mut day = calendar.day(after);
        while calendar.midnight(day) <= horizon {
            for clock in &self.boundaries {
                let time = calendar.midnight(day) + *clock;
                if time > after && time <= horizon {
                    let open = self.open_on(calendar.kind(day - 1), calendar.kind(day), *clock);
                    if open != now {
                        return Some((time, open));
                    }
                }
            }
            day += 1;
        }
        None
    }

    /// Returns the first pair of rows, as positions in the table, that overlap on any two
    /// consecutive days of this calendar.
    pub fn overlap(&self, calendar: &Calendar) -> Option<(usize, usize)> {
        let first_two = |(yesterday, today): (DayKind, DayKind), clock: Span| {
            let is_open =
                |row: &OpeningRow| OpeningRow { open: 1, ..*row }.open_at(yesterday, today, clock);
            let mut open = (0..self.rows.len()).filter(|row| is_open(&self.rows[*row]) > 0);
            Some((open.next()?, open.next()?))
        };
        let moments = day_pairs(calendar)
            .into_iter()
            .flat_map(|days| self.boundaries.iter().map(move |clock| (days, *clock)));
        moments
            .filter_map(|(days, clock)| first_two(days, clock))
            .min()
    }

    /// Returns the largest number ever open on the days of this calendar.
    pub fn most_open(&self, calendar: &Calendar) -> u32 {
        let pairs = day_pairs(calendar);
        let open = |(yesterday, today): &(DayKind, DayKind)| {
            self.boundaries
                .iter()
                .map(|clock| self.open_on(*yesterday, *today, *clock))
                .max()
        };
        pairs.iter().filter_map(open).max().unwrap_or(0)
    }

    /// Is there a moment on this calendar's days at which each table has at least the wanted number
    /// open?
    pub fn ever_open_together(calendar: &Calendar, wanted: &[(&Self, u32)]) -> bool {
        let clocks = wanted.iter().flat_map(|(openings, _)| &openings.boundaries);
        // if nothing is wanted, any moment will do
        let mut clocks: Vec<Span> = clocks.copied().chain([Span::ZERO]).collect();
        clocks.sort_unstable();
        clocks.dedup();
        let pairs = day_pairs(calendar);
        clocks.iter().any(|clock| {
            pairs.iter().any(|(yesterday, today)| {
                wanted.iter().all(|(openings, number)| {
                    openings.open_on(*yesterday, *today, *clock) >= *number
                })
            })
        })
    }

    /// Returns the times of day at which the number can change, sorted, including 00:00.
    pub(super) fn boundaries(&self) -> impl Iterator<Item = Span> {
        self.boundaries.iter().copied()
    }

    /// Returns the mean number open during an hour of the week, counted from Monday 00:00, without
    /// holidays.
    pub fn weekly_mean_of_hour(&self, hour: usize) -> f64 {
        let (day, clock) = ((hour / 24) as u8 % 7, Span::from_hours((hour % 24) as i64));
        let (yesterday, today) = (DayKind::weekday((day + 6) % 7), DayKind::weekday(day));
        let end = clock + Span::HOUR;
        let mut open_time = 0.0;
        let mut from = clock;
        while from < end {
            let next = self.boundaries.iter().copied().find(|clock| *clock > from);
            let until = next.map_or(end, |next| next.min(end));
            open_time += f64::from(self.open_on(yesterday, today, from)) * (until - from).hours();
            from = until;
        }
        open_time
    }

    /// Returns a row of the table; `None` if the table is shorter.
    pub fn row(&self, row: usize) -> Option<OpeningRow> {
        self.rows.get(row).copied()
    }

    /// Returns the number of rows.
    pub fn number_of_rows(&self) -> usize {
        self.rows.len()
    }

    /// Returns the mean number open while another table has anything open: over a week without
    /// holidays, or over holidays if the other table has nothing open in such a week. `None` if it
    /// never has.
    pub fn mean_during(&self, other: &Self) -> Option<f64> {
        let weekdays = (0..7).map(|day| (DayKind::weekday((day + 6) % 7), DayKind::weekday(day)));
        let of_week = self.mean_on(weekdays, other);
        of_week.or_else(|| self.mean_on([(DayKind::HOLIDAY, DayKind::HOLIDAY)], other))
    }

    /// As [`mean_during`](Self::mean_during), over days given with the day before.
    fn mean_on(
        &self,
        days: impl IntoIterator<Item = (DayKind, DayKind)>,
        other: &Self,
    ) -> Option<f64> {
        let both = self.boundaries.iter().chain(&other.boundaries);
        let mut clock: Vec<Span> = both.copied().collect();
        clock.sort_unstable();
        clock.dedup();
        let (mut open, mut hours) = (0.0, 0.0);
        for (yesterday, today) in days {
            for (position, from) in clock.iter().enumerate() {
                let until = clock.get(position + 1).copied().unwrap_or(Span::DAY);
                if other.open_on(yesterday, today, *from) > 0 {
                    hours += (until - *from).hours();
                    let number = self.open_on(yesterday, today, *from);
                    open += f64::from(number) * (until - *from).hours();
                }
            }
        }
        (hours > 0.0).then(|| open / hours)
    }

    /// Returns the number open if it never changes.
    pub fn always(&self) -> Option<u32> {
        let first = self.open_on(DayKind::weekday(0), DayKind::weekday(0), Span::ZERO);
        self.is_constant().then_some(first)
    }

    fn is_constant(&self) -> bool {
        self.boundaries.len() == 1 && self.rows.iter().all(|row| row.days == DaySet::ALL)
    }
}

/// Returns the pairs of kinds of days that can follow each other.
fn day_pairs(calendar: &Calendar) -> Vec<(DayKind, DayKind)> {
    let weekdays: Vec<DayKind> = (0..7).map(DayKind::weekday).collect();
    let mut pairs: Vec<_> = (0..7)
        .map(|day| (weekdays[day], weekdays[(day + 1) % 7]))
        .collect();
    if calendar.has_holidays() {
        pairs.extend(weekdays.iter().map(|day| (*day, DayKind::HOLIDAY)));
        pairs.extend(weekdays.iter().map(|day| (DayKind::HOLIDAY, *day)));
        pairs.push((DayKind::HOLIDAY, DayKind::HOLIDAY));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Days;
    use jiff::civil::date;

    fn at(hours: i64) -> Time {
        Time::START + Span::from_hours(hours)
    }

    fn row(days: DaySet, from: i64, until: i64, open: u32) -> OpeningRow {
        OpeningRow {
            days,
            from: Span::from_hours(from),
            until: Span::from_hours(until),
            open,
        }
    }

    #[test]
    fn rows_that_touch_are_one_opening_and_nights_belong_to_their_evening() {
        let calendar = Calendar::new(date(2020, 4, 13).at(0, 0, 0, 0), &[]);
        let friday = DaySet::NONE.with(DayKind::weekday(4));
        let openings = Openings::new(vec![
            row(DaySet::ALL, 8, 12, 2),
            row(DaySet::ALL, 12, 20, 2),
            row(friday, 20, 32, 1),
        ]);
        let mut changes = vec![];
        let mut time = Time::START;
        while let Some((next, open)) = openings.next_change(&calendar, time, at(6 * 24)) {
            changes.push((next.since_start().hours() as i64, open));
            time = next;
        }
        let friday = 4 * 24;
        let expected = [
            vec![
                (8, 2),
                (20, 0),
                (32, 2),
                (44, 0),
                (56, 2),
                (68, 0),
                (80, 2),
                (92, 0),
            ],
            vec![
                (friday + 8, 2),
                (friday + 20, 1),
                (friday + 32, 2),
                (friday + 44, 0),
            ],
        ];
        assert_eq!(changes, expected.concat());
        assert_eq!(openings.overlap(&calendar), None);
        assert_eq!(openings.most_open(&calendar), 2);
        let by_row = openings.hours_by_row(&calendar, at(10), at(5 * 24));
        assert_eq!(by_row, [2.0 * (2.0 + 4.0 * 4.0), 5.0 * 16.0, 4.0]);
        let friday_night = at(4 * 24 + 22);
        let by_row: Vec<u32> = openings.rows_at(&calendar, friday_night).collect();
        assert_eq!(by_row, [0, 0, 1]);
        let mean = openings.mean_over(&Days::week());
        assert!((mean - (7.0 * 24.0 + 12.0) / 168.0).abs() < 1e-12);
        let night = Openings::new(vec![
            row(DaySet::ALL, 20, 32, 1),
            row(friday_set(), 7, 9, 1),
        ]);
        assert_eq!(night.overlap(&calendar), Some((0, 1)));
    }

    #[test]
    fn a_mean_during_other_hours_is_that_of_a_week_or_else_of_holidays() {
        let weekend = DaySet::NONE
            .with(DayKind::weekday(5))
            .with(DayKind::weekday(6));
        // 2 from 08:00 to 12:00 on all days, and 3 more in the nights that begin on weekends
        let openings = Openings::new(vec![row(DaySet::ALL, 8, 12, 2), row(weekend, 22, 30, 3)]);
        let during = |other: OpeningRow| openings.mean_during(&Openings::new(vec![other]));
        assert_eq!(
            during(OpeningRow::always(1)),
            Some((7.0 * 8.0 + 48.0) / 168.0)
        );
        assert_eq!(during(row(DaySet::ALL, 10, 14, 1)), Some(1.0));
        assert_eq!(during(row(weekend, 20, 32, 5)), Some(2.0));
        assert_eq!(during(row(weekend, 20, 34, 1)), Some((48.0 + 8.0) / 28.0));
        let holidays = DaySet::NONE.with(DayKind::HOLIDAY);
        assert_eq!(during(row(holidays, 8, 16, 1)), Some(1.0));
        assert_eq!(during(row(DaySet::NONE, 8, 16, 1)), None);
        assert_eq!(openings.row(1), Some(row(weekend, 22, 30, 3)));
    }

    fn friday_set() -> DaySet {
        DaySet::NONE.with(DayKind::weekday(4))
    }
}
