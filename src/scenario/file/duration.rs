//! Lengths of time with their units: `"45 min"`, `"2 h 30 min"`, `"1.5 days"`.

use super::forms::{Forms, Read, read_forms};
use crate::scenario::meant::{self, Several, Wanted};
use crate::scenario::problem::Complaint;
use crate::scenario::{local, suggest};

/// The longest time that can be written, 100 years of 365 days, in microseconds.
const LONGEST: f64 = 36_500.0 * 86_400e6;

/// A length of time, in microseconds; not negative, and at most 100 years.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::scenario) struct Duration(f64);

/// Names of each unit, and its length in microseconds. Messages offer the first name.
const UNITS: [(&[&str], u128); 7] = [
    (&["us", "µs", "μs"], 1),
    (&["ms"], 1_000),
    (&["s", "sec", "secs", "second", "seconds"], 1_000_000),
    (&["min", "mins", "minute", "minutes"], 60_000_000),
    (&["h", "hr", "hrs", "hour", "hours"], 3_600_000_000),
    (&["days", "day", "d"], 86_400_000_000),
    (&["weeks", "week"], 604_800_000_000),
];

/// Names of units in other languages, each with the one to write.
const FOREIGN: [(&[&str], &str); 6] = [
    (&["sek", "sekunde", "sekunden", "秒", "秒钟"], "s"),
    (&["m", "minuten", "分", "分钟"], "min"),
    (
        &[
            "std", "stunde", "stunden", "heure", "heures", "hora", "horas", "小时", "时",
        ],
        "h",
    ),
    (
        &[
            "tag", "tage", "tagen", "jour", "jours", "día", "días", "天", "日",
        ],
        "days",
    ),
    (&["woche", "wochen", "semaine", "semaines", "周"], "weeks"),
    (&["wk", "wks", "w"], "weeks"),
];

/// Number of decimals that are read; later ones are too small to matter.
const DECIMALS: usize = 18;

impl Duration {
    /// Returns the duration in microseconds.
    pub(in crate::scenario) fn micros(self) -> f64 {
        self.0
    }

    /// Returns the names of all units.
    pub(super) fn unit_names() -> impl Iterator<Item = &'static str> {
        UNITS.iter().flat_map(|(names, _)| names.iter().copied())
    }

    /// Parses a duration. The sum of its parts is exact in decimals and rounded once, so that "4.8
    /// min" and "288 s" are the same number.
    pub(in crate::scenario) fn parse(text: &str) -> Result<Self, Complaint> {
        let mut rest = text.trim();
        if rest.is_empty() {
            return Err(complaint("the duration is empty", "\"45 min\""));
        }
        if rest.starts_with(['-', '\u{2212}']) {
            let positive = rest.trim_start_matches(['-', '\u{2212}']).trim_start();
            let message = format!("\"{text}\" is negative");
            return Err(complaint(message, &format!("\"{positive}\"")));
        }
        let mut total = 0_u128;
        while !rest.is_empty() {
            let (number, after) = split_where(rest, |c| !c.is_ascii_digit() && c != '.');
            let after = after.trim_start();
            let (unit, after) = split_where(after, |c| !c.is_alphabetic());
            let part = part(text, number, unit, after)?;
            let sum = part.and_then(|part| total.checked_add(part));
            total = sum.ok_or_else(|| too_long(text))?;
            rest = after.trim_start();
        }
        let micros = format!("{total}e-{DECIMALS}").parse();
        let micros: f64 = micros.expect("digits and an exponent are a number");
        if micros > LONGEST {
            return Err(too_long(text));
        }
        Ok(Self(micros))
    }
}

fn too_long(text: &str) -> Complaint {
    let message = format!("\"{text}\" is too long to be simulated");
    let help = "write a shorter time; the longest is \"36500 days\"";
    Complaint::new(message, help)
}

/// Returns the microseconds of one number and unit, times 10^DECIMALS; `None` on overflow.
fn part(text: &str, number: &str, unit: &str, after: &str) -> Result<Option<u128>, Complaint> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let is_number = whole.len() + decimals.len() > 0 && !decimals.contains('.');
    if !is_number || (unit.is_empty() && !after.is_empty()) {
        return Err(not_a_duration(text));
    }
    if unit.is_empty() {
        if number == text.trim() {
            let message = format!("\"{text}\" has no unit");
            return Err(Complaint::new(message, with_a_unit(number)));
        }
        let message = format!("\"{text}\" has no unit after {number}");
        return Err(complaint(message, &format!("\"{} min\"", text.trim())));
    }
    let micros = unit_micros(text, (number, unit, after))?;
    let digits = whole.chars().chain(
        decimals
            .chars()
            .chain(std::iter::repeat('0'))
            .take(DECIMALS),
    );
    let digits: String = digits.collect();
    let scaled: Option<u128> = digits.parse().ok();
    Ok(scaled.and_then(|scaled| scaled.checked_mul(micros)))
}

fn unit_micros(text: &str, (number, unit, after): (&str, &str, &str)) -> Result<u128, Complaint> {
    let lower = unit.to_lowercase();
    let found = UNITS
        .iter()
        .find(|(names, _)| names.contains(&lower.as_str()));
    if let Some((_, micros)) = found {
        return Ok(*micros);
    }
    let long = [
        "month", "months", "year", "years", "monat", "monate", "jahr", "jahre", "mois", "月", "年",
    ];
    if long.contains(&lower.as_str()) {
        let message = format!("\"{text}\": months and years differ in length");
        return Err(Complaint::new(message, "write the number of days"));
    }
    let names = UNITS.iter().flat_map(|(names, _)| names.iter().copied());
    let is_foreign = |(names, _): &&(&[&str], &str)| names.contains(&lower.as_str());
    let nearest = match FOREIGN.iter().find(is_foreign) {
        Some((_, name)) => Some(*name),
        None => suggest::nearest(unit, names),
    };
    let message = format!("unknown unit \"{unit}\" in \"{text}\"");
    Err(match nearest {
        Some(nearest) => {
            let end = text.trim_end().len() - after.len();
            let before = &text[..end - unit.len()];
            let corrected = format!("{before} {nearest} {after}");
            let words: Vec<&str> = corrected.split_whitespace().collect();
            instead_of(text, message, &words.join(" "))
        }
        None if !after.trim().is_empty() => Complaint::new(
            message,
            "write a number and a unit, and nothing else; units are us, ms, s, min, h, days and \
             weeks",
        ),
        None => Complaint::new(
            message,
            format!(
                "write \"{number} min\" if these are minutes; units are us, ms, s, min, h, days \
                 and weeks"
            ),
        ),
    })
}

fn not_a_duration(text: &str) -> Complaint {
    let message = if meant::has_other_digits(text) {
        format!("\"{text}\": {}", meant::OTHER_DIGITS)
    } else {
        format!("\"{text}\" is not a duration")
    };
    let bare = meant::bare(text);
    if !local::shares(&bare).is_empty() {
        let message = format!("\"{text}\" is a percentage, and a time belongs here");
        return Complaint::new(message, "write the time itself, as a number and a unit");
    }
    if let Some(whole) = of_parts(text) {
        return complaint(message, &format!("\"{whole}\""));
    }
    let alone = bare.strip_prefix("an ").or(bare.strip_prefix("a "));
    let alone = alone.map(|unit| format!("1 {unit}"));
    let readings = [meant::in_digits(text), meant::in_decimals(text), alone];
    let bare = readings.into_iter().flatten().next().unwrap_or(bare);
    if bare != text {
        return instead_of(text, message, &bare);
    }
    if let Some((hours, minutes)) = text.split_once(':') {
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if is_number(hours) && is_number(minutes) {
            return complaint(message, &format!("\"{hours} h {minutes} min\""));
        }
    }
    let help = with_comma(text).unwrap_or_else(|| {
        let help = "write a number and a unit";
        if meant::has_digits(text) {
            format!("{help}, and nothing else; units are us, ms, s, min, h, days and weeks")
        } else {
            format!("{help}, such as \"45 min\" or \"2 h 30 min\"")
        }
    });
    Complaint::new(message, help)
}

/// Returns a duration such as `2 h and 30 min` without what stands between its parts.
fn of_parts(text: &str) -> Option<String> {
    let marks = [" and ", " und ", " et ", " y ", ", ", " + ", " & "];
    let whole = marks
        .iter()
        .fold(text.to_owned(), |text, mark| text.replace(mark, " "));
    (whole != text && Duration::parse(&whole).is_ok()).then_some(whole)
}

/// Advises to write a corrected text; if that has another mistake, what is advised for it.
fn instead_of(text: &str, message: String, corrected: &str) -> Complaint {
    match Duration::parse(corrected) {
        Err(Complaint { help, .. }) if corrected != text => Complaint { message, help },
        _ => complaint(message, &format!("\"{corrected}\"")),
    }
}

/// Returns the durations that a value of several in one text can be, each with its microseconds and
/// as it is written; minutes if it has no unit.
pub(super) fn readings(value: &str) -> Vec<(f64, String)> {
    let end = value.find(|it: char| !it.is_ascii_digit() && !",.'_".contains(it));
    let (number, unit) = value.split_at(end.unwrap_or(value.len()));
    let unit = if unit.trim().is_empty() { " min" } else { unit };
    let read = |number: String| {
        let text = format!("{number}{unit}");
        match Duration::parse(&text) {
            Ok(duration) => Some((duration.micros(), format!("\"{text}\""))),
            Err(complaint) => {
                let help = complaint.help?;
                let text = help.strip_prefix("write \"")?.strip_suffix('"')?;
                let duration = Duration::parse(text).ok()?;
                Some((duration.micros(), format!("\"{text}\"")))
            }
        }
    };
    suggest::readings(number)
        .into_iter()
        .filter_map(read)
        .collect()
}

/// Returns the complaint about several durations where one belongs; `None` if the text does not
/// hold several.
fn one_of_several(text: &str) -> Option<Complaint> {
    let several = meant::several(text)?;
    let read = |value: &String| Some(readings(value).into_iter().next()?.1);
    let values: Option<Vec<String>> = several.values().iter().map(read).collect();
    let message = format!("{}, and one duration belongs here", several.message(text));
    let help = format!("write {}", suggest::in_words(&values?, "or"));
    Some(Complaint::new(message, help + without_unit(&several)))
}

/// Advises to write a number with its unit. No unit is more likely than the others.
fn with_a_unit(number: &str) -> String {
    format!("write \"{number} min\" or \"{number} h\" or \"{number} days\", as it is meant")
}

/// Returns what to add to advice on values of which none has a unit.
pub(super) fn without_unit(several: &Several) -> &'static str {
    let is_unit = |value: &String| value.contains(char::is_alphabetic);
    if several.values().iter().any(is_unit) {
        ""
    } else {
        ", or with another unit"
    }
}

/// Returns advice on a number with a comma, based on its possible meanings.
fn with_comma(text: &str) -> Option<String> {
    let is_of_number = |letter: char| letter.is_ascii_digit() || ",.".contains(letter);
    let comma = text.find(',')?;
    let start = text[..comma].trim_end_matches(is_of_number).len();
    let end = text.len() - text[comma..].trim_start_matches(is_of_number).len();
    let whole = |number: &str| format!("{}{number}{}", &text[..start], &text[end..]);
    let advice = suggest::write_number(&text[start..end], |it| format!("\"{}\"", whole(it)))?;
    let readings = suggest::readings(&text[start..end]);
    let is_sound = |it: &String| Duration::parse(&whole(it)).is_ok();
    if start == 0 {
        let readings = self::readings(text);
        let unit = if end == text.len() {
            ", or with another unit"
        } else {
            ""
        };
        return match readings.as_slice() {
            [] => None,
            [(_, one)] => Some(format!("write {one}{unit}")),
            [(_, one), (_, other), ..] => Some(format!(
                "write {one}, or {other} where the comma begins the decimals{unit}"
            )),
        };
    }
    readings.iter().all(is_sound).then_some(advice)
}

fn complaint(message: impl Into<String>, instead: &str) -> Complaint {
    Complaint::new(message, format!("write {instead}"))
}

/// Splits a text before the first character that fits.
fn split_where(text: &str, fits: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(fits).unwrap_or(text.len()))
}

impl Forms<'_> for Duration {
    const WRITTEN: &'static str = "a duration such as \"45 min\"";

    fn text(text: &str) -> Read<Self> {
        let read = Self::parse(text);
        Some(read.map_err(|complaint| {
            let change = meant::change(text, Wanted::Amount);
            let change = change.map(|(message, help)| Complaint::new(message, help));
            change.or_else(|| one_of_several(text)).unwrap_or(complaint)
        }))
    }

    fn number(number: f64) -> Read<Self> {
        let message = format!("expected a duration, found the bare number {number}");
        let help = with_a_unit(&number.abs().to_string());
        Some(Err(Complaint::new(message, help)))
    }
}

read_forms!(Duration);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn micros(text: &str) -> f64 {
        Duration::parse(text).expect(text).micros()
    }

    #[test]
    fn every_unit_is_its_number_of_microseconds() {
        let minute = 60e6;
        let expected = [
            ("1 us", 1.0),
            ("1 ms", 1e3),
            ("1 s", 1e6),
            ("1 sec", 1e6),
            ("2 seconds", 2e6),
            ("45 min", 45.0 * minute),
            ("1 minute", minute),
            ("2 h 30 min", 150.0 * minute),
            ("2h30min", 150.0 * minute),
            ("1.5 h", 90.0 * minute),
            ("1.5 days", 36.0 * 60.0 * minute),
            ("1 day 1 hour", 25.0 * 60.0 * minute),
            ("1 week", 7.0 * 24.0 * 60.0 * minute),
            ("0 min", 0.0),
            (".5 h", 30.0 * minute),
            ("0.25 us", 0.25),
        ];
        for (text, expected) in expected {
            assert_eq!(micros(text), expected, "{text}");
        }
    }

    #[test]
    fn the_same_time_in_other_units_is_the_same_number() {
        assert_eq!(micros("4.8 min"), micros("288 s"));
        assert_eq!(micros("0.1 h 0.2 h"), micros("0.3 h"));
        assert_eq!(micros("0.0000001 min"), micros("6 us"));
        assert_eq!(
            micros("1.10000000000000000000000000000 h"),
            micros("66 min")
        );
        assert_eq!(micros("0.7 days"), micros("16 h 48 min"));
    }

    proptest! {
        #[test]
        fn tenths_of_a_minute_are_multiples_of_six_seconds(tenths in 0_u64..10_000_000) {
            let minutes = format!("{}.{} min", tenths / 10, tenths % 10);
            prop_assert_eq!(micros(&minutes), micros(&format!("{} s", tenths * 6)));
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = Duration::parse(&text);
        }

        #[test]
        fn no_near_duration_panics(text in "[-0-9., :hmins]{0,60}") {
            let _ = Duration::parse(&text);
        }
    }
}
