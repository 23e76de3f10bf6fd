//! What theory says beside a run.

use serde::{Deserialize, Serialize};

use crate::experiment::Replicated;
use crate::metric::{Metric, Scope};
use crate::model::Model;
use crate::statistics::Estimate;
use crate::theory::{Basis, Caveat, Wait, waits};

/// Theory and simulation part where their means differ by more than this share of the larger ...
const APART_SHARE: f64 = 0.1;
/// ... by more than this many half-widths ...
const APART_HALF_WIDTHS: f64 = 2.0;
/// ... and by more than this many hours: half a minute.
const APART_HOURS: f64 = 0.5 / 60.0;

/// The wait at a station by theory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TheoryWait {
    /// The station.
    pub scope: Scope,
    /// Where the numbers come from.
    pub basis: Basis,
    /// Are they exact, or an approximation?
    pub exact: bool,
    /// Mean wait of a visit in hours; `None` where there is no steady state.
    pub wait_hours: Option<f64>,
    /// The wait in hours within which 95 % of visits begin; `None` where that is not known exactly.
    pub wait_p95_hours: Option<f64>,
    /// What theory leaves out, most important first.
    pub caveats: Vec<Caveat>,
    /// Does the simulated mean wait differ by more than chance and a tenth?
    pub apart: bool,
}

/// The waits of theory beside those of a run.
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
