//! The document: the file as written, with settings applied to it.
//!
//! This file handles values and places. Of the meaning of keys it uses only that some sections
//! (stations, arrivals, goods) hold named entries.

use std::path::PathBuf;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::input::{self, Files};

use super::path::Path;
use super::problem::{Complaint, Place, Problem, Problems, Source, SourceKind};
use super::reader::Unread;
use super::setting::{Setting, instead_of_path};
use super::syntax::Misspelt;
use super::table::Tables;
use super::tree::{Content, Node, Origin, position};
use super::{nowhere, resolve, suggest, syntax, tree};

/// A scenario file as written, with settings applied to it.
#[derive(Clone, Debug)]
pub struct Document {
    pub(super) source: Arc<Source>,
    pub(super) root: Node,
    /// Mistakes of the notation of this file and of those that it extends, mended for reading on.
    pub(super) misspelt: Vec<Misspelt>,
    /// Files that this one extends, the outermost base first.
    pub(super) bases: Vec<Arc<Source>>,
    /// Paths set from outside the file, each with the place at which it was written.
    overrides: Vec<(Path, Place)>,
    /// Source of the files that the scenario names.
    pub(super) files: Arc<dyn Files>,
    /// Tables that the scenario names, read once for all alternatives.
    pub(super) tables: Tables,
}

/// Sections of a file; a section alone is not a path that can be set.
const SECTIONS: [&str; 8] = [
    "run", "target", "costs", "goods", "arrivals", "teams", "stations", "changes",
];

impl Document {
    /// Makes the document of one file, without the files that it extends.
    pub(super) fn of_file(
        name: &str,
        text: &str,
        files: &Arc<dyn Files>,
    ) -> Result<Self, Problems> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let source = Source::file(name, text);
        let (root, misspelt) = syntax::parse(&source).map_err(Problems::new)?;
        Ok(Self {
            source,
            root,
            misspelt,
            bases: vec![],
            overrides: vec![],
            files: Arc::clone(files),
            tables: Tables::default(),
        })
    }

    /// Returns the name of the file, as problems show it.
    pub fn name(&self) -> &str {
        &self.source.name
    }

    /// Returns the text of the file, without settings.
    pub fn text(&self) -> &str {
        &self.source.text
    }

    /// Returns the title of the scenario, if it has one.
    pub fn title(&self) -> Option<&str> {
        self.get(&Path::of(["title"]))?.as_text()
    }

    /// Returns remarks on forms that other tools refuse, in this file and in those that it extends.
    pub fn remarks(&self) -> Vec<Problem> {
        let sources = self.bases.iter().chain([&self.source]);
        sources.flat_map(syntax::remarks).collect()
    }

    /// Returns a remark on each file that names a schema which is not there.
    pub fn lost_schemas(&self) -> Vec<Problem> {
        let sources = self.bases.iter().chain([&self.source]);
        sources.filter_map(|it| self.lost_schema(it)).collect()
    }

    /// Returns the remark on a first line such as `#:schema ./schema.json` whose file is not there,
    /// so that editors neither check nor complete.
    fn lost_schema(&self, source: &Arc<Source>) -> Option<Problem> {
        const NAME: &str = "#:schema";
        let text = &source.text;
        let mut found = text.match_indices(NAME).map(|(at, _)| at);
        let start = found.find(|at| *at == 0 || text[..*at].ends_with('\n'))?;
        let line = text[start..].lines().next().unwrap_or_default();
        let name = line[NAME.len()..].trim();
        let place = source.place(start..start + line.trim_end().len());
        let path = self.folder_of(&place).join(name);
        let is_elsewhere = name.is_empty() || name.contains("://");
        if is_elsewhere || self.files.read(&path, input::SCENARIO).is_ok() {
            return None;
        }
        let message = format!("there is no file \"{name}\", with which an editor checks this one");
        let path = path.display();
        let help = format!("write it with: clearway schema > \"{path}\"; or take the line out");
        Some(Complaint::new(message, help).at(place))
    }

    /// Returns the paths of the files that the document was made of and that it has read since: the
    /// scenario, those that it extends, and tables.
    pub fn inputs(&self) -> Vec<PathBuf> {
        let scenarios = self.bases.iter().chain([&self.source]);
        let scenarios = scenarios.map(|source| PathBuf::from(&source.name));
        scenarios.chain(self.tables.paths()).collect()
    }

    /// Is there a value at this path, in the file or in one that it extends?
    pub fn holds(&self, path: &[&str]) -> bool {
        let path: Path = path.iter().map(|step| (*step).to_owned()).collect();
        self.get(&path).is_some()
    }

    /// Returns the value at this path, in the file or in one that it extends.
    pub fn value(&self, path: &[&str]) -> Option<toml::Value> {
        let path: Path = path.iter().map(|step| (*step).to_owned()).collect();
        self.get(&path).map(Node::to_value)
    }

    /// Returns the names and texts of the files that this one extends, the outermost base first.
    pub fn bases(&self) -> impl Iterator<Item = (&str, &str)> {
        let sources = self.bases.iter();
        sources.map(|source| (source.name.as_str(), source.text.as_str()))
    }

    /// Returns the paths set from outside the file, each with its place.
    pub(super) fn overrides(&self) -> &[(Path, Place)] {
        &self.overrides
    }

    /// Returns the folder to which file names at a place are relative: that of the file that names
    /// them, or that of the scenario for names in arguments.
    pub(super) fn folder_of(&self, place: &Place) -> PathBuf {
        let name = match place.source.kind {
            SourceKind::File | SourceKind::Absent => &place.source.name,
            SourceKind::Argument => &self.source.name,
        };
        let folder = std::path::Path::new(name).parent();
        folder.map_or_else(PathBuf::new, PathBuf::from)
    }

    /// Returns the tree.
    pub(super) fn root(&self) -> &Node {
        &self.root
    }

    /// Returns the document with these settings applied in order.
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
    /// If a path leads nowhere. Values are checked when the document is compiled.
    pub fn with(&self, settings: &[Setting]) -> Result<Self, Problems> {
        let mut document = self.with_dated(settings)?;
        let places = settings.iter().map(|setting| {
            let last = setting.path().steps().len() - 1;
            (setting.path().clone(), setting.step_place(last).clone())
        });
        document.overrides.extend(places);
        Ok(document)
    }

    /// As [`with`](Self::with), for the settings of a dated change of the file.
    pub(super) fn with_dated(&self, settings: &[Setting]) -> Result<Self, Problems> {
        let mut document = self.clone();
        let set = |setting: &Setting| document.set(setting).err();
        Problems::none(settings.iter().filter_map(set).collect())?;
        Ok(document)
    }

    /// Returns the problem of a setting in whose path a name, a section or a key is missing.
    pub(super) fn missing_in(&self, setting: &Setting) -> Option<Problem> {
        nowhere::missing(&self.root, setting)
    }

    fn set(&mut self, setting: &Setting) -> Result<(), Problem> {
        let steps = setting.path().steps();
        if steps[0] == "extends" {
            let help = "name the other file instead of this one";
            let complaint = Complaint::new("\"extends\" cannot be set", help);
            return Err(complaint.at(setting.step_place(0).clone()));
        }
        if let Some(problem) = self.missing_in(setting) {
            return Err(problem);
        }
        if let Some(problem) = resolve::misspelt(&self.root, setting) {
            return Err(problem);
        }
        let mut node = &mut self.root;
        for (depth, step) in steps.iter().enumerate() {
            let key = setting.step_place(depth).clone();
            let is_last = depth + 1 == steps.len();
            let so_far: Path = steps[..depth].iter().cloned().collect();
            let description = tree::describe(node);
            let child = match &mut node.content {
                Content::Table(table) => {
                    let create = || Node::new_table(key.clone());
                    table.entry(step.clone()).or_insert_with(create)
                }
                Content::List(items) => {
                    let count = items.len();
                    let position = position(step).filter(|position| *position < count);
                    let found = position.and_then(|position| items.get_mut(position));
                    match found {
                        Some(item) => item,
                        None => return Err(nowhere::no_such_row(&self.root, setting, depth)),
                    }
                }
                Content::Scalar(_) => {
                    let message = format!("{so_far} is {description}: it has no keys to set");
                    let help = nowhere::as_a_whole(&so_far, setting);
                    return Err(Complaint::new(message, help).at(key));
                }
            };
            if is_last {
                if let Some(problem) = resolve::change_of_number(child, setting) {
                    return Err(problem);
                }
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

    /// Returns the names of the variants, in file order.
    pub fn variants(&self) -> impl Iterator<Item = &str> + Clone {
        let section = self.root.child("variants").and_then(Node::as_table);
        section
            .into_iter()
            .flat_map(|variants| variants.keys().map(String::as_str))
    }

    /// Returns the label of a variant, or its name if it has no label; with the name behind it if
    /// other variants have the same label.
    pub fn variant_label(&self, name: &str) -> String {
        let label = |name: &str| {
            let label = self.get(&Path::of(["variants", name, "label"]));
            label.and_then(Node::as_text).unwrap_or(name).to_owned()
        };
        let own = label(name);
        let mut others = self.variants().filter(|other| *other != name);
        if own != name && others.any(|other| label(other) == own) {
            suggest::named(&own, name)
        } else {
            own
        }
    }

    /// Returns the reason for a variant that the file gives, if any.
    pub fn variant_why(&self, name: &str) -> Option<&str> {
        self.get(&Path::of(["variants", name, "why"]))?.as_text()
    }

    /// Can the variant be chosen? It can unless the file says otherwise.
    pub fn variant_is_choice(&self, name: &str) -> bool {
        let choice = self.value(&["variants", name, "choice"]);
        choice.and_then(|it| it.as_bool()) != Some(false)
    }

    /// Returns the settings of a variant; `name` is the argument of `--variant`.
    ///
    /// # Errors
    /// If the file has no such variant, or a key of its `set` is not a path.
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

    /// Returns the settings that are written at `at` as a table of quoted paths.
    pub(super) fn settings_at(&self, at: &Path) -> Result<Vec<Setting>, Problems> {
        let Some(table) = self.get(at).and_then(Node::as_table) else {
            return Ok(vec![]);
        };
        let mut settings = vec![];
        let mut problems = vec![];
        for (key, node) in table.iter().filter(|(_, node)| node.origin != Origin::Lost) {
            let place = self.key_place(&at.child(key));
            let path = Path::parse(key).map(|(path, _)| path);
            let is_part = SECTIONS.contains(&key.as_str()) && node.as_table().is_some();
            match path {
                Some(path) if !is_part => {
                    let steps = vec![place; path.steps().len()];
                    settings.push(Setting::new(path, steps, node.clone()));
                }
                _ => {
                    let meant = if is_part {
                        Some(nowhere::leaf(key, node)).filter(|(_, it)| it.as_table().is_none())
                    } else {
                        instead_of_path(key).map(|path| (path, node))
                    };
                    let help = meant.map_or_else(
                        || {
                            "write the whole path in quotes, such as \
                             \"stations.inspection.lanes\" = 12"
                                .to_owned()
                        },
                        |(path, leaf)| {
                            let path = suggest::toml_text(&path.to_string());
                            format!("write {path} = {}", leaf.place.text())
                        },
                    );
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

    /// Returns the value at a path.
    pub(super) fn get(&self, path: &Path) -> Option<&Node> {
        self.root.get(path)
    }

    /// Returns the keys of the table at a path.
    pub(super) fn keys(&self, path: &Path) -> impl Iterator<Item = &str> + Clone {
        let table = self.get(path).and_then(Node::as_table);
        table
            .into_iter()
            .flat_map(IndexMap::keys)
            .map(String::as_str)
    }

    /// Returns the place of the value at a path; if it is missing, that of the deepest existing key
    /// on the path.
    pub(super) fn value_place(&self, path: &Path) -> Place {
        match self.root.get(path) {
            // a value that was set is blamed if it does not fit a written one
            Some(node) => node.find_set().unwrap_or(node).place.clone(),
            None => self.key_place(path),
        }
    }

    /// Makes the problem of a value that could not be read; `None` if it follows from another one.
    pub(super) fn unread(&self, unread: Unread) -> Option<Problem> {
        let place = if unread.at_key {
            self.key_place(&unread.path)
        } else {
            self.value_place(&unread.path)
        };
        Some(unread.complaint?.at(place))
    }

    /// Returns the place of the key of a path, or of the deepest existing key on the path.
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
