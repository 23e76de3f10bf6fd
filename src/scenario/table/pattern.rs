//! Patterns of dates, such as `dd.mm.yyyy hh:mm`, as spreadsheets write them.

use jiff::civil::{Date, Time};

use crate::scenario::local::month_of;
use crate::scenario::problem::Complaint;

/// How the dates of a table are written.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::scenario) enum Dates {
    /// Days counted by spreadsheets.
    Serial,
    /// Parts in this order.
    Pattern(Vec<Part>),
}

/// A part of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Part {
    /// A year of four digits.
    Year,
    /// A year of two digits.
    ShortYear,
    /// A month as number.
    Month,
    /// A month by its English name.
    MonthName,
    Day,
    Hour,
    Minute,
    Second,
    /// AM or PM.
    Half,
    /// Any other character.
    Literal(char),
}

impl Dates {
    /// Parses the value of `dates`.
    pub(in crate::scenario) fn parse(text: &str) -> Result<Self, Complaint> {
        if text == "serial" {
            return Ok(Self::Serial);
        }
        let refuse = |message: String| {
            let help = "write a pattern such as \"dd.mm.yyyy\" or \"mm/dd/yyyy hh:mm\", or \
                        \"serial\" for the days that spreadsheets count";
            Err(Complaint::new(message, help))
        };
        let letters: Vec<char> = text.trim().to_lowercase().chars().collect();
        let mut parts: Vec<Part> = vec![];
        let mut at = 0;
        while at < letters.len() {
            let letter = letters[at];
            let run = letters[at..].iter().take_while(|it| **it == letter).count();
            let is_clock = parts
                .iter()
                .rev()
                .find(|it| !matches!(it, Part::Literal(_)));
            let after_hour = is_clock == Some(&Part::Hour);
            let rest: String = letters[at..].iter().take(5).collect();
            let (part, length) = match (letter, run) {
                ('y', 4) => (Part::Year, 4),
                ('y', 2) => (Part::ShortYear, 2),
                ('m', 1 | 2) if after_hour => (Part::Minute, run),
                ('m', 1 | 2) => (Part::Month, run),
                ('m', 3 | 4) => (Part::MonthName, run),
                ('d', 1 | 2) => (Part::Day, run),
                ('h', 1 | 2) => (Part::Hour, run),
                ('s', 1 | 2) => (Part::Second, run),
                ('a', _) if rest == "am/pm" => (Part::Half, 5),
                ('t', 1) => (Part::Literal('T'), 1),
                (letter, _) if !letter.is_alphanumeric() || !letter.is_ascii() => {
                    (Part::Literal(letter), 1)
                }
                _ => return refuse(format!("\"{text}\" is not a pattern of dates")),
            };
            parts.push(part);
            at += length;
        }
        let count = |wanted: &[Part]| parts.iter().filter(|part| wanted.contains(part)).count();
        let days = [
            count(&[Part::Year, Part::ShortYear]),
            count(&[Part::Month, Part::MonthName]),
            count(&[Part::Day]),
        ];
        let is_double = [Part::Hour, Part::Minute, Part::Second, Part::Half]
            .iter()
            .any(|part| count(&[*part]) > 1);
        if days != [1; 3] || is_double {
            return refuse(format!(
                "the pattern \"{text}\" does not have one day, one month and one year"
            ));
        }
        Ok(Self::Pattern(parts))
    }
}

/// The parts of a date that were read.
#[derive(Default)]
struct Read {
    year: i16,
    month: i8,
    day: i8,
    hour: i8,
    minute: i8,
    second: i8,
    /// Hours of the half of the day: 0 or 12.
    half: Option<i8>,
}

/// Reads a date by a pattern, with its clock time if the pattern has one and the text goes on.
/// Returns what follows too; `None` if the text does not fit.
pub(super) fn read<'a>(text: &'a str, parts: &[Part]) -> Option<(Date, Option<Time>, &'a str)> {
    let mut rest = text;
    let mut read = Read::default();
    let is_of_date = |part: &Part| {
        let date = [Part::Year, Part::ShortYear, Part::Month, Part::MonthName];
        date.contains(part) || *part == Part::Day
    };
    let last_of_date = parts.iter().rposition(is_of_date)?;
    let has_clock = parts.contains(&Part::Hour);
    for (place, part) in parts.iter().enumerate() {
        // a clock time may be missing as a whole
        if place > last_of_date && has_clock && rest.trim().is_empty() {
            let only_date = !parts[..last_of_date].contains(&Part::Hour);
            let none_read = !parts[last_of_date..place]
                .iter()
                .any(|part| matches!(part, Part::Hour | Part::Minute | Part::Second));
            return (only_date && none_read)
                .then(|| date(&read))
                .flatten()
                .map(|date| (date, None, ""));
        }
        rest = next(&mut read, *part, rest)?;
    }
    let date = date(&read)?;
    if !has_clock {
        return Some((date, None, rest));
    }
    let hour = match read.half {
        Some(_) if !(1..=12).contains(&read.hour) => return None,
        Some(half) => read.hour % 12 + half,
        None => read.hour,
    };
    let clock = Time::new(hour, read.minute, read.second, 0).ok()?;
    Some((date, Some(clock), rest))
}

fn date(read: &Read) -> Option<Date> {
    Date::new(read.year, read.month, read.day).ok()
}

/// Reads one part; returns what follows.
fn next<'a>(read: &mut Read, part: Part, rest: &'a str) -> Option<&'a str> {
    match part {
        Part::Year => {
            let (year, rest) = digits(rest, 4, 4)?;
            read.year = year;
            Some(rest)
        }
        Part::ShortYear => {
            let (year, rest) = digits(rest, 2, 2)?;
            read.year = full_year(year);
            Some(rest)
        }
        Part::MonthName => {
            let end = rest
                .find(|letter: char| !letter.is_alphabetic())
                .unwrap_or(rest.len());
            read.month = month_of(&rest[..end])?;
            Some(&rest[end..])
        }
        Part::Half => {
            let (half, rest) = half(rest)?;
            read.half = Some(half);
            Some(rest)
        }
        Part::Literal(' ') => {
            let trimmed = rest.trim_start();
            (trimmed.len() < rest.len()).then_some(trimmed)
        }
        Part::Literal('T') => rest.strip_prefix(['T', 't', ' ']),
        Part::Literal(letter) => rest.strip_prefix(letter),
        Part::Month | Part::Day | Part::Hour | Part::Minute | Part::Second => {
            let (number, rest) = digits(rest, 1, 2)?;
            let place = match part {
                Part::Month => &mut read.month,
                Part::Day => &mut read.day,
                Part::Hour => &mut read.hour,
                Part::Minute => &mut read.minute,
                _ => &mut read.second,
            };
            *place = number as i8;
            Some(rest)
        }
    }
}

/// Returns the year of two digits: from 1970 to 2069.
fn full_year(year: i16) -> i16 {
    if year < 70 { 2000 + year } else { 1900 + year }
}

/// Reads AM or PM as the hours before the half of the day.
pub(super) fn half(text: &str) -> Option<(i8, &str)> {
    let (word, rest) = text.split_at_checked(2)?;
    match word.to_ascii_lowercase().as_str() {
        "am" => Some((0, rest)),
        "pm" => Some((12, rest)),
        _ => None,
    }
}

/// Reads a number of this many digits, as many as possible.
pub(super) fn digits(text: &str, least: usize, most: usize) -> Option<(i16, &str)> {
    let count = text.bytes().take(most);
    let count = count.take_while(u8::is_ascii_digit).count();
    let number = text.get(..count)?.parse().ok()?;
    (count >= least).then(|| (number, &text[count..]))
}
