//! `[run] precision`: when enough replications were run.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::{Duration, Number, Whole};
use crate::scenario::problem::Complaint;

/// When enough replications were run.
#[derive(Debug)]
pub(in crate::scenario) enum Precision {
    /// Once every target is decided: `"verdict"`.
    Verdict,
    /// Once the interval of a metric is narrow enough.
    Width(WidthOfMetric),
}

impl<'de> Deserialize<'de> for Precision {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Precisions;
        impl<'de> Visitor<'de> for Precisions {
            type Value = Precision;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(
                    "\"verdict\", or a table such as { metric = \"release_time.mean\", \
                     relative = 0.02 }",
                )
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Precision, E> {
                if text == "verdict" {
                    return Ok(Precision::Verdict);
                }
                Err(E::invalid_value(serde::de::Unexpected::Str(text), &self))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Precision, A::Error> {
                WidthOfMetric::deserialize(MapAccessDeserializer::new(map)).map(Precision::Width)
            }
        }
        deserializer.deserialize_any(Precisions)
    }
}

/// Replications are added one by one until the interval of a metric is narrow enough.
#[derive(Debug, Default, serde::Deserialize, JsonSchema)]
#[serde(
    default,
    deny_unknown_fields,
    expecting = "a table such as { metric = \"release_time.mean\", relative = 0.02 }"
)]
#[schemars(extend("required" = ["metric"]))]
pub(in crate::scenario) struct WidthOfMetric {
    /// A metric as in metrics.csv, such as `"release_time.mean"`; of a part of the port after its
    /// scope, such as `"stations.inspection.wait.mean"`.
    pub(in crate::scenario) metric: Option<String>,
    /// The largest half-width as a share of the mean, such as 0.02; this or `absolute`.
    pub(in crate::scenario) relative: Option<Number>,
    /// The largest half-width itself: a duration such as "2 min" for a time, else a number.
    pub(in crate::scenario) absolute: Option<Width>,
    /// The fewest replications, at least 20; 20 by default, and at least 40 for a share of batches,
    /// visits or days.
    pub(in crate::scenario) min_replications: Option<Whole>,
    /// The most replications, whether the precision is reached or not; 2000 by default, at most
    /// 1000000.
    pub(in crate::scenario) max_replications: Option<Whole>,
}

/// Half of the width of an interval.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) enum Width {
    /// Of a metric that is a time.
    Time(Duration),
    /// Of any other.
    Number(Number),
}

impl<'de> Deserialize<'de> for Width {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Widths;
        impl Visitor<'_> for Widths {
            type Value = Width;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a number such as 0.5 or a duration such as \"2 min\"")
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Width, E> {
                self.visit_f64(number as f64)
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Width, E> {
                let number = Number::of(number).map(Width::Number);
                number.map_err(Complaint::into_error)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Width, E> {
                let time = Duration::parse(text).map(Width::Time);
                time.map_err(Complaint::into_error)
            }
        }
        deserializer.deserialize_any(Widths)
    }
}
