//! Flows of batches between streams, stations and exits.

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
    /// An exit.
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

/// Flow of batches from one node to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// Origin of the batches.
    pub from: Node,
    /// Destination of the batches.
    pub to: Node,
    /// Mean number of batches a day over the given time.
    pub batches_per_day: f64,
}

/// Batches a day by origin and destination.
pub(super) type Sums = BTreeMap<(Node, Node), f64>;

/// Adds the flows of the traffic equations (Jackson 1957), each times `share`: as the routes say,
/// before batches are turned away, are diverted or lose patience.
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
