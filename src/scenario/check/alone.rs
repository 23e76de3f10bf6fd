//! Compiles a scenario with its dated changes, without checking its alternatives.

use super::diagnostics::{Diagnostics, Told};
use super::{changes, one, renamed, whole};
use crate::scenario::Scenario;
use crate::scenario::document::Document;
use crate::scenario::file::File;
use crate::scenario::problem::Problems;

/// Compiles a document without checking its variants and sweeps.
pub(in crate::scenario) fn compile_alone(document: &Document) -> Result<Scenario, Problems> {
    let (file, mut diagnostics) = Diagnostics::read(document);
    if let Some(problems) = renamed::problems(document, &diagnostics, compile_alone) {
        return Err(problems);
    }
    let scenario = scenario(&file, &mut diagnostics);
    diagnostics.settle(scenario)
}

/// Compiles a file and its changes.
pub(super) fn scenario(file: &File, diagnostics: &mut Diagnostics<'_>) -> Result<Scenario, Told> {
    let without = one::scenario(file, diagnostics);
    let scenario = changes::compile(file, without, diagnostics)?;
    let mut scenario = whole::check(scenario, diagnostics)?;
    scenario.notes = diagnostics.notes().to_vec();
    Ok(scenario)
}
