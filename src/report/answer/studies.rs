//! A sentence on what else the scenario file asks.

use crate::report::wording;
use crate::results::{Results, Study};

/// Names the commands that answer what the scenario asks besides a run.
pub(super) fn other(results: &Results) -> Option<String> {
    let file = &results.provenance.scenario_file;
    let command = |study: &Study| {
        let (command, answers) = match study {
            Study::Compare => ("compare", "which of its variants is better"),
            Study::Sweep => ("sweep", "what other values of its swept paths do"),
            Study::Staff => ("staff", "the cheapest staffing that meets the target"),
        };
        format!("{answers} (clearway {command} {file})")
    };
    let commands: Vec<String> = results.heading.studies.iter().map(command).collect();
    (!commands.is_empty())
        .then(|| format!("The scenario also asks {}.", wording::listed(&commands)))
}
