//! The compiled scenario: what the engine runs.
//!
//! A [`Model`] is read-only and holds only what has been checked; `scenario::check` is the only
//! place that makes one, so whatever it promises holds here: every index points somewhere, every
//! station can open and has a way out, shares sum to one. It knows nothing of files or messages.

use crate::calendar::{Calendar, Openings, RateProfile};
use crate::distribution::Distribution;
use crate::time::{Span, Time};

/// Position of a kind of goods in [`Model::goods`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoodsId(pub u32);

/// Position of an arrival stream in [`Model::streams`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId(pub u32);

/// Position of a station in [`Model::stations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StationId(pub u32);

/// Position of a class in [`Model::classes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u32);

macro_rules! positions {
    ($($id:ident),*) => {$(
        impl $id {
            /// The position as an index into the model's list.
            #[inline]
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// The id of a position.
            #[inline]
            pub fn new(index: usize) -> Self {
                Self(index as u32)
            }
        }
    )*};
}
positions!(GoodsId, StreamId, StationId, ClassId);

/// A scenario, compiled.
#[derive(Clone, Debug)]
pub struct Model {
    /// The dates of the run.
    pub calendar: Calendar,
    /// The windows of the run.
    pub plan: RunPlan,
    /// What results are held against.
    pub target: Target,
    /// What batches hold.
    pub goods: Vec<Goods>,
    /// Where batches come from.
    pub streams: Vec<ArrivalStream>,
    /// Where batches are served.
    pub stations: Vec<Station>,
    /// Every pair of stream and goods that occurs: what a batch is, for statistics.
    pub classes: Vec<Class>,
    /// The priorities that occur, highest first; a rank is a position in this list.
    pub priorities: Vec<i64>,
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
#[derive(Clone, Copy, Debug)]
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
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Batches released a day.
    pub batches_per_day: Option<f64>,
    /// Units released a day.
    pub units_per_day: Option<f64>,
    /// A share of the measured batches released in time.
    pub release: Option<ReleaseTarget>,
    /// The good side of a throughput target begins at (1 - tolerance) of it.
    pub tolerance: f64,
}

/// "95 % released within 4 hours".
#[derive(Clone, Copy, Debug)]
pub struct ReleaseTarget {
    /// The release time that is still in time.
    pub within: Span,
    /// The share of batches wanted in time, in (0, 1].
    pub share: f64,
}

/// A kind of goods.
#[derive(Clone, Debug)]
pub struct Goods {
    /// The name that the scenario uses.
    pub name: String,
    /// What is shown.
    pub label: String,
    /// Units in a batch.
    pub units: Distribution,
}

/// Where batches come from.
#[derive(Clone, Debug)]
pub struct ArrivalStream {
    /// The name that the scenario uses.
    pub name: String,
    /// What is shown.
    pub label: String,
    /// When batches arrive.
    pub process: ArrivalProcess,
    /// Running sums of the goods' shares, and the class of a batch of each, in file order.
    pub mix: Vec<(f64, ClassId)>,
    /// Rank of this stream's batches in queues; 0 goes first.
    pub rank: usize,
    /// Where a batch goes on arrival.
    pub to: Route,
}

/// When the batches of a stream arrive.
#[derive(Clone, Debug)]
pub enum ArrivalProcess {
    /// A Poisson process whose rate follows the clock.
    Poisson(RateProfile),
    /// A fixed whole number every day at independent instants that follow the clock.
    Exact(RateProfile),
    /// Independent gaps, in microseconds.
    Renewal(Distribution),
}

impl ArrivalProcess {
    /// Mean number of batches a day over a week without holidays.
    pub fn weekly_mean(&self) -> f64 {
        match self {
            Self::Poisson(profile) | Self::Exact(profile) => profile.weekly_mean(),
            Self::Renewal(gap) => Span::DAY.micros() as f64 / gap.mean(),
        }
    }
}

/// A stream and a kind of goods that occur together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Class {
    /// The arrival stream.
    pub stream: StreamId,
    /// The goods; none where the stream names none.
    pub goods: Option<GoodsId>,
    /// Share of the stream's batches that hold these goods.
    pub share: f64,
}

/// Where batches are served.
#[derive(Clone, Debug)]
pub struct Station {
    /// The name that the scenario uses.
    pub name: String,
    /// What is shown.
    pub label: String,
    /// How many batches can be served at once.
    pub lanes: Lanes,
    /// Service times in microseconds.
    pub service: Service,
    /// Are all batches served as if they had one priority?
    pub ignore_priority: bool,
    /// What an open lane costs an hour; 0 where the scenario names no cost.
    pub cost_per_lane_hour: f64,
    /// Where a batch goes after service.
    pub next: Route,
    /// Can a batch come back here after it was served here?
    pub revisited: bool,
}

/// How many batches a station can serve at once.
#[derive(Clone, Debug)]
pub enum Lanes {
    /// Every batch is served at once.
    Unlimited,
    /// So many lanes, by the clock.
    Scheduled(Openings),
}

/// How long service takes.
#[derive(Clone, Debug)]
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
}

/// Where a batch goes.
#[derive(Clone, Debug)]
pub enum Route {
    /// Always to the same place.
    To(Destination),
    /// By chance: running sums of the shares, inverted in file order.
    Shares(Vec<(f64, Destination)>),
    /// By the first rule that fits; the last one fits always.
    Rules(Vec<Rule>),
}

/// A routing rule. A condition that is absent always holds.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The batch's stream is one of these.
    pub streams: Option<Vec<StreamId>>,
    /// The batch's goods are one of these.
    pub goods: Option<Vec<GoodsId>>,
    /// The batch holds more units than this.
    pub units_over: Option<f64>,
    /// The batch has now been served here so often.
    pub visits: Option<u32>,
    /// Where it goes then; never rules again.
    pub to: Route,
}

/// What a routing rule looks at.
#[derive(Clone, Copy, Debug)]
pub struct RouteQuestion {
    /// What the batch is.
    pub class: Class,
    /// How many units it holds.
    pub units: f64,
    /// How often it has now been served at the station that asks.
    pub visits: u32,
}

impl Rule {
    /// Does the rule fit?
    pub fn fits(&self, question: &RouteQuestion) -> bool {
        let RouteQuestion {
            class,
            units,
            visits,
        } = question;
        self.streams
            .as_ref()
            .is_none_or(|streams| streams.contains(&class.stream))
            && self.goods.as_ref().is_none_or(|goods| {
                class
                    .goods
                    .is_some_and(|of_batch| goods.contains(&of_batch))
            })
            && self.units_over.is_none_or(|limit| *units > limit)
            && self.visits.is_none_or(|wanted| *visits == wanted)
    }
}

impl Route {
    /// The route by shares or to one place that holds for a batch.
    ///
    /// # Panics
    /// Where no rule fits; `check` made sure that the last one does.
    #[inline]
    pub fn resolve(&self, question: &RouteQuestion) -> &Self {
        match self {
            Self::To(_) | Self::Shares(_) => self,
            Self::Rules(rules) => {
                let rule = rules.iter().find(|rule| rule.fits(question));
                &rule.expect("the last rule fits always").to
            }
        }
    }

    /// Every place that the route can lead to.
    pub fn destinations(&self) -> Vec<Destination> {
        match self {
            Self::To(destination) => vec![*destination],
            Self::Shares(shares) => shares.iter().map(|(_, destination)| *destination).collect(),
            Self::Rules(rules) => rules
                .iter()
                .flat_map(|rule| rule.to.destinations())
                .collect(),
        }
    }
}

/// A place that a batch can be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A station.
    Station(StationId),
    /// A way out.
    Exit(Exit),
}

/// A way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Cleared.
    Released,
    /// Turned away.
    Refused,
    /// Taken back by its owner.
    Withdrawn,
}
