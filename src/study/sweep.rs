//! A sweep: every point of a grid of arrangements, each compared with the target.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::experiment::{self, Ceilings, Effort, Watcher, place};
use crate::model::Model;
use crate::results::{self, Question, Results, SweepPoint};
use crate::scenario::{Document, Problems, Scenario, Setting, SweepAxis};
use crate::statistics::Keep;

use super::{Asked, Refusal, check_set};

/// Limit on the points of a sweep.
const MOST_POINTS: u64 = 1_000_000;

/// A sweep of which every point was checked.
#[derive(Debug)]
pub struct Sweep<'a> {
    asked: &'a Asked,
    settings: Vec<Setting>,
    scenario: Scenario,
    axes: Vec<SweepAxis>,
    /// Number of values of each path.
    lengths: Vec<usize>,
    /// For each value of each path, the position of the first equal one.
    alike: Vec<Vec<usize>>,
    keep: Keep,
    /// Number of replications of each point, or the limit on it.
    replications: Vec<u64>,
}

impl<'a> Sweep<'a> {
    /// Prepares the sweep of `vary`, arguments as `--vary` takes them, or of `[sweep]` if there are
    /// none, and checks every point.
    ///
    /// # Errors
    /// If there is nothing to sweep, or a point is not sound.
    pub fn new(asked: &'a Asked, vary: &[String]) -> Result<Self, Refusal> {
        let settings = asked.settings();
        let base = asked.document.with(&settings)?;
        let scenario = asked.titled(base.compile()?);
        let axes = axes(&base, vary)?;
        check_set(axes.iter().map(|axis| &axis.path), "sweep", &asked.set)?;
        let mut sweep = Self {
            asked,
            settings,
            scenario,
            lengths: axes.iter().map(|axis| axis.settings.len()).collect(),
            alike: axes.iter().map(alike).collect(),
            axes,
            keep: Keep::Values,
            replications: vec![],
        };
        let points = sweep.points();
        if points > MOST_POINTS {
            let message =
                format!("the sweep has {points} points; at most {MOST_POINTS} are allowed");
            return Err(Refusal::Usage(message));
        }
        let of_point = |scenario: Scenario| (u64::from(scenario.replications), scenario.values());
        let checked = sweep.check(of_point)?;
        let (replications, values): (Vec<u64>, Vec<f64>) = checked.into_iter().unzip();
        sweep.keep = sweep.scenario.keep(values.iter().sum());
        sweep.replications = replications;
        Ok(sweep)
    }

    /// Returns the number of points.
    pub fn points(&self) -> u64 {
        let lengths = self.lengths.iter().map(|length| *length as u64);
        lengths.fold(1, u64::saturating_mul)
    }

    /// Returns the number of replications of all different points, or the limit on it.
    pub fn replications(&self) -> u64 {
        let points = self.different().into_iter();
        points.map(|point| self.replications[point as usize]).sum()
    }

    /// Returns what a point sets, in words.
    pub fn name(&self, point: u64) -> String {
        let at = place(&self.lengths, point as usize);
        let of_point = self.axes.iter().zip(at);
        let words = of_point.map(|(axis, value)| {
            let subject = axis.subject(&self.asked.document);
            format!("{subject} {}", axis.settings[value].value())
        });
        words.collect::<Vec<_>>().join(", ")
    }

    /// Runs all points, equal ones once; an interrupted sweep keeps those before the first
    /// unfinished one.
    pub fn run(&self, watcher: &dyn Watcher) -> Vec<SweepPoint> {
        let different = self.different();
        let concluded = self.simulated(&different, watcher);
        self.all_of(&different, concluded)
    }

    /// Runs one point; `None` if it was interrupted.
    pub fn point(&self, point: u64, watcher: &dyn Watcher) -> Option<SweepPoint> {
        self.simulated(&[point], watcher).pop()
    }

    /// Runs these points.
    fn simulated(&self, points: &[u64], watcher: &dyn Watcher) -> Vec<SweepPoint> {
        let arrangement = |index: u64| {
            let scenario = self.compile(points[index as usize]);
            let scenario = scenario.unwrap_or_else(|_| unreachable!("every point was checked"));
            let effort = Effort {
                keep: self.keep,
                ..scenario.effort()
            };
            (scenario.model, effort)
        };
        let ceilings = Ceilings::default();
        let conclude = |index: u64, model: &Model, replicated: &_| {
            let at = place(&self.lengths, points[index as usize] as usize);
            results::sweep_point(at, model, replicated, &ceilings)
        };
        experiment::sweep(points.len() as u64, arrangement, conclude, watcher)
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

    /// Makes the results of the finished points, in order.
    pub fn results(&self, points: Vec<SweepPoint>) -> Results {
        let question = Question {
            document: &self.asked.document,
            settings: &self.settings,
            scenario: &self.scenario,
        };
        question.answer_sweep(&self.axes, self.keep, points)
    }

    /// Compiles every point, on all threads. Returns the value of each, or the problems of the
    /// first point that has some.
    fn check<T: Send>(&self, value: impl Fn(Scenario) -> T + Sync) -> Result<Vec<T>, Problems> {
        let points = (0..self.points()).into_par_iter();
        let checked = points.map(|point| self.compile(point).map(&value));
        let checked: Vec<Result<T, Problems>> = checked.collect();
        checked.into_iter().collect()
    }

    /// Compiles the scenario of a point. Its settings are applied after the variant and before
    /// `--set`.
    fn compile(&self, point: u64) -> Result<Scenario, Problems> {
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
        self.asked.document.with(&settings)?.compile_alone()
    }
}

/// Returns the swept paths: those of `--vary`, or those of `[sweep]` if there are none.
///
/// # Errors
/// If there are none at all, or they are not sound.
pub fn axes(document: &Document, vary: &[String]) -> Result<Vec<SweepAxis>, Refusal> {
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
        return Err(Refusal::Usage(message));
    }
    Ok(axes)
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
