//! `[run] precision`: how narrow an interval must be.

use std::fmt;

use schemars::JsonSchema;
use serde::de::{Deserialize, Deserializer, Error, Visitor};

use super::{Duration, Number, Whole};
use crate::scenario::problem::Complaint;

/// Replications are added one by one until the interval of a metric is narrow enough.
#[derive(Debug, Default, serde::Deserialize, JsonSchema)]
#[serde(
    default,
    deny_unknown_fields,
    expecting = "a table such as { metric = \"release_time.mean\", relative = 0.02 }"
)]
#[schemars(extend("required" = ["metric"]))]
pub(in crate::scenario) struct Precision {
    /// A metric as in metrics.csv, such as `"release_time.mean"`; of a part of the port after its
    /// scope, such as `"stations.inspection.wait.mean"`.
    pub(in crate::scenario) metric: Option<String>,
    /// The largest half-width as a share of the mean, such as 0.02; this or `absolute`.
    pub(in crate::scenario) relative: Option<Number>,
    /// The largest half-width itself: a duration such as "2 min" for a time, else a number.
    pub(in crate::scenario) absolute: Option<Width>,
    /// The fewest replications, at least 20; 20 by default.
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
                Number::finite(number).map(Width::Number)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Width, E> {
                let time = Duration::parse(text).map(Width::Time);
                time.map_err(Complaint::into_error)
            }
        }
        deserializer.deserialize_any(Widths)
    }
}
