//! Several values in one text, such as `10-20 min`, `10 min +- 2 min` or `30 min (20-60)`.

use super::bare::bare;
use super::numbers::{Wanted, quotient};
use super::words::{in_decimals, in_digits};
use crate::scenario::{local, suggest};

/// Several values in one text, each with a unit if one of them has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Several {
    /// Two limits.
    Range([String; 2]),
    /// A value, and by how much others differ from it.
    Around([String; 2]),
    /// A value and the two limits around it, in the order of their sizes.
    Peak([String; 3]),
    /// Values of which each can be meant.
    Either(Vec<String>),
}

impl Several {
    /// Returns the single values that can be meant.
    pub(in crate::scenario) fn values(&self) -> &[String] {
        match self {
            Self::Range(limits) => limits,
            Self::Around([value, _]) | Self::Peak([_, value, _]) => std::slice::from_ref(value),
            Self::Either(values) => values,
        }
    }

    /// Returns what is wrong with the text where one value belongs.
    pub(in crate::scenario) fn message(&self, text: &str) -> String {
        let what = match self {
            Self::Range(_) => "a range",
            Self::Around(_) | Self::Peak(_) | Self::Either(_) => "more than one value",
        };
        format!("\"{text}\" is {what}")
    }
}

/// What stands between two limits.
const BETWEEN: [&str; 12] = [
    " to ", " up to ", " until ", " till ", " bis ", " and ", " und ", "...", "..", "…", "~", "-",
];

/// What stands between two values that may also be the parts of one, such as `2 h and 30 min`.
const PARTS: [&str; 2] = [" and ", " und "];

/// What stands between values of which each can be meant.
const OR: [&str; 10] = [
    " oder ", " or ", " ou ", " o ", "或者", "或", "; ", ";", ", ", "/",
];

/// What stands before two limits.
const BEFORE: [&str; 4] = ["between ", "from ", "zwischen ", "von "];

/// What stands between a value and its tolerance.
const TOLERANCE: [&str; 4] = ["±", "+/-", "+-", "+ - "];

/// Returns the values of a text; `None` if it does not hold several.
pub(in crate::scenario) fn several(text: &str) -> Option<Several> {
    let text = bare(text).replace(['至', '到'], "-");
    let lower = text.to_lowercase();
    // no position in a text is moved by other lower-case letters
    let text = if lower.len() == text.len() && lower.is_ascii() {
        lower
    } else {
        text
    };
    // the sign of an exponent stands between no limits
    let is_exponent =
        |it: &[u8]| it[0].is_ascii_digit() && it[1] == b'e' && matches!(it[2], b'+' | b'-');
    if text.as_bytes().windows(3).any(is_exponent) {
        return None;
    }
    let start = BEFORE.iter().find(|word| text.starts_with(**word));
    let text = &text[start.map_or(0, |word| word.len())..];
    if let Some((value, rest)) = text.split_once(['(', '[']) {
        let inner = rest.trim_end_matches([')', ']']);
        let [from, to] = limits(inner).filter(|_| !inner.contains([')', ']']))?;
        let [value, from, to] = with_unit([value, from, to])?;
        return Some(Several::Peak([from, value, to]));
    }
    let around = TOLERANCE.iter().find_map(|mark| text.split_once(mark));
    if let Some((value, by)) = around {
        return with_unit([value, by]).map(Several::Around);
    }
    for mark in ["-", "/"] {
        let parts: Vec<&str> = text.split(mark).collect();
        if let [from, value, to] = *parts.as_slice() {
            return with_unit([from, value, to]).map(Several::Peak);
        }
    }
    let either = either(text);
    if either.is_some() || text.contains(" or ") || text.contains(" oder ") {
        return either;
    }
    let [from, to] = limits(text)?;
    let is_between = start.is_some() || !PARTS.iter().any(|mark| text.contains(mark));
    let are_parts = !is_between && unit(from).is_some() && unit(from) != unit(to);
    let limits = with_unit([from, to]).filter(|_| !are_parts)?;
    Some(Several::Range(limits))
}

/// Returns values of which each can be meant, such as `10 or 20 min`.
fn either(text: &str) -> Option<Several> {
    const MARK: &str = "|";
    let is_fraction =
        text.matches('/').count() == 1 && (text.starts_with("1/") || in_decimals(text).is_some());
    let marks = OR.iter().filter(|mark| **mark != "/" || !is_fraction);
    let parted = marks.fold(text.to_owned(), |text, mark| text.replace(mark, MARK));
    let parts: Vec<&str> = parted.split(MARK).collect();
    let is_one = |part: &&str| !BETWEEN.iter().any(|mark| part.contains(mark));
    // "2 h, 30 min" is one time of two parts
    let units: Vec<Option<String>> = parts.iter().map(|part| unit(part)).collect();
    let is_time = text.contains(", ") && units.iter().all(Option::is_some) && units[0] != units[1];
    if parts.len() < 2 || !parts.iter().all(is_one) || is_time {
        return None;
    }
    with_units(&parts).map(Several::Either)
}

/// Splits a text at what stands between two limits.
fn limits(text: &str) -> Option<[&str; 2]> {
    let (from, to) = BETWEEN.iter().find_map(|mark| text.split_once(mark))?;
    Some([from, to])
}

/// As [`with_units`], for a fixed number of values.
fn with_unit<const N: usize>(parts: [&str; N]) -> Option<[String; N]> {
    with_units(&parts)?.try_into().ok()
}

/// Adds the unit of the last value that has one to those without; `None` if one of the texts is not
/// a value.
pub(in crate::scenario) fn with_units(parts: &[&str]) -> Option<Vec<String>> {
    let parts: Vec<String> = parts.iter().map(|part| in_ascii(part)).collect();
    let is_value = |part: &String| part.starts_with(|it: char| it.is_ascii_digit());
    let common = parts.iter().rev().find_map(|part| unit(part));
    let with_unit = |part: &String| match (&common, unit(part)) {
        (Some(common), None) => format!("{} {common}", part.trim()),
        _ => part.clone(),
    };
    let are_values = parts.iter().all(is_value);
    are_values.then(|| parts.iter().map(with_unit).collect())
}

fn in_ascii(part: &str) -> String {
    let part = bare(part);
    in_digits(&part).unwrap_or(part)
}

/// Returns the unit behind the number at the start of a value.
fn unit(part: &str) -> Option<String> {
    let part = in_ascii(part);
    let end = part.find(|it: char| !it.is_ascii_digit() && !" .,'_".contains(it))?;
    let unit = &part[end..];
    let length = unit.find(|it: char| !it.is_alphabetic() && it != '%');
    let unit = &unit[..length.unwrap_or(unit.len())];
    (!unit.is_empty()).then(|| unit.to_owned())
}

/// Returns what is wrong with several numbers where one belongs, and what to write; `None` if the
/// text does not hold several.
pub(in crate::scenario) fn one_of_numbers(text: &str, wanted: Wanted) -> Option<(String, String)> {
    let several = several(text)?;
    let mut numbers: Vec<String> = vec![];
    for value in several.values() {
        let readings = if matches!(wanted, Wanted::Part | Wanted::Share) && value.ends_with('%') {
            local::shares(value)
        } else {
            suggest::readings(value.trim_matches(|it: char| !it.is_ascii_digit()))
        };
        let fits = |it: &String| wanted != Wanted::Whole || !it.contains('.');
        numbers.push(readings.into_iter().find(fits)?);
    }
    let message = format!("{}, and one number belongs here", several.message(text));
    let quotient = quotient(&bare(text)).filter(|_| wanted != Wanted::Whole);
    let quotient = match (quotient, numbers.as_slice()) {
        (Some(quotient), [above, below]) => {
            format!(", or {quotient} if it is {above} divided by {below}")
        }
        _ => String::new(),
    };
    let numbers = suggest::in_words(&numbers, "or");
    Some((message, format!("write {numbers} without quotes{quotient}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_has_its_unit() {
        let range = |from: &str, to: &str| Several::Range([from, to].map(str::to_owned));
        let around = |value: &str, by: &str| Several::Around([value, by].map(str::to_owned));
        let peak =
            |from: &str, value: &str, to: &str| Several::Peak([from, value, to].map(str::to_owned));
        let either =
            |values: &[&str]| Several::Either(values.iter().map(|it| (*it).to_owned()).collect());
        let cases = [
            ("10-20 min", range("10 min", "20 min")),
            ("10–20 min", range("10 min", "20 min")),
            ("10 to 20 min", range("10 min", "20 min")),
            ("10 .. 20 min", range("10 min", "20 min")),
            ("10 min - 1 h", range("10 min", "1 h")),
            ("between 10 and 20 min", range("10 min", "20 min")),
            ("zwischen 10 und 20 min", range("10 min", "20 min")),
            ("ten to twenty minutes", range("10 minutes", "20 minutes")),
            ("10至20分钟", range("10 分钟", "20分钟")),
            ("1-2 h 30 min", range("1 h", "2 h 30 min")),
            ("5-10", range("5", "10")),
            ("1,5-2,5 h", range("1,5 h", "2,5 h")),
            ("80-90%", range("80 %", "90%")),
            ("about 10 min +- 2 min", around("10 min", "2 min")),
            ("10 ± 2 min", around("10 min", "2 min")),
            ("30 min (20-60)", peak("20 min", "30 min", "60 min")),
            ("20-30-60 min", peak("20 min", "30 min", "60 min")),
            ("20/30/60 min", peak("20 min", "30 min", "60 min")),
            ("10 or 20 min", either(&["10 min", "20 min"])),
            ("10 oder 20 min", either(&["10 min", "20 min"])),
            ("10/20 min", either(&["10 min", "20 min"])),
            ("10, 15 or 20 min", either(&["10 min", "15 min", "20 min"])),
            ("90 or 95 %", either(&["90 %", "95 %"])),
            ("30 min or 1 h", either(&["30 min", "1 h"])),
            (
                "drei oder vier Stunden",
                either(&["3 stunden", "4 stunden"]),
            ),
        ];
        for (text, wanted) in cases {
            assert_eq!(several(text), Some(wanted), "{text}");
        }
        let others = [
            "",
            "10 min",
            "-5",
            "-5-10",
            "1e-3x",
            "min-max",
            "1/2 h",
            "1,500",
            "60/day",
            "2 h and 30 min",
            "2 h, 30 min",
            "10 to 20 or 30 min",
        ];
        for text in others {
            assert_eq!(several(text), None, "{text}");
        }
    }
}
