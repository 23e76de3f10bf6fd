//! A port with multiplied arrivals.

use crate::model::{ArrivalProcess, Model, StreamId};
use crate::theory;

/// Smallest multiple that may be tried.
pub const LEAST_MULTIPLE: f64 = 1.0 / 1024.0;
/// Largest multiple that may be tried.
pub const MOST_MULTIPLE: f64 = 1024.0;

/// Limit on the expected batches of a replication, as in the scenario format.
const MOST_BATCHES: f64 = 1e9;

/// Relative difference within which values count as equal.
const ROUNDING: f64 = 1e-9;

/// A port with multiplied arrivals.
#[derive(Clone, Copy)]
pub struct Stressed<'a> {
    /// The port with its own arrivals.
    pub model: &'a Model,
    /// The stream that grows; `None` if all of them grow.
    pub stream: Option<StreamId>,
}

impl Stressed<'_> {
    pub(super) fn grows(&self, stream: usize) -> bool {
        self.stream.is_none_or(|only| only.index() == stream)
    }

    /// Multiplies the arrivals in `model`, a copy of the port, and its throughput targets in
    /// proportion to all arrivals. Without a release target, the target is raised to at least what
    /// can be released.
    ///
    /// # Panics
    /// If a stream that grows is a list of batches, which cannot be multiplied.
    pub fn multiply(&self, multiple: f64, model: &mut Model) {
        let (batches, units) = self.arrivals_per_day(1.0);
        let (more_batches, more_units) = self.arrivals_per_day(multiple);
        let target = &mut model.target;
        let mut is_raised = false;
        if target.release.is_none() {
            let least = theory::released_at_most(self.model).min(batches);
            let wanted = target.batches_per_day.unwrap_or(least);
            is_raised = wanted <= least * (1.0 + ROUNDING);
            target.batches_per_day = Some(if is_raised { batches } else { wanted });
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
        if is_raised {
            // batches that their routes refuse are never released
            let released = theory::released_at_most(model);
            if released < more_batches * (1.0 - ROUNDING) {
                model.target.batches_per_day = Some(released);
            }
        }
    }

    /// Returns the mean arrivals over the measured window, in batches and units a day, at this
    /// multiple.
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

    /// Returns the smallest multiple to try: the one with one expected batch in the window.
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

    /// Returns the largest multiple at which a replication can still be run.
    pub(super) fn most_multiple(&self) -> f64 {
        let (calendar, horizon) = (&self.model.calendar, self.model.plan.horizon());
        let streams = self.model.streams.iter();
        let at_one: f64 = streams.map(|it| it.volume(calendar, horizon)).sum();
        (MOST_BATCHES / at_one).clamp(1.0, MOST_MULTIPLE)
    }
}
