//! Values that are a number or something else.

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess};

use super::forms::{Forms, Read, read_forms};
use super::number::{as_whole, number_in_quotes, perhaps_thousands};
use super::{Lanes, Members, SweepRange, SweepValues, Swept, WhenFull, Whole};
use crate::scenario::meant::{self, Wanted};
use crate::scenario::problem::Complaint;
use crate::scenario::suggest;

impl SweepRange {
    /// Creates the range of numbers between these, 1 apart.
    pub(in crate::scenario) fn new(from: f64, to: f64) -> Result<Self, Complaint> {
        Ok(Self {
            from: Swept::of(from)?,
            to: Swept::of(to)?,
            step: None,
        })
    }
}

/// Returns a whole number of lanes or members, if the number is whole.
fn count(number: f64, noun: &str) -> Result<Whole, Complaint> {
    if let Some(whole) = as_whole(number) {
        return Whole::of(whole);
    }
    let help = match number {
        f64::INFINITY if noun == "lanes" => "write \"unlimited\"".to_owned(),
        number => format!("write {}", meant::wholes(number)),
    };
    let message = format!("expected a whole number of {noun}, found {number}");
    Err(Complaint::new(message, help))
}

impl<'de> Forms<'de> for Lanes {
    const WRITTEN: &'static str = "a number of lanes such as 4, \"unlimited\" or rows \
                                   [{ hours = \"08:00-20:00\", open = 4 }]";

    fn whole(number: i64) -> Read<Self> {
        Some(Whole::of(number).map(Self::Count))
    }

    fn number(number: f64) -> Read<Self> {
        Some(count(number, "lanes").map(Self::Count))
    }

    fn perhaps_thousands(number: f64) -> Read<Self> {
        Some(Err(perhaps_thousands(number)))
    }

    fn text(text: &str) -> Read<Self> {
        if text == "unlimited" {
            return Some(Ok(Self::Unlimited));
        }
        let is_number = meant::number(text, Wanted::Whole).is_some();
        let is_change = meant::change(text, Wanted::Whole).is_some();
        if is_number || is_change || meant::one_of_numbers(text, Wanted::Whole).is_some() {
            let expected = "a whole number of lanes";
            return Some(Err(number_in_quotes(text, expected, Wanted::Whole)));
        }
        let without_end = ["inf", "infinity", "infinite", "∞", "no limit", "any"];
        let is_unlimited = without_end.contains(&text.trim().to_lowercase().as_str())
            || suggest::nearest(text, ["unlimited"]).is_some();
        let help = if is_unlimited {
            "did you mean \"unlimited\"?"
        } else if meant::has_digits(text) {
            "write one whole number in digits, \"unlimited\", or rows by days and hours"
        } else {
            "write a number, \"unlimited\" or rows such as [{ hours = \"08:00-20:00\", open = 4 }]"
        };
        let message = format!("lanes cannot be \"{text}\"");
        Some(Err(Complaint::new(message, help)))
    }

    fn list<A: SeqAccess<'de>>(rows: A) -> Result<Self, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(rows)).map(Self::Rows)
    }
}

impl<'de> Forms<'de> for Members {
    const WRITTEN: &'static str = "a number of members such as 24 or rows \
                                   [{ hours = \"08:00-20:00\", on = 24 }]";

    fn whole(number: i64) -> Read<Self> {
        Some(Whole::of(number).map(Self::Count))
    }

    fn number(number: f64) -> Read<Self> {
        Some(count(number, "members").map(Self::Count))
    }

    fn perhaps_thousands(number: f64) -> Read<Self> {
        Some(Err(perhaps_thousands(number)))
    }

    fn text(text: &str) -> Read<Self> {
        let expected = "a whole number of members";
        Some(Err(number_in_quotes(text, expected, Wanted::Whole)))
    }

    fn list<A: SeqAccess<'de>>(rows: A) -> Result<Self, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(rows)).map(Self::Rows)
    }
}

impl<'de> Forms<'de> for WhenFull {
    const WRITTEN: &'static str = "\"block\", \"turn-away\" or { divert = \"STATION\" }";

    fn text(text: &str) -> Read<Self> {
        match text {
            "block" => return Some(Ok(Self::Block)),
            "turn-away" => return Some(Ok(Self::TurnAway)),
            _ => {}
        }
        let help = suggest::nearest(text, ["block", "turn-away"]).map_or_else(
            || format!("write {}", Self::WRITTEN),
            |nearest| format!("did you mean \"{nearest}\"?"),
        );
        let message = format!("\"when_full\" cannot be \"{text}\"");
        Some(Err(Complaint::new(message, help)))
    }

    fn table<A: MapAccess<'de>>(table: A) -> Result<Self, A::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Diversion {
            divert: String,
        }
        let table = Diversion::deserialize(MapAccessDeserializer::new(table))?;
        Ok(Self::Divert(table.divert))
    }
}

impl<'de> Forms<'de> for SweepValues {
    const WRITTEN: &'static str = "a list of values, such as [4, 6, 8], \
                                   or a range, such as { from = 4, to = 12 }";

    fn list<A: SeqAccess<'de>>(values: A) -> Result<Self, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(values)).map(Self::List)
    }

    fn table<A: MapAccess<'de>>(range: A) -> Result<Self, A::Error> {
        SweepRange::deserialize(MapAccessDeserializer::new(range)).map(Self::Range)
    }
}

read_forms!(Lanes, Members, WhenFull, SweepValues);
