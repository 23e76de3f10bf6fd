//! Explains to a planner why a value could not be read.

use serde::de::{self, Expected, Unexpected};

use crate::scenario::path::{Path, is_bare};
use crate::scenario::problem::{Complaint, one_line};
use crate::scenario::tree::{Content, Node, describe};
use crate::scenario::{local, meant, suggest};

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
}

impl Unread {
    /// Makes the entry of a value whose problem has been told.
    pub(super) fn told(path: Path) -> Self {
        Self {
            path,
            complaint: None,
            at_key: false,
            meant: None,
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
        let mut meant = None;
        if let Some(complaint) = clock_spans(path, around) {
            return Unread {
                path: path.clone(),
                complaint: (path.last() == "0").then_some(complaint),
                at_key: false,
                meant,
            };
        }
        let complaint = match &self.cause {
            Cause::WrongKind(expected) => wrong_kind(expected, path, node),
            Cause::UnknownKey(known) => {
                let (complaint, nearest) = unknown_key(path, known);
                meant = nearest.map(|key| path.parent().child(key));
                complaint
            }
            Cause::UnknownWord(word, known) => unknown_word(self.at_key, path, word, known),
            Cause::Missing(field) => {
                let message = format!("\"{field}\" is missing in {path}");
                Complaint::new(message, format!("write {}", form_of(path, field)))
            }
            Cause::Other(text) => Complaint::from_error(text),
        };
        Unread {
            path: path.clone(),
            complaint: Some(complaint),
            at_key: self.at_key,
            meant,
        }
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

    fn from_error(text: &str) -> Self {
        let (message, help) = text.split_once('\n').unwrap_or((text, ""));
        Self {
            message: message.to_owned(),
            help: (!help.is_empty()).then(|| help.to_owned()),
        }
    }
}

/// Explains that another kind of value was expected, such as `a duration such as "45 min"`.
fn wrong_kind(expected: &str, path: &Path, node: Option<&Node>) -> Complaint {
    // serde's names of kinds, translated for planners
    let expected = match expected {
        "a string" => "text in quotes, such as \"Peak day\"",
        "a sequence" => "a list in brackets, such as [1, 2, 3]",
        "a boolean" => "true or false",
        "a map" => "a table",
        "i64" => "a whole number such as 1",
        other => other,
    };
    let kind = expected.split(" such as").next().unwrap_or(expected);
    let kind = kind.trim_end_matches(',');
    let mut found = node.map_or_else(|| "nothing".to_owned(), describe);
    let text = node.and_then(Node::as_text);
    if text.is_some_and(meant::has_other_digits) {
        found = format!("{found}: {}", meant::OTHER_DIGITS);
    }
    let help = match node.map(|node| &node.content) {
        _ if let Some(help) = text.and_then(|text| other_notation(path, expected, text)) => help,
        Some(content) if let Some(help) = other_kind(expected, content) => help,
        Some(Content::Scalar(toml::Value::String(name))) if kind.starts_with("a list") => {
            format!("write [\"{name}\"]")
        }
        _ if path.matches("changes") => "write [[changes]], with two brackets".to_owned(),
        _ if path.matches("variants") => "write [variants.NAME], with one bracket".to_owned(),
        _ if expected == "a table" => match path.last() {
            "staff" => "write staff = { inspectors = 2 }, by name of the team".to_owned(),
            "backlog" => "write backlog = { inspection = 57 }, by name of the station".to_owned(),
            "choose" => "write choose = { \"stations.inspection.lanes\" = { from = 4, to = 12 } }"
                .to_owned(),
            "set" => "write set = { \"stations.inspection.lanes\" = 12 }".to_owned(),
            _ => format!("write [{path}] and its keys below it"),
        },
        _ => format!("write {expected}"),
    };
    Complaint::new(format!("expected {kind}, found {found}"), help)
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

/// Returns what to write instead of a text in a notation that is used elsewhere.
fn other_notation(path: &Path, expected: &str, text: &str) -> Option<String> {
    if path.matches("arrivals.*.hours") {
        let spans: Vec<&str> = text.split(',').collect();
        let weights = local::weights(&spans)?;
        return Some(format!(
            "write the weights of the 24 hours: hours = {weights}"
        ));
    }
    if path.matches("sweep.*") || path.matches("staffing.choose.*") {
        return match local::range(text)? {
            (from, to, None) => Some(format!("write {{ from = {from}, to = {to} }}")),
            (from, to, Some(step)) => Some(format!(
                "write {{ from = {from}, to = {to}, step = {step} }}"
            )),
        };
    }
    let unquoted = |help: String| help.replacen("write", "without quotes, write", 1);
    match expected {
        "true or false" => meant::truth(text).map(|truth| format!("write {truth} without quotes")),
        "a whole number such as 1" => meant::number(text, true),
        _ if expected.starts_with("a date") => {
            let bare = meant::bare(text);
            local::write_date(&bare).map(unquoted)
        }
        _ => None,
    }
}

/// Returns what to write instead of a number or a list where another kind of value belongs.
fn other_kind(expected: &str, found: &Content) -> Option<String> {
    let is_date = expected.starts_with("a date");
    match found {
        Content::Scalar(toml::Value::Float(number)) if expected.starts_with("a whole number") => {
            Some(format!("write {}", meant::wholes(*number)))
        }
        Content::Scalar(toml::Value::Integer(number)) if expected.starts_with("a row") => {
            Some(format!("write {number} without brackets"))
        }
        Content::Scalar(toml::Value::Integer(number)) if is_date => local::date_of_number(*number),
        Content::Scalar(toml::Value::Integer(truth @ (0 | 1))) if expected == "true or false" => {
            Some(format!("write {}", *truth == 1))
        }
        Content::List(items) => match items.as_slice() {
            [only] if matches!(only.content, Content::Scalar(_)) && !expected.contains('[') => {
                let written = only.as_text().map(suggest::toml_text);
                let written = written.unwrap_or_else(|| only.place.text().to_owned());
                Some(format!("write {written} without brackets"))
            }
            _ => None,
        },
        _ => None,
    }
}

fn unknown_key(path: &Path, known: &'static [&'static str]) -> (Complaint, Option<&'static str>) {
    let key = path.last();
    let swept = ["sweep.*.*", "staffing.choose.*.*"];
    if swept.iter().any(|it| path.matches(it)) && is_bare(path.parent().last()) {
        let help = "write the whole path in quotes, such as \"stations.inspection.lanes\" = ...";
        return (Complaint::new("a path must be in quotes here", help), None);
    }
    let place = match path.parent() {
        parent if parent.steps().is_empty() => String::new(),
        parent => format!(" in {parent}"),
    };
    let nearest = suggest::nearest(key, known.iter().copied());
    let help = suggest::did_you_mean(key, known.iter().copied());
    let complaint = Complaint::new(format!("unknown key \"{key}\"{place}"), help);
    (complaint, nearest)
}

fn unknown_word(
    at_key: bool,
    path: &Path,
    word: &str,
    known: &'static [&'static str],
) -> Complaint {
    let known = known.iter().copied();
    if at_key {
        let message = format!("unknown distribution \"{word}\"");
        return Complaint::new(message, suggest::did_you_mean(word, known));
    }
    let message = format!("\"{}\" cannot be \"{word}\"", path.last());
    let help = suggest::nearest(word, known.clone()).map_or_else(
        || format!("write {}", suggest::quoted(known, "or")),
        |nearest| format!("did you mean \"{nearest}\"?"),
    );
    Complaint::new(message, help)
}

/// Shows how to write a table in which a key is missing.
fn form_of(table: &Path, missing: &str) -> String {
    let keys: &[&str] = match table.last() {
        "uniform" => &["min", "max"],
        "triangular" | "pert" => &["min", "mode", "max"],
        "exponential" => &["mean"],
        "erlang" => &["mean", "k"],
        "gamma" | "weibull" => &["mean", "cv"],
        "normal" => &["mean", "sd"],
        "hyperexponential" => &["means", "weights"],
        "open_more" => &["when_waiting", "add", "until_waiting"],
        "breakdowns" => &["after", "repair"],
        "release" => return "release = { within = \"4 h\", share = 0.95 }".to_owned(),
        _ if table.matches("sweep.*") || table.matches("staffing.choose.*") => {
            return "{ from = 4, to = 12 }".to_owned();
        }
        _ if missing == "open" => return "open = 4, the number of lanes".to_owned(),
        _ if missing == "on" => return "on = 24, the number of members on duty".to_owned(),
        _ if missing == "divert" => return "{ divert = \"STATION\" }".to_owned(),
        _ if missing == "to" => return "to = \"released\", or where else batches go".to_owned(),
        _ => return format!("{missing} = ..."),
    };
    let keys: Vec<String> = keys.iter().map(|key| format!("{key} = ...")).collect();
    format!("{} = {{ {} }}", table.last(), keys.join(", "))
}
