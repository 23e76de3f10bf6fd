//! `[arrivals.NAME]`: where batches come from.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Distribution, Duration, Mix, Number, Route};

/// A stream of arriving batches. One of `per_day`, `every` and `file` says when they arrive.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(in crate::scenario) struct Arrivals {
    /// What reports show, in any language; the name by default.
    pub(in crate::scenario) label: Option<String>,
    /// Mean number of batches a day.
    pub(in crate::scenario) per_day: Option<Number>,
    /// How the batches of a day fall, with `per_day`; "poisson" by default.
    pub(in crate::scenario) process: Option<Process>,
    /// Relative weights of the 24 hours of a day, with `per_day`; the first is that of
    /// 00:00-01:00. Any sum; equal by default.
    pub(in crate::scenario) hours: Option<Vec<Number>>,
    /// Factors for the days of the week and for holidays, with `per_day`; 1 by default. They are
    /// not normalised: { sat = 0.5 } halves the batches of Saturdays.
    pub(in crate::scenario) days: Option<DayFactors>,
    /// Time between one arrival and the next, independent of each other; instead of `per_day`.
    /// With `group`, the time between groups.
    pub(in crate::scenario) every: Option<Distribution<Duration>>,
    /// A CSV file (comma, UTF-8) of these very batches, instead of `per_day`; the path is relative
    /// to this file. Columns: arrived (2020-04-13T08:30:00), goods, units, and if wanted priority
    /// and due (an instant, or a duration after arrival). Rows need no order; those after the run
    /// are ignored.
    pub(in crate::scenario) file: Option<String>,
    /// What the batches hold: the name of one kind of goods, or shares of several that sum to 1.
    pub(in crate::scenario) goods: Option<Mix>,
    /// Higher goes first in every queue; 0 by default.
    pub(in crate::scenario) priority: Option<i64>,
    /// Time from arrival to the instant by which a batch should be released; none by default.
    pub(in crate::scenario) due: Option<Distribution<Duration>>,
    /// Time from arrival after which a batch leaves as withdrawn where no service of it has begun
    /// anywhere; batches wait for ever by default.
    pub(in crate::scenario) patience: Option<Distribution<Duration>>,
    /// How many batches arrive together, rounded to whole numbers from 1 on; one by default, at
    /// most a million on average.
    /// `per_day` counts batches, not groups.
    pub(in crate::scenario) group: Option<Distribution<Number>>,
    /// Where batches go on arrival, written as a station's `next`.
    pub(in crate::scenario) to: Option<Route>,
}

/// How the batches of a day fall.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", expecting = "\"poisson\" or \"exact\"")]
pub(in crate::scenario) enum Process {
    /// At random.
    #[default]
    Poisson,
    /// Exactly that whole number every day, at random instants.
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
    pub(in crate::scenario) mon: Option<Number>,
    /// Tuesdays; 1 by default.
    pub(in crate::scenario) tue: Option<Number>,
    /// Wednesdays; 1 by default.
    pub(in crate::scenario) wed: Option<Number>,
    /// Thursdays; 1 by default.
    pub(in crate::scenario) thu: Option<Number>,
    /// Fridays; 1 by default.
    pub(in crate::scenario) fri: Option<Number>,
    /// Saturdays; 1 by default.
    pub(in crate::scenario) sat: Option<Number>,
    /// Sundays; 1 by default.
    pub(in crate::scenario) sun: Option<Number>,
    /// The dates of `holidays` in `[run]`, whatever weekday they fall on; 1 by default.
    pub(in crate::scenario) holiday: Option<Number>,
}
