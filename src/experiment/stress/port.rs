//! A port whose arrivals are multiplied.

use crate::model::{ArrivalProcess, Model, StreamId};
use crate::time::Time;

use super::MOST_MULTIPLE;

/// Batches that a replication may expect, as in the scenario format.
const MOST_BATCHES: f64 = 1e9;

/// A port whose arrivals are multiplied.
#[derive(Clone, Copy)]
pub struct Stressed<'a> {
    /// The port as it is.
    pub model: &'a Model,
    /// The stream that grows; all of them where none is named.
    pub stream: Option<StreamId>,
}

impl Stressed<'_> {
    pub(super) fn grows(&self, stream: usize) -> bool {
        self.stream.is_none_or(|only| only.index() == stream)
    }

    /// Gives the port, as it is, so many times the arrivals, and throughput targets in proportion
    /// to all that arrives. Without a release target, what arrives is to be released.
    ///
    /// # Panics
    /// Where a stream that grows is a list of batches, which cannot be multiplied.
    pub fn multiply(&self, multiple: f64, model: &mut Model) {
        let (batches, units) = self.arrivals_per_day(1.0);
        let (more_batches, more_units) = self.arrivals_per_day(multiple);
        let target = &mut model.target;
        if target.release.is_none() {
            target.batches_per_day = Some(batches);
        }
        let times = |target: &mut Option<f64>, factor: f64| {
            *target = target.map(|wanted| wanted * factor);
        };
        times(&mut target.batches_per_day, more_batches / batches);
        if units > 0.0 {
            times(&mut target.units_per_day, more_units / units);
        }
        let later = model
            .changes
            .iter_mut()
            .map(|(_, rules)| &mut rules.streams);
        for streams in std::iter::once(&mut model.streams).chain(later) {
            for (_, stream) in streams.iter_mut().enumerate().filter(|it| self.grows(it.0)) {
                match &mut stream.process {
                    ArrivalProcess::Poisson(profile) | ArrivalProcess::Exact(profile) => {
                        profile.per_day *= multiple;
                    }
                    ArrivalProcess::Renewal(gap) => *gap = gap.scaled(1.0 / multiple),
                    ArrivalProcess::Trace(_) => panic!("a list of batches cannot be multiplied"),
                }
            }
        }
    }

    /// Mean batches and units a day over the measured window, with so many times the arrivals.
    pub fn arrivals_per_day(&self, multiple: f64) -> (f64, f64) {
        let (start, end) = (self.model.plan.window_start(), self.model.plan.window_end());
        let later = self
            .model
            .changes
            .iter()
            .map(|(time, rules)| (*time, rules));
        let versions: Vec<(Time, &Model)> = std::iter::once((Time::START, self.model))
            .chain(later)
            .collect();
        let mut sums = (0.0, 0.0);
        for (index, (from, rules)) in versions.iter().enumerate() {
            let next = versions.get(index + 1).map_or(end, |(time, _)| *time);
            let (from, until) = (start.max(*from), end.min(next));
            if from >= until {
                continue;
            }
            for (position, stream) in rules.streams.iter().enumerate() {
                let mut batches = stream.expected(&rules.calendar, from, until);
                batches *= if self.grows(position) { multiple } else { 1.0 };
                let of_stream = rules.classes.iter();
                let of_stream = of_stream.filter(|class| class.stream.index() == position);
                let units = of_stream.map(|class| {
                    let goods = class
                        .goods
                        .map(|goods| rules.goods[goods.index()].units.mean());
                    class.share * goods.unwrap_or(0.0)
                });
                sums.0 += batches;
                sums.1 += batches * units.sum::<f64>();
            }
        }
        let days = self.model.plan.length.days();
        (sums.0 / days, sums.1 / days)
    }

    /// The largest multiple whose replications can be run.
    pub(super) fn most_multiple(&self) -> f64 {
        let (calendar, horizon) = (&self.model.calendar, self.model.plan.horizon());
        let streams = self.model.streams.iter();
        let at_one: f64 = streams.map(|it| it.volume(calendar, horizon)).sum();
        (MOST_BATCHES / at_one).clamp(1.0, MOST_MULTIPLE)
    }
}
