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
    /// The stream whose arrivals are multiplied; `None` for all streams.
    pub stream: Option<Scope>,
    /// Number of replications at every multiple.
    pub replications: u32,
    /// The breaking point; `None` if the search was interrupted, or was not needed because no
    /// multiple can meet the target.
    pub root: Option<Root>,
    /// Lower end of its interval; `None` without an interval.
    #[serde(default)]
    pub lower: Option<Root>,
    /// Upper end of its interval; `None` without an interval.
    #[serde(default)]
    pub upper: Option<Root>,
    /// Every observed change between met and missed, ascending.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// The share in time that opening hours and service times alone allow, if it is so low that no
    /// multiple can meet the target.
    #[serde(default)]
    pub best_possible: Option<Estimate>,
    /// Throughput targets above what arrives, at every multiple.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreachable: Vec<Unreachable>,
    /// The breaking point with its interval; no mean if no breaking point was found.
    pub multiple: Estimate,
    /// Batches of all streams that arrive a day at the breaking point.
    pub batches_per_day: Estimate,
    /// Units of all streams that arrive a day at the breaking point.
    pub units_per_day: Estimate,
    /// The station with the longest mean queue at the breaking point; `None` if no batch waits.
    pub breaks_first: Option<Scope>,
    /// The multiple at which, by theory, the work of the first station or team takes all that can
    /// be done in open hours or on duty.
    pub full_at: Option<f64>,
    /// The station or team that is fully used at `full_at`.
    pub full: Option<Scope>,
    /// The multiple from which, by theory, work piles up without end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grows_at: Option<f64>,
    /// The station or team at which work piles up from `grows_at` on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grows: Option<Scope>,
    /// Simulated multiples, ascending.
    pub points: Vec<StressPoint>,
}

/// Neighbouring multiples on the same side of the target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Its smaller end; `None` if there is none.
    pub from: Option<f64>,
    /// Its larger end; `None` if there is none.
    pub until: Option<f64>,
    /// The side, by the means.
    pub side: Side,
    /// Whether the whole interval of at least one multiple in it lies on that side. Otherwise the
    /// changes at its ends may be chance.
    pub is_shown: bool,
}

impl StressOutcome {
    /// Returns the stretches between the changes, ascending; none if nothing changes.
    pub fn stretches(&self) -> Vec<Stretch> {
        let Some(first) = self.changes.first() else {
            return vec![];
        };
        let before = match first.to {
            Side::Met => Side::Missed,
            Side::Missed | Side::LocksUp | Side::Undecided => Side::Met,
        };
        let from = [None].into_iter();
        let from = from.chain(self.changes.iter().map(|it| Some(it.multiple)));
        let until = self.changes.iter().map(|it| Some(it.multiple));
        let sides = [before].into_iter();
        let sides = sides.chain(self.changes.iter().map(|it| it.to));
        let stretch = |((from, until), side)| Stretch {
            from,
            until,
            side,
            is_shown: self.is_shown(side, from, until),
        };
        from.zip(until.chain([None]))
            .zip(sides)
            .map(stretch)
            .collect()
    }

    /// Does the whole interval of a multiple between two ends lie on this side?
    fn is_shown(&self, side: Side, from: Option<f64>, until: Option<f64>) -> bool {
        let mut points = self.points.iter().filter(|it| {
            from.is_none_or(|from| it.multiple >= from)
                && until.is_none_or(|until| it.multiple <= until)
        });
        points.any(|it| {
            let mut verdicts = it.point.verdicts.iter();
            match side {
                Side::Met => verdicts.all(|it| it.estimate.lower >= Some(it.good_from)),
                Side::Missed => verdicts.any(|it| {
                    let upper = it.estimate.upper;
                    upper.is_some_and(|upper| upper < it.good_from)
                }),
                Side::LocksUp | Side::Undecided => true,
            }
        })
    }

    /// Is it known without a search that no multiple meets the target?
    pub fn is_out_of_reach(&self) -> bool {
        self.best_possible.is_some() || !self.unreachable.is_empty()
    }
}

/// A simulated multiple of the arrivals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StressPoint {
    /// Factor on the arrivals of the scenario.
    pub multiple: f64,
    /// Mean number of batches that arrive a day.
    pub batches_per_day: f64,
    /// The station with the longest mean queue; `None` if no batch waits.
    pub longest_queue: Option<Scope>,
    /// Whether the target is met or missed, by the means of all its parts.
    #[serde(default = "unknown")]
    pub side: Side,
    /// Replications that lock up for the rest of the run, and the stations that block each other in
    /// the first of them.
    #[serde(default)]
    pub locked: Option<Locked>,
    /// Results at this multiple.
    #[serde(flatten)]
    pub point: SweepPoint,
}

/// Returns the side for results of older versions, which do not store it.
fn unknown() -> Side {
    Side::Undecided
}

/// Replications that lock up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Locked {
    /// Number of these replications.
    pub replications: u32,
    /// The stations that block each other in the first of them.
    pub stations: Vec<Scope>,
}

/// Returns the replications that lock up; `None` if there are none.
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

/// Makes the stored results of a multiple.
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

/// Largest number of decimals of a multiple.
const MOST_DECIMALS: usize = 6;

impl StressOutcome {
    /// Returns the number of decimals, at least `least`, with which the simulated multiples and the
    /// breaking point all look different.
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
