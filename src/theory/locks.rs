//! Where stations can block each other for ever.
//!
//! A lane is blocked by a station whose lanes and waiting places are all taken. Stations lock up
//! where lanes wait in a circle, so a lock needs a circle of stations, each with a counted number
//! of lanes and a limited room that blocks, each of which sends batches to the next one. A station
//! with unlimited lanes or room, or one that turns batches away, opens every circle through it; one
//! that diverts stands for where it diverts to. A station alone can block itself only where its
//! lanes can become fewer: otherwise a batch that comes back finds the lane that it has just left.

use crate::model::{Destination, Lanes, Model, Room, Route, Station, StationId, WhenFull};

use super::blocks::{blocks, revisited};

/// The sets of stations that can block each other for ever, under any of the rules of the run; in
/// file order.
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

/// The sets under the rules of one time; lanes may change between those of all times.
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

/// Where a batch that is sent to a station is kept before the gate, if it can be; diverting is
/// followed.
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

/// The stations that a route can lead to.
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

/// Which stations batches can come to.
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

/// Can a station's lanes become fewer during the run?
fn lanes_can_become_fewer(model: &Model, station: usize) -> bool {
    let always = |station: &Station| match (&station.lanes, station.open_more) {
        (Lanes::Scheduled(openings), None) => openings.always(),
        (Lanes::Scheduled(_), Some(_)) | (Lanes::Unlimited, _) => None,
    };
    let mut counts = model.versions().map(|it| always(&it.stations[station]));
    let first = counts.next().flatten();
    first.is_none() || counts.any(|count| count != first)
}
