//! Does an arrangement meet its target? As many replications as it takes to tell.
//!
//! Each part of the target has a limit, where the good side of its verdict begins, and an
//! indifference zone around it, as wide as the target's tolerance on both sides (the formulation of
//! Andradottir and Kim 2010 and of Batur and Kim 2010). An arrangement is *clearly feasible* where
//! every part lies above its zone, *feasible within tolerance* where none lies below it.
//!
//! The test is the verdict's own, control variates and exact binomial bounds included, at looks
//! after 10, 20, 40, ... replications. A part is good once the lower bound has passed the lower end
//! of its zone, bad once the upper bound is below the upper end; inside the zone both may hold, and
//! the mean decides. The error that is allowed is divided among the looks, 1/2, 1/6, 1/12, ... of
//! it, so that the bounds hold at all looks together (Bonferroni) however many there will be. Their
//! width shrinks at every look, so that the test ends; the procedures of 2010 look after every
//! replication, but take the variance of the first few for that of all, which shares near 1 do not
//! forgive.

use serde::{Deserialize, Serialize};

use crate::metric::Aim;
use crate::model::{Model, Target};

use super::fold::Replicated;
use super::verdict::{Verdict, verdicts_at};

/// Replications of the first look.
pub(super) const FIRST_LOOK: u32 = 10;

/// Replications from which on an arrangement can be called feasible. Among few, the rare bad ones
/// may all be missing, and nothing in the others tells of them.
pub(super) const ENOUGH: u32 = 40;

/// How often the test may err.
#[derive(Clone, Copy, Debug)]
pub(super) struct Errors {
    /// Probability that it calls feasible what is not, even within tolerance.
    pub(super) false_feasible: f64,
    /// Probability that it calls infeasible what is clearly feasible.
    pub(super) false_infeasible: f64,
}

/// What a look tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Every part of the target is met, within its tolerance.
    Feasible,
    /// Some part of the target is not clearly met.
    Infeasible,
    /// So many replications cannot tell.
    Undecided,
}

/// Half the width of the indifference zone of a part of the target, and its middle.
fn zone(target: &Target, verdict: &Verdict) -> (f64, f64) {
    if verdict.target != Aim::Release {
        return (verdict.good_from, target.tolerance * verdict.wanted);
    }
    if verdict.good_from < 1.0 {
        let room = (1.0 - verdict.good_from) / 2.0;
        return (verdict.good_from, target.tolerance.min(room));
    }
    // no run can show that every batch is always in time
    (1.0 - target.tolerance / 2.0, target.tolerance / 2.0)
}

/// What the look with this number, from 0, says of an arrangement.
pub(super) fn look(model: &Model, replicated: &Replicated, number: u32, errors: Errors) -> Finding {
    let share = 1.0 / (f64::from(number + 1) * f64::from(number + 2));
    let at = |error: f64| verdicts_at(model, replicated, 1.0 - 2.0 * error * share);
    let lower = at(errors.false_feasible);
    // a clearly feasible arrangement is lost where one of its parts is
    let upper = at(errors.false_infeasible / lower.len() as f64);
    let mut finding = Finding::Feasible;
    for (lower, upper) in lower.iter().zip(&upper) {
        match part(&model.target, lower, upper) {
            Finding::Infeasible => return Finding::Infeasible,
            Finding::Undecided => finding = Finding::Undecided,
            Finding::Feasible => {}
        }
    }
    if replicated.replications() < ENOUGH {
        return Finding::Undecided;
    }
    finding
}

/// What a part of the target says: its verdicts with the two confidences that the two bounds need.
fn part(target: &Target, lower: &Verdict, upper: &Verdict) -> Finding {
    let (limit, zone) = zone(target, lower);
    let good = lower.estimate.lower.is_some_and(|low| low >= limit - zone);
    let bad = upper.estimate.upper.is_some_and(|high| high < limit + zone);
    match (good, bad) {
        (true, true) if lower.estimate.mean >= Some(limit) => Finding::Feasible,
        (true, false) => Finding::Feasible,
        (_, true) => Finding::Infeasible,
        (false, false) => Finding::Undecided,
    }
}

/// By how much the part that is farthest from its limit passes it, as a share of the limit.
pub(super) fn margin(verdicts: &[Verdict]) -> f64 {
    let margin = |verdict: &Verdict| {
        let mean = verdict.estimate.mean.unwrap_or(0.0);
        (mean - verdict.good_from) / verdict.good_from
    };
    verdicts.iter().map(margin).fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Standing;
    use crate::statistics::{Estimate, Range};

    fn verdict(mean: f64, half_width: f64) -> Verdict {
        Verdict {
            target: Aim::BatchesPerDay,
            wanted: 100.0,
            good_from: 99.0,
            estimate: Estimate::around(mean, half_width, Range::NonNegative, 40),
            controls: 0,
            standing: Standing::Undecided,
            replications_to_decide: None,
        }
    }

    #[test]
    fn a_part_is_told_once_its_bounds_have_passed_the_zone() {
        let target = Target {
            batches_per_day: Some(100.0),
            units_per_day: None,
            release: None,
            tolerance: 0.01,
        };
        let told = |mean, half_width| {
            let verdict = verdict(mean, half_width);
            part(&target, &verdict, &verdict)
        };
        // the zone reaches from 98 to 100
        assert_eq!(told(101.0, 2.0), Finding::Feasible);
        assert_eq!(told(101.0, 4.0), Finding::Undecided);
        assert_eq!(told(97.0, 2.0), Finding::Infeasible);
        assert_eq!(told(99.2, 0.5), Finding::Feasible);
        assert_eq!(told(98.8, 0.5), Finding::Infeasible);
    }

    #[test]
    fn shares_near_1_have_a_zone_below_1() {
        let target = Target {
            batches_per_day: None,
            units_per_day: None,
            release: None,
            tolerance: 0.01,
        };
        let of = |share: f64| {
            let verdict = Verdict {
                target: Aim::Release,
                wanted: share,
                good_from: share,
                ..verdict(share, 0.0)
            };
            zone(&target, &verdict)
        };
        assert_eq!(of(0.95), (0.95, 0.01));
        assert!((of(0.99).1 - 0.005).abs() < 1e-12);
        assert_eq!(of(1.0), (0.995, 0.005));
    }
}
