//! Explains why a cell is not a date and time, and what to write.

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;

use super::grid::{Cell, Kind, moment};
use super::numbers::{Mark, only_reading};
use super::paste::Paste;
use super::pattern::Dates;
use super::stamps::{Readings, Stamp, readings, span, time};
use crate::scenario::problem::Problem;
use crate::scenario::{meant, suggest};

/// How the dates of a table are read, as far as the scenario says so.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Declared {
    /// The form of dates, with its text.
    pub(in crate::scenario) dates: Option<(Dates, String)>,
    /// The zone whose time is local, with its name.
    pub(in crate::scenario) zone: Option<(TimeZone, String)>,
    /// The decimal mark of serial days.
    pub(in crate::scenario) decimal: Option<Mark>,
    /// May a clock time be a whole hour such as 8?
    pub(in crate::scenario) hours: bool,
}

/// Advice on a row that is not one of a batch.
const TOTAL: &str = "; take out a row that is none of a batch, such as a total";

/// Makes the problem of a cell without a date.
pub(super) fn missing(cell: Cell<'_>, declared: &Declared) -> Problem {
    let help = format!("{}{TOTAL}", form(declared));
    cell.problem("the date-time is missing", help)
}

/// Returns advice on the form of dates.
fn form(declared: &Declared) -> String {
    match &declared.dates {
        Some((Dates::Pattern(_), pattern)) => format!("write it as {pattern}"),
        Some((Dates::Serial, _)) => "write the serial day of a spreadsheet".to_owned(),
        None => "save date-times as 2020-04-13T08:30:00 (in a spreadsheet: \
                 yyyy-mm-ddThh:mm:ss)"
            .to_owned(),
    }
}

/// Makes the problem of a cell that is not a clock time.
pub(super) fn no_clock(cell: Cell<'_>, declared: &Declared) -> Problem {
    let text = cell.text();
    if let Some(problem) = other_digits(cell) {
        return problem;
    }
    let message = if text.is_empty() {
        "the clock time is missing".to_owned()
    } else {
        format!("\"{text}\" is not a clock time")
    };
    let help = if declared.hours {
        "write the hour, from 0 to 23, or the clock time at which it begins, such as 08:00"
    } else if span(&cell.plain()).is_some() {
        "write the clock time of the batch, such as 08:30, not a span"
    } else {
        let known = clock_of(&text);
        let usual = "write a clock time from 00:00 to 23:59, such as 08:30";
        return cell.problem(message, known.unwrap_or_else(|| usual.to_owned()));
    };
    cell.problem(message, help)
}

/// Makes the problem of a cell that is not a date; it names what was found.
pub(super) fn no_date(cell: Cell<'_>, declared: &Declared, paste: &Paste) -> Problem {
    let text = cell.text();
    if let Some(problem) = other_digits(cell) {
        return problem;
    }
    if let Some((dates, pattern)) = &declared.dates {
        let message = match dates {
            Dates::Serial => format!("\"{text}\" is not a serial day with a date"),
            Dates::Pattern(_) => format!("\"{text}\" is not a date as {pattern}"),
        };
        return cell.problem(message, format!("{}{TOTAL}", form(declared)));
    }
    if let Some(problem) = number(cell, declared, paste) {
        return problem;
    }
    match readings(&cell.plain()) {
        Readings::ShortYear(fitting) => short_year(cell, &fitting, paste),
        Readings::NoSuchDate | Readings::Order { .. } => {
            let message = format!("\"{text}\" is not a date that exists");
            cell.problem(message, "correct the date")
        }
        Readings::OtherMonth(name) => {
            let message = format!("\"{text}\": \"{name}\" is not the English name of a month");
            cell.problem(message, form(declared))
        }
        Readings::NoClock(rest, Some(date)) => {
            let message = format!(
                "\"{date}\" is not a date that exists, and \"{rest}\" after it is not a clock time"
            );
            let help = "correct the date, and write a clock time from 00:00 to 23:59 behind it";
            cell.problem(message, help)
        }
        Readings::NoClock(rest, None) if span(&rest).is_some() => {
            let message = format!(
                "\"{rest}\" after the date can be a span of time, or a clock time with an offset \
                 from UTC"
            );
            let help = "write the start of the span, such as 08:00; or seconds before the offset, \
                        such as 08:00:00-09:00";
            cell.problem(message, help)
        }
        Readings::NoClock(rest, None) if let Some(help) = clock_of(&rest) => {
            let message = format!("\"{rest}\" after the date is not a clock time");
            cell.problem(message, help)
        }
        Readings::NoClock(rest, None) => {
            let message = format!("\"{rest}\" after the date is not a clock time");
            let help = "write a clock time from 00:00 to 23:59, such as 08:30, and then an offset \
                        such as +02:00 if it has one";
            cell.problem(message, help)
        }
        _ if time(&cell.plain()).is_some() || is_clock(cell) => {
            let message = format!("\"{text}\" is a clock time without a date");
            let written = paste.with("columns", "{ arrived = [\"Date\", \"Time\"] }");
            let help = format!(
                "write the date too; or, if dates have a column of their own, write {written} \
                 with the headings of the two columns"
            );
            cell.problem(message, help)
        }
        _ => {
            let message = format!("\"{text}\" is not a date-time");
            cell.problem(message, format!("{}{TOTAL}", form(declared)))
        }
    }
}

/// Returns what to write instead of a clock time in another notation, such as `8 Uhr`, `08.30` or
/// `0830`.
fn clock_of(text: &str) -> Option<String> {
    if text == "24:00" || text == "24:00:00" {
        return Some(format!("write 00:00 and the next day instead of {text}"));
    }
    let hours = meant::hours(text).replace('.', ":");
    let (hour, minute) = match hours.split_once(':') {
        Some((hour, minute)) => (hour, minute),
        None if hours.len() == 4 && hours.is_ascii() => hours.split_at(2),
        None => (hours.as_str(), "00"),
    };
    let is_number =
        |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|it| it.is_ascii_digit());
    let clock = format!("{hour:0>2}:{minute}");
    let is_clock = is_number(hour) && is_number(minute) && time(&clock).is_some();
    is_clock.then(|| format!("write {clock} instead of {text}"))
}

/// Returns the problem of a date or clock time in digits of another script.
fn other_digits(cell: Cell<'_>) -> Option<Problem> {
    let text = cell.plain();
    let message = format!("\"{}\": {}", cell.text(), meant::OTHER_DIGITS);
    let help = format!("write {}", meant::ascii(&text));
    meant::has_other_digits(&text).then(|| cell.problem(message, help))
}

fn is_clock(cell: Cell<'_>) -> bool {
    matches!(cell.kind(), Kind::Moment(_))
}

/// Returns the problem of a number where a date belongs, if it can be a date.
fn number(cell: Cell<'_>, declared: &Declared, paste: &Paste) -> Option<Problem> {
    let text = cell.text();
    let number = match cell.kind() {
        Kind::Number(days) => days,
        Kind::Text | Kind::Quoted => only_reading(&cell.plain(), declared.decimal)?,
        Kind::Moment(_) | Kind::Elapsed(_) => return None,
    };
    if let Some(micros) = cell.serial(number) {
        let message = format!("\"{text}\" is a number: spreadsheets store dates as numbers");
        let written = paste.with("dates", "\"serial\"");
        let help = format!("write {written} if it is {}", shown(moment(micros)));
        return Some(cell.problem(message, help));
    }
    let seconds = if number > 1e11 {
        number / 1000.0
    } else {
        number
    };
    let instant = jiff::Timestamp::from_second(seconds as i64).ok();
    let instant = instant.filter(|_| (1e8..1e10).contains(&seconds))?;
    let message = format!("\"{text}\" can be seconds since 1970: {instant}");
    Some(cell.problem(message, form(declared)))
}

/// Asks which date with a year of two digits is meant.
fn short_year(cell: Cell<'_>, fitting: &[(String, jiff::civil::Date)], paste: &Paste) -> Problem {
    let choices = fitting.iter().map(|(pattern, date)| {
        let written = paste.with("dates", &format!("\"{pattern}\""));
        format!("{written} if it is {}", date.strftime("%-d %B %Y"))
    });
    let choices: Vec<String> = choices.collect();
    let help = match choices.as_slice() {
        [] => "write a year of four digits".to_owned(),
        choices => format!("write {}", suggest::in_words(choices, "or")),
    };
    let message = format!("\"{}\" has a year of two digits", cell.text());
    cell.problem(message, help)
}

/// Asks which of two dates is meant.
pub(super) fn ask(cell: Cell<'_>, day_first: Stamp, month_first: Stamp, paste: &Paste) -> Problem {
    let text = cell.plain();
    let mark = text
        .chars()
        .find(|letter| !letter.is_ascii_digit())
        .unwrap_or('/');
    let choice = |pattern: String, stamp: Stamp| {
        let written = paste.with("dates", &format!("\"{pattern}\""));
        format!("{written} if it is {}", stamp.date.strftime("%-d %B %Y"))
    };
    let message = format!(
        "\"{}\" can be read as two dates, and no row decides which",
        cell.text()
    );
    let help = format!(
        "write {}, or {}",
        choice(format!("dd{mark}mm{mark}yyyy"), day_first),
        choice(format!("mm{mark}dd{mark}yyyy"), month_first)
    );
    cell.problem(message, help)
}

/// Writes a date and time.
pub(super) fn shown(at: DateTime) -> String {
    if at.time() == Time::midnight() {
        at.date().to_string()
    } else {
        at.strftime("%Y-%m-%d %H:%M:%S").to_string()
    }
}
