//! Targets that no volume of arrivals meets.

use crate::experiment::ceiling;
use crate::model::{ArrivalProcess, Model};
use crate::statistics::Estimate;
use crate::theory;

use super::{LEAST_MULTIPLE, MOST_MULTIPLE, Stressed};

/// Limit on the expected batches of a replication, so that the ceiling comes from many
/// replications.
const MOST_BATCHES: f64 = 500.0;

impl Stressed<'_> {
    /// Returns the largest share of batches that opening hours and service times allow to be
    /// released in time, with its interval, if it proves that no multiple of the arrivals meets the
    /// release target; otherwise `None`.
    ///
    /// The ceiling is a share of batches that are sent through alone, so that it does not depend on
    /// the number of arrivals, unless the multiplied stream has other arrival times: gaps, lists,
    /// and exact numbers that differ by the day. With such streams the result is `None`. If one of
    /// several streams grows, the ceiling lies between that of the other streams and that of the
    /// growing stream.
    pub fn out_of_reach(&self, seed: u64, confidence: f64) -> Option<Estimate> {
        let wanted = self.model.target.release?.share;
        let come_alike = |model: &Model| model.streams.iter().all(|it| comes_alike(&it.process));
        if !self.model.versions().all(come_alike) {
            return None;
        }
        let mut highest: Option<Estimate> = None;
        for model in self.extremes() {
            let estimate = ceiling(&model, seed)?.below(wanted, confidence)?;
            highest = Some(match highest {
                Some(other) if other.mean >= estimate.mean => other,
                _ => estimate,
            });
        }
        highest
    }

    /// Returns the port at multiple 1 if a throughput target is above what can be released at every
    /// multiple: both grow with the arrivals. With a backlog, which does not grow, the result is
    /// `None`.
    pub fn lacking_arrivals(&self) -> Option<Model> {
        let at = |multiple: f64| {
            let mut port = self.model.clone();
            self.multiply(multiple, &mut port);
            port
        };
        let lacks = |port: &Model| theory::beyond_arrivals(port).is_any();
        let port = at(1.0);
        // the released share of all streams together lies between those of few and of many batches
        // of the growing stream
        let mut ends = [LEAST_MULTIPLE, MOST_MULTIPLE].into_iter();
        let at_all = self.stream.is_none() || ends.all(|multiple| lacks(&at(multiple)));
        (port.backlog.is_empty() && lacks(&port) && at_all).then_some(port)
    }

    /// Returns the port with few arrivals: once with all streams, or, if one stream of several
    /// grows, once with that stream alone and once with the others.
    fn extremes(&self) -> Vec<Model> {
        let whole = {
            let mut model = self.model.clone();
            thin(&mut model, |_| 1.0);
            model
        };
        let Some(only) = self.stream.filter(|_| self.model.streams.len() > 1) else {
            return vec![whole];
        };
        let alone = |is_kept: fn(bool) -> bool| {
            let mut model = self.model.clone();
            thin(&mut model, |stream| {
                if is_kept(stream == only.index()) {
                    1.0
                } else {
                    LEAST_MULTIPLE * LEAST_MULTIPLE
                }
            });
            model
        };
        vec![alone(|grows| grows), alone(|grows| !grows)]
    }
}

/// Do batches arrive at the same times of the day and week at every multiple?
fn comes_alike(process: &ArrivalProcess) -> bool {
    match process {
        ArrivalProcess::Poisson(_) => true,
        ArrivalProcess::Exact(profile) => profile.days.iter().all(|it| *it == profile.days[0]),
        ArrivalProcess::Renewal(_) | ArrivalProcess::Trace(_) => false,
    }
}

/// Multiplies each stream by its factor, and all of them by a common one that keeps the batches
/// expected in the window within the limit.
fn thin(model: &mut Model, factor: impl Fn(usize) -> f64) {
    let (start, end) = (model.plan.window_start(), model.plan.window_end());
    let streams = model.streams.iter().enumerate();
    let expected = streams
        .map(|(position, stream)| factor(position) * stream.expected(&model.calendar, start, end));
    let expected: f64 = expected.sum();
    let all = if expected > MOST_BATCHES {
        MOST_BATCHES / expected
    } else {
        1.0
    };
    let later = model
        .changes
        .iter_mut()
        .map(|(_, rules)| &mut rules.streams);
    for streams in std::iter::once(&mut model.streams).chain(later) {
        for (position, stream) in streams.iter_mut().enumerate() {
            let factor = all * factor(position);
            match &mut stream.process {
                ArrivalProcess::Poisson(profile) | ArrivalProcess::Exact(profile) => {
                    profile.per_day *= factor;
                }
                ArrivalProcess::Renewal(_) | ArrivalProcess::Trace(_) => {}
            }
        }
    }
}
