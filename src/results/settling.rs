//! Was the warm-up long enough? What the number inside shows from the start of the run on.

use serde::{Deserialize, Serialize};

use crate::experiment::{FoldedDetail, Replicated};
use crate::metric::Metric;
use crate::model::{ArrivalProcess, Lanes, Model, RunKind};
use crate::scenario::Scenario;
use crate::statistics::{Estimate, Moments, Range, Student, WarmUp, mser};
use crate::theory::Load;
use crate::time::{Span, Time};

const HOURS_A_DAY: usize = 24;

/// Days from which averages are taken five at a time, as MSER-5 does; below, one at a time.
const MANY: usize = 50;

/// Hours that are told one by one; a longer run is told day by day.
const MOST_HOURS: usize = 2400;

/// The number of batches inside from the start of the run, warm-up included, and what it says of
/// the warm-up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settling {
    /// Start of each hour, or of each day of 24 hours where there are too many hours.
    pub times: Vec<String>,
    /// From one time to the next: 1 or 24.
    pub step_hours: u32,
    /// Mean number of batches inside.
    pub inside: Vec<Estimate>,
    /// What this says of the warm-up.
    pub judgement: Settled,
    /// From how many hours on the number inside looks settled, where that could be told.
    pub settled_hours: Option<f64>,
    /// Averages of so many days were judged.
    pub averaged_days: u32,
}

/// What the number inside says of the warm-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// It looks settled when the window opens, as far as that matters for its mean.
    InTime,
    /// It settles only in the window, so late that the mean moves.
    TooLate,
    /// It does not settle before the middle of the run, though every station keeps up.
    NotYet,
    /// A station cannot keep up: it never settles.
    Never,
    /// Nothing is concluded: the run is short, begins with a backlog, or is not the same every day.
    NotJudged,
}

/// Judges the number inside of a steady run: MSER (White 1997) over averages of whole days from the
/// start, or of whole weeks where days differ, of the mean over all replications.
pub(super) fn settling(
    scenario: &Scenario,
    replicated: &Replicated,
    loads: &[Load],
) -> Option<Settling> {
    let model = &scenario.model;
    let detail = replicated.detail.as_ref()?;
    if model.plan.kind == RunKind::Period || detail.inside.is_empty() {
        return None;
    }
    let days = if days_differ(model) { 7 } else { 1 };
    let series = averages(detail, days * HOURS_A_DAY);
    let batch = if series.len() >= MANY { 5 } else { 1 };
    let overloaded = loads.iter().any(|load| load.overloaded);
    let (judgement, cut) = match mser(&series, batch) {
        _ if overloaded => (Settled::Never, None),
        _ if is_driven(model) => (Settled::NotJudged, None),
        WarmUp::TooShort => (Settled::NotJudged, None),
        WarmUp::Unsettled(cut) if drifts(&series, cut + batch, replicated) => {
            (Settled::NotYet, None)
        }
        WarmUp::From(cut) | WarmUp::Unsettled(cut)
            if biased(&series, cut, model, days, replicated) =>
        {
            (Settled::TooLate, Some(cut))
        }
        WarmUp::From(cut) | WarmUp::Unsettled(cut) => (Settled::InTime, Some(cut)),
    };
    let step = if detail.inside.len() > MOST_HOURS {
        HOURS_A_DAY
    } else {
        1
    };
    let mut student = Student::new(scenario.confidence);
    let mut estimate = |hours: &[Moments]| match hours {
        [hour] => student.estimate(hour, Range::NonNegative),
        // hours of one replication go together: their mean has no interval of its own
        hours => Estimate {
            mean: Some(mean(hours)),
            replications: replicated.replications(),
            ..Estimate::default()
        },
    };
    let inside: Vec<Estimate> = detail
        .inside
        .chunks_exact(step)
        .map(&mut estimate)
        .collect();
    let time = |position: usize| Time::START + Span::from_hours((position * step) as i64);
    let time = |position| model.calendar.date_time(time(position)).to_string();
    Some(Settling {
        times: (0..inside.len()).map(time).collect(),
        step_hours: step as u32,
        inside,
        judgement,
        settled_hours: cut.map(|cut| (cut * days * HOURS_A_DAY) as f64),
        averaged_days: (batch * days) as u32,
    })
}

fn mean(hours: &[Moments]) -> f64 {
    hours.iter().map(Moments::mean).sum::<f64>() / hours.len() as f64
}

/// Means of so many hours each.
fn averages(detail: &FoldedDetail, hours: usize) -> Vec<f64> {
    detail.inside.chunks_exact(hours).map(mean).collect()
}

/// Does something else than the port itself decide how many are inside: dates, real arrivals, or
/// what waits at the start?
fn is_driven(model: &Model) -> bool {
    let is_traced =
        |stream: &crate::model::ArrivalStream| matches!(stream.process, ArrivalProcess::Trace(_));
    !model.changes.is_empty() || !model.backlog.is_empty() || model.streams.iter().any(is_traced)
}

/// Does the number inside still move past the best cut of the first half? It does where no cut is
/// better than the last one, or where the halves of what is left differ by more than chance: twice
/// the half-width of the whole, which is about that of a difference of its halves.
fn drifts(series: &[f64], past_cut: usize, replicated: &Replicated) -> bool {
    let rest = &series[past_cut.min(series.len())..];
    if past_cut * 2 > series.len() || rest.len() < 2 {
        return true;
    }
    let (first, second) = rest.split_at(rest.len() / 2);
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    let Estimate { half_width, .. } =
        replicated.estimates[replicated.position(Metric::InSystemMean)];
    half_width.is_some_and(|width| (mean(second) - mean(first)).abs() > 2.0 * width)
}

/// Would starting at the cut move the mean number inside by more than half of its half-width?
fn biased(series: &[f64], cut: usize, model: &Model, days: usize, replicated: &Replicated) -> bool {
    let warm_up = (model.plan.warm_up.days() / days as f64).floor() as usize;
    if cut <= warm_up {
        return false;
    }
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    let moved = (mean(&series[warm_up..]) - mean(&series[cut..])).abs();
    let Estimate { half_width, .. } =
        replicated.estimates[replicated.position(Metric::InSystemMean)];
    half_width.is_some_and(|half_width| moved > half_width / 2.0)
}

/// Do days of the week differ in arrivals or in lanes?
fn days_differ(model: &Model) -> bool {
    let arrivals = model.streams.iter().any(|stream| match &stream.process {
        ArrivalProcess::Poisson(profile) | ArrivalProcess::Exact(profile) => profile.days[..7]
            .iter()
            .any(|factor| *factor != profile.days[0]),
        ArrivalProcess::Renewal(_) | ArrivalProcess::Trace(_) => false,
    });
    let lanes = model.stations.iter().any(|station| match &station.lanes {
        Lanes::Unlimited => false,
        Lanes::Scheduled(openings) => (0..HOURS_A_DAY * 7).any(|hour| {
            openings.weekly_mean_of_hour(hour) != openings.weekly_mean_of_hour(hour % HOURS_A_DAY)
        }),
    });
    arrivals || lanes
}
