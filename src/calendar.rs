//! Dates, days of the week, holidays, opening hours and rates that follow the clock.
//!
//! Maps simulated time to the calendar of the run and back. Clock time is local time without
//! daylight saving: every day has 24 hours. Days, rows and windows are half-open, [start, end).
//! A date listed as a holiday is a day of its own kind: it is `holiday` and no longer its weekday.

use jiff::civil::{Date, DateTime};

use crate::time::{Span, Time};

/// The kind of a calendar day: one of seven weekdays or a holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayKind(u8);

impl DayKind {
    /// How many kinds there are.
    pub const COUNT: usize = 8;
    /// The kind of a date in `[run] holidays`.
    pub const HOLIDAY: Self = Self(7);

    /// A weekday, counted from Monday = 0.
    ///
    /// # Panics
    /// Where `offset` is above 6.
    pub fn weekday(offset: u8) -> Self {
        assert!(offset < 7, "a week has seven days");
        Self(offset)
    }

    /// Position in tables over kinds: Monday 0 to Sunday 6, holiday 7.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A set of kinds of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaySet(u8);

impl DaySet {
    /// Every day, holidays included.
    pub const ALL: Self = Self(u8::MAX);
    /// No day.
    pub const NONE: Self = Self(0);

    /// This set and one kind more.
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
#[derive(Clone, Debug)]
pub struct Calendar {
    start: DateTime,
    /// Time of day at which the run starts.
    offset: Span,
    /// Monday = 0.
    first_weekday: i64,
    /// Day numbers, sorted.
    holidays: Vec<i64>,
}

impl Calendar {
    /// The calendar of a run that starts at `start`.
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

    /// The date and clock time of an instant, whole seconds or finer.
    pub fn date_time(&self, time: Time) -> DateTime {
        let span = jiff::SignedDuration::from_micros(time.micros());
        self.start.checked_add(span).unwrap_or(DateTime::MAX)
    }

    /// The instant of a date and clock time.
    pub fn time(&self, at: DateTime) -> Time {
        let micros = at.duration_since(self.start).as_micros();
        Time::from_micros(i64::try_from(micros).expect("civil dates span less than 2^63 us"))
    }

    /// The date of a day.
    pub fn date(&self, day: i64) -> Date {
        self.date_time(self.midnight(day)).date()
    }

    /// The number of the day that holds an instant.
    #[inline]
    pub fn day(&self, time: Time) -> i64 {
        (time.since_start() + self.offset)
            .micros()
            .div_euclid(Span::DAY.micros())
    }

    /// The instant at which a day begins; before the start of the run for day 0 unless the run
    /// starts at midnight.
    #[inline]
    pub fn midnight(&self, day: i64) -> Time {
        Time::from_micros(day * Span::DAY.micros() - self.offset.micros())
    }

    /// The kind of a day.
    pub fn kind(&self, day: i64) -> DayKind {
        if self.holidays.binary_search(&day).is_ok() {
            return DayKind::HOLIDAY;
        }
        DayKind((self.first_weekday + day).rem_euclid(7) as u8)
    }

    /// Does any holiday fall on a day of this calendar?
    pub fn has_holidays(&self) -> bool {
        !self.holidays.is_empty()
    }
}

/// A row of an opening table: so many are open on these days at these hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpeningRow {
    /// The days on which the row begins.
    pub days: DaySet,
    /// Time of day at which it begins.
    pub from: Span,
    /// Time of day at which it ends; above 24 h where it runs over midnight.
    pub until: Span,
    /// How many are open.
    pub open: u32,
}

impl OpeningRow {
    /// All day on all days.
    pub fn always(open: u32) -> Self {
        Self {
            days: DaySet::ALL,
            from: Span::ZERO,
            until: Span::DAY,
            open,
        }
    }

    /// How many are open by this row at a time of day, where yesterday and today are of these kinds.
    fn open_at(&self, yesterday: DayKind, today: DayKind, clock: Span) -> u32 {
        let since_yesterday = clock + Span::DAY;
        let from_today = self.days.contains(today) && self.from <= clock && clock < self.until;
        let from_yesterday = self.days.contains(yesterday)
            && self.from <= since_yesterday
            && since_yesterday < self.until;
        self.open * (u32::from(from_today) + u32::from(from_yesterday))
    }
}

/// How many lanes are open when; 0 outside every row. Rows that touch are one opening.
#[derive(Clone, Debug)]
pub struct Openings {
    rows: Vec<OpeningRow>,
    /// Times of day at which anything can change, sorted, 00:00 among them.
    boundaries: Vec<Span>,
}

impl Openings {
    /// An opening table.
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

    /// How many are open at an instant.
    pub fn open_at(&self, calendar: &Calendar, time: Time) -> u32 {
        let day = calendar.day(time);
        let clock = time - calendar.midnight(day);
        self.open_on(calendar.kind(day - 1), calendar.kind(day), clock)
    }

    /// How many are open at a time of day, where yesterday and today are of these kinds.
    pub fn open_on(&self, yesterday: DayKind, today: DayKind, clock: Span) -> u32 {
        self.rows
            .iter()
            .map(|row| row.open_at(yesterday, today, clock))
            .sum()
    }

    /// The next instant after `after`, and not after `horizon`, at which the number open changes,
    /// and that number.
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

    /// The first pair of rows that are open at one moment on some two days of this calendar that
    /// follow each other, as positions in the table.
    pub fn overlap(&self, calendar: &Calendar) -> Option<(usize, usize)> {
        let pairs = day_pairs(calendar);
        let together = |a: &OpeningRow, b: &OpeningRow| {
            pairs.iter().any(|(yesterday, today)| {
                self.boundaries.iter().any(|clock| {
                    let opens = |row: &OpeningRow| {
                        OpeningRow { open: 1, ..*row }.open_at(*yesterday, *today, *clock) > 0
                    };
                    opens(a) && opens(b)
                })
            })
        };
        let indexes = 0..self.rows.len();
        indexes
            .clone()
            .flat_map(|a| indexes.clone().skip(a + 1).map(move |b| (a, b)))
            .find(|(a, b)| together(&self.rows[*a], &self.rows[*b]))
    }

    /// The largest number ever open on the days of this calendar.
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

    /// Mean number open over a week without holidays.
    pub fn weekly_mean(&self) -> f64 {
        (0..7 * 24)
            .map(|hour| self.weekly_mean_of_hour(hour))
            .sum::<f64>()
            / (7.0 * 24.0)
    }

    /// Mean number open during an hour of the week, counted from Monday 00:00, without holidays.
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

    fn is_constant(&self) -> bool {
        self.boundaries.len() == 1 && self.rows.iter().all(|row| row.days == DaySet::ALL)
    }
}

/// Which kinds of day can follow each other.
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

/// A rate that follows the clock and the kind of day, constant within an hour.
#[derive(Clone, Debug)]
pub struct RateProfile {
    /// Number a day on a day of factor 1.
    pub per_day: f64,
    /// Share of a day's number that falls in each hour; sums to 1.
    pub hours: [f64; 24],
    /// Factor by kind of day.
    pub days: [f64; DayKind::COUNT],
}

impl RateProfile {
    /// The number expected on a day of this kind.
    pub fn expected_on(&self, kind: DayKind) -> f64 {
        self.per_day * self.days[kind.index()]
    }

    /// The number expected in [from, until).
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

    /// Mean number a day over a week without holidays.
    pub fn weekly_mean(&self) -> f64 {
        self.per_day * self.days[..7].iter().sum::<f64>() / 7.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn clock(hour: i64) -> Span {
        Span::from_hours(hour)
    }

    fn row(days: DaySet, from: i64, until: i64, open: u32) -> OpeningRow {
        OpeningRow {
            days,
            from: clock(from),
            until: clock(until),
            open,
        }
    }

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
        assert!((openings.weekly_mean() - (7.0 * 24.0 + 12.0) / 168.0).abs() < 1e-12);
        let night = Openings::new(vec![
            row(DaySet::ALL, 20, 32, 1),
            row(friday_set(), 7, 9, 1),
        ]);
        assert_eq!(night.overlap(&calendar), Some((0, 1)));
    }

    fn friday_set() -> DaySet {
        DaySet::NONE.with(DayKind::weekday(4))
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
