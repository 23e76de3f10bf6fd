//! `clearway sweep`.

use clap::Args;

use crate::experiment;
use crate::results::{self, Question};
use crate::scenario::{Document, Scenario, Setting, SweepAxis};

use super::progress::Progress;
use super::{Failure, OutputArguments, ScenarioArguments};

/// The most points that one sweep can have.
const MOST_POINTS: u64 = 1_000_000;

/// What `sweep` takes.
#[derive(Args)]
pub(super) struct SweepArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// Sweep a path over PATH=4..14 or PATH=90,124,150; instead of [sweep]
    #[arg(long, value_name = "PATH=VALUES")]
    vary: Vec<String>,
    #[command(flatten)]
    output: OutputArguments,
}

/// Replicates every point of the grid and writes the report.
pub(super) fn sweep(arguments: &SweepArguments) -> Result<(), Failure> {
    let (document, mut settings) = arguments.scenario.load()?;
    settings.extend(arguments.output.settings()?);
    let base = document.with(&settings)?;
    let scenario = base.compile()?;
    let axes = axes(&base, &arguments.vary)?;
    let lengths: Vec<usize> = axes.iter().map(|axis| axis.settings.len()).collect();
    let points: u64 = lengths.iter().map(|length| *length as u64).product();
    if points > MOST_POINTS {
        let message = format!("the sweep has {points} points; at most {MOST_POINTS} are allowed");
        return Err(Failure::Usage(message));
    }
    // every point is checked before the first is run
    let mut replications = 0;
    for point in 0..points {
        replications += u64::from(compile(&base, &axes, &lengths, point)?.replications);
    }
    let question = Question {
        document: &document,
        settings: &settings,
        scenario: &scenario,
    };
    arguments.output.start_threads()?;
    let progress = Progress::start(replications, arguments.output.quiet)?;
    let arrangement = |point| {
        let scenario = compile(&base, &axes, &lengths, point);
        let scenario = scenario.unwrap_or_else(|_| unreachable!("every point was checked"));
        let effort = results::effort(&scenario);
        (scenario.model, effort)
    };
    let conclude = |point, model: &_, replicated: &_| {
        results::sweep_point(place(&lengths, point), model, replicated)
    };
    let concluded = experiment::sweep(points, arrangement, conclude, &progress);
    progress.finish();
    if !concluded.is_empty() {
        let results = question.answer_sweep(&axes, concluded);
        arguments
            .output
            .publish(&results, &arguments.scenario.scenario)?;
    }
    progress.outcome()
}

/// The swept paths: those of `--vary`, else those of `[sweep]`.
fn axes(document: &Document, vary: &[String]) -> Result<Vec<SweepAxis>, Failure> {
    let mut axes = vec![];
    for argument in vary {
        axes.push(SweepAxis::from_argument(argument)?);
    }
    if axes.is_empty() {
        axes = document.sweep()?;
    }
    if axes.is_empty() {
        let example = "--vary stations.inspection.lanes=4..14";
        let message = format!("nothing to sweep: add a [sweep] section to the file, or {example}");
        return Err(Failure::Usage(message));
    }
    Ok(axes)
}

/// Where a point stands in the values of each path; the last path varies fastest.
fn place(lengths: &[usize], point: u64) -> Vec<usize> {
    let mut rest = point;
    let mut at = vec![0; lengths.len()];
    for (position, length) in at.iter_mut().zip(lengths).rev() {
        *position = (rest % *length as u64) as usize;
        rest /= *length as u64;
    }
    at
}

fn compile(
    base: &Document,
    axes: &[SweepAxis],
    lengths: &[usize],
    point: u64,
) -> Result<Scenario, Failure> {
    let at = place(lengths, point);
    let settings: Vec<Setting> = axes
        .iter()
        .zip(at)
        .map(|(axis, value)| axis.settings[value].clone())
        .collect();
    Ok(base.with(&settings)?.compile()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_path_varies_fastest() {
        let places: Vec<Vec<usize>> = (0..6).map(|point| place(&[2, 3], point)).collect();
        assert_eq!(places[..4], [[0, 0], [0, 1], [0, 2], [1, 0]]);
        assert_eq!(places[5], [1, 2]);
    }
}
