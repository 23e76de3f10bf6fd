//! What a text where a number belongs was meant to be.

use super::bare::{ascii, bare};
use super::words::{in_decimals, in_digits, number_word};
use crate::scenario::{local, suggest};

/// Returns the thousands of a number such as `1.500`, which is 1.5 here and 1500 elsewhere.
fn thousands(written: &str) -> Option<String> {
    let (first, rest) = written.trim().split_once('.')?;
    let is_digits = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
    let is_group = rest.len() == 3 && is_digits(rest);
    let is_first = (1..=3).contains(&first.len()) && is_digits(first) && !first.starts_with('0');
    (is_group && is_first).then(|| format!("{first}{rest}"))
}

/// Is a number written with three decimals, as thousands are in many countries?
pub(in crate::scenario) fn perhaps_thousands(written: &str) -> bool {
    thousands(written).is_some()
}

/// Returns the whole numbers around a number, for advice: `9 or 10`.
pub(in crate::scenario) fn wholes(number: f64) -> String {
    let below = number.floor();
    if number.abs() >= 1e15 || !number.is_finite() {
        return "a whole number such as 4".to_owned();
    }
    if below == 0.0 {
        return "1, or another whole number".to_owned();
    }
    format!("{below:.0} or {:.0}", below + 1.0)
}

/// What kind of number a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Wanted {
    /// A number without decimals.
    Whole,
    /// An amount, such as batches or money: a percentage has no meaning.
    Amount,
    /// A factor or a weight, of which percentages are hundredths.
    Part,
    /// A share from 0 to 1, of which percentages are hundredths.
    Share,
    /// A number of any kind.
    Any,
}

/// Does a text hold a digit?
pub(in crate::scenario) fn has_digits(text: &str) -> bool {
    ascii(text).bytes().any(|it| it.is_ascii_digit())
}

/// Returns advice on a text where a number belongs; `None` if it is not like one.
pub(in crate::scenario) fn number(text: &str, wanted: Wanted) -> Option<String> {
    let is_whole = wanted == Wanted::Whole;
    let bare = bare(text);
    let fraction = || in_decimals(&bare).filter(|it| !it.contains(' '));
    let bare = in_digits(&bare).or_else(fraction).unwrap_or(bare);
    let (sign, size) = bare.split_at(usize::from(bare.starts_with('-')));
    let unquoted = |number: &str| format!("write {sign}{number} without quotes");
    if let Some(thousands) = thousands(size).filter(|_| is_whole) {
        let ones = size.strip_suffix(".000");
        let ones = ones.map(|ones| format!(", or {sign}{ones} if {ones} is meant"));
        return Some(unquoted(&thousands) + &ones.unwrap_or_default());
    }
    if let Some(number) = toml_number(size) {
        if wanted == Wanted::Share && number > 1.0 && number <= 100.0 {
            let share = local::hundredth(size);
            return Some(format!("write {share} without quotes"));
        }
        return Some(if is_whole && number.fract() != 0.0 {
            format!("write {} without quotes", wholes(number))
        } else {
            unquoted(size)
        });
    }
    let is_part = matches!(wanted, Wanted::Part | Wanted::Share);
    if let Some(part) = quotient(&bare).filter(|_| is_part) {
        return Some(unquoted(&part));
    }
    if let Some(number) = computed(&bare) {
        return Some(format!("write {number} without quotes if it is {bare}"));
    }
    if let Some(help) = percentage(&bare, wanted) {
        return Some(help);
    }
    let readings = suggest::readings(size);
    match readings.as_slice() {
        [] => without_unit(&bare, is_whole),
        // the other reading is of a number with decimals
        [one, ..] if is_whole && !one.contains('.') => Some(unquoted(one)),
        [one] if is_whole && one.parse::<f64>().is_ok_and(|it| it.fract() != 0.0) => {
            let number: f64 = one.parse().unwrap_or_default();
            Some(format!("write {} without quotes", wholes(number)))
        }
        _ => suggest::write_number(size, |it| format!("{sign}{it} without quotes")),
    }
}

/// Returns a sum or a product such as 60*24, computed.
fn computed(text: &str) -> Option<String> {
    let parts = |marks: [char; 3]| -> Option<Vec<u64>> {
        let parts = text.split(marks);
        parts.map(|part| part.trim().parse().ok()).collect()
    };
    let product = parts(['*', '×', 'x']).filter(|it| it.len() > 1);
    let result = if let Some(parts) = product {
        parts.into_iter().try_fold(1, u64::checked_mul)
    } else {
        let parts = parts(['+', '+', '+']).filter(|it| it.len() > 1)?;
        parts.into_iter().try_fold(0, u64::checked_add)
    };
    result.map(|number| number.to_string())
}

/// Returns a fraction such as 1/3 or 95 of 100 as decimals.
pub(super) fn quotient(text: &str) -> Option<String> {
    let marks = ["/", " of ", " out of ", " von "];
    let (above, below) = marks.iter().find_map(|mark| text.split_once(mark))?;
    let (above, below): (u32, u32) = (above.trim().parse().ok()?, below.trim().parse().ok()?);
    if below == 0 {
        return None;
    }
    let decimals = format!("{:.12}", f64::from(above) / f64::from(below));
    Some(
        decimals
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned(),
    )
}

/// Returns advice on a percentage; `None` if the text is none.
fn percentage(text: &str, wanted: Wanted) -> Option<String> {
    let unquoted = |it: &str| format!("{it} without quotes");
    match wanted {
        Wanted::Part | Wanted::Share => return local::write_share(text, unquoted),
        Wanted::Any => return local::write_share_or_number(text, unquoted),
        Wanted::Whole | Wanted::Amount => {}
    }
    let is_percentage = !local::shares(text).is_empty();
    let number = text.trim().trim_matches('%').trim();
    let is_number = |it: &String| wanted == Wanted::Amount || !it.contains('.');
    let first = suggest::readings(number).into_iter().find(is_number)?;
    is_percentage.then(|| {
        format!(
            "write {first} without quotes if that is the number, or {} times the number of which \
             it is a part",
            local::hundredth(&first)
        )
    })
}

/// Reads a number as TOML does, without its sign.
fn toml_number(text: &str) -> Option<f64> {
    let is_start = text.starts_with(|it: char| it.is_ascii_digit());
    text.parse::<f64>()
        .ok()
        .filter(|it| is_start && it.is_finite())
}

/// Words that multiply a number.
const SIZES: [(&str, f64); 8] = [
    ("k", 1e3),
    ("tsd", 1e3),
    ("thousand", 1e3),
    ("mio", 1e6),
    ("million", 1e6),
    ("万", 1e4),
    ("hundred", 1e2),
    ("dozen", 12.0),
];

/// Returns advice on how to write a number behind or before which a unit is written.
fn without_unit(text: &str, is_whole: bool) -> Option<String> {
    let is_unit = |it: char| it.is_alphabetic() || "€$£¥/ ".contains(it);
    let number = text.trim().trim_matches(is_unit);
    let unit = text.trim().replacen(number, "", 1);
    let is_range = unit.split_whitespace().any(|it| number_word(it).is_some());
    if number.is_empty() || unit.is_empty() || is_range || !unit.chars().all(is_unit) {
        return None;
    }
    let of = |number: &str| format!("{number} without the unit \"{}\"", unit.trim());
    let name = unit.trim().to_lowercase();
    if let Some((_, size)) = SIZES.iter().find(|(known, _)| *known == name) {
        let number = toml_number(number)? * size;
        return Some(format!("write {number} without quotes"));
    }
    if name == "m" || name == "mn" {
        let million = toml_number(number)? * 1e6;
        let name = unit.trim();
        return Some(format!(
            "write {million} without quotes if \"{name}\" stands for million, or {number} if it is \
             a unit"
        ));
    }
    match number.parse::<f64>() {
        Ok(value) if is_whole && value.fract() != 0.0 => Some(format!("write {}", wholes(value))),
        _ => suggest::write_number(number, of),
    }
}

#[cfg(test)]
mod tests {
    use super::Wanted::{Amount, Any, Part, Share, Whole};
    use super::*;

    #[test]
    fn advice_on_numbers_keeps_the_number() {
        let cases = [
            ("nine", Whole, "write 9 without quotes"),
            ("twenty-four", Whole, "write 24 without quotes"),
            ("9.5", Whole, "write 9 or 10 without quotes"),
            ("9,5", Whole, "write 9 or 10 without quotes"),
            ("9,5", Amount, "write 9.5 without quotes"),
            (
                "1.000",
                Whole,
                "write 1000 without quotes, or 1 if 1 is meant",
            ),
            ("1.000", Amount, "write 1.000 without quotes"),
            ("-1,5", Amount, "write -1.5 without quotes"),
            ("90 per cent", Part, "write 0.9 without quotes"),
            ("1.500", Whole, "write 1500 without quotes"),
            ("1,500", Whole, "write 1500 without quotes"),
            ("1.500.000", Whole, "write 1500000 without quotes"),
            (
                "90 %",
                Amount,
                "write 90 without quotes if that is the number, or 0.9 times the number of which \
                 it is a part",
            ),
            (
                "150 %",
                Any,
                "write 1.5 without quotes, or 150 if no share is meant",
            ),
            ("150 %", Part, "write 1.5 without quotes"),
            ("1/3", Part, "write 0.333333333333 without quotes"),
            ("95", Share, "write 0.95 without quotes"),
            ("95 of 100", Share, "write 0.95 without quotes"),
            ("60*24", Amount, "write 1440 without quotes if it is 60*24"),
            ("4 + 2", Whole, "write 6 without quotes if it is 4 + 2"),
            ("half", Amount, "write 0.5 without quotes"),
            (
                "half",
                Whole,
                "write 1, or another whole number without quotes",
            ),
            ("1.5k", Amount, "write 1500 without quotes"),
            (
                "95 %",
                Whole,
                "write 95 without quotes if that is the number, or 0.95 times the number of which \
                 it is a part",
            ),
            ("9 lanes", Whole, "write 9 without the unit \"lanes\""),
            ("60/day", Amount, "write 60 without the unit \"/day\""),
            ("€ 1,500.50", Amount, "write 1500.50 without the unit \"€\""),
        ];
        for (text, kind, wanted) in cases {
            assert_eq!(number(text, kind).as_deref(), Some(wanted), "{text}");
        }
        for text in ["many", "", "inf", "9-10", "3*", "%"] {
            assert_eq!(number(text, Amount), None, "{text}");
        }
    }
}
