//! The stages from a text to a scenario, as methods of [`Document`].

use std::collections::BTreeMap;
use std::path::{self, PathBuf};
use std::sync::Arc;

use super::document::Document;
use super::problem::Problems;
use super::staffing::Staffing;
use super::sweep::{self, SweepAxis, sweep_section};
use super::tree::Content;
use super::{Scenario, check, extends};
use crate::input::Files;

impl Document {
    /// Reads a scenario file and the files that it extends. CSV files that it names are read
    /// through the same `files` when it is compiled.
    ///
    /// # Errors
    /// If a file cannot be read or is not TOML, or if files extend each other in a circle. If the
    /// file can be read in spite of its mistakes of notation, all other problems come with them.
    pub fn load(path: &path::Path, files: impl Files + 'static) -> Result<Self, Problems> {
        let document = extends::load(path, &(Arc::new(files) as _))?;
        check::misspelt(&document)?;
        Ok(document)
    }

    /// Reads the text of a scenario that names no other file; problems show `name` as its file.
    ///
    /// # Errors
    /// If the text is not TOML, or extends another file.
    pub fn parse(name: &str, text: &str) -> Result<Self, Problems> {
        let files = BTreeMap::from([(PathBuf::from(name), text.as_bytes().to_vec())]);
        Self::load(path::Path::new(name), files)
    }

    /// Returns the swept paths of `[sweep]`, in order; none if the section is missing. The values
    /// are checked when they are compiled.
    ///
    /// # Errors
    /// If a path leads nowhere or has no values.
    pub fn sweep(&self) -> Result<Vec<SweepAxis>, Problems> {
        sweep::axes(self, &sweep_section())
    }

    /// Returns what `[staffing]` chooses from; empty if the section is missing. The arrangement
    /// with the largest numbers is compiled, and with those every single value, so that no other
    /// arrangement can be refused, except because no lane or
    /// member is ever on duty at some station.
    ///
    /// # Errors
    /// If a path leads nowhere or has no values, or a value does not fit.
    pub fn staffing(&self) -> Result<Staffing, Problems> {
        check::staffing(self)
    }

    /// Checks the whole document, with its variants and dated changes, and compiles it.
    ///
    /// # Errors
    /// Every problem of the document, in file order.
    pub fn compile(&self) -> Result<Scenario, Problems> {
        check::compile(self)
    }

    /// Returns the document without `[sweep]` and `[staffing]`, for a run that uses neither: a
    /// setting of the command line may make their paths wrong.
    #[must_use]
    pub fn without_searches(&self) -> Self {
        let mut document = self.clone();
        if let Content::Table(sections) = &mut document.root.content {
            sections.retain(|key, _| key != "sweep" && key != "staffing");
        }
        document
    }

    /// As [`compile`](Self::compile), without checking variants and sweeps: for a single variant or
    /// point of a sweep.
    ///
    /// # Errors
    /// Every problem of the rest of the document, in file order.
    pub fn compile_alone(&self) -> Result<Scenario, Problems> {
        check::compile_alone(self)
    }
}
