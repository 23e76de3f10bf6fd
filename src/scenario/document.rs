//! The document: the file as written, and the settings made over it.
//!
//! Knows TOML and places; knows nothing of what the keys mean, except that things of the same kind
//! (stations, arrivals, goods) have names.

use std::path::PathBuf;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::input::Files;

use super::path::Path;
use super::problem::{Complaint, Place, Problem, Problems, Source, SourceKind};
use super::reader::Unread;
use super::setting::Setting;
use super::table::Tables;
use super::tree::{Content, Node, Origin, position};
use super::{suggest, syntax, tree};

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

/// The sections whose keys are names, and what one of the named things is called.
pub(super) const NAMED: [(&str, &str); 5] = [
    ("goods", "goods"),
    ("arrivals", "arrival stream"),
    ("teams", "team"),
    ("variants", "variant"),
    ("stations", "station"),
];

/// The sections of a file, which cannot be paths by themselves.
const SECTIONS: [&str; 8] = [
    "run", "target", "costs", "goods", "arrivals", "teams", "stations", "changes",
];

impl Document {
    /// The document of one file alone.
    pub(super) fn of_file(
        name: &str,
        text: &str,
        files: &Arc<dyn Files>,
    ) -> Result<Self, Problems> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let source = Source::file(name, text);
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
    /// ```
    /// # use std::path::Path;
    /// # use clearway::{input::Disk, scenario::{Document, Problems, Setting}};
    /// let document = Document::load(Path::new("scenarios/peak-day.toml"), Disk)?;
    /// let more = document.with(&[Setting::from_argument("run.replications=500")?])?;
    /// assert_eq!(more.compile()?.effort().replications, 500);
    /// # Ok::<(), Problems>(())
    /// ```
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
            let description = tree::describe(node);
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
                    let message = format!("{so_far} is {description}: it has no keys to set");
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

    /// The names of the variants, in the order of the file.
    pub fn variants(&self) -> impl Iterator<Item = &str> + Clone {
        let section = self.root.child("variants").and_then(Node::as_table);
        section
            .into_iter()
            .flat_map(|variants| variants.keys().map(String::as_str))
    }

    /// What is shown for a variant: its label, else its name.
    pub fn variant_label<'a>(&'a self, name: &'a str) -> &'a str {
        let label = self.get(&Path::of(["variants", name, "label"]));
        label.and_then(Node::as_text).unwrap_or(name)
    }

    /// Why one would do what a variant does, where the file says so.
    pub fn variant_why(&self, name: &str) -> Option<&str> {
        self.get(&Path::of(["variants", name, "why"]))?.as_text()
    }

    /// The settings of a variant; `name` is the argument of `--variant`.
    ///
    /// # Errors
    /// Where there is no such variant, or its paths make no sense.
    pub fn variant(&self, name: &str) -> Result<Vec<Setting>, Problems> {
        if !self.variants().any(|known| known == name) {
            let place = Source::argument("--variant", name).place(0..name.len());
            let help = match self.variants().next() {
                Some(_) => suggest::did_you_mean(name, self.variants()),
                None => "the file has none; write [variants.NAME] with set = { ... }".to_owned(),
            };
            let complaint = Complaint::new(format!("unknown variant \"{name}\""), help);
            return Err(complaint.at(place).into());
        }
        let at = Path::of(["variants", name, "set"]);
        self.settings_at(&at)
    }

    /// The settings that are written as a table of paths in quotes.
    pub(super) fn settings_at(&self, at: &Path) -> Result<Vec<Setting>, Problems> {
        let Some(table) = self.get(at).and_then(Node::as_table) else {
            return Ok(vec![]);
        };
        let mut settings = vec![];
        let mut problems = vec![];
        for (key, node) in table {
            let place = self.key_place(&at.child(key));
            let path = Path::parse(key).map(|(path, _)| path);
            let is_part = SECTIONS.contains(&key.as_str()) && node.as_table().is_some();
            match path {
                Some(path) if !is_part => {
                    let steps = vec![place; path.steps().len()];
                    settings.push(Setting::new(path, steps, node.clone()));
                }
                _ => {
                    let help = "write the whole path in quotes, such as \
                                \"stations.inspection.lanes\" = 12";
                    let message = if is_part {
                        "a path is written as a whole, in quotes"
                    } else {
                        "this is not a path"
                    };
                    problems.push(Complaint::new(message, help).at(place));
                }
            }
        }
        problems.extend(Setting::check_once(&settings).err());
        Problems::none(problems)?;
        Ok(settings)
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

    /// What is wrong with a value that could not be read, where that does not follow from another.
    pub(super) fn unread(&self, unread: Unread) -> Option<Problem> {
        let place = if unread.at_key {
            self.key_place(&unread.path)
        } else {
            self.value_place(&unread.path)
        };
        Some(unread.complaint?.at(place))
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
