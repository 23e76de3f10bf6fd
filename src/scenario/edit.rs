//! Writes settings into the text of a scenario file; comments, order and all other values stay.
//!
//! A setting is written where the file has the value, or else where it would stand: under the
//! header of its table, as a key of its table in braces, or as a new header at the end. A value of
//! a file that this one extends is written into this one; a list, which replaces that of the other
//! file, as a whole.

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::document::Document;
use super::extends;
use super::path::Path;
use super::problem::{Complaint, Problem, Problems, Source};
use super::setting::Setting;
use super::tree::{Content, Node, position};

impl Document {
    /// Returns the text of the file with these settings written into it, in order.
    ///
    /// ```
    /// # use std::path::Path;
    /// # use clearway::{input::Disk, scenario::{Document, Problems, Setting}};
    /// let document = Document::load(Path::new("scenarios/peak-day.toml"), Disk)?;
    /// let more = Setting::from_argument("stations.inspection.lanes=12")?;
    /// let text = document.edited(&[more])?;
    /// assert_eq!(document.text().replace("lanes   = 9", "lanes   = 12"), text);
    /// # Ok::<(), Problems>(())
    /// ```
    ///
    /// # Errors
    /// If a path leads nowhere, or the file cannot be edited.
    pub fn edited(&self, settings: &[Setting]) -> Result<String, Problems> {
        let mut after = self.clone();
        let text = self.text();
        let is_windows = text.contains("\r\n") && !text.replace("\r\n", "").contains('\n');
        let unix = if is_windows {
            text.replace("\r\n", "\n")
        } else {
            text.to_owned()
        };
        let mut file: DocumentMut = unix.parse().map_err(|error: toml_edit::TomlError| {
            self.refused(format!("the file cannot be edited: {}", error.message()))
        })?;
        for setting in settings {
            after = after.with(std::slice::from_ref(setting))?;
            let steps = setting.path().steps();
            let Some(value) = written(&setting.value()) else {
                return Err(self.refused(format!("{setting} cannot be written")).into());
            };
            put(Place::Table(file.as_table_mut()), steps, 0, value, &after)
                .ok_or_else(|| self.refused(format!("{setting} cannot be written here")))?;
        }
        let edited = file.to_string();
        let edited = if is_windows {
            edited.replace('\n', "\r\n")
        } else {
            edited
        };
        // what is written is what was asked for, whatever the form of the file
        let again = extends::parse(self.name(), &edited, &self.files, &mut vec![])?;
        if again.root().to_value() != after.root().to_value() {
            return Err(self
                .refused("the file cannot be edited here".to_owned())
                .into());
        }
        Ok(edited)
    }

    /// Returns these settings as those of a variant, with its label, to be written into the file.
    /// A variant that the file has already keeps its other settings.
    pub fn as_variant(
        &self,
        name: &str,
        label: Option<&str>,
        settings: &[Setting],
    ) -> Vec<Setting> {
        let of = Path::of(["variants", name]);
        let place = Source::argument("--variant", name).place(0..name.len());
        let setting = |path: Path, value: &toml::Value| {
            let steps = vec![place.clone(); path.steps().len()];
            Setting::new(path, steps, Node::set(value, &place))
        };
        let label = label.map(toml::Value::from);
        let set = settings
            .iter()
            .map(|it| (it.path().to_string(), it.value()));
        if self.variants().any(|known| known == name) {
            let label = label.map(|label| setting(of.child("label"), &label));
            let set = set.map(|(path, value)| setting(of.child("set").child(&path), &value));
            return label.into_iter().chain(set).collect();
        }
        let mut variant = toml::Table::new();
        variant.extend(label.map(|label| ("label".to_owned(), label)));
        let set: toml::Table = set.collect();
        variant.insert("set".to_owned(), set.into());
        vec![setting(of, &variant.into())]
    }

    fn refused(&self, message: String) -> Problem {
        let place = Source::file(self.name(), self.text()).place(0..0);
        Complaint::new(message, "change the text of the file").at(place)
    }
}

/// Returns a value as it is written: a table in braces, a list in one line.
fn written(value: &toml::Value) -> Option<Value> {
    value.to_string().parse().ok()
}

/// A part of the file that holds others.
enum Place<'f> {
    /// A table with a header, or of dotted keys.
    Table(&'f mut Table),
    /// A table in braces.
    Braces(&'f mut InlineTable),
    /// A list.
    List(&'f mut Array),
    /// Tables with double headers.
    Rows(&'f mut ArrayOfTables),
}

impl<'f> Place<'f> {
    fn of(item: &'f mut Item) -> Option<Self> {
        match item {
            Item::Table(table) => Some(Self::Table(table)),
            Item::ArrayOfTables(rows) => Some(Self::Rows(rows)),
            Item::Value(value) => Self::of_value(value),
            Item::None => None,
        }
    }

    fn of_value(value: &'f mut Value) -> Option<Self> {
        match value {
            Value::InlineTable(table) => Some(Self::Braces(table)),
            Value::Array(list) => Some(Self::List(list)),
            _ => None,
        }
    }
}

/// Writes a value at the steps from `depth` on below a place; `None` if there is no such place.
/// `after` is the document with the value.
fn put(
    place: Place<'_>,
    steps: &[String],
    depth: usize,
    value: Value,
    after: &Document,
) -> Option<()> {
    let step = steps.get(depth)?;
    let is_last = depth + 1 == steps.len();
    match place {
        Place::Table(table) if is_last => {
            replace(table, step, value);
            Some(())
        }
        Place::Braces(table) if is_last => {
            replace(table, step, value);
            Some(())
        }
        Place::Table(table) => {
            if !table.contains_key(step) {
                if let Some(list) = whole(&steps[..=depth], after) {
                    replace(table, step, written(&list)?);
                    return Some(());
                }
                let mut new = Table::new();
                new.set_implicit(true);
                new.set_dotted(table.is_dotted());
                table.insert(step, Item::Table(new));
            }
            put(
                Place::of(table.get_mut(step)?)?,
                steps,
                depth + 1,
                value,
                after,
            )
        }
        Place::Braces(table) => {
            if !table.contains_key(step) {
                if let Some(list) = whole(&steps[..=depth], after) {
                    replace(table, step, written(&list)?);
                    return Some(());
                }
                table.insert(step, Value::InlineTable(InlineTable::new()));
            }
            put(
                Place::of_value(table.get_mut(step)?)?,
                steps,
                depth + 1,
                value,
                after,
            )
        }
        Place::List(list) => {
            let old = list.get_mut(position(step)?)?;
            if is_last {
                *old = with_decor_of(value, old);
                return Some(());
            }
            put(Place::of_value(old)?, steps, depth + 1, value, after)
        }
        Place::Rows(rows) => {
            let row = rows.get_mut(position(step)?)?;
            if is_last {
                let Value::InlineTable(new) = value else {
                    return None;
                };
                let decor = row.decor().clone();
                *row = new.into_table();
                *row.decor_mut() = decor;
                return Some(());
            }
            put(Place::Table(row), steps, depth + 1, value, after)
        }
    }
}

/// Returns the list at these steps, if there is one: it is in a file that this one extends, and
/// only the whole list can replace it.
fn whole(steps: &[String], after: &Document) -> Option<toml::Value> {
    let path: Path = steps.iter().cloned().collect();
    let node = after.get(&path)?;
    matches!(node.content, Content::List(_)).then(|| node.to_value())
}

/// Writes the value of a key; spaces and comments around an old value stay.
fn replace(table: &mut dyn TableLike, key: &str, value: Value) {
    match table.get_mut(key) {
        Some(Item::Value(old)) => *old = with_decor_of(value, old),
        // tables with headers: the value goes to the keys of the table around them
        Some(_) => {
            table.remove(key);
            table.insert(key, Item::Value(value));
        }
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

/// Returns a value with the spaces and comments around another one.
fn with_decor_of(mut value: Value, old: &Value) -> Value {
    *value.decor_mut() = old.decor().clone();
    value
}
