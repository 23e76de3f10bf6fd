//! `[teams.NAME]`: who staffs the stations.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ClockHours, Days, Number, Whole};

/// People who staff stations; a station's `staff` says how many of them a lane holds.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(in crate::scenario) struct Team {
    /// What reports show, in any language; the name by default.
    pub(in crate::scenario) label: Option<String>,
    /// How many are on duty: a number, or rows by days and hours. Rows add up. At most 1000000.
    pub(in crate::scenario) members: Option<Members>,
    /// What a member on duty costs an hour, in the currency of `[costs]`, where the row says
    /// nothing else; 0 by default.
    pub(in crate::scenario) cost_per_hour: Option<Number>,
    /// An hour of overtime costs this many times that of the member's row; 1 by default.
    pub(in crate::scenario) overtime_factor: Option<Number>,
}

/// How many members are on duty.
#[derive(Debug)]
pub(in crate::scenario) enum Members {
    /// This many, always.
    Count(Whole),
    /// This many, by the clock; rows add up.
    Rows(Vec<MemberRow>),
}

/// A shift: members on duty at some hours of some days.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a row such as { hours = \"08:00-20:00\", on = 24 }"
)]
pub(in crate::scenario) struct MemberRow {
    /// The days on which the shift begins; all by default.
    pub(in crate::scenario) days: Option<Days>,
    /// The hours; all day by default. "20:00-08:00" runs over midnight.
    pub(in crate::scenario) hours: Option<ClockHours>,
    /// How many members are on duty then.
    pub(in crate::scenario) on: Whole,
    /// What one of them costs an hour; `cost_per_hour` of the team by default.
    pub(in crate::scenario) cost_per_hour: Option<Number>,
}
