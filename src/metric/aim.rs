//! The parts of a target.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Metric, Quantity};

/// The subject of a part of the target, in the order of the scenario format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aim {
    /// Batches released per day.
    BatchesPerDay,
    /// Units released per day.
    UnitsPerDay,
    /// The share of batches released in time.
    Release,
}

impl Aim {
    /// All aims.
    pub const ALL: [Self; 3] = [Self::BatchesPerDay, Self::UnitsPerDay, Self::Release];

    /// Returns the aim that leads, of those that a target has: the share released in time, else
    /// batches, else units a day.
    pub fn leading(has_release: bool, has_batches: bool) -> Self {
        match (has_release, has_batches) {
            (true, _) => Self::Release,
            (false, true) => Self::BatchesPerDay,
            (false, false) => Self::UnitsPerDay,
        }
    }

    /// Returns the key in `[target]`, which is also the name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::BatchesPerDay => "batches_per_day",
            Self::UnitsPerDay => "units_per_day",
            Self::Release => "release",
        }
    }

    /// Returns the metric of scope `all` that is compared with it.
    pub fn metric(self) -> Metric {
        match self {
            Self::BatchesPerDay => Metric::ReleasedPerDay,
            Self::UnitsPerDay => Metric::UnitsReleasedPerDay,
            Self::Release => Metric::ReleasedWithin,
        }
    }

    /// Returns the kind of quantity.
    pub fn quantity(self) -> Quantity {
        self.metric().quantity()
    }

    /// Returns its description in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::BatchesPerDay => "Batches released a day",
            Self::UnitsPerDay => "Units released a day",
            Self::Release => "Batches released in time",
        }
    }
}

impl fmt::Display for Aim {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Aim {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|aim| aim.name() == name);
        found.ok_or_else(|| format!("unknown target \"{name}\""))
    }
}

impl Serialize for Aim {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Aim {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::from_text(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_aim_is_found_by_its_name() {
        for aim in Aim::ALL {
            let text = serde_json::to_string(&aim).expect("a text");
            assert_eq!(text, format!("\"{}\"", aim.name()));
            assert_eq!(serde_json::from_str::<Aim>(&text).expect("an aim"), aim);
        }
        assert_eq!(
            "happiness".parse::<Aim>(),
            Err("unknown target \"happiness\"".to_owned())
        );
    }
}
