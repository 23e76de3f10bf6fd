//! Long lists of estimates in JSON, by column: one list for each field, not one object for each
//! estimate.
//!
//! A year of hours has nearly ten thousand estimates a station. With one replication most fields
//! are missing in all of them; such a column is left out.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::statistics::Estimate;

type Column = Vec<Option<f64>>;

#[derive(Serialize, Deserialize)]
struct Columns {
    mean: Column,
    #[serde(default, skip_serializing_if = "is_missing")]
    half_width: Column,
    #[serde(default, skip_serializing_if = "is_missing")]
    lower: Column,
    #[serde(default, skip_serializing_if = "is_missing")]
    upper: Column,
    replications: Vec<u32>,
}

/// Are all values of the column missing?
fn is_missing(column: &Column) -> bool {
    column.iter().all(Option::is_none)
}

pub(super) fn serialize<S: Serializer>(
    estimates: &[Estimate],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let column = |of: fn(&Estimate) -> Option<f64>| estimates.iter().map(of).collect();
    let columns = Columns {
        mean: column(|it| it.mean),
        half_width: column(|it| it.half_width),
        lower: column(|it| it.lower),
        upper: column(|it| it.upper),
        replications: estimates.iter().map(|it| it.replications).collect(),
    };
    columns.serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Estimate>, D::Error> {
    let columns = Columns::deserialize(deserializer)?;
    let count = columns.mean.len();
    let full = |column: Column| match column.len() {
        0 => Ok(vec![None; count]),
        length if length == count => Ok(column),
        length => Err(D::Error::invalid_length(length, &"one for each mean")),
    };
    let (half_width, lower, upper) = (
        full(columns.half_width)?,
        full(columns.lower)?,
        full(columns.upper)?,
    );
    if columns.replications.len() != count {
        let length = columns.replications.len();
        return Err(D::Error::invalid_length(length, &"one for each mean"));
    }
    let estimate = |index: usize| Estimate {
        mean: columns.mean[index],
        half_width: half_width[index],
        lower: lower[index],
        upper: upper[index],
        replications: columns.replications[index],
    };
    Ok((0..count).map(estimate).collect())
}
