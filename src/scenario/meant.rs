//! What a value with marks around it, in digits of another script or in words was meant to be. It
//! is only used in advice: no such value is read.

use super::{local, suggest};

/// The digit 0 of scripts whose digits 0 to 9 follow each other.
const ZEROS: [char; 18] = [
    '\u{660}', '\u{6f0}', '\u{7c0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}',
    '\u{be6}', '\u{c66}', '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}',
    '\u{17e0}', '\u{1810}',
];

/// Returns a text with the digits and marks of other scripts, such as those of Arabic and
/// full-width ones, as ASCII.
pub(super) fn ascii(text: &str) -> String {
    text.chars().map(ascii_letter).collect()
}

fn ascii_letter(letter: char) -> char {
    let code = u32::from(letter);
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(code - 0xfee0).unwrap_or(letter),
        '\u{3000}' => ' ',
        '\u{66b}' => '.',
        '\u{66c}' => ',',
        '\u{66a}' => '%',
        _ if letter.is_ascii() => letter,
        _ => {
            let mut values = ZEROS.iter().map(|zero| code.wrapping_sub(u32::from(*zero)));
            let value = values.find(|value| *value < 10);
            value
                .and_then(|value| char::from_digit(value, 10))
                .unwrap_or(letter)
        }
    }
}

/// Does a text hold digits of another script?
pub(super) fn has_other_digits(text: &str) -> bool {
    let is_other = |it: char| !it.is_ascii_digit() && ascii_letter(it).is_ascii_digit();
    text.chars().any(is_other)
}

/// What is wrong with a text in digits of another script.
pub(super) const OTHER_DIGITS: &str = "the digits are those of another script";

/// Marks that open and close what they enclose.
const AROUND: [(char, char); 7] = [
    ('(', ')'),
    ('<', '>'),
    ('|', '|'),
    ('*', '*'),
    ('"', '"'),
    ('\'', '\''),
    ('[', ']'),
];

/// Marks and words before a value that is not exact, or of one that is compared.
const BEFORE: [&str; 22] = [
    "~",
    "≈",
    "≃",
    "≅",
    "=",
    ">",
    "<",
    "≥",
    "≤",
    "+",
    "approximately ",
    "approx. ",
    "approx ",
    "around ",
    "about ",
    "circa ",
    "ca. ",
    "ca ",
    "c. ",
    "roughly ",
    "at least ",
    "at most ",
];

/// Marks and words after a value.
const AFTER: [&str; 14] = [
    ",-",
    ".-",
    ",",
    ";",
    ".",
    "!",
    "?",
    ":",
    " approximately",
    " approx",
    " or so",
    " ca",
    " circa",
    " about",
];

/// Returns the length of what encloses a value at the start of a text, such as `(0,9)`, in one
/// line.
pub(super) fn enclosed(text: &str) -> Option<usize> {
    let (_, close) = AROUND[..2]
        .iter()
        .find(|(open, _)| text.starts_with(*open))?;
    let line = text.lines().next()?;
    Some(line.find(*close)? + close.len_utf8())
}

/// Returns a value without the marks around it, and with ASCII digits.
pub(super) fn bare(text: &str) -> String {
    let mut bare = ascii(&local::plain(text)).trim().to_owned();
    loop {
        let shorter = shorter(&bare);
        if shorter.is_empty() || shorter == bare {
            break;
        }
        bare = shorter;
    }
    for name in [" per cent", " percent", " pct"] {
        if let Some(number) = bare.strip_suffix(name) {
            bare = format!("{number} %");
        }
    }
    with_digits_of_toml(&bare)
}

/// Takes one mark or word off.
fn shorter(text: &str) -> String {
    let is_around = |(open, close): &&(char, char)| {
        text.chars().count() > 1 && text.starts_with(*open) && text.ends_with(*close)
    };
    if let Some((open, close)) = AROUND.iter().find(is_around) {
        return text[open.len_utf8()..text.len() - close.len_utf8()]
            .trim()
            .to_owned();
    }
    let lower = text.to_ascii_lowercase();
    let before = BEFORE.iter().find(|mark| lower.starts_with(**mark));
    let after = AFTER.iter().find(|mark| lower.ends_with(**mark));
    match (before, after) {
        (Some(mark), _) => text[mark.len()..].trim().to_owned(),
        (None, Some(mark)) => text[..text.len() - mark.len()].trim().to_owned(),
        (None, None) => text.to_owned(),
    }
}

/// Returns a number such as `.5`, `-.5` or `09` as TOML writes it, and any other text as it is.
fn with_digits_of_toml(text: &str) -> String {
    let (sign, size) = text.split_at(usize::from(text.starts_with('-')));
    let is_number = size.bytes().all(|it| it.is_ascii_digit() || it == b'.')
        && size.bytes().any(|it| it.is_ascii_digit())
        && size.matches('.').count() <= 1;
    if !is_number {
        return text.to_owned();
    }
    let (whole, decimals) = size.split_once('.').unwrap_or((size, ""));
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    match decimals {
        "" => format!("{sign}{whole}"),
        decimals => format!("{sign}{whole}.{decimals}"),
    }
}

/// Number words, each with its number.
const WORDS: [(&str, u32); 29] = [
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("hundred", 100),
];

fn number_word(word: &str) -> Option<u32> {
    let word = word.to_ascii_lowercase();
    let known = |word: &str| WORDS.iter().find(|(name, _)| *name == word);
    if let Some((_, number)) = known(&word) {
        return Some(*number);
    }
    let (tens, ones) = word.split_once('-')?;
    let ((_, tens), (_, ones)) = (known(tens)?, known(ones)?);
    ((20..100).contains(tens) && (1..10).contains(ones)).then_some(tens + ones)
}

/// Returns a text that begins with a number word with the number instead of it.
pub(super) fn in_digits(text: &str) -> Option<String> {
    let bare = bare(text);
    let (word, rest) = bare.split_at(bare.find(' ').unwrap_or(bare.len()));
    let number = number_word(word)?;
    Some(format!("{number}{rest}"))
}

/// Fractions, each with its decimals.
const FRACTIONS: [(&str, &str); 9] = [
    ("half an", "0.5"),
    ("half a", "0.5"),
    ("half", "0.5"),
    ("½", "0.5"),
    ("1/2", "0.5"),
    ("¼", "0.25"),
    ("1/4", "0.25"),
    ("¾", "0.75"),
    ("3/4", "0.75"),
];

/// Returns a text that begins with a fraction with its decimals instead of it.
pub(super) fn in_decimals(text: &str) -> Option<String> {
    let bare = bare(text);
    let of = |(name, decimals): &(&str, &str)| {
        let rest = bare.strip_prefix(name)?;
        let rest = rest.trim_start();
        let is_apart = rest.starts_with(char::is_alphabetic) || rest.is_empty();
        is_apart.then(|| format!("{decimals} {rest}").trim_end().to_owned())
    };
    FRACTIONS.iter().find_map(of)
}

/// Returns what a text says where true or false is expected.
pub(super) fn truth(text: &str) -> Option<bool> {
    const YES: [&str; 10] = ["true", "yes", "y", "on", "1", "ja", "oui", "si", "sí", "是"];
    const NO: [&str; 8] = ["false", "no", "n", "off", "0", "nein", "non", "否"];
    let lower = bare(text).to_lowercase();
    match (YES.contains(&lower.as_str()), NO.contains(&lower.as_str())) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// Returns the thousands of a number such as `1.000`, which is 1 here and a thousand elsewhere.
pub(super) fn thousands(written: &str) -> Option<String> {
    let (first, rest) = written.trim().split_once('.')?;
    let is_digits = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
    let is_group = rest.len() == 3 && is_digits(rest);
    let is_first = (1..=3).contains(&first.len()) && is_digits(first) && !first.starts_with('0');
    (is_group && is_first).then(|| format!("{first}{rest}"))
}

/// Returns the whole numbers around a number, for advice: `9 or 10`.
pub(super) fn wholes(number: f64) -> String {
    let below = number.floor();
    if number.abs() >= 1e15 || !number.is_finite() {
        return "a whole number such as 4".to_owned();
    }
    if below == 0.0 {
        return "1, or another whole number".to_owned();
    }
    format!("{below:.0} or {:.0}", below + 1.0)
}

/// Returns advice on a text where a number belongs; `None` if it is not like one. `is_whole` tells
/// whether the number has no decimals.
pub(super) fn number(text: &str, is_whole: bool) -> Option<String> {
    let bare = bare(text);
    let fraction = || in_decimals(&bare).filter(|it| !it.contains(' '));
    let bare = in_digits(&bare).or_else(fraction).unwrap_or(bare);
    let (sign, size) = bare.split_at(usize::from(bare.starts_with('-')));
    let unquoted = |number: &str| format!("write {sign}{number} without quotes");
    if let Some(thousands) = thousands(size).filter(|_| is_whole) {
        let ones = &size[..size.len() - 4];
        return Some(format!(
            "{}, or {sign}{ones} if {ones} is meant",
            unquoted(&thousands)
        ));
    }
    if let Some(number) = toml_number(size) {
        return Some(if is_whole && number.fract() != 0.0 {
            format!("write {} without quotes", wholes(number))
        } else {
            unquoted(size)
        });
    }
    if !is_whole && let Some(help) = local::write_share(&bare) {
        return Some(format!("{help} without quotes"));
    }
    if let Some(percent) = bare
        .strip_suffix('%')
        .map(str::trim_end)
        .filter(|_| is_whole)
    {
        let is_number = !percent.is_empty() && percent.bytes().all(|it| it.is_ascii_digit());
        return is_number.then(|| format!("write {percent} without quotes if that is the number"));
    }
    let readings = suggest::readings(size);
    match readings.as_slice() {
        [] => without_unit(&bare, is_whole),
        [one] if is_whole && one.parse::<f64>().is_ok_and(|it| it.fract() != 0.0) => {
            let number: f64 = one.parse().unwrap_or_default();
            Some(format!("write {} without quotes", wholes(number)))
        }
        _ => suggest::write_number(size, |it| format!("{sign}{it} without quotes")),
    }
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
    match number.parse::<f64>() {
        Ok(value) if is_whole && value.fract() != 0.0 => Some(format!("write {}", wholes(value))),
        _ => suggest::write_number(number, of),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_around_a_value_are_taken_off() {
        let cases = [
            ("(9)", "9"),
            ("( 0.9 )", "0.9"),
            ("~9", "9"),
            ("ca. 9", "9"),
            ("9.", "9"),
            ("+9", "9"),
            ("<75 min>", "75 min"),
            ("75 min.", "75 min"),
            (".5", "0.5"),
            ("-.5", "-0.5"),
            ("09", "9"),
            ("150,-", "150"),
            ("90 per cent", "90 %"),
            ("٧٥ min", "75 min"),
            ("２０２０-04-13", "2020-04-13"),
            ("٢٠٢٠-٠٤-١٣", "2020-04-13"),
            ("۱۲٫۵", "12.5"),
            ("(", "("),
            ("Desk (A)", "Desk (A)"),
        ];
        for (text, wanted) in cases {
            assert_eq!(bare(text), wanted, "{text}");
        }
    }

    #[test]
    fn advice_on_numbers_keeps_the_number() {
        let cases = [
            ("nine", true, "write 9 without quotes"),
            ("twenty-four", true, "write 24 without quotes"),
            ("9.5", true, "write 9 or 10 without quotes"),
            ("9,5", true, "write 9 or 10 without quotes"),
            ("9,5", false, "write 9.5 without quotes"),
            (
                "1.000",
                true,
                "write 1000 without quotes, or 1 if 1 is meant",
            ),
            ("1.000", false, "write 1.000 without quotes"),
            ("-1,5", false, "write -1.5 without quotes"),
            ("90 per cent", false, "write 0.9 without quotes"),
            ("half", false, "write 0.5 without quotes"),
            (
                "half",
                true,
                "write 1, or another whole number without quotes",
            ),
            ("1.5k", false, "write 1500 without quotes"),
            (
                "95 %",
                true,
                "write 95 without quotes if that is the number",
            ),
            ("9 lanes", true, "write 9 without the unit \"lanes\""),
            ("60/day", false, "write 60 without the unit \"/day\""),
            ("€ 1,500.50", false, "write 1500.50 without the unit \"€\""),
        ];
        for (text, is_whole, wanted) in cases {
            assert_eq!(number(text, is_whole).as_deref(), Some(wanted), "{text}");
        }
        for text in ["many", "", "inf", "9-10", "3*3", "%"] {
            assert_eq!(number(text, false), None, "{text}");
        }
    }
}
