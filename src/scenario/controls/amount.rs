//! A number with its unit, as it is written.

use crate::scenario::file::Duration;
use crate::scenario::tree::{Content, Node};

/// A number and the unit behind it; the unit is empty for a bare number.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Amount {
    pub(super) number: f64,
    pub(super) unit: String,
}

/// Units of time from the longest, with their microseconds.
const UNITS: [(&str, f64); 4] = [
    ("days", 86_400e6),
    ("h", 3_600e6),
    ("min", 60e6),
    ("s", 1e6),
];

impl Amount {
    /// Reads a bare number, or a duration.
    pub(super) fn of(node: &Node) -> Option<Self> {
        let bare = |number: f64| {
            let unit = String::new();
            number.is_finite().then_some(Self { number, unit })
        };
        match &node.content {
            Content::Scalar(toml::Value::Integer(number)) => bare(*number as f64),
            Content::Scalar(toml::Value::Float(number)) => bare(*number),
            Content::Scalar(toml::Value::String(text)) => Self::duration(text),
            _ => None,
        }
    }

    fn duration(text: &str) -> Option<Self> {
        let micros = Duration::parse(text).ok()?.micros();
        let text = text.trim();
        let end = text.find(|it: char| !it.is_ascii_digit() && it != '.')?;
        let (number, unit) = (text[..end].parse(), text[end..].trim());
        // one number and one unit
        if let (Ok(number), true) = (number, unit.chars().all(char::is_alphabetic)) {
            let unit = unit.to_owned();
            return Some(Self { number, unit });
        }
        let fits = |(_, length): &&(&str, f64)| micros >= 2.0 * length;
        let (unit, length) = UNITS.iter().find(fits).unwrap_or(&UNITS[3]);
        Some(Self {
            number: micros / length,
            unit: (*unit).to_owned(),
        })
    }

    /// Returns the number in another unit of the same kind.
    pub(super) fn in_unit_of(&self, unit: &str) -> f64 {
        let micros = |unit: &str| {
            let one = Duration::parse(&format!("1 {unit}"));
            one.map_or(1.0, Duration::micros)
        };
        if self.unit.is_empty() || unit.is_empty() || self.unit == unit {
            self.number
        } else {
            self.number * micros(&self.unit) / micros(unit)
        }
    }

    /// Returns the text of a value in which `{}` stands for the number.
    pub(super) fn form(&self) -> String {
        match self.unit.as_str() {
            "" => "{}".to_owned(),
            unit => format!("{{}} {unit}"),
        }
    }

    /// Returns the amount as it is written.
    pub(super) fn text(&self) -> String {
        self.form().replace("{}", &self.number.to_string())
    }

    /// Returns a step that suits the number: a fine part of it that is 1, 2 or 5 times a power of
    /// ten.
    pub(super) fn step(&self) -> f64 {
        let fine = (self.number.abs() / 200.0).max(1e-9);
        let power = 10_f64.powi(fine.log10().floor() as i32);
        let step = [1.0, 2.0, 5.0, 10.0]
            .into_iter()
            .find(|it| it * power >= fine);
        step.unwrap_or(10.0) * power
    }
}
