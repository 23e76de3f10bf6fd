//! Proof that more lanes at a station never harm.

use crate::model::{AtClose, Destination, Lanes, Model, Order, Station, StationId};
use crate::time::Span;

/// Is it proven that more lanes at a station never make a batch leave later or a target harder to
/// meet?
///
/// With first come, first served, service of batch n begins as soon as a lane is free after service
/// of batch n - 1 has begun. By induction over n, no service begins later with more lanes; since
/// service times belong to batches, no batch leaves later (Kiefer and Wolfowitz 1955 for lanes that
/// are always open). This needs one queue in the order of arrival: no priorities, teams, rooms,
/// breakdowns, lanes on demand or lost patience, work in hand finished at closing, and no second
/// limited station on the route, where batches would arrive in another order. After a warm-up the
/// window also releases batches that waited before it, so throughput targets need a window that
/// begins with the run.
pub fn more_lanes_never_harm(model: &Model, station: StationId) -> bool {
    let target = &model.target;
    let of_throughput = target.batches_per_day.is_some() || target.units_per_day.is_some();
    let limited = |station: &Station| matches!(station.lanes, Lanes::Scheduled(_));
    limited(&model.stations[station.index()])
        && model.changes.is_empty()
        && model.streams.iter().all(|stream| stream.patience.is_none())
        && model.stations.iter().all(|it| is_plain(it, model))
        && !(of_throughput && model.plan.warm_up > Span::ZERO)
        && !model
            .stations
            .iter()
            .any(|it| limited(it) && leads_to(it, model, limited))
}

/// Is the station one queue in the order of arrival?
fn is_plain(station: &Station, model: &Model) -> bool {
    station.staff.is_empty()
        && station.order == Order::FirstCome
        && (station.ignore_priority || model.priorities.len() < 2)
        && !station.preempt
        && station.room.is_none()
        && station.open_more.is_none()
        && station.breakdowns.is_none()
        && station.at_close == AtClose::Finish
}

/// Can a batch go from a station to one that `is_meant` accepts, itself included?
fn leads_to(from: &Station, model: &Model, is_meant: impl Fn(&Station) -> bool) -> bool {
    let mut seen = vec![false; model.stations.len()];
    let mut todo = from.next.destinations();
    while let Some(place) = todo.pop() {
        let Destination::Station(id) = place else {
            continue;
        };
        let station = &model.stations[id.index()];
        if is_meant(station) {
            return true;
        }
        if !std::mem::replace(&mut seen[id.index()], true) {
            todo.extend(station.next.destinations());
        }
    }
    false
}
