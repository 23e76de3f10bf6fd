//! Distributions as they are written: a bare value, or a table whose one key names the kind.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, IntoDeserializer};
use serde::de::{IgnoredAny, MapAccess, Visitor};

use super::call::call;
use super::{Duration, Number, Part, TableFile, duration};
use crate::scenario::meant::{self, Several};
use crate::scenario::problem::Complaint;
use crate::scenario::suggest;

/// The type of a distribution's values: durations for times, numbers for sizes.
pub(in crate::scenario) trait Quantity: DeserializeOwned + Copy {
    /// Description of a valid value, for messages.
    const WRITTEN: &'static str;

    /// Returns the microseconds of a time, or the units of a size.
    fn value(self) -> f64;

    /// Are the values times?
    const IS_TIME: bool;

    /// Returns the readings of a value of several in one text, each with its value and as it is
    /// written.
    fn readings(value: &str) -> Vec<(f64, String)>;
}

impl Quantity for Duration {
    const WRITTEN: &'static str = "a duration such as \"45 min\"";

    fn value(self) -> f64 {
        self.micros()
    }

    const IS_TIME: bool = true;

    fn readings(value: &str) -> Vec<(f64, String)> {
        duration::readings(value)
    }
}

impl Quantity for Number {
    const WRITTEN: &'static str = "a number such as 500";

    fn value(self) -> f64 {
        self.value()
    }

    const IS_TIME: bool = false;

    fn readings(value: &str) -> Vec<(f64, String)> {
        let number = value.trim_matches(|it: char| !it.is_ascii_digit());
        let readings = suggest::readings(number).into_iter();
        readings
            .filter_map(|it| Some((it.parse().ok()?, it)))
            .collect()
    }
}

/// A distribution of times or sizes.
#[derive(Debug)]
pub(in crate::scenario) enum Distribution<T> {
    /// A bare value.
    Always(T),
    /// A table with one key.
    Form(Form<T>),
}

/// A table with one key, which names the kind of distribution.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "form_of_{T}")]
pub(in crate::scenario) enum Form<T> {
    /// Always the same value.
    Constant(T),
    /// Any value between two limits, all equally likely.
    Uniform(Uniform<T>),
    /// Between a smallest and a largest value, with a peak at the most likely one.
    Triangular(ThreePoints<T>),
    /// Like triangular, but smooth, with fewer values near the ends (weight 4 for the most likely
    /// value).
    Pert(ThreePoints<T>),
    /// Mostly short, sometimes long; the time that remains does not depend on the time so far.
    Exponential(Exponential<T>),
    /// A sum of k exponential stages, with less spread than one exponential value.
    Erlang(Erlang<T>),
    /// A gamma distribution with this mean and spread.
    Gamma(Spread<T>),
    /// A log-normal distribution: many small values, a few very large ones.
    Lognormal(LogNormal<T>),
    /// A Weibull distribution with this mean and spread.
    Weibull(Spread<T>),
    /// A normal distribution, drawn again until the value is not negative.
    Normal(Normal<T>),
    /// A mixture of exponential distributions.
    Hyperexponential(Hyperexponential<T>),
    /// Observed values, listed here or in a table.
    Empirical(Empirical<T>),
}

/// Two limits.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a table such as { min = ..., max = ... }"
)]
#[schemars(rename = "uniform_of_{T}")]
pub(in crate::scenario) struct Uniform<T> {
    /// The smallest value.
    pub(in crate::scenario) min: T,
    /// The largest value.
    pub(in crate::scenario) max: T,
}

/// Smallest, most likely and largest value.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a table such as { min = ..., mode = ..., max = ... }"
)]
#[schemars(rename = "threepoints_of_{T}")]
pub(in crate::scenario) struct ThreePoints<T> {
    /// The smallest value.
    pub(in crate::scenario) min: T,
    /// The most likely value.
    pub(in crate::scenario) mode: T,
    /// The largest value.
    pub(in crate::scenario) max: T,
}

/// The mean of an exponential distribution.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a table such as { mean = ... }")]
#[schemars(rename = "exponential_of_{T}")]
pub(in crate::scenario) struct Exponential<T> {
    /// The mean.
    pub(in crate::scenario) mean: T,
}

/// A sum of exponential stages.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a table such as { mean = ..., k = 3 }"
)]
#[schemars(rename = "erlang_of_{T}")]
pub(in crate::scenario) struct Erlang<T> {
    /// The mean of the sum.
    pub(in crate::scenario) mean: T,
    /// The number of stages.
    pub(in crate::scenario) k: super::Whole,
}

/// A mean and a coefficient of variation.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a table such as { mean = ..., cv = 0.5 }"
)]
#[schemars(rename = "spread_of_{T}")]
pub(in crate::scenario) struct Spread<T> {
    /// The mean.
    pub(in crate::scenario) mean: T,
    /// Coefficient of variation, the standard deviation divided by the mean, from 0.000001 to 100
    /// (Weibull: from 0.01 to 20).
    pub(in crate::scenario) cv: Part,
}

/// A log-normal distribution, by mean and cv or by median and 95th percentile.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a table such as { mean = ..., cv = 0.5 } or { median = ..., p95 = ... }"
)]
#[schemars(rename = "lognormal_of_{T}")]
#[schemars(extend("oneOf" = [{ "required": ["mean", "cv"] }, { "required": ["median", "p95"] }]))]
pub(in crate::scenario) struct LogNormal<T> {
    /// The mean.
    pub(in crate::scenario) mean: Option<T>,
    /// Coefficient of variation, the standard deviation divided by the mean, from 0.000001 to 100.
    pub(in crate::scenario) cv: Option<Part>,
    /// The median: half of the values are below it.
    pub(in crate::scenario) median: Option<T>,
    /// The 95th percentile: 95 % of the values are below it. At most 1000 times the median.
    pub(in crate::scenario) p95: Option<T>,
}

/// A normal distribution, drawn again until the value is not negative.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a table such as { mean = ..., sd = ... }"
)]
#[schemars(rename = "normal_of_{T}")]
pub(in crate::scenario) struct Normal<T> {
    /// The mean if negative values were kept.
    pub(in crate::scenario) mean: T,
    /// The standard deviation if negative values were kept.
    pub(in crate::scenario) sd: T,
}

/// A mixture of exponential distributions, by means and weights.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a table such as { means = [..., ...], weights = [3, 1] }"
)]
#[schemars(rename = "hyperexponential_of_{T}")]
pub(in crate::scenario) struct Hyperexponential<T> {
    /// The means of the parts.
    pub(in crate::scenario) means: Vec<T>,
    /// How often each part is drawn, relative to the others.
    pub(in crate::scenario) weights: Vec<Part>,
}

/// Observed values, listed here or in a table.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a table such as { values = [..., ...] } or { file = ..., column = ... }"
)]
#[schemars(rename = "empirical_of_{T}")]
#[schemars(extend("oneOf" = [{ "required": ["values"] }, { "required": ["file", "column"] }]))]
pub(in crate::scenario) struct Empirical<T> {
    /// The values.
    pub(in crate::scenario) values: Option<Vec<T>>,
    /// How often each value is drawn, relative to the others; equal by default.
    pub(in crate::scenario) weights: Option<Vec<Part>>,
    /// A table with the values, one in each row; its path is relative to this file. Of the keys
    /// that say how it is read, `path`, `sheet` and `decimal` apply.
    pub(in crate::scenario) file: Option<Box<TableFile>>,
    /// The heading of the column of values.
    pub(in crate::scenario) column: Option<String>,
    /// The unit of times that are bare numbers, such as "min"; "h:mm" or "m:ss" for times such as
    /// 0:45, which otherwise could be either.
    pub(in crate::scenario) unit: Option<String>,
}

/// Returns the complaint about several values in one text, with the distribution to write instead;
/// `None` if the text does not hold several.
fn several<T: Quantity>(text: &str) -> Option<Complaint> {
    let several = meant::several(text)?;
    let (values, keys, form, condition) = match &several {
        Several::Either(values) => return either::<T>(text, values, &several),
        Several::Range(values) => (
            values.as_slice(),
            ["min", "max"].as_slice(),
            "uniform",
            String::new(),
        ),
        Several::Around(values) => (
            values.as_slice(),
            ["mean", "sd"].as_slice(),
            "normal",
            format!(" if {} is the standard deviation", values[1]),
        ),
        Several::Peak(values) => (
            values.as_slice(),
            ["min", "mode", "max"].as_slice(),
            "triangular",
            format!(" if {} is the most likely value", values[1]),
        ),
    };
    let readings: Vec<Vec<(f64, String)>> = values.iter().map(|it| T::readings(it)).collect();
    let count = readings.iter().map(Vec::len).max()?;
    let written = |reading: usize| {
        let values = readings.iter().map(|it| it.get(reading).or(it.last()));
        let mut values: Vec<&(f64, String)> = values.collect::<Option<_>>()?;
        match several {
            Several::Range(_) => values.sort_by(|a, b| a.0.total_cmp(&b.0)),
            Several::Peak(_) if !values.is_sorted_by(|a, b| a.0 <= b.0) => return None,
            Several::Around(_) | Several::Peak(_) | Several::Either(_) => {}
        }
        let parts = keys
            .iter()
            .zip(values)
            .map(|(key, (_, it))| format!("{key} = {it}"));
        let parts: Vec<String> = parts.collect();
        Some(format!("{{ {form} = {{ {} }} }}", parts.join(", ")))
    };
    let unit = if T::IS_TIME {
        duration::without_unit(&several)
    } else {
        ""
    };
    let first = written(0)?;
    let comma = match written(1).filter(|_| count > 1) {
        Some(other) => format!(", or {other} where the comma begins the decimals"),
        None => String::new(),
    };
    let message = several.message(text);
    Some(Complaint::new(
        message,
        format!("write {first}{condition}{comma}{unit}"),
    ))
}

/// Returns the complaint about values of which each can be meant.
fn either<T: Quantity>(text: &str, values: &[String], several: &Several) -> Option<Complaint> {
    let readings = values.iter().map(|it| T::readings(it).into_iter().next());
    let readings: Vec<(f64, String)> = readings.collect::<Option<_>>()?;
    let listed: Vec<&str> = readings.iter().map(|(_, it)| it.as_str()).collect();
    let least = readings.iter().min_by(|a, b| a.0.total_cmp(&b.0))?;
    let most = readings.iter().max_by(|a, b| a.0.total_cmp(&b.0))?;
    let unit = if T::IS_TIME {
        duration::without_unit(several)
    } else {
        ""
    };
    let help = format!(
        "write {{ empirical = {{ values = [{}] }} }} if it is one of these, or {{ uniform = {{ min \
         = {}, max = {} }} }} if it is anything between{unit}",
        listed.join(", "),
        least.1,
        most.1,
    );
    Some(Complaint::new(several.message(text), help))
}

impl<'de, T: Quantity> Deserialize<'de> for Distribution<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Distributions(PhantomData))
    }
}

struct Distributions<T>(PhantomData<T>);

impl<'de, T: Quantity> Visitor<'de> for Distributions<T> {
    type Value = Distribution<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written = T::WRITTEN;
        write!(
            formatter,
            "{written}, or a distribution such as {{ exponential = {{ mean = ... }} }}"
        )
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        let read: Result<T, E> = T::deserialize(text.into_deserializer());
        read.map(Distribution::Always).map_err(|error| {
            let meant = call(text, T::IS_TIME, T::readings).or_else(|| several::<T>(text));
            meant.map_or(error, Complaint::into_error)
        })
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        T::deserialize(number.into_deserializer()).map(Distribution::Always)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        T::deserialize(number.into_deserializer()).map(Distribution::Always)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let complaint = || {
            Complaint::new(
                "a distribution is a table with one key, the kind of distribution",
                "write a table such as { exponential = { mean = ... } }",
            )
        };
        if map.size_hint() == Some(0) {
            return Err(complaint().into_error());
        }
        let form = Form::deserialize(MapAccessDeserializer::new(&mut map))?;
        if map.next_key::<IgnoredAny>()?.is_some() {
            return Err(complaint().into_error());
        }
        Ok(Distribution::Form(form))
    }
}
