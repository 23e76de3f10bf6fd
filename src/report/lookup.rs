//! Finds things in results, and combines several verdicts into one.

use crate::metric::{Metric, Scope, ScopeKind};
use crate::results::{
    Arrangement, Estimate, HourlySeries, MetricResult, Metrics, Outcome, Results, RunOutcome,
    StaffCandidate, Standing, SweepPoint, Verdict,
};

/// Returns the estimate of a metric; an empty one if it is unknown.
pub(super) fn estimate(metrics: &Metrics, scope: &Scope, metric: Metric) -> Estimate {
    let found = metrics.find(scope, metric);
    found.map_or_else(Estimate::default, |found| found.estimate)
}

/// Returns the scopes of a kind, in file order.
pub(super) fn scopes(results: &Results, kind: ScopeKind) -> impl Iterator<Item = &Scope> {
    let scopes = results.plan.scopes.iter().map(|it| &it.scope);
    scopes.filter(move |it| it.kind() == kind)
}

/// Is a metric known and not zero in any scope of a kind?
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

/// Number of replications in which stations block each other for ever.
pub(super) fn locked(run: &RunOutcome) -> u64 {
    let share = estimate(&run.metrics, &Scope::All, Metric::Gridlocked).mean;
    (share.unwrap_or(0.0) * f64::from(run.replications)).round() as u64
}

/// Returns the smallest and the largest number of lanes of a station, or members of a team, in the
/// hours in which any are open; `None` if that is not known.
pub(super) fn open_range(series: &[HourlySeries], scope: &Scope) -> Option<(f64, f64)> {
    let series = series.iter().find(|it| it.scope == *scope)?;
    let open = series.lanes_open.iter().filter_map(|hour| hour.mean);
    // lanes that are open for a part of the hour
    let open = open.filter(|lanes| *lanes > 0.0).map(f64::ceil);
    let ends = |ends: Option<(f64, f64)>, lanes: f64| {
        Some(ends.map_or((lanes, lanes), |(least, most)| {
            (least.min(lanes), most.max(lanes))
        }))
    };
    open.fold(None, ends)
}

/// The metrics, the verdicts and the number of replications of an arrangement.
type Simulated<'a> = (&'a Metrics, &'a [Verdict], u32);

/// Returns every simulated arrangement.
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

/// Returns the smallest and the largest number of replications of an arrangement.
pub(super) fn replications(results: &Results) -> (u32, u32) {
    let simulated = simulated(results);
    let counts = || simulated.iter().map(|it| it.2);
    (counts().min().unwrap_or(0), counts().max().unwrap_or(0))
}

/// Do results have intervals? One replication gives none.
pub(super) fn has_intervals(results: &Results) -> bool {
    replications(results).1 > 1
}

/// Returns the headline metric.
#[cfg(feature = "desktop")]
pub(super) fn asked(results: &Results) -> Metric {
    match results.plan.target.release_within_hours {
        Some(_) => Metric::ReleasedWithin,
        None => Metric::ReleaseTimeMean,
    }
}

/// Are the results of a point independent of the length of the window? If a station is overloaded,
/// no steady state is claimed.
pub(super) fn is_claimed(results: &Results, point: &SweepPoint) -> bool {
    point.overloaded.is_empty() || !results.plan.steady
}

/// Combines verdicts: missed if any target is missed, else undecided if any is undecided, else
/// close if any is close, else met; `None` without targets.
pub(super) fn overall(verdicts: &[Verdict]) -> Option<Standing> {
    if verdicts.is_empty() {
        return None;
    }
    let has = |standing| verdicts.iter().any(|verdict| verdict.standing == standing);
    let worst = [Standing::Missed, Standing::Undecided, Standing::Close];
    let found = worst.into_iter().find(|standing| has(*standing));
    Some(found.unwrap_or(Standing::Met))
}

/// Does the point have targets, and meet all of them?
pub(super) fn meets_all(point: &SweepPoint) -> bool {
    overall(&point.verdicts) == Some(Standing::Met)
}

/// What the replications that are shown say of an arrangement of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Stations block each other for ever.
    LocksUp,
    /// All targets are met.
    Met,
    /// The search found all targets met, give or take the tolerance, and some of them are undecided
    /// without it.
    WithinTolerance,
    /// A target is missed.
    Missed,
    /// None of these.
    Undecided,
}

impl Found {
    /// Are all targets met, at least give or take the tolerance?
    pub(super) fn is_enough(self) -> bool {
        matches!(self, Self::Met | Self::WithinTolerance)
    }
}

/// Finds what the replications that are shown say of an arrangement of a search.
pub(super) fn found(candidate: &StaffCandidate) -> Found {
    match overall(&candidate.point.verdicts) {
        _ if candidate.locks_up() => Found::LocksUp,
        Some(Standing::Met) => Found::Met,
        Some(Standing::Missed) => Found::Missed,
        _ if candidate.finding == Standing::Met => Found::WithinTolerance,
        _ => Found::Undecided,
    }
}
