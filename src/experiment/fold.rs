//! Observations of replications, folded in index order into estimates.

mod detail;
mod settling;

use crate::metric::{Metric, Scope};
use crate::model::Model;
use crate::statistics::{
    Catalogue, Depth, Estimate, Evidence, Observations, Precision, Quantiles, Stopping, Student,
    Tally,
};

use super::looks::Looks;
use super::verdict::{Allowed, judged};
use super::{Effort, Verdict};

pub use detail::{DayMoments, FoldedDetail, HourMoments};
pub use settling::Blocks;

/// What replications of one arrangement come to.
#[derive(Clone, Debug)]
pub struct Replicated {
    /// What was asked for.
    pub effort: Effort,
    /// The metrics, summed up over the replications that were finished.
    pub tally: Tally,
    /// The estimate of each metric, without control variates.
    pub estimates: Vec<Estimate>,
    /// Every quantile with its interval.
    pub quantiles: Quantiles,
    /// Is the true value of the metric at least the estimate, because batches were not released?
    pub lower_bounds: Vec<bool>,
    /// What charts need.
    pub detail: Option<FoldedDetail>,
    /// Was what was asked for reached: the precision, or a decision on every target? `None` where
    /// the number of replications was fixed.
    pub precise: Option<bool>,
    /// Where replications were added until every target was decided: each target at the look that
    /// decided it.
    pub(super) decided: Vec<Verdict>,
}

impl Replicated {
    /// Replications that were finished.
    pub fn replications(&self) -> u32 {
        self.tally.replications()
    }

    /// The metrics.
    pub fn catalogue(&self) -> &Catalogue {
        self.tally.catalogue()
    }

    /// The estimate of a metric of a scope, without control variates; empty where there is no such
    /// metric.
    ///
    /// ```
    /// # use std::path::Path;
    /// # use clearway::{input::Disk, scenario::{Document, Problems}};
    /// use clearway::experiment::{Effort, Unwatched, replicate};
    /// use clearway::metric::{Metric, Scope};
    ///
    /// let scenario = Document::load(Path::new("scenarios/peak-day.toml"), Disk)?.compile()?;
    /// let effort = Effort { replications: 10, ..scenario.effort() };
    /// let replicated = replicate(&scenario.model, effort, &Unwatched);
    /// let bays = replicated.estimate(Metric::WaitMean, &Scope::station("inspection"));
    /// let desks = replicated.estimate(Metric::WaitMean, &Scope::station("documents"));
    /// assert!(bays.mean > desks.mean);
    /// # Ok::<(), Problems>(())
    /// ```
    pub fn estimate(&self, metric: Metric, scope: &Scope) -> Estimate {
        let position = self.tally.position(metric, scope);
        position.map_or_else(Estimate::default, |position| self.estimates[position])
    }

    /// The estimate of a metric of scope `all`, without control variates.
    ///
    /// # Panics
    /// Where there is no such metric of all batches.
    pub fn of_all(&self, metric: Metric) -> Estimate {
        self.estimates[self.tally.of_all(metric)]
    }

    /// What the replications show beside the metrics.
    pub fn evidence(&self) -> &Evidence {
        self.tally.evidence()
    }

    /// The targets of the model held against the replications, in the order of the scenario format.
    ///
    /// For throughput, what arrived from Poisson streams serves as control variates, because its
    /// mean is known. Where replications were added until every target was decided, each verdict is
    /// that of the look that decided it.
    pub fn verdicts(&self) -> Vec<Verdict> {
        if self.decided.is_empty() {
            judged(&self.tally, self.effort.confidence, Allowed::MetOrMissed)
        } else {
            self.decided.clone()
        }
    }
}

/// A fold that is under way.
#[derive(Clone)]
pub(super) struct Fold {
    effort: Effort,
    tally: Tally,
    detail: Option<FoldedDetail>,
    release_share: Option<f64>,
    rule: Rule,
}

/// What says that no further replication is wanted.
#[derive(Clone)]
enum Rule {
    /// Their number.
    Number,
    /// The half-width of a metric's interval.
    Width(Box<Gauge>),
    /// That every target is decided.
    Verdict(Looks),
}

impl Fold {
    pub(super) fn new(model: &Model, effort: Effort, depth: Depth) -> Self {
        let rule = match effort.stopping {
            Stopping::Number => Rule::Number,
            Stopping::Width(precision) => {
                Rule::Width(Box::new(Gauge::new(precision, effort.confidence)))
            }
            Stopping::Verdict => Rule::Verdict(Looks::new(effort.replications, effort.confidence)),
        };
        Self {
            tally: Tally::new(model, effort.keep),
            effort,
            detail: (depth == Depth::Detail).then(|| FoldedDetail::new(model)),
            release_share: model.target.release.map(|release| release.share),
            rule,
        }
    }

    pub(super) fn add(&mut self, mut observations: Observations) {
        if let (Some(folded), Some(detail)) = (&mut self.detail, observations.detail.take()) {
            folded.add(&detail, &observations.times[0], self.release_share);
        }
        self.tally.add(&mut observations);
        match &mut self.rule {
            Rule::Number => {}
            Rule::Width(gauge) => gauge.see(&self.tally),
            Rule::Verdict(looks) => looks.see(&self.tally),
        }
    }

    /// Replications that were added.
    pub(super) fn count(&self) -> u32 {
        self.tally.replications()
    }

    /// What the replications so far come to.
    pub(super) fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Is no further replication wanted, because what was asked for is reached?
    pub(super) fn is_precise(&self) -> bool {
        match &self.rule {
            Rule::Number => false,
            Rule::Width(gauge) => gauge.is_reached,
            Rule::Verdict(looks) => looks.is_done(&self.tally),
        }
    }

    /// About how many replications there will be in all; for decisions, up to the next look.
    pub(super) fn foreseen(&self) -> u32 {
        let most = self.effort.replications;
        match &self.rule {
            Rule::Number => most,
            Rule::Width(gauge) => {
                let fewest = gauge.precision.min_replications.min(most);
                let foreseen = gauge.precision.foreseen(&gauge.estimate);
                let foreseen = foreseen.map_or(fewest, |number| number.ceil() as u32);
                foreseen.min(most).max(fewest)
            }
            Rule::Verdict(looks) => looks.next(),
        }
    }

    pub(super) fn finish(self) -> Replicated {
        let precise = match &self.rule {
            Rule::Number => None,
            Rule::Width(_) => Some(self.is_precise()),
            Rule::Verdict(looks) => Some(looks.is_decided()),
        };
        let mut student = Student::new(self.effort.confidence);
        let decided = match self.rule {
            Rule::Number | Rule::Width(_) => vec![],
            Rule::Verdict(looks) => looks.verdicts(&self.tally),
        };
        let quantiles = self.tally.quantiles(&mut student);
        Replicated {
            effort: self.effort,
            estimates: self.tally.estimates(&quantiles, &mut student),
            quantiles,
            lower_bounds: lower_bounds(&self.tally),
            detail: self.detail,
            precise,
            decided,
            tally: self.tally,
        }
    }
}

/// Is each metric only known from below, because batches of its scope were not released?
fn lower_bounds(tally: &Tally) -> Vec<bool> {
    let unreleased = |scope: &Scope| {
        let position = tally.position(Metric::Unreleased, scope);
        let position = position.unwrap_or_else(|| tally.of_all(Metric::Unreleased));
        tally.mean(position) > 0.0
    };
    let mut last: Option<(&Scope, bool)> = None;
    let entries = tally.catalogue().entries().iter();
    entries
        .map(|entry| {
            let is_open = match last {
                Some((scope, is_open)) if *scope == entry.scope => is_open,
                _ => unreleased(&entry.scope),
            };
            last = Some((&entry.scope, is_open));
            entry.metric.is_censored() && is_open
        })
        .collect()
}

/// The metric whose precision says when to stop.
#[derive(Clone)]
struct Gauge {
    precision: Precision,
    student: Student,
    estimate: Estimate,
    is_reached: bool,
}

impl Gauge {
    fn new(precision: Precision, confidence: f64) -> Self {
        Self {
            precision,
            student: Student::new(confidence),
            estimate: Estimate::default(),
            is_reached: false,
        }
    }

    fn see(&mut self, tally: &Tally) {
        self.estimate = tally.estimate(self.precision.position, &mut self.student);
        self.is_reached = self.precision.is_reached(&self.estimate);
    }
}
