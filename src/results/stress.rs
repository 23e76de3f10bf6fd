//! The largest multiple of the arrivals that meets the target.

use serde::{Deserialize, Serialize};

use crate::experiment::{Ceilings, Change, Replicated, Root, Side, Sight, Stressed};
use crate::metric::{Metric, Scope};
use crate::model::{Model, StationId};
use crate::statistics::Estimate;

use super::{SweepPoint, Unreachable, sweep_point};

/// The largest multiple of the arrivals that meets the target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StressOutcome {
    /// The stream that grew; `None` where all did.
    pub stream: Option<Scope>,
    /// Replications at every multiple.
    pub replications: u32,
    /// The breaking point; `None` where the search was interrupted, or not made because no multiple
    /// can meet the target.
    pub root: Option<Root>,
    /// Where its interval begins; `None` where there is none.
    #[serde(default)]
    pub lower: Option<Root>,
    /// Where its interval ends; `None` where there is none.
    #[serde(default)]
    pub upper: Option<Root>,
    /// Every change between met and missed that was seen, ascending.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// The share in time that opening hours and times of work alone allow, where no multiple can
    /// therefore meet the target.
    #[serde(default)]
    pub best_possible: Option<Estimate>,
    /// Throughput targets above what arrives, at every multiple of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreachable: Vec<Unreachable>,
    /// The breaking point with its interval; no mean where there is none.
    pub multiple: Estimate,
    /// What then arrives a day: batches of all streams.
    pub batches_per_day: Estimate,
    /// What then arrives a day: units of all streams.
    pub units_per_day: Estimate,
    /// The station where most batches wait at the breaking point; `None` where none wait.
    pub breaks_first: Option<Scope>,
    /// The multiple at which theory says that a station or team is full.
    pub full_at: Option<f64>,
    /// That station or team.
    pub full: Option<Scope>,
    /// Multiples that were simulated, ascending.
    pub points: Vec<StressPoint>,
}

impl StressOutcome {
    /// Is it known without a search that no multiple meets the target?
    pub fn is_out_of_reach(&self) -> bool {
        self.best_possible.is_some() || !self.unreachable.is_empty()
    }
}

/// A multiple that was simulated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StressPoint {
    /// Times the arrivals of the scenario.
    pub multiple: f64,
    /// Mean number of batches that arrive a day.
    pub batches_per_day: f64,
    /// The station where most batches wait; `None` where none do.
    pub longest_queue: Option<Scope>,
    /// Met or missed, by the means of all parts of the target.
    #[serde(default = "unknown")]
    pub side: Side,
    /// Replications that lock up for the rest of the run, and the stations that block each other in
    /// the first of them.
    #[serde(default)]
    pub locked: Option<Locked>,
    /// What it came to.
    #[serde(flatten)]
    pub point: SweepPoint,
}

/// Of results that do not tell it.
fn unknown() -> Side {
    Side::Undecided
}

/// Replications that lock up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Locked {
    /// How many.
    pub replications: u32,
    /// The stations of the first.
    pub stations: Vec<Scope>,
}

/// The replications that lock up; `None` where none do.
fn locked(model: &Model, replicated: &Replicated) -> Option<Locked> {
    let evidence = replicated.evidence();
    let mut locks = evidence.locks.iter().flat_map(|(_, locks)| locks);
    let first = locks.find(|lock| lock.until.is_none());
    let name = |station: &StationId| model.stations[station.index()].name.as_str();
    (evidence.gridlocked > 0).then(|| Locked {
        replications: evidence.gridlocked,
        stations: first.map_or_else(Vec::new, |lock| {
            let names = lock.stations.iter().map(name);
            names.map(Scope::station).collect()
        }),
    })
}

/// What is kept of a multiple.
pub fn stress_point(
    port: &Stressed<'_>,
    multiple: f64,
    sight: Sight,
    model: &Model,
    replicated: &Replicated,
) -> StressPoint {
    let queue = |name: &str| {
        let scope = Scope::station(name);
        let position = replicated.tally.position(Metric::QueueMean, &scope)?;
        let waiting = replicated.estimates[position].mean?;
        (waiting > 0.0).then_some((waiting, scope))
    };
    let queues = model.stations.iter().filter_map(|it| queue(&it.name));
    let longest = queues.max_by(|a, b| a.0.total_cmp(&b.0));
    StressPoint {
        multiple,
        batches_per_day: port.arrivals_per_day(multiple).0,
        longest_queue: longest.map(|(_, scope)| scope),
        side: sight.side(),
        locked: locked(model, replicated),
        point: sweep_point(vec![], model, replicated, &Ceilings::default()),
    }
}

/// Decimals of a multiple at most.
const MOST_DECIMALS: usize = 6;

impl StressOutcome {
    /// Decimals, at least this many, that tell the multiples that were tried apart from each other
    /// and from the one that was found.
    pub fn decimals(&self, least: usize) -> usize {
        let mut values: Vec<f64> = self.points.iter().map(|it| it.multiple).collect();
        values.extend(self.multiple.mean);
        values.sort_unstable_by(f64::total_cmp);
        values.dedup_by(|one, other| (*one - *other).abs() < 1e-9);
        let tells_apart = |decimals: &usize| {
            let shown = |value: f64| format!("{value:.decimals$}");
            values
                .windows(2)
                .all(|pair| shown(pair[0]) != shown(pair[1]))
        };
        let mut enough = least..MOST_DECIMALS;
        enough.find(tells_apart).unwrap_or(MOST_DECIMALS)
    }
}
