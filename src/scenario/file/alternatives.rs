//! `[sweep]`, `[variants]` and `[[changes]]`: other values for paths of the file.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Instant, Swept};

/// A variant: the same scenario with other values, run with --variant NAME.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(in crate::scenario) struct Variant {
    /// Label in reports, in any language; the name by default.
    pub(in crate::scenario) label: Option<String>,
    /// Reason for this variant.
    pub(in crate::scenario) why: Option<String>,
    /// Whether it can be chosen; true by default. If not, as a port without the outage, `compare`
    /// shows what would be different, and never calls it the best.
    pub(in crate::scenario) choice: Option<bool>,
    /// Paths in quotes and their new values, such as { "stations.inspection.lanes" = 12 }.
    #[schemars(with = "Option<IndexMap<String, serde_json::Value>>")]
    pub(in crate::scenario) set: Option<IndexMap<String, IgnoredAny>>,
}

/// Rules or resources that change on a date, for good or for a while. Several changes can be in
/// force at once; if two set the same path, the later one in the file applies.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
#[schemars(extend("required" = ["at", "set"]))]
pub(in crate::scenario) struct Change {
    /// Date, or date and clock time, from which the change is in force; within the run.
    pub(in crate::scenario) at: Option<Instant>,
    /// Date, or date and clock time, at which the old values return; never by default.
    pub(in crate::scenario) until: Option<Instant>,
    /// Paths in quotes and their new values, such as
    /// { "stations.documents.next.inspection" = 0.7 }.
    /// `run`, `target`, names and labels cannot change by date.
    #[schemars(with = "Option<IndexMap<String, serde_json::Value>>")]
    pub(in crate::scenario) set: Option<IndexMap<String, IgnoredAny>>,
    /// Reason for the change, such as an announcement.
    pub(in crate::scenario) why: Option<String>,
}

/// The values of a swept path.
#[derive(Debug)]
pub(in crate::scenario) enum SweepValues {
    /// All numbers of a range.
    Range(SweepRange),
    /// The values of a list.
    List(#[expect(dead_code, reason = "the values are taken with their places")] Vec<IgnoredAny>),
}

/// All numbers from one to another, both included.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::scenario) struct SweepRange {
    /// The first number.
    pub(in crate::scenario) from: Swept,
    /// The last number.
    pub(in crate::scenario) to: Swept,
    /// Difference from one number to the next; 1 by default.
    pub(in crate::scenario) step: Option<Swept>,
}
