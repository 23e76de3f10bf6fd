//! `[stations.NAME]`: where batches are served.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{ClockHours, Days, Distribution, Duration, Number, Route, Whole};

/// A place where batches are served, such as document review, x-ray or inspection.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(in crate::scenario) struct Station {
    /// What reports show, in any language; the name by default.
    pub(in crate::scenario) label: Option<String>,
    /// How many batches can be served at once: a number of lanes, "unlimited", or rows by days and
    /// hours. At most 1000000.
    pub(in crate::scenario) lanes: Option<Lanes>,
    /// How long a batch is served: a duration or a distribution of durations.
    pub(in crate::scenario) service: Option<Distribution<Duration>>,
    /// How long batches of these goods are served, instead of `service`.
    pub(in crate::scenario) service_by_goods: IndexMap<String, Distribution<Duration>>,
    /// Time added to the drawn service for each 1000 units of the batch; none by default. With it a
    /// service may take at most 36500 days on average.
    pub(in crate::scenario) time_per_1000_units: Option<Duration>,
    /// How many members of which team a lane holds while it works, all at once or none, such as
    /// { inspectors = 2 }; none by default.
    pub(in crate::scenario) staff: IndexMap<String, Whole>,
    /// What happens to work in hand when lanes or staff go off duty and no later shift has a place
    /// for it; "finish" by default. Work that ends at the instant of closing is done. While more
    /// lanes hold a batch than are open, or more members are at work than are on duty, a lane or
    /// member that becomes free takes no new work.
    pub(in crate::scenario) at_close: AtClose,
    /// Which of the waiting batches of equal priority goes first; "first-come" by default.
    pub(in crate::scenario) order: Order,
    /// Are all batches served by `order` alone, whatever their priority? false by default.
    pub(in crate::scenario) ignore_priority: bool,
    /// May a batch of higher priority interrupt the one of lowest priority that started last? The
    /// interrupted one resumes later. A batch that can interrupt comes in although `room` is full,
    /// unless others wait before the gate; the interrupted one takes none of the waiting places.
    /// false by default.
    pub(in crate::scenario) preempt: bool,
    /// How many batches can wait here, those in a lane not counted; without limit by default.
    pub(in crate::scenario) room: Option<Whole>,
    /// What happens to a batch that comes when all waiting places of `room` are taken; "block" by
    /// default. Stations that block each other in a circle can lock: then every lane of each holds
    /// a batch that waits for a place at one of them, for ever. `check` warns where that is
    /// possible; a run goes on and counts all that arrives.
    pub(in crate::scenario) when_full: Option<WhenFull>,
    /// Lanes opened on demand when the queue grows; none by default.
    pub(in crate::scenario) open_more: Option<OpenMore>,
    /// How the lanes break down, each on its own; they never do by default.
    pub(in crate::scenario) breakdowns: Option<Breakdowns>,
    /// What an open lane costs an hour, in the currency of `[costs]`; 0 by default.
    pub(in crate::scenario) cost_per_lane_hour: Option<Number>,
    /// Where batches go after service: a station or "released", "refused" or "withdrawn"; shares
    /// of several; or rules, of which the first that fits holds.
    pub(in crate::scenario) next: Option<Route>,
}

/// Which of the waiting batches of equal priority goes first.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", expecting = "text such as \"first-come\"")]
pub(in crate::scenario) enum Order {
    /// The one that joined the queue first.
    #[default]
    FirstCome,
    /// The one that joined the queue last.
    LastCome,
    /// Anyone, each with the same chance.
    Random,
    /// The one with the shortest drawn service.
    Shortest,
    /// The one that is due first; those without a due time go last.
    Due,
    /// The one with the fewest units.
    FewestUnits,
}

/// What happens to work in hand when lanes or staff go off duty.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", expecting = "text such as \"finish\"")]
pub(in crate::scenario) enum AtClose {
    /// It is finished, in overtime.
    #[default]
    Finish,
    /// It stops, and resumes where it stopped before new work begins.
    Pause,
    /// It stops, and begins anew with the same drawn time, before new work begins.
    Restart,
}

/// How many batches a station can serve at once.
#[derive(Debug)]
pub(in crate::scenario) enum Lanes {
    /// This many, always.
    Count(Whole),
    /// Every batch is served at once.
    Unlimited,
    /// This many, by the clock; none outside every row.
    Rows(Vec<LaneRow>),
}

/// Lanes that are open at some hours of some days; none are open outside every row.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a row such as { hours = \"08:00-20:00\", open = 4 }"
)]
pub(in crate::scenario) struct LaneRow {
    /// The days on which the row begins; all by default.
    pub(in crate::scenario) days: Option<Days>,
    /// The hours; all day by default. "20:00-08:00" runs over midnight.
    pub(in crate::scenario) hours: Option<ClockHours>,
    /// How many lanes are open then.
    pub(in crate::scenario) open: Whole,
}

/// What happens to a batch that comes when all waiting places are taken.
#[derive(Debug)]
pub(in crate::scenario) enum WhenFull {
    /// It stays in the lane upstream, or before the gate.
    Block,
    /// It leaves as refused.
    TurnAway,
    /// It goes to another station.
    Divert(String),
}

/// Lanes opened on demand, beside those of `lanes`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a table such as { when_waiting = 12, add = 2, until_waiting = 3 }"
)]
pub(in crate::scenario) struct OpenMore {
    /// The lanes are called once this many batches wait, or more.
    pub(in crate::scenario) when_waiting: Whole,
    /// How many lanes are called.
    pub(in crate::scenario) add: Whole,
    /// They close again once this few batches wait, or fewer; 0 by default.
    pub(in crate::scenario) until_waiting: Option<Whole>,
    /// Time from the call to the opening; none by default.
    pub(in crate::scenario) notice: Option<Duration>,
}

/// How the lanes of a station break down, each on its own. A breakdown interrupts work at once; it
/// resumes after the repair.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a table such as { after = { exponential = { mean = \"9 d\" } }, repair = \"8 h\" }"
)]
pub(in crate::scenario) struct Breakdowns {
    /// Time from one repair to the next breakdown.
    pub(in crate::scenario) after: Distribution<Duration>,
    /// What time counts towards `after`; "clock" by default.
    #[serde(default)]
    pub(in crate::scenario) counting: Counting,
    /// How long a repair takes, by the clock: nights and closed hours count. Where it ends while
    /// the station is closed, the work in the lane goes on at once, as overtime, if its staff is on
    /// duty; otherwise it waits in the queue, before all new work.
    pub(in crate::scenario) repair: Distribution<Duration>,
}

/// What time counts towards a breakdown.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", expecting = "\"clock\" or \"work\"")]
pub(in crate::scenario) enum Counting {
    /// All time, closed hours included.
    #[default]
    Clock,
    /// Time at work.
    Work,
}
