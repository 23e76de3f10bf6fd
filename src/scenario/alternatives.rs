//! Alternatives that a file names itself: `[variants]` and the `set` of a dated change.

use std::sync::Arc;

use super::document::{Content, Document, Node};
use super::path::Path;
use super::problem::{Complaint, Place, Problem, Problems, Source, SourceKind};
use super::setting::Setting;
use super::suggest;

/// The sections of a file, which cannot be paths by themselves.
const SECTIONS: [&str; 8] = [
    "run", "target", "costs", "goods", "arrivals", "teams", "stations", "changes",
];

impl Document {
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
            let source = Arc::new(Source {
                kind: SourceKind::Argument,
                name: "--variant".to_owned(),
                text: name.to_owned(),
            });
            let place = Place {
                source,
                span: 0..name.len(),
            };
            let help = match self.variants().next() {
                Some(_) => suggest::did_you_mean(name, self.variants()),
                None => "the file has none; write [variants.NAME] with set = { ... }".to_owned(),
            };
            let complaint = Complaint::new(format!("unknown variant \"{name}\""), help);
            return Err(complaint.at(place).into());
        }
        let at = Path::of(["variants", name, "set"]);
        self.settings_at(&at).map_err(Problems::new)
    }

    /// The settings that are written as a table of paths in quotes.
    pub(super) fn settings_at(&self, at: &Path) -> Result<Vec<Setting>, Vec<Problem>> {
        let Some(table) = self.get(at).and_then(Node::as_table) else {
            return Ok(vec![]);
        };
        let mut settings = vec![];
        let mut problems = vec![];
        for (key, node) in table {
            let place = self.key_place(&at.child(key));
            let path = Path::parse(key).map(|(path, _)| path);
            let is_part = SECTIONS.contains(&key.as_str()) && is_table(node);
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
                        "this is no path"
                    };
                    problems.push(Complaint::new(message, help).at(place));
                }
            }
        }
        problems.extend(Setting::check_once(&settings).err());
        if problems.is_empty() {
            Ok(settings)
        } else {
            Err(problems)
        }
    }
}

fn is_table(node: &Node) -> bool {
    matches!(node.content, Content::Table(_))
}
