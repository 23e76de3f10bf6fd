//! Results held against the target.

use serde::{Deserialize, Serialize};

use crate::metric::{Aim, Metric};
use crate::model::{ArrivalProcess, Model};
use crate::statistics::{Controlled, Estimate, Moments, Observation, Range, Student, controlled};
use crate::time::Time;

use super::fold::Replicated;

/// How a result stands to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The whole interval lies on the good side.
    Met,
    /// The whole interval lies on the bad side.
    Missed,
    /// The interval holds the limit.
    Undecided,
}

/// A target held against the results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The part of the target.
    pub target: Aim,
    /// The value asked for.
    pub wanted: f64,
    /// Where the good side begins.
    pub good_from: f64,
    /// The estimate that is judged, with control variates where they apply.
    pub estimate: Estimate,
    /// Control variates used.
    pub controls: u32,
    /// Met, missed or undecided.
    pub standing: Standing,
    /// Replications that would probably decide, where undecided and foreseeable.
    pub replications_to_decide: Option<u64>,
}

/// The targets of a model held against its replications, in the order of the scenario format.
///
/// For throughput, what arrived from Poisson streams serves as a control variate, batches for
/// batches and units for units, because its mean is known.
pub fn verdicts(model: &Model, replicated: &Replicated) -> Vec<Verdict> {
    verdicts_at(model, replicated, replicated.effort.confidence)
}

/// As [`verdicts`], with intervals of another confidence.
pub(super) fn verdicts_at(model: &Model, replicated: &Replicated, confidence: f64) -> Vec<Verdict> {
    let mut student = Student::new(confidence);
    let target = &model.target;
    let tolerated = 1.0 - target.tolerance;
    let (batches, units) = known_arrivals_per_day(model);
    let days = model.plan.length.days();
    let mut throughput = |aim: Aim, control: &[f64], known: f64| {
        let values = values(replicated, aim.metric());
        let control: Vec<f64> = control.iter().map(|count| count / days).collect();
        controlled(&values, &control, known, Range::NonNegative, &mut student)
    };
    let mut found = vec![];
    if let Some(wanted) = target.batches_per_day {
        let result = throughput(Aim::BatchesPerDay, &replicated.poisson.0, batches);
        found.push(judge(
            Aim::BatchesPerDay,
            wanted,
            wanted * tolerated,
            result,
        ));
    }
    if let Some(wanted) = target.units_per_day {
        let result = throughput(Aim::UnitsPerDay, &replicated.poisson.1, units);
        found.push(judge(Aim::UnitsPerDay, wanted, wanted * tolerated, result));
    }
    if let Some(release) = target.release {
        let shares = &replicated.values[replicated.position(Aim::Release.metric())];
        let moments = Moments::of(shares.iter().filter_map(|share| share.value()));
        let trials = shares.iter().map(|share| share.trials()).sum();
        let estimate = student.share(&moments, trials);
        let result = Controlled {
            estimate,
            controls: 0,
        };
        found.push(judge(Aim::Release, release.share, release.share, result));
    }
    found
}

fn values(replicated: &Replicated, metric: Metric) -> Vec<f64> {
    let values = &replicated.values[replicated.position(metric)];
    values
        .iter()
        .copied()
        .filter_map(Observation::value)
        .collect()
}

/// Mean batches and units a day that arrive from Poisson streams in the window, by the rules in
/// force at each time.
pub(super) fn known_arrivals_per_day(model: &Model) -> (f64, f64) {
    let (start, end) = (model.plan.window_start(), model.plan.window_end());
    let mut known = (0.0, 0.0);
    let changes = model.changes.iter().map(|(time, model)| (*time, model));
    let mut versions = std::iter::once((Time::START, model))
        .chain(changes)
        .peekable();
    while let Some((from, version)) = versions.next() {
        let until = versions.peek().map_or(end, |(time, _)| end.min(*time));
        let from = from.max(start);
        let (batches, units) = known_arrivals(version, from, until);
        known.0 += batches / model.plan.length.days();
        known.1 += units / model.plan.length.days();
    }
    known
}

/// Mean batches and units that arrive from Poisson streams in [from, until).
fn known_arrivals(model: &Model, from: Time, until: Time) -> (f64, f64) {
    let mut known = (0.0, 0.0);
    for (index, stream) in model.streams.iter().enumerate() {
        let ArrivalProcess::Poisson(profile) = &stream.process else {
            continue;
        };
        let batches = profile.expected(&model.calendar, from, until);
        known.0 += batches;
        let of_stream = model
            .classes
            .iter()
            .filter(|class| class.stream.index() == index);
        for class in of_stream {
            let units = class
                .goods
                .map_or(0.0, |goods| model.goods[goods.index()].units.mean());
            known.1 += batches * class.share * units;
        }
    }
    known
}

fn judge(target: Aim, wanted: f64, good_from: f64, result: Controlled) -> Verdict {
    let estimate = result.estimate;
    let standing = match (estimate.lower, estimate.upper) {
        (Some(lower), _) if lower >= good_from => Standing::Met,
        (_, Some(upper)) if upper < good_from => Standing::Missed,
        _ => Standing::Undecided,
    };
    let replications_to_decide = (standing == Standing::Undecided)
        .then(|| to_decide(&estimate, good_from))
        .flatten();
    Verdict {
        target,
        wanted,
        good_from,
        estimate,
        controls: result.controls,
        standing,
        replications_to_decide,
    }
}

/// How many replications would shrink the interval to the distance between its middle and the
/// limit. Half-widths of t-intervals shrink with the square root; the logarithm of the binomial
/// bound, where all replications agree on 1, shrinks with their number. `None` without an interval,
/// or where that would take more than a million.
fn to_decide(estimate: &Estimate, good_from: f64) -> Option<u64> {
    let (mean, half_width) = (estimate.mean?, estimate.half_width?);
    let factor = if mean == 1.0 && estimate.upper == Some(1.0) {
        (1.0 - half_width).ln() / good_from.ln()
    } else {
        (half_width / (mean - good_from)).powi(2)
    };
    let needed = (f64::from(estimate.replications) * factor).ceil().max(2.0);
    (needed <= 1e6).then_some(needed as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(mean: f64, half_width: f64, good_from: f64) -> (Standing, Option<u64>) {
        let estimate = Estimate::around(mean, half_width, Range::NonNegative, 40);
        let verdict = judge(
            Aim::Release,
            good_from,
            good_from,
            Controlled {
                estimate,
                controls: 0,
            },
        );
        (verdict.standing, verdict.replications_to_decide)
    }

    #[test]
    fn the_whole_interval_decides() {
        assert_eq!(standing(10.0, 1.0, 9.0), (Standing::Met, None));
        assert_eq!(standing(10.0, 1.0, 11.5), (Standing::Missed, None));
        assert_eq!(standing(10.0, 1.0, 9.5), (Standing::Undecided, Some(160)));
        assert_eq!(standing(10.0, 1.0, 10.0), (Standing::Undecided, None));
        // forty trials that agree: the bound is 0.025^(1/40) = 0.912; 0.025^(1/72) = 0.950
        let agreed = Student::new(0.95).share(&Moments::of([1.0; 40]), 40.0);
        let verdict = judge(
            Aim::Release,
            0.95,
            0.95,
            Controlled {
                estimate: agreed,
                controls: 0,
            },
        );
        assert_eq!(verdict.replications_to_decide, Some(72));
    }

    #[test]
    fn without_an_interval_nothing_is_decided() {
        let estimate = Estimate {
            mean: Some(5.0),
            replications: 1,
            ..Estimate::default()
        };
        let verdict = judge(
            Aim::Release,
            1.0,
            1.0,
            Controlled {
                estimate,
                controls: 0,
            },
        );
        assert_eq!(verdict.standing, Standing::Undecided);
        assert_eq!(verdict.replications_to_decide, None);
    }
}
