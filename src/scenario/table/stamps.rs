//! Reads dates and times in the forms that planners' records have.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use super::grid::{Cell, DAY, Kind};
use super::numbers::Mark;
use super::pattern::{Dates, Part, digits, half, read};
use crate::scenario::local::month_of;
use crate::scenario::meant;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Readings {
    /// It has one reading.
    One(Stamp),
    /// The day comes first, the month comes first, or both are possible.
    Order {
        day_first: Option<Stamp>,
        month_first: Option<Stamp>,
    },
    /// The year has two digits: the patterns that fit, each with its date.
    ShortYear(Vec<(String, Date)>),
    /// It looks like a date but has none that exists.
    NoSuchDate,
    /// Its month has a name that is not English.
    OtherMonth(String),
    /// It begins with a date, which is followed by what is not a clock time; the date is given if
    /// it does not exist either.
    NoClock(String, Option<String>),
    /// It is not a date.
    None,
}

/// Returns the readings of a text.
pub(super) fn readings(text: &str) -> Readings {
    let text = usual(text);
    let Some((fields, separator, rest)) = fields(&text) else {
        return compact(&text);
    };
    let [first, second, third] = fields;
    let is_named = second.starts_with(|letter: char| letter.is_alphabetic());
    if separator == ' ' && !is_named {
        return Readings::None;
    }
    if is_named && month_of(second).is_none() {
        return Readings::OtherMonth(second.to_owned());
    }
    let Some((clock, offset)) = after_date(rest) else {
        let date = text[..text.len() - rest.len()].to_owned();
        let is_wrong = matches!(readings(&date), Readings::NoSuchDate);
        return Readings::NoClock(rest.trim().to_owned(), is_wrong.then_some(date));
    };
    let number = |field: &str| field.parse::<i8>().ok();
    let month = |field: &str| month_of(field).or_else(|| number(field));
    let stamp = |year: &str, month: Option<i8>, day: &str| {
        let date = Date::new(year.parse().ok()?, month?, number(day)?).ok()?;
        Some(Stamp {
            date,
            clock,
            offset,
        })
    };
    let one = |found: Option<Stamp>| found.map_or(Readings::NoSuchDate, Readings::One);
    match (first.len(), third.len()) {
        (4, 1 | 2) => one(stamp(first, month(second), third)),
        (1 | 2, 4) if is_named => one(stamp(third, month(second), first)),
        (1 | 2, 4) => {
            let day_first = stamp(third, month(second), first);
            let month_first = stamp(third, month(first), second);
            if day_first.is_none() && month_first.is_none() {
                return Readings::NoSuchDate;
            }
            Readings::Order {
                day_first,
                month_first,
            }
        }
        (1 | 2, 1 | 2) => Readings::ShortYear(of_short_year(&text, separator, is_named)),
        _ => Readings::None,
    }
}

/// Returns the patterns with a year of two digits that a text fits, each with its date.
fn of_short_year(text: &str, separator: char, is_named: bool) -> Vec<(String, Date)> {
    let orders: &[[&str; 3]] = if is_named {
        &[["dd", "mmm", "yy"], ["yy", "mmm", "dd"]]
    } else {
        &[["dd", "mm", "yy"], ["mm", "dd", "yy"], ["yy", "mm", "dd"]]
    };
    let patterns = orders
        .iter()
        .map(|order| order.join(&separator.to_string()));
    let fitting = patterns.filter_map(|pattern| {
        let Ok(Dates::Pattern(parts)) = Dates::parse(&pattern) else {
            return None;
        };
        Some((pattern, by_pattern(text, &parts)?.date))
    });
    fitting.collect()
}

/// Returns a date as it is usual: without the English name of its day of the week, with the day
/// before the name of its month, and with - and : for the Chinese words of years to minutes.
fn usual(text: &str) -> Cow<'_, str> {
    const DAYS: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let text = text.trim();
    if text.contains('年') {
        let text = text.replace(['年', '月'], "-").replace('日', " ");
        let text = text.replace(['时', '時', '点'], ":").replace('秒', "");
        let minutes = text.strip_suffix('分').map(str::to_owned);
        return Cow::Owned(minutes.unwrap_or_else(|| text.replace('分', ":")));
    }
    let first = |text: &str| {
        text.find(|letter: char| !letter.is_alphabetic())
            .unwrap_or(0)
    };
    let (word, rest) = text.split_at(first(text));
    let lower = word.to_lowercase();
    let is_day = word.len() >= 3 && DAYS.iter().any(|day| day.starts_with(&lower));
    let text = if is_day {
        rest.trim_start_matches(['.', ',', ' '])
    } else {
        text
    };
    let (word, rest) = text.split_at(first(text));
    let rest = rest.trim_start_matches(['.', ' ']);
    if month_of(word).is_some()
        && let Some((day, after)) = digits(rest, 1, 2)
        && let Some(after) = after.strip_prefix([',', ' '])
        && let Some((year, after)) = digits(after.trim_start(), 4, 4)
    {
        return Cow::Owned(format!("{day} {word} {year}{after}"));
    }
    Cow::Borrowed(text)
}

/// Splits a date into its three fields, the separator and what follows; the middle field may be the
/// name of a month.
fn fields(text: &str) -> Option<([&str; 3], char, &str)> {
    let number = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let end = number(text);
    let mut separator = text[end..].chars().next()?;
    if end == 0 || !matches!(separator, '-' | '/' | '.' | ' ') {
        return None;
    }
    let mut rest = &text[end + 1..];
    if let Some(name) = rest.strip_prefix(' ').filter(|_| separator == '.')
        && name.starts_with(|letter: char| letter.is_alphabetic())
    {
        // "13. April 2020"
        (separator, rest) = (' ', name);
    }
    let middle = match number(rest) {
        0 => rest.find(|letter: char| !letter.is_alphabetic())?,
        digits => digits,
    };
    let last = rest[middle..].strip_prefix(separator)?;
    let length = number(last);
    (middle > 0 && middle <= 20 && end <= 4 && (1..=4).contains(&length)).then(|| {
        let fields = [&text[..end], &rest[..middle], &last[..length]];
        (fields, separator, &last[length..])
    })
}

/// Reads the basic form of ISO 8601, 20200413 or 20200413T083000, also without the T.
fn compact(text: &str) -> Readings {
    let parts = [Part::Year, Part::Month, Part::Day];
    let is_compact = text.len() >= 8 && text.bytes().take(8).all(|it| it.is_ascii_digit());
    let Some((date, _, rest)) = read(text, &parts).filter(|_| is_compact) else {
        return Readings::None;
    };
    let clock = rest.strip_prefix('T').unwrap_or(rest);
    let fields = match clock.len() {
        _ if !clock.bytes().all(|it| it.is_ascii_digit()) => None,
        6 => Some([&clock[..2], &clock[2..4], &clock[4..]]),
        4 => Some([&clock[..2], &clock[2..], "0"]),
        _ => None,
    };
    let clock = fields.and_then(|fields| {
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
    if let Some(clock) = text.strip_prefix(['T', 't']) {
        let (clock, offset) = of_day(clock)?;
        return Some((Some(clock), offset));
    }
    let after_mark = text.strip_prefix(',').map(str::trim_start);
    let is_apart = clock.len() < text.len();
    let clock = after_mark.or_else(|| is_apart.then_some(clock))?;
    let (clock, offset) = time(clock)?;
    Some((Some(clock), offset))
}

/// Reads a clock time such as 8:30, 08:30:15.5 or 8:30 PM, perhaps with an offset. What may be the
/// span from one clock time to a later one, such as 08:00-09:00, is not a clock time.
pub(super) fn time(text: &str) -> Option<(Time, Option<Offset>)> {
    let is_span = span(text).is_some_and(|(from, to)| from < to);
    of_day(text).filter(|_| !is_span)
}

/// Reads a span of minutes from one clock time to another, such as 08:00-09:00 or 8-9.
pub(super) fn span(text: &str) -> Option<(i32, i32)> {
    let (from, to) = text.split_once(['-', '\u{2013}'])?;
    let minute = |clock: &str| {
        let (hour, minute) = clock.trim().split_once(':').unwrap_or((clock.trim(), "00"));
        let is_short = |part: &str| part.len() <= 2 && part.bytes().all(|it| it.is_ascii_digit());
        let (hour, minute): (i32, i32) = (hour.parse().ok()?, minute.parse().ok()?);
        let fits = clock.trim().split(':').all(is_short) && minute < 60;
        (fits && hour * 60 + minute <= 24 * 60).then_some(hour * 60 + minute)
    };
    Some((minute(from)?, minute(to)?))
}

/// Reads a clock time, perhaps with an offset.
fn of_day(text: &str) -> Option<(Time, Option<Offset>)> {
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

/// What a cell seems to hold, for finding the columns of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Content {
    Empty,
    /// A date, perhaps with a clock time.
    Date,
    /// A date without a clock time.
    DateAlone,
    Clock,
    Number,
    Text,
}

/// Returns what a cell seems to hold.
pub(in crate::scenario) fn content(cell: Cell<'_>) -> Content {
    match cell.kind() {
        Kind::Number(_) => return Content::Number,
        Kind::Moment(micros) if micros < DAY => return Content::Clock,
        Kind::Moment(micros) if micros % DAY == 0 => return Content::DateAlone,
        Kind::Moment(_) => return Content::Date,
        Kind::Elapsed(_) | Kind::Text | Kind::Quoted => {}
    }
    let text = meant::ascii(&cell.plain());
    let of = |stamp: Stamp| match stamp.clock {
        Some(_) => Content::Date,
        None => Content::DateAlone,
    };
    match readings(&text) {
        _ if text.is_empty() => Content::Empty,
        _ if text.bytes().all(|it| it.is_ascii_digit()) && text.len() < 12 => Content::Number,
        Readings::One(stamp) => of(stamp),
        Readings::Order {
            day_first,
            month_first,
        } => day_first.or(month_first).map_or(Content::Date, of),
        Readings::ShortYear(_) => Content::Date,
        _ if time(&text).is_some() => Content::Clock,
        _ if Mark::Point
            .read(&text)
            .or(Mark::Comma.read(&text))
            .is_some() =>
        {
            Content::Number
        }
        _ => Content::Text,
    }
}
