//! Folds the observations of replications, in index order, into estimates.

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

/// Results of the replications of one arrangement.
#[derive(Clone, Debug)]
pub struct Replicated {
    /// The requested effort.
    pub effort: Effort,
    /// Sums of the metrics over the finished replications.
    pub tally: Tally,
    /// The estimate of each metric, without control variates.
    pub estimates: Vec<Estimate>,
    /// Every quantile with its interval.
    pub quantiles: Quantiles,
    /// For each metric, whether its estimate is only a lower bound, because batches were not
    /// released.
    pub lower_bounds: Vec<bool>,
    /// Data for charts.
    pub detail: Option<FoldedDetail>,
    /// Whether the stopping rule was satisfied: the precision reached, or every target decided.
    /// `None` if the number of replications was fixed.
    pub precise: Option<bool>,
    /// Verdict on each target at the look that decided it; empty unless replications were added
    /// until every target was decided.
    pub(super) decided: Vec<Verdict>,
}

impl Replicated {
    /// Returns the number of finished replications.
    pub fn replications(&self) -> u32 {
        self.tally.replications()
    }

    /// Returns the catalogue of metrics.
    pub fn catalogue(&self) -> &Catalogue {
        self.tally.catalogue()
    }

    /// Returns the estimate of a metric of a scope, without control variates; an empty estimate if
    /// there is no such metric.
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

    /// Returns the estimate of a metric of scope `all`, without control variates.
    ///
    /// # Panics
    /// If scope `all` has no such metric.
    pub fn of_all(&self, metric: Metric) -> Estimate {
        self.estimates[self.tally.of_all(metric)]
    }

    /// Returns what the replications show besides the metrics, such as lock-ups and late batches.
    pub fn evidence(&self) -> &Evidence {
        self.tally.evidence()
    }

    /// Judges the targets of the model, in the order of the scenario format.
    ///
    /// For throughput, the arrivals of Poisson streams, whose mean is known, are control variates.
    /// If replications were added until every target was decided, each verdict is from the look
    /// that decided it.
    pub fn verdicts(&self) -> Vec<Verdict> {
        if self.decided.is_empty() {
            judged(&self.tally, self.effort.confidence, Allowed::MetOrMissed)
        } else {
            self.decided.clone()
        }
    }
}

/// A fold in progress.
#[derive(Clone)]
pub(super) struct Fold {
    effort: Effort,
    tally: Tally,
    detail: Option<FoldedDetail>,
    release_share: Option<f64>,
    rule: Rule,
}

/// The stopping rule.
#[derive(Clone)]
enum Rule {
    /// Stop after a fixed number of replications.
    Number,
    /// Stop once the interval of a metric is narrow enough.
    Width(Box<Gauge>),
    /// Stop once every target is decided.
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

    /// Returns the number of replications added so far.
    pub(super) fn count(&self) -> u32 {
        self.tally.replications()
    }

    /// Returns the sums over the replications so far.
    pub(super) fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Is the stopping rule satisfied, so that no further replication is needed?
    pub(super) fn is_precise(&self) -> bool {
        match &self.rule {
            Rule::Number => false,
            Rule::Width(gauge) => gauge.is_reached,
            Rule::Verdict(looks) => looks.is_done(&self.tally),
        }
    }

    /// Predicts the total number of replications; for decisions on targets, up to the next look.
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

/// For each metric, whether its estimate is only a lower bound, because batches of its scope were
/// not released.
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

/// The stopping rule for the precision of one metric.
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
