//! Finds things in results, and says what several verdicts come to.

use crate::metric::{Metric, Scope, ScopeKind};
use crate::results::{
    Arrangement, Estimate, MetricResult, Metrics, Outcome, Results, RunOutcome, Standing,
    SweepPoint, Verdict,
};

/// The estimate of a metric; empty where there is none.
pub(super) fn estimate(metrics: &Metrics, scope: &Scope, metric: Metric) -> Estimate {
    let found = metrics.find(scope, metric);
    found.map_or_else(Estimate::default, |found| found.estimate)
}

/// The scopes of a kind, in file order.
pub(super) fn scopes(results: &Results, kind: ScopeKind) -> impl Iterator<Item = &Scope> {
    let scopes = results.plan.scopes.iter().map(|it| &it.scope);
    scopes.filter(move |it| it.kind() == kind)
}

/// Is a metric known and other than zero in any scope of a kind?
pub(super) fn occurs(metrics: &[MetricResult], kind: ScopeKind, metric: Metric) -> bool {
    metrics
        .iter()
        .filter(|it| it.metric == metric && it.scope.kind() == kind)
        .any(|it| it.estimate.mean.is_some_and(|mean| mean != 0.0))
}

/// Do batches leave without being released, refused or withdrawn?
pub(super) fn leave_unserved(run: &RunOutcome) -> bool {
    [Metric::RefusedShare, Metric::WithdrawnShare]
        .into_iter()
        .any(|metric| occurs(&run.metrics, ScopeKind::All, metric))
}

/// Were measured batches not released by the end of the follow-up?
pub(super) fn stay_inside(run: &RunOutcome) -> bool {
    occurs(&run.metrics, ScopeKind::All, Metric::Unreleased)
}

/// Replications in which stations block each other for good.
pub(super) fn locked(run: &RunOutcome) -> u64 {
    let share = estimate(&run.metrics, &Scope::All, Metric::Gridlocked).mean;
    (share.unwrap_or(0.0) * f64::from(run.replications)).round() as u64
}

/// The metrics, the verdicts and the number of replications of an arrangement.
type Simulated<'a> = (&'a Metrics, &'a [Verdict], u32);

/// Every arrangement that was simulated.
pub(super) fn simulated<'a>(results: &'a Results) -> Vec<Simulated<'a>> {
    let of_points = |points: &mut dyn Iterator<Item = &'a SweepPoint>| {
        let of_point = |it: &'a SweepPoint| (&it.metrics, it.verdicts.as_slice(), it.replications);
        points.map(of_point).collect()
    };
    match &results.outcome {
        Outcome::Run(run) => vec![(&run.metrics, run.verdicts.as_slice(), run.replications)],
        Outcome::Sweep(sweep) => of_points(&mut sweep.points.iter()),
        Outcome::Staff(staff) => of_points(&mut staff.candidates.iter().map(|it| &it.point)),
        Outcome::Stress(stress) => of_points(&mut stress.points.iter().map(|it| &it.point)),
        Outcome::Compare(compare) => {
            let arrangements = compare.arrangements.iter();
            let of_it =
                |it: &'a Arrangement| (&it.metrics, it.verdicts.as_slice(), compare.replications);
            arrangements.map(of_it).collect()
        }
    }
}

/// The fewest and the most replications of an arrangement.
pub(super) fn replications(results: &Results) -> (u32, u32) {
    let simulated = simulated(results);
    let counts = || simulated.iter().map(|it| it.2);
    (counts().min().unwrap_or(0), counts().max().unwrap_or(0))
}

/// Can numbers have an interval? Not those of one replication.
pub(super) fn has_intervals(results: &Results) -> bool {
    replications(results).1 > 1
}

/// What is asked for first of an arrangement.
pub(super) fn asked(results: &Results) -> Metric {
    match results.plan.target.release_within_hours {
        Some(_) => Metric::ReleasedWithin,
        None => Metric::ReleaseTimeMean,
    }
}

/// Are the numbers of a point more than a matter of the length of the window? Where a station is
/// overloaded no steady state is claimed.
pub(super) fn is_claimed(results: &Results, point: &SweepPoint) -> bool {
    point.overloaded.is_empty() || !results.plan.steady
}

/// Missed where one target is missed, else undecided where one is, else close where one is, else
/// met; `None` without targets.
pub(super) fn overall(verdicts: &[Verdict]) -> Option<Standing> {
    if verdicts.is_empty() {
        return None;
    }
    let has = |standing| verdicts.iter().any(|verdict| verdict.standing == standing);
    let worst = [Standing::Missed, Standing::Undecided, Standing::Close];
    let found = worst.into_iter().find(|standing| has(*standing));
    Some(found.unwrap_or(Standing::Met))
}

/// Does a point meet every target, and is there one?
pub(super) fn meets_all(point: &SweepPoint) -> bool {
    overall(&point.verdicts) == Some(Standing::Met)
}
