//! Changes of a number, such as `+12 %` or `x1.2`.

use super::bare::ascii;
use super::numbers::Wanted;
use crate::scenario::{local, suggest};

/// A change of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Change {
    /// By this percentage, to more or to less.
    Percent { is_more: bool, percent: String },
    /// To this multiple.
    Times(String),
}

/// What stands before a change to more, or to less.
const BEFORE: [(&str, bool); 10] = [
    ("+", true),
    ("-", false),
    ("plus ", true),
    ("minus ", false),
    ("up by ", true),
    ("down by ", false),
    ("up ", true),
    ("down ", false),
    ("increase by ", true),
    ("decrease by ", false),
];

/// What stands behind a change to more, or to less.
const AFTER: [(&str, bool); 10] = [
    (" more", true),
    (" less", false),
    (" higher", true),
    (" lower", false),
    (" up", true),
    (" down", false),
    (" extra", true),
    (" fewer", false),
    (" mehr", true),
    (" weniger", false),
];

/// Names of the percent sign.
const PERCENT: [&str; 4] = ["%", "percent", "per cent", "prozent"];

impl Change {
    /// Reads a change; `None` if the text is none.
    pub(in crate::scenario) fn read(text: &str) -> Option<Self> {
        let text = ascii(&local::plain(text)).trim().to_lowercase();
        let before = BEFORE.iter().find_map(|(mark, is_more)| {
            let rest = text.strip_prefix(mark)?;
            Some((rest, *is_more))
        });
        let after = AFTER.iter().find_map(|(mark, is_more)| {
            let rest = text.strip_suffix(mark)?;
            Some((rest, *is_more))
        });
        let marks = ["x", "×", "*"];
        let times = marks.iter().find_map(|mark| text.strip_prefix(mark));
        if let Some(times) = times.or_else(|| text.strip_suffix(" times")) {
            let [times] = <[String; 1]>::try_from(suggest::readings(times)).ok()?;
            return Some(Self::Times(times));
        }
        let (rest, is_more) = before.or(after)?;
        let number = PERCENT.iter().find_map(|sign| rest.strip_suffix(sign))?;
        let [percent] = <[String; 1]>::try_from(suggest::readings(number)).ok()?;
        Some(Self::Percent { is_more, percent })
    }

    /// Returns the number by which another one is multiplied.
    pub(in crate::scenario) fn factor(&self) -> f64 {
        let factor = match self {
            Self::Percent { is_more, percent } => {
                let part: f64 = local::hundredth(percent).parse().unwrap_or_default();
                if *is_more { 1.0 + part } else { 1.0 - part }
            }
            Self::Times(times) => times.parse().unwrap_or_default(),
        };
        (factor * 1e9).round() / 1e9
    }

    /// Says the change in words.
    pub(in crate::scenario) fn in_words(&self) -> String {
        match self {
            Self::Percent {
                is_more: true,
                percent,
            } => format!("{percent} % more than"),
            Self::Percent { percent, .. } => format!("{percent} % less than"),
            Self::Times(times) => format!("{times} times"),
        }
    }
}

/// Returns what is wrong with a change where a value belongs, and what to write;
/// `None` if the text is none.
pub(in crate::scenario) fn change(text: &str, wanted: Wanted) -> Option<(String, String)> {
    let change = Change::read(text)?;
    let (factor, words) = (change.factor(), change.in_words());
    let help = match (wanted, &change) {
        (Wanted::Share | Wanted::Part, Change::Times(times)) => {
            format!("write {times} without quotes if that is the number")
        }
        (Wanted::Share, Change::Percent { is_more, percent }) => {
            let part = local::hundredth(percent);
            let condition = if *is_more {
                format!("it is {percent} % of all")
            } else {
                "the minus is a mistake".to_owned()
            };
            format!("write {part} without quotes if {condition}")
        }
        (Wanted::Part, Change::Percent { percent, .. }) => format!(
            "write {factor} without quotes if it is {words} usual, or {} if it is {percent} %",
            local::hundredth(percent)
        ),
        (Wanted::Whole | Wanted::Amount | Wanted::Any, _) => {
            format!("write the value itself, which is {factor} times the other one")
        }
    };
    let message = match wanted {
        Wanted::Share | Wanted::Part => {
            format!("\"{text}\" is a change, and a number belongs here")
        }
        Wanted::Whole | Wanted::Amount | Wanted::Any => {
            format!("\"{text}\" is {words} another value, which is not written here")
        }
    };
    Some((message, help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_read_with_their_direction() {
        let cases = [
            ("+12%", 1.12),
            ("+ 12 %", 1.12),
            ("-20 %", 0.8),
            ("\u{2212}20%", 0.8),
            ("plus 12,5 %", 1.125),
            ("12 % more", 1.12),
            ("30% less", 0.7),
            ("12 Prozent mehr", 1.12),
            ("x1.2", 1.2),
            ("1,5 times", 1.5),
        ];
        for (text, factor) in cases {
            let change = Change::read(text).expect(text);
            assert_eq!(change.factor(), factor, "{text}");
        }
        for text in ["12 %", "+12", "+-10 %", "-", "+%", "more", "\u{b1}5 %"] {
            assert_eq!(Change::read(text), None, "{text}");
        }
    }
}
