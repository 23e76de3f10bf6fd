//! Share of batches that get into a station with limited room.
//!
//! If a full station turns batches away or diverts them, fewer batches reach the stations after it,
//! and more reach others, than the routes say. The share that gets in is exact for Poisson arrivals
//! at a steady rate and a constant number of lanes: with exponential service by M/M/c/K, and
//! without waiting places for any service (Erlang 1917; Sevastyanov 1957). Otherwise there is an
//! upper bound: no more work gets in than can be done.

use crate::model::{Station, WhenFull};

use super::capacity::Capacity;
use super::network::Gate;
use super::part::Part;
use super::traffic::Traffic;

/// Limit on rounds in which gates and loads are computed from each other: one for each station in a
/// row, and a few more for cycles of diversions.
const MOST_ROUNDS: usize = 100;

impl Traffic {
    /// Computes the traffic in a part of the run, with batches that are turned away or diverted.
    pub(super) fn new(part: &Part<'_>) -> Self {
        let open = vec![Gate::OPEN; part.rules.stations.len()];
        let mut traffic = Self::through(part, open);
        for _ in 0..MOST_ROUNDS {
            let gates = gates(part, &traffic);
            if gates == traffic.gates {
                break;
            }
            traffic = Self::through(part, gates);
        }
        traffic
    }
}

/// Computes the gate of every station from the traffic that reaches it.
fn gates(part: &Part<'_>, traffic: &Traffic) -> Vec<Gate> {
    let model = part.rules;
    let mut fed = vec![false; model.stations.len()];
    traffic.moves.keys().for_each(|(_, to)| fed[*to] = true);
    for station in &model.stations {
        if let Some(to) = diverts_to(station) {
            fed[to] = true;
        }
    }
    let of_station = |(index, station): (usize, &Station)| {
        let sends_on = station.room.map(|room| room.when_full);
        if matches!(sends_on, None | Some(WhenFull::Block)) || traffic.sums[index].load == 0.0 {
            return Gate::OPEN;
        }
        let patient = model.streams.iter().all(|stream| stream.patience.is_none());
        let poisson = !fed[index] && patient && traffic.comes_steadily(index, model);
        let exact = if poisson {
            lost(station, traffic.sums[index].load)
        } else {
            None
        };
        let bound = Capacity::of(station, part).map_or(f64::INFINITY, |capacity| capacity.most);
        let at_most = (bound / traffic.sums[index].load).min(1.0);
        Gate {
            passes: exact.map_or(at_most, |lost| 1.0 - lost),
            diverts_to: diverts_to(station),
            is_exact: exact.is_some(),
        }
    };
    model.stations.iter().enumerate().map(of_station).collect()
}

fn diverts_to(station: &Station) -> Option<usize> {
    match station.room?.when_full {
        WhenFull::Divert(to) => Some(to.index()),
        WhenFull::Block | WhenFull::TurnAway => None,
    }
}

/// Returns the share of Poisson arrivals that find no place, if known exactly: Erlang's B (1917),
/// by recursion over lanes and then over waiting places.
fn lost(station: &Station, load: f64) -> Option<f64> {
    let lanes = station.lanes.always()?;
    let places = station.room?.places;
    let bare = station.staff.is_empty()
        && station.breakdowns.is_none()
        && station.open_more.is_none()
        && !station.preempt;
    if !bare || places > 0 && !station.service.is_exponential() {
        return None;
    }
    let no_lane = (1..=lanes).fold(1.0, |b, c| load * b / (f64::from(c) + load * b));
    let busy = load / f64::from(lanes);
    Some((0..places).fold(no_lane, |b, _| busy * b / (1.0 + busy * b)))
}

/// Is the load of a station only a lower bound, because others divert batches to it?
pub(super) fn takes_at_least(gates: &[Gate], index: usize) -> bool {
    let sends = |gate: &Gate| gate.diverts_to == Some(index) && !gate.is_exact;
    gates.iter().any(sends)
}

/// Returns the load that surely reaches a station to which others divert batches: the whole load,
/// if no batch is lost on the routes before it and the diverting stations get their batches from
/// outside only. `None` otherwise.
pub(super) fn sure_with_diverted(traffic: &Traffic, index: usize, passed: f64) -> Option<f64> {
    let sends_to = |gate: &Gate, to: usize| gate.diverts_to == Some(to);
    let senders = traffic.gates.iter().enumerate();
    let mut senders = senders.filter(|(_, gate)| sends_to(gate, index)).peekable();
    let is_any = senders.peek().is_some();
    let from_outside = |(sender, _): (usize, &Gate)| {
        let is_fed = traffic.moves.keys().any(|(_, to)| *to == sender);
        !is_fed && !traffic.gates.iter().any(|gate| sends_to(gate, sender))
    };
    let is_sure = passed == 1.0 && senders.all(from_outside);
    (is_any && is_sure).then(|| traffic.sums[index].load)
}
