//! Many arrangements side by side.

use serde::{Deserialize, Serialize};

use crate::experiment::{Ceilings, Replicated, Verdict};
use crate::metric::{Metric, Scope, ScopeKind};
use crate::model::{Model, RunKind};
use crate::scenario::Varied;
use crate::statistics::Entry;
use crate::theory::{Loads, Outlook};

use super::loads::station_scope;
use super::metrics::metrics;
use super::reach::{lock_up, reach};
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
    /// Stations and teams without a steady state, or in a run over certain days, those that get
    /// more work than they can do.
    pub overloaded: Vec<Scope>,
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
    SweepPoint {
        at,
        replications: replicated.replications(),
        precise: replicated.precise,
        metrics: metrics(replicated, reach.best_possible, told),
        unreachable: reach.unreachable,
        locks: lock_up(model, replicated),
        verdicts: replicated.verdicts(),
        overloaded: overloaded(model),
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
    let Loads { stations, teams } = Loads::of_window(model);
    let stations = stations
        .iter()
        .filter(|load| cannot_keep_up(steady, load.outlook));
    let stations = stations.map(|load| station_scope(model, load));
    let teams = teams
        .iter()
        .filter(|load| cannot_keep_up(steady, load.outlook));
    let teams = teams.map(|load| Scope::team(&model.teams[load.team.index()].name));
    stations.chain(teams).collect()
}
