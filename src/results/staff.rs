//! The cheapest arrangement that meets the target.

use serde::{Deserialize, Serialize};

use crate::experiment::{Standing, ceiling, margin};
use crate::metric::{Metric, Scope};
use crate::model::Model;
use crate::statistics::Estimate;
use crate::theory;

use super::{SweepPoint, SweptPath};

/// The cheapest arrangement that meets the target, and what was tried to find it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StaffOutcome {
    /// The paths to choose from, in order; the last one varies fastest.
    pub paths: Vec<SweptPath>,
    /// Arrangements to choose from.
    pub arrangements: u64,
    /// Of these, how many theory ruled out: they cannot keep up.
    pub ruled_out: u64,
    /// How many the test of one with more lanes ruled out.
    pub implied: u64,
    /// Replications of all arrangements together.
    pub replications: u64,
    /// The most replications of one arrangement.
    pub most_replications: u32,
    /// What `cost_per_day` counts.
    pub named: Named,
    /// Arrangements that were simulated, in the order of their cost; where none meets the targets,
    /// the nearest miss first.
    pub candidates: Vec<StaffCandidate>,
    /// Position of the choice among the candidates.
    pub choice: Option<usize>,
    /// Position of the cheaper one, a step away, that comes nearest to meeting the target.
    pub runner_up: Option<usize>,
    /// Did the search finish?
    pub finished: bool,
    /// What no arrangement of the range can reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_reach: Option<OutOfReach>,
}

/// What is proven to be out of reach of any number of lanes and members.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutOfReach {
    /// Share of the batches that are released within the target's time if each is alone in the port
    /// with the most lanes and members, where that is below the target.
    pub ceiling: Option<Estimate>,
    /// Batches that there are to release a day, where these are too few for the target.
    pub batches_per_day: Option<f64>,
    /// Units that there are to release a day, where these are too few for the target.
    pub units_per_day: Option<f64>,
}

impl OutOfReach {
    /// What is out of reach of a model that has the most lanes and members; `None` where nothing is
    /// proven to be.
    pub fn of(model: &Model, seed: u64, confidence: f64) -> Option<Self> {
        let beyond = theory::beyond_arrivals(model);
        let release = model.target.release.zip(ceiling(model, seed));
        let release_ceiling =
            release.and_then(|(release, ceiling)| ceiling.below(release.share, confidence));
        let found = Self {
            ceiling: release_ceiling,
            batches_per_day: beyond.batches_per_day,
            units_per_day: beyond.units_per_day,
        };
        let is_any = found.ceiling.is_some()
            || found.batches_per_day.is_some()
            || found.units_per_day.is_some();
        is_any.then_some(found)
    }
}

/// What the costs of a search are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// Money, known without a run.
    Money,
    /// Money of which overtime, delay and lanes on demand are estimated.
    Estimated,
    /// Hours of open lanes and of members on duty, because no cost is named.
    Hours,
}

/// An arrangement that was simulated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StaffCandidate {
    /// What orders the search: the cost a day that is known without a run, or hours a day.
    pub cost_per_day: f64,
    /// How the test found it to stand to the target: met within the tolerance, missed or undecided.
    #[serde(with = "Finding")]
    pub finding: Standing,
    /// What the arrangement came to.
    #[serde(flatten)]
    pub point: SweepPoint,
}

/// The names that files have for what a test found.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", remote = "Standing")]
enum Finding {
    #[serde(rename = "feasible")]
    Met,
    #[serde(rename = "infeasible")]
    Missed,
    Close,
    Undecided,
}

impl StaffCandidate {
    /// What it costs a day, as every page and file tells it: the mean over replications where a
    /// part of the cost is estimated, else what is known without a run.
    pub fn cost(&self, named: Named) -> Estimate {
        let known = Estimate {
            mean: Some(self.cost_per_day),
            replications: self.point.replications,
            ..Estimate::default()
        };
        match named {
            Named::Money | Named::Hours => known,
            Named::Estimated => {
                let metric = self.point.metrics.find(&Scope::All, Metric::CostPerDay);
                metric.map_or(known, |it| it.estimate)
            }
        }
    }

    /// Is it ruled out because stations block each other for good in some replication?
    pub fn locks_up(&self) -> bool {
        let locked = self.point.metrics.find(&Scope::All, Metric::Gridlocked);
        self.finding != Standing::Met
            && locked.is_some_and(|it| it.estimate.mean.is_some_and(|share| share > 0.0))
    }

    /// By how much the part of the target that is farthest from its limit passes it, as a share of
    /// the limit; negative where it misses it.
    pub fn margin(&self) -> f64 {
        margin(&self.point.verdicts)
    }
}
