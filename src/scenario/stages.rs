//! The stages from a text to a scenario, as methods of a document.

use std::collections::BTreeMap;
use std::path::{self, PathBuf};
use std::sync::Arc;

use super::document::Document;
use super::problem::Problems;
use super::sweep::{self, SweepAxis, staffing_section, sweep_section};
use super::{Scenario, check, extends};
use crate::input::Files;

impl Document {
    /// Reads a scenario file, and those that it extends. Other files that it names are read from
    /// the same place later.
    ///
    /// # Errors
    /// Where a file cannot be read or is not TOML, or where files extend each other in a circle.
    pub fn load(path: &path::Path, files: impl Files + 'static) -> Result<Self, Problems> {
        extends::load(path, &(Arc::new(files) as _))
    }

    /// Reads the text of a scenario that names no other file; `name` is what problems call it.
    ///
    /// # Errors
    /// Where the text is not TOML, or extends another file.
    pub fn parse(name: &str, text: &str) -> Result<Self, Problems> {
        let files = BTreeMap::from([(PathBuf::from(name), text.as_bytes().to_vec())]);
        Self::load(path::Path::new(name), files)
    }

    /// The swept paths of `[sweep]`, in order; none where there is no such section. The values
    /// themselves are checked when they are compiled.
    ///
    /// # Errors
    /// Where a path leads nowhere or its values are none.
    pub fn sweep(&self) -> Result<Vec<SweepAxis>, Problems> {
        sweep::axes(self, &sweep_section())
    }

    /// The paths to choose from in `[staffing]`, in order; none where there is no such section.
    ///
    /// # Errors
    /// As [`sweep`](Self::sweep).
    pub fn staffing(&self) -> Result<Vec<SweepAxis>, Problems> {
        sweep::axes(self, &staffing_section())
    }

    /// Checks everything, variants and dated changes too, and compiles it.
    ///
    /// # Errors
    /// With every problem of the document, in the order of the file.
    pub fn compile(&self) -> Result<Scenario, Problems> {
        check::compile(self)
    }

    /// As [`compile`](Self::compile), without a look at variants and sweeps: for one of them.
    ///
    /// # Errors
    /// With every problem of the rest of the document.
    pub fn compile_alone(&self) -> Result<Scenario, Problems> {
        check::compile_alone(self)
    }
}
