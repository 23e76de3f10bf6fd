//! Groups of replications, each put through the product's own estimators.

use clearway::engine::{Limits, simulate};
use clearway::experiment::{Effort, Replicated, Standing, Unwatched, together};
use clearway::metric::{Estimator, Metric};
use clearway::model::Model;
use clearway::random::Address;
use clearway::statistics::{
    Depth, Estimate, Keep, Observation, Observations, Quantiles, Range, Recorder, Stopping,
    Student, Tally,
};
use rayon::prelude::*;

use super::models::{Known, model};
use super::parent;

/// Replications that are simulated at once and cut into groups.
const BLOCK: u64 = 200;

/// One replication.
pub(crate) fn observe(model: &Model, seed: u64, replication: u64) -> Observations {
    let wanted = || true;
    let mut recorder = Recorder::new(model, Depth::Metrics, &wanted);
    let address = Address::replication(seed, replication);
    let (_, ending) = simulate(model, address, Limits::default(), &mut recorder);
    recorder.finish(ending)
}

/// Where a metric of all batches stands.
pub(crate) fn of_all(model: &Model, metric: Metric) -> usize {
    Tally::new(model, Keep::Summary).of_all(metric)
}

/// The parts and wholes of a ratio in a replication.
pub(crate) fn share_of(observations: &Observations, position: usize) -> (f64, f64) {
    match observations.values[position] {
        Observation::Ratio { part, whole } => (part, whole),
        other => panic!("{other:?} is no ratio"),
    }
}

/// How often something was right in this many groups.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    groups: u32,
    covered: u32,
    /// Intervals wholly on the good side of the truth.
    good: u32,
    /// Groups of which the target was called met.
    met: u32,
}

impl Count {
    fn add(&mut self, estimate: &Estimate, known: &Known, is_met: bool) {
        let truth = known.truth;
        let lower = estimate.lower.unwrap_or(f64::NEG_INFINITY);
        let upper = estimate.upper.unwrap_or(f64::INFINITY);
        self.groups += 1;
        self.covered += u32::from(lower <= truth && truth <= upper);
        let is_good = if known.metric.range() == Range::Share {
            lower > truth
        } else {
            upper < truth
        };
        self.good += u32::from(is_good);
        self.met += u32::from(is_met);
    }

    fn merge(mut self, other: Self) -> Self {
        self.groups += other.groups;
        self.covered += other.covered;
        self.good += other.good;
        self.met += other.met;
        self
    }

    fn share(&self, count: u32) -> f64 {
        f64::from(count) / f64::from(self.groups)
    }

    /// The share of groups whose interval holds the truth.
    pub(crate) fn coverage(&self) -> f64 {
        self.share(self.covered)
    }

    /// The share of groups whose interval lies on the good side of the truth.
    pub(crate) fn misses_good(&self) -> f64 {
        self.share(self.good)
    }

    /// The share of groups of which the target was called met.
    pub(crate) fn met(&self) -> f64 {
        self.share(self.met)
    }

    /// Two standard errors of a share of the groups.
    pub(crate) fn margin(&self, share: f64) -> f64 {
        2.0 * (share * (1.0 - share) / f64::from(self.groups)).sqrt()
    }
}

/// The same groups by two estimators.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pair {
    /// The parent's.
    pub parent: Count,
    /// The product's.
    pub new: Count,
}

/// Puts groups of a known value through both estimators; `at_least` groups of each size.
pub(crate) fn measure(known: &Known, sizes: &[usize], at_least: u64) -> Vec<Pair> {
    let share = if known.metric == Metric::ReleasedWithin {
        known.truth
    } else {
        0.5
    };
    let model = model(known.port, known.minutes, share);
    let most = *sizes.iter().max().expect("a size") as u64;
    let blocks = (at_least * most).div_ceil(BLOCK);
    let template = template(&model);
    (0..blocks)
        .into_par_iter()
        .map(|block| {
            let numbers = block * BLOCK..(block + 1) * BLOCK;
            let all: Vec<Observations> = numbers.map(|it| observe(&model, 11, it)).collect();
            let of_size = |size: &usize| {
                let groups = all.chunks_exact(*size);
                groups.fold(Pair::default(), |mut pair, group| {
                    let mut replicated = template.clone();
                    replicated.tally = Tally::new(&model, Keep::Values);
                    for observations in group {
                        replicated.tally.add(&mut observations.clone());
                    }
                    see(&mut pair, known, share, &replicated);
                    pair
                })
            };
            sizes.iter().map(of_size).collect::<Vec<_>>()
        })
        .reduce(
            || vec![Pair::default(); sizes.len()],
            |one, other| {
                let both = one.into_iter().zip(other);
                both.map(|(one, other)| Pair {
                    parent: one.parent.merge(other.parent),
                    new: one.new.merge(other.new),
                })
                .collect()
            },
        )
}

/// What the verdicts are told beside the replications.
fn template(model: &Model) -> Replicated {
    let effort = Effort {
        replications: 1,
        stopping: Stopping::Number,
        keep: Keep::Values,
        seed: 1,
        confidence: 0.95,
    };
    together(&[(model, effort)], Depth::Metrics, &Unwatched).remove(0)
}

fn see(pair: &mut Pair, known: &Known, wanted: f64, replicated: &Replicated) {
    let tally = &replicated.tally;
    let position = tally.position(known.metric, &known.scope());
    let position = position.expect("a metric of the model");
    let estimate = tally.estimate(position, &mut Student::new(0.95));
    let is_met = replicated.verdicts()[0].standing == Standing::Met;
    pair.new.add(&estimate, known, is_met);
    let trials = match known.metric.estimator() {
        Estimator::Ratio => {
            let (_, wholes) = tally.parts_and_wholes(position, &Quantiles::default());
            wholes.iter().sum()
        }
        Estimator::Mean | Estimator::Quantile(_) => 0.0,
    };
    let parent = parent::estimate(&tally.values(position), known.metric.range(), trials);
    let is_met = parent::standing(&parent, wanted) == Standing::Met;
    pair.parent.add(&parent, known, is_met);
}
