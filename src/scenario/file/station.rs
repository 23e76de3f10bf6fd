//! `[stations.NAME]`: stations.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{ClockHours, Days, Distribution, Duration, Number, Route, Whole};

/// A place where batches are served, such as document review, x-ray or inspection.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(in crate::scenario) struct Station {
    /// Label in reports, in any language; the name by default.
    pub(in crate::scenario) label: Option<String>,
    /// Lanes, each of which serves one batch at a time: a number, "unlimited", or rows by days and
    /// hours. At most 1000000.
    pub(in crate::scenario) lanes: Option<Lanes>,
    /// Service time of a batch: a duration or a distribution of durations.
    pub(in crate::scenario) service: Option<Distribution<Duration>>,
    /// Service times by goods, instead of `service`.
    pub(in crate::scenario) service_by_goods: IndexMap<String, Distribution<Duration>>,
    /// Time added to the drawn service time for each 1000 units of the batch; none by default. The
    /// mean of the sum is at most 36500 days.
    pub(in crate::scenario) time_per_1000_units: Option<Duration>,
    /// Members of each team that a lane needs while it works, such as { inspectors = 2 }; none by
    /// default. A lane takes all of them at once, or none.
    pub(in crate::scenario) staff: IndexMap<String, Whole>,
    /// What happens to work in progress when lanes close or staff go off duty and the next shift
    /// has no lane or member for it; "finish" by default. Work that ends at the instant of closing
    /// is done. While more lanes hold a batch than are open, or more members are at work than are
    /// on duty, a lane or member that becomes free takes no new work.
    pub(in crate::scenario) at_close: AtClose,
    /// Which of the waiting batches of equal priority is served first; "first-come" by default.
    pub(in crate::scenario) order: Order,
    /// If true, batches are served by `order` alone, whatever their priority; false by default.
    pub(in crate::scenario) ignore_priority: bool,
    /// If true, a batch of higher priority interrupts the service of a batch of lower priority: the
    /// one with the lowest priority in service, and among several of those the one that started
    /// last. The interrupted batch resumes later. A batch that can interrupt enters even if `room`
    /// is full, unless others wait before the gate; the interrupted batch takes none of the waiting
    /// places. false by default.
    pub(in crate::scenario) preempt: bool,
    /// Number of waiting places, lanes not counted; unlimited by default.
    pub(in crate::scenario) room: Option<Whole>,
    /// What happens to a batch that arrives when all waiting places of `room` are taken; "block" by
    /// default. Stations that block each other in a circle can lock: every lane of each then holds
    /// a batch that waits for ever for a place at one of them. `clearway check` warns if that is
    /// possible; a run continues and counts all arrivals.
    pub(in crate::scenario) when_full: Option<WhenFull>,
    /// Lanes opened on demand when the queue grows; none by default.
    pub(in crate::scenario) open_more: Option<OpenMore>,
    /// Breakdowns of the lanes, each on its own; none by default.
    pub(in crate::scenario) breakdowns: Option<Breakdowns>,
    /// Cost of an open lane per hour, in the currency of `[costs]`, unless the row sets another; 0
    /// by default. A lane opened on demand costs the same, and so does an hour in which a lane
    /// works after closing, unless its row sets another; unlimited lanes cost only while they work.
    pub(in crate::scenario) cost_per_lane_hour: Option<Number>,
    /// Destination of batches after service: a station, "released", "refused" or "withdrawn"; or
    /// shares of several of these; or rules, of which the first that applies is followed.
    pub(in crate::scenario) next: Option<Route>,
}

/// Which of the waiting batches of equal priority is served first.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", expecting = "text such as \"first-come\"")]
pub(in crate::scenario) enum Order {
    /// The batch that joined the queue first.
    #[default]
    FirstCome,
    /// The batch that joined the queue last.
    LastCome,
    /// Any waiting batch, each with the same probability.
    Random,
    /// The batch with the shortest drawn service time.
    Shortest,
    /// The batch that is due first; batches without a due time are served last.
    Due,
    /// The batch with the fewest units.
    FewestUnits,
}

/// What happens to work in progress when lanes close or staff go off duty.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", expecting = "text such as \"finish\"")]
pub(in crate::scenario) enum AtClose {
    /// Work is finished, in overtime.
    #[default]
    Finish,
    /// Work stops, and later resumes where it stopped, before new work begins.
    Pause,
    /// Work stops, and later starts again from the beginning with the same drawn time, before new
    /// work begins.
    Restart,
}

/// The lanes of a station.
#[derive(Debug)]
pub(in crate::scenario) enum Lanes {
    /// The same number at all times.
    Count(Whole),
    /// No limit: every batch is served on arrival.
    Unlimited,
    /// Numbers by days and hours; 0 outside all rows.
    Rows(Vec<LaneRow>),
}

/// Lanes that are open at some hours of some days; none is open outside all rows.
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
    /// Number of lanes that are open in these hours.
    pub(in crate::scenario) open: Whole,
    /// Cost of one of these lanes per hour; `cost_per_lane_hour` of the station by default. An hour
    /// of overtime costs as much as one of the lanes that last closed.
    pub(in crate::scenario) cost_per_hour: Option<Number>,
}

/// What happens to a batch that arrives when all waiting places are taken.
#[derive(Debug)]
pub(in crate::scenario) enum WhenFull {
    /// The batch stays in the lane upstream, or before the gate.
    Block,
    /// The batch leaves as refused.
    TurnAway,
    /// The batch goes to this other station.
    Divert(String),
}

/// Lanes opened on demand, in addition to those of `lanes`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a table such as { when_waiting = 12, add = 2, until_waiting = 3 }"
)]
pub(in crate::scenario) struct OpenMore {
    /// The lanes are called when at least this number of batches wait.
    pub(in crate::scenario) when_waiting: Whole,
    /// Number of lanes that are called.
    pub(in crate::scenario) add: Whole,
    /// The lanes close again when at most this number of batches wait; 0 by default.
    pub(in crate::scenario) until_waiting: Option<Whole>,
    /// Time from the call to the opening; none by default.
    pub(in crate::scenario) notice: Option<Duration>,
}

/// Breakdowns of the lanes of a station, each on its own. A breakdown interrupts work at once; the
/// work resumes after the repair.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a table such as { after = { exponential = { mean = \"9 d\" } }, repair = \"8 h\" }"
)]
pub(in crate::scenario) struct Breakdowns {
    /// Time from one repair to the next breakdown.
    pub(in crate::scenario) after: Distribution<Duration>,
    /// The time that counts towards `after`; "clock" by default.
    #[serde(default)]
    pub(in crate::scenario) counting: Counting,
    /// Duration of a repair, by the clock: nights and closed hours count. If it ends while the
    /// station is closed, the work in the lane resumes at once, as overtime, if its staff is on
    /// duty; otherwise it waits in the queue, ahead of all new work.
    pub(in crate::scenario) repair: Distribution<Duration>,
}

/// The time that counts towards a breakdown.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", expecting = "\"clock\" or \"work\"")]
pub(in crate::scenario) enum Counting {
    /// All time, including closed hours.
    #[default]
    Clock,
    /// Working time only.
    Work,
}
