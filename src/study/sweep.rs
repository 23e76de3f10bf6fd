//! A sweep: every point of a grid of arrangements, each compared with the target.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use rayon::prelude::*;

use crate::experiment::{Ceilings, Effort, Replicated, Watcher, place, sweep_some};
use crate::model::Model;
use crate::results::{self, Question, Results, SweepPoint};
use crate::scenario::{Document, Problems, Scenario, Setting, SweepAxis};
use crate::statistics::Keep;

use super::{Asked, Refusal, check_set};

/// Limit on the points of a sweep.
const MOST_POINTS: u64 = 1_000_000;

/// A sweep. Points are numbered from 0, the last path fastest.
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
    ceilings: Ceilings,
}

impl<'a> Sweep<'a> {
    /// Prepares the sweep of `vary`, arguments as `--vary` takes them, or of `[sweep]` if there are
    /// none. Every file that a point names has been read then.
    ///
    /// # Errors
    /// If there is nothing to sweep, or the scenario is not sound. A point may still not be:
    /// [`check`](Self::check) tells.
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
            ceilings: Ceilings::default(),
        };
        let points = sweep.points();
        if points > MOST_POINTS {
            let message =
                format!("the sweep has {points} points; at most {MOST_POINTS} are allowed");
            return Err(Refusal::Usage(message));
        }
        let values = sweep.most_values()? * points as f64;
        sweep.keep = sweep.scenario.keep(values);
        Ok(sweep)
    }

    /// Returns the number of points.
    pub fn points(&self) -> u64 {
        let lengths = self.lengths.iter().map(|length| *length as u64);
        lengths.fold(1, u64::saturating_mul)
    }

    /// Returns what is kept of single replications.
    pub fn keep(&self) -> Keep {
        self.keep
    }

    /// Returns the position in each path of the value that a point sets.
    pub fn at(&self, point: u64) -> Vec<usize> {
        place(&self.lengths, point as usize)
    }

    /// Returns, for each of these points, the first of them with the same values: a value may be
    /// written twice.
    pub fn first_alike(&self, points: &[u64]) -> Vec<u64> {
        let is_own = |alike: &Vec<usize>| alike.iter().enumerate().all(|(at, first)| at == *first);
        if self.alike.iter().all(is_own) {
            return points.to_vec();
        }
        let mut first = BTreeMap::new();
        let of_point = |point: &u64| {
            let of_values = self.alike.iter().zip(self.at(*point)).zip(&self.lengths);
            let values = of_values.fold(0, |number, ((alike, at), length)| {
                number * *length as u64 + alike[at] as u64
            });
            *first.entry(values).or_insert(*point)
        };
        points.iter().map(of_point).collect()
    }

    /// Checks these points, on all threads. Returns the number of replications of those that
    /// differ, or the limit on it; `None` if the watcher no longer wants it.
    ///
    /// # Errors
    /// The problems of the first point that has some.
    pub fn check(&self, points: &[u64], watcher: &dyn Watcher) -> Result<Option<u64>, Problems> {
        let checked = points.par_iter().zip(self.first_alike(points));
        let checked = checked.map(|(point, first)| {
            if !watcher.wanted() {
                return Ok(None);
            }
            let scenario = self.compile(*point)?;
            watcher.done();
            let is_simulated = *point == first;
            Ok(Some(
                u64::from(scenario.replications) * u64::from(is_simulated),
            ))
        });
        let checked: Vec<Result<Option<u64>, Problems>> = checked.collect();
        checked.into_iter().sum()
    }

    /// Runs these checked points and passes each to `sink` once it is finished, in order; the sink
    /// can end the sweep.
    ///
    /// # Panics
    /// If a point is not sound: [`check`](Self::check) tells that beforehand.
    pub fn run<T: Send>(
        &self,
        points: &[u64],
        finish: impl Fn(u64, SweepPoint) -> T + Sync,
        sink: impl FnMut(u64, T) -> ControlFlow<()>,
        watcher: &dyn Watcher,
    ) {
        let arrangement = |point: u64| {
            let scenario = self.compile(point);
            let scenario = scenario.unwrap_or_else(|_| unreachable!("every point was checked"));
            let effort = Effort {
                keep: self.keep,
                ..scenario.effort()
            };
            (scenario.model, effort)
        };
        let conclude = |point: u64, model: &Model, replicated: &Replicated| {
            let at = self.at(point);
            finish(
                point,
                results::sweep_point(at, model, replicated, &self.ceilings),
            )
        };
        sweep_some(points, arrangement, conclude, sink, watcher);
    }

    /// Returns the results without any point.
    pub fn frame(&self) -> Results {
        let question = Question {
            document: &self.asked.document,
            settings: &self.settings,
            scenario: &self.scenario,
        };
        question.frame_of_sweep(&self.axes)
    }

    /// Returns the largest possible number of values of a point: metrics times replications.
    fn most_values(&self) -> Result<f64, Problems> {
        let mut most = self.scenario.values();
        let mut stride = self.points();
        for (axis, length) in self.axes.iter().zip(&self.lengths) {
            stride /= *length as u64;
            let is_of_run = axis.path.steps().first().is_some_and(|it| it == "run");
            for (at, setting) in (0..).zip(&axis.settings) {
                let is_number = setting.value().to_string().parse::<f64>().is_ok();
                if is_of_run || !is_number {
                    most = most.max(self.compile(at * stride)?.values());
                }
            }
        }
        Ok(most)
    }

    /// Compiles the scenario of a point. Its settings are applied after the variant and before
    /// `--set`.
    fn compile(&self, point: u64) -> Result<Scenario, Problems> {
        let of_point = self.axes.iter().zip(self.at(point));
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
fn axes(document: &Document, vary: &[String]) -> Result<Vec<SweepAxis>, Refusal> {
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
