//! How many batches a day go from where to where.

use std::collections::BTreeMap;

use super::kinds::kinds;
use super::network::Network;
use super::part::Part;
use crate::model::{Destination, Exit, StationId, StreamId};

/// A node of the network: where a batch comes from or goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// An arrival stream.
    Stream(StreamId),
    /// A station.
    Station(StationId),
    /// A way out.
    Exit(Exit),
}

impl From<Destination> for Node {
    fn from(destination: Destination) -> Self {
        match destination {
            Destination::Station(station) => Self::Station(station),
            Destination::Exit(exit) => Self::Exit(exit),
        }
    }
}

/// Batches that go from one node to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// Where they come from.
    pub from: Node,
    /// Where they go.
    pub to: Node,
    /// How many, on average over the time that is looked at.
    pub batches_per_day: f64,
}

/// Sums of batches a day by where they come from and go to.
pub(super) type Sums = BTreeMap<(Node, Node), f64>;

/// Adds the flows of the traffic equations (Jackson 1957), each times `share`: what the routes ask
/// for, before batches are turned away, diverted or lose patience.
pub(super) fn add(part: &Part<'_>, share: f64, sums: &mut Sums) {
    let model = part.rules;
    let network = Network::new(&model.stations);
    let mut add = |from: Node, to: Destination, per_day: f64| {
        if per_day > 0.0 {
            *sums.entry((from, to.into())).or_insert(0.0) += per_day * share;
        }
    };
    for kind in &kinds(part).0 {
        for (stream, to, per_day) in kind.arrivals(model) {
            add(Node::Stream(stream), to, per_day);
        }
        let flow = network.flow(&kind.entries(model), kind.question());
        for (from, to, per_day) in flow.moves {
            add(Node::Station(StationId::new(from)), to, per_day);
        }
    }
}
