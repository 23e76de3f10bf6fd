//! Arrangements held against one of them.

use serde::{Deserialize, Serialize};

use crate::experiment::{Comparison, Rank, Verdict};
use crate::metric::{Metric, Scope};
use crate::statistics::Estimate;

use super::{Metrics, Setting};

/// Arrangements held against one of them, under common random numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompareOutcome {
    /// Replications of each arrangement that were finished and counted.
    pub replications: u32,
    /// The baseline, then the alternatives.
    pub arrangements: Vec<Arrangement>,
    /// The metrics of scope `all` that are judged.
    pub judged: Vec<Metric>,
    /// Over how many intervals those of the judged metrics are adjusted: alternatives times judged
    /// metrics.
    pub simultaneous: u32,
    /// The differences of each alternative, in the order of `metrics.csv`.
    pub differences: Vec<Difference>,
    /// Which is best, metric by metric; empty in results of older versions.
    #[serde(default)]
    pub best: Vec<Best>,
    /// Are they folders of finished runs?
    #[serde(default)]
    pub of_folders: bool,
    /// Were the replications of some held against those of the baseline as a whole, because their
    /// seeds differ?
    #[serde(default)]
    pub unpaired: bool,
}

/// Which arrangement is best in a metric of scope `all`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Best {
    /// The metric.
    pub metric: Metric,
    /// Unit, as in `metrics.csv`.
    pub unit: String,
    /// Each arrangement against the best of the others, in the order of the arrangements.
    pub ranks: Vec<Ranked>,
}

/// An arrangement against the best of the others in a metric (Hsu 1984).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// What it comes to.
    pub rank: Rank,
    /// Does the arrangement miss a target?
    pub misses: bool,
    /// Position of the best of the others, by the estimates.
    pub against: Option<usize>,
    /// This one less that one.
    pub difference: Option<f64>,
    /// Lower end of the constrained interval; `None` where nothing bounds it.
    pub lower: Option<f64>,
    /// Upper end of the constrained interval; `None` where nothing bounds it.
    pub upper: Option<f64>,
    /// It is worse than the best by at least this.
    pub worse_by: Option<f64>,
}

/// One arrangement of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arrangement {
    /// The name of the variant, or the stem of the file.
    pub name: String,
    /// What is shown.
    pub label: String,
    /// Why one would do this, where the variant says so.
    pub why: Option<String>,
    /// File name of its scenario, without folders.
    pub scenario_file: String,
    /// SHA-256 of the scenario text, in hexadecimal.
    pub scenario_sha256: String,
    /// The scenario text, where it is another one than that of the baseline.
    pub scenario_text: Option<String>,
    /// What a variant or the command line changed.
    pub settings: Vec<Setting>,
    /// Every metric.
    pub metrics: Metrics,
    /// Each target of the arrangement, held against its results.
    pub verdicts: Vec<Verdict>,
    /// Stations whose load reaches their open lanes.
    pub overloaded: Vec<Scope>,
}

/// The difference that an alternative makes to a metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Position of the alternative among the arrangements.
    pub alternative: usize,
    /// The metric.
    pub metric: Metric,
    /// What it is of.
    pub scope: Scope,
    /// Unit, as in `metrics.csv`.
    pub unit: String,
    /// Mean of the baseline.
    pub baseline: Option<f64>,
    /// Alternative minus baseline, over the replications in which both have a value.
    pub difference: Estimate,
    /// Is the metric one that is judged, its interval adjusted so that all of these hold together?
    pub adjusted: bool,
    /// What the difference comes to; `None` where the metric is not judged.
    pub verdict: Option<Comparison>,
    /// How many times as many replications would be needed without common random numbers.
    pub variance_ratio: Option<f64>,
}

impl Ranked {
    pub(super) fn unknown(self) -> Self {
        Self {
            rank: Rank::Unknown,
            misses: self.misses,
            against: None,
            difference: None,
            lower: None,
            upper: None,
            worse_by: None,
        }
    }
}
