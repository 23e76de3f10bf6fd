//! Targets that no number of lanes can meet, and stations that lock up, in one arrangement.

use serde::{Deserialize, Serialize};

use crate::experiment::{Ceilings, Replicated};
use crate::metric::{Aim, Metric, Scope};
use crate::model::Model;
use crate::statistics::Lock;
use crate::theory;
use crate::time::Time;

use super::MetricResult;
use super::plan::instant;

/// A target that no number of lanes can meet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unreachable {
    /// The part of the target.
    pub target: Aim,
    /// The value that the target asks for.
    pub wanted: f64,
    /// Upper bound on the value with any number of lanes.
    pub most: f64,
}

/// Replications in which stations block each other for ever.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LockUp {
    /// Number of these replications.
    pub replications: u32,
    /// Earliest start of a lock, as a local date-time.
    pub since: String,
    /// The stations of the earliest lock.
    pub stations: Vec<Scope>,
}

/// Bounds on the targets of an arrangement.
pub(super) struct Reach {
    /// The best possible share in time; `None` without a release target.
    pub(super) best_possible: Option<MetricResult>,
    /// Targets that no number of lanes can meet.
    pub(super) unreachable: Vec<Unreachable>,
}

/// Computes the share in time of batches that are each alone in the port ([`Ceilings`]), and the
/// targets above that share or above what arrives. The release target counts as unreachable only if
/// the ceiling is proven and the whole interval of the share lies below the target.
pub(super) fn reach(model: &Model, replicated: &Replicated, ceilings: &Ceilings) -> Reach {
    let mut unreachable = beyond_arrivals(model);
    let wanted = model.target.release.map(|release| release.share);
    let ceiling = ceilings.of(model, replicated.effort.seed);
    let Some((ceiling, wanted)) = ceiling.zip(wanted) else {
        return Reach {
            best_possible: None,
            unreachable,
        };
    };
    let metric = Metric::BestPossible;
    let confidence = replicated.effort.confidence;
    let estimate = ceiling.estimate(confidence);
    let most = ceiling.below(wanted, confidence);
    unreachable.extend(most.and_then(|most| most.mean).map(|most| Unreachable {
        target: Aim::Release,
        wanted,
        most,
    }));
    let counts = || ceiling.counts.iter();
    let share =
        |(in_time, batches): &(u64, u64)| (*batches > 0).then(|| *in_time as f64 / *batches as f64);
    let best_possible = MetricResult {
        metric,
        scope: Scope::All,
        unit: metric.unit(Scope::All.kind()).to_owned(),
        estimate,
        plain: None,
        lower_bound: false,
        values: counts().map(share).collect(),
        parts: counts().map(|(in_time, _)| *in_time as f64).collect(),
        wholes: counts().map(|(_, batches)| *batches as f64).collect(),
        slope: None,
    };
    Reach {
        best_possible: Some(best_possible),
        unreachable,
    }
}

/// Returns the throughput targets above what can be released.
pub(super) fn beyond_arrivals(model: &Model) -> Vec<Unreachable> {
    let (target, beyond) = (&model.target, theory::beyond_arrivals(model));
    let of = |aim: Aim, wanted: Option<f64>, most: Option<f64>| {
        Some(Unreachable {
            target: aim,
            wanted: wanted?,
            most: most?,
        })
    };
    let batches = of(
        Aim::BatchesPerDay,
        target.batches_per_day,
        beyond.batches_per_day,
    );
    let units = of(Aim::UnitsPerDay, target.units_per_day, beyond.units_per_day);
    batches.into_iter().chain(units).collect()
}

/// Returns the stations that block each other for ever; `None` if that happens in no replication.
pub(super) fn lock_up(model: &Model, replicated: &Replicated) -> Option<LockUp> {
    let lasting = |locks: &Vec<Lock>| -> Option<(Time, Lock)> {
        let lasting = locks.iter().filter(|lock| lock.until.is_none());
        let first = lasting.min_by_key(|lock| lock.from)?;
        Some((first.from, first.clone()))
    };
    let all = replicated.evidence().locks.iter();
    let found: Vec<(Time, Lock)> = all.filter_map(|(_, locks)| lasting(locks)).collect();
    let (since, first) = found.iter().min_by_key(|(from, _)| *from)?;
    let name =
        |station: &crate::model::StationId| Scope::station(&model.stations[station.index()].name);
    Some(LockUp {
        replications: found.len() as u32,
        since: instant(model, *since),
        stations: first.stations.iter().map(name).collect(),
    })
}

/// Returns the stations that can block each other for ever ([`theory::possible_locks`]), each once.
pub(super) fn possible_locks(model: &Model) -> Vec<Scope> {
    let mut found = vec![];
    for station in theory::possible_locks(model).into_iter().flatten() {
        let scope = Scope::station(&model.stations[station.index()].name);
        if !found.contains(&scope) {
            found.push(scope);
        }
    }
    found
}
