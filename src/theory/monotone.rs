//! Proof that more lanes at a station never harm.

use crate::model::{AtClose, Destination, Lanes, Model, Order, Station, StationId, TeamId};
use crate::time::Span;

/// Is it proven that more lanes at a station never make a batch leave later or a target harder to
/// meet?
///
/// With first come, first served, service of batch n begins as soon as a lane is free after service
/// of batch n - 1 has begun. By induction over n, no service begins later with more lanes; since
/// service times belong to batches, no batch leaves later (Kiefer and Wolfowitz 1955 for lanes that
/// are always open; the number of lanes may change by the clock, because a lane that finishes its
/// work after closing counts as busy). This needs one queue in the order of arrival: no priorities,
/// rooms, breakdowns, lanes on demand or lost patience, and work in hand finished at closing.
/// Behind the station there must be no other limited one, where batches would arrive in another
/// order, nor the same one again. What happens before the station does not depend on its lanes. If
/// it takes members of one team that works nowhere else, its lanes are in effect the smaller number
/// of lanes and of the lanes that the members can staff, so members never harm either. After a
/// warm-up the window also releases batches that waited before it, so throughput targets need a
/// window that begins with the run.
pub fn more_lanes_never_harm(model: &Model, station: StationId) -> bool {
    let target = &model.target;
    let of_throughput = target.batches_per_day.is_some() || target.units_per_day.is_some();
    let limited = |station: &Station| matches!(station.lanes, Lanes::Scheduled(_));
    let it = &model.stations[station.index()];
    limited(it)
        && model.changes.is_empty()
        && model.streams.iter().all(|stream| stream.patience.is_none())
        && is_plain(it, model)
        && !(of_throughput && model.plan.warm_up > Span::ZERO)
        && !leads_to(it, model, |station| {
            limited(station) || !station.staff.is_empty()
        })
}

/// Is it proven that more members of a team never make a batch leave later or a target harder to
/// meet? It is if the team is the only one of a single station for which
/// [`more_lanes_never_harm`].
pub fn more_members_never_harm(model: &Model, team: TeamId) -> bool {
    let works = |station: &Station| station.staff.iter().any(|(id, _)| *id == team);
    let stations = model.stations.iter().enumerate();
    let mut stations = stations.filter(|(_, station)| works(station));
    match (stations.next(), stations.next()) {
        (Some((index, _)), None) => more_lanes_never_harm(model, StationId::new(index)),
        _ => false,
    }
}

/// Is the station one queue in the order of arrival, with no staff or with one team of its own?
fn is_plain(station: &Station, model: &Model) -> bool {
    let is_own = |team: TeamId| {
        let users = model
            .stations
            .iter()
            .filter(|it| it.staff.iter().any(|(id, _)| *id == team));
        users.count() == 1
    };
    station.staff.len() <= 1
        && station.staff.iter().all(|(team, _)| is_own(*team))
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
