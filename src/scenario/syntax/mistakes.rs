//! Known mistakes of notation, such as `0,8` or `“10 min”`, and what is read instead of them.

use std::ops::Range;

use toml::de::DeValue;

use super::scalar::scalar_value;
use crate::scenario::meant::{self, Wanted};
use crate::scenario::problem::{Complaint, Place, Problem};
use crate::scenario::{local, suggest};

/// A mistake, and the text that is read instead.
#[derive(Debug)]
pub(super) struct Mistake {
    /// Byte range of what is replaced.
    pub(super) span: Range<usize>,
    /// Text that is read instead.
    pub(super) instead: String,
    pub(super) complaint: Complaint,
    /// Byte range at which the complaint is shown.
    pub(super) shown: Range<usize>,
    pub(super) reading: Reading,
}

/// A problem of the syntax that does not prevent reading on.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Misspelt {
    pub(in crate::scenario) problem: Problem,
    /// Place of the mistake, where a problem of the mended value may be found too.
    pub(in crate::scenario) place: Place,
    pub(in crate::scenario) reading: Reading,
}

/// How sure the text that is read instead of a mistake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Reading {
    /// It is what was meant.
    Sure,
    /// It is one of several readings: a problem of its value may be none of what was meant.
    OneOfSeveral,
    /// It is what was meant in most places, such as text in quotes: a problem of its value says
    /// more than that the notation is wrong, and is told instead.
    Instead,
    /// It is not what was meant: a problem of its value says nothing.
    Wrong,
    /// The value of a key cannot be read at all: nothing is said of it otherwise.
    Lost,
}

/// Marks that open and close a text in other programs, each with its kind of TOML quote.
const QUOTES: [(char, char); 13] = [
    ('“', '"'),
    ('”', '"'),
    ('„', '"'),
    ('‟', '"'),
    ('«', '"'),
    ('»', '"'),
    ('″', '"'),
    ('‘', '\''),
    ('’', '\''),
    ('‚', '\''),
    ('‛', '\''),
    ('`', '\''),
    ('´', '\''),
];

/// Returns the kind of a quotation mark; `None` for other letters.
pub(super) fn quote(letter: char) -> Option<char> {
    let kind = QUOTES.iter().find(|(mark, _)| *mark == letter);
    kind.map(|(_, kind)| *kind)
}

/// Writes a text in quotes; a backslash is written as `/`, which names files everywhere.
pub(super) fn in_quotes(content: &str) -> String {
    // two backslashes at the start begin the name of another computer
    let is_elsewhere = content.starts_with("\\\\") && !content.starts_with("\\\\\\");
    let start = if is_elsewhere { "/" } else { "" };
    let content = content.replace("\\\\", "/").replace('\\', "/");
    let content = format!("{start}{content}");
    format!("\"{}\"", content.replace('"', "'"))
}

pub(super) fn curly(content: &str) -> Complaint {
    let message = "these are the quotation marks of a word processor";
    Complaint::new(message, format!("write {}", in_quotes(content)))
}

/// Is the text a number, a date or another value without parts?
pub(super) fn is_toml(text: &str) -> bool {
    DeValue::parse(text).is_ok_and(|value| {
        let value = value.into_inner();
        let has_parts = matches!(value, DeValue::Array(_) | DeValue::Table(_));
        !has_parts && scalar_value(value).is_ok()
    })
}

/// Returns what to read instead of a value without quotes; `None` if it is sound, or if nothing is
/// known to be meant.
pub(super) fn mended(written: &str) -> Option<(String, Complaint, Reading)> {
    let is_digits = !written.is_empty() && written.bytes().all(|it| it.is_ascii_digit());
    let is_padded = is_digits && written != "0" && written.starts_with('0');
    let is_sound = is_digits || is_toml(written);
    if written.is_empty() || written.contains('=') || (is_sound && !is_padded) {
        return None;
    }
    if is_padded {
        return marked(written);
    }
    if meant::Change::read(written).is_some() {
        return Some(quoted(written));
    }
    let read = |readings: Vec<String>, message: &str, help: Option<String>| {
        let reading = if readings.len() > 1 {
            Reading::OneOfSeveral
        } else {
            Reading::Sure
        };
        let instead = readings.into_iter().next()?;
        Some((instead, Complaint::new(message, help?), reading))
    };
    let plain = local::plain(written);
    let lower = written.to_lowercase();
    if plain != written && is_toml(&plain) {
        let message = "this holds a dash or a space of a word processor";
        let help = format!("write {plain}");
        return read(vec![plain], message, Some(help)).map(or_the_value);
    }
    if ["true", "false"].contains(&lower.as_str()) {
        let help = format!("write {lower}");
        return read(vec![lower], "true and false are written small", Some(help));
    }
    read(
        local::dates(written),
        "a date is written year-month-day",
        local::write_date(written),
    )
    .or_else(|| {
        let message = "a number has no percent sign here";
        let help = local::write_share_or_number(&plain, str::to_owned);
        read(local::shares(&plain), message, help).map(or_the_value)
    })
    .or_else(|| {
        let message = "decimals begin with a point here, and thousands have nothing or _ \
                       between them";
        let (sign, size) = plain.split_at(usize::from(plain.starts_with('-')));
        let signed = |it: &str| format!("{sign}{it}");
        let readings = suggest::readings(size);
        let help = suggest::write_number(size, signed);
        let signed = readings.iter().map(|it| signed(it)).collect();
        read(signed, message, help).map(or_the_value)
    })
    .or_else(|| no_date(&plain))
    .or_else(|| marked(written))
    .or_else(|| text(written))
}

/// What is read instead of a mistake, with its complaint.
type Mended = (String, Complaint, Reading);

/// Leaves what is to be said of a value that its key cannot take, such as 9.5 lanes, to the problem
/// of the value: then there is one message, of what belongs there.
fn or_the_value((instead, complaint, reading): Mended) -> Mended {
    let reading = match reading {
        Reading::Sure => Reading::Instead,
        other => other,
    };
    (instead, complaint, reading)
}

/// Returns what to read instead of a number, a span or a date with marks around it, such as `(9)`,
/// or in digits of another script.
fn marked(written: &str) -> Option<Mended> {
    let bare = meant::bare(written);
    let is_value = bare.starts_with(|it: char| it.is_ascii_digit() || it == '-')
        || ["true", "false"].contains(&bare.to_lowercase().as_str());
    if bare == written || !is_value {
        return None;
    }
    let message = if meant::has_other_digits(written) {
        meant::OTHER_DIGITS.to_owned()
    } else if written.bytes().all(|it| it.is_ascii_digit() || it == b'.') {
        "a number has a digit before and after the point, and no 0 before its first digit"
            .to_owned()
    } else {
        "a value has no brackets or other marks around it".to_owned()
    };
    if is_toml(&bare) {
        let complaint = Complaint::new(message, format!("write {bare}"));
        return Some((bare, complaint, Reading::Instead));
    }
    let (instead, complaint, reading) = mended(&bare)?;
    let complaint = Complaint {
        message,
        help: complaint.help,
    };
    Some((instead, complaint, reading))
}

/// Returns the complaint about a date that is none of the calendar.
fn no_date(written: &str) -> Option<(String, Complaint, Reading)> {
    let mut parts = written.split(['-', '.', '/']);
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    let is_date = parts.clone().count() == 3
        && parts.clone().all(is_number)
        && parts.any(|part| part.len() == 4);
    let message = format!("{written} is no date of the calendar");
    let complaint = Complaint::new(message, "write a day that the month has, as year-month-day");
    is_date.then(|| ("2020-04-13".to_owned(), complaint, Reading::OneOfSeveral))
}

/// Returns a value without quotes as a text, if it looks like one.
fn text(written: &str) -> Option<(String, Complaint, Reading)> {
    let arrows = ["->", "=>", "→", "⇒"];
    let target = arrows.iter().find_map(|arrow| written.strip_prefix(arrow));
    let written = target.map_or(written, str::trim_start);
    let is_word = !written.starts_with(['-', '+', '&', '@', '\\', ',', ';', ':']);
    let opened = written.strip_suffix(['"', '\'']).map(str::trim_end);
    if let Some(content) = opened.filter(|it| is_word && !it.contains(['"', '\''])) {
        let instead = in_quotes(content);
        let help = format!("write {instead}");
        let complaint = Complaint::new("the text has no quote at its start", help);
        return Some((instead, complaint, Reading::Instead));
    }
    if !is_word || written.contains(['"', '\'', '[', ']', '{', '}']) {
        return None;
    }
    Some(quoted(written))
}

/// Returns a value without quotes as a text; what its key says of the text is told instead.
fn quoted(written: &str) -> Mended {
    let instead = in_quotes(written);
    let one = meant::one_of_numbers(written, Wanted::Any);
    let is_plain = |it: char| it.is_ascii_digit() || !it.is_alphanumeric();
    let complaint = match one.filter(|_| written.chars().all(is_plain)) {
        Some((message, help)) => Complaint::new(message, help.replace(" without quotes", "")),
        None => Complaint::new("text must be in quotes", format!("write {instead}")),
    };
    (instead, complaint, Reading::Instead)
}
