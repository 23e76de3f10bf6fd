//! A part of the run with constant rules, its days, and the arrivals in it.

use crate::calendar::{Calendar, Days, Openings, WEEK_HOURS};
use crate::model::{ArrivalProcess, ArrivalStream, Model, Stretch, TracedBatch};
use crate::time::{Span, Time};
use jiff::civil::date;

/// Longest part in which closings are counted one by one; in longer ones they are counted in one
/// week.
const COUNTED: Span = Span::from_days(60);

/// A part of the run, or a typical week.
pub(super) struct Part<'m> {
    pub(super) rules: &'m Model,
    /// Start and end; `None` for a typical week without holidays.
    span: Option<(Time, Time)>,
    pub(super) days: Days,
}

impl<'m> Part<'m> {
    /// Makes the part of a stretch of the run.
    pub(super) fn of(stretch: Stretch<'m>) -> Self {
        let Stretch { from, until, rules } = stretch;
        Self {
            rules,
            span: Some((from, until)),
            days: Days::between(&rules.calendar, from, until),
        }
    }

    /// Makes the part of the measured window, under the rules at the start.
    pub(super) fn window(rules: &'m Model) -> Self {
        let (from, until) = (rules.plan.window_start(), rules.plan.window_end());
        Self::of(Stretch { from, until, rules })
    }

    /// Makes the part of the whole run, under the rules at the start.
    pub(super) fn whole(rules: &'m Model) -> Self {
        Self {
            rules,
            span: Some((Time::START, rules.plan.horizon() + Span::DAY)),
            days: Days::week(),
        }
    }

    /// Makes a week without holidays under these rules, in which no batches of files arrive.
    pub(super) fn week(rules: &'m Model) -> Self {
        Self {
            rules,
            span: None,
            days: Days::week(),
        }
    }

    /// Returns the rows of a file that arrive in this part.
    pub(super) fn rows<'a>(&self, process: &'a ArrivalProcess) -> &'a [TracedBatch] {
        self.span
            .map_or(&[], |(from, until)| process.rows(from, until))
    }

    /// Returns the arrival rate of a stream in this part, its mean and by hour of the week, in
    /// batches a day.
    pub(super) fn arriving(&self, stream: &ArrivalStream) -> (f64, Vec<f64>) {
        let by_hour = match &stream.process {
            ArrivalProcess::Poisson(profile) | ArrivalProcess::Exact(profile) => {
                profile.by_hour_of_week(&self.days)
            }
            ArrivalProcess::Renewal(_) => {
                let day = Time::START + Span::DAY;
                let rate = stream.expected(&self.rules.calendar, Time::START, day);
                vec![rate; WEEK_HOURS]
            }
            ArrivalProcess::Trace(_) => self.rows_by_hour(self.rows(&stream.process)),
        };
        let hours = by_hour.iter().zip(self.days.hours_of_week());
        let sum: f64 = hours.map(|(rate, hours)| rate * hours).sum();
        (sum / self.days.hours(), by_hour)
    }

    /// Returns the arrival rate by hour of the week in batches a day, from these rows of a file.
    pub(super) fn rows_by_hour<'a>(
        &self,
        rows: impl IntoIterator<Item = &'a TracedBatch>,
    ) -> Vec<f64> {
        let (calendar, mut counts) = (&self.rules.calendar, vec![0.0; WEEK_HOURS]);
        for row in rows {
            let day = calendar.day(row.time);
            let clock = (row.time - calendar.midnight(day)).hours() as usize;
            counts[calendar.weekday(day) * 24 + clock.min(23)] += 24.0;
        }
        self.days.means(&counts, |_| 0.0)
    }

    /// Returns the mean number of lanes or members that close in an hour.
    pub(super) fn closings_an_hour(&self, openings: &Openings) -> f64 {
        if openings.always().is_some() {
            return 0.0;
        }
        match self.span {
            Some((from, until)) if until - from <= COUNTED => {
                let calendar = &self.rules.calendar;
                closings(openings, calendar, from, until) / (until - from).hours()
            }
            _ => {
                // a holiday can cause two closings of all lanes or members
                let calendar = &self.rules.calendar;
                let holidays = calendar
                    .holidays()
                    .min((self.days.hours() / 24.0) as usize + 1);
                let of_holidays = 2.0 * holidays as f64 * f64::from(openings.most_open(calendar));
                let monday = Calendar::new(date(2020, 4, 13).at(0, 0, 0, 0), &[]);
                let week = closings(openings, &monday, Time::START, Time::START + WEEK);
                week / WEEK_HOURS as f64
                    + self.span.map_or(0.0, |_| of_holidays / self.days.hours())
            }
        }
    }

    /// Returns the mean number of lanes that work after closing, if every service takes the time
    /// `service` and lanes never run out of work: each begins at its opening and finishes its batch
    /// after closing. `None` if lanes do not all open and close together.
    pub(super) fn finish_of_constant(&self, openings: &Openings, service: Span) -> Option<f64> {
        let monday = Calendar::new(date(2020, 4, 13).at(0, 0, 0, 0), &[]);
        let (calendar, from, until) = match self.span {
            Some((from, until)) if until - from <= COUNTED => (&self.rules.calendar, from, until),
            _ => (&monday, Time::START, Time::START + WEEK),
        };
        let (mut time, mut opened, mut after) = (from, None, 0.0);
        if openings.open_at(calendar, from) > 0 {
            return None;
        }
        while let Some((next, number)) = openings.next_change(calendar, time, until) {
            opened = match (opened, number) {
                (None, number) => Some((next, number)),
                (Some((since, number)), 0) => {
                    let over = (next - since).micros() % service.micros();
                    let rest = if over > 0 { service.micros() - over } else { 0 };
                    after += f64::from(number) * Span::from_micros(rest).hours();
                    None
                }
                (Some(_), _) => return None,
            };
            time = next;
        }
        Some(after / (until - from).hours())
    }

    /// Returns the longest time without a break, in hours, in which each table has at least its
    /// wanted number open; infinite if it never ends. It looks at the first days of the run, not at
    /// this part only.
    pub(super) fn longest_opening(&self, wanted: &[(&Openings, u32)]) -> f64 {
        let calendar = &self.rules.calendar;
        let (from, until) = (Time::START, Time::START + COUNTED);
        let is_open = |time: Time| {
            let mut all = wanted.iter();
            all.all(|(table, number)| table.open_at(calendar, time) >= *number)
        };
        let next = |time: Time| {
            let changes = wanted.iter();
            let changes = changes.filter_map(|(table, _)| table.next_change(calendar, time, until));
            changes.map(|(time, _)| time).min()
        };
        let (mut longest, mut time) = (0.0_f64, from);
        let mut since = is_open(from).then_some(from);
        while let Some(change) = next(time) {
            since = match (is_open(change), since) {
                (true, since) => Some(since.unwrap_or(change)),
                (false, None) => None,
                (false, Some(since)) => {
                    longest = longest.max((change - since).hours());
                    None
                }
            };
            time = change;
        }
        match since {
            Some(since) if since == from => f64::INFINITY,
            Some(since) => longest.max((until - since).hours()),
            None => longest,
        }
    }
}

/// Length of a week.
const WEEK: Span = Span::from_days(7);

/// Counts the closings of a lane or member in [from, until].
fn closings(openings: &Openings, calendar: &Calendar, from: Time, until: Time) -> f64 {
    let mut open = openings.open_at(calendar, from);
    let (mut time, mut closings) = (from, 0);
    while let Some((next, number)) = openings.next_change(calendar, time, until) {
        closings += open.saturating_sub(number);
        (time, open) = (next, number);
    }
    f64::from(closings)
}
