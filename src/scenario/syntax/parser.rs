//! Explains the errors of the TOML parser.

use crate::scenario::problem::{Complaint, Place};

/// Message of the parser of a key or section that is defined twice.
pub(super) const DUPLICATE: &str = "duplicate key";

/// End of the message of a key or section that is defined twice.
pub(super) const TWICE: &str = " is defined twice";

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
