//! Dates, days of the week and clock hours.

use jiff::civil::DateTime;
use serde::{Deserialize, Deserializer};

use super::forms::{AnyForm, Forms, Read, read_forms};
use crate::calendar::{DayKind, DaySet};
use crate::scenario::problem::Complaint;
use crate::scenario::reader::DATE;
use crate::scenario::{meant, suggest};
use crate::time::Span;

/// A date, or a date and a clock time.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) struct Instant {
    /// The instant; midnight where only a date is written.
    pub(in crate::scenario) at: DateTime,
    /// Was a clock time written?
    pub(in crate::scenario) has_clock: bool,
}

/// Clock hours, the half-open interval [from, until).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) struct ClockHours {
    /// Time of day.
    pub(in crate::scenario) from: Span,
    /// Time of day; above 24 h if the hours run over midnight.
    pub(in crate::scenario) until: Span,
}

/// A time of day, such as "06:00".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) struct ClockTime(pub(in crate::scenario) Span);

/// Kinds of days, such as "mon-fri" or "sat, sun, holiday".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) struct Days(pub(in crate::scenario) DaySet);

/// Names of the kinds of days.
pub(in crate::scenario) struct Day;

impl Day {
    /// The names, in the order of [`DayKind::index`].
    pub(in crate::scenario) const NAMES: [&'static str; DayKind::COUNT] =
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"];

    fn parse(name: &str) -> Result<usize, Complaint> {
        let position = Self::NAMES.iter().position(|known| *known == name);
        position.ok_or_else(|| {
            let help = suggest::nearest(name, Self::NAMES).map_or_else(
                || "write days such as \"mon-fri\", \"sat, sun\" or \"holiday\"".to_owned(),
                |nearest| format!("did you mean \"{nearest}\"?"),
            );
            Complaint::new(format!("unknown day \"{name}\""), help)
        })
    }

    fn kind(position: usize) -> DayKind {
        match u8::try_from(position) {
            Ok(weekday) if weekday < 7 => DayKind::weekday(weekday),
            _ => DayKind::HOLIDAY,
        }
    }
}

impl Days {
    fn parse(text: &str) -> Result<Self, Complaint> {
        Self::exact(text).map_err(|complaint| match meant::days(text) {
            Some(days) if Self::exact(&days).is_ok() => {
                Complaint::new(complaint.message, format!("write \"{days}\""))
            }
            _ => complaint,
        })
    }

    /// Parses days that are written as in the format.
    fn exact(text: &str) -> Result<Self, Complaint> {
        let mut set = DaySet::NONE;
        for piece in text.split(',') {
            let piece = piece.trim();
            let Some((first, last)) = piece.split_once('-') else {
                set = set.with(Day::kind(Day::parse(piece)?));
                continue;
            };
            let (first, last) = (Day::parse(first.trim())?, Day::parse(last.trim())?);
            if first.max(last) > 6 {
                let message = format!("\"{piece}\": \"holiday\" is not a day of the week");
                let first = Day::NAMES[first.min(6)];
                let help = format!("write \"{first}-sun, holiday\"");
                return Err(Complaint::new(message, help));
            }
            let length = (last + 7 - first) % 7;
            for offset in 0..=length {
                set = set.with(Day::kind((first + offset) % 7));
            }
        }
        Ok(Self(set))
    }
}

impl ClockHours {
    fn parse(text: &str) -> Result<Self, Complaint> {
        let Some((from, until)) = loose_span(text) else {
            return Err(malformed(text));
        };
        let written = format!("{}-{}", clock(from), clock(until));
        if written != text {
            return Err(Complaint::new(
                format!("\"{text}\" is not a span of clock hours"),
                format!("write \"{written}\""),
            ));
        }
        if from == until || from == MINUTES {
            return Err(Complaint::new(
                format!("the hours \"{text}\" are empty"),
                "write \"00:00-24:00\" for all day",
            ));
        }
        let until = if until < from { until + MINUTES } else { until };
        Ok(Self {
            from: span(from),
            until: span(until),
        })
    }
}

impl ClockTime {
    fn parse(text: &str) -> Result<Self, Complaint> {
        let Some(time) = minutes(text) else {
            let message = format!("\"{text}\" is not a time of day");
            return Err(Complaint::new(message, "write HH:MM, such as \"06:00\""));
        };
        let written = clock(time % MINUTES);
        if written != text {
            let message = format!("\"{text}\" is not a time of day");
            return Err(Complaint::new(message, format!("write \"{written}\"")));
        }
        Ok(Self(span(time)))
    }
}

fn span(minutes: i64) -> Span {
    Span::from_micros(minutes * 60 * Span::SECOND.micros())
}

/// Minutes of a day.
const MINUTES: i64 = 24 * 60;

/// Returns clock hours in minutes of the day; loose forms such as `8 - 17 Uhr` are accepted.
fn loose_span(text: &str) -> Option<(i64, i64)> {
    let loose = meant::hours(text);
    let (from, until) = loose.split_once('-')?;
    Some((minutes(from)?, minutes(until)?))
}

/// Returns a time of day in minutes; loose forms such as "8:00", "8" and "0800" are accepted.
fn minutes(text: &str) -> Option<i64> {
    let text = text.trim();
    let is_short = text.len() == 4 && text.bytes().all(|it| it.is_ascii_digit());
    let (hour, minute) = if is_short {
        text.split_at(2)
    } else {
        text.split_once([':', '.']).unwrap_or((text, "00"))
    };
    let digits = |text: &str| {
        let short = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        short.then(|| text.parse::<i64>().ok()).flatten()
    };
    let (hour, minute) = (digits(hour)?, digits(minute)?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= MINUTES).then_some(total)
}

fn clock(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn malformed(text: &str) -> Complaint {
    let message = format!("\"{text}\" is not a span of clock hours");
    let spans: Option<Vec<(i64, i64)>> = text.split([',', ';', '+', '&']).map(loose_span).collect();
    let help = if let Some(spans) = spans.filter(|it| it.len() > 1) {
        let row = |(from, until)| format!("hours = \"{}-{}\"", clock(from), clock(until));
        let rows: Vec<String> = spans.into_iter().map(row).collect();
        format!("write a row for each: {}", suggest::in_words(&rows, "and"))
    } else if meant::has_digits(text) {
        "write HH:MM-HH:MM, from the start to the end, also over midnight".to_owned()
    } else {
        "write HH:MM-HH:MM, such as \"08:00-20:00\" or, over midnight, \"20:00-08:00\"".to_owned()
    };
    Complaint::new(message, help)
}

impl Forms<'_> for Instant {
    const WRITTEN: &'static str =
        "a date without quotes, such as 2020-04-13 or 2020-04-13T08:00:00";

    fn text(text: &str) -> Read<Self> {
        Some(instant(text))
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_newtype_struct(DATE, AnyForm::<Self>::new())
    }
}

/// Parses a date that the TOML parser has accepted.
fn instant(text: &str) -> Result<Instant, Complaint> {
    let has_clock = text.contains(':');
    let has_offset = text.ends_with(['Z', 'z'])
        || text
            .get(10..)
            .is_some_and(|clock| clock.contains(['+', '-']));
    if has_offset {
        let local = text.get(..19).unwrap_or(text);
        return Err(Complaint::new(
            format!("{text} has a time zone; all times are local"),
            format!("write {local}"),
        ));
    }
    let at = text.parse().ok().filter(|_| text.contains('-'));
    at.map(|at| Instant { at, has_clock }).ok_or_else(|| {
        let help = "write a date such as 2020-04-13 or 2020-04-13T08:00:00";
        Complaint::new(format!("{text} is not a date"), help)
    })
}

impl Forms<'_> for Days {
    const WRITTEN: &'static str = "days such as \"mon-fri\", \"sat, sun\" or \"holiday\"";

    fn text(text: &str) -> Read<Self> {
        Some(Self::parse(text))
    }
}

impl Forms<'_> for ClockHours {
    const WRITTEN: &'static str = "clock hours such as \"08:00-20:00\"";

    fn text(text: &str) -> Read<Self> {
        Some(Self::parse(text))
    }
}

impl Forms<'_> for ClockTime {
    const WRITTEN: &'static str = "a time of day such as \"06:00\"";

    fn text(text: &str) -> Read<Self> {
        Some(Self::parse(text))
    }
}

read_forms!(Days, ClockHours, ClockTime);

#[cfg(test)]
mod tests {
    use super::*;

    fn named(names: &[&str]) -> DaySet {
        let day = |name: &&str| Day::kind(Day::parse(name).expect("known"));
        names.iter().map(day).fold(DaySet::NONE, DaySet::with)
    }

    #[test]
    fn days_are_lists_and_ranges_that_may_run_over_sunday() {
        let parse = |text| Days::parse(text).expect("valid").0;
        assert_eq!(
            parse("mon-fri"),
            named(&["mon", "tue", "wed", "thu", "fri"])
        );
        assert_eq!(parse("fri-mon"), named(&["fri", "sat", "sun", "mon"]));
        assert_eq!(parse("sat, sun"), named(&["sat", "sun"]));
        assert_eq!(parse("holiday"), named(&["holiday"]));
        assert_eq!(parse("mon-sun,holiday"), DaySet::ALL);
        assert_eq!(parse("wed-wed"), named(&["wed"]));
    }

    #[test]
    fn hours_that_end_before_they_begin_run_over_midnight() {
        let hours = |text| {
            let hours = ClockHours::parse(text).expect("valid");
            (hours.from.hours(), hours.until.hours())
        };
        assert_eq!(hours("08:00-20:00"), (8.0, 20.0));
        assert_eq!(hours("20:00-08:00"), (20.0, 32.0));
        assert_eq!(hours("00:00-24:00"), (0.0, 24.0));
        assert_eq!(hours("17:30-00:00"), (17.5, 24.0));
    }
}
