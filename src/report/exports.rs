//! CSV files: numbers in full, in the shortest form that parses back to the same number; empty
//! fields for unknown numbers.

use std::borrow::{Borrow, Cow};
use std::io;

use super::tables::{Cell, Parts, Table, Value};
use crate::output::cell;

/// Returns the table's columns that have a key, as the bytes of a CSV file.
pub(super) fn csv(table: &Table<'_>) -> io::Result<Vec<u8>> {
    csv_of([table])
}

/// As [`csv`], for the rows of several tables with the same columns.
pub(super) fn csv_of<'a, T: Borrow<Table<'a>>>(
    tables: impl IntoIterator<Item = T>,
) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for (at, table) in tables.into_iter().enumerate() {
        let table: &Table<'a> = table.borrow();
        let kept = |at: &usize| !table.columns[*at].key.is_empty();
        let kept: Vec<usize> = (0..table.columns.len()).filter(kept).collect();
        if at == 0 {
            for column in kept.iter().map(|&at| &table.columns[at]) {
                for end in &ENDS[..numbers(column.parts)] {
                    writer.write_field(cell(&format!("{}{end}", column.key)).as_bytes())?;
                }
            }
            writer.write_record(None::<&[u8]>)?;
        }
        for row in &table.rows {
            for &at in &kept {
                for text in texts(&row[at])
                    .iter()
                    .take(numbers(table.columns[at].parts))
                {
                    writer.write_field(cell(text).as_bytes())?;
                }
            }
            writer.write_record(None::<&[u8]>)?;
        }
    }
    let bytes = writer.into_inner();
    bytes.map_err(|failure| io::Error::other(failure.to_string()))
}

/// Suffixes of the column names of an estimate's numbers.
const ENDS: [&str; 4] = ["", "_half_width", "_lower", "_upper"];

/// Number of fields that an estimate takes in a column.
fn numbers(parts: Parts) -> usize {
    match parts {
        Parts::Mean => 1,
        Parts::HalfWidth => 2,
        Parts::Ends => ENDS.len(),
    }
}

/// Returns the text of a cell; for an estimate also its half-width and the ends of its interval.
fn texts<'a>(cell: &'a Cell<'_>) -> [Cow<'a, str>; 4] {
    let alone = |text: Cow<'a, str>| [text, Cow::default(), Cow::default(), Cow::default()];
    match &cell.value {
        _ if cell.name.is_some() => alone(cell.name.as_deref().unwrap_or_default().into()),
        Value::Text(text) => alone(text.as_ref().into()),
        Value::Date(time) | Value::Instant(time) => alone((*time).into()),
        Value::Number(_, value) => alone(number(*value)),
        Value::Estimate(_, it) | Value::Difference(_, it) => {
            [it.mean, it.half_width, it.lower, it.upper].map(number)
        }
    }
}

/// Writes a number, never with an exponent and never as "NaN".
fn number<'a>(value: Option<f64>) -> Cow<'a, str> {
    let value = value.filter(|value| value.is_finite());
    value.map_or_else(Cow::default, |value| value.to_string().into())
}
