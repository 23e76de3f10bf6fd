//! What can be written in a scenario file: one type for each section, field for field.
//!
//! These types hold what was written, not what it means. Nearly every field is optional, also those
//! that a scenario cannot do without: `check` says what is missing, so that one missing key does
//! not hide the other problems of its table.

mod clock;
mod distribution;
mod duration;
mod number;
mod route;

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::IgnoredAny;

pub(super) use clock::{ClockHours, Day, Days, Instant};
pub(super) use distribution::{Distribution, Empirical, Form, LogNormal, Quantity};
pub(super) use duration::Duration;
pub(super) use number::{Number, Whole};
pub(super) use route::{Mix, Route, Rule, Share, Shares, SingleRoute, When};

/// A scenario file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct File {
    /// The title of the report.
    pub(super) title: Option<String>,
    /// The question that the scenario asks.
    pub(super) question: Option<String>,
    /// Where the numbers come from.
    pub(super) sources: Vec<String>,
    /// When the run begins, how long it is and how often it is repeated.
    pub(super) run: Option<Run>,
    /// What every result is held against.
    pub(super) target: Option<Target>,
    /// The kinds of goods, by name.
    pub(super) goods: IndexMap<String, Goods>,
    /// The streams of arriving batches, by name.
    pub(super) arrivals: IndexMap<String, Arrivals>,
    /// The places where batches are served, by name.
    pub(super) stations: IndexMap<String, Station>,
    /// Paths and the values that they take one after the other.
    pub(super) sweep: IndexMap<String, SweepValues>,
}

/// When the run begins, how long it is and how often it is repeated.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(super) struct Run {
    /// Date, or date and clock time, at which the run begins.
    pub(super) start: Option<Instant>,
    /// A window of a process that goes on, or these very days.
    pub(super) kind: Kind,
    /// Time from the start to the measured window; none by default.
    pub(super) warm_up: Option<Duration>,
    /// Length of the measured window.
    pub(super) length: Option<Duration>,
    /// How long after the window unfinished measured batches are followed; 30 days by default.
    pub(super) follow_up: Option<Duration>,
    /// How often the run is repeated; 40 times by default.
    pub(super) replications: Option<Whole>,
    /// Confidence of the intervals; 0.95 by default.
    pub(super) confidence: Option<Number>,
    /// Seed of the random numbers; 1 by default.
    pub(super) seed: Option<Whole>,
    /// Dates that are holidays, and no longer the weekday that they fall on.
    pub(super) holidays: Vec<Instant>,
}

/// What kind of question the run asks.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase", expecting = "\"steady\" or \"period\"")]
pub(super) enum Kind {
    /// A window of a process that goes on.
    #[default]
    Steady,
    /// These very days.
    Period,
}

/// What every result is held against.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(super) struct Target {
    /// Batches released a day.
    pub(super) batches_per_day: Option<Number>,
    /// Units released a day.
    pub(super) units_per_day: Option<Number>,
    /// A share of the batches released in time.
    pub(super) release: Option<Release>,
    /// A throughput target is met from (1 - tolerance) of it on; 0.01 by default.
    pub(super) tolerance: Option<Number>,
}

/// A share of the batches released in time.
#[derive(Debug, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table such as { within = \"4 h\", share = 0.95 }"
)]
pub(super) struct Release {
    /// The release time that is still in time.
    pub(super) within: Duration,
    /// The share of batches wanted in time.
    pub(super) share: Number,
}

/// A kind of goods.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(super) struct Goods {
    /// What is shown; the name by default.
    pub(super) label: Option<String>,
    /// Units in a batch; 1 by default.
    pub(super) units: Option<Distribution<Number>>,
}

/// A stream of arriving batches.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(super) struct Arrivals {
    /// What is shown; the name by default.
    pub(super) label: Option<String>,
    /// Mean number of batches a day.
    pub(super) per_day: Option<Number>,
    /// How the batches of a day fall.
    pub(super) process: Option<Process>,
    /// Relative weights of the 24 hours of a day.
    pub(super) hours: Option<Vec<Number>>,
    /// Factors for the days of the week and for holidays; 1 by default.
    pub(super) days: Option<DayFactors>,
    /// Time between one batch and the next, instead of `per_day`.
    pub(super) every: Option<Distribution<Duration>>,
    /// What the batches hold: one kind of goods, or shares of several.
    pub(super) goods: Option<Mix>,
    /// Higher goes first; 0 by default.
    pub(super) priority: Option<i64>,
    /// Where batches go on arrival.
    pub(super) to: Option<Route>,
}

/// How the batches of a day fall.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase", expecting = "\"poisson\" or \"exact\"")]
pub(super) enum Process {
    /// At random.
    #[default]
    Poisson,
    /// Exactly so many every day, at random instants.
    Exact,
}

/// Factors by kind of day.
#[derive(Debug, Default, Deserialize)]
#[serde(
    default,
    deny_unknown_fields,
    expecting = "a table such as { sat = 0.8, holiday = 0.5 }"
)]
pub(super) struct DayFactors {
    /// Monday.
    pub(super) mon: Option<Number>,
    /// Tuesday.
    pub(super) tue: Option<Number>,
    /// Wednesday.
    pub(super) wed: Option<Number>,
    /// Thursday.
    pub(super) thu: Option<Number>,
    /// Friday.
    pub(super) fri: Option<Number>,
    /// Saturday.
    pub(super) sat: Option<Number>,
    /// Sunday.
    pub(super) sun: Option<Number>,
    /// The dates in `[run] holidays`.
    pub(super) holiday: Option<Number>,
}

/// A place where batches are served.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(super) struct Station {
    /// What is shown; the name by default.
    pub(super) label: Option<String>,
    /// How many batches can be served at once.
    pub(super) lanes: Option<Lanes>,
    /// Time that a batch is served.
    pub(super) service: Option<Distribution<Duration>>,
    /// Service of batches of these goods, instead of `service`.
    pub(super) service_by_goods: IndexMap<String, Distribution<Duration>>,
    /// Time added to the service for each 1000 units of the batch.
    pub(super) time_per_1000_units: Option<Duration>,
    /// Which of the waiting batches of one priority goes first.
    pub(super) order: Order,
    /// Are all batches served as if they had one priority?
    pub(super) ignore_priority: bool,
    /// What happens to work in hand where a lane goes off duty.
    pub(super) at_close: AtClose,
    /// What an open lane costs an hour; nothing by default.
    pub(super) cost_per_lane_hour: Option<Number>,
    /// Where batches go after service.
    pub(super) next: Option<Route>,
}

/// Which of the waiting batches of one priority goes first.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", expecting = "text such as \"first-come\"")]
pub(super) enum Order {
    /// The one that has waited longest.
    #[default]
    FirstCome,
}

/// What happens to work in hand where a lane goes off duty.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase", expecting = "text such as \"finish\"")]
pub(super) enum AtClose {
    /// It is finished, in overtime.
    #[default]
    Finish,
}

/// How many batches a station can serve at once.
#[derive(Debug)]
pub(super) enum Lanes {
    /// So many, always.
    Count(Whole),
    /// Every batch is served at once.
    Unlimited,
    /// So many, by the clock; none outside every row.
    Rows(Vec<LaneRow>),
}

/// Lanes that are open at some hours of some days.
#[derive(Debug, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a row such as { hours = \"08:00-20:00\", open = 4 }"
)]
pub(super) struct LaneRow {
    /// The days on which the row begins; all by default.
    pub(super) days: Option<Days>,
    /// The hours; all day by default.
    pub(super) hours: Option<ClockHours>,
    /// How many lanes are open.
    pub(super) open: Whole,
}

/// The values of a swept path.
#[derive(Debug)]
pub(super) enum SweepValues {
    /// All from one number to another.
    Range(SweepRange),
    /// These.
    List(#[expect(dead_code, reason = "the values are taken with their places")] Vec<IgnoredAny>),
}

/// All numbers from one to another, both included.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SweepRange {
    /// The first.
    pub(super) from: Number,
    /// The last.
    pub(super) to: Number,
    /// From one to the next; 1 by default.
    pub(super) step: Option<Number>,
}
