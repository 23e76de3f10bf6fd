//! Which known word a planner may have meant.

/// Bytes of a word that is looked for.
const LONGEST: usize = 200;

/// The known word nearest to a misspelt one, where one is near.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // of what is so long, nothing is a misspelling
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

/// A list in words: `"a", "b" or "c"`.
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

/// A list in words: `a, b or c`.
pub(super) fn in_words(words: &[String], conjunction: &'static str) -> String {
    match words {
        [] => String::new(),
        [word] => word.clone(),
        [first @ .., last] => format!("{} {conjunction} {last}", first.join(", ")),
    }
}

/// `did you mean "x"?`, or the words that are known.
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
