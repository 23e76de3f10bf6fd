//! `[arrivals.NAME]`: arrival streams.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Distribution, Duration, Mix, Number, Part, Route, TableFile};

/// A stream of arriving batches. One of `per_day`, `every` and `file` sets when they arrive.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(in crate::scenario) struct Arrivals {
    /// Label in reports, in any language; the name by default.
    pub(in crate::scenario) label: Option<String>,
    /// Mean number of batches a day.
    pub(in crate::scenario) per_day: Option<Number>,
    /// How the arrivals of a day are distributed, with `per_day`; "poisson" by default.
    pub(in crate::scenario) process: Option<Process>,
    /// Relative weights of the 24 hours of a day, with `per_day` or with a `file` of dates without
    /// times of day; the first is that of 00:00-01:00. They can have any sum; equal by default.
    pub(in crate::scenario) hours: Option<Vec<Part>>,
    /// Factors for the days of the week and for holidays, with `per_day`; 1 by default. They are
    /// not normalised: { sat = 0.5 } halves the batches of Saturdays.
    pub(in crate::scenario) days: Option<DayFactors>,
    /// Time from one arrival to the next, drawn independently each time; instead of `per_day`. With
    /// `group`, the time from one group to the next.
    pub(in crate::scenario) every: Option<Distribution<Duration>>,
    /// A table that lists the batches, one in each row, instead of `per_day`: a text or a workbook,
    /// with a path relative to this file. Columns: arrived (2020-04-13T08:30:00), goods, units, and
    /// optionally priority and due (an instant, or a duration after arrival). Rows can be in any
    /// order; rows after the end of the run are left out, and that is told. A table whose dates
    /// have no times of day puts its batches at random instants of their dates, by `hours`.
    pub(in crate::scenario) file: Option<TableFile>,
    /// Goods of the batches: the name of one kind of goods, or shares of several kinds that sum to
    /// 1.
    pub(in crate::scenario) goods: Option<Mix>,
    /// Priority in every queue: the highest number goes first; 0 by default.
    pub(in crate::scenario) priority: Option<i64>,
    /// Time from arrival to the instant by which a batch should be released; none by default.
    pub(in crate::scenario) due: Option<Distribution<Duration>>,
    /// Time from arrival after which a batch leaves as withdrawn if no station has begun to serve
    /// it; by default batches wait for ever.
    pub(in crate::scenario) patience: Option<Distribution<Duration>>,
    /// Number of batches that arrive together, rounded to a whole number of at least 1; one by
    /// default, at most a million on average. `per_day` counts batches, not groups.
    pub(in crate::scenario) group: Option<Distribution<Number>>,
    /// Destination of batches on arrival, written like the `next` of a station.
    pub(in crate::scenario) to: Option<Route>,
}

/// How the arrivals of a day are distributed.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", expecting = "\"poisson\" or \"exact\"")]
pub(in crate::scenario) enum Process {
    /// A Poisson process: arrivals are random and independent.
    #[default]
    Poisson,
    /// Exactly `per_day` batches every day, times its factor in `days`, at random instants.
    Exact,
}

/// Factors by kind of day.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(
    default,
    deny_unknown_fields,
    expecting = "a table such as { sat = 0.8, holiday = 0.5 }"
)]
pub(in crate::scenario) struct DayFactors {
    /// Mondays; 1 by default.
    pub(in crate::scenario) mon: Option<Part>,
    /// Tuesdays; 1 by default.
    pub(in crate::scenario) tue: Option<Part>,
    /// Wednesdays; 1 by default.
    pub(in crate::scenario) wed: Option<Part>,
    /// Thursdays; 1 by default.
    pub(in crate::scenario) thu: Option<Part>,
    /// Fridays; 1 by default.
    pub(in crate::scenario) fri: Option<Part>,
    /// Saturdays; 1 by default.
    pub(in crate::scenario) sat: Option<Part>,
    /// Sundays; 1 by default.
    pub(in crate::scenario) sun: Option<Part>,
    /// The dates of `holidays` in `[run]`, whatever weekday they fall on; 1 by default.
    pub(in crate::scenario) holiday: Option<Part>,
}
