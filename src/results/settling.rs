//! Judges the warm-up from the number of batches inside since the start of the run.

use serde::{Deserialize, Serialize};

use crate::experiment::{Blocks, FoldedDetail, Replicated};
use crate::metric::{Metric, Scope};
use crate::model::{ArrivalProcess, Model};
use crate::scenario::Scenario;
use crate::statistics::{Estimate, Moments, Range, Student, WarmUp, mser};
use crate::theory::{self, Bottleneck, Load, Loads, Outlook};
use crate::time::{Span, Time};

const HOURS_A_DAY: usize = 24;

/// From this many blocks on, averages are taken over five blocks, as in MSER-5; with fewer, over
/// one.
const MANY: usize = 50;

/// Largest number of hours that are stored one by one; longer runs are stored day by day.
const MOST_HOURS: usize = 2400;

/// The number of batches inside from the start of the run, warm-up included, and the judgement of
/// the warm-up that follows from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settling {
    /// Start of each hour, or of each period of 24 hours in long runs.
    pub times: Vec<String>,
    /// Hours from one time to the next: 1 or 24.
    pub step_hours: u32,
    /// Mean number of batches inside.
    pub inside: Vec<Estimate>,
    /// Judgement of the warm-up.
    pub judgement: Settled,
    /// Hours after the start from which the number inside looks settled; `None` if not known.
    pub settled_hours: Option<f64>,
    /// Number of days in each average that was judged.
    pub averaged_days: u32,
    /// Reason why the warm-up was not judged; `None` if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_judged: Option<WhyNotJudged>,
    /// Relaxation time of the busiest station or team, by theory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relaxation: Option<Relaxation>,
}

/// Judgement of the warm-up by the number of batches inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// No evidence that the number settles only within the window, or too little effect on its
    /// mean.
    InTime,
    /// The number settles within the window, so late that the mean changes.
    TooLate,
    /// The number does not settle before the middle of the run, though no station is proven to be
    /// overloaded.
    NotYet,
    /// A station or a team cannot keep up, or stations block each other for ever: the number never
    /// settles.
    Never,
    /// The warm-up was not judged: [`WhyNotJudged`].
    NotJudged,
}

/// Reason why the warm-up was not judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyNotJudged {
    /// Dated changes decide how many batches are inside.
    DatedChanges,
    /// A file of arrivals decides how many batches are inside.
    ArrivalFile,
    /// The backlog at the start decides how many batches are inside.
    Backlog,
    /// Too few days (or weeks, if days of the week differ) from the start of the run to the end of
    /// the window.
    FewDays,
    /// Too few replications to tell a slow start from chance.
    FewReplications,
}

/// Time in which the effect of the empty start on a station or team fades.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relaxation {
    /// The station or team that is busiest for its lanes or members.
    pub scope: Scope,
    /// Hours in which the effect of the start shrinks to about a third: [`theory::relaxation()`].
    /// `None` if the work reaches what the lanes or members can do: no such time is then known.
    pub hours: Option<f64>,
}

/// Smallest number of replications with which the warm-up is judged.
const ENOUGH: u32 = 5;

/// Probability that the paired test calls a settled port unsettled.
const ERROR: f64 = 0.01;

/// Judges the warm-up of a steady run. MSER (White 1997) proposes a cut, from the number inside
/// averaged over all replications and over whole days (whole weeks if days of the week differ). The
/// warm-up is called too short only if starting at that cut would change the mean number inside by
/// more than half of its half-width, and if the days before and after the cut differ in a paired
/// test.
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
            .map(|(place, hours)| Relaxation {
                scope: match place {
                    Bottleneck::Station(at) => Scope::station(&model.stations[at].name),
                    Bottleneck::Team(at) => Scope::team(&model.teams[at].name),
                },
                hours,
            }),
    })
}

/// Do full rooms decide how much a station can do? No formula then tells how fast it settles.
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

/// Returns the series for the chart: times, hours from one time to the next, and means.
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
        // hours of one replication are correlated: the mean over them has no interval here
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

/// Returns the reason why the warm-up cannot be judged; `None` if it can.
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

/// The number inside in the form in which it is judged.
struct Shown<'a> {
    /// Mean of each block.
    series: &'a [f64],
    blocks: &'a Blocks,
    /// Half-width of the mean number inside.
    half_width: Option<f64>,
}

impl Shown<'_> {
    /// Returns the judgement, and the first block from which the port looks settled.
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

    /// Does the number inside still change after the best cut of the first half? It does if the
    /// halves of the window differ in the paired test, and if either no cut is better than the last
    /// one, or the halves of the series after the cut differ by more than twice the half-width of
    /// the whole (about the half-width of a difference of its halves).
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

    /// Would starting at the cut change the mean number inside by more than half of its half-width,
    /// and by more than chance?
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
