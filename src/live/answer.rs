//! What pieces of replications answer: key figures, verdicts, differences, the report.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::experiment::{self, Comparison, ENOUGH, Effort, Piece, Replicated, differences, judged};
use crate::metric::Metric;
use crate::report::{self, Change, KeyFigure};
use crate::results::{Outcome, Results};
use crate::statistics::{Depth, Stopping};

use super::open::Opened;
use super::piece::{merged, read};
use super::refusal::Refusal;

/// The scenario from which differences are taken, with its replications.
pub(super) struct Baseline {
    opened: Arc<Opened>,
    pieces: Vec<Piece>,
    /// Its first replications, as many as were last compared.
    first: Option<Replicated>,
}

impl Baseline {
    /// Takes a scenario and its pieces as the baseline.
    pub(super) fn new(opened: Arc<Opened>, pieces: &[String]) -> Result<Self, Refusal> {
        Ok(Self {
            pieces: read(pieces, opened.mark)?,
            opened,
            first: None,
        })
    }

    /// Returns its first replications, at most this number of them.
    fn first(&mut self, number: u32) -> Result<&Replicated, Refusal> {
        let is_known = |it: &Replicated| it.effort.replications == number;
        if !self.first.as_ref().is_some_and(is_known) {
            let effort = first(self.opened.scenario.effort(), number);
            let pieces = self.pieces.clone();
            let mut merged = merged(&self.opened, effort, pieces, Depth::Whole)?;
            self.first = Some(merged.replicated.remove(0));
        }
        self.first.as_ref().ok_or("no replication was run".into())
    }
}

/// Returns the effort of the first replications, whatever the rule for stopping.
fn first(effort: Effort, number: u32) -> Effort {
    Effort {
        replications: number,
        stopping: Stopping::Number,
        ..effort
    }
}

/// The answer of pieces.
#[derive(Serialize)]
pub(super) struct Answered {
    replications: u32,
    /// The replications to run next; none if no further one is needed.
    missing: Option<(u32, u32)>,
    /// The answer in one sentence, once there are enough replications.
    headline: Option<String>,
    /// The sentences after it.
    details: Vec<String>,
    tiles: Vec<KeyFigure>,
}

/// Gives the key figures of pieces, and their differences from the baseline.
pub(super) fn answer(
    opened: &Opened,
    baseline: Option<&mut Baseline>,
    pieces: &[String],
) -> Result<Answered, Refusal> {
    let effort = opened.scenario.effort();
    let pieces = read(pieces, opened.mark)?;
    let kept = baseline.as_ref().map(|_| pieces.clone());
    let found = merged(opened, effort, pieces, Depth::Whole)?;
    let replicated = &found.replicated[0];
    let number = replicated.replications();
    let results = opened.question().answer_briefly(replicated);
    let changes = match (baseline, kept) {
        (Some(baseline), Some(kept)) => {
            let of = Arc::clone(&baseline.opened);
            let base = baseline.first(number)?;
            let common = base.replications();
            if common < number {
                let effort = first(effort, common);
                let fewer = merged(opened, effort, kept, Depth::Whole)?;
                changes(opened, &of, base, &fewer.replicated[0], &results)
            } else {
                changes(opened, &of, base, replicated, &results)
            }
        }
        _ => vec![],
    };
    let is_enough = number >= ENOUGH || found.missing.is_none();
    let mut tiles = report::key_figures(&results, &changes);
    if !is_enough {
        tiles.iter_mut().for_each(KeyFigure::withhold);
    }
    let (headline, details) = report::sentences(&results);
    Ok(Answered {
        replications: number,
        missing: found.missing.map(|it| (it.start, it.end)),
        headline: is_enough.then_some(headline),
        details: if is_enough { details } else { vec![] },
        tiles,
    })
}

/// Compares the key figures with those of the baseline.
fn changes(
    opened: &Opened,
    of: &Opened,
    base: &Replicated,
    replicated: &Replicated,
    results: &Results,
) -> Vec<Change> {
    let Outcome::Run(run) = &results.outcome else {
        return vec![];
    };
    let judged = judged(&of.scenario.model.target);
    let within = |opened: &Opened| opened.scenario.model.target.release.map(|it| it.within);
    let is_same = within(opened) == within(of);
    let is_shown = |metric, scope: &_| run.metrics.find(scope, metric).is_some();
    let found = differences(base, replicated, &judged, judged.len() as u32, is_shown);
    let entries = base.catalogue().entries();
    let change = |found: &experiment::Difference| {
        let entry = &entries[found.baseline];
        Change {
            metric: entry.metric,
            scope: entry.scope.clone(),
            baseline: base.estimates[found.baseline].mean,
            difference: found.paired.estimate,
            verdict: match found.verdict {
                Some(_) if entry.metric == Metric::ReleasedWithin && !is_same => {
                    Some(Comparison::Unknown)
                }
                verdict => verdict,
            },
        }
    };
    found.iter().map(change).collect()
}

/// A report.
#[derive(Serialize)]
pub(super) struct Reported {
    replications: u32,
    /// The page, as `report.html`.
    page: String,
    /// Other files by name: `results.json`.
    files: BTreeMap<&'static str, String>,
}

impl Reported {
    /// Makes the report of results.
    pub(super) fn of(results: &Results, replications: u32) -> Result<Self, Refusal> {
        let json = report::json(results).map_err(|error| error.to_string())?;
        Ok(Self {
            replications,
            page: report::page(results),
            files: BTreeMap::from([(report::RESULTS_FILE, json)]),
        })
    }
}

/// Gives the report of pieces, which were run in detail.
pub(super) fn report(opened: &Opened, pieces: &[String]) -> Result<Reported, Refusal> {
    let pieces = read(pieces, opened.mark)?;
    let found = merged(opened, opened.scenario.effort(), pieces, Depth::Detail)?;
    let replicated = &found.replicated[0];
    let results = opened.question().answer_run(replicated);
    Reported::of(&results, replicated.replications())
}
