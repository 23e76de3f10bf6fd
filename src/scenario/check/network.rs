//! The network as a whole: which stations batches reach, where they return, whether they get out.

use super::findings::Findings;
use crate::model::{Destination, Lanes, Model, Route, Station, StationId};
use crate::scenario::path::Path;
use crate::scenario::suggest::quoted;

/// Every batch that comes in must be able to get out. Marks the stations to which batches return.
pub(super) fn check(
    ways_in: &[Route],
    stations: &mut [Station],
    findings: &mut Findings<'_>,
) -> Option<()> {
    let network = Network::of(stations);
    let reached = reachable(&network.next, ways_in.iter().flat_map(stations_of));
    let exits = (0..stations.len()).filter(|station| network.has_exit[*station]);
    let before = reversed(&network.next);
    let gets_out = reachable(&before, exits);
    let trapped: Vec<usize> = (0..stations.len())
        .filter(|station| reached[*station] && !gets_out[*station])
        .collect();
    let cyclic = on_cycles(&network.next, &before);
    for (position, station) in stations.iter_mut().enumerate() {
        station.revisited = reached[position] && cyclic[position];
    }
    let Some(first) = trapped.first() else {
        return Some(());
    };
    let names = trapped
        .iter()
        .map(|station| stations[*station].name.as_str());
    let message = format!("no way out can be reached from {}", quoted(names, "and"));
    let help = "let a share of the batches, or the last rule, lead to \"released\"";
    findings.value(
        &Path::of(["stations", &stations[*first].name, "next"]),
        message,
        help,
    );
    None
}

/// At every station that batches reach some lane must open at some time.
pub(super) fn check_openings(model: &Model, findings: &mut Findings<'_>) {
    let network = Network::of(&model.stations);
    let ways_in = model
        .streams
        .iter()
        .flat_map(|stream| stations_of(&stream.to));
    let reached = reachable(&network.next, ways_in);
    for (station, _) in model.stations.iter().zip(reached).filter(|(_, is)| *is) {
        let Lanes::Scheduled(openings) = &station.lanes else {
            continue;
        };
        if openings.most_open(&model.calendar) == 0 {
            let message = format!(
                "batches reach \"{}\", where no lane ever opens",
                station.name
            );
            let help = "write lanes = 1 or more, or rows with open above 0";
            findings.value(
                &Path::of(["stations", &station.name, "lanes"]),
                message,
                help,
            );
        }
    }
}

/// Which station leads to which.
struct Network {
    next: Vec<Vec<usize>>,
    /// Can a batch leave from here?
    has_exit: Vec<bool>,
}

impl Network {
    fn of(stations: &[Station]) -> Self {
        let next = |station: &Station| stations_of(&station.next).collect();
        let has_exit = |station: &Station| {
            let destinations = station.next.destinations();
            destinations
                .iter()
                .any(|to| matches!(to, Destination::Exit(_)))
        };
        Self {
            next: stations.iter().map(next).collect(),
            has_exit: stations.iter().map(has_exit).collect(),
        }
    }
}

/// The stations that a route can lead to; shares of 0 are in no route.
fn stations_of(route: &Route) -> impl Iterator<Item = usize> {
    let station = |to: Destination| match to {
        Destination::Station(id) => Some(StationId::index(id)),
        Destination::Exit(_) => None,
    };
    route.destinations().into_iter().filter_map(station)
}

fn reversed(next: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut before = vec![vec![]; next.len()];
    for (from, to) in next.iter().enumerate() {
        for to in to {
            before[*to].push(from);
        }
    }
    before
}

/// What can be reached from some stations, themselves included.
fn reachable(next: &[Vec<usize>], from: impl Iterator<Item = usize>) -> Vec<bool> {
    let mut reached = vec![false; next.len()];
    let mut open: Vec<usize> = from.collect();
    while let Some(station) = open.pop() {
        if !std::mem::replace(&mut reached[station], true) {
            open.extend(&next[station]);
        }
    }
    reached
}

/// Which stations lie on a cycle: those in a strongly connected component of more than one, and
/// those that lead to themselves (Kosaraju's algorithm; Sharir 1981).
fn on_cycles(next: &[Vec<usize>], before: &[Vec<usize>]) -> Vec<bool> {
    let mut component: Vec<Option<usize>> = vec![None; next.len()];
    let mut size = vec![];
    for root in finishing_order(next).into_iter().rev() {
        let mut open = vec![root];
        let mut members = 0;
        while let Some(station) = open.pop() {
            if component[station].is_none() {
                component[station] = Some(size.len());
                members += 1;
                open.extend(&before[station]);
            }
        }
        size.push(members);
    }
    let is_on_cycle = |station: usize| {
        let in_company = component[station].is_some_and(|component| size[component] > 1);
        in_company || next[station].contains(&station)
    };
    (0..next.len()).map(is_on_cycle).collect()
}

/// Stations in the order in which a depth-first search is done with them.
fn finishing_order(next: &[Vec<usize>]) -> Vec<usize> {
    let mut is_seen = vec![false; next.len()];
    let mut order = Vec::with_capacity(next.len());
    for root in 0..next.len() {
        // a station and how many of its ways have been followed
        let mut open = vec![(root, 0)];
        if std::mem::replace(&mut is_seen[root], true) {
            continue;
        }
        while let Some((station, followed)) = open.last_mut() {
            let Some(to) = next[*station].get(*followed) else {
                order.push(*station);
                open.pop();
                continue;
            };
            *followed += 1;
            if !std::mem::replace(&mut is_seen[*to], true) {
                open.push((*to, 0));
            }
        }
    }
    order
}
