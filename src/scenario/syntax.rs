//! Parses TOML into a tree of values with places, and explains its syntax errors to a planner.

mod mistakes;
mod scalar;

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Complaint, Place, Problem, Source};
use super::tree::{Content, Node, Origin};
use mistakes::Mistake;
pub(super) use mistakes::Reading;
use scalar::scalar_value;

/// A problem of the syntax that does not prevent reading on.
#[derive(Clone, Debug)]
pub(super) struct Misspelt {
    pub(super) problem: Problem,
    /// Place of the mistake, where a problem of the mended value may be found too.
    pub(super) place: Place,
    pub(super) reading: Reading,
}

/// Parses the whole text of a source. Known mistakes of notation are mended for reading on, and
/// returned.
///
/// # Errors
/// Every syntax error of the text, if it cannot be read on.
pub(super) fn parse(source: &Arc<Source>) -> Result<(Node, Vec<Misspelt>), Vec<Problem>> {
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    let mut reader = TreeReader::new(source, 0, &[]);
    let mut root = reader.table(root.into_inner(), 0..0);
    if errors.is_empty() && reader.problems.is_empty() {
        return Ok((root, vec![]));
    }
    let mistakes = mistakes::mistakes(&source.text);
    let mended = mended(&source.text, &mistakes);
    let (again, errors) = DeTable::parse_recoverable(&mended);
    let mut reader = TreeReader::new(source, 0, &mistakes);
    root = reader.table(again.into_inner(), 0..0);
    let misspelt = mistakes.iter().map(|it| {
        let place = source.place(it.span.clone());
        Misspelt {
            problem: it.complaint.clone().at(place.clone()),
            place,
            reading: it.reading,
        }
    });
    let mut found: Vec<Problem> = reader.syntax_problems(&errors);
    found.append(&mut reader.problems);
    if found.is_empty() {
        return Ok((root, misspelt.collect()));
    }
    found.extend(misspelt.map(|it| it.problem));
    Err(found)
}

/// Returns remarks on the forms of TOML 1.1 in a sound source.
pub(super) fn remarks(source: &Arc<Source>) -> Vec<Problem> {
    let forms = mistakes::newer_forms(&source.text).into_iter();
    let remark = |(at, form): (usize, &str)| {
        let message = format!("{form} is TOML 1.1; tools that read TOML 1.0 refuse the file");
        let help = "write it in one line, or under a header such as [stations.inspection]";
        Complaint::new(message, help).at(source.place(at..at))
    };
    forms.map(remark).collect()
}

/// Returns a text with what is to be read instead of its mistakes.
fn mended(text: &str, mistakes: &[Mistake]) -> String {
    let mut mended = String::new();
    let mut from = 0;
    for mistake in mistakes {
        mended.push_str(&text[from..mistake.span.start]);
        mended.push_str(&mistake.instead);
        from = mistake.span.end;
    }
    mended + &text[from..]
}

/// Parses the text at a place as one value.
pub(super) fn parse_value(place: &Place) -> Option<Node> {
    let text = place.text();
    let value = DeValue::parse(text).ok()?;
    let mut reader = TreeReader::new(&place.source, place.span.start, &[]);
    let span = value.span();
    let node = reader.node(None, value.into_inner(), span);
    reader.problems.is_empty().then_some(node)
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
    /// Mistakes of the source that were mended in the parsed text.
    mistakes: &'s [Mistake],
    problems: Vec<Problem>,
}

impl<'s> TreeReader<'s> {
    fn new(source: &'s Arc<Source>, offset: usize, mistakes: &'s [Mistake]) -> Self {
        Self {
            source,
            offset,
            mistakes,
            problems: vec![],
        }
    }

    fn place(&self, span: Range<usize>) -> Place {
        let (start, end) = (self.written(span.start), self.written(span.end));
        self.source
            .place(start + self.offset..end.max(start) + self.offset)
    }

    /// Returns the position in the source of a position in the mended text.
    fn written(&self, at: usize) -> usize {
        // positions after the last mistake before `at`, in the mended text and in the source
        let (mut mended, mut written) = (0, 0);
        for mistake in self.mistakes {
            let start = mended + (mistake.span.start - written);
            if at <= start {
                break;
            }
            (mended, written) = (start + mistake.instead.len(), mistake.span.end);
            if at < mended {
                return written;
            }
        }
        written + (at - mended)
    }

    /// Converts the errors of the parser into problems, without those that only follow from earlier
    /// ones.
    fn syntax_problems(&self, errors: &[toml::de::Error]) -> Vec<Problem> {
        let mut problems: Vec<Problem> = vec![];
        let mut section_is_twice = false;
        for error in errors {
            let place = self.place(error.span().unwrap_or(0..0));
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
                if let (Some(key), DeValue::String(text)) = (&key, &scalar) {
                    self.problems.extend(escaped_path(key, text, &place));
                }
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

/// Returns the problem of a file name whose backslashes were read as escapes, as in
/// `data\temp.csv`, which holds a tab.
fn escaped_path(key: &Place, text: &str, place: &Place) -> Option<Problem> {
    let is_file = ["file", "path", "extends"].contains(&key.text());
    let written = place.text();
    if !is_file || !text.contains(char::is_control) || !written.contains('\\') {
        return None;
    }
    let help = format!("write {}", written.replace("\\\\", "/").replace('\\', "/"));
    let message = "the backslash begins an escape in a text in double quotes";
    Some(Complaint::new(message, help).at(place.clone()))
}
