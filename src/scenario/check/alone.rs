//! A scenario with its dated changes, but without a look at what is only an alternative to it.

use super::findings::{Findings, Told};
use super::{changes, one, whole};
use crate::scenario::Scenario;
use crate::scenario::document::Document;
use crate::scenario::file::File;
use crate::scenario::problem::Problems;

/// Compiles a document without a look at its variants and sweeps.
pub(in crate::scenario) fn compile_alone(document: &Document) -> Result<Scenario, Problems> {
    let (file, mut findings) = Findings::read(document);
    let scenario = scenario(&file, &mut findings);
    findings.settle(scenario)
}

/// Compiles a file and its changes.
pub(super) fn scenario(file: &File, findings: &mut Findings<'_>) -> Result<Scenario, Told> {
    let without = one::scenario(file, findings);
    let scenario = changes::compile(file, without, findings)?;
    whole::check(scenario, findings)
}
