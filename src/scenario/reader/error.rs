//! Explains to a planner why a value could not be read.

use serde::de::{self, Expected, Unexpected};

use super::key::{self, Meant, form_of, unknown_key, unknown_word};
use super::kind::wrong_kind;
use crate::scenario::path::Path;
use crate::scenario::problem::{Complaint, SourceKind, one_line};
use crate::scenario::tree::{Content, Node};
use crate::scenario::{local, nowhere};

/// A value that could not be read and was left out.
#[derive(Debug)]
pub(in crate::scenario) struct Unread {
    pub(in crate::scenario) path: Path,
    /// Message and help; `None` if the error only follows from a value that was left out before.
    pub(in crate::scenario) complaint: Option<Complaint>,
    /// Is the key wrong, rather than the value?
    pub(in crate::scenario) at_key: bool,
    /// Path that was probably meant by an unknown key.
    pub(in crate::scenario) meant: Option<Path>,
    /// Is the value probably that of the path that was meant, as it is written?
    pub(in crate::scenario) is_renamed: bool,
}

impl Unread {
    /// Makes the entry of a value whose problem has been told.
    pub(super) fn told(path: Path) -> Self {
        Self {
            path,
            complaint: None,
            at_key: false,
            meant: None,
            is_renamed: false,
        }
    }
}

/// The error of a value that could not be read.
#[derive(Debug)]
pub(super) struct Error {
    /// Path to the value, innermost step first.
    pub(super) steps: Vec<String>,
    /// Is the key wrong, rather than the value?
    at_key: bool,
    cause: Cause,
}

#[derive(Debug)]
enum Cause {
    /// The value has another kind than this one, which was expected.
    WrongKind(String),
    UnknownKey(&'static [&'static str]),
    UnknownWord(String, &'static [&'static str]),
    Missing(&'static str),
    /// A message of this crate, with its help in the second line.
    Other(String),
}

impl Error {
    fn new(cause: Cause) -> Self {
        Self {
            steps: vec![],
            at_key: false,
            cause,
        }
    }

    /// Marks the error as one of a key, the innermost step.
    pub(super) fn at_key(mut self) -> Self {
        self.at_key = true;
        self
    }

    /// Adds the step from the enclosing table or list to the value.
    pub(super) fn below(mut self, step: String) -> Self {
        self.steps.push(step);
        self
    }

    /// Explains the error to a planner.
    pub(super) fn explain(
        &self,
        path: &Path,
        node: Option<&Node>,
        around: Option<&Node>,
    ) -> Unread {
        if let Some(complaint) = clock_spans(path, around) {
            return Unread {
                path: path.clone(),
                complaint: (path.last() == "0").then_some(complaint),
                at_key: false,
                meant: None,
                is_renamed: false,
            };
        }
        if let Some(complaint) = names_for_rules(path, around) {
            return Unread {
                path: path.clone(),
                complaint: (path.last() == "0").then_some(complaint),
                at_key: false,
                meant: None,
                is_renamed: false,
            };
        }
        let of_parent =
            value_in_section(&self.cause, path, around).or_else(|| self.without_kind(path, around));
        if let Some(unread) = of_parent {
            return unread;
        }
        let mut meant = None;
        let complaint = match &self.cause {
            Cause::WrongKind(expected) => wrong_kind(expected, path, (node, around)),
            Cause::UnknownKey(known) => {
                let (complaint, key) = unknown_key(path, known, around);
                meant = key;
                complaint
            }
            Cause::UnknownWord(word, known) => unknown_word(self.at_key, path, word, known),
            Cause::Missing(field) => {
                let message = format!("\"{field}\" is missing in {path}");
                Complaint::new(message, format!("write {}", form_of(path, field)))
            }
            Cause::Other(text) => Complaint::from_error(text),
        };
        let is_quoted = node.is_some_and(|it| it.place.text().starts_with(['"', '\'']));
        let complaint = if is_quoted {
            complaint
        } else {
            complaint.without_quotes()
        };
        Unread {
            path: path.clone(),
            complaint: Some(complaint),
            at_key: self.at_key,
            is_renamed: matches!(meant, Some(Meant::Renamed(_))),
            meant: meant.map(|it| path.parent().child(it.key())),
        }
    }
}

impl Error {
    /// Returns the entry of a key of a distribution whose kind is missing: the first of
    /// them has the complaint for all.
    fn without_kind(&self, path: &Path, distribution: Option<&Node>) -> Option<Unread> {
        let is_kind = self.at_key && matches!(self.cause, Cause::UnknownWord(..));
        let distribution = distribution.filter(|_| is_kind)?;
        let help = key::with_kind(distribution)?;
        let first = distribution.as_table()?.keys().next()?;
        let complaint = Complaint::new("the kind of the distribution is missing", help);
        Some(Unread {
            path: path.clone(),
            complaint: (first == path.last()).then_some(complaint),
            at_key: true,
            meant: None,
            is_renamed: false,
        })
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?}", self.cause)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::new(Cause::Other(message.to_string()))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Cause::WrongKind(expected.to_string()))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Cause::WrongKind(expected.to_string()))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::new(Cause::UnknownWord(variant.to_owned(), expected))
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(Cause::UnknownKey(expected))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Cause::Missing(field))
    }
}

impl Complaint {
    /// Converts the complaint into an error of any deserializer; `from_error` reverses that.
    pub(in crate::scenario) fn into_error<E: de::Error>(self) -> E {
        let help = self.help.unwrap_or_default();
        E::custom(format!("{}\n{help}", one_line(&self.message)))
    }

    /// Leaves out of the advice that there are to be no quotes, for a value that has none.
    fn without_quotes(mut self) -> Self {
        let help = self.help.map(|help| {
            help.replace(" without quotes", "")
                .replace("without quotes, ", "")
        });
        self.help = help;
        self
    }

    fn from_error(text: &str) -> Self {
        let (message, help) = text.split_once('\n').unwrap_or((text, ""));
        Self {
            message: message.to_owned(),
            help: (!help.is_empty()).then(|| help.to_owned()),
        }
    }
}

/// Returns the entry of a value directly in a section whose entries have names, where tables
/// belong: the first of them has the complaint for all.
fn value_in_section(cause: &Cause, path: &Path, section: Option<&Node>) -> Option<Unread> {
    let [name, key] = path.steps() else {
        return None;
    };
    let entries = section.and_then(Node::as_table)?;
    let is_of_file = entries.get(key)?.place.source.kind == SourceKind::File;
    let is_table = matches!(cause, Cause::WrongKind(expected) if expected == "a table");
    let complaint = nowhere::without_name(name, entries).filter(|_| is_table && is_of_file)?;
    let mut values = entries.iter().filter(|(_, it)| it.as_table().is_none());
    let is_first = values.next().is_some_and(|(first, _)| first == key);
    Some(Unread {
        path: path.clone(),
        complaint: is_first.then_some(complaint),
        at_key: true,
        meant: None,
        is_renamed: false,
    })
}

/// Returns the complaint about a list of clock spans where the weights of the hours belong.
fn clock_spans(path: &Path, list: Option<&Node>) -> Option<Complaint> {
    let list = list.filter(|_| path.matches("arrivals.*.hours.*"))?;
    let Content::List(items) = &list.content else {
        return None;
    };
    let spans: Option<Vec<&str>> = items.iter().map(Node::as_text).collect();
    let weights = local::weights(&spans?)?;
    Some(Complaint::new(
        "expected the weights of the 24 hours, found clock hours",
        format!("write hours = {weights}"),
    ))
}

/// Returns the complaint about a list of names where a name, shares or rules belong.
fn names_for_rules(path: &Path, around: Option<&Node>) -> Option<Complaint> {
    let is_route = ["stations.*.next.*", "arrivals.*.to.*"];
    let list = around.filter(|_| is_route.iter().any(|it| path.matches(it)))?;
    let Content::List(items) = &list.content else {
        return None;
    };
    let names: Option<Vec<&str>> = items.iter().map(Node::as_text).collect();
    let names = names?;
    if let Some(shares) = named_shares(&names) {
        return Some(Complaint::new("shares are written in braces", shares));
    }
    let help = match names.as_slice() {
        [one] => format!("write \"{one}\" without brackets"),
        [others @ .., rest] => {
            let others = others
                .iter()
                .map(|name| format!("{} = ..., ", Path::of([*name])));
            let others: String = others.collect();
            let rest = Path::of([*rest]);
            format!("write a share for each: {{ {others}{rest} = \"rest\" }}")
        }
        [] => return None,
    };
    Some(Complaint::new("expected a rule, found a name", help))
}

/// Returns how to write texts such as `inspection 90 %` as shares.
fn named_shares(texts: &[&str]) -> Option<String> {
    let share = |text: &&str| {
        let (name, percent) = text.split_once([' ', ':', '='])?;
        let percent = percent.trim_start_matches([' ', ':', '=']);
        let [share] = <[String; 1]>::try_from(local::shares(percent)).ok()?;
        Some(format!("{} = {share}", Path::of([name.trim()])))
    };
    let shares: Option<Vec<String>> = texts.iter().map(share).collect();
    let shares = shares.filter(|it| !it.is_empty())?;
    Some(format!("write {{ {} }}", shares.join(", ")))
}
