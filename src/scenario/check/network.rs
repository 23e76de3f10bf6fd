//! The network of stations over all periods of the run: which stations batches reach, where they
//! return, and whether they can leave.

use super::diagnostics::Diagnostics;
use crate::model::{Destination, Model, Room, Route, Station, StationId, WhenFull};
use crate::scenario::path::Path;
use crate::scenario::suggest::quoted;
use crate::theory;

/// The stations to which each station leads in any period of the run.
pub(super) struct Network {
    /// Stations after service, by position of the station.
    next: Vec<Vec<usize>>,
    /// Stations to which batches are diverted when all waiting places are taken.
    diverted: Vec<Vec<usize>>,
    /// Can a batch leave the port from the station?
    has_exit: Vec<bool>,
    /// Do batches ever reach the station?
    pub(super) reached: Vec<bool>,
}

impl Network {
    /// Makes the network of the models of one scenario, one for each period.
    pub(super) fn of(models: &[&mut Model]) -> Self {
        let count = models[0].stations.len();
        let mut network = Self {
            next: vec![vec![]; count],
            diverted: vec![vec![]; count],
            has_exit: vec![false; count],
            reached: vec![],
        };
        let mut entries: Vec<usize> = vec![];
        for model in models {
            for (position, station) in model.stations.iter().enumerate() {
                network.add(position, station);
            }
            let brings = model
                .streams
                .iter()
                .filter(|it| super::arrivals::brings(it));
            entries.extend(brings.flat_map(|stream| stations_of(&stream.to)));
            entries.extend(model.backlog.iter().map(|(station, _)| station.index()));
        }
        for ways in network.next.iter_mut().chain(&mut network.diverted) {
            ways.sort_unstable();
            ways.dedup();
        }
        network.reached = reachable(&network.all_ways(), entries.into_iter());
        network
    }

    fn add(&mut self, position: usize, station: &Station) {
        self.next[position].extend(stations_of(&station.next));
        let mut destinations = station.next.destinations().into_iter();
        self.has_exit[position] |= destinations.any(|to| matches!(to, Destination::Exit(_)));
        if let Some(Room {
            when_full: WhenFull::Divert(to),
            ..
        }) = station.room
        {
            self.diverted[position].push(to.index());
        }
    }

    fn all_ways(&self) -> Vec<Vec<usize>> {
        let both = self.next.iter().zip(&self.diverted);
        both.map(|(next, diverted)| [next.as_slice(), diverted].concat())
            .collect()
    }

    /// Checks that every batch that arrives can leave.
    pub(super) fn check_ways_out(&self, models: &[&mut Model], diagnostics: &mut Diagnostics<'_>) {
        let stations = &models[0].stations;
        let exits = (0..stations.len()).filter(|station| self.has_exit[*station]);
        let gets_out = reachable(&reversed(&self.next), exits);
        let trapped: Vec<usize> = (0..stations.len())
            .filter(|station| self.reached[*station] && !gets_out[*station])
            .collect();
        if let Some(first) = trapped.first() {
            let message = format!(
                "batches that reach {} can never leave",
                names(stations, &trapped)
            );
            let help = "let a share of the batches, or the last rule, lead to \"released\"";
            let path = Path::of(["stations", &stations[*first].name, "next"]);
            diagnostics.value(&path, message, help);
            return;
        }
        // incomplete rules have been reported and cannot be followed
        if diagnostics.so_far().is_ok() {
            self.check_rules(models, diagnostics);
        }
        self.check_diversions(stations, diagnostics);
    }

    /// Can any batch return to a station?
    pub(super) fn has_loops(&self) -> bool {
        let ways = self.all_ways();
        on_cycles(&ways, &reversed(&ways)).contains(&true)
    }

    /// Checks that no rules send some batches round for ever while others leave.
    fn check_rules(&self, models: &[&mut Model], diagnostics: &mut Diagnostics<'_>) {
        if !self.has_loops() {
            return;
        }
        for model in models {
            let by_rules = |station: &Station| matches!(station.next, Route::Rules(_));
            if !model.stations.iter().any(by_rules) {
                continue;
            }
            let trapped = theory::trapped(model);
            let trapped: Vec<usize> = trapped.into_iter().map(StationId::index).collect();
            if let Some(first) = trapped.first() {
                let stations = &model.stations;
                let message = format!(
                    "under these rules some batches return to {} for ever",
                    names(stations, &trapped)
                );
                let help = "let a rule that fits them lead elsewhere, such as \
                            { when = { visits = 2 }, to = \"released\" }";
                let path = Path::of(["stations", &stations[*first].name, "next"]);
                diagnostics.value(&path, message, help);
                return;
            }
        }
    }

    /// Checks that stations do not divert batches to each other in a circle.
    fn check_diversions(&self, stations: &[Station], diagnostics: &mut Diagnostics<'_>) {
        let circle = on_cycles(&self.diverted, &reversed(&self.diverted));
        let circle: Vec<usize> = (0..stations.len()).filter(|it| circle[*it]).collect();
        if let Some(first) = circle.first() {
            let message = format!(
                "when all are full, {} divert batches to each other for ever",
                names(stations, &circle)
            );
            let help = "let one of them \"block\" or \"turn-away\" when full";
            let path = Path::of(["stations", &stations[*first].name, "when_full"]);
            diagnostics.value(&path, message, help);
        }
    }

    /// Marks the stations to which batches return.
    pub(super) fn mark_returns(&self, models: &mut [&mut Model]) {
        let ways = self.all_ways();
        let cyclic = on_cycles(&ways, &reversed(&ways));
        for model in models {
            for (position, station) in model.stations.iter_mut().enumerate() {
                station.revisited = self.reached[position] && cyclic[position];
            }
        }
    }
}

fn names(stations: &[Station], positions: &[usize]) -> String {
    let names = positions.iter().map(|it| stations[*it].name.as_str());
    quoted(names, "and")
}

/// Returns the stations that a route can lead to. Routes hold no shares of 0.
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

/// Returns for each station whether it can be reached from the given ones, which are included.
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

/// Returns for each station whether it lies on a cycle: whether its strongly connected component
/// has other stations, or it leads to itself (Kosaraju's algorithm; Sharir 1981).
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

/// Returns the stations in the order in which a depth-first search finishes them.
fn finishing_order(next: &[Vec<usize>]) -> Vec<usize> {
    let mut is_seen = vec![false; next.len()];
    let mut order = Vec::with_capacity(next.len());
    for root in 0..next.len() {
        // a station and the number of its edges that have been followed
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
