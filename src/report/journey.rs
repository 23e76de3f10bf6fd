//! The journey of an average batch: how long it is served and waits at each station, and for which
//! causes. Computed from the means of the results.

use super::lookup;
use super::wording;
use crate::metric::{Metric, Scope, ScopeKind};
use crate::results::{Results, RunOutcome};

/// An activity of a batch at a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Being served.
    Work,
    /// Waiting while all open lanes are taken.
    LanesBusy,
    /// Waiting while the station is closed.
    Closed,
    /// Waiting for members of a team.
    NoStaff,
    /// Waiting for a repair.
    BrokenDown,
    /// Held on its lane because there is no room at the next station.
    Blocked,
    /// Waiting for an unknown cause, as in results of older versions.
    Waiting,
}

impl Part {
    /// All parts, in the order of the report.
    pub(super) const ALL: [Self; 7] = [
        Self::Work,
        Self::LanesBusy,
        Self::Closed,
        Self::NoStaff,
        Self::BrokenDown,
        Self::Blocked,
        Self::Waiting,
    ];

    /// Returns the metric of the part in one visit; `None` for the rest of the wait.
    pub(super) fn metric(self) -> Option<Metric> {
        match self {
            Self::Work => Some(Metric::ServiceMean),
            Self::LanesBusy => Some(Metric::WaitBusyMean),
            Self::Closed => Some(Metric::WaitClosedMean),
            Self::NoStaff => Some(Metric::WaitStaffMean),
            Self::BrokenDown => Some(Metric::WaitBrokenMean),
            Self::Blocked => Some(Metric::WaitBlockedMean),
            Self::Waiting => None,
        }
    }

    /// Returns the name of the part; for waits, the words after "waiting".
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::LanesBusy => "lanes busy",
            Self::Closed => "closed",
            Self::NoStaff => "no staff",
            Self::BrokenDown => "broken down",
            Self::Blocked => "blocked downstream",
            Self::Waiting => "cause unknown",
        }
    }
}

/// A station on the way, or several combined.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// The station; `None` for several combined.
    pub(super) scope: Option<Scope>,
    /// Label of the station.
    pub(super) label: String,
    /// Visits of an average batch; `None` if unknown.
    pub(super) visits: Option<f64>,
    /// Hours of an average batch at the station, in the order of [`Part::ALL`].
    hours: [f64; Part::ALL.len()],
}

impl Step {
    /// Hours that an average batch spends in this part.
    pub(super) fn hours(&self, part: Part) -> f64 {
        self.hours[part as usize]
    }

    /// Hours of an average batch at the station, all parts together.
    pub(super) fn total(&self) -> f64 {
        self.hours.iter().sum()
    }
}

/// The stations on the way, in file order.
#[derive(Clone, Debug)]
pub(super) struct Journey {
    pub(super) steps: Vec<Step>,
    /// Are the times only lower bounds, because some batches still wait?
    pub(super) is_bound: bool,
    /// Are all batches that arrive released?
    pub(super) is_complete: bool,
}

impl Journey {
    /// Hours of an average batch at all stations.
    pub(super) fn total(&self) -> f64 {
        self.steps.iter().map(Step::total).sum()
    }

    /// Returns work, and the other parts that take any time.
    pub(super) fn parts(&self) -> Vec<Part> {
        let takes_time = |part: &Part| self.steps.iter().any(|step| step.hours(*part) > 0.0);
        let shown = |part: &Part| *part == Part::Work || takes_time(part);
        Part::ALL.into_iter().filter(shown).collect()
    }

    /// Are waits split by cause?
    pub(super) fn tells_causes(&self) -> bool {
        let told = |part: &Part| !matches!(part, Part::Work | Part::Waiting);
        self.parts().iter().any(told)
    }

    /// Combines all but the longest steps into one, so that at most `limit` steps are left, in file
    /// order; also returns the number of combined steps.
    pub(super) fn shortened(mut self, limit: usize) -> (Self, usize) {
        if self.steps.len() <= limit {
            return (self, 0);
        }
        let totals: Vec<f64> = self.steps.iter().map(Step::total).collect();
        let mut ranked: Vec<usize> = (0..self.steps.len()).collect();
        ranked.sort_by(|&one, &other| totals[other].total_cmp(&totals[one]));
        let (kept, rest) = ranked.split_at_mut(limit - 1);
        kept.sort_unstable();
        let left_out = rest.len();
        let mut others = Step {
            scope: None,
            label: format!("{left_out} other stations"),
            visits: Some(0.0),
            hours: [0.0; Part::ALL.len()],
        };
        for step in rest.iter().map(|&at| &self.steps[at]) {
            let both = others.hours.iter_mut().zip(step.hours);
            both.for_each(|(sum, one)| *sum += one);
        }
        let kept = kept.iter().map(|&at| self.steps[at].clone());
        self.steps = kept.chain([others]).collect();
        (self, left_out)
    }
}

/// Computes the journey of an average batch that arrives: times at a station are weighted by the
/// visits of a batch.
pub(super) fn journey(results: &Results, run: &RunOutcome) -> Journey {
    let mut is_bound = false;
    let steps = lookup::scopes(results, ScopeKind::Station)
        .map(|scope| {
            let mean = |name| lookup::estimate(&run.metrics, scope, name).mean;
            let visits = completed(run, scope).or_else(|| begun(run, scope));
            let wait = run.metrics.find(scope, Metric::WaitMean);
            is_bound |= wait.is_some_and(wording::is_bound);
            Step {
                scope: Some(scope.clone()),
                label: wording::label(results, scope).to_owned(),
                visits,
                hours: of_a_visit(mean).map(|hours| hours * visits.unwrap_or(0.0)),
            }
        })
        .collect();
    Journey {
        steps,
        is_bound,
        is_complete: !lookup::leave_unserved(run) && !lookup::stay_inside(run),
    }
}

/// Completed visits of the measured batches to a station, divided by the number of those batches;
/// `None` if the results do not hold the counts.
fn completed(run: &RunOutcome, scope: &Scope) -> Option<f64> {
    let whole = |scope: &Scope, metric| {
        let found = run.metrics.find(scope, metric)?;
        Some(found.wholes.iter().sum::<f64>()).filter(|_| !found.wholes.is_empty())
    };
    let visits = whole(scope, Metric::ServiceMean)?;
    let arrived = whole(&Scope::All, Metric::RefusedShare)?;
    (arrived > 0.0).then(|| visits / arrived)
}

/// Visits to a station that begin in the window, divided by the batches that arrive in it.
fn begun(run: &RunOutcome, scope: &Scope) -> Option<f64> {
    // visits are estimated without control variates, so the batches must be too
    let arrived = run.metrics.find(&Scope::All, Metric::ArrivedPerDay)?;
    let arrived = arrived.plain.unwrap_or(arrived.estimate).mean?;
    let visits = lookup::estimate(&run.metrics, scope, Metric::VisitsPerDay).mean?;
    (arrived > 0.0).then(|| visits / arrived)
}

/// Returns the hours of one visit, in the order of [`Part::ALL`].
fn of_a_visit(mean: impl Fn(Metric) -> Option<f64>) -> [f64; Part::ALL.len()] {
    let hours = |name| mean(name).filter(|it| it.is_finite()).unwrap_or(0.0);
    let mut parts = Part::ALL.map(|part| part.metric().map_or(0.0, |name| hours(name).max(0.0)));
    let wait = hours(Metric::WaitMean).max(0.0);
    let told: f64 = parts[1..].iter().sum();
    // a rest within rounding error is not a wait
    parts[Part::Waiting as usize] = if wait - told > 1e-6 * wait {
        wait - told
    } else {
        0.0
    };
    parts
}
