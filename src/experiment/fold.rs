//! Observations of replications, folded in index order into estimates.

use crate::engine::Ending;
use crate::metric::{Metric, Scope};
use crate::model::Model;
use crate::statistics::{
    Catalogue, Depth, Detail, Entry, Estimate, Moments, Observation, Observations, Precision,
    Range, Sample, Student,
};
use crate::time::Span;

use super::Effort;

/// What replications of one arrangement come to.
#[derive(Clone, Debug)]
pub struct Replicated {
    /// What was asked for.
    pub effort: Effort,
    /// The metrics.
    pub catalogue: Catalogue,
    /// The value of each metric in each replication that was finished.
    pub values: Vec<Vec<Observation>>,
    /// The estimate of each metric.
    pub estimates: Vec<Estimate>,
    /// Is the true value of the metric at least the estimate, because batches were not released?
    pub lower_bounds: Vec<bool>,
    /// Batches and units of Poisson streams that arrived in the window, by replication.
    pub poisson: (Vec<f64>, Vec<f64>),
    /// Replications that gave up at a limit.
    pub gave_up: Vec<(u32, Ending)>,
    /// What charts need.
    pub detail: Option<FoldedDetail>,
    /// Was the precision reached that was asked for, if one was?
    pub precise: Option<bool>,
}

impl Replicated {
    /// Replications that were finished.
    pub fn replications(&self) -> u32 {
        self.poisson.0.len() as u32
    }

    /// Where a metric of scope `all` stands.
    ///
    /// # Panics
    /// Where there is no such metric.
    pub fn position(&self, metric: Metric) -> usize {
        self.catalogue
            .position(metric, &Scope::All)
            .expect("a metric of the catalogue")
    }
}

/// What charts need, over replications.
#[derive(Clone, Debug)]
pub struct FoldedDetail {
    /// Whole calendar days of the window.
    pub days: Vec<DayMoments>,
    /// Hours of the window by station; empty where they were too many to keep.
    pub stations: Vec<Vec<HourMoments>>,
    /// Mean number inside by hour from the start of the run.
    pub inside: Vec<Moments>,
    /// All release times together.
    pub release_times: Sample,
    /// Limits of release time, ascending, and the share of measured batches released within each.
    pub release_curve: Vec<(Span, Moments)>,
    /// Mean number of measured batches in a replication.
    pub measured: Moments,
}

/// A day over replications.
#[derive(Clone, Copy, Debug, Default)]
pub struct DayMoments {
    /// Batches that arrived.
    pub arrived: Moments,
    /// Batches that were released.
    pub released: Moments,
    /// Their units.
    pub units: Moments,
    /// Was the day cleared?
    pub cleared: Moments,
    /// Batches inside at 24:00.
    pub backlog: Moments,
}

/// An hour of a station over replications.
#[derive(Clone, Copy, Debug, Default)]
pub struct HourMoments {
    /// Batches waiting.
    pub queue: Moments,
    /// Lanes at work.
    pub busy: Moments,
    /// Lanes open.
    pub open: Moments,
}

/// A fold that is under way.
#[derive(Clone)]
pub(super) struct Fold {
    effort: Effort,
    catalogue: Catalogue,
    values: Vec<Vec<Observation>>,
    poisson: (Vec<f64>, Vec<f64>),
    gave_up: Vec<(u32, Ending)>,
    detail: Option<FoldedDetail>,
    release_share: Option<f64>,
    gauge: Option<Gauge>,
}

impl Fold {
    pub(super) fn new(model: &Model, effort: Effort, depth: Depth) -> Self {
        let catalogue = Catalogue::new(model);
        let within = model.target.release.map(|release| release.within);
        let gauge = effort.precision.map(|precision| {
            let range = catalogue.entries()[precision.position].range();
            Gauge::new(precision, range, effort.confidence)
        });
        Self {
            effort,
            values: vec![vec![]; catalogue.entries().len()],
            catalogue,
            poisson: (vec![], vec![]),
            gave_up: vec![],
            detail: (depth == Depth::Detail).then(|| FoldedDetail::new(within)),
            release_share: model.target.release.map(|release| release.share),
            gauge,
        }
    }

    pub(super) fn add(&mut self, observations: Observations) {
        if let Some(gauge) = &mut self.gauge {
            gauge.add(observations.values[gauge.precision.position]);
        }
        for (values, value) in self.values.iter_mut().zip(observations.values) {
            values.push(value);
        }
        let replication = self.count();
        self.poisson.0.push(observations.poisson_batches);
        self.poisson.1.push(observations.poisson_units);
        match observations.ending {
            Ending::Complete | Ending::Stopped => {}
            ending @ (Ending::TooManyInside(_)
            | Ending::TooManyEvents(_)
            | Ending::Deadlock(..)) => {
                self.gave_up.push((replication, ending));
            }
        }
        if let (Some(folded), Some(detail)) = (&mut self.detail, observations.detail) {
            folded.add(&detail, self.release_share);
        }
    }

    /// Replications that were added.
    pub(super) fn count(&self) -> u32 {
        self.poisson.0.len() as u32
    }

    /// Is no further replication wanted, because the precision asked for is reached?
    pub(super) fn is_precise(&self) -> bool {
        self.gauge.as_ref().is_some_and(|gauge| gauge.is_reached)
    }

    /// About how many replications there will be in all.
    pub(super) fn foreseen(&self) -> u32 {
        let most = self.effort.replications;
        let fewest = |gauge: &Gauge| gauge.precision.min_replications.min(most);
        self.gauge.as_ref().map_or(most, |gauge| {
            let foreseen = gauge.precision.foreseen(&gauge.estimate);
            let foreseen = foreseen.map_or(fewest(gauge), |number| number.ceil() as u32);
            foreseen.clamp(fewest(gauge), most)
        })
    }

    pub(super) fn finish(self) -> Replicated {
        let mut student = Student::new(self.effort.confidence);
        let entries = self.catalogue.entries();
        let estimates = entries.iter().zip(&self.values).map(|(entry, values)| {
            let mut known = Known::default();
            for value in values {
                known.add(*value);
            }
            known.estimate(entry.range(), &mut student)
        });
        let estimates = estimates.collect();
        let unreleased = |scope: &Scope| {
            let position = self.catalogue.position(Metric::Unreleased, scope);
            let whole = || self.catalogue.position(Metric::Unreleased, &Scope::All);
            let position = position.or_else(whole);
            position.is_some_and(|position| {
                self.values[position]
                    .iter()
                    .any(|value| value.value() > Some(0.0))
            })
        };
        let mut last = None;
        let mut lower_bounds = vec![];
        for Entry { metric, scope } in entries {
            let is_open = match last {
                Some((of, is_open)) if of == scope => is_open,
                _ => unreleased(scope),
            };
            last = Some((scope, is_open));
            lower_bounds.push(metric.is_censored() && is_open);
        }
        Replicated {
            effort: self.effort,
            values: self.values,
            estimates,
            lower_bounds,
            poisson: self.poisson,
            gave_up: self.gave_up,
            detail: self.detail,
            precise: self.gauge.map(|gauge| gauge.is_reached),
            catalogue: self.catalogue,
        }
    }
}

/// What is known of a metric so far.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    moments: Moments,
    trials: f64,
    is_beyond: bool,
}

impl Known {
    fn add(&mut self, value: Observation) {
        self.is_beyond |= value == Observation::Beyond;
        self.trials += value.trials();
        if let Some(value) = value.value() {
            self.moments.add(value);
        }
    }

    fn estimate(&self, range: Range, student: &mut Student) -> Estimate {
        // an average of those replications in which a quantile was seen would look too good
        if self.is_beyond {
            return Estimate::default();
        }
        match range {
            Range::Share => student.share(&self.moments, self.trials),
            Range::NonNegative => student.estimate(&self.moments, range),
        }
    }
}

/// The metric whose precision says when to stop.
#[derive(Clone)]
struct Gauge {
    precision: Precision,
    range: Range,
    student: Student,
    known: Known,
    estimate: Estimate,
    is_reached: bool,
}

impl Gauge {
    fn new(precision: Precision, range: Range, confidence: f64) -> Self {
        Self {
            precision,
            range,
            student: Student::new(confidence),
            known: Known::default(),
            estimate: Estimate::default(),
            is_reached: false,
        }
    }

    fn add(&mut self, value: Observation) {
        self.known.add(value);
        self.estimate = self.known.estimate(self.range, &mut self.student);
        self.is_reached = self.precision.is_reached(&self.estimate);
    }
}

impl FoldedDetail {
    fn new(within: Option<Span>) -> Self {
        Self {
            days: vec![],
            stations: vec![],
            inside: vec![],
            release_times: Sample::default(),
            release_curve: curve_limits(within)
                .into_iter()
                .map(|limit| (limit, Moments::default()))
                .collect(),
            measured: Moments::default(),
        }
    }

    fn add(&mut self, detail: &Detail, release_share: Option<f64>) {
        self.days
            .resize_with(detail.days.len(), DayMoments::default);
        for (folded, day) in self.days.iter_mut().zip(&detail.days) {
            folded.arrived.add(day.arrived as f64);
            folded.released.add(day.released as f64);
            folded.units.add(day.units);
            folded.backlog.add(day.backlog as f64);
            if let Some(share) = release_share {
                folded.cleared.add(f64::from(u8::from(day.cleared(share))));
            }
        }
        self.stations.resize_with(detail.stations.len(), Vec::new);
        for (folded, hours) in self.stations.iter_mut().zip(&detail.stations) {
            folded.resize_with(hours.len(), HourMoments::default);
            for (folded, hour) in folded.iter_mut().zip(hours) {
                folded.queue.add(hour.queue);
                folded.busy.add(hour.busy);
                folded.open.add(hour.open);
            }
        }
        self.inside
            .resize_with(detail.inside.len(), Moments::default);
        for (folded, inside) in self.inside.iter_mut().zip(&detail.inside) {
            folded.add(*inside);
        }
        self.measured.add(detail.measured as f64);
        self.release_times.merge(&detail.release_times);
        if detail.measured > 0 {
            let limits: Vec<Span> = self.release_curve.iter().map(|(limit, _)| *limit).collect();
            let counts = detail.release_times.counts_within(&limits);
            for ((_, folded), count) in self.release_curve.iter_mut().zip(counts) {
                folded.add(count as f64 / detail.measured as f64);
            }
        }
    }
}

/// Limits for a curve of release times that suits any scale: from a second to more than a year, 24
/// to each doubling, and the target's own.
fn curve_limits(within: Option<Span>) -> Vec<Span> {
    let limit = |step: i32| {
        Span::from_micros_f64(Span::SECOND.micros() as f64 * (f64::from(step) / 24.0).exp2())
    };
    let mut limits: Vec<Span> = (0..=25 * 24).map(limit).chain(within).collect();
    limits.sort_unstable();
    limits.dedup();
    limits
}
