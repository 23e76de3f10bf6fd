//! Collects the problems of a document, and suppresses those that only follow from others.

use std::sync::Arc;

use crate::scenario::document::Document;
use crate::scenario::file::{File, Number, TableForm};
use crate::scenario::nowhere::NAMED;
use crate::scenario::path::{Path, is_bare};
use crate::scenario::problem::{Complaint, Problem, Problems};
use crate::scenario::table::{Paste, Table, TableError, Wanted};
use crate::scenario::{reader, suggest};

/// Number of problems from which on no similar names are suggested.
const MOST_OFFERS: usize = 200;

/// Names that mean something in a route.
pub(super) const RESERVED: [&str; 4] = ["released", "refused", "withdrawn", "rest"];

/// The problems of a document.
pub(super) struct Diagnostics<'d> {
    document: &'d Document,
    /// Paths that could not be read, and paths that were probably meant by unknown keys. They have
    /// been reported, so nothing more is reported there.
    unread: Vec<Path>,
    /// Are there keys that were probably misspelt?
    has_renamed: bool,
    problems: Vec<Problem>,
    notes: Vec<String>,
}

/// Token that proves that a problem was reported, here or on reading. Only [`Diagnostics`] makes
/// one, and only if it holds a problem: so a scenario is either compiled, or a problem explains why
/// not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told(());

impl<'d> Diagnostics<'d> {
    /// Reads a document as far as it can be read, and reports what could not be read.
    pub(super) fn read(document: &'d Document) -> (File, Self) {
        let (file, unread) = reader::read(document.root(), &Path::default());
        let mut diagnostics = Self {
            document,
            unread: vec![],
            has_renamed: false,
            problems: vec![],
            notes: vec![],
        };
        for unread in unread {
            diagnostics.has_renamed |= unread.is_renamed;
            let paths = unread.meant.iter().chain([&unread.path]).cloned();
            diagnostics.unread.extend(paths);
            diagnostics.problems.extend(document.unread(unread));
        }
        (file, diagnostics)
    }

    /// Returns the document that is checked.
    pub(super) fn document(&self) -> &'d Document {
        self.document
    }

    /// Are there keys that were probably misspelt?
    pub(super) fn has_renamed(&self) -> bool {
        self.has_renamed
    }

    /// Returns `Err` if something at or below the path could not be read, which has been reported.
    pub(super) fn check_read(&self, path: &Path) -> Result<(), Told> {
        if self.is_read(path) {
            Ok(())
        } else {
            Err(Told(()))
        }
    }

    /// Could everything at and below the path be read?
    pub(super) fn is_read(&self, path: &Path) -> bool {
        let touches = |unread: &Path| unread.starts_with(path) || path.starts_with(unread);
        !self.unread.iter().any(touches)
    }

    /// Reports a problem with the value at a path, unless parts of it could not be read.
    pub(super) fn value(
        &mut self,
        path: &Path,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Told {
        if self.is_read(path) {
            let place = self.document.value_place(path);
            self.problems.push(Complaint::new(message, help).at(place));
        }
        Told(())
    }

    /// As [`value`](Self::value), for a station that can never work because no lane or
    /// member is on duty.
    pub(super) fn absence(
        &mut self,
        path: &Path,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let before = self.problems.len();
        self.value(path, message, help);
        let new = self.problems.drain(before..).collect::<Vec<_>>();
        self.problems
            .extend(new.into_iter().map(Problem::of_absence));
    }

    /// Reports a problem with the key at a path, even if its value could not be read.
    pub(super) fn key(
        &mut self,
        path: &Path,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Told {
        let place = self.document.key_place(path);
        self.tell(Complaint::new(message, help).at(place))
    }

    /// Reports a missing key, unless its value is there but could not be read.
    pub(super) fn missing(&mut self, path: &Path, help: impl Into<String>) -> Told {
        // a missing section may be in the file of an unreadable `extends`
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
        Told(())
    }

    /// Returns the cost written at a path; 0 if none is.
    pub(super) fn cost(&mut self, path: &Path, written: Option<Number>) -> f64 {
        let cost = written.map_or(0.0, Number::value);
        if cost < 0.0 {
            let message = format!("the cost {cost} is negative");
            self.value(path, message, "write a cost from 0 on");
        }
        cost
    }

    /// Reports problems that already have their places.
    pub(super) fn tell(&mut self, problems: impl Into<Problems>) -> Told {
        self.problems.extend(problems.into());
        Told(())
    }

    /// Reads the table that is named at a path, with the text to paste for advice on it.
    /// `headings` are those that are looked for, and `rows_are` names what a row describes.
    pub(super) fn table(
        &mut self,
        file: &TableForm,
        path: &Path,
        (headings, rows_are): (&[String], &str),
    ) -> Result<(Arc<Table>, Paste), Told> {
        let document = self.document;
        let place = document.value_place(path);
        let paste = Paste::new(place.text());
        let Some(written) = &file.path else {
            return Err(self.missing(&path.child("path"), "write path = \"april.csv\""));
        };
        let name = document.folder_of(&place).join(written);
        let wanted = Wanted {
            written,
            sheet: file.sheet.as_deref(),
            headings,
            rows_are,
        };
        let table = (document.tables).read(&name, wanted, &*document.files);
        let table = table.map_err(|error| match error {
            TableError::File(Complaint { message, help }) => {
                self.value(path, message, help.unwrap_or_default())
            }
            TableError::Sheet(Complaint { message, help }) => {
                self.value(&path.child("sheet"), message, help.unwrap_or_default())
            }
            TableError::Several(names) => {
                let first = names.first().map_or("", String::as_str);
                let names = suggest::quoted(names.iter().map(String::as_str), "and");
                let message = format!("the workbook has the sheets {names}");
                let written = paste.with("sheet", &format!("\"{first}\""));
                self.value(
                    path,
                    message,
                    format!("write {written}, or another of them"),
                )
            }
            TableError::Content(problems) => self.tell(problems),
        });
        let table = table?;
        self.problems.extend_from_slice(table.uneven());
        if let Some(note) = table.note() {
            self.note(note);
        }
        Ok((table, paste))
    }

    /// Adds a note for the reader of the scenario, such as how a table was read.
    pub(super) fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Returns the notes so far.
    pub(super) fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Checks a new name.
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

    /// Returns the position of a name among `things`; reports a problem at `at` if it is unknown.
    pub(super) fn find<V>(
        &mut self,
        section: &str,
        things: &indexmap::IndexMap<String, V>,
        name: &str,
        at: (&Path, Caret),
    ) -> Result<usize, Told> {
        if let Some(position) = things.get_index_of(name) {
            return Ok(position);
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
            let several = several_names(name, |part| things.contains_key(part));
            // a suggestion searches all names: their number is limited
            let help = if let Some(help) = several.filter(|_| matches!(caret, Caret::Value)) {
                help
            } else if self.problems.len() < MOST_OFFERS {
                suggest::did_you_mean(name, known.chain(ways_out))
            } else {
                format!("write the name of a {noun}")
            };
            let message = format!("unknown {noun} \"{name}\"");
            match caret {
                Caret::Key => self.key(path, message, help),
                Caret::Value => self.value(path, message, help),
            };
        }
        // a known name whose entry could not be read has been reported
        Err(Told(()))
    }

    /// Returns `Err` if a problem has been reported so far.
    pub(super) fn so_far(&self) -> Result<(), Told> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(Told(()))
        }
    }

    /// Returns the keys of the table at a path whose values could not be read.
    pub(super) fn unread_keys(&self, path: &Path) -> Vec<String> {
        let keys = self.document.keys(path);
        let unread = keys.filter(|key| !self.is_read(&path.child(key)));
        unread.map(str::to_owned).collect()
    }

    /// Reports the names in the table at a path that are unknown and whose values could not be
    /// read: a wrong value does not hide a wrong name.
    pub(super) fn check_unread_names<V>(
        &mut self,
        section: &str,
        things: &indexmap::IndexMap<String, V>,
        path: &Path,
    ) {
        for name in self.unread_keys(path) {
            let _ = self.find(section, things, &name, (&path.child(&name), Caret::Key));
        }
    }

    /// Returns all problems, or `Ok` if there are none.
    pub(super) fn into_result(self) -> Result<(), Problems> {
        Problems::none(self.problems)
    }

    /// Returns what was made, or all problems if there are any.
    pub(super) fn settle<T>(self, made: Result<T, Told>) -> Result<T, Problems> {
        match made {
            Ok(made) if self.problems.is_empty() => Ok(made),
            // the list is not empty: a `Told` proves a problem
            _ => Err(Problems::new(self.problems)),
        }
    }
}

/// Returns how to write several known names in one text as shares.
fn several_names(text: &str, is_known: impl Fn(&str) -> bool) -> Option<String> {
    let words = [" and ", " or ", " und ", " oder ", ";", "/", "+", "&"];
    let parted = words
        .iter()
        .fold(text.to_owned(), |it, word| it.replace(word, ","));
    let names: Vec<&str> = parted.split(',').map(str::trim).collect();
    let are_known = names
        .iter()
        .all(|name| is_known(name) || RESERVED.contains(name));
    let (last, others) = names
        .split_last()
        .filter(|(_, others)| !others.is_empty())?;
    let others: Vec<String> = others
        .iter()
        .map(|it| Path::of([*it]).to_string())
        .collect();
    let others = others.join(" = ..., ");
    let last = Path::of([*last]);
    are_known.then(|| format!("write a share for each: {{ {others} = ..., {last} = \"rest\" }}"))
}

/// Collects items if all could be made. Every item is tried, so that all problems are found.
pub(super) fn all<T>(items: impl Iterator<Item = Result<T, Told>>) -> Result<Vec<T>, Told> {
    let items: Vec<Result<T, Told>> = items.collect();
    items.into_iter().collect()
}

/// The side of the `=` on which a problem is shown.
#[derive(Clone, Copy)]
pub(super) enum Caret {
    Key,
    Value,
}
