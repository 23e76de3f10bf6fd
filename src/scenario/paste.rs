//! Settings as they are written in a file.

use std::fmt::Write as _;

use indexmap::IndexMap;

use super::document::Document;
use super::path::{Path, is_bare};
use super::problem::Problems;
use super::setting::{Setting, joined};
use super::staffing::staffing_section;
use super::sweep::sweep_section;
use super::tree::Content;

impl Document {
    /// Returns settings as the lines that set the same values in a file, under the headers of their
    /// tables; a list of rows has one row a line. A setting of a row of a list is written with the
    /// whole list.
    ///
    /// # Errors
    /// If a path leads nowhere.
    pub fn pasteable(&self, settings: &[Setting]) -> Result<String, Problems> {
        let document = self.with(settings)?;
        let mut tables: IndexMap<Path, IndexMap<Path, toml::Value>> = IndexMap::new();
        let wholes = settings.iter().map(|it| whole(&document, it.path()));
        let wholes: Vec<Path> = wholes.collect();
        for path in &wholes {
            // a table that is set as a whole is written with all that is set in it
            let is_part = |other: &Path| other != path && path.starts_with(other);
            let node = document.get(path);
            if let Some(node) = node.filter(|_| !wholes.iter().any(is_part)) {
                let table = tables.entry(path.parent()).or_default();
                table.insert(path.clone(), node.to_value());
            }
        }
        // keys without a header come first
        tables.sort_by(|a, _, b, _| b.steps().is_empty().cmp(&a.steps().is_empty()));
        let mut text = String::new();
        for (header, keys) in tables {
            if !header.steps().is_empty() {
                let gap = if text.is_empty() { "" } else { "\n" };
                let _ = writeln!(text, "{gap}[{header}]");
            }
            for (path, value) in keys {
                let _ = writeln!(text, "{} = {}", key(path.last()), written(&value));
            }
        }
        Ok(text)
    }

    /// Returns the paths of the file that lead into lists that these settings replace, such as
    /// `sweep."stations.inspection.lanes.2.open"`: they may now lead to other rows, or to none.
    pub fn paths_into_rows(&self, settings: &[Setting]) -> Vec<String> {
        let is_list = |setting: &&Setting| matches!(setting.node().content, Content::List(_));
        let replaced: Vec<&Path> = settings.iter().filter(is_list).map(Setting::path).collect();
        let leads_in = |path: &Path| {
            let below = |list: &&Path| path != *list && path.starts_with(list);
            replaced.iter().any(below)
        };
        let mut found = vec![];
        for section in self.sections_of_paths() {
            for written in self.keys(&section) {
                let path = Path::parse(written).map(|(path, _)| joined(path));
                if path.as_ref().is_some_and(leads_in) {
                    found.push(section.child(written).to_string());
                }
            }
        }
        found
    }

    /// Returns the paths of the tables whose keys are paths.
    fn sections_of_paths(&self) -> Vec<Path> {
        let mut sections = vec![sweep_section(), staffing_section()];
        for variant in self.variants() {
            sections.push(Path::of(["variants", variant, "set"]));
        }
        let changes = Path::of(["changes"]);
        if let Some(Content::List(rows)) = self.get(&changes).map(|node| &node.content) {
            sections.extend((0..rows.len()).map(|row| changes.item(row).child("set")));
        }
        sections
    }
}

/// Returns the path of the list that the path leads into, or else the path itself.
fn whole(document: &Document, path: &Path) -> Path {
    let mut so_far = Path::default();
    for step in path.steps() {
        so_far = so_far.child(step);
        let node = document.get(&so_far).map(|node| &node.content);
        if matches!(node, Some(Content::List(_))) {
            break;
        }
    }
    so_far
}

fn key(step: &str) -> String {
    if is_bare(step) {
        step.to_owned()
    } else {
        toml::Value::from(step).to_string()
    }
}

/// Writes a value, a list of tables with one table a line.
fn written(value: &toml::Value) -> String {
    match value {
        toml::Value::Array(rows) if !rows.is_empty() && rows.iter().all(toml::Value::is_table) => {
            let rows = rows.iter().map(|row| format!("  {row},\n"));
            format!("[\n{}]", rows.collect::<String>())
        }
        other => other.to_string(),
    }
}
