//! The compiled scenario: what the engine runs.
//!
//! A [`Model`] is read-only and holds only what has been checked; `scenario::check` is the only
//! place that makes one, so whatever it promises holds here: every index points somewhere, every
//! station can open and has a way out, shares sum to one. It knows nothing of files or messages.

mod crews;
mod ids;
mod parts;
mod rates;
mod route;
mod versions;

use crate::calendar::{Calendar, Openings, RateProfile};
use crate::distribution::{Choice, Distribution};
use crate::time::{Span, Time};

pub use ids::{Class, ClassId, GoodsId, StationId, StreamId, TeamId};
pub use route::{Destination, Exit, Route, RouteQuestion, Rule};
pub use versions::Stretch;

/// A scenario, compiled. Outside of this crate it is only read: `scenario::check` has proved what
/// each of its parts promises of the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The dates of the run.
    pub(crate) calendar: Calendar,
    /// The windows of the run.
    pub(crate) plan: RunPlan,
    /// What results are held against.
    pub(crate) target: Target,
    /// What batches hold.
    pub(crate) goods: Vec<Goods>,
    /// Where batches come from.
    pub(crate) streams: Vec<ArrivalStream>,
    /// Where batches are served.
    pub(crate) stations: Vec<Station>,
    /// Who staffs the stations.
    pub(crate) teams: Vec<Team>,
    /// Every pair of stream and goods that occurs: what a batch is, for statistics.
    pub(crate) classes: Vec<Class>,
    /// The priorities that occur, highest first; a rank is a position in this list.
    pub(crate) priorities: Vec<i64>,
    /// Batches that wait at stations at the start of the run; not measured. Their streams are drawn
    /// in proportion to the streams' rates over the measured window ([`Model::rates`]).
    pub(crate) backlog: Vec<(StationId, u64)>,
    /// What an hour of delay of one batch costs; 0 where the scenario names no cost.
    pub(crate) delay_cost_per_batch_hour: f64,
    /// The rules and resources from later instants on, in order of time: the whole model as it
    /// stands then, with the same names at the same positions and no changes of its own. Work in
    /// progress keeps its drawn time. Times are after the start and before the horizon.
    pub(crate) changes: Vec<(Time, Model)>,
}

/// What kind of question the run asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunKind {
    /// A window of a process that goes on: warm-up and overload matter.
    Steady,
    /// These very days.
    Period,
}

/// When the run measures, and for how long it follows what it measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunPlan {
    /// A steady process or these very days.
    pub kind: RunKind,
    /// From the start of the run to the measured window.
    pub warm_up: Span,
    /// Length of the measured window.
    pub length: Span,
    /// How long after the window unfinished measured batches are followed.
    pub follow_up: Span,
}

impl RunPlan {
    /// The first instant of the measured window.
    pub fn window_start(&self) -> Time {
        Time::START + self.warm_up
    }

    /// The first instant after the measured window.
    pub fn window_end(&self) -> Time {
        self.window_start() + self.length
    }

    /// The instant at which following stops.
    pub fn horizon(&self) -> Time {
        self.window_end() + self.follow_up
    }
}

/// What results are held against.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Target {
    /// Batches released a day.
    pub batches_per_day: Option<f64>,
    /// Units released a day.
    pub units_per_day: Option<f64>,
    /// A share of the measured batches released in time.
    pub release: Option<ReleaseTarget>,
    /// How far from its limit a part of the target may be without it mattering on which side.
    ///
    /// The *limit* is where the good side begins: (1 - tolerance) of a throughput, because a port
    /// that keeps up releases on average exactly what arrives; of a share in time, the share
    /// itself. Around the limit lies an indifference zone (Andradottir and Kim 2010; Batur and Kim
    /// 2010). On each side it is as wide as this part of the throughput, or as this difference of
    /// shares, but no wider than half of what is left to 1. Of a share of 1, which no run can show,
    /// the zone is from 1 - tolerance to 1. Verdicts, `staff` and `stress` share limit and zone.
    pub tolerance: f64,
}

impl Target {
    /// Where the good side of a throughput begins: its limit.
    pub fn throughput_limit(&self, wanted: f64) -> f64 {
        wanted * (1.0 - self.tolerance)
    }
}

/// "95 % released within 4 hours".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReleaseTarget {
    /// The release time that is still in time.
    pub within: Span,
    /// The share of batches wanted in time, in (0, 1].
    pub share: f64,
}

/// A kind of goods.
#[derive(Clone, Debug, PartialEq)]
pub struct Goods {
    /// The name that the scenario uses.
    pub name: String,
    /// What is shown.
    pub label: String,
    /// Units in a batch.
    pub units: Distribution,
}

/// Where batches come from.
#[derive(Clone, Debug, PartialEq)]
pub struct ArrivalStream {
    /// The name that the scenario uses.
    pub name: String,
    /// What is shown.
    pub label: String,
    /// When batches arrive.
    pub process: ArrivalProcess,
    /// The class of a batch by its goods, in file order.
    pub mix: Choice<ClassId>,
    /// Rank of this stream's batches in queues; 0 goes first.
    pub rank: usize,
    /// From arrival to the instant by which a batch should be released, in microseconds; none
    /// where its batches have no due time (traces may give each batch its own).
    pub due: Option<Distribution>,
    /// From arrival to the instant at which a batch leaves as withdrawn if its first service
    /// anywhere has not begun, in microseconds; none where batches never lose patience.
    pub patience: Option<Distribution>,
    /// How many batches arrive together, rounded to whole numbers of at least 1 when drawn; none
    /// where they come one by one. Rates count batches, not groups.
    pub group: Option<Distribution>,
    /// Where a batch goes on arrival.
    pub to: Route,
}

/// When the batches of a stream arrive.
#[derive(Clone, Debug, PartialEq)]
pub enum ArrivalProcess {
    /// A Poisson process whose rate follows the clock.
    Poisson(RateProfile),
    /// A fixed whole number every day at independent instants that follow the clock.
    Exact(RateProfile),
    /// Independent gaps, in microseconds.
    Renewal(Distribution),
    /// These very batches, in order of time.
    Trace(Vec<TracedBatch>),
}

/// A batch of a trace.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TracedBatch {
    /// When it arrives; not before the start of the run.
    pub time: Time,
    /// What it is; all classes of a trace belong to its stream.
    pub class: ClassId,
    /// Units that it holds.
    pub units: f64,
    /// Its rank in queues; 0 goes first.
    pub rank: usize,
    /// When it should be released; none where it has no due time.
    pub due: Option<Time>,
}

impl ArrivalProcess {
    /// The batch of a trace by its number.
    #[inline]
    pub fn traced(&self, number: u64) -> Option<&TracedBatch> {
        match self {
            Self::Trace(batches) => batches.get(number as usize),
            Self::Poisson(_) | Self::Exact(_) | Self::Renewal(_) => None,
        }
    }
}

/// Where batches are served.
#[derive(Clone, Debug, PartialEq)]
pub struct Station {
    /// The name that the scenario uses.
    pub name: String,
    /// What is shown.
    pub label: String,
    /// How many batches can be served at once.
    pub lanes: Lanes,
    /// Service times in microseconds.
    pub service: Service,
    /// Team members that a lane holds while it works: all at once or none; never two entries of
    /// one team.
    pub staff: Vec<(TeamId, u32)>,
    /// What becomes of work when lanes or staff go off duty.
    pub at_close: AtClose,
    /// Who goes next among batches of equal priority.
    pub order: Order,
    /// Are all batches served as if they had one priority?
    pub ignore_priority: bool,
    /// Does a batch of higher priority interrupt the one of lowest priority that started last?
    pub preempt: bool,
    /// Waiting places and what happens when all are taken; none where there is always room.
    pub room: Option<Room>,
    /// Lanes opened on demand.
    pub open_more: Option<OpenMore>,
    /// How lanes break down; none where they never do.
    pub breakdowns: Option<Breakdowns>,
    /// What an open lane costs an hour; 0 where the scenario names no cost.
    pub cost_per_lane_hour: f64,
    /// Where a batch goes after service.
    pub next: Route,
    /// Can a batch come back here after it was served here?
    pub revisited: bool,
}

/// How many batches a station can serve at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lanes {
    /// Every batch is served at once.
    Unlimited,
    /// A number of lanes, by the clock.
    Scheduled(Openings),
}

impl Lanes {
    /// The number of lanes, where it never changes; none where it is unlimited.
    pub fn always(&self) -> Option<u32> {
        match self {
            Self::Unlimited => None,
            Self::Scheduled(openings) => openings.always(),
        }
    }
}

/// How long service takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// The distributions that occur at the station, in microseconds; never empty.
    pub times: Vec<Distribution>,
    /// Which of `times` each kind of goods has; batches without goods have the first.
    pub of_goods: Vec<u32>,
    /// Microseconds added for each unit.
    pub per_unit: f64,
}

impl Service {
    /// The distribution of the drawn time for a batch of these goods.
    #[inline]
    pub fn time(&self, goods: Option<GoodsId>) -> &Distribution {
        &self.times[goods.map_or(0, |goods| self.of_goods[goods.index()] as usize)]
    }

    /// Have all goods one distribution, whatever the number of units?
    pub fn is_one(&self) -> bool {
        self.per_unit == 0.0 && self.of_goods.iter().all(|time| *time == self.of_goods[0])
    }

    /// Is the time of every batch from one exponential distribution?
    pub fn is_exponential(&self) -> bool {
        self.is_one() && self.times.len() == 1 && self.times[0].is_exponential()
    }
}

/// What becomes of work in hand when lanes or staff go off duty and no later shift takes it over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AtClose {
    /// It is finished, as overtime.
    #[default]
    Finish,
    /// It stops, and resumes where it stopped before new work begins.
    Pause,
    /// It stops, and begins anew, with the same drawn time, before new work begins.
    Restart,
}

/// Who goes next among batches of equal priority.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Who joined first.
    #[default]
    FirstCome,
    /// Who joined last.
    LastCome,
    /// Anyone, each with the same chance.
    Random,
    /// Who has the shortest drawn time.
    Shortest,
    /// Who is due first; those without a due time last.
    Due,
    /// Who holds the fewest units.
    FewestUnits,
}

/// Waiting places of a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// How many can wait; those in a lane do not count.
    pub places: u32,
    /// What happens to a batch that comes when all places are taken.
    pub when_full: WhenFull,
}

/// What happens to a batch that comes when all waiting places are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenFull {
    /// It stays in the lane upstream, which is blocked; from outside it waits before the gate.
    Block,
    /// It leaves as refused.
    TurnAway,
    /// It goes to another station.
    Divert(StationId),
}

/// Lanes opened on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenMore {
    /// They are called once this many wait.
    pub when_waiting: u32,
    /// How many.
    pub add: u32,
    /// They close again once this few wait; below `when_waiting`.
    pub until_waiting: u32,
    /// From the call to the opening.
    pub notice: Span,
}

/// How the lanes of a station break down, each on its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Breakdowns {
    /// From one repair to the next breakdown, in microseconds.
    pub after: Distribution,
    /// What time counts towards `after`.
    pub counting: Counting,
    /// How long a repair takes by the clock, in microseconds.
    pub repair: Distribution,
}

/// What time counts towards a breakdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// All time, closed hours included.
    Clock,
    /// Time at work.
    Work,
}

/// People who staff stations.
#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    /// The name that the scenario uses.
    pub name: String,
    /// What is shown.
    pub label: String,
    /// Members on duty by the clock; rows add up.
    pub members: Openings,
    /// The cost of an hour of a member on duty, by row of `members`.
    pub cost_per_hour: Vec<f64>,
    /// The cost of an hour of overtime is this times that of the member's row.
    pub overtime_factor: f64,
}
