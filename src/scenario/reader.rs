//! Deserializes a tree through serde, and goes on after an error.
//!
//! serde stops at the first error. All problems of a file are to be reported at once, so [`read`]
//! records the error, leaves the offending value out, and reads again until the rest can be read.
//! That is why nearly every field of the types in `file` is optional: `check` reports the missing
//! ones.

mod error;
mod key;
mod kind;

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, Unexpected};
use serde::de::{MapAccess, SeqAccess, Visitor};

use super::path::Path;
use super::problem::Complaint;
use super::tree::{Content, Node};
use error::Error;
pub(super) use error::Unread;

/// Limit on the unreadable values of one file after which reading stops.
const MOST_PROBLEMS: usize = 100;

/// Reads a tree. Values that cannot be read are left out and returned as [`Unread`]. Returns the
/// default if the root itself cannot be read.
pub(super) fn read<T: DeserializeOwned + Default>(root: &Node, at: &Path) -> (T, Vec<Unread>) {
    let (lost, mut left_out): (Vec<Path>, Vec<&Node>) = root.lost(at).into_iter().unzip();
    let mut unread: Vec<Unread> = lost.into_iter().map(Unread::told).collect();
    loop {
        let reader = Reader {
            node: root,
            left_out: &left_out,
        };
        let error = match T::deserialize(reader) {
            Ok(value) => return (value, unread),
            Err(error) => error,
        };
        let below: Path = error.steps.iter().rev().cloned().collect();
        let node = root.get(&below);
        let path: Path = at.steps().iter().chain(below.steps()).cloned().collect();
        let follows = unread.iter().any(|earlier| earlier.path.starts_with(&path));
        let around = root.get(&below.parent());
        let mut found = error.explain(&path, node, around);
        if follows {
            found.complaint = None;
        }
        unread.push(found);
        if let Some(node) = node
            && !below.steps().is_empty()
            && unread.len() < MOST_PROBLEMS
        {
            left_out.push(node);
            continue;
        }
        // the root cannot be read, or the limit is reached: stop
        let stopped = || {
            let message = format!("reading stopped after {MOST_PROBLEMS} problems");
            Complaint::new(message, "correct these first and try again")
        };
        unread.push(Unread {
            path: at.clone(),
            complaint: (unread.len() >= MOST_PROBLEMS).then(stopped),
            at_key: false,
            meant: None,
            is_renamed: false,
        });
        return (T::default(), unread);
    }
}

/// Deserializer of one node and its descendants.
#[derive(Clone, Copy)]
struct Reader<'a> {
    node: &'a Node,
    left_out: &'a [&'a Node],
}

impl<'a> Reader<'a> {
    fn of(self, node: &'a Node) -> Option<Self> {
        let is_left_out = self.left_out.iter().any(|out| std::ptr::eq(*out, node));
        (!is_left_out).then_some(Self { node, ..self })
    }
}

/// Name of the newtype by which `file` asks for a TOML date-time, a kind that serde lacks.
pub(super) const DATE: &str = "date";

impl<'de> de::Deserializer<'de> for Reader<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.content {
            Content::Table(table) => visitor.visit_map(TableReader {
                reader: self,
                entries: table.iter(),
                value: None,
            }),
            Content::List(items) => visitor.visit_seq(ListReader {
                reader: self,
                items: items.iter().enumerate(),
            }),
            Content::Scalar(toml::Value::String(text)) => visitor.visit_str(text),
            Content::Scalar(toml::Value::Integer(number)) => visitor.visit_i64(*number),
            Content::Scalar(toml::Value::Float(number)) => match self.node.perhaps_thousands() {
                Some(thousands) => visitor.visit_f32(thousands),
                None => visitor.visit_f64(*number),
            },
            Content::Scalar(toml::Value::Boolean(truth)) => visitor.visit_bool(*truth),
            Content::Scalar(_) => Err(de::Error::invalid_type(Unexpected::Other("date"), &visitor)),
        }
    }

    /// A list is not read as the fields of a struct in their order.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.node.content {
            Content::List(_) => Err(de::Error::invalid_type(Unexpected::Seq, &visitor)),
            Content::Table(_) | Content::Scalar(_) => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.node.content {
            Content::Scalar(toml::Value::Datetime(date)) if name == DATE => {
                visitor.visit_string(date.to_string())
            }
            _ if name == DATE => Err(de::Error::invalid_type(Unexpected::Other(""), &visitor)),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.node.content {
            Content::Scalar(toml::Value::String(text)) => {
                let word: StrDeserializer<'_, Error> = text.as_str().into_deserializer();
                visitor.visit_enum(word)
            }
            _ => Err(de::Error::invalid_type(Unexpected::Other(""), &visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier
    }
}

struct TableReader<'a> {
    reader: Reader<'a>,
    entries: indexmap::map::Iter<'a, String, Node>,
    value: Option<(&'a String, Reader<'a>)>,
}

impl<'de> MapAccess<'de> for TableReader<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let reader = self.reader;
        let next = |(key, node)| Some((key, reader.of(node)?));
        self.value = self.entries.by_ref().find_map(next);
        let Some((key, _)) = &self.value else {
            return Ok(None);
        };
        let name: StrDeserializer<'_, Error> = key.as_str().into_deserializer();
        let read = seed.deserialize(name);
        read.map(Some)
            .map_err(|error| error.at_key().below(String::clone(key)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let (key, reader) = self.value.take().expect("serde asks for the key first");
        seed.deserialize(reader)
            .map_err(|error| error.below(key.clone()))
    }
}

struct ListReader<'a> {
    reader: Reader<'a>,
    items: std::iter::Enumerate<std::slice::Iter<'a, Node>>,
}

impl<'de> SeqAccess<'de> for ListReader<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let reader = self.reader;
        let next = |(position, node)| Some((position, reader.of(node)?));
        let Some((position, reader)) = self.items.by_ref().find_map(next) else {
            return Ok(None);
        };
        let value = seed.deserialize(reader);
        value
            .map(Some)
            .map_err(|error| error.below(position.to_string()))
    }
}
