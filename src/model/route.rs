//! Where batches go.

use crate::distribution::Choice;

use super::ids::{Class, GoodsId, StationId, StreamId};

/// Where a batch goes.
// with a tag of its own: which one it is is asked whenever a batch moves
#[derive(Clone, Debug, PartialEq)]
#[repr(u64)]
pub enum Route {
    /// Always to the same place.
    To(Destination),
    /// By chance, in file order.
    Shares(Choice<Destination>),
    /// By the first rule that fits; the last one fits always.
    Rules(Vec<Rule>),
}

/// A routing rule. A condition that is absent always holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The batch's stream is one of these.
    pub streams: Option<Vec<StreamId>>,
    /// The batch's goods are one of these.
    pub goods: Option<Vec<GoodsId>>,
    /// The batch holds more units than this.
    pub units_over: Option<f64>,
    /// The batch has now been served here this often.
    pub visits: Option<u32>,
    /// Where it goes then; never rules again.
    pub to: Route,
}

/// What a routing rule looks at.
#[derive(Clone, Copy, Debug)]
pub struct RouteQuestion {
    /// What the batch is.
    pub class: Class,
    /// How many units it holds.
    pub units: f64,
    /// How often it has now been served at the station that asks.
    pub visits: u32,
}

impl Rule {
    /// Does the rule fit?
    pub fn fits(&self, question: &RouteQuestion) -> bool {
        let RouteQuestion {
            class,
            units,
            visits,
        } = question;
        self.streams
            .as_ref()
            .is_none_or(|streams| streams.contains(&class.stream))
            && self.goods.as_ref().is_none_or(|goods| {
                class
                    .goods
                    .is_some_and(|of_batch| goods.contains(&of_batch))
            })
            && self.units_over.is_none_or(|limit| *units > limit)
            && self.visits.is_none_or(|wanted| *visits == wanted)
    }
}

impl Route {
    /// The route by shares or to one place that holds for a batch.
    ///
    /// # Panics
    /// Where no rule fits; `check` made sure that the last one does.
    #[inline]
    pub fn resolve(&self, question: &RouteQuestion) -> &Self {
        match self {
            Self::To(_) | Self::Shares(_) => self,
            Self::Rules(rules) => {
                let rule = rules.iter().find(|rule| rule.fits(question));
                &rule.expect("the last rule fits always").to
            }
        }
    }

    /// Every place that the route can lead to.
    pub fn destinations(&self) -> Vec<Destination> {
        match self {
            Self::To(destination) => vec![*destination],
            Self::Shares(choice) => choice.iter().map(|(_, destination)| *destination).collect(),
            Self::Rules(rules) => rules
                .iter()
                .flat_map(|rule| rule.to.destinations())
                .collect(),
        }
    }
}

/// A place that a batch can be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A station.
    Station(StationId),
    /// A way out.
    Exit(Exit),
}

/// A way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Cleared.
    Released,
    /// Turned away.
    Refused,
    /// Taken back by its owner.
    Withdrawn,
}
