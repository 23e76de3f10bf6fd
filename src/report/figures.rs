//! The key figures of a run as values with their words, for pages that show them by themselves.

use serde::Serialize;

use super::page;
use super::wording::{self, Quantity};
use crate::metric::{Metric, Scope};
use crate::results::{Comparison, Estimate, Outcome, Results, Standing};

/// A key figure: a number with its words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KeyFigure {
    /// The metric.
    pub metric: Metric,
    /// Scope of the metric.
    pub scope: Scope,
    /// What is shown.
    pub label: String,
    /// The number in words.
    pub text: String,
    /// The interval in words.
    pub interval: Option<String>,
    /// The number and its interval.
    pub value: Option<f64>,
    /// Lower end of the interval.
    pub lower: Option<f64>,
    /// Upper end of the interval.
    pub upper: Option<f64>,
    /// A remark, such as the verdict on the target.
    pub remark: Option<String>,
    /// The target and the verdict on it, if there is a target.
    pub target: Option<Aimed>,
    /// The difference from the baseline.
    pub difference: Option<Changed>,
}

/// The target of a key figure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Aimed {
    /// The wanted value.
    pub wanted: f64,
    /// Limit at which the good side begins.
    pub good_from: f64,
    /// The verdict; `None` while there are too few replications for one.
    pub verdict: Option<Standing>,
}

/// The difference of a key figure from the baseline, with its words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Changed {
    /// The value of the baseline.
    pub baseline: Option<f64>,
    /// The difference and its interval.
    pub value: Option<f64>,
    /// Lower end of the interval.
    pub lower: Option<f64>,
    /// Upper end of the interval.
    pub upper: Option<f64>,
    /// The difference in words.
    pub text: String,
    /// Its interval in words.
    pub interval: Option<String>,
    /// The verdict; `None` for figures that are not judged, and while there are too few
    /// replications.
    pub verdict: Option<Comparison>,
    /// The verdict in words.
    pub verdict_text: Option<&'static str>,
}

/// A difference of a metric from the baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The metric.
    pub metric: Metric,
    /// Scope of the metric.
    pub scope: Scope,
    /// The value of the baseline.
    pub baseline: Option<f64>,
    /// The difference.
    pub difference: Estimate,
    /// The verdict on it.
    pub verdict: Option<Comparison>,
}

impl KeyFigure {
    /// Takes back the verdicts, because there are too few replications for any.
    pub fn withhold(&mut self) {
        if let Some(target) = &mut self.target {
            target.verdict = None;
            self.remark = None;
        }
        if let Some(difference) = &mut self.difference {
            difference.verdict = None;
            difference.verdict_text = None;
        }
    }
}

/// Returns the key figures of a run, with these differences from a baseline: those of the report,
/// and the cost a day if there are costs.
pub fn key_figures(results: &Results, changes: &[Change]) -> Vec<KeyFigure> {
    let Outcome::Run(run) = &results.outcome else {
        return vec![];
    };
    let cost = run.metrics.find(&Scope::All, Metric::CostPerDay);
    let cost = cost.filter(|it| it.estimate.mean.is_some_and(|mean| mean > 0.0));
    let mut tiles = page::run::tiles(results, run);
    tiles.extend(cost.and_then(|_| page::run::cost(results, run)));
    let figure = |tile: page::house::Tile<'_>| {
        let (metric, scope) = tile.subject;
        let estimate = tile.estimate;
        let is_of_it = |it: &&Change| it.metric == metric && it.scope == scope;
        let change = changes.iter().find(is_of_it);
        KeyFigure {
            label: tile.title,
            text: tile.number.clone().bare().in_one_line(),
            interval: tile.number.interval(),
            value: estimate.mean,
            lower: estimate.lower,
            upper: estimate.upper,
            remark: tile.remark.map(|it| it.in_one_line()),
            target: tile.verdict.map(|it| Aimed {
                wanted: it.wanted,
                good_from: it.good_from,
                verdict: Some(it.standing),
            }),
            difference: change.map(|it| changed_in_words(results, it)),
            metric,
            scope,
        }
    };
    tiles.into_iter().map(figure).collect()
}

fn changed_in_words(results: &Results, change: &Change) -> Changed {
    let quantity: Quantity<'_> = wording::difference_quantity(change.metric, &results.plan);
    let estimate = &change.difference;
    Changed {
        baseline: change.baseline,
        value: estimate.mean,
        lower: estimate.lower,
        upper: estimate.upper,
        text: wording::signed(quantity, estimate),
        interval: wording::signed_interval(quantity, estimate, "to"),
        verdict: change.verdict,
        verdict_text: change.verdict.map(wording::comparison),
    }
}
