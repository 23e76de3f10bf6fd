//! Results held against the target.
//!
//! **The zone.** Each part of the target has a limit, where its good side begins, and around it an
//! indifference zone: [`Target::tolerance`] says where both lie and why.
//!
//! **What a share takes.** A share near 1 is skewed, and among few replications the rare bad ones
//! may all be missing. So it is called met only from [`ENOUGH`] replications on, and only where
//! enough of them hold a late batch ([`late_enough`]), or where the days alone prove it
//! ([`Tally::bound_by_days`]). It is called missed from [`FEWEST`] on.
//!
//! **What decides nothing.** A replication that gave up at a limit was not seen to its end: then no
//! target is met, and one is missed only if it would be with that replication perfect. A process
//! that goes on and locks up in one replication locks up sooner or later: no target is met.

use serde::{Deserialize, Serialize};

use crate::metric::{Aim, Range};
use crate::model::Target;
use crate::statistics::{Best, Estimate, Student, Tally};

/// Replications from which on a share can be called met.
pub const ENOUGH: u32 = 40;
/// Replications from which on a share can be called missed.
pub const FEWEST: u32 = 10;

/// How many of these replications must hold a late batch for an interval of the share in time to
/// be trusted: a quarter, at least 10 and at most 20.
///
/// Where late batches come in clusters, ten clusters among many replications do not tell how long
/// the longest are. Of three lanes, busy 80 % of three days, whose target was the true share of
/// 0.999, ten of 100 led to "met" in 8 % of the groups; 20 keep it below 5 %
/// (`tests/clearway/groups.rs`).
pub fn late_enough(replications: u32) -> u32 {
    (replications / 4).clamp(10, 20)
}

/// How a result stands to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The whole interval lies on the good side.
    Met,
    /// The whole interval lies on the bad side.
    Missed,
    /// The whole interval lies so close to the limit that the side does not matter. Told only where
    /// replications are added until every target is decided.
    Close,
    /// What was simulated does not show any of these: the interval lies on both sides, or too
    /// little was seen to trust it ([`Reason`]). So a verdict, a search for staff and a multiple of
    /// the arrivals are undecided.
    Undecided,
}

/// Why a target is undecided though its interval may lie on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A share needs [`ENOUGH`] replications to be met, and [`FEWEST`] to be missed.
    FewReplications,
    /// Fewer than [`late_enough`] replications hold a late batch, and the days alone do not prove
    /// it.
    FewLateBatches,
    /// A replication gave up at a limit.
    GaveUp,
    /// A replication of a process that goes on locked up: sooner or later every run would.
    Locked,
}

/// A target held against the results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Which part of the target.
    pub target: Aim,
    /// The value asked for.
    pub wanted: f64,
    /// Where the good side begins.
    pub good_from: f64,
    /// The estimate that is judged, with control variates where they apply.
    pub estimate: Estimate,
    /// Control variates used.
    pub controls: u32,
    /// Confidence of the interval: that of the run, or of the look that decided.
    pub confidence: f64,
    /// Met, missed, close or undecided.
    pub standing: Standing,
    /// Why undecided, where the interval alone does not say it.
    #[serde(default)]
    pub reason: Option<Reason>,
}

impl Verdict {
    /// By how much a value passes the limit, as a share of the limit; negative where it misses it.
    pub(super) fn distance(&self, value: f64) -> f64 {
        (value - self.good_from) / self.good_from
    }
}

/// By how much the part of a target that is farthest from its limit passes it, by its mean.
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
    /// Where the good side begins.
    pub(super) limit: f64,
    /// The middle of the indifference zone: the limit, but for a share of 1.
    pub(super) middle: f64,
    /// Half the width of the zone.
    pub(super) zone: f64,
}

/// The parts of a target, in the order of the scenario format.
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
    /// The estimate that is judged, and how many control variates it uses.
    pub(super) fn estimate(&self, tally: &Tally, student: &mut Student) -> (Estimate, u32) {
        let position = tally.of_all(self.aim.metric());
        match tally.controlled(position, student) {
            Some(estimate) => (estimate, tally.correction().controls),
            None => (tally.estimate(position, student), 0),
        }
    }

    /// May the part be called met, from this limit on, if its interval says so?
    pub(super) fn can_be_met(
        &self,
        tally: &Tally,
        from: f64,
        student: &Student,
    ) -> Result<(), Reason> {
        let evidence = tally.evidence();
        if !evidence.gave_up.is_empty() {
            return Err(Reason::GaveUp);
        }
        if evidence.is_locked() {
            return Err(Reason::Locked);
        }
        if self.aim != Aim::Release {
            return Ok(());
        }
        if evidence.replications < ENOUGH {
            return Err(Reason::FewReplications);
        }
        let proven = || {
            tally
                .bound_by_days(student)
                .is_some_and(|bound| bound >= from)
        };
        if evidence.late_replications >= late_enough(evidence.replications) || proven() {
            Ok(())
        } else {
            Err(Reason::FewLateBatches)
        }
    }

    /// May the part be called missed if this estimate's upper end, which is that of the part, lies
    /// below a limit? With a replication that gave up it must even if that was perfect.
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

/// Which standings a verdict may decide on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Allowed {
    /// Met and missed.
    MetOrMissed,
    /// Missed alone: an early look.
    MissedAlone,
    /// Met, missed and close.
    Any,
}

/// Every target held against the replications so far.
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
