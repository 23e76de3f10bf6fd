//! Verdicts: results compared with the target.
//!
//! **The zone.** Each part of the target has a limit, where its good side begins, and an
//! indifference zone around it: [`Target::tolerance`] defines both.
//!
//! **Conditions for a share.** The distribution of a share near 1 is skewed, and among few
//! replications the rare bad ones may all be missing. So a share is called met only from [`ENOUGH`]
//! replications on, and only if enough of them have a late batch ([`late_enough`]) or the bound by
//! days proves it ([`Tally::bound_by_days`]). It can be called missed from [`FEWEST`] replications
//! on.
//!
//! **What decides nothing.** A replication that gave up at a limit is incomplete: then no target
//! is met, and a target is missed only if it would be even with that replication perfect. A steady
//! run that locks up in one replication locks up sooner or later: no target is met.

use serde::{Deserialize, Serialize};

use crate::metric::{Aim, Range};
use crate::model::Target;
use crate::statistics::{Best, Estimate, Student, Tally};

/// Number of replications from which a share can be called met.
pub const ENOUGH: u32 = 40;
/// Number of replications from which a share can be called missed.
pub const FEWEST: u32 = 10;

/// Number of replications, of this total, that must have a late batch before the interval of the
/// share released in time can be trusted: a quarter, at least 10 and at most 20.
///
/// If late batches come in clusters, ten clusters among many replications do not show how long the
/// longest ones are. In a test with three lanes, busy 80 % of three days, and the true share of
/// 0.999 as the target, requiring ten of 100 replications led to "met" in 8 % of the groups;
/// requiring 20 keeps that below 5 % (`tests/clearway/groups.rs`).
pub fn late_enough(replications: u32) -> u32 {
    (replications / 4).clamp(10, 20)
}

/// Result of a comparison with a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The whole interval lies on the good side of the limit.
    Met,
    /// The whole interval lies on the bad side of the limit.
    Missed,
    /// The whole interval lies in the indifference zone, so close to the limit that the side does
    /// not matter. Possible only if replications are added until every target is decided.
    Close,
    /// None of the above: the interval lies on both sides of the limit, or there are not enough
    /// data to trust it ([`Reason`]). Verdicts, searches for staff and multiples of the arrivals
    /// all use this standing.
    Undecided,
}

/// Why a target is undecided even if its interval lies on one side of the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A share needs [`ENOUGH`] replications to be met, and [`FEWEST`] to be missed.
    FewReplications,
    /// Fewer than [`late_enough`] replications have a late batch, and the bound by days does not
    /// prove the share.
    FewLateBatches,
    /// A replication gave up at a limit.
    GaveUp,
    /// A replication of a steady run locked up: sooner or later every replication would.
    Locked,
}

/// The verdict on one part of the target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The part of the target.
    pub target: Aim,
    /// The wanted value.
    pub wanted: f64,
    /// Limit at which the good side begins.
    pub good_from: f64,
    /// The estimate that is judged, with control variates if they apply.
    pub estimate: Estimate,
    /// Number of control variates used.
    pub controls: u32,
    /// Confidence of the interval, in (0, 1): that of the run, or of the look that decided.
    pub confidence: f64,
    /// Met, missed, close or undecided.
    pub standing: Standing,
    /// Why the target is undecided, if the interval alone does not show it.
    #[serde(default)]
    pub reason: Option<Reason>,
}

impl Verdict {
    /// Does the interval lie on both sides of the limit?
    pub fn is_astride(&self) -> bool {
        let ends = self.estimate.lower.zip(self.estimate.upper);
        ends.is_some_and(|(lower, upper)| lower < self.good_from && self.good_from <= upper)
    }

    /// Returns the distance of a value above the limit, as a share of the limit; negative below it.
    pub(super) fn distance(&self, value: f64) -> f64 {
        (value - self.good_from) / self.good_from
    }
}

/// Returns the distance of the mean above the limit, as a share of the limit, for the worst part of
/// the target.
pub fn margin(verdicts: &[Verdict]) -> f64 {
    let distances = verdicts.iter();
    let distances = distances.map(|it| it.distance(it.estimate.mean.unwrap_or(0.0)));
    distances.fold(f64::INFINITY, f64::min)
}

/// A part of a target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Part {
    pub(super) aim: Aim,
    pub(super) wanted: f64,
    /// Limit at which the good side begins.
    pub(super) limit: f64,
    /// Middle of the indifference zone: the limit, except for a share of 1.
    pub(super) middle: f64,
    /// Half the width of the indifference zone.
    pub(super) zone: f64,
}

/// Returns the parts of a target, in the order of the scenario format.
pub(super) fn parts(target: &Target) -> Vec<Part> {
    let tolerance = target.tolerance;
    let throughput = |aim: Aim, wanted: Option<f64>| {
        let limit = target.throughput_limit(wanted?);
        Some(Part {
            aim,
            wanted: wanted?,
            limit,
            middle: limit,
            zone: tolerance * wanted?,
        })
    };
    let release = target.release.map(|release| {
        let share = release.share;
        let zone = tolerance.min((1.0 - share) / 2.0);
        // no run can show that every batch is always in time
        let (middle, zone) = if share < 1.0 {
            (share, zone)
        } else {
            (1.0 - tolerance / 2.0, tolerance / 2.0)
        };
        Part {
            aim: Aim::Release,
            wanted: share,
            limit: share,
            middle,
            zone,
        }
    });
    let batches = throughput(Aim::BatchesPerDay, target.batches_per_day);
    let units = throughput(Aim::UnitsPerDay, target.units_per_day);
    [batches, units, release].into_iter().flatten().collect()
}

impl Part {
    /// Returns the estimate that is judged, and the number of control variates it uses.
    pub(super) fn estimate(&self, tally: &Tally, student: &mut Student) -> (Estimate, u32) {
        let position = tally.of_all(self.aim.metric());
        match tally.controlled(position, student) {
            Some(estimate) => (estimate, tally.correction().controls),
            None => (tally.estimate(position, student), 0),
        }
    }

    /// Checks whether the part may be called met if its interval lies above the limit `from`.
    pub(super) fn can_be_met(
        &self,
        tally: &Tally,
        from: f64,
        student: &Student,
    ) -> Result<(), Reason> {
        self.can_be_met_at_all(tally)?;
        let evidence = tally.evidence();
        let proven = || {
            tally
                .bound_by_days(student)
                .is_some_and(|bound| bound >= from)
        };
        let enough = evidence.late_replications >= late_enough(evidence.replications);
        if self.aim != Aim::Release || enough || proven() {
            Ok(())
        } else {
            Err(Reason::FewLateBatches)
        }
    }

    /// Checks whether the part may be called met, whatever its interval and its late batches.
    pub(super) fn can_be_met_at_all(&self, tally: &Tally) -> Result<(), Reason> {
        let evidence = tally.evidence();
        if !evidence.gave_up.is_empty() {
            return Err(Reason::GaveUp);
        }
        if evidence.is_locked() {
            return Err(Reason::Locked);
        }
        if self.aim == Aim::Release && evidence.replications < ENOUGH {
            return Err(Reason::FewReplications);
        }
        Ok(())
    }

    /// Is the part missed: does the upper end of its estimate lie below a limit? If a replication
    /// gave up, the upper end must lie below even with that replication perfect.
    pub(super) fn is_missed(
        &self,
        estimate: &Estimate,
        tally: &Tally,
        below: f64,
        student: &mut Student,
    ) -> Result<bool, Reason> {
        let evidence = tally.evidence();
        if self.aim == Aim::Release && evidence.replications < FEWEST {
            return Err(Reason::FewReplications);
        }
        let is_below = |estimate: &Estimate| estimate.upper.is_some_and(|upper| upper < below);
        if evidence.gave_up.is_empty() {
            return Ok(is_below(estimate));
        }
        let best = match evidence.at_best(self.aim) {
            Best::Mean(moments) => student.estimate(moments, Range::NonNegative),
            Best::Ratio(ratio) => student.ratio(ratio, Range::Share, None),
        };
        if is_below(&best) {
            Ok(true)
        } else {
            Err(Reason::GaveUp)
        }
    }
}

/// The decisions that a verdict may make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Allowed {
    /// Met and missed.
    MetOrMissed,
    /// Missed only, at an early look.
    MissedAlone,
    /// Met, missed and close.
    Any,
}

/// Judges every part of the target by the replications so far.
pub(super) fn judged(tally: &Tally, confidence: f64, allowed: Allowed) -> Vec<Verdict> {
    let mut student = Student::new(confidence);
    let parts = parts(&tally.evidence().target).into_iter();
    parts
        .map(|part| judge(&part, tally, &mut student, allowed))
        .collect()
}

fn judge(part: &Part, tally: &Tally, student: &mut Student, allowed: Allowed) -> Verdict {
    let (estimate, controls) = part.estimate(tally, student);
    let missed = part.is_missed(&estimate, tally, part.limit, student);
    let lower = estimate.lower;
    let can_be_met = part.can_be_met(tally, part.limit, student);
    let in_zone = lower.zip(estimate.upper).is_some_and(|(lower, upper)| {
        part.middle - part.zone <= lower && upper <= part.middle + part.zone
    });
    let is_good = lower.is_some_and(|lower| lower >= part.limit);
    let (standing, reason) = match (missed, is_good, can_be_met) {
        (Ok(true), ..) => (Standing::Missed, None),
        (_, true, Ok(())) if allowed != Allowed::MissedAlone => (Standing::Met, None),
        (_, false, Ok(())) if allowed == Allowed::Any && in_zone => (Standing::Close, None),
        (Err(reason), ..) => (Standing::Undecided, Some(reason)),
        (_, _, Err(Reason::Locked)) => (Standing::Undecided, Some(Reason::Locked)),
        (_, true, reason) => (Standing::Undecided, reason.err()),
        (_, false, _) => (Standing::Undecided, None),
    };
    Verdict {
        target: part.aim,
        wanted: part.wanted,
        good_from: part.limit,
        estimate,
        controls,
        confidence: student.confidence(),
        standing,
        reason,
    }
}
