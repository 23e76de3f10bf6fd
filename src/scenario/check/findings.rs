//! The problems found so far, and which follow-up problems are none.

use crate::scenario::document::{Document, NAMED};
use crate::scenario::file::Number;
use crate::scenario::path::{Path, is_bare};
use crate::scenario::problem::{Complaint, Problem, Problems};
use crate::scenario::reader::Unread;
use crate::scenario::suggest;

/// Problems beyond which no nearest names are offered.
const MOST_OFFERS: usize = 200;

/// Names that mean something in a route.
pub(super) const RESERVED: [&str; 4] = ["released", "refused", "withdrawn", "rest"];

/// The problems of a document.
pub(super) struct Findings<'d> {
    document: &'d Document,
    /// What could not be read, or was probably meant by a key that is unknown. Problems there are
    /// known already; what else is wrong with it cannot be said.
    unread: Vec<Path>,
    problems: Vec<Problem>,
}

impl<'d> Findings<'d> {
    /// The problems of reading.
    pub(super) fn new(document: &'d Document, unread: Vec<Unread>) -> Self {
        let mut findings = Self {
            document,
            unread: vec![],
            problems: vec![],
        };
        for Unread {
            path,
            complaint,
            at_key,
            meant,
        } in unread
        {
            let place = if at_key {
                document.key_place(&path)
            } else {
                document.value_place(&path)
            };
            findings.problems.extend(complaint.map(|c| c.at(place)));
            findings.unread.extend(meant.into_iter().chain([path]));
        }
        findings
    }

    /// The document that is checked.
    pub(super) fn document(&self) -> &'d Document {
        self.document
    }

    /// Could everything at and below the path be read?
    pub(super) fn is_read(&self, path: &Path) -> bool {
        let touches = |unread: &Path| unread.starts_with(path) || path.starts_with(unread);
        !self.unread.iter().any(touches)
    }

    /// A problem with the value at a path, unless parts of it could not be read.
    pub(super) fn value(
        &mut self,
        path: &Path,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if self.is_read(path) {
            let place = self.document.value_place(path);
            self.problems.push(Complaint::new(message, help).at(place));
        }
    }

    /// A problem with the key at a path, whatever its value is.
    pub(super) fn key(&mut self, path: &Path, message: impl Into<String>, help: impl Into<String>) {
        let place = self.document.key_place(path);
        self.problems.push(Complaint::new(message, help).at(place));
    }

    /// A key that is missing, unless something stands there that could not be read.
    pub(super) fn missing(&mut self, path: &Path, help: impl Into<String>) {
        // a section may stand in the file that could not be named
        let base = Path::of(["extends"]);
        if self.is_read(path) && (path.steps().len() > 1 || self.is_read(&base)) {
            let (key, parent) = (path.last(), path.parent());
            let message = if parent.steps().is_empty() {
                format!("the section [{key}] is missing")
            } else {
                format!("\"{key}\" is missing in {parent}")
            };
            self.key(path, message, help);
        }
    }

    /// The cost written at a path; 0 where none is.
    pub(super) fn cost(&mut self, path: &Path, written: Option<Number>) -> f64 {
        let cost = written.map_or(0.0, Number::value);
        if cost < 0.0 {
            let message = format!("the cost {cost} is negative");
            self.value(path, message, "write a cost from 0 on");
        }
        cost
    }

    /// Problems that have their place already.
    pub(super) fn extend(&mut self, problems: Vec<Problem>) {
        self.problems.extend(problems);
    }

    /// A name that is given to a thing.
    pub(super) fn check_new_name(&mut self, path: &Path, noun: &str) {
        let name = path.last().to_owned();
        if !is_bare(&name) {
            let message =
                format!("the name \"{name}\" has characters other than a-z, 0-9, _ and -");
            let help = format!("use a plain name and write label = \"{name}\"");
            self.key(path, message, help);
        }
        if noun == "station" && RESERVED.contains(&name.as_str()) {
            let message = format!("\"{name}\" has a meaning of its own and cannot name a station");
            self.key(
                path,
                message,
                format!("use another name, such as \"{name}_desk\""),
            );
        }
    }

    /// The position of a named thing; where it is unknown, a problem at `at`.
    pub(super) fn find<V>(
        &mut self,
        section: &str,
        things: &indexmap::IndexMap<String, V>,
        name: &str,
        at: (&Path, Caret),
    ) -> Option<usize> {
        if let Some(position) = things.get_index_of(name) {
            return Some(position);
        }
        let (path, caret) = at;
        let section_path = Path::of([section]);
        let known = self.document.keys(&section_path);
        let is_unread = self.unread.contains(&section_path);
        if !is_unread && !known.clone().any(|key| key == name) {
            let noun = NAMED.iter().find(|(key, _)| *key == section);
            let noun = noun.map_or(section, |(_, noun)| noun);
            let ways_out = RESERVED[..3]
                .iter()
                .copied()
                .filter(|_| section == "stations" && !RESERVED.contains(&name));
            // each looks at all names: enough of them were offered
            let help = if self.problems.len() < MOST_OFFERS {
                suggest::did_you_mean(name, known.chain(ways_out))
            } else {
                format!("write the name of a {noun}")
            };
            let message = format!("unknown {noun} \"{name}\"");
            match caret {
                Caret::Key => self.key(path, message, help),
                Caret::Value => self.value(path, message, help),
            }
        }
        None
    }

    /// Is nothing wrong so far?
    pub(super) fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// What was found.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// Whether anything was found.
    pub(super) fn into_result(self) -> Result<(), Problems> {
        Problems::none(self.problems)
    }
}

/// Which side of the `=` a problem is on.
#[derive(Clone, Copy)]
pub(super) enum Caret {
    Key,
    Value,
}
