//! Tests whether an arrangement meets its target, with as many replications as that takes.
//!
//! An arrangement is *clearly feasible* if its true mean lies above the indifference zone of every
//! part of the target ([`Target::tolerance`](crate::model::Target::tolerance)), and *feasible
//! within tolerance* if it lies below none of these zones. An arrangement that locks up in a
//! replication is infeasible.
//!
//! The test is that of the verdict, at looks after 10, 20, 40, ... replications. A part is good
//! once its lower bound has passed the lower end of its zone, and bad once its upper bound is below
//! the upper end; inside the zone both may hold, and the mean decides. The looks get 1/2, 1/6,
//! 1/12, ... of the allowed error, so that the bounds hold at all looks together (Bonferroni),
//! whatever the number of looks. The bounds narrow from look to look, so that the test ends. The
//! procedures of Andradottir and Kim (2010) and of Batur and Kim (2010) look after every
//! replication, but use the variance of the first few replications for all, which fails for shares
//! near 1.

use crate::metric::Aim;
use crate::statistics::{Student, Tally};

use super::verdict::{Part, parts};
use super::{ENOUGH, Standing};

/// Number of replications at the first look.
pub(super) const FIRST_LOOK: u32 = 10;

/// Allowed error probabilities of the test.
#[derive(Clone, Copy, Debug)]
pub(super) struct Errors {
    /// Probability of calling an arrangement feasible that is not even feasible within tolerance.
    pub(super) false_feasible: f64,
    /// Probability of calling a clearly feasible arrangement infeasible.
    pub(super) false_infeasible: f64,
}

/// The purpose of a test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Purpose {
    /// To find a choice. Inside the zone the mean decides, and late batches are not asked for.
    Choose,
    /// To confirm a choice by replications that did not choose it. It is good above the lower end
    /// of the zone, and bad below its middle; as many late batches are asked for as by a verdict.
    /// It is bad too if the verdict at this confidence is that the target is missed.
    Confirm(f64),
}

/// Tests an arrangement at the look with this number, counted from 0.
pub(super) fn look(tally: &Tally, number: u32, errors: Errors, purpose: Purpose) -> Standing {
    // a steady run locks up sooner or later, and a run of given days already did
    if tally.evidence().locks_up() {
        return Standing::Missed;
    }
    let parts = parts(&tally.evidence().target);
    let share = 1.0 / (f64::from(number + 1) * f64::from(number + 2));
    let at = |error: f64| Student::new(1.0 - 2.0 * error * share);
    let mut lower = at(errors.false_feasible);
    // a clearly feasible arrangement is called infeasible if one of its parts is
    let mut upper = at(errors.false_infeasible / parts.len() as f64);
    let standings: Vec<Standing> = parts
        .iter()
        .map(|part| of_part(part, tally, &mut lower, &mut upper, purpose))
        .collect();
    if standings.contains(&Standing::Missed) {
        Standing::Missed
    } else if standings.contains(&Standing::Undecided) || tally.replications() < ENOUGH {
        Standing::Undecided
    } else {
        Standing::Met
    }
}

/// Does the mean share released in time lie above its zone, and throughput above the middle of its
/// zones? Throughput cannot exceed the arrivals, and often lies just there.
pub(super) fn is_hopeful(tally: &Tally) -> bool {
    are_above(tally, |part| match part.aim {
        Aim::Release => part.middle + part.zone,
        Aim::BatchesPerDay | Aim::UnitsPerDay => part.middle,
    })
}

/// Do the means of all parts lie above the middle of their zones?
pub(super) fn is_likely(tally: &Tally) -> bool {
    are_above(tally, |part| part.middle)
}

fn are_above(tally: &Tally, limit: impl Fn(&Part) -> f64) -> bool {
    let mut student = Student::new(0.5);
    let mut parts = parts(&tally.evidence().target).into_iter();
    let is_above = |part: Part| {
        let (estimate, _) = part.estimate(tally, &mut student);
        estimate.mean >= Some(limit(&part))
    };
    !tally.evidence().locks_up() && parts.all(is_above)
}

/// Tests one part of the target; `lower` and `upper` hold the confidences of the two bounds.
fn of_part(
    part: &Part,
    tally: &Tally,
    lower: &mut Student,
    upper: &mut Student,
    purpose: Purpose,
) -> Standing {
    let (low, high) = (part.middle - part.zone, part.middle + part.zone);
    let (below, _) = part.estimate(tally, lower);
    let (above, _) = part.estimate(tally, upper);
    let mut missed = |limit: f64| part.is_missed(&above, tally, limit, upper) == Ok(true);
    match purpose {
        Purpose::Choose => {
            let good = below.lower >= Some(low) && part.can_be_met_at_all(tally).is_ok();
            choose(good, missed(high), below.mean >= Some(part.middle))
        }
        Purpose::Confirm(confidence) => {
            let bad = missed(part.middle);
            let good = below.lower >= Some(low) && part.can_be_met(tally, low, lower).is_ok();
            let (plain, _) = part.estimate(tally, &mut Student::new(confidence));
            confirm(
                good,
                bad,
                plain.upper.is_some_and(|upper| upper < part.middle),
            )
        }
    }
}

fn choose(good: bool, bad: bool, is_above: bool) -> Standing {
    match (good, bad) {
        (true, _) if is_above => Standing::Met,
        (_, true) if !is_above => Standing::Missed,
        _ => Standing::Undecided,
    }
}

fn confirm(good: bool, bad: bool, is_below: bool) -> Standing {
    match (good, bad) {
        (true, _) if !is_below => Standing::Met,
        (true, _) | (_, true) => Standing::Missed,
        (false, false) => Standing::Undecided,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ReleaseTarget, Target};
    use crate::time::Span;

    fn zone(share: f64) -> (f64, f64) {
        let target = Target {
            batches_per_day: None,
            units_per_day: None,
            release: Some(ReleaseTarget {
                within: Span::HOUR,
                share,
            }),
            tolerance: 0.01,
        };
        let part = parts(&target)[0];
        (part.middle, part.zone)
    }

    #[test]
    fn shares_near_1_have_a_zone_below_1() {
        assert_eq!(zone(0.95), (0.95, 0.01));
        assert!((zone(0.99).1 - 0.005).abs() < 1e-12);
        assert_eq!(zone(1.0), (0.995, 0.005));
    }

    #[test]
    fn a_throughput_has_a_zone_around_its_limit() {
        let target = Target {
            batches_per_day: Some(100.0),
            units_per_day: None,
            release: None,
            tolerance: 0.01,
        };
        let part = parts(&target)[0];
        assert_eq!((part.limit, part.middle, part.zone), (99.0, 99.0, 1.0));
    }

    #[test]
    fn inside_the_zone_the_mean_chooses() {
        assert_eq!(choose(true, true, true), Standing::Met);
        assert_eq!(choose(true, true, false), Standing::Missed);
        assert_eq!(choose(true, false, true), Standing::Met);
        assert_eq!(choose(true, false, false), Standing::Undecided);
        assert_eq!(choose(false, true, true), Standing::Undecided);
        assert_eq!(choose(false, true, false), Standing::Missed);
        assert_eq!(choose(false, false, true), Standing::Undecided);
    }

    #[test]
    fn a_choice_inside_the_zone_is_confirmed() {
        assert_eq!(confirm(true, false, false), Standing::Met);
        assert_eq!(confirm(true, false, true), Standing::Missed);
        assert_eq!(confirm(false, true, true), Standing::Missed);
        assert_eq!(confirm(false, false, false), Standing::Undecided);
    }
}
