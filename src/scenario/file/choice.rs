//! The choices between a number and something else.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::number::number_in_quotes;
use super::{Lanes, Members, Number, SweepRange, SweepValues, WhenFull, Whole};
use crate::scenario::problem::Complaint;
use crate::scenario::suggest;

impl SweepRange {
    /// All numbers between these, 1 apart.
    pub(in crate::scenario) fn new(from: f64, to: f64) -> Result<Self, Complaint> {
        Ok(Self {
            from: Number::of(from)?,
            to: Number::of(to)?,
            step: None,
        })
    }
}

impl<'de> Deserialize<'de> for Lanes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LaneForms;
        impl<'de> Visitor<'de> for LaneForms {
            type Value = Lanes;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(
                    "a number of lanes such as 4, \"unlimited\" or rows \
                     [{ hours = \"08:00-20:00\", open = 4 }]",
                )
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Lanes, E> {
                let whole = Whole::of(number).map_err(Complaint::into_error)?;
                Ok(Lanes::Count(whole))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Lanes, E> {
                if number.fract() == 0.0 && number.abs() < 2_f64.powi(53) {
                    return self.visit_i64(number as i64);
                }
                let help = format!("write a whole number such as {:.0}", number.abs().ceil());
                let message = format!("expected a whole number of lanes, found {number}");
                Err(Complaint::new(message, help).into_error())
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Lanes, E> {
                if text == "unlimited" {
                    return Ok(Lanes::Unlimited);
                }
                if text.trim().parse::<f64>().is_ok() {
                    return Err(number_in_quotes(text, "a whole number of lanes").into_error());
                }
                let message = format!("lanes cannot be \"{text}\"");
                if suggest::nearest(text, ["unlimited"]).is_some() {
                    let help = "did you mean \"unlimited\"?";
                    return Err(Complaint::new(message, help).into_error());
                }
                let help = "write a number, \"unlimited\" or rows such as \
                            [{ hours = \"08:00-20:00\", open = 4 }]";
                Err(Complaint::new(message, help).into_error())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, rows: A) -> Result<Lanes, A::Error> {
                let rows = SeqAccessDeserializer::new(rows);
                Vec::deserialize(rows).map(Lanes::Rows)
            }
        }
        deserializer.deserialize_any(LaneForms)
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MemberForms;
        impl<'de> Visitor<'de> for MemberForms {
            type Value = Members;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(
                    "a number of members such as 24 or rows \
                     [{ hours = \"08:00-20:00\", on = 24 }]",
                )
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Members, E> {
                let whole = Whole::of(number).map_err(Complaint::into_error)?;
                Ok(Members::Count(whole))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Members, E> {
                if number.fract() == 0.0 && number.abs() < 2_f64.powi(53) {
                    return self.visit_i64(number as i64);
                }
                let help = format!("write a whole number such as {:.0}", number.abs().ceil());
                let message = format!("expected a whole number of members, found {number}");
                Err(Complaint::new(message, help).into_error())
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Members, E> {
                Err(number_in_quotes(text, "a whole number of members").into_error())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, rows: A) -> Result<Members, A::Error> {
                let rows = SeqAccessDeserializer::new(rows);
                Vec::deserialize(rows).map(Members::Rows)
            }
        }
        deserializer.deserialize_any(MemberForms)
    }
}

impl<'de> Deserialize<'de> for WhenFull {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Diversion {
            divert: String,
        }
        struct WaysOut;
        impl<'de> Visitor<'de> for WaysOut {
            type Value = WhenFull;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("\"block\", \"turn-away\" or { divert = \"STATION\" }")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<WhenFull, E> {
                match text {
                    "block" => return Ok(WhenFull::Block),
                    "turn-away" => return Ok(WhenFull::TurnAway),
                    _ => {}
                }
                let known = ["block", "turn-away"];
                let help = suggest::nearest(text, known).map_or_else(
                    || "write \"block\", \"turn-away\" or { divert = \"STATION\" }".to_owned(),
                    |nearest| format!("did you mean \"{nearest}\"?"),
                );
                let message = format!("\"when_full\" cannot be \"{text}\"");
                Err(Complaint::new(message, help).into_error())
            }

            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<WhenFull, A::Error> {
                let table = Diversion::deserialize(MapAccessDeserializer::new(table))?;
                Ok(WhenFull::Divert(table.divert))
            }
        }
        deserializer.deserialize_any(WaysOut)
    }
}

impl<'de> Deserialize<'de> for SweepValues {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SweepForms;
        impl<'de> Visitor<'de> for SweepForms {
            type Value = SweepValues;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(
                    "a list of values, such as [4, 6, 8], \
                     or a range, such as { from = 4, to = 12 }",
                )
            }

            fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<SweepValues, A::Error> {
                let values = SeqAccessDeserializer::new(values);
                Vec::deserialize(values).map(SweepValues::List)
            }

            fn visit_map<A: MapAccess<'de>>(self, range: A) -> Result<SweepValues, A::Error> {
                let range = MapAccessDeserializer::new(range);
                SweepRange::deserialize(range).map(SweepValues::Range)
            }
        }
        deserializer.deserialize_any(SweepForms)
    }
}
