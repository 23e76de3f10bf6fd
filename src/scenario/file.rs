//! The contents of a scenario file: one type for each section, field for field.
//!
//! These types hold what was written, not its meaning. Nearly every field is optional, even those
//! that a scenario needs: `check` reports missing keys, so that one missing key does not hide the
//! other problems of its table. The doc comments of fields are the descriptions in the JSON Schema,
//! which planners see in their editor.

mod alternatives;
mod arrivals;
mod call;
mod choice;
mod clock;
mod distribution;
mod duration;
mod forms;
mod number;
mod precision;
mod route;
mod schema;
mod staffing;
mod station;
mod table;
mod team;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

pub(super) use alternatives::{Change, SweepRange, SweepValues, Variant};
pub(super) use arrivals::{Arrivals, DayFactors, Process};
pub(super) use clock::{ClockHours, ClockTime, Day, Days, Instant};
pub(super) use distribution::{Distribution, Empirical, Form, LogNormal, Quantity};
pub(super) use duration::Duration;
pub(super) use number::{Number, Part, Portion, Swept, Whole};
pub(super) use precision::{Precision, Width, WidthOfMetric};
pub(super) use route::{Mix, Route, Rule, Share, Shares, SingleRoute, When};
pub use schema::schema;
pub(super) use staffing::{ChoiceTable, Choices, Staffing};
pub(super) use station::{AtClose, Counting, LaneRow, Lanes, Order, Station, WhenFull};
pub(super) use table::{Columns, Counts, Decimal, Headings, TableFile, TableForm};
pub(super) use team::{MemberRow, Members, Team};

/// A scenario of clearway, the customs clearance throughput simulator.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "scenario")]
pub(super) struct File {
    /// Another scenario file on which this one is based: only the keys written here change. The
    /// path is relative to this file. Keys under a header change one by one; a list, or a table in
    /// braces, replaces the whole value.
    pub(super) extends: Option<String>,
    /// Title of the report; charts show its first 600 letters.
    pub(super) title: Option<String>,
    /// The question that the scenario asks.
    pub(super) question: Option<String>,
    /// Sources of the numbers, one text each.
    pub(super) sources: Vec<String>,
    /// When the run begins, how long it is and how often it is repeated.
    pub(super) run: Option<Run>,
    /// Targets by which the results are judged.
    pub(super) target: Option<Target>,
    /// Currency, and the cost of delay.
    pub(super) costs: Option<Costs>,
    /// The kinds of goods, by name.
    pub(super) goods: IndexMap<String, Goods>,
    /// The streams of arriving batches, by name.
    pub(super) arrivals: IndexMap<String, Arrivals>,
    /// The people who staff stations, by name of the team.
    pub(super) teams: IndexMap<String, Team>,
    /// The places where batches are served, by name.
    pub(super) stations: IndexMap<String, Station>,
    /// The same scenario with other values, by name; at most 1000.
    pub(super) variants: IndexMap<String, Variant>,
    /// Rules and resources that change on a date, or for a while.
    pub(super) changes: Vec<Change>,
    /// Paths in quotes and the values that they take one after the other: a list, or a range such
    /// as { from = 4, to = 12 }. At most 100 paths; no path may equal another one or lead through
    /// it.
    pub(super) sweep: IndexMap<String, SweepValues>,
    /// The search for the cheapest arrangement that meets the target.
    pub(super) staffing: Option<Staffing>,
}

/// When the run begins, how long it is and how often it is repeated.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(super) struct Run {
    /// Date, or date and clock time, at which the run begins. All times are local clock times,
    /// taken as they are written: there is no daylight saving, and every day has 24 hours.
    pub(super) start: Option<Instant>,
    /// "steady" for a window of an ongoing process, "period" for exactly these days; "steady" by
    /// default.
    pub(super) kind: Kind,
    /// Time from the start to the measured window; none by default.
    pub(super) warm_up: Option<Duration>,
    /// Length of the measured window.
    pub(super) length: Option<Duration>,
    /// How long after the window unfinished measured batches are followed; "30 days" by default.
    /// Batches at stations that block each other for ever are not followed. Up to the end of this
    /// time, a replication can have at most 10^9 expected batches, and 10^10 visits to stations
    /// that batches come back to, or breakdowns and repairs of a station's lanes.
    pub(super) follow_up: Option<Duration>,
    /// Number of times that the run is repeated with other random numbers; 40 by default, at most
    /// 1000000.
    pub(super) replications: Option<Whole>,
    /// Instead of replications: repeat until every target is met, missed or so close to its limit
    /// that the side does not matter (`"verdict"`), or until the interval of a metric is narrow
    /// enough (a table).
    pub(super) precision: Option<Precision>,
    /// Limit on the replications with precision = "verdict"; 2000 by default, at most 1000000.
    pub(super) max_replications: Option<Whole>,
    /// Confidence of the intervals; 0.95 by default.
    pub(super) confidence: Option<Portion>,
    /// Seed of the random numbers; 1 by default. The same seed gives the same results.
    pub(super) seed: Option<Whole>,
    /// "summary" drops the values of single replications once verdicts are made, so that memory and
    /// results.json do not grow with the number of replications. By default they are dropped if
    /// there are more than 10 million: points of a sweep x replications x metrics. Runs without
    /// them cannot be compared replication by replication.
    pub(super) keep: Option<Keep>,
    /// Number of batches that wait at each station at the start, such as { inspection = 57 }; none
    /// by default. They are drawn like the batches that arrive in the measured window, from each
    /// stream in proportion to its rate there, and are not measured.
    pub(super) backlog: IndexMap<String, Whole>,
    /// Dates that are holidays and do not count as the weekday on which they fall.
    pub(super) holidays: Vec<Instant>,
}

/// What kind of question the run asks.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", expecting = "\"steady\" or \"period\"")]
pub(super) enum Kind {
    /// A window of an ongoing process.
    #[default]
    Steady,
    /// Exactly these days; there is no warm-up to judge.
    Period,
}

/// What is kept of single replications.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", expecting = "\"summary\"")]
pub(super) enum Keep {
    /// Only the estimates over all replications.
    Summary,
}

/// Targets by which the results are judged. Each target can be left out.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(super) struct Target {
    /// Batches released a day, on average.
    pub(super) batches_per_day: Option<Number>,
    /// Units released a day, on average.
    pub(super) units_per_day: Option<Number>,
    /// A share of the batches released in time.
    pub(super) release: Option<Release>,
    /// Distance from a target within which it does not matter whether the target is met; 0.01 by
    /// default. A throughput target is met from (1 - tolerance) times its value. A share is met
    /// from its own value; `staff` and `precision = "verdict"` accept either verdict for shares
    /// that differ from it by up to the tolerance, but by no more than half of its distance to 1.
    pub(super) tolerance: Option<Portion>,
}

/// A share of the batches released in time, such as { within = "4 h", share = 0.95 }.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(
    default,
    deny_unknown_fields,
    expecting = "a table such as { within = \"4 h\", share = 0.95 }"
)]
#[schemars(extend("required" = ["within", "share"]))]
pub(super) struct Release {
    /// Longest time from arrival to release that counts as in time.
    pub(super) within: Option<Duration>,
    /// The share of batches wanted in time, above 0 and at most 1.
    pub(super) share: Option<Portion>,
}

/// Currency, and the cost of delay. Lanes and teams have costs of their own.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(super) struct Costs {
    /// Currency of all costs, such as "CNY"; shown in reports. None by default.
    pub(super) currency: Option<String>,
    /// Cost of each hour that a batch is inside, from arrival to release; 0 by default.
    pub(super) delay_per_batch_hour: Option<Number>,
}

/// A kind of goods.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(super) struct Goods {
    /// Label in reports, in any language; the name by default.
    pub(super) label: Option<String>,
    /// Units in a batch, a number or a distribution; never rounded; 1 by default.
    pub(super) units: Option<Distribution<Number>>,
}
