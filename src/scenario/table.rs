//! Reads tables from outside: texts and sheets, cell by cell, each with its place, so that a
//! problem in exported data points at the cell to correct.
//!
//! ```text
//! bytes -> text or sheet -> cells -> numbers, dates
//! ```
//!
//! The files of this folder, lowest first: `grid` has the cells, `paste` the advice and `wanted`
//! what is looked for; `bytes` finds out what a file is, with `bomb` for its size; `text` and
//! `sheet` make cells of it; `numbers` and `instants`, with `pattern`, `stamps` and `unread` below,
//! read what the cells of a column hold. Nothing is guessed: what can
//! be read two ways is decided by the scenario, or by a cell of the column that can be read only
//! one way, or else refused with both readings. The meaning of columns is left to callers.

#[cfg(feature = "desktop")]
mod bomb;
mod bytes;
mod grid;
mod instants;
mod numbers;
mod paste;
mod pattern;
#[cfg(feature = "desktop")]
mod sheet;
mod stamps;
mod text;
mod unread;
mod wanted;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::absent;
use super::problem::{Complaint, Problems, Source};
use crate::input::{self, Files};
use bytes::Contents;
#[cfg(feature = "desktop")]
use sheet::SheetError;

pub(super) use grid::{Cell, DAY, Kind, MOST_PROBLEMS, Row, Table, iso_duration};
pub(super) use instants::{Clock, Instants, Local};
pub(super) use numbers::{Mark, decide, number};
pub(super) use paste::Paste;
pub(super) use pattern::Dates;
pub(super) use stamps::{Content, content};
pub(super) use unread::Declared;
pub(super) use wanted::Wanted;

/// The reason why a table could not be read.
#[derive(Debug)]
pub(super) enum TableError {
    /// The file cannot be opened: the problem is at its name in the scenario.
    File(Complaint),
    /// The workbook has no such sheet, or the file is not a workbook: the problem is at the name
    /// of the sheet in the scenario.
    Sheet(Complaint),
    /// The workbook has several sheets, of these names, and the scenario does not name one.
    Several(Vec<String>),
    /// The content of the file is not a table.
    Content(Problems),
}

/// Tables by path and sheet, each read once.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables(Arc<Mutex<BTreeMap<Key, Arc<Table>>>>);

/// Endings of the names of files with tables.
const ENDINGS: [&str; 5] = [".csv", ".tsv", ".txt", ".xlsx", ".ods"];

/// The path of a file, the sheet that the scenario names, and the headings that it wants.
type Key = (PathBuf, Option<String>, Vec<String>);

impl Tables {
    /// Returns the table of a file.
    ///
    /// # Errors
    /// If the file cannot be opened or is not a table. It is then read again on the next call.
    pub(super) fn read(
        &self,
        path: &Path,
        wanted: Wanted<'_>,
        files: &dyn Files,
    ) -> Result<Arc<Table>, TableError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sheet = wanted.sheet.map(str::to_owned);
        let key = (path.to_owned(), sheet, wanted.headings.to_vec());
        if let Some(table) = known.get(&key) {
            return Ok(Arc::clone(table));
        }
        let table = Arc::new(read(path, wanted, files)?);
        known.insert(key, Arc::clone(&table));
        Ok(table)
    }

    /// Returns the paths of the tables that were read.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.keys().map(|(path, ..)| path.clone()).collect()
    }
}

fn read(path: &Path, wanted: Wanted<'_>, files: &dyn Files) -> Result<Table, TableError> {
    let name = path.display().to_string();
    let bytes = files.read(path, input::TABLE).map_err(|error| {
        let message = format!("\"{name}\" cannot be read: {}", input::reason(&error));
        let relative = "the path is relative to the file that names it";
        let is_absent = error.kind() == io::ErrorKind::NotFound;
        let near = || absent::near(path, (wanted.written, Path::new("")), &ENDINGS, files);
        let help = match is_absent.then(near).flatten() {
            Some(near) => format!("{relative}; {near}"),
            None => format!("name a CSV file or a workbook (.xlsx, .ods); {relative}"),
        };
        TableError::File(Complaint::new(message, help))
    })?;
    match bytes::contents(bytes) {
        Ok(Contents::Text(_)) if wanted.sheet.is_some() => {
            let message = format!("\"{name}\" is a text, which has no sheets");
            Err(TableError::Sheet(Complaint::new(
                message,
                "take \"sheet\" out",
            )))
        }
        Ok(Contents::Text(text)) => {
            text::read(&Source::file(&name, &text), wanted).map_err(TableError::Content)
        }
        #[cfg(feature = "desktop")]
        Ok(Contents::Workbook(bytes, format)) => {
            let read = sheet::read(&name, (bytes, format), wanted);
            read.map_err(|error| match error {
                SheetError::Workbook(complaint) => {
                    let source = Source::file(&name, "");
                    TableError::Content(complaint.at(source.end()).into())
                }
                SheetError::Name(complaint) => TableError::Sheet(complaint),
                SheetError::Several(names) => TableError::Several(names),
                SheetError::Content(problems) => TableError::Content(problems),
            })
        }
        Err((complaint, valid)) => {
            let place = Source::file(&name, &valid).end();
            Err(TableError::Content(complaint.at(place).into()))
        }
    }
}
