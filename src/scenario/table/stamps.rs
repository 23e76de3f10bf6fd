//! Reads dates and times in the forms that planners' records have.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use super::pattern::{Part, digits, half, read};
use crate::scenario::local::month_of;

/// A date with the clock time and the offset that were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) date: Date,
    pub(super) clock: Option<Time>,
    pub(super) offset: Option<Offset>,
}

impl Stamp {
    /// Returns the date and time; midnight without a clock time.
    pub(super) fn at(self) -> DateTime {
        self.date.to_datetime(self.clock.unwrap_or_default())
    }
}

/// The readings of a text without a declared pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Readings {
    /// It has one reading.
    One(Stamp),
    /// The day comes first, the month comes first, or both are possible.
    Order {
        day_first: Option<Stamp>,
        month_first: Option<Stamp>,
    },
    /// The year has two digits.
    ShortYear,
    /// It looks like a date but has none that exists.
    NoSuchDate,
    /// It is not a date.
    None,
}

/// Returns the readings of a text.
pub(super) fn readings(text: &str) -> Readings {
    let Some((fields, separator, rest)) = fields(text) else {
        return compact(text);
    };
    let [first, second, third] = fields;
    let with_clock = |date: Option<Date>| {
        let (clock, offset) = after_date(rest)?;
        date.map(|date| Stamp {
            date,
            clock,
            offset,
        })
    };
    if after_date(rest).is_none() {
        return Readings::None;
    }
    let number = |field: &str| field.parse::<i8>().ok();
    let date = |year: &str, month: Option<i8>, day: &str| {
        Date::new(year.parse().ok()?, month?, number(day)?).ok()
    };
    let one = |found: Option<Stamp>| found.map_or(Readings::NoSuchDate, Readings::One);
    if second.starts_with(|letter: char| letter.is_alphabetic()) {
        return match third.len() {
            4 => one(with_clock(date(third, month_of(second), first))),
            _ => Readings::ShortYear,
        };
    }
    if separator == ' ' {
        return Readings::None;
    }
    match (first.len(), third.len()) {
        (4, 1 | 2) => one(with_clock(date(first, number(second), third))),
        (1 | 2, 4) => {
            let day_first = with_clock(date(third, number(second), first));
            let month_first = with_clock(date(third, number(first), second));
            if day_first.is_none() && month_first.is_none() {
                return Readings::NoSuchDate;
            }
            Readings::Order {
                day_first,
                month_first,
            }
        }
        (1 | 2, 1 | 2) => Readings::ShortYear,
        _ => Readings::None,
    }
}

/// Splits a date into its three fields, the separator and what follows; the middle field may be the
/// name of a month.
fn fields(text: &str) -> Option<([&str; 3], char, &str)> {
    let number = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let end = number(text);
    let separator = text[end..].chars().next()?;
    if end == 0 || !matches!(separator, '-' | '/' | '.' | ' ') {
        return None;
    }
    let rest = &text[end + 1..];
    let middle = match number(rest) {
        0 => rest.find(|letter: char| !letter.is_alphabetic())?,
        digits => digits,
    };
    let last = rest[middle..].strip_prefix(separator)?;
    let length = number(last);
    (middle > 0 && middle <= 9 && end <= 4 && (1..=4).contains(&length)).then(|| {
        let fields = [&text[..end], &rest[..middle], &last[..length]];
        (fields, separator, &last[length..])
    })
}

/// Reads the basic form of ISO 8601, 20200413 or 20200413T083000.
fn compact(text: &str) -> Readings {
    let parts = [Part::Year, Part::Month, Part::Day];
    let is_compact = text.len() >= 8 && text.bytes().take(8).all(|it| it.is_ascii_digit());
    let Some((date, _, rest)) = read(text, &parts).filter(|_| is_compact) else {
        return Readings::None;
    };
    let clock = rest.strip_prefix('T').and_then(|clock| {
        let fields = match clock.len() {
            6 => [&clock[..2], &clock[2..4], &clock[4..]],
            4 => [&clock[..2], &clock[2..], "0"],
            _ => return None,
        };
        let [hour, minute, second] = fields.map(|field| field.parse::<i8>().ok());
        Time::new(hour?, minute?, second?, 0).ok()
    });
    if !rest.is_empty() && clock.is_none() {
        return Readings::None;
    }
    Readings::One(Stamp {
        date,
        clock,
        offset: None,
    })
}

/// Reads a text by a declared pattern.
pub(super) fn by_pattern(text: &str, parts: &[Part]) -> Option<Stamp> {
    let (date, clock, rest) = read(text, parts)?;
    let (clock, offset) = match clock {
        None => after_date(rest)?,
        Some(clock) => {
            // a pattern may end before the seconds and the offset
            let (clock, rest) = match rest.strip_prefix(':') {
                Some(rest) => seconds(clock, rest)?,
                None => fraction(clock, rest)?,
            };
            let (clock, rest) = halved(clock, rest)?;
            (Some(clock), offset(rest)?.0)
        }
    };
    Some(Stamp {
        date,
        clock,
        offset,
    })
}

/// Reads what follows a date: nothing, or a clock time, perhaps with an offset.
fn after_date(text: &str) -> Option<(Option<Time>, Option<Offset>)> {
    let clock = text.trim_start();
    if clock.is_empty() {
        return Some((None, None));
    }
    let after_mark = text.strip_prefix(['T', 't', ',']).map(str::trim_start);
    let is_apart = clock.len() < text.len();
    let clock = after_mark.or_else(|| is_apart.then_some(clock))?;
    let (clock, offset) = time(clock)?;
    Some((Some(clock), offset))
}

/// Reads a clock time such as 8:30, 08:30:15.5 or 8:30 PM, perhaps with an offset.
pub(super) fn time(text: &str) -> Option<(Time, Option<Offset>)> {
    let (hour, rest) = digits(text, 1, 2)?;
    let (clock, rest) = if let Some(rest) = rest.strip_prefix(':') {
        let (minute, rest) = digits(rest, 2, 2)?;
        let clock = Time::new(hour as i8, minute as i8, 0, 0).ok()?;
        match rest.strip_prefix(':') {
            Some(rest) => seconds(clock, rest)?,
            None => (clock, rest),
        }
    } else {
        // "8 PM"
        half(rest.trim_start())?;
        (Time::new(hour as i8, 0, 0, 0).ok()?, rest)
    };
    let (clock, rest) = halved(clock, rest)?;
    Some((clock, offset(rest)?.0))
}

fn seconds(clock: Time, rest: &str) -> Option<(Time, &str)> {
    let (second, rest) = digits(rest, 2, 2)?;
    let clock = Time::new(clock.hour(), clock.minute(), second as i8, 0).ok()?;
    fraction(clock, rest)
}

/// Reads decimals of a second, to the microsecond.
fn fraction(clock: Time, rest: &str) -> Option<(Time, &str)> {
    let Some(decimals) = rest.strip_prefix(['.', ',']) else {
        return Some((clock, rest));
    };
    let count = decimals.bytes().take_while(u8::is_ascii_digit).count();
    let shown = decimals.get(..count.min(6)).filter(|it| !it.is_empty())?;
    let micros: i32 = format!("{shown:0<6}").parse().ok()?;
    let clock = Time::new(clock.hour(), clock.minute(), clock.second(), micros * 1000).ok()?;
    Some((clock, &decimals[count..]))
}

/// Reads AM or PM.
fn halved(clock: Time, rest: &str) -> Option<(Time, &str)> {
    let Some((hours, rest)) = half(rest.trim_start()) else {
        return Some((clock, rest));
    };
    let hour = (1..=12)
        .contains(&clock.hour())
        .then(|| clock.hour() % 12 + hours)?;
    let nanosecond = clock.subsec_nanosecond();
    let clock = Time::new(hour, clock.minute(), clock.second(), nanosecond).ok()?;
    Some((clock, rest))
}

/// What a date-time ends with: perhaps an offset.
struct End(Option<Offset>);

/// Reads the offset at the end: nothing, Z, +08, +0800 or +08:00, perhaps with a name in brackets.
fn offset(text: &str) -> Option<End> {
    let text = text.trim();
    if text.is_empty() {
        return Some(End(None));
    }
    let (text, name) = text.split_once('[').unwrap_or((text, "]"));
    if !name.ends_with(']') {
        return None;
    }
    if ["Z", "z", "UTC", "GMT"].contains(&text) {
        return Some(End(Some(Offset::UTC)));
    }
    let (sign, clock) = match text.split_at_checked(1)? {
        ("+", clock) => (1, clock),
        ("-", clock) => (-1, clock),
        _ => return None,
    };
    let (hours, rest) = digits(clock, 2, 2)?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let minutes = match rest {
        "" => 0,
        _ => digits(rest, 2, 2).filter(|(_, rest)| rest.is_empty())?.0,
    };
    let seconds = sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60);
    (hours < 24 && minutes < 60)
        .then(|| Offset::from_seconds(seconds).ok())
        .flatten()
        .map(|offset| End(Some(offset)))
}
