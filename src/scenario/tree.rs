//! The tree of a document: every value with its place, and how it came there.

use indexmap::IndexMap;

use super::path::Path;
use super::problem::Place;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) content: Content,
    /// The value's place.
    pub(super) place: Place,
    /// The place of its key; elements of lists and the root have none.
    pub(super) key: Option<Place>,
    /// Was it written in the file, or set over it?
    pub(super) origin: Origin,
}

/// How a value came into the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Written,
    Set,
}

/// A TOML value whose parts know their places.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Table(IndexMap<String, Node>),
    List(Vec<Node>),
    /// Text, number, truth value, date or time.
    Scalar(toml::Value),
}

impl Node {
    pub(super) fn new_table(key: Place) -> Self {
        Self {
            content: Content::Table(IndexMap::new()),
            place: key.clone(),
            key: Some(key),
            origin: Origin::Written,
        }
    }

    /// A piece of text.
    pub(super) fn text(text: &str, place: Place) -> Self {
        Self {
            content: Content::Scalar(text.into()),
            place,
            key: None,
            origin: Origin::Written,
        }
    }

    pub(super) fn as_table(&self) -> Option<&IndexMap<String, Self>> {
        match &self.content {
            Content::Table(table) => Some(table),
            Content::List(_) | Content::Scalar(_) => None,
        }
    }

    /// The text, if it is one.
    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(toml::Value::String(text)) => Some(text),
            Content::Table(_) | Content::List(_) | Content::Scalar(_) => None,
        }
    }

    /// Is it a table under a header, or one that dotted keys make? Then its keys stand for
    /// themselves; a table in braces is one value.
    pub(super) fn is_section(&self) -> bool {
        let is_key = |key: &Place| key.span == self.place.span && key.source == self.place.source;
        let is_table = matches!(self.content, Content::Table(_));
        is_table && self.key.as_ref().is_none_or(is_key)
    }

    /// The first value in here that was set.
    pub(super) fn find_set(&self) -> Option<&Self> {
        if self.origin == Origin::Set {
            return Some(self);
        }
        match &self.content {
            Content::Table(table) => table.values().find_map(Self::find_set),
            Content::List(items) => items.iter().find_map(Self::find_set),
            Content::Scalar(_) => None,
        }
    }

    pub(super) fn child(&self, step: &str) -> Option<&Self> {
        match &self.content {
            Content::Table(table) => table.get(step),
            Content::List(items) => items.get(position(step)?),
            Content::Scalar(_) => None,
        }
    }

    /// The value at a path from here.
    pub(super) fn get(&self, path: &Path) -> Option<&Self> {
        path.steps()
            .iter()
            .try_fold(self, |node, step| node.child(step))
    }

    /// The value without its places.
    pub(super) fn to_value(&self) -> toml::Value {
        match &self.content {
            Content::Table(table) => toml::Value::Table(
                table
                    .iter()
                    .map(|(key, node)| (key.clone(), node.to_value()))
                    .collect(),
            ),
            Content::List(items) => toml::Value::Array(items.iter().map(Self::to_value).collect()),
            Content::Scalar(value) => value.clone(),
        }
    }
}

/// The position in a list that a step of a path names: "1", but not "01", so that each value has
/// one path.
pub(super) fn position(step: &str) -> Option<usize> {
    let position: usize = step.parse().ok()?;
    (position.to_string() == step).then_some(position)
}

/// A value in words, for "found ...".
pub(super) fn describe(node: &Node) -> String {
    match &node.content {
        Content::Table(table) if table.is_empty() => "an empty table".to_owned(),
        Content::Table(_) => "a table".to_owned(),
        Content::List(_) => "a list".to_owned(),
        Content::Scalar(toml::Value::String(text)) if text.is_empty() => "an empty text".to_owned(),
        Content::Scalar(toml::Value::String(text)) => format!("the text \"{text}\""),
        Content::Scalar(toml::Value::Datetime(date)) if date.date.is_some() => {
            format!("the date {date}")
        }
        Content::Scalar(toml::Value::Datetime(time)) => format!("the time {time}"),
        Content::Scalar(toml::Value::Boolean(truth)) => format!("{truth}"),
        Content::Scalar(number) => format!("the number {number}"),
    }
}
