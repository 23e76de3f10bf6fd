//! Targets that no volume of arrivals meets.

use crate::experiment::ceiling;
use crate::model::{ArrivalProcess, Model};
use crate::statistics::Estimate;
use crate::theory;

use super::{LEAST_MULTIPLE, Stressed};

/// Batches of a replication at most, so that the ceiling is that of many replications.
const MOST_BATCHES: f64 = 500.0;

impl Stressed<'_> {
    /// The share of batches that opening hours and times of work alone allow to be released in
    /// time, with its interval, where no multiple of the arrivals can therefore meet the release
    /// target; `None` where one may.
    ///
    /// The ceiling is a share of batches that are sent through alone, so that it does not depend on
    /// how many arrive, but for streams of which a multiple comes at other times: gaps, lists, and
    /// whole numbers that differ by the day. Of them nothing is said. Where
    /// one stream of several grows, the ceiling lies between that of the others alone and that of
    /// the stream alone.
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

    /// The port at one times its arrivals, where a throughput target is above what arrives, and so
    /// above every multiple of it, since it grows with the arrivals. A backlog does not grow, so of
    /// it nothing is said.
    pub fn lacking_arrivals(&self) -> Option<Model> {
        let mut port = self.model.clone();
        self.multiply(1.0, &mut port);
        let lacks = port.backlog.is_empty() && theory::beyond_arrivals(&port).is_any();
        lacks.then_some(port)
    }

    /// The port with few arrivals: of all streams, or of those that grow alone, and of the others
    /// alone.
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

/// Do batches come at the same times of the day and week, however many there are?
fn comes_alike(process: &ArrivalProcess) -> bool {
    match process {
        ArrivalProcess::Poisson(_) => true,
        ArrivalProcess::Exact(profile) => profile.days.iter().all(|it| *it == profile.days[0]),
        ArrivalProcess::Renewal(_) | ArrivalProcess::Trace(_) => false,
    }
}

/// Multiplies each stream, and all of them so that not too many batches arrive in the window.
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
