//! The points of a grid of arrangements.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::cli::failure::Failure;
use crate::cli::progress::Progress;
use crate::experiment::{Watcher as _, place};
use crate::scenario::{Scenario, Setting, SweepAxis};
use crate::study::Asked;

/// The points of a grid of arrangements.
pub(super) struct Grid<'a> {
    asked: &'a Asked,
    pub(super) axes: Vec<SweepAxis>,
    /// Number of values of each path.
    pub(super) lengths: Vec<usize>,
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

impl<'a> Grid<'a> {
    pub(super) fn new(asked: &'a Asked, axes: Vec<SweepAxis>) -> Self {
        Self {
            lengths: axes.iter().map(|axis| axis.settings.len()).collect(),
            alike: axes.iter().map(alike).collect(),
            axes,
            asked,
        }
    }

    /// Returns the first point with the same values as this one: a value may be written twice.
    fn first_alike(&self, point: u64) -> u64 {
        let at = place(&self.lengths, point as usize);
        let of_point = self.alike.iter().zip(at).zip(&self.lengths);
        of_point.fold(0, |first, ((alike, at), length)| {
            first * *length as u64 + alike[at] as u64
        })
    }

    /// Returns, for each of these points, the first of them with the same values.
    pub(super) fn simulated(&self, points: &[u64]) -> Vec<u64> {
        let mut first = BTreeMap::new();
        let of_point = |point: &u64| *first.entry(self.first_alike(*point)).or_insert(*point);
        points.iter().map(of_point).collect()
    }

    /// Returns the number of points.
    pub(super) fn points(&self) -> u64 {
        let lengths = self.lengths.iter().map(|length| *length as u64);
        lengths.fold(1, u64::saturating_mul)
    }

    /// Returns the largest possible number of values of a point: metrics times replications. Every
    /// file that a point names has been read then.
    pub(super) fn most_values(&self, base: &Scenario) -> Result<f64, Failure> {
        let mut most = base.values();
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

    /// Checks these points, on all threads. Returns the number of their replications, or the
    /// problems of the first point that has some.
    pub(super) fn check(&self, points: &[u64], progress: &Progress) -> Result<u64, Failure> {
        let simulated = self.simulated(points);
        let checked = points.par_iter().zip(simulated).map(|(point, simulated)| {
            if !progress.wanted() {
                return Err(Failure::Interrupted);
            }
            let scenario = self.compile(*point)?;
            progress.done();
            let is_simulated = *point == simulated;
            Ok(u64::from(scenario.replications) * u64::from(is_simulated))
        });
        let checked: Vec<Result<u64, Failure>> = checked.collect();
        checked.into_iter().sum()
    }

    /// Compiles the scenario of a point. Its settings are applied after the variant and before
    /// `--set`.
    pub(super) fn compile(&self, point: u64) -> Result<Scenario, Failure> {
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
