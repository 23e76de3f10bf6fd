//! A port whose arrivals are multiplied.

use crate::model::{ArrivalProcess, Model, StreamId};

/// No multiple below this is tried.
pub const LEAST_MULTIPLE: f64 = 1.0 / 1024.0;
/// No multiple above this is tried.
pub const MOST_MULTIPLE: f64 = 1024.0;

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

    /// Gives the port, as it is, this many times the arrivals, and throughput targets in proportion
    /// to all that arrives. Without a release target, at least what arrives is to be released.
    ///
    /// # Panics
    /// Where a stream that grows is a list of batches, which cannot be multiplied.
    pub fn multiply(&self, multiple: f64, model: &mut Model) {
        let (batches, units) = self.arrivals_per_day(1.0);
        let (more_batches, more_units) = self.arrivals_per_day(multiple);
        let target = &mut model.target;
        if target.release.is_none() {
            let wanted = target.batches_per_day.unwrap_or(batches);
            target.batches_per_day = Some(wanted.max(batches));
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

    /// Mean batches and units a day over the measured window, with this many times the arrivals.
    pub fn arrivals_per_day(&self, multiple: f64) -> (f64, f64) {
        let plan = &self.model.plan;
        let (mut batches, mut units) = (0.0, 0.0);
        for part in self.model.stretches(plan.window_start(), plan.window_end()) {
            for index in 0..part.rules.streams.len() {
                let stream = StreamId::new(index);
                let times = if self.grows(index) { multiple } else { 1.0 };
                let here = part.batches(stream) * times;
                batches += here;
                units += here * part.units_of_batch(stream);
            }
        }
        let days = plan.length.days();
        (batches / days, units / days)
    }

    /// The smallest multiple that is tried: with a batch in the window on average.
    pub(super) fn least_multiple(&self) -> f64 {
        let days = self.model.plan.length.days();
        let [none, as_it_is] = [0.0, 1.0].map(|times| self.arrivals_per_day(times).0 * days);
        let multiple = (1.0 - none) / (as_it_is - none);
        if multiple.is_finite() {
            multiple.clamp(LEAST_MULTIPLE, 1.0)
        } else {
            LEAST_MULTIPLE
        }
    }

    /// The largest multiple whose replications can be run.
    pub(super) fn most_multiple(&self) -> f64 {
        let (calendar, horizon) = (&self.model.calendar, self.model.plan.horizon());
        let streams = self.model.streams.iter();
        let at_one: f64 = streams.map(|it| it.volume(calendar, horizon)).sum();
        (MOST_BATCHES / at_one).clamp(1.0, MOST_MULTIPLE)
    }
}
