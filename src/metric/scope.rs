//! The scopes of metrics: the port and its parts.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Metric, ScopeKind};

/// A name that is shared rather than copied.
pub type Name = Arc<str>;

/// The part of the port that a metric describes. In files it is `all`, or the section of the
/// scenario and the name in it, such as `stations.inspection`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// All batches and the port as a whole.
    All,
    /// The batches of an arrival stream.
    Arrivals(Name),
    /// The batches of a kind of goods.
    Goods(Name),
    /// A station.
    Station(Name),
    /// A team.
    Team(Name),
}

/// The name of [`Scope::All`] in files.
const ALL: &str = "all";

impl Scope {
    /// Returns the scope of an arrival stream.
    pub fn arrivals(name: &str) -> Self {
        Self::Arrivals(name.into())
    }

    /// Returns the scope of a kind of goods.
    pub fn goods(name: &str) -> Self {
        Self::Goods(name.into())
    }

    /// Returns the scope of a station.
    pub fn station(name: &str) -> Self {
        Self::Station(name.into())
    }

    /// Returns the scope of a team.
    pub fn team(name: &str) -> Self {
        Self::Team(name.into())
    }

    /// Returns its kind.
    pub fn kind(&self) -> ScopeKind {
        match self {
            Self::All => ScopeKind::All,
            Self::Arrivals(_) => ScopeKind::Arrivals,
            Self::Goods(_) => ScopeKind::Goods,
            Self::Station(_) => ScopeKind::Station,
            Self::Team(_) => ScopeKind::Team,
        }
    }

    /// Returns the name of the stream, goods, station or team; `None` for [`Scope::All`].
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::All => None,
            Self::Arrivals(name) | Self::Goods(name) | Self::Station(name) | Self::Team(name) => {
                Some(name)
            }
        }
    }

    /// Returns the name of a metric of this scope in a list with metrics of several scopes: the
    /// metric's own name, after the scope unless that is `all`.
    pub fn full_name(&self, metric: Metric) -> String {
        match self {
            Self::All => metric.name().to_owned(),
            part => format!("{part}.{metric}"),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind().section(), self.name()) {
            (Some(section), Some(name)) => write!(formatter, "{section}.{name}"),
            _ => formatter.write_str(ALL),
        }
    }
}

impl FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == ALL {
            return Ok(Self::All);
        }
        let parts = text.split_once('.');
        let found = parts.and_then(|(section, name)| match ScopeKind::of_section(section)? {
            ScopeKind::All => None,
            ScopeKind::Arrivals => Some(Self::arrivals(name)),
            ScopeKind::Goods => Some(Self::goods(name)),
            ScopeKind::Station => Some(Self::station(name)),
            ScopeKind::Team => Some(Self::team(name)),
        });
        found.ok_or_else(|| format!("unknown scope \"{text}\""))
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::from_text(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_read_back_what_they_write() {
        let names = ["desk", "a.b", "", "all", "单证"];
        let of = [Scope::arrivals, Scope::goods, Scope::station, Scope::team];
        let parts = of.iter().flat_map(|of| names.map(of));
        for scope in parts.chain([Scope::All]) {
            let text = serde_json::to_string(&scope).expect("a text");
            assert_eq!(text, format!("\"{scope}\""));
            let read: Scope = serde_json::from_str(&text).expect("a scope");
            assert_eq!(read, scope);
        }
        for text in ["", "desk", "lanes.desk", "stations"] {
            let message = format!("unknown scope \"{text}\"");
            assert_eq!(text.parse::<Scope>(), Err(message));
        }
    }

    #[test]
    fn a_full_name_leaves_out_the_whole() {
        let metric = Metric::WaitMean;
        assert_eq!(
            Scope::station("desk").full_name(metric),
            "stations.desk.wait.mean"
        );
        assert_eq!(Scope::All.full_name(metric), "wait.mean");
    }
}
