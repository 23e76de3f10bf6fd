//! The values of a scenario that a reader can move without writing: lanes and members by row,
//! shares, volumes, times and costs, each with its path, its range and its words.
//!
//! Controls come from the document: the format says of each of its keys what kind of value is
//! there, and the document which keys are there. What `[sweep]` and `[staffing]` vary
//! comes first, with their values as the range.

mod amount;
mod control;
mod limits;
mod parts;

use super::document::Document;
use super::path::Path;
use super::sweep::{Subject, SweepAxis};
use super::tree::{Content, Node};
use control::group;
use parts::Context;

pub use control::{Control, ControlKind, ControlRange};

impl Document {
    /// Returns the values of the document that can be moved: those that `[sweep]` and `[staffing]`
    /// vary, then all others in the order of the format.
    ///
    /// ```
    /// # use std::path::Path;
    /// # use clearway::{input::Disk, scenario::{Document, Problems}};
    /// let document = Document::load(Path::new("scenarios/peak-day.toml"), Disk)?;
    /// let controls = document.controls();
    /// assert_eq!(controls[0].set, "stations.inspection.lanes=9");
    /// assert_eq!(controls[0].group_label, "Inspection bays");
    /// # Ok::<(), Problems>(())
    /// ```
    pub fn controls(&self) -> Vec<Control> {
        let varied = self.varied();
        let mut controls = vec![];
        for (section, node) in self.root().as_table().into_iter().flatten() {
            let context = Context::new(self);
            context.walk(&Path::default().child(section), node, &mut controls);
        }
        // a value that also changes by date cannot be set as a whole
        let dated = self.dated();
        controls.retain(|it| {
            let path = Path::parse(&it.path).map(|(path, _)| path);
            path.is_some_and(|path| !is_any_part(&dated, &path))
        });
        let mut first: Vec<Control> = vec![];
        for axis in &varied {
            let path = axis.path.to_string();
            if is_any_part(&dated, &axis.path) {
                continue;
            }
            if first.iter().any(|it| it.path == path) {
                continue;
            }
            let known = controls.iter().position(|it| it.path == path);
            let known = known.map(|at| controls.remove(at));
            first.extend(
                known
                    .or_else(|| self.choice(axis))
                    .map(|it| it.varied(axis)),
            );
        }
        first.extend(controls);
        first
    }

    /// Returns the paths that dated changes set.
    fn dated(&self) -> Vec<Path> {
        let changes = self.get(&Path::of(["changes"])).map(|it| &it.content);
        let Some(Content::List(changes)) = changes else {
            return vec![];
        };
        let set = changes.iter().filter_map(|it| it.child("set")?.as_table());
        let paths = set.flat_map(|it| it.keys());
        paths.filter_map(|it| Some(Path::parse(it)?.0)).collect()
    }

    /// Returns what `[sweep]` and `[staffing]` vary, as far as they are sound.
    fn varied(&self) -> Vec<SweepAxis> {
        let mut varied = self.sweep().unwrap_or_default();
        let choose = Path::of(["staffing", "choose"]);
        let keys: Vec<String> = self.keys(&choose).map(str::to_owned).collect();
        let axes = keys.iter();
        let axes = axes.filter_map(|key| super::sweep::axis(self, &choose.child(key)).ok());
        varied.extend(axes);
        varied
    }

    /// Returns the control of a path that is not a number: the texts that are swept.
    fn choice(&self, axis: &SweepAxis) -> Option<Control> {
        let present = self.get(&axis.path).map(Node::to_value);
        let text = present.map(|it| plain_text(&it))?;
        let subject = Subject::of(&axis.path, self);
        let mut options = vec![];
        let values = axis.settings.iter().map(|it| plain_text(&it.value()));
        for option in std::iter::once(text.clone()).chain(values) {
            if !options.contains(&option) {
                options.push(option);
            }
        }
        let path = axis.path.to_string();
        Some(Control {
            set: format!("{path}={text}"),
            group: group(&axis.path),
            group_label: subject.owner.unwrap_or_else(|| group(&axis.path)),
            label: subject.words,
            unit: String::new(),
            kind: ControlKind::Choice,
            form: "{}".to_owned(),
            text,
            range: None,
            options,
            first: true,
            path,
        })
    }
}

/// Does one of these paths lead through this one, or this one through one of them?
fn is_any_part(paths: &[Path], path: &Path) -> bool {
    let mut paths = paths.iter();
    paths.any(|it| it.starts_with(path) || path.starts_with(it))
}

/// Returns a value as `--set` takes it.
fn plain_text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) if text.parse::<toml::Value>().is_err() => text.clone(),
        other => other.to_string(),
    }
}
