//! User text made safe for terminals and spreadsheets.

use std::borrow::Cow;

/// Can the character be shown as it is? Not if it could control a terminal or a spreadsheet, or
/// mislead a reader: control characters (C0, C1), line and paragraph separators, marks of the
/// direction of writing, characters without width, and those that XML forbids.
///
/// Source: Unicode 16, general categories Cc, Zl, Zp and Cf, and the noncharacters; Boucher and
/// Anderson 2021, "Trojan Source", for the directions.
pub fn is_shown(letter: char) -> bool {
    !(letter.is_control()
        || matches!(letter,
            '\u{ad}'
            | '\u{600}'..='\u{605}'
            | '\u{61c}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{fffe}'..='\u{ffff}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e007f}'))
}

/// Replaces each character that cannot be shown as it is with a space.
pub fn printable(text: &str) -> String {
    let shown = |letter: char| if is_shown(letter) { letter } else { ' ' };
    text.chars().map(shown).collect()
}

/// Makes a text printable for a cell of a CSV file. A text that begins like a formula and is not a
/// number gets an apostrophe before it, so that spreadsheets do not compute it.
pub fn cell(text: &str) -> Cow<'_, str> {
    let text = if text.chars().all(is_shown) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(printable(text))
    };
    // some programs skip leading spaces, and read full-width signs as plain ones
    let signs = [
        '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ];
    let like_formula = text.trim_start().starts_with(signs);
    if like_formula && text.parse::<f64>().is_err() {
        Cow::Owned(format!("'{text}"))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_texts_and_numbers_stay_numbers() {
        for formula in [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-1+1",
            "@SUM(A1)",
            "＝1+1",
            "＋1+1",
            "－1+1",
            "＠SUM(A1)",
            "  =1",
        ] {
            assert_eq!(cell(formula), format!("'{formula}"));
        }
        for formula in ["\t=1", "\r=1", "\n=1", "\u{200b}=1", "\u{202e}=1"] {
            assert_eq!(cell(formula), "' =1");
        }
        assert_eq!(cell("a\u{1b}[2J\nb"), "a [2J b");
        for plain in ["", "desk", "-5", "+1.5e3", "a=b", "口罩"] {
            assert_eq!(cell(plain), plain);
        }
    }

    #[test]
    fn what_drives_a_terminal_is_not_printable() {
        let driving = "\0\x07\x08\t\n\r\x1b\x7f\u{80}\u{9b}\u{9d}\u{61c}\u{200b}\u{200e}\u{200f}\
                       \u{2028}\u{2029}\u{202a}\u{202e}\u{2060}\u{2066}\u{2069}\u{feff}\u{e0041}";
        for letter in driving.chars() {
            assert_eq!(printable(&format!("a{letter}b")), "a b", "{letter:?}");
        }
        let shown = "口罩 – é – e\u{301} – עברית – 😷 – “x” … → ─ \u{a0}";
        assert_eq!(printable(shown), shown);
    }
}
