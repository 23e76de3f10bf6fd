//! Parses TOML into a tree of values with places, and explains its syntax errors to a planner.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Complaint, Place, Problem, Source};
use super::tree::{Content, Node, Origin};

/// Parses the whole text of a source.
///
/// # Errors
/// Every syntax error of the text.
pub(super) fn parse(source: &Arc<Source>) -> Result<Node, Vec<Problem>> {
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    let mut reader = TreeReader {
        source,
        offset: 0,
        problems: problems(source, &errors),
    };
    let root = reader.table(root.into_inner(), 0..0);
    if reader.problems.is_empty() {
        Ok(root)
    } else {
        Err(reader.problems)
    }
}

/// Parses the text at a place as one value.
pub(super) fn parse_value(place: &Place) -> Option<Node> {
    let text = place.text();
    let value = DeValue::parse(text).ok()?;
    let mut reader = TreeReader {
        source: &place.source,
        offset: place.span.start,
        problems: vec![],
    };
    let span = value.span();
    let node = reader.node(None, value.into_inner(), span);
    reader.problems.is_empty().then_some(node)
}

/// Converts the errors of the parser into problems, without those that only follow from earlier
/// ones.
fn problems(source: &Arc<Source>, errors: &[toml::de::Error]) -> Vec<Problem> {
    let mut problems: Vec<Problem> = vec![];
    let mut section_is_twice = false;
    for error in errors {
        let place = source.place(error.span().unwrap_or(0..0));
        let is_twice = error.message() == "duplicate key";
        if is_twice && section_is_twice {
            // a key of a section that is defined twice
            continue;
        }
        let problem = complaint(error.message(), &place).at(place);
        section_is_twice = is_twice && problem.source_line().starts_with('[');
        if problems
            .last()
            .is_none_or(|earlier| !earlier.is_in_line_of(&problem))
        {
            problems.push(problem);
        }
        if error.message().starts_with("missing ") {
            // all text after an open bracket is read as its content
            break;
        }
    }
    problems
}

fn complaint(message: &str, place: &Place) -> Complaint {
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
    if message == "duplicate key" {
        let message = format!("\"{written}\" is defined twice");
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

/// Turns parsed TOML into a tree.
struct TreeReader<'s> {
    source: &'s Arc<Source>,
    /// Byte offset of the parsed text in the source.
    offset: usize,
    problems: Vec<Problem>,
}

impl TreeReader<'_> {
    fn place(&self, span: Range<usize>) -> Place {
        let (start, end) = (span.start + self.offset, span.end + self.offset);
        self.source.place(start..end)
    }

    fn table(&mut self, table: DeTable<'_>, span: Range<usize>) -> Node {
        let children = table.into_iter().map(|(key, value)| {
            let key_place = self.place(key.span());
            let span = value.span();
            let node = self.node(Some(key_place), value.into_inner(), span);
            (key.into_inner().into_owned(), node)
        });
        Node {
            content: Content::Table(children.collect()),
            place: self.place(span),
            key: None,
            origin: Origin::Written,
        }
    }

    fn node(&mut self, key: Option<Place>, value: DeValue<'_>, span: Range<usize>) -> Node {
        let mut node = match value {
            DeValue::Table(table) => self.table(table, span),
            DeValue::Array(items) => self.list(items.into_iter(), span),
            scalar => {
                let place = self.place(span);
                let value = scalar_value(scalar).unwrap_or_else(|complaint| {
                    self.problems.push(complaint.at(place.clone()));
                    toml::Value::Integer(0)
                });
                Node {
                    content: Content::Scalar(value),
                    place,
                    key: None,
                    origin: Origin::Written,
                }
            }
        };
        let is_inline = self.source.text[node.place.span.start..].starts_with('{');
        if let (Content::Table(_), Some(key), false) = (&node.content, &key, is_inline) {
            // a table with a header has no text of its own
            node.place = key.clone();
        }
        node.key = key;
        node
    }

    fn list<'i>(
        &mut self,
        items: impl Iterator<Item = Spanned<DeValue<'i>>>,
        span: Range<usize>,
    ) -> Node {
        let items = items.map(|item| {
            let span = item.span();
            self.node(None, item.into_inner(), span)
        });
        Node {
            content: Content::List(items.collect()),
            place: self.place(span),
            key: None,
            origin: Origin::Written,
        }
    }
}

fn scalar_value(value: DeValue<'_>) -> Result<toml::Value, Complaint> {
    let too_large = || Complaint::new("the number is too large", "write a smaller number");
    Ok(match value {
        DeValue::String(text) => toml::Value::String(text.into_owned()),
        DeValue::Integer(number) => {
            let integer = i64::from_str_radix(number.as_str(), number.radix());
            toml::Value::Integer(integer.map_err(|_| too_large())?)
        }
        DeValue::Float(number) => {
            toml::Value::Float(number.as_str().parse().map_err(|_| too_large())?)
        }
        DeValue::Boolean(truth) => toml::Value::Boolean(truth),
        DeValue::Datetime(date) => toml::Value::Datetime(date),
        DeValue::Array(_) | DeValue::Table(_) => {
            unreachable!("tables and lists are read before scalars")
        }
    })
}
