//! Suggests the known word that a planner may have meant, and joins words.

/// Limit on the bytes of a word for which suggestions are made.
const LONGEST: usize = 200;

/// Returns the known word that is most similar to a misspelt one; `None` if none is similar.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // a word this long is not a misspelling
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_lowercase();
    let distance = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        let (short, long) = if word.len() < candidate.len() {
            (&word, &candidate)
        } else {
            (&candidate, &word)
        };
        // "monday" for "mon", "inspect" for "inspection"
        if short.len() >= 3 && long.starts_with(short.as_str()) {
            return 1;
        }
        strsim::damerau_levenshtein(&word, &candidate)
    };
    let near = |candidate: &str| {
        let longer = word.chars().count().max(candidate.chars().count());
        let distance = distance(candidate);
        (distance <= longer / 3).then_some(distance)
    };
    known
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST)
        .filter_map(|candidate| near(candidate).map(|distance| (distance, candidate)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Joins quoted words: `"a", "b" or "c"`.
pub(super) fn quoted<'a>(
    words: impl IntoIterator<Item = &'a str>,
    conjunction: &'static str,
) -> String {
    let words: Vec<String> = words
        .into_iter()
        .map(|word| format!("\"{word}\""))
        .collect();
    in_words(&words, conjunction)
}

/// Writes a text in quotes as in TOML, in one line.
pub(super) fn toml_text(text: &str) -> String {
    let mut written = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => written.extend(['\\', letter]),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            other => written.push(other),
        }
    }
    written + "\""
}

/// Returns a label that others have too, with the name that tells them apart.
pub(super) fn named(label: &str, name: &str) -> String {
    format!("{label} ({name})")
}

/// Joins words: `a, b or c`.
pub(super) fn in_words(words: &[String], conjunction: &'static str) -> String {
    match words {
        [] => String::new(),
        [word] => word.clone(),
        [first @ .., last] => format!("{} {conjunction} {last}", first.join(", ")),
    }
}

/// Returns the possible readings of a number with commas or other marks between its digits. A comma
/// or a point separates thousands or decimals; other marks separate thousands. Of two readings, the
/// one with a decimal comma comes last. No reading drops or adds a digit.
pub(super) fn readings(text: &str) -> Vec<String> {
    let by_comma = reading(text.trim(), ',', '.');
    let by_point = reading(text.trim(), '.', ',');
    let mut readings: Vec<String> = by_comma.into_iter().collect();
    let is_open = readings.is_empty() || text.contains(',');
    readings.extend(by_point.filter(|it| is_open && !readings.contains(it)));
    readings
}

/// Reads a number with these separators, in groups of three digits before the decimals; `None` if
/// it is written otherwise.
pub(super) fn reading(text: &str, thousands: char, decimal: char) -> Option<String> {
    let marks = [thousands, ' ', '_', '\'', '\u{2019}', '\u{a0}', '\u{202f}'];
    let is_digits = |part: &&str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    let (whole, decimals) = match text.split_once(decimal) {
        Some((whole, decimals)) => (whole, Some(decimals).filter(is_digits)?),
        None => (text, ""),
    };
    let groups: Vec<&str> = whole.split(marks).collect();
    let (first, rest) = groups.split_first()?;
    let is_first = first.len() <= 3 && !first.starts_with('0');
    let parted = rest.is_empty() || (is_first && rest.iter().all(|it| it.len() == 3));
    let is_number = parted && groups.iter().all(is_digits);
    is_number.then(|| match decimals {
        "" => groups.concat(),
        decimals => format!("{}.{decimals}", groups.concat()),
    })
}

/// Returns advice on how to write a number, or the number in a duration; `None` if the text has no
/// reading as a number. `whole` turns a reading into the text to write.
pub(super) fn write_number(number: &str, whole: impl Fn(&str) -> String) -> Option<String> {
    match readings(number).as_slice() {
        [] => None,
        [one] => Some(format!("write {}", whole(one))),
        [one, other, ..] => {
            // 1.000 would be asked back where a whole number belongs
            let other = other.strip_suffix(".000").unwrap_or(other);
            Some(format!(
                "write {}, or {} where the comma begins the decimals",
                whole(one),
                whole(other)
            ))
        }
    }
}

/// Returns `did you mean "x"?`, or the list of known words if none is similar.
pub(super) fn did_you_mean<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    const SHOWN: usize = 12;
    if let Some(nearest) = nearest(word, known.clone()) {
        return format!("did you mean \"{nearest}\"?");
    }
    let mut shown: Vec<String> = known
        .clone()
        .into_iter()
        .take(SHOWN)
        .map(|word| format!("\"{word}\""))
        .collect();
    if known.into_iter().nth(SHOWN).is_some() {
        shown.push("others".to_owned());
    }
    match shown.as_slice() {
        [] => "none is defined".to_owned(),
        [only] => format!("the only one known is {only}"),
        _ => format!("known are {}", in_words(&shown, "and")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_reading_changes_a_number() {
        let cases: [(&str, &[&str]); 15] = [
            ("1000,5", &["1000.5"]),
            ("1,000", &["1000", "1.000"]),
            ("1,000,000", &["1000000"]),
            ("1.000,5", &["1000.5"]),
            ("1,000.5", &["1000.5"]),
            ("390 000", &["390000"]),
            ("1 000.500", &["1000.500"]),
            ("1.000.000", &["1000000"]),
            ("0,500", &["0.500"]),
            ("390'000", &["390000"]),
            ("12 5", &[]),
            ("1,2,3", &[]),
            ("1_0", &[]),
            (",5", &[]),
            ("many", &[]),
        ];
        for (text, wanted) in cases {
            assert_eq!(readings(text), wanted, "{text}");
        }
    }
}
