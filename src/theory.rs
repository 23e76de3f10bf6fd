//! What queueing theory says about a scenario without a run: the offered load of every station
//! ([`loads`]), its course over time ([`lagged_loads`]) and the lanes that it asks for
//! ([`HourlyWork`]), waits ([`waits`]), the cost of
//! scheduled lanes and members ([`fixed_cost`]), and what can be proven ([`Outlook`],
//! [`cannot_keep_up`], [`more_lanes_never_harm`], [`beyond_arrivals`]).
//!
//! [`loads`] solves the traffic equations of the network exactly for every form of route. Loads do
//! not depend on queues: lanes, priorities and opening hours change how long batches wait, not how
//! much work they bring. The offered load is the mean number of busy lanes if lanes were unlimited:
//! arrival rate times mean service time (Erlang 1917; Jackson 1957).
//!
//! Batches are divided into kinds as far as their routes or service times can differ: by goods, by
//! arrival stream if a rule names it, by size band if a rule has `units_over`, and by number of
//! visits if a rule has `visits` (`network`). The batches of a file are its rows.
//!
//! Loads are those of the days of the measured window, holidays included, with the rows of a file
//! that arrive then. Statements on the long run are about a week without holidays.

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
mod released;
mod rounding;
mod sizes;
mod teams;
mod traffic;
mod upstream;
mod waits;
mod wanted;
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
pub use monotone::{more_lanes_never_harm, more_members_never_harm};
pub use outlook::Outlook;
pub use reach::{BeyondArrivals, Supply, beyond_arrivals, released_at_most, supply};
pub use relaxation::{Bottleneck, relaxation};
pub use teams::TeamLoad;
pub use waits::{Basis, Wait, waits};
pub use wanted::{HourlyWork, Wanted, beta_of_target, beta_of_waiting, square_root};
pub use window::{Loads, loads, loads_between, team_loads, window_flows, window_loads};

/// Returns the stations that some batches can never leave, however long the run.
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
