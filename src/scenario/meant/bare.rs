//! Values without the marks around them, in the digits of ASCII.

use crate::scenario::local;

/// The digit 0 of scripts whose digits 0 to 9 follow each other.
const ZEROS: [char; 18] = [
    '\u{660}', '\u{6f0}', '\u{7c0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}',
    '\u{be6}', '\u{c66}', '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}',
    '\u{17e0}', '\u{1810}',
];

/// Returns a text with the digits and marks of other scripts, such as those of Arabic and
/// full-width ones, as ASCII.
pub(in crate::scenario) fn ascii(text: &str) -> String {
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
pub(in crate::scenario) fn has_other_digits(text: &str) -> bool {
    let is_other = |it: char| !it.is_ascii_digit() && ascii_letter(it).is_ascii_digit();
    text.chars().any(is_other)
}

/// What is wrong with a text in digits of another script.
pub(in crate::scenario) const OTHER_DIGITS: &str = "the digits are those of another script";

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
const BEFORE: [&str; 27] = [
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
    "up to ",
    "max. ",
    "max ",
    "bis zu ",
    "maximal ",
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
pub(in crate::scenario) fn enclosed(text: &str) -> Option<usize> {
    let (_, close) = AROUND[..2]
        .iter()
        .find(|(open, _)| text.starts_with(*open))?;
    let line = text.lines().next()?;
    Some(line.find(*close)? + close.len_utf8())
}

/// Returns a value without the marks around it, and with ASCII digits.
pub(in crate::scenario) fn bare(text: &str) -> String {
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
}
