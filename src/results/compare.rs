//! Arrangements compared with one of them.

use serde::{Deserialize, Serialize};

use crate::experiment::{Comparison, Rank, Verdict};
use crate::metric::{Metric, Scope};
use crate::statistics::Estimate;

use super::{Metrics, Setting};

/// Arrangements compared with one of them, under common random numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompareOutcome {
    /// Number of replications of each arrangement, finished and counted.
    pub replications: u32,
    /// The baseline, followed by the alternatives.
    pub arrangements: Vec<Arrangement>,
    /// The metrics of scope `all` that are judged.
    pub judged: Vec<Metric>,
    /// Number of simultaneous intervals for which the intervals of judged metrics are adjusted:
    /// alternatives times judged metrics.
    pub simultaneous: u32,
    /// The differences of each alternative, in the order of `metrics.csv`.
    pub differences: Vec<Difference>,
    /// The best arrangement by metric; empty in results of older versions.
    #[serde(default)]
    pub best: Vec<Best>,
    /// Whether the arrangements are folders of finished runs.
    #[serde(default)]
    pub of_folders: bool,
    /// Whether some arrangements were compared with the baseline without pairing replications,
    /// because their seeds differ.
    #[serde(default)]
    pub unpaired: bool,
}

/// Ranks of all arrangements in a metric of scope `all`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Best {
    /// The metric.
    pub metric: Metric,
    /// Unit, as in `metrics.csv`.
    pub unit: String,
    /// Each arrangement compared with the best of the others, in the order of the arrangements.
    pub ranks: Vec<Ranked>,
}

/// An arrangement compared with the best of the others in a metric (Hsu 1984).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// Rank of the arrangement.
    pub rank: Rank,
    /// Whether the arrangement misses a target.
    pub misses: bool,
    /// Position of the best of the others, by the estimates.
    pub against: Option<usize>,
    /// This arrangement minus the best of the others.
    pub difference: Option<f64>,
    /// Lower end of the constrained interval; `None` if unbounded.
    pub lower: Option<f64>,
    /// Upper end of the constrained interval; `None` if unbounded.
    pub upper: Option<f64>,
    /// Lower bound on how much worse it is than the best.
    pub worse_by: Option<f64>,
}

/// One arrangement of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arrangement {
    /// The name of the variant, or the stem of the file.
    pub name: String,
    /// Label shown in reports.
    pub label: String,
    /// The reason for this alternative; `None` if the variant gives none.
    pub why: Option<String>,
    /// Whether it only shows what something costs and cannot be chosen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reference: bool,
    /// Stations and teams whose lanes or members it sets, and for which the scenario names no cost,
    /// though it names others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub free: Vec<Scope>,
    /// File name of its scenario, without folders.
    pub scenario_file: String,
    /// Its path as it was written on the command line, if it names a folder; not in files.
    #[serde(skip)]
    pub scenario_path: Option<String>,
    /// SHA-256 of the scenario text, in hexadecimal.
    pub scenario_sha256: String,
    /// The scenario text; `None` if it is that of the baseline.
    pub scenario_text: Option<String>,
    /// Settings of the variant and of the command line.
    pub settings: Vec<Setting>,
    /// Every metric.
    pub metrics: Metrics,
    /// Verdict on each target of the arrangement.
    pub verdicts: Vec<Verdict>,
    /// Stations and teams without a steady state, or in a run over certain days, those that get
    /// more work than they can do. Of folders, only stations.
    pub overloaded: Vec<Scope>,
}

/// The difference that an alternative makes to a metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Position of the alternative among the arrangements.
    pub alternative: usize,
    /// The metric.
    pub metric: Metric,
    /// Scope of the metric.
    pub scope: Scope,
    /// Unit, as in `metrics.csv`.
    pub unit: String,
    /// Mean of the baseline.
    pub baseline: Option<f64>,
    /// Alternative minus baseline, over the replications in which both have a value.
    pub difference: Estimate,
    /// Whether the metric is judged, so that its interval is adjusted to hold together with those
    /// of the other judged metrics.
    pub adjusted: bool,
    /// Verdict on the difference; `None` if the metric is not judged.
    pub verdict: Option<Comparison>,
    /// Factor by which the number of replications would grow without common random numbers.
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
