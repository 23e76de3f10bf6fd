//! Makes a tree of parsed TOML.

use std::ops::Range;
use std::sync::Arc;

use indexmap::IndexMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistakes::{Misspelt, Mistake, Reading, in_quotes};
use super::parser;
use super::scalar::scalar_value;
use crate::scenario::problem::{Complaint, Place, Problem, Source};
use crate::scenario::tree::{Content, Node, Origin};

/// Begins the name under which the keys of a section are read whose own name is defined twice.
pub(super) const AGAIN: char = '\u{e000}';

/// Turns parsed TOML into a tree.
pub(super) struct TreeReader<'s> {
    source: &'s Arc<Source>,
    /// Byte offset of the parsed text in the source.
    offset: usize,
    /// Mistakes of the source that were mended in the parsed text.
    mistakes: &'s [Mistake],
    /// Values that were read but are wrong.
    pub(super) misspelt: Vec<Misspelt>,
}

impl<'s> TreeReader<'s> {
    pub(super) fn new(source: &'s Arc<Source>, offset: usize, mistakes: &'s [Mistake]) -> Self {
        Self {
            source,
            offset,
            mistakes,
            misspelt: vec![],
        }
    }

    fn place(&self, span: Range<usize>) -> Place {
        let (start, end) = (
            self.written(span.start, true),
            self.written(span.end, false),
        );
        self.source
            .place(start + self.offset..end.max(start) + self.offset)
    }

    /// Returns the position in the source of a position in the mended text. What was taken out
    /// there is before a position at which something begins.
    fn written(&self, at: usize, is_start: bool) -> usize {
        // positions after the last mistake before `at`, in the mended text and in the source
        let (mut mended, mut written) = (0, 0);
        for mistake in self.mistakes {
            let start = mended + (mistake.span.start - written);
            let is_behind = is_start && at == start && mistake.instead.is_empty();
            if at <= start && !is_behind {
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
    /// ones. Keys that are defined twice are returned first: they do not prevent reading on, except
    /// for those of sections.
    pub(super) fn syntax_problems(
        &self,
        errors: &[toml::de::Error],
    ) -> (Vec<Misspelt>, Vec<(Complaint, Problem)>) {
        let mut twice: Vec<Misspelt> = vec![];
        let mut problems: Vec<(Complaint, Problem)> = vec![];
        let mut section_is_twice = false;
        for error in errors {
            let place = self.place(error.span().unwrap_or(0..0));
            let is_twice = error.message() == parser::DUPLICATE;
            if is_twice && section_is_twice {
                // a key of a section that is defined twice
                continue;
            }
            let complaint = parser::complaint(error.message(), &place);
            let problem = complaint.clone().at(place.clone());
            section_is_twice = is_twice && problem.source_line().starts_with('[');
            if is_twice && !section_is_twice {
                twice.push(misread(complaint, &place));
            } else if problems
                .last()
                .is_none_or(|(_, earlier)| !earlier.is_in_line_of(&problem))
            {
                problems.push((complaint, problem));
            }
            if error.message().starts_with("missing ") {
                // all text after an open bracket is read as its content
                break;
            }
        }
        (twice, problems)
    }

    pub(super) fn table(&mut self, table: DeTable<'_>, span: Range<usize>) -> Node {
        let mut children = IndexMap::new();
        for (key, value) in table {
            let key_place = self.place(key.span());
            let span = value.span();
            let node = self.node(Some(key_place.clone()), value.into_inner(), span);
            let key = key.into_inner().into_owned();
            if key.starts_with(AGAIN) {
                let name = key_place.text().trim_matches(['"', '\'']);
                self.merge(&mut children, name.to_owned(), node);
            } else {
                children.insert(key, node);
            }
        }
        Node {
            content: Content::Table(children),
            place: self.place(span),
            key: None,
            origin: Origin::Written,
        }
    }

    pub(super) fn node(
        &mut self,
        key: Option<Place>,
        value: DeValue<'_>,
        span: Range<usize>,
    ) -> Node {
        let mut node = match value {
            DeValue::Table(table) => self.table(table, span),
            DeValue::Array(items) => self.list(items.into_iter(), span),
            scalar => {
                let place = self.place(span);
                if let (Some(key), DeValue::String(text)) = (&key, &scalar) {
                    let complaint = escaped_path(key, text, &place);
                    self.misspelt
                        .extend(complaint.map(|it| misread(it, &place)));
                }
                let value = scalar_value(scalar).unwrap_or_else(|complaint| {
                    self.misspelt.push(misread(complaint, &place));
                    toml::Value::Integer(0)
                });
                let is_lost = self
                    .mistakes
                    .iter()
                    .any(|it| it.reading == Reading::Lost && it.span.contains(&place.span.start));
                Node {
                    content: Content::Scalar(value),
                    place,
                    key: None,
                    origin: if is_lost {
                        Origin::Lost
                    } else {
                        Origin::Written
                    },
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

    /// Adds a section whose name is there already to the first one of this name. Keys that both
    /// have are told.
    fn merge(&mut self, children: &mut IndexMap<String, Node>, name: String, again: Node) {
        let Some(first) = children.get_mut(&name) else {
            children.insert(name, again);
            return;
        };
        let are_sections = first.is_section() && again.is_section();
        match (&mut first.content, again.content) {
            (Content::Table(first), Content::Table(again)) if are_sections => {
                for (key, node) in again {
                    self.merge(first, key, node);
                }
            }
            _ => {
                let place = again.key.unwrap_or(again.place);
                let complaint = parser::complaint(parser::DUPLICATE, &place);
                self.misspelt.push(misread(complaint, &place));
            }
        }
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

/// Makes the problem of a value that was read but is not what was meant.
fn misread(complaint: Complaint, place: &Place) -> Misspelt {
    Misspelt {
        problem: complaint.at(place.clone()),
        place: place.clone(),
        reading: Reading::Wrong,
    }
}

/// Returns the complaint about a file name whose backslashes were read as escapes, as in
/// `data\temp.csv`, which holds a tab.
fn escaped_path(key: &Place, text: &str, place: &Place) -> Option<Complaint> {
    let is_file = ["file", "path", "extends"].contains(&key.text());
    let written = place.text();
    if !is_file || !text.contains(char::is_control) || !written.contains('\\') {
        return None;
    }
    let content = written.trim_matches(['"', '\'']);
    let help = format!("write {}", in_quotes(content));
    let message = "the backslash begins an escape in a text in double quotes";
    Some(Complaint::new(message, help))
}
