//! Numbers and truth values in words.

use super::bare::bare;

/// Number words, each with its number.
const WORDS: [(&str, u32); 53] = [
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
    ("ein", 1),
    ("eins", 1),
    ("zwei", 2),
    ("drei", 3),
    ("vier", 4),
    ("fünf", 5),
    ("sechs", 6),
    ("sieben", 7),
    ("acht", 8),
    ("neun", 9),
    ("zehn", 10),
    ("elf", 11),
    ("zwölf", 12),
    ("一", 1),
    ("二", 2),
    ("两", 2),
    ("三", 3),
    ("四", 4),
    ("五", 5),
    ("六", 6),
    ("七", 7),
    ("八", 8),
    ("九", 9),
    ("十", 10),
];

pub(super) fn number_word(word: &str) -> Option<u32> {
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
pub(in crate::scenario) fn in_digits(text: &str) -> Option<String> {
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
pub(in crate::scenario) fn in_decimals(text: &str) -> Option<String> {
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
pub(in crate::scenario) fn truth(text: &str) -> Option<bool> {
    const YES: [&str; 10] = ["true", "yes", "y", "on", "1", "ja", "oui", "si", "sí", "是"];
    const NO: [&str; 8] = ["false", "no", "n", "off", "0", "nein", "non", "否"];
    let lower = bare(text).to_lowercase();
    match (YES.contains(&lower.as_str()), NO.contains(&lower.as_str())) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}
