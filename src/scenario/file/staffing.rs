//! `[staffing]`: what to choose from.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{IgnoredAny, MapAccess, SeqAccess};

use super::forms::{Forms, read_forms};
use super::{ClockHours, ClockTime, Days, Duration, Number, Swept, Whole};

/// The arrangements among which `clearway staff` looks for the cheapest that meets the target.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
#[schemars(extend("required" = ["choose"]))]
pub(in crate::scenario) struct Staffing {
    /// Paths in quotes and the values to choose from: a list, or a range such as
    /// { from = 4, to = 12 }. For the lanes of a station, `every` chooses a number for each block
    /// of the day: { from = 2, to = 14, every = "4 h" }. For the members of a team, `shifts`
    /// chooses the members of each shift:
    /// `{ from = 0, to = 20, shifts = ["06:00-14:00", "14:00-22:00", "22:00-06:00"] }`. At most 100
    /// paths, 1000 numbers to choose, and 1000 combinations of other values. No path may equal
    /// another one or lead through it, and none may lead above or below a path that `--set` or a
    /// dated change sets.
    pub(in crate::scenario) choose: Option<IndexMap<String, Choices>>,
    /// Difference in cost that does not matter, in money a day, or in hours a day if the scenario
    /// gives no costs: 1 % of the cost of the choice by default. Only a cost that is estimated by
    /// simulation, such as overtime, needs it.
    pub(in crate::scenario) indifferent: Option<Number>,
}

/// The values to choose from for a path.
#[derive(Debug)]
pub(in crate::scenario) enum Choices {
    /// A range, of one number or of one number for each block or shift.
    Table(ChoiceTable),
    /// The values of a list.
    List(#[expect(dead_code, reason = "the values are taken with their places")] Vec<IgnoredAny>),
}

/// All numbers from one to another, both included: for one number, or with `every` or `shifts` for
/// a number for each block or shift.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a table such as { from = 2, to = 14, every = \"4 h\" }"
)]
#[schemars(extend(
    "not" = { "required": ["every", "shifts"] },
    "dependencies" = { "start": ["every"] }
))]
pub(in crate::scenario) struct ChoiceTable {
    /// The first number.
    pub(in crate::scenario) from: Swept,
    /// The last number.
    pub(in crate::scenario) to: Swept,
    /// Difference from one number to the next; 1 by default.
    pub(in crate::scenario) step: Option<Swept>,
    /// Length of the blocks of the day, for the lanes of a station: whole minutes that divide 24
    /// hours. A number is chosen for each block. A block belongs to the day on which it begins,
    /// even if it runs over midnight.
    pub(in crate::scenario) every: Option<Duration>,
    /// Time of day at which the first block begins; 00:00 by default. It is also the order of
    /// `cost_per_hour`.
    pub(in crate::scenario) start: Option<ClockTime>,
    /// The shifts of a team. The members of each are chosen; shifts that overlap add up. A shift
    /// belongs to the day on which it begins.
    pub(in crate::scenario) shifts: Option<Vec<ClockHours>>,
    /// Kinds of days, such as `["mon-fri", "sat, sun"]`, each with numbers of its own. Each day of
    /// the week belongs to exactly one, and "holiday" too if the run has holidays. By default all
    /// days are alike.
    pub(in crate::scenario) days: Option<Vec<Days>>,
    /// Largest number of changes a day, for each kind of day: from each block or shift to the next
    /// in order, and from the last back to the first, a different number is one change. 2 allow one
    /// busy and one quiet part of the day; 0 and 1 allow only the same number all day.
    pub(in crate::scenario) max_changes: Option<Whole>,
    /// Smallest number in every block or shift.
    pub(in crate::scenario) at_least: Option<Whole>,
    /// Largest sum of the numbers of all blocks or shifts of a kind of day, such as the people of
    /// which each works one shift a day.
    pub(in crate::scenario) pool: Option<Whole>,
    /// Cost of a lane or member per hour in each block or shift, in order; by default that of the
    /// station or team.
    pub(in crate::scenario) cost_per_hour: Option<Vec<Number>>,
}

impl<'de> Forms<'de> for Choices {
    const WRITTEN: &'static str = "a list of values, such as [4, 6, 8], \
                                   or a range, such as { from = 4, to = 12 }";

    fn list<A: SeqAccess<'de>>(values: A) -> Result<Self, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(values)).map(Self::List)
    }

    fn table<A: MapAccess<'de>>(table: A) -> Result<Self, A::Error> {
        ChoiceTable::deserialize(MapAccessDeserializer::new(table)).map(Self::Table)
    }
}

read_forms!(Choices);
