//! What queueing theory says of a scenario before any run: the offered load of every station, when
//! it is at work ([`lagged_loads`]), the wait there ([`waits`]), the cost of what is scheduled
//! ([`fixed_cost`]), and what is proven of it ([`Outlook`], [`cannot_keep_up`],
//! [`more_lanes_never_harm`], [`beyond_arrivals`]).
//!
//! [`loads`] solves the traffic equations of the network exactly for every form of route, without
//! a run. Loads know nothing of queues: lanes, priorities and opening hours change how long batches
//! wait, not how much work they bring. Offered load is the mean number of lanes kept at work if
//! none ever ran out, arrival rate times mean service (Erlang 1917; Jackson 1957).
//!
//! Batches are told apart as far as their routes or service times can differ: by goods, by arrival
//! stream where a rule names it, by size band where a rule has `units_over`, and by how often they
//! were served where a rule has `visits` (`network`). Batches of a file are its rows.
//!
//! Loads are those of the measured window: of its own days, holidays among them, and of a file its
//! rows there. What goes on without end is that of a week without holidays.

mod blocks;
mod capacity;
mod caveats;
mod facts;
mod fixed_cost;
mod flows;
mod fourier;
mod gates;
mod kinds;
mod lagged;
mod load;
mod locks;
mod monotone;
mod network;
mod outlook;
mod part;
mod queues;
mod reach;
mod relaxation;
mod rounding;
mod sizes;

mod teams;
mod traffic;
mod upstream;
mod waits;
mod window;

use std::collections::BTreeSet;

use crate::model::{Model, StationId};
use kinds::possible;
use network::Network;

pub use caveats::Caveat;
pub use fixed_cost::{FixedCost, cannot_keep_up, fixed_cost};
pub use flows::{Flow, Node};
pub use lagged::{Lagged, lagged_loads, window_lagged};
pub use load::Load;
pub use locks::possible_locks;
pub use monotone::more_lanes_never_harm;
pub use outlook::Outlook;
pub use reach::{BeyondArrivals, Supply, beyond_arrivals, supply};
pub use relaxation::relaxation;
pub use teams::TeamLoad;
pub use waits::{Basis, Wait, waits};
pub use window::{Loads, loads, loads_between, team_loads, window_flows, window_loads};

/// The stations from which some batches can never leave, whatever time they are given.
pub fn trapped(model: &Model) -> Vec<StationId> {
    let network = Network::new(&model.stations);
    let mut trapped = BTreeSet::new();
    for kind in possible(model) {
        let flow = network.flow(&kind.entries(model), kind.question());
        let endless = flow
            .visits
            .iter()
            .filter(|(_, visits)| visits.is_infinite());
        trapped.extend(endless.map(|(station, _)| StationId::new(*station)));
    }
    trapped.into_iter().collect()
}
