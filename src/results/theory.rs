//! Waits by theory, for comparison with the simulated waits.

use serde::{Deserialize, Serialize};

use crate::experiment::Replicated;
use crate::metric::{Metric, Scope};
use crate::model::Model;
use crate::statistics::Estimate;
use crate::theory::{Basis, Caveat, Wait, waits};

/// Theory and simulation disagree if their means differ by more than this share of the larger mean,
/// ...
const APART_SHARE: f64 = 0.1;
/// ... by more than this many half-widths of the simulated mean, ...
const APART_HALF_WIDTHS: f64 = 2.0;
/// ... and by more than this many hours (half a minute).
const APART_HOURS: f64 = 0.5 / 60.0;

/// The wait at a station by theory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TheoryWait {
    /// The station.
    pub scope: Scope,
    /// The formula that the numbers come from.
    pub basis: Basis,
    /// Whether the formula is exact rather than an approximation.
    pub exact: bool,
    /// Mean wait of a visit in hours; `None` if no formula applies.
    pub wait_hours: Option<f64>,
    /// 95th percentile of the wait in hours; `None` if not known exactly.
    pub wait_p95_hours: Option<f64>,
    /// Features of the scenario that the formula ignores, most important first.
    pub caveats: Vec<Caveat>,
    /// Whether the simulated mean wait differs by more than chance and by more than a tenth.
    pub apart: bool,
}

/// Computes the waits by theory and compares them with the simulated ones.
pub(super) fn beside(model: &Model, replicated: &Replicated) -> Vec<TheoryWait> {
    let of_wait = |wait: Wait| {
        let scope = Scope::station(&model.stations[wait.station.index()].name);
        let position = replicated.tally.position(Metric::WaitMean, &scope);
        let simulated = position.map(|position| replicated.estimates[position]);
        TheoryWait {
            apart: simulated.is_some_and(|it| apart(wait.mean_hours, &it)),
            scope,
            basis: wait.basis,
            exact: wait.basis.is_exact(),
            wait_hours: wait.mean_hours,
            wait_p95_hours: wait.p95_hours,
            caveats: wait.caveats,
        }
    };
    waits(model).into_iter().map(of_wait).collect()
}

fn apart(theory: Option<f64>, simulated: &Estimate) -> bool {
    let (Some(theory), Some(mean)) = (theory, simulated.mean) else {
        return false;
    };
    let width = simulated.half_width.unwrap_or(f64::INFINITY);
    let least = APART_SHARE * theory.max(mean);
    (theory - mean).abs() > least.max(APART_HALF_WIDTHS * width).max(APART_HOURS)
}
