//! `[teams.NAME]`: teams that staff stations.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ClockHours, Days, Number, Part, Whole};

/// People who staff stations; the `staff` of a station sets the number that a lane needs.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(in crate::scenario) struct Team {
    /// Label in reports, in any language; the name by default.
    pub(in crate::scenario) label: Option<String>,
    /// Members on duty: a number, or rows by days and hours. Rows that overlap add up. At most
    /// 1000000.
    pub(in crate::scenario) members: Option<Members>,
    /// Cost of a member on duty per hour, in the currency of `[costs]`, unless the row sets
    /// another; 0 by default.
    pub(in crate::scenario) cost_per_hour: Option<Number>,
    /// Cost of an hour of overtime divided by that of a regular hour in the member's row; 1 by
    /// default. If members of several rows went off duty together, each hour of overtime costs the
    /// mean of their rows.
    pub(in crate::scenario) overtime_factor: Option<Part>,
}

/// The members of a team on duty.
#[derive(Debug)]
pub(in crate::scenario) enum Members {
    /// The same number at all times.
    Count(Whole),
    /// Numbers by days and hours; rows that overlap add up.
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
    /// Number of members on duty in these hours.
    pub(in crate::scenario) on: Whole,
    /// Cost of one of these members per hour; `cost_per_hour` of the team by default.
    pub(in crate::scenario) cost_per_hour: Option<Number>,
}
