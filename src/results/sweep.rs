//! Many arrangements side by side.

use serde::{Deserialize, Serialize};

use crate::experiment::{Ceilings, Replicated, Verdict};
use crate::metric::{Metric, Scope, ScopeKind};
use crate::model::{Model, RunKind};
use crate::scenario::Varied;
use crate::statistics::Entry;
use crate::theory::{self, Loads, Outlook};

use super::loads::station_scope;
use super::metrics::metrics;
use super::reach::{lock_up, possible_locks, reach};
use super::{LockUp, Metrics, Unreachable};

/// Many arrangements side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepOutcome {
    /// The swept paths, in order; the last one varies fastest.
    pub paths: Vec<SweptPath>,
    /// Number of points asked for.
    pub planned: u64,
    /// Finished points, in the order of the grid.
    pub points: Vec<SweepPoint>,
}

/// A swept path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweptPath {
    /// The path in the scenario file.
    pub path: String,
    /// Label, such as "Inspection bays: lanes".
    pub label: String,
    /// Label of the station, team or stream that the path belongs to, such as "Inspection bays";
    /// `None` if there is none, and in results of older versions.
    #[serde(default)]
    pub owner: Option<String>,
    /// Property of the owner that is varied.
    #[serde(default)]
    pub varied: Varied,
    /// Values of the path, as TOML text.
    pub values: Vec<String>,
}

/// One arrangement of a sweep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepPoint {
    /// Position in the values of each swept path.
    pub at: Vec<usize>,
    /// Number of replications counted.
    pub replications: u32,
    /// Whether the precision asked for was reached; `None` if none was asked for.
    #[serde(default)]
    pub precise: Option<bool>,
    /// Every metric of scope `all`, then `utilisation`, `wait.mean` and `wait.p95` of each station.
    pub metrics: Metrics,
    /// Verdict on each target.
    pub verdicts: Vec<Verdict>,
    /// Targets that no number of lanes can meet.
    #[serde(default)]
    pub unreachable: Vec<Unreachable>,
    /// Replications in which stations block each other for ever; `None` if there are none.
    #[serde(default)]
    pub locks: Option<LockUp>,
    /// The stations that can block each other for ever, if no replication locked up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub can_lock: Vec<Scope>,
    /// Stations and teams without a steady state, or in a run over certain days, those that get
    /// more work than they can do.
    pub overloaded: Vec<Scope>,
    /// Stations and teams, other than those, that get more work than they can do between two dated
    /// changes, or in the days of the window.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overloaded_in_some_days: Vec<Scope>,
}

impl SweepPoint {
    /// Returns the point without the values of single replications, which no report of a sweep
    /// shows.
    #[must_use]
    pub fn without_values(mut self) -> Self {
        self.metrics.drop_values();
        self
    }
}

/// Makes the results of one arrangement of a sweep. `at` is its position in the values of each
/// path; `ceilings` holds ceilings that are already known.
pub fn sweep_point(
    at: Vec<usize>,
    model: &Model,
    replicated: &Replicated,
    ceilings: &Ceilings,
) -> SweepPoint {
    let told = |entry: &Entry| match entry.scope.kind() {
        ScopeKind::All => true,
        ScopeKind::Station => {
            [Metric::Utilisation, Metric::WaitMean, Metric::WaitP95].contains(&entry.metric)
        }
        ScopeKind::Arrivals | ScopeKind::Goods | ScopeKind::Team => false,
    };
    let reach = reach(model, replicated, ceilings);
    let locks = lock_up(model, replicated);
    let can_lock = if locks.is_none() {
        possible_locks(model)
    } else {
        vec![]
    };
    let loads = Loads::of_window(model);
    let overloaded = overloaded_by(model, &loads, model.plan.kind == RunKind::Steady);
    SweepPoint {
        at,
        replications: replicated.replications(),
        precise: replicated.precise,
        metrics: metrics(replicated, reach.best_possible, told),
        unreachable: reach.unreachable,
        locks,
        can_lock,
        verdicts: replicated.verdicts(),
        overloaded_in_some_days: overloaded_in_some_days(model, &loads, &overloaded),
        overloaded,
    }
}

/// Has a station or team no steady state, or in a run over certain days, more work than it can do?
pub(super) fn cannot_keep_up(steady: bool, outlook: Outlook) -> bool {
    if steady {
        outlook.has_no_steady_state()
    } else {
        outlook.is_overloaded()
    }
}

/// Returns the stations and teams without a steady state, or in a run over certain days, those that
/// get more work than they can do.
pub(super) fn overloaded(model: &Model) -> Vec<Scope> {
    let steady = model.plan.kind == RunKind::Steady;
    overloaded_by(model, &Loads::of_window(model), steady)
}

/// Returns the stations and teams whose loads are too large ([`cannot_keep_up`]).
fn overloaded_by(model: &Model, loads: &Loads, steady: bool) -> Vec<Scope> {
    let stations = loads.stations.iter();
    let stations = stations.filter(|load| cannot_keep_up(steady, load.outlook));
    let stations = stations.map(|load| station_scope(model, load));
    let teams = loads.teams.iter();
    let teams = teams.filter(|load| cannot_keep_up(steady, load.outlook));
    let teams = teams.map(|load| Scope::team(&model.teams[load.team.index()].name));
    stations.chain(teams).collect()
}

/// Returns the stations and teams, other than the `known` ones, that get more work than they can do
/// between two dated changes, or in the days of the window.
fn overloaded_in_some_days(model: &Model, whole: &Loads, known: &[Scope]) -> Vec<Scope> {
    let (start, end) = (model.plan.window_start(), model.plan.window_end());
    let stretches = model.stretches(start, end);
    let mut all = overloaded_by(model, whole, false);
    if stretches.len() > 1 {
        all.extend(stretches.into_iter().flat_map(|it| {
            let loads = theory::loads_between(it.rules, it.from, it.until);
            overloaded_by(model, &loads, false)
        }));
    }
    let mut found = vec![];
    for scope in all {
        if !known.contains(&scope) && !found.contains(&scope) {
            found.push(scope);
        }
    }
    found
}
