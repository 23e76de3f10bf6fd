//! The cheapest arrangement that meets the target.

use serde::{Deserialize, Serialize};

use crate::experiment::{Claim, Pairs, Pricing, Standing, ceiling, margin};
use crate::metric::{Aim, Metric, Scope};
use crate::model::Model;
use crate::statistics::Estimate;
use crate::theory;

use super::{Roster, SweepPoint, SweptPath};

/// The cheapest arrangement that meets the target, and the arrangements that were tried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StaffOutcome {
    /// The varied paths, in order; the last one varies fastest.
    pub paths: Vec<SweptPath>,
    /// Number of arrangements to choose from.
    pub arrangements: u64,
    /// Number of those the search asked for that theory ruled out because they cannot keep up.
    pub ruled_out: u64,
    /// Number of replications of all arrangements together.
    pub replications: u64,
    /// Largest number of replications of one arrangement.
    pub most_replications: u32,
    /// Meaning of `cost_per_day`.
    pub named: Named,
    /// Simulated arrangements, by cost; if none meets the target, the nearest miss first.
    pub candidates: Vec<StaffCandidate>,
    /// Position of the chosen arrangement among the candidates.
    pub choice: Option<usize>,
    /// Position of the candidate that comes nearest to meeting the target, among those one step
    /// cheaper than the choice.
    pub runner_up: Option<usize>,
    /// Whether the search finished.
    pub finished: bool,
    /// What is proven of the choice.
    #[serde(default)]
    pub claim: Claim,
    /// Neighbouring arrangements of which both were simulated.
    #[serde(default)]
    pub pairs: Pairs,
    /// Number of choices that fresh replications did not confirm.
    #[serde(default)]
    pub withdrawn: u32,
    /// Whether more lanes or members are proven never to harm.
    #[serde(default)]
    pub proven: bool,
    /// Difference in cost a day that does not matter to the search; 0 if costs are known.
    #[serde(default)]
    pub indifferent: f64,
    /// Parts of the target that no arrangement of the range can meet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_reach: Option<OutOfReach>,
    /// Who works when in the choice.
    #[serde(flatten)]
    pub who: Roster,
}

impl StaffOutcome {
    /// Returns the candidates that matter most, by position: the choice, its runner-up, the
    /// frontier, and those that cost nearly the same as the choice; without a choice, the first.
    pub fn important(&self, most: usize) -> Vec<usize> {
        let Some(choice) = self.choice else {
            return (0..self.candidates.len().min(most)).collect();
        };
        let cost = |at: usize| self.candidates[at].price(self.named);
        let from_choice = |at: &usize| (cost(*at) - cost(choice)).abs();
        let nearest_first = |mut all: Vec<usize>| {
            all.sort_by(|one, other| from_choice(one).total_cmp(&from_choice(other)));
            all
        };
        let all: Vec<usize> = (0..self.candidates.len()).collect();
        let mut important = vec![choice];
        important.extend(self.runner_up);
        let ranked = nearest_first(self.frontier())
            .into_iter()
            .chain(nearest_first(all));
        for at in ranked {
            if important.len() < most && !important.contains(&at) {
                important.push(at);
            }
        }
        important.sort_unstable();
        important
    }

    /// Returns the candidates of which none that costs as little has a better result, by position,
    /// in ascending order of cost.
    pub fn frontier(&self) -> Vec<usize> {
        let result = |at: usize| {
            let verdicts = &self.candidates[at].point.verdicts;
            let release = verdicts.iter().find(|it| it.target == Aim::Release);
            release.map_or_else(|| margin(verdicts), |it| it.estimate.mean.unwrap_or(0.0))
        };
        let cost = |at: usize| self.candidates[at].price(self.named);
        let mut all: Vec<usize> = (0..self.candidates.len()).collect();
        all.sort_by(|one, other| {
            let by_cost = cost(*one).total_cmp(&cost(*other));
            by_cost.then(result(*other).total_cmp(&result(*one)))
        });
        let mut best = f64::NEG_INFINITY;
        all.retain(|at| {
            let is_better = result(*at) > best;
            best = best.max(result(*at));
            is_better
        });
        all
    }
}

/// Proven limits, with any number of lanes and members, that lie below the target.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutOfReach {
    /// Share of batches released in time if each is alone in the port with the most lanes and
    /// members; `None` if not below the target.
    pub ceiling: Option<Estimate>,
    /// Batches a day that can be released; `None` if not below the target.
    pub batches_per_day: Option<f64>,
    /// Units a day that can be released; `None` if not below the target.
    pub units_per_day: Option<f64>,
}

impl OutOfReach {
    /// Computes the limits of a model that has the most lanes and members; `None` if none is proven
    /// to lie below the target.
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

/// Meaning of the costs of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// Money, known without a run.
    Money,
    /// Money; the parts for overtime, delay and lanes on demand are estimated.
    Estimated,
    /// Hours of open lanes and of members on duty, because the scenario gives no costs.
    Hours,
}

impl From<Pricing> for Named {
    fn from(pricing: Pricing) -> Self {
        match pricing {
            Pricing::Money => Self::Money,
            Pricing::Estimated => Self::Estimated,
            Pricing::Hours => Self::Hours,
        }
    }
}

/// An arrangement that was simulated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StaffCandidate {
    /// Cost a day that is known without a run, or hours a day; the search goes in this order.
    pub cost_per_day: f64,
    /// Result of the feasibility test: met, missed, within the tolerance or undecided.
    #[serde(with = "Finding")]
    pub finding: Standing,
    /// Results of the arrangement.
    #[serde(flatten)]
    pub point: SweepPoint,
}

/// The names of test results in files.
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
    /// Returns the cost a day that all pages and files show: the mean over replications if a part
    /// of the cost is estimated, else the cost known without a run.
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

    /// Returns the mean of the cost a day, or the part known without a run if there is no mean.
    pub fn price(&self, named: Named) -> f64 {
        self.cost(named).mean.unwrap_or(self.cost_per_day)
    }

    /// Is it ruled out because stations block each other for ever in some replication?
    pub fn locks_up(&self) -> bool {
        let locked = self.point.metrics.find(&Scope::All, Metric::Gridlocked);
        self.finding != Standing::Met
            && locked.is_some_and(|it| it.estimate.mean.is_some_and(|share| share > 0.0))
    }

    /// Returns the smallest margin over all parts of the target: by how much the mean passes the
    /// limit, as a share of the limit; negative if it misses.
    pub fn margin(&self) -> f64 {
        margin(&self.point.verdicts)
    }
}
