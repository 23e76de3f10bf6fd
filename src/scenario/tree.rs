//! The tree of a document: every value with its place and its origin.

use indexmap::IndexMap;

use super::meant;
use super::path::Path;
use super::problem::Place;

/// A value and its place.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) content: Content,
    /// Place of the value.
    pub(super) place: Place,
    /// Place of the key; `None` for elements of lists and for the root.
    pub(super) key: Option<Place>,
    /// Was the value written in the file, or set from outside?
    pub(super) origin: Origin,
}

/// Origin of a value of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Written,
    Set,
    /// The value is written but cannot be read at all, which has been told.
    Lost,
}

/// A TOML value whose parts keep their places.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Table(IndexMap<String, Node>),
    List(Vec<Node>),
    /// Text, number, boolean, date or time.
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

    /// Makes a text value.
    pub(super) fn text(text: &str, place: Place) -> Self {
        Self {
            content: Content::Scalar(text.into()),
            place,
            key: None,
            origin: Origin::Written,
        }
    }

    /// Makes a value that is set from outside; all its parts have the same place.
    pub(super) fn set(value: &toml::Value, place: &Place) -> Self {
        let content = match value {
            toml::Value::Table(table) => {
                let entry = |(key, value): (&String, &toml::Value)| {
                    let mut node = Self::set(value, place);
                    node.key = Some(place.clone());
                    (key.clone(), node)
                };
                Content::Table(table.iter().map(entry).collect())
            }
            toml::Value::Array(items) => {
                Content::List(items.iter().map(|item| Self::set(item, place)).collect())
            }
            scalar => Content::Scalar(scalar.clone()),
        };
        Self {
            content,
            place: place.clone(),
            key: None,
            origin: Origin::Set,
        }
    }

    pub(super) fn as_table(&self) -> Option<&IndexMap<String, Self>> {
        match &self.content {
            Content::Table(table) => Some(table),
            Content::List(_) | Content::Scalar(_) => None,
        }
    }

    /// Returns the text; `None` for other kinds of values.
    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(toml::Value::String(text)) => Some(text),
            Content::Table(_) | Content::List(_) | Content::Scalar(_) => None,
        }
    }

    /// Returns the number of a value that is written with three decimals, such as `1.000`, which is
    /// a thousand in many countries.
    pub(super) fn perhaps_thousands(&self) -> Option<f32> {
        let Content::Scalar(toml::Value::Float(number)) = self.content else {
            return None;
        };
        meant::perhaps_thousands(self.place.text()).then_some(number as f32)
    }

    /// Turns the number at this place into the text that is written there.
    pub(super) fn unmend(&mut self, place: &Place) {
        match &mut self.content {
            Content::Table(table) => table.values_mut().for_each(|it| it.unmend(place)),
            Content::List(items) => items.iter_mut().for_each(|it| it.unmend(place)),
            Content::Scalar(value @ (toml::Value::Integer(_) | toml::Value::Float(_))) => {
                if self.place.holds(place) && place.holds(&self.place) {
                    let written = place.text().trim_matches(['{', '}', ' ']);
                    *value = toml::Value::from(written);
                }
            }
            Content::Scalar(_) => {}
        }
    }

    /// Gives the value at a path another key in its table; two tables with headers become one.
    /// Returns false if the key is there already.
    pub(super) fn rename(&mut self, path: &Path, key: &str) -> bool {
        let steps = path.steps();
        let Some((last, outer)) = steps.split_last() else {
            return false;
        };
        let mut node = self;
        for step in outer {
            let child = match &mut node.content {
                Content::Table(table) => table.get_mut(step),
                Content::List(items) => position(step).and_then(|at| items.get_mut(at)),
                Content::Scalar(_) => None,
            };
            match child {
                Some(child) => node = child,
                None => return false,
            }
        }
        let Content::Table(table) = &mut node.content else {
            return false;
        };
        let is_section = |key: &str| table.get(key).is_some_and(Self::is_section);
        if table.contains_key(key) && !(is_section(key) && is_section(last)) {
            return false;
        }
        let Some(value) = table.shift_remove(last) else {
            return false;
        };
        match table.get_mut(key) {
            Some(known) => known.merge(value),
            None => {
                table.insert(key.to_owned(), value);
            }
        }
        true
    }

    /// Adds the values of another table that this one does not have.
    fn merge(&mut self, other: Self) {
        if let (Content::Table(table), Content::Table(others)) = (&mut self.content, other.content)
        {
            for (key, value) in others {
                match table.get_mut(&key) {
                    Some(known) => known.merge(value),
                    None => {
                        table.insert(key, value);
                    }
                }
            }
        }
    }

    /// Is the value a table with a header, or a table made by dotted keys? In `extends` such a
    /// table is merged key by key; a table in braces is replaced as one value.
    pub(super) fn is_section(&self) -> bool {
        let is_key = |key: &Place| key.span == self.place.span && key.source == self.place.source;
        let is_table = matches!(self.content, Content::Table(_));
        is_table && self.key.as_ref().is_none_or(is_key)
    }

    /// Returns the paths of the values in this subtree that cannot be read at all, with the values.
    pub(super) fn lost(&self, at: &Path) -> Vec<(Path, &Self)> {
        if self.origin == Origin::Lost {
            return vec![(at.clone(), self)];
        }
        let children = self.as_table().into_iter().flatten();
        let below = children.flat_map(|(key, node)| node.lost(&at.child(key)));
        let items = match &self.content {
            Content::List(items) => items.as_slice(),
            Content::Table(_) | Content::Scalar(_) => &[],
        };
        let items = items.iter().enumerate();
        let of_items = items.flat_map(|(row, node)| node.lost(&at.item(row)));
        below.chain(of_items).collect()
    }

    /// Returns the first value in this subtree that was set from outside.
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

    /// Returns the value at a path relative to this node.
    pub(super) fn get(&self, path: &Path) -> Option<&Self> {
        path.steps()
            .iter()
            .try_fold(self, |node, step| node.child(step))
    }

    /// Converts the node into a TOML value without places.
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

/// Parses a step of a path as a position in a list: "1", but not "01", so that each value has
/// exactly one path.
pub(super) fn position(step: &str) -> Option<usize> {
    let position: usize = step.parse().ok()?;
    (position.to_string() == step).then_some(position)
}

/// Describes a value for messages such as "found the number 3".
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
