//! `clearway sweep`.

use std::collections::BTreeMap;

use clap::Args;
use rayon::prelude::*;

use crate::experiment::{self, Ceilings, Effort, place};
use crate::results::{self, Question, SweepPoint};
use crate::scenario::{Document, Path, Problems, Scenario, Setting, SweepAxis};

use super::arguments::{Asked, OutputArguments, ScenarioArguments};
use super::failure::Failure;
use super::progress::Progress;

/// Limit on the points of a sweep.
const MOST_POINTS: u64 = 1_000_000;

/// Arguments of `sweep`.
#[derive(Args)]
pub(super) struct SweepArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// Sweep a path over values, such as PATH=4..14 or PATH=90,124,150, instead of [sweep]
    #[arg(long, value_name = "PATH=VALUES")]
    vary: Vec<String>,
    #[command(flatten)]
    output: OutputArguments,
}

/// Runs the replications of every point of the grid and writes the report.
pub(super) fn sweep(arguments: &SweepArguments) -> Result<(), Failure> {
    let mut asked = arguments.scenario.load()?;
    asked.also_set(arguments.output.settings()?)?;
    let settings = asked.settings();
    let base = asked.document.with(&settings)?;
    let scenario = asked.titled(base.compile()?);
    let axes = axes(&base, &arguments.vary)?;
    check_set(axes.iter().map(|axis| &axis.path), "sweep", &asked.set)?;
    let grid = Grid {
        lengths: axes.iter().map(|axis| axis.settings.len()).collect(),
        alike: axes.iter().map(alike).collect(),
        axes,
        asked: &asked,
    };
    let points = grid.points();
    if points > MOST_POINTS {
        let message = format!("the sweep has {points} points; at most {MOST_POINTS} are allowed");
        return Err(Failure::Usage(message));
    }
    // every point is checked before the first one is run
    arguments.output.start_threads()?;
    let of_point = |scenario: Scenario| (u64::from(scenario.replications), scenario.values());
    let (replications, values): (Vec<u64>, Vec<f64>) = grid.check(of_point)?.into_iter().unzip();
    let simulated = grid.different();
    let replications = simulated.iter().map(|point| replications[*point as usize]);
    let keep = experiment::keep(values.iter().sum());
    let inputs = asked.document.inputs();
    let of = &arguments.scenario.scenario;
    arguments.output.check_inputs(of, "sweep", &[], &inputs)?;
    let question = Question {
        document: &asked.document,
        settings: &settings,
        scenario: &scenario,
    };
    let progress = Progress::start(replications.sum(), arguments.output.extent.quiet)?;
    let arrangement = |point: u64| {
        let scenario = grid.compile(simulated[point as usize]);
        let scenario = scenario.unwrap_or_else(|_| unreachable!("every point was checked"));
        let effort = Effort {
            keep,
            ..scenario.effort()
        };
        (scenario.model, effort)
    };
    let ceilings = Ceilings::default();
    let conclude = |point: u64, model: &_, replicated: &_| {
        let at = place(&grid.lengths, simulated[point as usize] as usize);
        results::sweep_point(at, model, replicated, &ceilings)
    };
    let number = simulated.len() as u64;
    let concluded = experiment::sweep(number, arrangement, conclude, &progress);
    let concluded = grid.all_of(&simulated, concluded);
    progress.finish();
    if !concluded.is_empty() {
        let results = question.answer_sweep(&grid.axes, keep, concluded);
        arguments
            .output
            .publish(&results, &arguments.scenario.scenario, &inputs)?;
    }
    progress.outcome()
}

/// Returns the swept paths: those of `--vary`, or those of `[sweep]` if there are none.
fn axes(document: &Document, vary: &[String]) -> Result<Vec<SweepAxis>, Failure> {
    let mut axes = vec![];
    for argument in vary {
        axes.push(SweepAxis::from_argument(argument)?);
    }
    SweepAxis::check_apart(&axes).map_err(Problems::from)?;
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

/// The points of a grid of arrangements.
struct Grid<'a> {
    asked: &'a Asked,
    axes: Vec<SweepAxis>,
    /// Number of values of each path.
    lengths: Vec<usize>,
    /// For each value of each path, the position of the first equal one.
    alike: Vec<Vec<usize>>,
}

/// Returns the position of the first equal value for each value of a path.
fn alike(axis: &SweepAxis) -> Vec<usize> {
    let mut first = BTreeMap::new();
    let values = axis.settings.iter().enumerate();
    let position = |(at, setting): (usize, &Setting)| {
        let text = setting.value().to_string();
        *first.entry(text).or_insert(at)
    };
    values.map(position).collect()
}

impl Grid<'_> {
    /// Returns the number of points.
    fn points(&self) -> u64 {
        let lengths = self.lengths.iter().map(|length| *length as u64);
        lengths.fold(1, u64::saturating_mul)
    }

    /// Returns the first point with the same values as this one: a value may be written twice.
    fn first_alike(&self, point: u64) -> u64 {
        let at = place(&self.lengths, point as usize);
        let of_point = self.alike.iter().zip(at).zip(&self.lengths);
        of_point.fold(0, |first, ((alike, at), length)| {
            first * *length as u64 + alike[at] as u64
        })
    }

    /// Returns the points of which no earlier one has the same values.
    fn different(&self) -> Vec<u64> {
        let points = 0..self.points();
        points.filter(|it| self.first_alike(*it) == *it).collect()
    }

    /// Returns the results of all points, up to the first without, from those of different points.
    fn all_of(&self, simulated: &[u64], concluded: Vec<SweepPoint>) -> Vec<SweepPoint> {
        if simulated.len() as u64 == self.points() {
            return concluded;
        }
        let of_point = |point: u64| {
            let position = simulated.binary_search(&self.first_alike(point)).ok()?;
            Some(SweepPoint {
                at: place(&self.lengths, point as usize),
                ..concluded.get(position)?.clone()
            })
        };
        (0..self.points()).map_while(of_point).collect()
    }

    /// Compiles every point, on all threads. Returns the value of each, or the problems of the
    /// first point that has some.
    fn check<T: Send>(&self, value: impl Fn(Scenario) -> T + Sync) -> Result<Vec<T>, Failure> {
        let points = (0..self.points()).into_par_iter();
        let checked = points.map(|point| self.compile(point).map(&value));
        let checked: Vec<Result<T, Failure>> = checked.collect();
        checked.into_iter().collect()
    }

    /// Compiles the scenario of a point. Its settings are applied after the variant and before
    /// `--set`.
    fn compile(&self, point: u64) -> Result<Scenario, Failure> {
        let at = place(&self.lengths, point as usize);
        let of_point = self.axes.iter().zip(at);
        let of_point = of_point.map(|(axis, value)| &axis.settings[value]);
        let settings: Vec<Setting> = self
            .asked
            .variant
            .iter()
            .chain(of_point)
            .chain(&self.asked.set)
            .cloned()
            .collect();
        Ok(self.asked.document.with(&settings)?.compile_alone()?)
    }
}

/// Refuses to sweep or choose a path that `--set` sets: all its points would be the same.
pub(super) fn check_set<'a>(
    paths: impl Iterator<Item = &'a Path>,
    verb: &str,
    set: &[Setting],
) -> Result<(), Failure> {
    for swept in paths {
        for path in set.iter().map(Setting::path) {
            if swept.starts_with(path) {
                let message =
                    format!("--set {path} leaves nothing to {verb} in {swept}: take it out");
                return Err(Failure::Usage(message));
            }
            if path.starts_with(swept) {
                let message = format!(
                    "--set {path} would change every value to {verb} in {swept}: take it out"
                );
                return Err(Failure::Usage(message));
            }
        }
    }
    Ok(())
}
