//! What braces without keys were meant to be, such as `{9}` or `{inspection, 0.5}`.

use super::mistakes::{Reading, in_quotes, is_toml};
use crate::scenario::path::Path;
use crate::scenario::problem::Complaint;
use crate::scenario::{meant, suggest};

/// Returns what to read instead of braces around a text in which no key has a value; `None` if it
/// is not known.
pub(super) fn without_keys(inner: &str) -> Option<(String, Complaint, Reading)> {
    if inner.is_empty() || inner.contains(['=', ':', '{', '}', '[', ']', '#']) {
        return None;
    }
    if is_toml(inner) {
        let message = "braces hold keys with their values, and here is a value alone";
        let complaint = Complaint::new(message, format!("write {inner}"));
        return Some((inner.to_owned(), complaint, Reading::Instead));
    }
    let mark = if inner.contains(';') { ';' } else { ',' };
    let parts: Vec<&str> = inner.split(mark).map(str::trim).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|it| !it.is_empty()).collect();
    let message = "braces hold keys with their values, and the keys or the \"=\" are missing";
    if let Some(list) = list(&parts) {
        let complaint = Complaint::new(message, format!("write {list}"));
        return Some((list, complaint, Reading::Instead));
    }
    let help = shares(&parts)?;
    let complaint = Complaint::new(message, help);
    Some(("0".to_owned(), complaint, Reading::Lost))
}

/// Returns numbers, or values with units, as a list.
fn list(parts: &[&str]) -> Option<String> {
    let begins = |part: &&str| {
        part.trim_matches('"')
            .starts_with(|it: char| it.is_ascii_digit())
    };
    let write = |part: &&str| match part {
        part if is_toml(part) => (*part).to_owned(),
        part => in_quotes(part),
    };
    let written: Vec<String> = parts.iter().map(write).collect();
    (parts.len() > 1 && parts.iter().all(begins)).then(|| format!("[{}]", written.join(", ")))
}

/// Advises to write shares: of names and numbers in turn, or of names alone.
fn shares(parts: &[&str]) -> Option<String> {
    let is_name = |word: &str| {
        let word = word.trim_matches(['"', '\'']);
        word.starts_with(|it: char| it.is_alphabetic())
            && word
                .chars()
                .all(|it| it.is_alphanumeric() || "_-".contains(it))
    };
    let key = |word: &str| Path::of([word.trim_matches(['"', '\''])]).to_string();
    let words: Vec<&str> = parts
        .iter()
        .flat_map(|part| part.split_whitespace())
        .collect();
    let names: Vec<String> = words
        .iter()
        .filter(|it| is_name(it))
        .map(|it| key(it))
        .collect();
    if names.len() == words.len() {
        let (last, others) = names.split_last()?;
        if others.is_empty() {
            return Some(format!("write \"{last}\" without braces"));
        }
        let others = others.join(" = ..., ");
        return Some(format!(
            "write a share for each: {{ {others} = ..., {last} = \"rest\" }}"
        ));
    }
    let mut entries = vec![];
    let mut sum = 0.0;
    let mut pairs = words.chunks_exact(2);
    for pair in &mut pairs {
        let number = meant::bare(pair[1]);
        let share = match suggest::readings(&number).as_slice() {
            [one] => one.clone(),
            _ => crate::scenario::local::shares(&number).into_iter().next()?,
        };
        sum += share.parse::<f64>().ok().filter(|_| is_name(pair[0]))?;
        entries.push(format!("{} = {share}", key(pair[0])));
    }
    if entries.is_empty() || !pairs.remainder().is_empty() {
        return None;
    }
    let rest = if sum < 0.999_999 {
        ", NAME = \"rest\""
    } else {
        ""
    };
    let about = if rest.is_empty() {
        ""
    } else {
        ", where NAME is the place of the others"
    };
    Some(format!("write {{ {}{rest} }}{about}", entries.join(", ")))
}
