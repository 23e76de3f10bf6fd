//! Several values in one text, such as `10-20 min`, `10 min +- 2 min` or `30 min (20-60)`.

use super::bare::bare;
use super::numbers::Wanted;
use super::words::in_digits;
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
}

impl Several {
    /// Returns the single values that can be meant.
    pub(in crate::scenario) fn values(&self) -> &[String] {
        match self {
            Self::Range(limits) => limits,
            Self::Around([value, _]) | Self::Peak([_, value, _]) => std::slice::from_ref(value),
        }
    }

    /// Returns what is wrong with the text where one value belongs.
    pub(in crate::scenario) fn message(&self, text: &str) -> String {
        let what = match self {
            Self::Range(_) => "a range",
            Self::Around(_) | Self::Peak(_) => "more than one value",
        };
        format!("\"{text}\" is {what}")
    }
}

/// What stands between two limits.
const BETWEEN: [&str; 12] = [
    " to ", " up to ", " until ", " till ", " bis ", " and ", " und ", "...", "..", "…", "~", "-",
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
        let [from, to] = limits(rest.trim_end_matches([')', ']']))?;
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
    with_unit(limits(text)?).map(Several::Range)
}

/// Splits a text at what stands between two limits.
fn limits(text: &str) -> Option<[&str; 2]> {
    let (from, to) = BETWEEN.iter().find_map(|mark| text.split_once(mark))?;
    Some([from, to])
}

/// Adds the unit of the last value that has one to those without.
fn with_unit<const N: usize>(parts: [&str; N]) -> Option<[String; N]> {
    let parts = parts.map(|part| {
        let part = bare(part);
        in_digits(&part).unwrap_or(part)
    });
    let is_value = |part: &String| part.starts_with(|it: char| it.is_ascii_digit());
    let unit = |part: &String| {
        let end = part.find(|it: char| !it.is_ascii_digit() && !" .,'_".contains(it))?;
        let unit = &part[end..];
        let length = unit.find(|it: char| !it.is_alphabetic() && it != '%');
        let unit = &unit[..length.unwrap_or(unit.len())];
        (!unit.is_empty()).then(|| unit.to_owned())
    };
    let common = parts.iter().rev().find_map(unit);
    let with_unit = |part: String| match (&common, unit(&part)) {
        (Some(common), None) => format!("{} {common}", part.trim()),
        _ => part,
    };
    parts.iter().all(is_value).then(|| parts.map(with_unit))
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
    let help = format!("write {} without quotes", suggest::in_words(&numbers, "or"));
    Some((message, help))
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
        ];
        for (text, wanted) in cases {
            assert_eq!(several(text), Some(wanted), "{text}");
        }
        let others = [
            "", "10 min", "-5", "-5-10", "1e-3x", "min-max", "10 or 20", "1,500",
        ];
        for text in others {
            assert_eq!(several(text), None, "{text}");
        }
    }
}
