//! Sets of stations that can block each other for ever.
//!
//! A lane is blocked if all lanes and waiting places of the next station are taken. Stations lock
//! up if lanes wait for each other in a cycle. A lock therefore needs a cycle of stations, each
//! with a limited number of lanes and a limited room that blocks, and each sending batches to the
//! next. A station with unlimited lanes or room, or one that turns batches away, breaks every cycle
//! through it; one that diverts is replaced by the station to which it diverts. A single station
//! can block itself only if its number of lanes can decrease: otherwise a batch that comes back
//! finds the lane free that it has just left.

use crate::model::{Destination, Lanes, Model, Room, Route, Station, StationId, WhenFull};

use super::blocks::{blocks, revisited};

/// Returns the sets of stations that can block each other for ever, under the rules of any time of
/// the run, in file order.
pub fn possible_locks(model: &Model) -> Vec<Vec<StationId>> {
    let mut found = vec![];
    for rules in model.versions() {
        for set in locks_under(rules, model) {
            if !found.contains(&set) {
                found.push(set);
            }
        }
    }
    found.sort();
    found
}

/// Returns the sets under the rules of one time. `all` holds the rules of all times, between which
/// lanes can change.
fn locks_under(rules: &Model, all: &Model) -> Vec<Vec<StationId>> {
    let reached = reached(rules);
    let edges = |from: usize| {
        let station = &rules.stations[from];
        if !reached[from] || matches!(station.lanes, Lanes::Unlimited) {
            return vec![];
        }
        let targets = destinations(&station.next).into_iter();
        let mut blocking: Vec<usize> = targets.filter_map(|to| blocks_at(rules, to)).collect();
        blocking.sort_unstable();
        blocking.dedup();
        blocking.retain(|to| *to != from || lanes_can_become_fewer(all, from));
        blocking
    };
    let edges: Vec<Vec<usize>> = (0..rules.stations.len()).map(edges).collect();
    let block = blocks(&edges);
    let in_circle = revisited(&edges, &block);
    let mut sets = vec![vec![]; block.len()];
    for station in (0..edges.len()).filter(|station| in_circle[*station]) {
        sets[block[station]].push(StationId::new(station));
    }
    sets.retain(|set| !set.is_empty());
    sets
}

/// Returns the station that can block a batch sent to `to`, after diversions; `None` if none can.
fn blocks_at(rules: &Model, to: StationId) -> Option<usize> {
    let mut to = to;
    for _ in 0..=rules.stations.len() {
        let station = &rules.stations[to.index()];
        match (station.room, &station.lanes) {
            (_, Lanes::Unlimited) | (None, _) => return None,
            (Some(Room { when_full, .. }), Lanes::Scheduled(_)) => match when_full {
                WhenFull::Block => return Some(to.index()),
                WhenFull::TurnAway => return None,
                WhenFull::Divert(other) => to = other,
            },
        }
    }
    None
}

/// Returns the stations to which a route can lead.
fn destinations(route: &Route) -> Vec<StationId> {
    let station = |destination: Destination| match destination {
        Destination::Station(station) => Some(station),
        Destination::Exit(_) => None,
    };
    match route {
        Route::To(to) => station(*to).into_iter().collect(),
        Route::Shares(choice) => {
            let some = choice.iter().filter(|(share, _)| *share > 0.0);
            some.filter_map(|(_, to)| station(*to)).collect()
        }
        Route::Rules(rules) => {
            let rules = rules.iter();
            rules.flat_map(|rule| destinations(&rule.to)).collect()
        }
    }
}

/// Returns which stations batches can reach.
fn reached(rules: &Model) -> Vec<bool> {
    let mut reached = vec![false; rules.stations.len()];
    let streams = rules.streams.iter();
    let mut ahead: Vec<StationId> = streams.flat_map(|it| destinations(&it.to)).collect();
    ahead.extend(rules.backlog.iter().map(|(station, _)| *station));
    while let Some(station) = ahead.pop() {
        if std::mem::replace(&mut reached[station.index()], true) {
            continue;
        }
        let station = &rules.stations[station.index()];
        ahead.extend(destinations(&station.next));
        if let Some(Room {
            when_full: WhenFull::Divert(other),
            ..
        }) = station.room
        {
            ahead.push(other);
        }
    }
    reached
}

/// Can the number of lanes of a station decrease during the run?
fn lanes_can_become_fewer(model: &Model, station: usize) -> bool {
    let always = |station: &Station| match (&station.lanes, station.open_more) {
        (Lanes::Scheduled(openings), None) => openings.always(),
        (Lanes::Scheduled(_), Some(_)) | (Lanes::Unlimited, _) => None,
    };
    let mut counts = model.versions().map(|it| always(&it.stations[station]));
    let first = counts.next().flatten();
    first.is_none() || counts.any(|count| count != first)
}
