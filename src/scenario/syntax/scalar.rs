//! Text, numbers, truth values, dates and times of TOML.

use toml::de::DeValue;

use crate::scenario::problem::Complaint;

/// Converts a value of the parser that is neither a table nor a list.
pub(super) fn scalar_value(value: DeValue<'_>) -> Result<toml::Value, Complaint> {
    let too_large = || Complaint::new("the number is too large", "write a smaller number");
    Ok(match value {
        DeValue::String(text) => toml::Value::String(text.into_owned()),
        DeValue::Integer(number) => {
            let integer = i64::from_str_radix(number.as_str(), number.radix());
            toml::Value::Integer(integer.map_err(|_| too_large())?)
        }
        DeValue::Float(number) => {
            toml::Value::Float(number.as_str().parse().map_err(|_| too_large())?)
        }
        DeValue::Boolean(truth) => toml::Value::Boolean(truth),
        DeValue::Datetime(date) => toml::Value::Datetime(date),
        DeValue::Array(_) | DeValue::Table(_) => {
            unreachable!("tables and lists are read before scalars")
        }
    })
}
