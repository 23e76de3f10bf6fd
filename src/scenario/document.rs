//! The document: the file as written, every value with its place, and the settings made over it.
//!
//! Knows TOML and places; knows nothing of what the keys mean, except that things of the same kind
//! (stations, arrivals, goods) have names.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::input::{self, Files};

use super::path::Path;
use super::problem::{Complaint, Place, Problem, Problems, Source, SourceKind};
use super::setting::Setting;
use super::table::Tables;
use super::{extends, suggest, syntax};

/// A scenario file as written, with the settings made over it.
#[derive(Clone, Debug)]
pub struct Document {
    pub(super) source: Arc<Source>,
    pub(super) root: Node,
    /// The files that this one extends, the farthest first.
    pub(super) bases: Vec<Arc<Source>>,
    /// What was set over the file from outside, and where that was written.
    overrides: Vec<(Path, Place)>,
    /// Where the files that it names are read from.
    pub(super) files: Arc<dyn Files>,
    /// The CSV files that it names, read once for all alternatives.
    pub(super) tables: Tables,
}

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

/// The sections whose keys are names, and what one of the named things is called.
pub(super) const NAMED: [(&str, &str); 5] = [
    ("goods", "goods"),
    ("arrivals", "arrival stream"),
    ("teams", "team"),
    ("variants", "variant"),
    ("stations", "station"),
];

impl Document {
    /// Reads a scenario file, and those that it extends. Other files that it names are read from
    /// the same place later.
    ///
    /// # Errors
    /// Where a file cannot be read or is not TOML, or where files extend each other in a circle.
    pub fn load(path: &std::path::Path, files: impl Files + 'static) -> Result<Self, Problems> {
        let name = path.display().to_string();
        let text = read_text(path, &files).map_err(|unreadable| unreadable.into_problem(&name))?;
        extends::parse(&name, &text, &(Arc::new(files) as _), &mut vec![])
    }

    /// Reads the text of a scenario that names no other file; `name` is what problems call it.
    ///
    /// # Errors
    /// Where the text is not TOML, or extends another file.
    pub fn parse(name: &str, text: &str) -> Result<Self, Problems> {
        let files = BTreeMap::from([(PathBuf::from(name), text.as_bytes().to_vec())]);
        Self::load(std::path::Path::new(name), files)
    }

    /// The document of one file alone.
    pub(super) fn of_file(
        name: &str,
        text: &str,
        files: &Arc<dyn Files>,
    ) -> Result<Self, Problems> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let source = Arc::new(file_source(name, text.to_owned()));
        let root = syntax::parse(&source).map_err(Problems::new)?;
        Ok(Self {
            source,
            root,
            bases: vec![],
            overrides: vec![],
            files: Arc::clone(files),
            tables: Tables::default(),
        })
    }

    /// What problems call the file.
    pub fn name(&self) -> &str {
        &self.source.name
    }

    /// The text of the file, without settings.
    pub fn text(&self) -> &str {
        &self.source.text
    }

    /// Is there a value at this path, in the file or in one that it extends?
    pub fn holds(&self, path: &[&str]) -> bool {
        let path: Path = path.iter().map(|step| (*step).to_owned()).collect();
        self.get(&path).is_some()
    }

    /// The names and texts of the files that this one extends, the farthest first.
    pub fn bases(&self) -> impl Iterator<Item = (&str, &str)> {
        let sources = self.bases.iter();
        sources.map(|source| (source.name.as_str(), source.text.as_str()))
    }

    /// What was set over the file from outside, and where that was written.
    pub(super) fn overrides(&self) -> &[(Path, Place)] {
        &self.overrides
    }

    /// The folder in which files named at a place are looked for: that of the file, or that of the
    /// scenario where an argument names them.
    pub(super) fn folder_of(&self, place: &Place) -> PathBuf {
        let name = match place.source.kind {
            SourceKind::File => &place.source.name,
            SourceKind::Argument => &self.source.name,
        };
        let folder = std::path::Path::new(name).parent();
        folder.map_or_else(PathBuf::new, PathBuf::from)
    }

    /// The tree.
    pub(super) fn root(&self) -> &Node {
        &self.root
    }

    /// The same document with these settings made, in order.
    ///
    /// # Errors
    /// Where a path leads nowhere; whether the values make sense is seen on compiling.
    pub fn with(&self, settings: &[Setting]) -> Result<Self, Problems> {
        let mut document = self.with_dated(settings)?;
        let places = settings.iter().map(|setting| {
            let last = setting.path().steps().len() - 1;
            (setting.path().clone(), setting.step_place(last).clone())
        });
        document.overrides.extend(places);
        Ok(document)
    }

    /// As [`with`](Self::with), for settings that the file itself makes on a date.
    pub(super) fn with_dated(&self, settings: &[Setting]) -> Result<Self, Problems> {
        let mut document = self.clone();
        let set = |setting: &Setting| document.set(setting).err();
        Problems::none(settings.iter().filter_map(set).collect())?;
        Ok(document)
    }

    fn set(&mut self, setting: &Setting) -> Result<(), Problem> {
        let steps = setting.path().steps();
        if steps[0] == "extends" {
            let help = "name the other file instead of this one";
            let complaint = Complaint::new("\"extends\" cannot be set", help);
            return Err(complaint.at(setting.step_place(0).clone()));
        }
        let mut node = &mut self.root;
        for (depth, step) in steps.iter().enumerate() {
            let key = setting.step_place(depth).clone();
            let is_last = depth + 1 == steps.len();
            let so_far: Path = steps[..depth].iter().cloned().collect();
            let description = describe(node);
            let child = match &mut node.content {
                Content::Table(table) => {
                    if !is_last && !table.contains_key(step) {
                        check_name(&so_far, step, table).map_err(|c| c.at(key.clone()))?;
                    }
                    let create = || Node::new_table(key.clone());
                    table.entry(step.clone()).or_insert_with(create)
                }
                Content::List(items) => {
                    let count = items.len();
                    let position = position(step).filter(|position| *position < count);
                    let found = position.and_then(|position| items.get_mut(position));
                    found.ok_or_else(|| no_such_row(&so_far, step, count).at(key.clone()))?
                }
                Content::Scalar(_) => {
                    let message = format!("{so_far} is {description}: nothing to set in it");
                    let help = format!("set {so_far} as a whole");
                    return Err(Complaint::new(message, help).at(key));
                }
            };
            if is_last {
                *child = Node {
                    key: Some(key),
                    origin: Origin::Set,
                    ..setting.node().clone()
                };
                return Ok(());
            }
            node = child;
        }
        Ok(())
    }

    /// The value at a path.
    pub(super) fn get(&self, path: &Path) -> Option<&Node> {
        self.root.get(path)
    }

    /// The keys of the table at a path.
    pub(super) fn keys(&self, path: &Path) -> impl Iterator<Item = &str> + Clone {
        let table = self.get(path).and_then(Node::as_table);
        table
            .into_iter()
            .flat_map(IndexMap::keys)
            .map(String::as_str)
    }

    /// The place of a path's value, or of the key of the deepest value on the way to it.
    pub(super) fn value_place(&self, path: &Path) -> Place {
        match self.root.get(path) {
            // what was set is to blame where it does not fit to what was written
            Some(node) => node.find_set().unwrap_or(node).place.clone(),
            None => self.key_place(path),
        }
    }

    /// The place of a path's key, or of the deepest key on the way to it.
    pub(super) fn key_place(&self, path: &Path) -> Place {
        let mut place = &self.root.place;
        let mut node = &self.root;
        for step in path.steps() {
            let Some(child) = node.child(step) else {
                break;
            };
            node = child;
            place = child.key.as_ref().unwrap_or(&child.place);
        }
        place.clone()
    }
}

impl Node {
    fn new_table(key: Place) -> Self {
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
    fn find_set(&self) -> Option<&Self> {
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
fn position(step: &str) -> Option<usize> {
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

/// A new name, as a whole thing, may be set; a part of a thing that is not there is a slip.
fn check_name(section: &Path, name: &str, table: &IndexMap<String, Node>) -> Result<(), Complaint> {
    let noun = NAMED.iter().find(|(key, _)| *section == Path::of([key]));
    let Some((_, noun)) = noun else {
        return Ok(());
    };
    let known = table.keys().map(String::as_str);
    let help = suggest::did_you_mean(name, known);
    Err(Complaint::new(format!("unknown {noun} \"{name}\""), help))
}

fn no_such_row(path: &Path, step: &str, count: usize) -> Complaint {
    let message = format!("{path} is a list and has no row \"{step}\"");
    let help = match count {
        0 => "it is empty".to_owned(),
        1 => "its only row is 0".to_owned(),
        _ => format!("its rows are 0 to {}", count - 1),
    };
    Complaint::new(message, help)
}

/// Why the text of a file cannot be had, and what could be read of it.
pub(super) struct Unreadable {
    pub(super) complaint: Complaint,
    text: String,
}

impl Unreadable {
    /// The problem of a file that was asked for by name.
    fn into_problem(self, name: &str) -> Problem {
        let source = Arc::new(file_source(name, self.text));
        let end = source.text.len();
        self.complaint.at(Place {
            source,
            span: end..end,
        })
    }
}

/// The text of a file.
pub(super) fn read_text(path: &std::path::Path, files: &dyn Files) -> Result<String, Unreadable> {
    let bytes = files.read(path, input::SCENARIO).map_err(|error| {
        let message = format!("the file cannot be read: {}", io_message(&error));
        let help = "check the path; it is relative to where you are";
        Unreadable {
            complaint: Complaint::new(message, help),
            text: String::new(),
        }
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let message = "the file is not UTF-8 text from here on";
        let help = "save it again with the encoding UTF-8";
        Unreadable {
            complaint: Complaint::new(message, help),
            text: String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned(),
        }
    })
}

fn file_source(name: &str, text: String) -> Source {
    Source {
        kind: SourceKind::File,
        name: name.to_owned(),
        text,
    }
}

/// What the system says, as part of a sentence.
pub(super) fn io_message(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(characters).collect()
    })
}
