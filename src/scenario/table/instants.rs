//! Reads the dates and times of a column: the form is declared, or decided by the dates that can be
//! read only one way; zones are turned into local time.

use jiff::civil::{DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset};

use super::grid::{Cell, DAY, Kind, moment};
use super::numbers::only_reading;
use super::paste::Paste;
use super::pattern::{Dates, Part};
use super::stamps::{Readings, Stamp, by_pattern, readings, span, time};
use super::unread::{self, Declared, shown};
use crate::scenario::problem::Problem;

/// A date and time in local time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::scenario) struct Local {
    pub(in crate::scenario) at: DateTime,
    pub(in crate::scenario) clock: Clock,
}

/// What is known of a clock time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Clock {
    /// It was written.
    Given,
    /// Only a date was written.
    Absent,
    /// A sheet holds midnight, which may be a date alone.
    Midnight,
}

/// Reads the dates of one column.
#[derive(Debug)]
pub(in crate::scenario) struct Instants<'a> {
    declared: &'a Declared,
    paste: &'a Paste,
    /// Does the day come before the month?
    day_first: bool,
    /// The offset of the first date and time, with its row.
    first: Option<(Option<Offset>, usize)>,
}

/// A cell with a date, and perhaps one with its clock time.
type Cells<'t> = (Cell<'t>, Option<Cell<'t>>);

impl<'a> Instants<'a> {
    /// Decides how the dates of a column are read. Returns a note too if dates that can be read
    /// only one way decided it.
    pub(in crate::scenario) fn decide<'t>(
        cells: impl Iterator<Item = Cell<'t>>,
        column: &str,
        declared: &'a Declared,
        paste: &'a Paste,
    ) -> Result<(Self, Option<String>), Problem> {
        let made = |day_first: bool| Self::assumed(declared, paste, day_first);
        if declared.dates.is_some() {
            return Ok((made(true), None));
        }
        let orders = Orders::of(cells);
        if let Some(problem) = orders.swapped(paste) {
            return Err(problem);
        }
        let note = |order: &str, cell: Cell<'_>| {
            format!(
                "{}: that the {order} comes first was read from \"{}\" in row {} for the column \
                 \"{column}\".",
                cell.file(),
                cell.text(),
                cell.line(),
            )
        };
        match (orders.day, orders.month, orders.open) {
            (Some(one), Some(other), _) => {
                let message = format!(
                    "in \"{}\" the month comes first, but in \"{}\" in row {} the day",
                    other.text(),
                    one.text(),
                    one.line()
                );
                Err(other.problem(message, "write all dates of a column alike"))
            }
            (Some(day), None, _) => Ok((made(true), Some(note("day", day)))),
            (None, Some(month), _) => Ok((made(false), Some(note("month", month)))),
            (None, None, Some((cell, one, other))) => Err(unread::ask(cell, one, other, paste)),
            (None, None, None) => Ok((made(true), None)),
        }
    }

    /// Reads dates in which the day comes before the month, or after it.
    pub(in crate::scenario) fn assumed(
        declared: &'a Declared,
        paste: &'a Paste,
        day_first: bool,
    ) -> Self {
        Self {
            declared,
            paste,
            day_first,
            first: None,
        }
    }

    /// Reads a date and time.
    pub(in crate::scenario) fn read(&mut self, (cell, clock): Cells<'_>) -> Result<Local, Problem> {
        if cell.is_empty() {
            return Err(unread::missing(cell, self.declared));
        }
        let (stamp, known) = match cell.kind() {
            Kind::Moment(micros) if micros >= DAY => of_moment(micros),
            Kind::Number(days) if self.is_serial() => {
                of_moment(cell.serial(days).ok_or_else(|| self.no_date(cell))?)
            }
            Kind::Text | Kind::Quoted => self.text(cell)?,
            Kind::Number(_) | Kind::Moment(_) | Kind::Elapsed(_) => return Err(self.no_date(cell)),
        };
        let Some(clock) = clock else {
            return self.local(cell, stamp, known);
        };
        if known == Clock::Given && stamp.clock != Some(Time::midnight()) {
            let message = format!("\"{}\" already has a clock time", cell.text());
            return Err(cell.problem(message, "name one column as \"arrived\""));
        }
        let (of_day, offset) = self.clock(clock)?;
        let stamp = Stamp {
            clock: Some(of_day),
            offset,
            ..stamp
        };
        self.local(clock, stamp, Clock::Given)
    }

    /// Returns the problem of a cell in a column of clock times that holds none.
    pub(in crate::scenario) fn wrong_clock(&self, cell: Cell<'_>) -> Option<Problem> {
        self.clock(cell).err()
    }

    fn is_serial(&self) -> bool {
        matches!(self.declared.dates, Some((Dates::Serial, _)))
    }

    /// Reads the clock time of a column of its own.
    fn clock(&self, cell: Cell<'_>) -> Result<(Time, Option<Offset>), Problem> {
        let of_micros = |micros: i64| moment(micros).time();
        let text = cell.plain();
        let hour = |hour: i32| {
            (0..24)
                .contains(&hour)
                .then(|| of_micros(i64::from(hour) * DAY / 24))
        };
        let whole = |number: f64| {
            let is_hour = self.declared.hours && number.fract() == 0.0;
            is_hour.then(|| hour(number as i32)).flatten()
        };
        let of_days = |days: f64| {
            let is_part = self.is_serial() && (0.0..1.0).contains(&days);
            is_part.then(|| of_micros((days * 86_400_000.0).round() as i64 * 1000))
        };
        let found = match cell.kind() {
            Kind::Moment(micros) | Kind::Elapsed(micros) if (0..DAY).contains(&micros) => {
                Some((of_micros(micros), None))
            }
            Kind::Number(number) => of_days(number).or(whole(number)).map(|clock| (clock, None)),
            Kind::Moment(_) | Kind::Elapsed(_) => None,
            Kind::Text | Kind::Quoted => {
                let number = only_reading(&text, self.declared.decimal);
                let of_number = |number: f64| of_days(number).or(whole(number));
                // "08:00-09:00" and "08:00-08:59" name the hour from 08:00 on
                let span = span(&text).filter(|(from, to)| {
                    self.declared.hours && from % 60 == 0 && (59..=60).contains(&(to - from))
                });
                let of_span = span.and_then(|(from, _)| hour(from / 60));
                let clock = number.and_then(of_number).or(of_span);
                clock.map(|clock| (clock, None)).or_else(|| time(&text))
            }
        };
        found.ok_or_else(|| unread::no_clock(cell, self.declared))
    }

    /// Reads a text as a date and time.
    fn text(&self, cell: Cell<'_>) -> Result<(Stamp, Clock), Problem> {
        let text = cell.plain();
        let known = |stamp: Stamp| match stamp.clock {
            Some(_) => (stamp, Clock::Given),
            None => (stamp, Clock::Absent),
        };
        match &self.declared.dates {
            Some((Dates::Serial, _)) => {
                let days = only_reading(&text, self.declared.decimal);
                let micros = days.and_then(|days| cell.serial(days));
                let micros = micros.ok_or_else(|| self.no_date(cell))?;
                Ok(of_moment(micros))
            }
            Some((Dates::Pattern(parts), _)) => {
                // a year of four digits at the start has one reading, unless the pattern has it too
                let is_year_last = !parts.starts_with(&[Part::Year]);
                let iso = || match readings(&text) {
                    Readings::One(stamp) if is_year_last && is_iso(&text) => Some(stamp),
                    _ => None,
                };
                let stamp = by_pattern(&text, parts).or_else(iso);
                stamp.map(known).ok_or_else(|| self.no_date(cell))
            }
            None => match readings(&text) {
                Readings::One(stamp) => Ok(known(stamp)),
                Readings::Order {
                    day_first,
                    month_first,
                } => {
                    let stamp = if self.day_first {
                        day_first
                    } else {
                        month_first
                    };
                    stamp.map(known).ok_or_else(|| self.no_date(cell))
                }
                _ => Err(self.no_date(cell)),
            },
        }
    }

    /// Turns a date and time into local time.
    fn local(&mut self, cell: Cell<'_>, stamp: Stamp, clock: Clock) -> Result<Local, Problem> {
        let local = |at: DateTime| Local { at, clock };
        if clock == Clock::Absent {
            return Ok(local(stamp.at()));
        }
        let (first, line) = *self
            .first
            .get_or_insert_with(|| (stamp.offset, cell.line()));
        if first.is_some() != stamp.offset.is_some() {
            let has = |is: bool| if is { "has a" } else { "has no" };
            let message = format!(
                "\"{}\" {} zone, but the date-time in row {line} {} zone",
                cell.text(),
                has(stamp.offset.is_some()),
                has(first.is_some()),
            );
            return Err(cell.problem(message, "write all date-times of a column alike"));
        }
        match (&self.declared.zone, stamp.offset) {
            (Some((zone, _)), Some(offset)) => match offset.to_timestamp(stamp.at()) {
                Ok(instant) => Ok(local(zone.to_datetime(instant))),
                Err(_) => Err(self.no_date(cell)),
            },
            (Some((zone, name)), None) => match zone.to_ambiguous_timestamp(stamp.at()).offset() {
                AmbiguousOffset::Gap { .. } => {
                    let message = format!(
                        "{} does not exist in {name}: the clocks were put forward",
                        shown(stamp.at())
                    );
                    Err(cell.problem(message, "correct the time, or the zone of the table"))
                }
                _ => Ok(local(stamp.at())),
            },
            (None, Some(offset)) if first != Some(offset) => {
                let message = format!(
                    "\"{}\" has another offset from UTC than row {line}",
                    cell.text()
                );
                let written = self.paste.with("zone", "\"Asia/Shanghai\"");
                let help = format!("write {written}, with the zone of the port");
                Err(cell.problem(message, help))
            }
            (None, _) => Ok(local(stamp.at())),
        }
    }

    /// Returns a note if all date-times have one offset and no zone is declared.
    pub(in crate::scenario) fn note(&self, file: &str) -> Option<String> {
        let (Some((Some(offset), _)), None) = (self.first, &self.declared.zone) else {
            return None;
        };
        Some(format!(
            "{file}: all times have the offset {offset} and are local as they are written; \
             \"zone\" would turn them into another zone."
        ))
    }

    fn no_date(&self, cell: Cell<'_>) -> Problem {
        unread::no_date(cell, self.declared, self.paste)
    }
}

/// Does a text begin with a year and a dash, as in 2020-04-13?
fn is_iso(text: &str) -> bool {
    text.get(4..5) == Some("-")
}

/// The first cells of a column by the order of their day and month.
#[derive(Default)]
struct Orders<'t> {
    /// Only the day can come first.
    day: Option<Cell<'t>>,
    /// Only the month can come first.
    month: Option<Cell<'t>>,
    /// Either can come first, with the two readings.
    open: Option<(Cell<'t>, Stamp, Stamp)>,
    /// A real date of a sheet.
    real: Option<Cell<'t>>,
}

impl<'t> Orders<'t> {
    fn of(cells: impl Iterator<Item = Cell<'t>>) -> Self {
        let mut found = Self::default();
        for cell in cells {
            if matches!(cell.kind(), Kind::Moment(micros) if micros >= DAY) {
                found.real = found.real.or(Some(cell));
            }
            let text = cell.plain();
            if !matches!(cell.kind(), Kind::Text | Kind::Quoted) || is_iso(&text) {
                continue;
            }
            match readings(&text) {
                Readings::Order {
                    day_first: Some(one),
                    month_first: Some(other),
                } if one != other => found.open = found.open.or(Some((cell, one, other))),
                Readings::Order {
                    day_first: Some(_),
                    month_first: Some(_),
                } => {}
                Readings::Order {
                    day_first: Some(_), ..
                } => found.day = found.day.or(Some(cell)),
                Readings::Order { .. } => found.month = found.month.or(Some(cell)),
                _ => {}
            }
        }
        found
    }

    /// Returns the problem of a column of a sheet in which some dates are texts: a program that
    /// read the others may have exchanged day and month.
    fn swapped(&self, paste: &Paste) -> Option<Problem> {
        let open = self.open.map(|(cell, ..)| cell);
        let (text, real) = self.day.or(self.month).or(open).zip(self.real)?;
        let message = format!(
            "\"{}\" is a text, but row {} has a real date ({}): if a spreadsheet read the dates of \
             another country, it exchanged day and month where it could",
            text.text(),
            real.line(),
            real.text()
        );
        let written = paste.with("dates", "\"dd/mm/yyyy\"");
        let help = format!(
            "import the dates again as dates; or, if the real ones are right, write {written}, as \
             the texts are written"
        );
        Some(text.problem(message, help))
    }
}

fn of_moment(micros: i64) -> (Stamp, Clock) {
    let at = moment(micros);
    let clock = if micros % DAY == 0 {
        Clock::Midnight
    } else {
        Clock::Given
    };
    let stamp = Stamp {
        date: at.date(),
        clock: Some(at.time()),
        offset: None,
    };
    (stamp, clock)
}
