//! Destinations and goods of batches: a name, shares of names, or rules.

use indexmap::IndexMap;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess};

use super::forms::{Forms, Read, read_forms};
use super::{Number, Portion};
use crate::scenario::meant::{self, Wanted};
use crate::scenario::problem::Complaint;

/// Shares by name.
pub(in crate::scenario) type Shares = IndexMap<String, Share>;

/// A share.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) enum Share {
    /// A number from 0 to 1.
    Of(Portion),
    /// 1 minus the other shares.
    Rest,
}

/// Goods of the batches of a stream.
#[derive(Debug)]
pub(in crate::scenario) enum Mix {
    /// One kind of goods.
    One(String),
    /// Shares of several kinds of goods.
    Shares(Shares),
}

/// Destination of a batch.
#[derive(Debug)]
pub(in crate::scenario) enum Route {
    /// One place, or places by chance.
    Single(SingleRoute),
    /// The destination of the first rule that applies.
    Rules(Vec<Rule>),
}

/// Destination of a batch, without rules.
#[derive(Debug)]
pub(in crate::scenario) enum SingleRoute {
    /// Always to the same place.
    To(String),
    /// By chance, with these shares.
    Shares(Shares),
}

/// A routing rule.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a rule such as { when = { goods = [\"masks\"] }, to = \"released\" }"
)]
pub(in crate::scenario) struct Rule {
    /// Batches that the rule applies to; all by default.
    pub(in crate::scenario) when: Option<When>,
    /// Destination of those batches.
    pub(in crate::scenario) to: SingleRoute,
}

/// Batches that a rule applies to: they meet all of the conditions.
#[derive(Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(
    default,
    deny_unknown_fields,
    expecting = "a table such as { goods = [\"masks\"] }"
)]
pub(in crate::scenario) struct When {
    /// The batch arrived with one of these streams.
    pub(in crate::scenario) arrivals: Option<Vec<String>>,
    /// The batch holds one of these goods.
    pub(in crate::scenario) goods: Option<Vec<String>>,
    /// The batch holds more than this number of units.
    pub(in crate::scenario) units_over: Option<Number>,
    /// The batch has been served here this number of times; 1 is the first time.
    pub(in crate::scenario) visits: Option<super::Whole>,
}

impl Forms<'_> for Share {
    const WRITTEN: &'static str = "a share such as 0.1, or \"rest\"";

    fn number(number: f64) -> Read<Self> {
        Some(Portion::of(number).map(Self::Of))
    }

    fn text(text: &str) -> Read<Self> {
        if text == "rest" {
            return Some(Ok(Self::Rest));
        }
        if let Some((message, help)) = meant::change(text, Wanted::Share) {
            return Some(Err(Complaint::new(message, help)));
        }
        let message = format!("expected a share, found the text \"{text}\"");
        if let Some(help) = meant::number(text, Wanted::Share) {
            return Some(Err(Complaint::new(message, help)));
        }
        if let Some((message, help)) = meant::one_of_numbers(text, Wanted::Share) {
            return Some(Err(Complaint::new(message, help)));
        }
        let help = if meant::has_digits(text) {
            "write one number from 0 to 1 in digits, and nothing else".to_owned()
        } else {
            format!("write a number such as 0.1; for what the others leave, {text} = \"rest\"")
        };
        Some(Err(Complaint::new(message, help)))
    }
}

impl<'de> Forms<'de> for Mix {
    const WRITTEN: &'static str = "a name of goods or shares such as { masks = 0.94, ... }";

    fn text(name: &str) -> Read<Self> {
        Some(Ok(Self::One(name.to_owned())))
    }

    fn table<A: MapAccess<'de>>(shares: A) -> Result<Self, A::Error> {
        Shares::deserialize(MapAccessDeserializer::new(shares)).map(Self::Shares)
    }
}

impl<'de> Forms<'de> for Route {
    const WRITTEN: &'static str = "a name such as \"released\", shares such as { inspection = \
                                   0.9, released = \"rest\" } or a list of rules";

    fn text(name: &str) -> Read<Self> {
        Some(Ok(Self::Single(SingleRoute::To(name.to_owned()))))
    }

    fn table<A: MapAccess<'de>>(shares: A) -> Result<Self, A::Error> {
        let shares = Shares::deserialize(MapAccessDeserializer::new(shares))?;
        Ok(Self::Single(SingleRoute::Shares(shares)))
    }

    fn list<A: SeqAccess<'de>>(rules: A) -> Result<Self, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(rules)).map(Self::Rules)
    }
}

read_forms!(Share, Mix, Route);

impl<'de> Deserialize<'de> for SingleRoute {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Route::deserialize(deserializer)? {
            Route::Single(route) => Ok(route),
            Route::Rules(_) => {
                let help = "write a name or shares; add further rules to the outer list instead";
                let complaint =
                    Complaint::new("the destination of a rule cannot be a list of rules", help);
                Err(complaint.into_error())
            }
        }
    }
}
