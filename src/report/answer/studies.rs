//! A sentence on what else the scenario file asks.

use crate::report::wording;
use crate::results::{Outcome, Results, Study};

/// Names the commands that answer what else the scenario asks, as they can be pasted where this one
/// was written.
pub(super) fn other(results: &Results) -> Option<String> {
    let made = &results.provenance;
    let file = wording::quoted(made.scenario());
    let is_answered = |study: &Study| match &results.outcome {
        Outcome::Compare(_) => *study == Study::Compare,
        Outcome::Sweep(_) => *study == Study::Sweep,
        Outcome::Staff(_) => *study == Study::Staff,
        Outcome::Run(_) | Outcome::Stress(_) => false,
    };
    let command = |study: &Study| {
        let (command, answers) = match study {
            Study::Compare => ("compare", "which of its variants is better"),
            Study::Sweep => ("sweep", "what other values of its swept paths do"),
            Study::Staff => ("staff", "the cheapest staffing that meets the target"),
        };
        format!("{answers} (clearway {command} {file})")
    };
    let others = results.heading.studies.iter();
    let others = others.filter(|it| !is_answered(it)).map(command);
    let commands: Vec<String> = others.collect();
    (!commands.is_empty())
        .then(|| format!("The scenario also asks {}.", wording::listed(&commands)))
}
