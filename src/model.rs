//! The compiled scenario, which the engine runs.
//!
//! A [`Model`] is read-only and contains only checked data. `scenario::check` alone makes models,
//! so its guarantees hold here: every index is valid, every station can open and has a way to an
//! exit, and shares sum to one. This module does not deal with files or messages.

mod crews;
mod drawn;
mod ids;
mod parts;
mod rates;
mod route;
mod versions;

use crate::calendar::{Calendar, Openings, RateProfile};
use crate::distribution::{Choice, Distribution};
use crate::time::{Span, Time};

pub use drawn::{Drawn, Given, Slot};
pub use ids::{Class, ClassId, GoodsId, StationId, StreamId, TeamId};
pub use route::{Destination, Exit, Route, RouteQuestion, Rule};
pub use versions::Stretch;

/// A compiled scenario. It is read-only outside this crate, because its parts depend on each other
/// in ways that `scenario::check` has checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The dates of the run.
    pub(crate) calendar: Calendar,
    /// The windows of the run.
    pub(crate) plan: RunPlan,
    /// The target that results are compared with.
    pub(crate) target: Target,
    /// The kinds of goods.
    pub(crate) goods: Vec<Goods>,
    /// The arrival streams.
    pub(crate) streams: Vec<ArrivalStream>,
    /// The stations.
    pub(crate) stations: Vec<Station>,
    /// The teams.
    pub(crate) teams: Vec<Team>,
    /// Every pair of stream and goods that occurs, which classifies batches for statistics.
    pub(crate) classes: Vec<Class>,
    /// The priorities that occur, highest first; a rank is a position in this list.
    pub(crate) priorities: Vec<i64>,
    /// Number of batches that wait at each station at the start of the run; they are not measured.
    /// Their streams are drawn in proportion to the streams' rates over the measured window
    /// ([`Model::rates`]).
    pub(crate) backlog: Vec<(StationId, u64)>,
    /// Cost of an hour of delay of one batch; 0 if the scenario names no cost.
    pub(crate) delay_cost_per_batch_hour: f64,
    /// Dated changes of rules and resources, in order of time. Each holds the whole model as it is
    /// from then on, with the same names at the same positions and no changes of its own. Work in
    /// progress keeps its drawn time. The times are after the start and before the horizon.
    pub(crate) changes: Vec<(Time, Model)>,
}

/// The kind of question that the run answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunKind {
    /// A window of an ongoing process: warm-up and overload matter.
    Steady,
    /// The given days themselves.
    Period,
}

/// When the run measures, and how long it follows the measured batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunPlan {
    /// The kind of question that the run answers.
    pub kind: RunKind,
    /// Length from the start of the run to the measured window.
    pub warm_up: Span,
    /// Length of the measured window.
    pub length: Span,
    /// Length of time after the window in which unfinished measured batches are followed.
    pub follow_up: Span,
}

impl RunPlan {
    /// Returns the first instant of the measured window.
    pub fn window_start(&self) -> Time {
        Time::START + self.warm_up
    }

    /// Returns the first instant after the measured window.
    pub fn window_end(&self) -> Time {
        self.window_start() + self.length
    }

    /// Returns the instant at which following stops.
    pub fn horizon(&self) -> Time {
        self.window_end() + self.follow_up
    }
}

/// The target that results are compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Target {
    /// Batches released per day.
    pub batches_per_day: Option<f64>,
    /// Units released per day.
    pub units_per_day: Option<f64>,
    /// A share of the measured batches that is released in time.
    pub release: Option<ReleaseTarget>,
    /// Half-width of the indifference zone: how far from its limit a result may lie on either side
    /// without it mattering.
    ///
    /// The *limit* is where the good side begins. For a throughput it is (1 - tolerance) of the
    /// target, because a port that keeps up releases on average exactly what arrives; for a share
    /// in time it is the share itself. Around the limit lies an indifference zone (Andradottir and
    /// Kim 2010; Batur and Kim 2010). On each side it is as wide as the tolerance, taken as a part
    /// of the throughput or as a difference of shares, but no wider than half of the distance from
    /// the limit to 1. For a share of 1, which no run can prove, the zone is from 1 - tolerance to
    /// 1. Verdicts, `staff` and `stress` use the same limit and zone.
    pub tolerance: f64,
}

impl Target {
    /// Returns the limit of a throughput, where its good side begins.
    pub fn throughput_limit(&self, wanted: f64) -> f64 {
        wanted * (1.0 - self.tolerance)
    }
}

/// A target such as "95 % released within 4 hours".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReleaseTarget {
    /// The longest release time that is still in time.
    pub within: Span,
    /// The share of batches to be released in time, in (0, 1].
    pub share: f64,
}

/// A kind of goods.
#[derive(Clone, Debug, PartialEq)]
pub struct Goods {
    /// The name used in the scenario.
    pub name: String,
    /// The name shown in reports.
    pub label: String,
    /// Number of units in a batch.
    pub units: Distribution,
}

/// An arrival stream.
#[derive(Clone, Debug, PartialEq)]
pub struct ArrivalStream {
    /// The name used in the scenario.
    pub name: String,
    /// The name shown in reports.
    pub label: String,
    /// When batches arrive.
    pub process: ArrivalProcess,
    /// The class of a batch, drawn by the shares of goods, in file order.
    pub mix: Choice<ClassId>,
    /// Rank of this stream's batches in queues; rank 0 goes first.
    pub rank: usize,
    /// Time from arrival until a batch is due, in microseconds; `None` if its batches have no due
    /// time (in a trace each batch may have its own).
    pub due: Option<Distribution>,
    /// Time from arrival until a batch is withdrawn if its first service at any station has not
    /// begun, in microseconds; `None` if batches never lose patience.
    pub patience: Option<Distribution>,
    /// Number of batches that arrive together, rounded to whole numbers of at least 1 when drawn;
    /// `None` if they arrive one by one. Rates count batches, not groups.
    pub group: Option<Distribution>,
    /// Shares of the hours of a day, for batches of a table that arrive at random instants of their
    /// date; `None` if there are none whose instants are drawn.
    pub scatter: Option<Box<[f64; 24]>>,
    /// Where a batch goes on arrival.
    pub to: Route,
}

/// When the batches of a stream arrive.
#[derive(Clone, Debug, PartialEq)]
pub enum ArrivalProcess {
    /// A Poisson process whose rate follows the clock.
    Poisson(RateProfile),
    /// A fixed whole number every day, at independent instants whose density follows the clock.
    Exact(RateProfile),
    /// Independent gaps between arrivals, in microseconds.
    Renewal(Distribution),
    /// A given list of batches, in order of time.
    Trace(Vec<TracedBatch>),
}

/// A batch of a trace.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TracedBatch {
    /// When it arrives; not before the start of the run.
    pub time: Time,
    /// Its class; all classes of a trace belong to its stream.
    pub class: ClassId,
    /// Number of units that it holds.
    pub units: f64,
    /// Its rank in queues; rank 0 goes first.
    pub rank: usize,
    /// When it should be released; `None` if it has no due time.
    pub due: Option<Time>,
    /// What is drawn in each replication; `time`, goods and units are then typical ones, of which
    /// the list as a whole has the right means. `None` if everything is as given.
    pub drawn: Option<Drawn>,
}

impl ArrivalProcess {
    /// Returns a batch of a trace by its number; `None` for other processes.
    #[inline]
    pub fn traced(&self, number: u64) -> Option<&TracedBatch> {
        match self {
            Self::Trace(batches) => batches.get(number as usize),
            Self::Poisson(_) | Self::Exact(_) | Self::Renewal(_) => None,
        }
    }
}

/// A station.
#[derive(Clone, Debug, PartialEq)]
pub struct Station {
    /// The name used in the scenario.
    pub name: String,
    /// The name shown in reports.
    pub label: String,
    /// How many batches can be served at once.
    pub lanes: Lanes,
    /// Service times in microseconds.
    pub service: Service,
    /// Team members that a lane holds while it works: it takes all of them at once or none. Each
    /// team occurs at most once.
    pub staff: Vec<(TeamId, u32)>,
    /// What happens to work when lanes or staff go off duty.
    pub at_close: AtClose,
    /// Which batch goes next among those of equal priority.
    pub order: Order,
    /// Are all batches served as if they had one priority?
    pub ignore_priority: bool,
    /// Does a batch of higher priority interrupt the latest started one of the lowest priority?
    pub preempt: bool,
    /// Waiting places and what happens when all are taken; `None` if their number is unlimited.
    pub room: Option<Room>,
    /// Lanes opened on demand.
    pub open_more: Option<OpenMore>,
    /// How lanes break down; `None` if they never do.
    pub breakdowns: Option<Breakdowns>,
    /// Cost of an open lane per hour where no row sets another, and of a lane on demand; 0 if the
    /// scenario names no cost.
    pub cost_per_lane_hour: f64,
    /// Cost of an open lane per hour, by row of `lanes`; empty if the lanes are unlimited.
    pub cost_by_row: Vec<f64>,
    /// Where a batch goes after service.
    pub next: Route,
    /// Can a batch return here after it was served here?
    pub revisited: bool,
}

/// How many batches a station can serve at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lanes {
    /// Every batch is served at once.
    Unlimited,
    /// A number of lanes that follows the clock.
    Scheduled(Openings),
}

impl Lanes {
    /// Returns the schedule; `None` if the lanes are unlimited.
    pub fn openings(&self) -> Option<&Openings> {
        match self {
            Self::Unlimited => None,
            Self::Scheduled(openings) => Some(openings),
        }
    }

    /// Returns the number of lanes if it never changes; `None` if it changes or is unlimited.
    pub fn always(&self) -> Option<u32> {
        self.openings()?.always()
    }
}

/// How long service takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// The distributions that occur at the station, in microseconds; never empty.
    pub times: Vec<Distribution>,
    /// Index into `times` for each kind of goods; batches without goods use index 0.
    pub of_goods: Vec<u32>,
    /// Microseconds added for each unit.
    pub per_unit: f64,
}

impl Service {
    /// Returns the distribution of the drawn time for a batch of these goods.
    #[inline]
    pub fn time(&self, goods: Option<GoodsId>) -> &Distribution {
        &self.times[goods.map_or(0, |goods| self.of_goods[goods.index()] as usize)]
    }

    /// Do all goods have the same distribution, whatever their number of units?
    pub fn is_one(&self) -> bool {
        self.per_unit == 0.0 && self.of_goods.iter().all(|time| *time == self.of_goods[0])
    }

    /// Do all batches have the same exponential distribution?
    pub fn is_exponential(&self) -> bool {
        self.is_one() && self.times.len() == 1 && self.times[0].is_exponential()
    }
}

/// What happens to ongoing work when lanes or staff go off duty and no later shift takes it over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AtClose {
    /// It is finished, as overtime.
    #[default]
    Finish,
    /// It is interrupted, and resumes where it stopped before new work begins.
    Pause,
    /// It is interrupted, and restarts with the same drawn time before new work begins.
    Restart,
}

/// Which batch goes next among those of equal priority.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The one that joined first.
    #[default]
    FirstCome,
    /// The one that joined last.
    LastCome,
    /// A random one, each with the same probability.
    Random,
    /// The one with the shortest drawn time.
    Shortest,
    /// The one that is due first; batches without a due time come last.
    Due,
    /// The one with the fewest units.
    FewestUnits,
}

/// Waiting places of a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Number of batches that can wait, not counting those in a lane.
    pub places: u32,
    /// What happens to a batch that comes when all places are taken.
    pub when_full: WhenFull,
}

/// What happens to a batch that comes when all waiting places are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenFull {
    /// It stays in the lane upstream, which is blocked; from outside it waits at the gate.
    Block,
    /// It leaves as refused.
    TurnAway,
    /// It goes to another station.
    Divert(StationId),
}

/// Lanes opened on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenMore {
    /// Number of waiting batches from which on the lanes are called.
    pub when_waiting: u32,
    /// Number of lanes to open.
    pub add: u32,
    /// Number of waiting batches at or below which the lanes close again; below `when_waiting`.
    pub until_waiting: u32,
    /// Time from the call to the opening.
    pub notice: Span,
}

/// How the lanes of a station break down, each on its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Breakdowns {
    /// Time from one repair to the next breakdown, in microseconds.
    pub after: Distribution,
    /// Which time counts towards a breakdown.
    pub counting: Counting,
    /// Time that a repair takes by the clock, in microseconds.
    pub repair: Distribution,
}

/// Which time counts towards a breakdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// All time, closed hours included.
    Clock,
    /// Time at work.
    Work,
}

/// A team of people who staff stations.
#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    /// The name used in the scenario.
    pub name: String,
    /// The name shown in reports.
    pub label: String,
    /// Number of members on duty by the clock; rows add up.
    pub members: Openings,
    /// Cost of a member per hour on duty, by row of `members`.
    pub cost_per_hour: Vec<f64>,
    /// Cost of an hour of overtime as a multiple of that of the member's row.
    pub overtime_factor: f64,
}
