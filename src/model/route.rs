//! Where batches go.

use crate::distribution::Choice;

use super::ids::{Class, GoodsId, StationId, StreamId};

/// Where a batch goes.
// the tag takes a whole word, because it is read whenever a batch moves
#[derive(Clone, Debug, PartialEq)]
#[repr(u64)]
pub enum Route {
    /// Always to the same place.
    To(Destination),
    /// A random one by shares, in file order.
    Shares(Choice<Destination>),
    /// That of the first rule that fits; the last rule always fits.
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
    /// The batch has been served here this number of times, the present visit included.
    pub visits: Option<u32>,
    /// The route if the rule fits; never rules again.
    pub to: Route,
}

/// The facts about a batch that routing rules depend on.
#[derive(Clone, Copy, Debug)]
pub struct RouteQuestion {
    /// The class of the batch.
    pub class: Class,
    /// Number of units that it holds.
    pub units: f64,
    /// Number of times that it has been served at this station, the present visit included.
    pub visits: u32,
}

impl Rule {
    /// Does the rule fit the batch?
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
    /// Returns the route for a batch: to one place or by shares.
    ///
    /// # Panics
    /// If no rule fits; `check` made sure that the last rule does.
    #[inline]
    pub fn resolve(&self, question: &RouteQuestion) -> &Self {
        match self {
            Self::To(_) | Self::Shares(_) => self,
            Self::Rules(rules) => {
                let rule = rules.iter().find(|rule| rule.fits(question));
                &rule.expect("the last rule always fits").to
            }
        }
    }

    /// Returns every destination that the route can lead to.
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
    /// An exit.
    Exit(Exit),
}

/// An exit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Cleared.
    Released,
    /// Turned away.
    Refused,
    /// Taken back by its owner.
    Withdrawn,
}
