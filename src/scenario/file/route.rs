//! Where batches go and what they hold: a name, shares of names, or rules.

use indexmap::IndexMap;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess};

use super::Number;
use super::forms::{Forms, Read, read_forms};
use crate::scenario::problem::Complaint;

/// Shares by name.
pub(in crate::scenario) type Shares = IndexMap<String, Share>;

/// A share.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) enum Share {
    /// This share.
    Of(Number),
    /// What the others leave.
    Rest,
}

/// What the batches of a stream hold.
#[derive(Debug)]
pub(in crate::scenario) enum Mix {
    /// One kind of goods.
    One(String),
    /// Shares of several.
    Shares(Shares),
}

/// Where a batch goes.
#[derive(Debug)]
pub(in crate::scenario) enum Route {
    /// To one place or by chance.
    Single(SingleRoute),
    /// By the first rule that fits.
    Rules(Vec<Rule>),
}

/// Where a batch goes, without rules.
#[derive(Debug)]
pub(in crate::scenario) enum SingleRoute {
    /// Always to the same place.
    To(String),
    /// By chance.
    Shares(Shares),
}

/// A routing rule.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a rule such as { when = { goods = [\"masks\"] }, to = \"released\" }"
)]
pub(in crate::scenario) struct Rule {
    /// Which batches it is for; all by default.
    pub(in crate::scenario) when: Option<When>,
    /// Where they go.
    pub(in crate::scenario) to: SingleRoute,
}

/// Which batches a rule is for: all that is written must hold.
#[derive(Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(
    default,
    deny_unknown_fields,
    expecting = "a table such as { goods = [\"masks\"] }"
)]
pub(in crate::scenario) struct When {
    /// They came with one of these streams.
    pub(in crate::scenario) arrivals: Option<Vec<String>>,
    /// They hold one of these goods.
    pub(in crate::scenario) goods: Option<Vec<String>>,
    /// They hold more units than this, each batch by itself.
    pub(in crate::scenario) units_over: Option<Number>,
    /// They have now been served here this often: 1 is the first time.
    pub(in crate::scenario) visits: Option<super::Whole>,
}

impl Forms<'_> for Share {
    const WRITTEN: &'static str = "a share such as 0.1, or \"rest\"";

    fn number(number: f64) -> Read<Self> {
        Some(Number::of(number).map(Self::Of))
    }

    fn text(text: &str) -> Read<Self> {
        if text == "rest" {
            return Some(Ok(Self::Rest));
        }
        let message = format!("expected a share, found the text \"{text}\"");
        let help = if let Some(percent) = percent(text) {
            format!("write {percent}")
        } else if text.trim().parse::<f64>().is_ok_and(f64::is_finite) {
            format!("write {} without quotes", text.trim())
        } else {
            format!("write a number such as 0.1; for what the others leave, {text} = \"rest\"")
        };
        Some(Err(Complaint::new(message, help)))
    }
}

/// "90 %" as a share.
fn percent(text: &str) -> Option<f64> {
    let number: f64 = text.trim().strip_suffix('%')?.trim().parse().ok()?;
    number.is_finite().then_some(number / 100.0)
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
                let complaint = Complaint::new("a rule cannot lead to rules again", help);
                Err(complaint.into_error())
            }
        }
    }
}
