//! The ends of a flow: where batches come from or go to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::metric::Scope;
use crate::model::Exit;

/// An end of a flow. In files it is the text of the scope, or `released`, `refused` or `withdrawn`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FlowEnd {
    /// An arrival stream or a station.
    Part(Scope),
    /// An exit.
    Exit(Exit),
}

impl FlowEnd {
    /// The exits, in the order of reports.
    pub const EXITS: [Self; 3] = [
        Self::Exit(Exit::Released),
        Self::Exit(Exit::Refused),
        Self::Exit(Exit::Withdrawn),
    ];
}

impl fmt::Display for FlowEnd {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Part(scope) => scope.fmt(formatter),
            Self::Exit(Exit::Released) => formatter.write_str("released"),
            Self::Exit(Exit::Refused) => formatter.write_str("refused"),
            Self::Exit(Exit::Withdrawn) => formatter.write_str("withdrawn"),
        }
    }
}

impl FromStr for FlowEnd {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let exit = Self::EXITS
            .into_iter()
            .find(|exit| exit.to_string() == text);
        exit.map_or_else(|| text.parse().map(Self::Part), Ok)
    }
}

impl Serialize for FlowEnd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FlowEnd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_read_back_what_they_write() {
        let parts = [Scope::arrivals("trade"), Scope::station("released")];
        for end in parts.map(FlowEnd::Part).into_iter().chain(FlowEnd::EXITS) {
            let text = serde_json::to_string(&end).expect("a text");
            assert_eq!(serde_json::from_str::<FlowEnd>(&text).expect("an end"), end);
        }
        assert!("somewhere".parse::<FlowEnd>().is_err());
    }
}
