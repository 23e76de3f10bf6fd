//! Explains the errors of the TOML parser.

use std::sync::Arc;

use crate::scenario::problem::{Complaint, Place, Problem, Source};

/// Message of the parser of a key or section that is defined twice.
pub(super) const DUPLICATE: &str = "duplicate key";

/// End of the message of a key or section that is defined twice.
pub(super) const TWICE: &str = " is defined twice";

/// Limit of the parser on the levels of brackets, and on the parts of a name.
const DEEPEST: usize = 80;

/// Returns the problem of a text that is nested deeper than the parser reads, which leads to any
/// number of other errors.
pub(super) fn too_deep(source: &Arc<Source>, errors: &[toml::de::Error]) -> Option<Problem> {
    let messages = ["recursion limit", "cannot recurse further"];
    let is_deep = |error: &&toml::de::Error| {
        let message = error.message();
        messages.iter().any(|it| message.starts_with(it))
    };
    let error = errors.iter().find(is_deep)?;
    // the parser does not say where the name is
    let begin = error
        .span()
        .map_or_else(|| name(&source.text), |it| it.start);
    let help = "a scenario needs five levels: check the brackets, and the dots in names";
    let message = format!("nested too deep: the limit is {DEEPEST} levels");
    Some(Complaint::new(message, help).at(source.place(begin..begin)))
}

/// Returns the start of the first line with a name of too many parts.
fn name(text: &str) -> usize {
    let is_long = |line: &str| line.matches('.').count() + 1 >= DEEPEST;
    let before = text.split_inclusive('\n').take_while(|line| !is_long(line));
    let start = before.map(str::len).sum();
    if start < text.len() { start } else { 0 }
}

/// Returns the message of the parser at a place in words for a planner.
pub(super) fn complaint(message: &str, place: &Place) -> Complaint {
    let text = &place.source.text;
    let written = text.get(place.span.clone()).unwrap_or_default().trim();
    let is_unquoted = message.starts_with("string values must be quoted");
    let is_word =
        message.starts_with("invalid boolean") && written.starts_with(char::is_alphabetic);
    if is_word || (is_unquoted && !written.is_empty()) {
        let help = format!("write \"{written}\"");
        return Complaint::new("text must be in quotes", help);
    }
    let begins = |start| message.starts_with(start);
    if message == DUPLICATE {
        let message = format!("\"{written}\"{TWICE}");
        return Complaint::new(message, "remove or rename one of the two");
    }
    let (message, help) = if is_unquoted {
        (
            "the value after the \"=\" is missing",
            "write one, such as 4 or \"45 min\"",
        )
    } else if begins("invalid basic string") {
        (
            "the text is not closed, or it holds a character that must be escaped",
            "end it with a quote; write a backslash as two",
        )
    } else if begins("missing comma between array elements") {
        (
            "a list before this is not closed, or a comma is missing",
            "write \"]\" at the end of the list, or \",\" between its values",
        )
    } else if begins("missing comma between key-value pairs") || begins("missing key for inline") {
        (
            "a table before this is not closed, or a comma is missing",
            "write \"}\" at the end of the table, or \",\" between its values",
        )
    } else if begins("key with no value") {
        (
            "there is no \"=\" after the key",
            "write it as key = value, or as [section]",
        )
    } else if begins("unexpected key or value") {
        (
            "there is more text after the value",
            "write each key = value in a line of its own, and text in quotes",
        )
    } else if begins("unclosed table") {
        (
            "the name of the section is not closed",
            "write \"]\" at its end",
        )
    } else if message.contains("date") || message.contains("time") {
        (
            message,
            "write a date such as 2020-04-13 or 2020-04-13T08:00:00",
        )
    } else {
        (
            message,
            "check the quotes, brackets and commas here and before",
        )
    };
    Complaint::new(message, help)
}
