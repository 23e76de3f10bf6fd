//! What the open lanes of a station cost, by the clock.

use crate::calendar::Calendar;
use crate::model::{Lanes, Station};
use crate::time::{Span, Time};

/// The cost of the lanes of a station.
pub(super) struct Prices<'m> {
    rules: &'m Station,
    calendar: &'m Calendar,
    /// Whether a row has a cost of its own.
    by_row: bool,
    /// Current cost of an hour of overtime.
    overtime: f64,
    last_reading: Time,
}

impl<'m> Prices<'m> {
    pub(super) fn new(rules: &'m Station, calendar: &'m Calendar) -> Self {
        let usual = rules.cost_per_lane_hour;
        Self {
            rules,
            calendar,
            by_row: rules.cost_by_row.iter().any(|cost| *cost != usual),
            overtime: usual,
            last_reading: Time::START,
        }
    }

    /// Sets the rules in force from now on.
    pub(super) fn set_rules(&mut self, rules: &'m Station) {
        let Self {
            last_reading,
            overtime,
            ..
        } = *self;
        *self = Self::new(rules, self.calendar);
        self.last_reading = last_reading;
        if self.by_row {
            self.overtime = overtime;
        }
    }

    /// Does a row have a cost of its own?
    pub(super) fn by_row(&self) -> bool {
        self.by_row
    }

    /// Returns the cost of this number of hours of open lanes since the last reading. Lanes beside
    /// those of the rows, opened on demand, cost the usual price.
    pub(super) fn read(&mut self, open: f64, now: Time) -> f64 {
        let from = std::mem::replace(&mut self.last_reading, now);
        let more = if self.by_row {
            self.more(from, now)
        } else {
            0.0
        };
        open * self.rules.cost_per_lane_hour + more
    }

    /// Returns what the rows cost in addition to the usual price.
    #[cold]
    fn more(&self, from: Time, until: Time) -> f64 {
        let Lanes::Scheduled(openings) = &self.rules.lanes else {
            return 0.0;
        };
        let hours = openings.hours_by_row(self.calendar, from, until);
        let rows = hours.iter().zip(&self.rules.cost_by_row);
        let usual = self.rules.cost_per_lane_hour;
        rows.map(|(hours, cost)| hours * (cost - usual)).sum()
    }

    /// Returns the cost of an hour of overtime.
    pub(super) fn overtime(&self) -> f64 {
        self.overtime
    }

    /// Sets the cost of overtime when lanes close: the mean cost of those that close by the clock,
    /// or the usual price if none does.
    pub(super) fn close(&mut self, now: Time) {
        let Lanes::Scheduled(openings) = &self.rules.lanes else {
            return;
        };
        let rows = openings.rows_at(self.calendar, now);
        // rows can change places without a change of the number, which is not reported
        let just_before = Time::START.max(now - Span::from_micros(1));
        let before = openings.rows_at(self.calendar, just_before);
        let closed = before.zip(rows).map(|(old, new)| old.saturating_sub(new));
        let closed = closed.zip(&self.rules.cost_by_row);
        let sum = |(number, sum): (u32, f64), (closed, cost): (u32, &f64)| {
            (number + closed, sum + f64::from(closed) * cost)
        };
        let (number, cost) = closed.fold((0, 0.0), sum);
        self.overtime = match number {
            0 => self.rules.cost_per_lane_hour,
            _ => cost / f64::from(number),
        };
    }
}
