//! Was the warm-up long enough? What the number inside shows from the start of the run on.

use serde::{Deserialize, Serialize};

use crate::experiment::{Blocks, FoldedDetail, Replicated};
use crate::metric::{Metric, Scope};
use crate::model::{ArrivalProcess, Model};
use crate::scenario::Scenario;
use crate::statistics::{Estimate, Moments, Range, Student, WarmUp, mser};
use crate::theory::{self, Load, Loads, Outlook};
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
    /// Averages of this many days were judged.
    pub averaged_days: u32,
    /// Why nothing is concluded, where nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_judged: Option<WhyNotJudged>,
    /// How long the busiest station remembers the empty start, by theory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relaxation: Option<Relaxation>,
}

/// What the number inside says of the warm-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// Nothing shows that it settles only in the window, as far as that matters for its mean.
    InTime,
    /// It settles only in the window, so late that the mean moves.
    TooLate,
    /// It does not settle before the middle of the run, though no station is known to be too full.
    NotYet,
    /// A station or a team cannot keep up, or stations block each other for good: it never settles.
    Never,
    /// Nothing is concluded: [`WhyNotJudged`].
    NotJudged,
}

/// Why nothing is concluded of the warm-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyNotJudged {
    /// Dated changes decide how many batches are inside.
    DatedChanges,
    /// A list of arrivals decides it.
    ArrivalFile,
    /// What waits at the start decides it.
    Backlog,
    /// There are too few days, or weeks where days of the week differ, from the start of the run to
    /// the end of the window.
    FewDays,
    /// There are too few replications to tell a slow start from chance.
    FewReplications,
}

/// How long a station remembers the empty start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relaxation {
    /// The station whose lanes are busiest.
    pub scope: Scope,
    /// Hours in which what the start does to it shrinks to a third, about:
    /// [`theory::relaxation()`].
    pub hours: f64,
}

/// The fewest replications that are judged.
const ENOUGH: u32 = 5;

/// Probability with which the paired test calls a settled port unsettled.
const ERROR: f64 = 0.01;

/// Judges the number inside of a steady run: MSER (White 1997) over averages of whole days, or of
/// whole weeks where days differ, of the mean over all replications proposes a cut. The warm-up is
/// called too short only where starting at that cut would move the mean inside by more than half of
/// its half-width, and where the days before and after it differ in a paired test.
pub(super) fn settling(
    scenario: &Scenario,
    replicated: &Replicated,
    loads: &Loads,
) -> Option<Settling> {
    let model = &scenario.model;
    let detail = replicated.detail.as_ref()?;
    let blocks = detail.blocks.as_ref()?;
    if detail.inside.is_empty() {
        return None;
    }
    let series = blocks.means(&detail.inside, Moments::mean);
    let batch = if series.len() >= MANY { 5 } else { 1 };
    let stations = loads.stations.iter().map(|load| load.outlook);
    let mut outlooks = stations.chain(loads.teams.iter().map(|load| load.outlook));
    let found = mser(&series, batch);
    let why_not = why_not_judged(model, replicated, found);
    let shown = Shown {
        series: &series,
        blocks,
        half_width: replicated.of_all(Metric::InSystemMean).half_width,
    };
    let locks_up = locks_up(replicated);
    let (judgement, cut) = if locks_up || outlooks.any(Outlook::has_no_steady_state) {
        (Settled::Never, None)
    } else if why_not.is_some() {
        (Settled::NotJudged, None)
    } else {
        shown.judgement(found, batch)
    };
    let (times, step, inside) = told(scenario, detail, replicated.replications());
    let hours = |cut: usize| (blocks.offset + cut * blocks.hours()) as f64;
    Some(Settling {
        times,
        step_hours: step as u32,
        inside,
        judgement,
        not_judged: why_not.filter(|_| judgement == Settled::NotJudged),
        settled_hours: cut.map(hours),
        averaged_days: (batch * blocks.days) as u32,
        relaxation: theory::relaxation(loads)
            .filter(|_| !blocking_decides(&loads.stations))
            .map(|(station, hours)| Relaxation {
                scope: Scope::station(&model.stations[station].name),
                hours,
            }),
    })
}

/// Do full rooms decide how much a station can do? Then no formula tells how it settles.
pub(super) fn blocking_decides(loads: &[Load]) -> bool {
    let mut outlooks = loads.iter().map(|load| load.outlook);
    outlooks.any(|outlook| outlook == Outlook::BlockingDecides)
}

/// Do stations block each other for the rest of a replication?
fn locks_up(replicated: &Replicated) -> bool {
    let locks = replicated.evidence().locks.iter();
    locks
        .flat_map(|(_, locks)| locks)
        .any(|lock| lock.until.is_none())
}

/// The series that a chart shows: times, hours from one to the next, and means.
fn told(
    scenario: &Scenario,
    detail: &FoldedDetail,
    replications: u32,
) -> (Vec<String>, usize, Vec<Estimate>) {
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
            replications,
            ..Estimate::default()
        },
    };
    let hours = detail.inside.chunks_exact(step);
    let inside: Vec<Estimate> = hours.map(&mut estimate).collect();
    let calendar = &scenario.model.calendar;
    let time = |position: usize| Time::START + Span::from_hours((position * step) as i64);
    let time = |position| calendar.date_time(time(position)).to_string();
    ((0..inside.len()).map(time).collect(), step, inside)
}

fn mean(hours: &[Moments]) -> f64 {
    hours.iter().map(Moments::mean).sum::<f64>() / hours.len() as f64
}

/// Why nothing can be concluded, where it cannot.
fn why_not_judged(model: &Model, replicated: &Replicated, found: WarmUp) -> Option<WhyNotJudged> {
    let is_traced =
        |stream: &crate::model::ArrivalStream| matches!(stream.process, ArrivalProcess::Trace(_));
    if !model.changes.is_empty() {
        Some(WhyNotJudged::DatedChanges)
    } else if model.streams.iter().any(is_traced) {
        Some(WhyNotJudged::ArrivalFile)
    } else if !model.backlog.is_empty() {
        Some(WhyNotJudged::Backlog)
    } else if found == WarmUp::TooShort {
        Some(WhyNotJudged::FewDays)
    } else if replicated.replications() < ENOUGH {
        Some(WhyNotJudged::FewReplications)
    } else {
        None
    }
}

/// The number inside, as it is judged.
struct Shown<'a> {
    /// Mean of each block.
    series: &'a [f64],
    blocks: &'a Blocks,
    /// Half of the interval of the mean number inside.
    half_width: Option<f64>,
}

impl Shown<'_> {
    /// The judgement, and from which block on the port looks settled.
    fn judgement(&self, found: WarmUp, batch: usize) -> (Settled, Option<usize>) {
        let cut = match found {
            WarmUp::TooShort => return (Settled::NotJudged, None),
            WarmUp::Unsettled(cut) if self.drifts(cut + batch) => return (Settled::NotYet, None),
            WarmUp::From(cut) | WarmUp::Unsettled(cut) => cut,
        };
        let judgement = if self.biased(cut) {
            Settled::TooLate
        } else {
            Settled::InTime
        };
        (judgement, Some(cut))
    }

    /// Does the number inside still move past the best cut of the first half? It does where no cut
    /// is better than the last one, or where the halves of what is left differ by more than twice
    /// the half-width of the whole, which is about that of a difference of its halves; and where
    /// the halves of the window differ in the paired test.
    fn drifts(&self, past_cut: usize) -> bool {
        let rest = &self.series[past_cut.min(self.series.len())..];
        let middle = usize::midpoint(self.blocks.warm_up, self.series.len());
        if !self.blocks.differs(middle, ERROR) {
            return false;
        }
        if past_cut * 2 > self.series.len() || rest.len() < 2 {
            return true;
        }
        let (first, second) = rest.split_at(rest.len() / 2);
        let half_width = self.half_width;
        half_width.is_some_and(|width| (level(second) - level(first)).abs() > 2.0 * width)
    }

    /// Would starting at the cut move the mean number inside by more than half of its half-width,
    /// and is that more than chance?
    fn biased(&self, cut: usize) -> bool {
        let warm_up = self.blocks.warm_up;
        if cut <= warm_up {
            return false;
        }
        let moved = (level(&self.series[warm_up..]) - level(&self.series[cut..])).abs();
        let matters = self.half_width.is_some_and(|width| moved > width / 2.0);
        matters && self.blocks.differs(cut, ERROR)
    }
}

fn level(part: &[f64]) -> f64 {
    part.iter().sum::<f64>() / part.len() as f64
}
