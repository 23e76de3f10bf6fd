//! Everything that a run has to say, as one value: what `results.json` holds and all that reports
//! may read.
//!
//! Times are in hours, shares in [0, 1], instants are ISO 8601 local date-times. There is no clock
//! and no thread count in here: the same question gives the same bytes.

mod build;
mod columns;
mod compare;
mod finished;
mod flow_end;
mod loads;
mod metrics;
mod notes;
mod precision;
mod reach;
mod read;
mod series;
mod settling;
mod staff;
mod stress;
mod theory;

use serde::{Deserialize, Serialize};

use crate::metric::{Metric, Scope};

pub use build::{Question, sweep_point};
pub use staff::{Named, OutOfReach, StaffCandidate, StaffOutcome};
pub use stress::{Locked, StressOutcome, StressPoint, stress_point};
pub use theory::TheoryWait;

pub use compare::{Arrangement, Best, CompareOutcome, Compared, Difference, Ranked, compared};
pub use finished::{Folder, compared_folders};
pub use flow_end::FlowEnd;
pub use loads::{StationLoad, TeamLoad, station_load, team_load};
pub use metrics::Metrics;
pub use precision::{Precision, WidthAsked};
pub use reach::{LockUp, Unreachable};
pub use settling::{Relaxation, Settled, Settling, WhyNotJudged};

pub use crate::experiment::{
    Change, Comparison, ENOUGH, FEWEST, Finding, Rank, Reason, Root, Side, Standing, Verdict,
    late_enough,
};
pub use crate::scenario::Varied;
pub use crate::statistics::Estimate;
pub use crate::theory::{Basis, Caveat, Outlook};

/// The version of the layout of `results.json`.
pub const FORMAT: u32 = 3;

/// The answer to one scenario file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// Layout version, [`FORMAT`].
    pub format: u32,
    /// How to get these numbers again.
    pub provenance: Provenance,
    /// What was asked.
    pub heading: Heading,
    /// The run as planned.
    pub plan: Plan,
    /// What came out.
    pub outcome: Outcome,
    /// What the reader must know before using the numbers, most important first.
    pub notes: Vec<Note>,
}

/// How to get the same numbers again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Version of clearway.
    pub version: String,
    /// File name of the scenario, without folders.
    pub scenario_file: String,
    /// SHA-256 of the scenario text, in hexadecimal.
    pub scenario_sha256: String,
    /// The scenario text.
    pub scenario_text: String,
    /// The files that the scenario extends, the farthest first.
    pub bases: Vec<Base>,
    /// What a variant or the command line changed, as `path = value`.
    pub settings: Vec<Setting>,
    /// The seed.
    pub seed: u64,
    /// Replications asked for; the most there may be, where something else says when to stop.
    pub replications: u32,
    /// What was asked for instead.
    #[serde(default)]
    pub precision: Option<Precision>,
}

/// A file that the scenario extends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// File name, without folders.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// One `path = value`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// The path in the scenario file.
    pub path: String,
    /// The value as TOML text.
    pub value: String,
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Title of the scenario; the file's stem where it has none.
    pub title: String,
    /// The question that the scenario asks.
    pub question: Option<String>,
    /// Where its numbers come from.
    pub sources: Vec<String>,
}

/// The run as planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// A steady process (`true`) or these very days.
    pub steady: bool,
    /// Start of the run.
    pub start: String,
    /// Start of the measured window.
    pub window_start: String,
    /// End of the measured window.
    pub window_end: String,
    /// Length of the warm-up in hours.
    pub warm_up_hours: f64,
    /// Length of the measured window in hours.
    pub window_hours: f64,
    /// Length of the follow-up in hours.
    pub follow_up_hours: f64,
    /// Confidence of every interval, such as 0.95.
    pub confidence: f64,
    /// What results are held against.
    pub target: Target,
    /// What costs are in, such as "CNY"; `None` where the scenario does not say.
    #[serde(default)]
    pub currency: Option<String>,
    /// Names and labels of arrival streams, goods, stations and teams, in file order.
    pub scopes: Vec<ScopeLabel>,
}

/// What results are held against.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// Batches released a day.
    pub batches_per_day: Option<f64>,
    /// Units released a day.
    pub units_per_day: Option<f64>,
    /// Release time in hours that is still in time.
    pub release_within_hours: Option<f64>,
    /// Share of batches wanted in time.
    pub release_share: Option<f64>,
    /// The good side of a throughput target begins at (1 - tolerance) of it.
    pub tolerance: f64,
}

/// A part of the port that has metrics of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeLabel {
    /// The part.
    pub scope: Scope,
    /// What is shown.
    pub label: String,
}

/// What a command found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// One arrangement in depth.
    Run(Box<RunOutcome>),
    /// Many arrangements side by side.
    Sweep(SweepOutcome),
    /// The cheapest arrangement that meets the target.
    Staff(StaffOutcome),
    /// The largest multiple of the arrivals that meets the target.
    Stress(Box<StressOutcome>),
    /// Arrangements held against one of them.
    Compare(Box<CompareOutcome>),
}

/// One arrangement in depth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunOutcome {
    /// Replications that were finished and counted.
    pub replications: u32,
    /// Every metric, in the order of `metrics.csv`.
    pub metrics: Metrics,
    /// Each target, held against the results.
    pub verdicts: Vec<Verdict>,
    /// Targets that no number of lanes can meet.
    #[serde(default)]
    pub unreachable: Vec<Unreachable>,
    /// Whole calendar days of the window.
    pub daily: Vec<DayResult>,
    /// Hours of the window.
    pub hourly: Hourly,
    /// How release times are distributed; `None` where nothing was released.
    pub release_curve: Option<ReleaseCurve>,
    /// Offered load by station, from theory.
    pub load: Vec<StationLoad>,
    /// What theory says of each team's load.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub team_load: Vec<TeamLoad>,
    /// Waits by station, from theory.
    #[serde(default)]
    pub theory: Vec<TheoryWait>,
    /// The number inside from the start of the run; `None` for a run of these very days.
    #[serde(default)]
    pub settling: Option<Settling>,
    /// Batches a day from place to place, from theory; empty in results of older versions.
    #[serde(default)]
    pub flows: Vec<FlowResult>,
}

/// Batches that go from one place to another, by the traffic equations: what the routes ask for,
/// before anybody is turned away, diverted or loses patience.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowResult {
    /// An arrival stream or a station.
    pub from: FlowEnd,
    /// A station or a way out.
    pub to: FlowEnd,
    /// How many, on average over the measured window.
    pub batches_per_day: f64,
}

/// A metric over all replications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricResult {
    /// The metric.
    pub metric: Metric,
    /// What it is of.
    pub scope: Scope,
    /// Unit, as in `metrics.csv`.
    pub unit: String,
    /// The estimate, with control variates where they serve it.
    #[serde(flatten)]
    pub estimate: Estimate,
    /// The estimate without control variates, where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plain: Option<Estimate>,
    /// Is the true value at least this, because some batches were not released?
    pub lower_bound: bool,
    /// The value in every replication; empty where they are too many to keep.
    pub values: Vec<Option<f64>>,
    /// Of a ratio, the counts or sums of every replication that are divided by `wholes`; of a
    /// quantile, the batches up to the quantile of all. Empty for plain means.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<f64>,
    /// Of a ratio or a quantile, the batches, visits, days or hours of every replication.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wholes: Vec<f64>,
    /// Of a quantile, by how much the share of batches grows an hour, over its own interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slope: Option<f64>,
}

/// A whole calendar day of the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayResult {
    /// ISO date.
    pub date: String,
    /// Batches that arrived.
    pub arrived: Estimate,
    /// Batches that were released.
    pub released: Estimate,
    /// Units that were released.
    pub units_released: Estimate,
    /// Share of the replications with batches on that day in which it was cleared; `None` without a
    /// release target.
    pub cleared: Estimate,
    /// Batches inside at 24:00.
    pub backlog: Estimate,
}

/// Hours of the window by scope.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hourly {
    /// Start of each hour.
    pub times: Vec<String>,
    /// A series for each station, in file order; empty where the run is too long to keep them.
    pub series: Vec<HourlySeries>,
}

/// A station's hours; each list is as long as [`Hourly::times`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HourlySeries {
    /// The station.
    pub scope: Scope,
    /// Mean number of batches waiting.
    #[serde(with = "columns")]
    pub queue: Vec<Estimate>,
    /// Mean number of lanes at work.
    #[serde(with = "columns")]
    pub busy: Vec<Estimate>,
    /// Mean number of lanes open; no mean where lanes are unlimited.
    #[serde(with = "columns")]
    pub lanes_open: Vec<Estimate>,
}

/// The cumulative distribution of release time over measured batches, all scopes together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReleaseCurve {
    /// Release times in hours, ascending.
    pub hours: Vec<f64>,
    /// Share of measured batches released within that time.
    pub share: Vec<Estimate>,
}

/// What the reader must know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// How grave it is.
    pub severity: Severity,
    /// One or two plain sentences.
    pub text: String,
}

/// How grave a note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The numbers cannot be used as they are.
    Warning,
    /// Good to know.
    Remark,
}

/// Many arrangements side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepOutcome {
    /// The swept paths, in order; the last one varies fastest.
    pub paths: Vec<SweptPath>,
    /// Points that were asked for.
    pub planned: u64,
    /// Points that were finished, in the order of the grid.
    pub points: Vec<SweepPoint>,
}

/// A swept path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweptPath {
    /// The path in the scenario file.
    pub path: String,
    /// What is shown, such as "Inspection bays: lanes".
    pub label: String,
    /// The label of what it belongs to, such as "Inspection bays"; `None` in results of older
    /// versions, and where it belongs to nothing that has a name.
    #[serde(default)]
    pub owner: Option<String>,
    /// What the values are of that.
    #[serde(default)]
    pub varied: Varied,
    /// Its values, as TOML text.
    pub values: Vec<String>,
}

/// One arrangement of a sweep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepPoint {
    /// Position in the values of each swept path.
    pub at: Vec<usize>,
    /// Replications that were counted.
    pub replications: u32,
    /// Was the precision reached that was asked for, if one was?
    #[serde(default)]
    pub precise: Option<bool>,
    /// Every metric of scope `all`, then `utilisation`, `wait.mean` and `wait.p95` of each station.
    pub metrics: Metrics,
    /// Each target, held against the results.
    pub verdicts: Vec<Verdict>,
    /// Targets that no number of lanes can meet.
    #[serde(default)]
    pub unreachable: Vec<Unreachable>,
    /// Replications in which stations block each other for ever.
    #[serde(default)]
    pub locks: Option<LockUp>,
    /// Stations and teams without a steady state, or in a run over certain days those that get more
    /// work than they can do.
    pub overloaded: Vec<Scope>,
}
