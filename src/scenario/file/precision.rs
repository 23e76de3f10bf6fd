//! `[run] precision`: when to stop adding replications.

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, MapAccess};

use super::forms::{Forms, Read, read_forms};
use super::{Duration, Number, Part, Whole};

/// When to stop adding replications.
#[derive(Debug)]
pub(in crate::scenario) enum Precision {
    /// Once every target is decided: `"verdict"`.
    Verdict,
    /// Once the interval of a metric is narrow enough.
    Width(WidthOfMetric),
}

impl<'de> Forms<'de> for Precision {
    const WRITTEN: &'static str = "\"verdict\", or a table such as { metric = \
                                   \"release_time.mean\", relative = 0.02 }";

    fn text(text: &str) -> Read<Self> {
        (text == "verdict").then_some(Ok(Self::Verdict))
    }

    fn table<A: MapAccess<'de>>(table: A) -> Result<Self, A::Error> {
        WidthOfMetric::deserialize(MapAccessDeserializer::new(table)).map(Self::Width)
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
    pub(in crate::scenario) relative: Option<Part>,
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
    /// For a metric that is a time.
    Time(Duration),
    /// For any other metric.
    Number(Number),
}

impl Forms<'_> for Width {
    const WRITTEN: &'static str = "a number such as 0.5 or a duration such as \"2 min\"";

    fn number(number: f64) -> Read<Self> {
        Some(Number::of(number).map(Self::Number))
    }

    fn text(text: &str) -> Read<Self> {
        Some(Duration::parse(text).map(Self::Time))
    }
}

read_forms!(Precision, Width);
