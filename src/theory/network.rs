//! The traffic equations of one kind of batch: its visits to each station.
//!
//! With x the visits and P the routing probabilities, x = entries + x P (Jackson 1957; Kemeny and
//! Snell 1960, theorem 3.2.4). Stations that can reach each other form a block. Blocks are solved
//! in the order in which batches pass them, so only loops need iteration. If rules depend on the
//! number of visits, the unknowns are pairs of a station and the visit counts of the stations of
//! its block that have such rules. Counts are dropped on leaving the block, to which no batch
//! returns, and stop one above the largest number that a rule names.

use std::collections::{BTreeMap, HashMap};

use super::blocks::{blocks, revisited};
use crate::model::{Destination, Route, RouteQuestion, Station, StationId};

/// Limit on pairs of station and counts in one block. Batches in states beyond it are assumed to
/// leave the network, which makes the visits lower bounds.
const MOST_STATES: usize = 100_000;
/// Limit on the counts stored in all states of a block together.
const MOST_COUNTS: usize = 4_000_000;
/// Iteration ends when no unknown changes by more than this share of itself.
const CONVERGED: f64 = 1e-13;
/// Limit on updates of single unknowns in a block, over all sweeps.
const MOST_UPDATES: usize = 400_000_000;

/// The stations and their connections.
pub(super) struct Network<'a> {
    stations: &'a [Station],
    places: Vec<Membership>,
    gates: Vec<Gate>,
}

/// What happens to batches that arrive at a station outside of loops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Gate {
    /// Share of arriving batches that get in.
    pub(super) passes: f64,
    /// Station to which the others are diverted; `None` if they leave.
    pub(super) diverts_to: Option<usize>,
    /// Whether the share is exact rather than an upper bound.
    pub(super) is_exact: bool,
}

impl Gate {
    /// The gate that lets all batches in.
    pub(super) const OPEN: Self = Self {
        passes: 1.0,
        diverts_to: None,
        is_exact: true,
    };
}

/// Flows of fewer batches a day than this are dropped, so that cycles of diversions end.
const NEARLY_NONE: f64 = 1e-12;

/// The block that a station belongs to, and its position there.
#[derive(Clone, Copy, Debug)]
struct Membership {
    /// Number of the block; blocks are numbered in the order in which batches pass them.
    block: usize,
    /// Whether a batch can come back to the station.
    revisited: bool,
    /// Position among the stations of the block that count visits; `None` if this one does not.
    slot: Option<usize>,
    /// Number of stations in the block that count visits.
    slots: usize,
    /// Largest count; further visits do not increase it.
    most: u32,
}

/// Visits and moves of one kind of batch.
#[derive(Debug)]
pub(super) struct Flow {
    /// Visited stations, each once, with visits a day.
    pub(super) visits: Vec<(usize, f64)>,
    /// Moves from a station to a destination, with batches a day; a pair can occur more than once.
    pub(super) moves: Vec<(usize, Destination, f64)>,
    /// Whether the numbers are exact rather than lower bounds.
    pub(super) exact: bool,
}

/// Returns the shares of a route without rules.
///
/// # Panics
/// Panics on a route with rules, which must be resolved first.
pub(super) fn shares(route: &Route) -> Vec<(f64, Destination)> {
    match route {
        Route::To(destination) => vec![(1.0, *destination)],
        Route::Shares(choice) => {
            let shares = choice.iter().filter(|(share, _)| *share > 0.0);
            shares.map(|(share, to)| (share, *to)).collect()
        }
        Route::Rules(_) => unreachable!("rules are resolved to shares or one place"),
    }
}

impl<'a> Network<'a> {
    /// Makes the network of these stations.
    pub(super) fn new(stations: &'a [Station]) -> Self {
        let successors: Vec<Vec<usize>> = stations.iter().map(successors).collect();
        let blocks = blocks(&successors);
        let revisited = revisited(&successors, &blocks);
        let mut slots = vec![0; stations.len()];
        let mut places: Vec<Membership> = vec![];
        for (station, block) in blocks.into_iter().enumerate() {
            let revisited = revisited[station];
            let largest = largest_count(&stations[station].next).filter(|_| revisited);
            let slot = largest.map(|_| slots[block]);
            slots[block] += usize::from(slot.is_some());
            places.push(Membership {
                block,
                revisited,
                slot,
                slots: 0,
                most: largest.map_or(1, |largest| largest.saturating_add(1)),
            });
        }
        for place in &mut places {
            place.slots = slots[place.block];
        }
        let gates = vec![Gate::OPEN; stations.len()];
        Self {
            stations,
            places,
            gates,
        }
    }

    /// Returns the network with these gates.
    pub(super) fn with(self, gates: &[Gate]) -> Self {
        Self {
            gates: gates.to_vec(),
            ..self
        }
    }

    /// Computes the flow of batches that enter at these stations, given with batches a day.
    pub(super) fn flow(&self, entries: &[(usize, f64)], question: RouteQuestion) -> Flow {
        let mut pending: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        let arrive = |pending: &mut BTreeMap<_, _>, station: usize, rate: f64| {
            *pending
                .entry((self.places[station].block, station))
                .or_insert(0.0) += rate;
        };
        for (station, rate) in entries {
            arrive(&mut pending, *station, *rate);
        }
        let mut flow = Flow {
            visits: vec![],
            moves: vec![],
            exact: true,
        };
        while let Some(((block, station), rate)) = pending.pop_first() {
            if !self.places[station].revisited {
                flow.visits.push((station, rate));
                let gate = self.gates[station];
                let sent = rate * (1.0 - gate.passes);
                if let Some(to) = gate.diverts_to.filter(|_| sent > NEARLY_NONE) {
                    arrive(&mut pending, to, sent);
                }
                let rate = rate * gate.passes;
                for (share, to) in self.onward(station, 1, question) {
                    flow.moves.push((station, to, rate * share));
                    if let Destination::Station(to) = to {
                        arrive(&mut pending, to.index(), rate * share);
                    }
                }
                continue;
            }
            let mut inside = vec![(station, rate)];
            while let Some(entry) = pending.first_entry().filter(|next| next.key().0 == block) {
                let ((_, station), rate) = entry.remove_entry();
                inside.push((station, rate));
            }
            let solved = Block::explore(self, &inside, question).solve();
            flow.visits.extend(solved.visits);
            flow.moves.extend(solved.moves);
            flow.exact &= solved.exact;
            for (to, rate) in solved.onward {
                arrive(&mut pending, to, rate);
            }
        }
        flow
    }

    /// Returns the destinations after a visit to a station, with probabilities; `visits` is the
    /// ordinal of the visit.
    fn onward(
        &self,
        station: usize,
        visits: u32,
        question: RouteQuestion,
    ) -> Vec<(f64, Destination)> {
        let question = RouteQuestion { visits, ..question };
        shares(self.stations[station].next.resolve(&question))
    }
}

/// Returns the stations to which the route of a station can lead.
fn successors(station: &Station) -> Vec<usize> {
    let places = station.next.destinations().into_iter();
    places
        .filter_map(|place| match place {
            Destination::Station(to) => Some(to.index()),
            Destination::Exit(_) => None,
        })
        .collect()
}

/// Returns the largest number of visits that a rule of the route names.
fn largest_count(route: &Route) -> Option<u32> {
    match route {
        Route::To(_) | Route::Shares(_) => None,
        Route::Rules(rules) => rules.iter().filter_map(|rule| rule.visits).max(),
    }
}

/// State of a batch: its station and its visit counts, the current visit included.
type State = (usize, Vec<u32>);

/// The traffic equations within one block.
#[derive(Default)]
struct Block {
    /// Station of each state.
    stations: Vec<usize>,
    /// Batches a day that enter the block in each state.
    entries: Vec<f64>,
    /// Transitions into each state from others of the block, with probabilities.
    from: Vec<Vec<(usize, f64)>>,
    /// Probability of a transition from each state to itself.
    again: Vec<f64>,
    /// Probability of leaving the block from each state.
    leave: Vec<f64>,
    /// Transitions out of the block to stations: state, station, probability.
    out: Vec<(usize, StationId, f64)>,
    /// All transitions: state, destination, probability.
    ways: Vec<(usize, Destination, f64)>,
    exact: bool,
}

/// Solution of the traffic equations of a block.
struct Solved {
    visits: BTreeMap<usize, f64>,
    onward: Vec<(usize, f64)>,
    moves: Vec<(usize, Destination, f64)>,
    exact: bool,
}

impl Block {
    /// Collects every reachable state, breadth first.
    fn explore(network: &Network, entries: &[(usize, f64)], question: RouteQuestion) -> Self {
        let slots = network.places[entries[0].0].slots;
        let limit = MOST_STATES
            .min(MOST_COUNTS / (slots + 1))
            .max(entries.len());
        let mut block = Self {
            exact: true,
            ..Self::default()
        };
        // only looked up, never iterated, so its order does not matter
        let (mut index, mut states) = (HashMap::new(), vec![]);
        for (station, rate) in entries {
            let state = arrival(network, *station, &vec![0; slots]);
            let position = block.position(state, limit, &mut index, &mut states);
            block.entries[position.expect("entries are within the limit")] = *rate;
        }
        let mut next = 0;
        while next < states.len() {
            let (station, counts): State = states[next].clone();
            let place = network.places[station];
            let visits = place.slot.map_or(1, |slot| counts[slot]);
            for (share, to) in network.onward(station, visits, question) {
                block.ways.push((next, to, share));
                let to = match to {
                    Destination::Station(to) => Some(to),
                    Destination::Exit(_) => None,
                };
                let inside = to.filter(|to| network.places[to.index()].block == place.block);
                let Some(inside) = inside else {
                    block.leave[next] += share;
                    block.out.extend(to.map(|to| (next, to, share)));
                    continue;
                };
                let state = arrival(network, inside.index(), &counts);
                match block.position(state, limit, &mut index, &mut states) {
                    None => {
                        block.exact = false;
                        block.leave[next] += share;
                    }
                    Some(same) if same == next => block.again[next] += share,
                    Some(other) => block.from[other].push((next, share)),
                }
            }
            next += 1;
        }
        block
    }

    /// Returns the index of a state, which is added if new; `None` if the limit is reached.
    fn position(
        &mut self,
        state: State,
        limit: usize,
        index: &mut HashMap<State, usize>,
        states: &mut Vec<State>,
    ) -> Option<usize> {
        if let Some(position) = index.get(&state) {
            return Some(*position);
        }
        if states.len() == limit {
            return None;
        }
        self.stations.push(state.0);
        self.entries.push(0.0);
        self.from.push(vec![]);
        self.again.push(0.0);
        self.leave.push(0.0);
        index.insert(state.clone(), states.len());
        states.push(state);
        Some(states.len() - 1)
    }

    /// Solves the equations by Gauss-Seidel sweeps. After each sweep all visits are scaled so that
    /// the flow out of the block equals the flow into it. This removes the slowest part of the
    /// error, that of long loops which batches seldom leave (aggregation into one state; Stewart
    /// 1994, Introduction to the Numerical Solution of Markov Chains, chapter 6).
    fn solve(mut self) -> Solved {
        let trapped = self.trapped();
        let count = self.stations.len();
        let free = (0..count).filter(|state| !trapped[*state]);
        let entering: f64 = free.map(|state| self.entries[state]).sum();
        let mut visits = vec![0.0; count];
        let mut changed = f64::INFINITY;
        let mut updates = 0;
        while changed > CONVERGED && updates < MOST_UPDATES {
            let before = visits.clone();
            for state in (0..count).filter(|state| !trapped[*state]) {
                let inflow = self.from[state].iter();
                let inflow: f64 = inflow.map(|(other, share)| visits[*other] * share).sum();
                visits[state] = (self.entries[state] + inflow) / (1.0 - self.again[state]);
            }
            let leaving: f64 = visits.iter().zip(&self.leave).map(|(x, p)| x * p).sum();
            let scale = if leaving > 0.0 {
                entering / leaving
            } else {
                1.0
            };
            for visits in &mut visits {
                *visits *= scale;
            }
            let change = |(now, before): (&f64, &f64)| {
                if now == before {
                    0.0
                } else {
                    (now - before).abs() / now
                }
            };
            changed = visits.iter().zip(&before).map(change).fold(0.0, f64::max);
            updates += count;
        }
        self.exact &= changed <= CONVERGED;
        self.collect(&visits, &trapped)
    }

    /// Returns which states cannot leave the block. Transitions into them count as leaving.
    fn trapped(&mut self) -> Vec<bool> {
        let mut trapped: Vec<bool> = self.leave.iter().map(|leave| *leave == 0.0).collect();
        let mut todo: Vec<usize> = (0..trapped.len())
            .filter(|state| !trapped[*state])
            .collect();
        while let Some(state) = todo.pop() {
            for (before, _) in &self.from[state] {
                if trapped[*before] {
                    trapped[*before] = false;
                    todo.push(*before);
                }
            }
        }
        for state in (0..trapped.len()).filter(|state| trapped[*state]) {
            for (before, share) in &self.from[state] {
                self.leave[*before] += share;
            }
        }
        trapped
    }

    fn collect(self, visits: &[f64], trapped: &[bool]) -> Solved {
        let mut by_station = BTreeMap::new();
        for (state, station) in self.stations.iter().enumerate() {
            let visits = if trapped[state] {
                f64::INFINITY
            } else {
                visits[state]
            };
            *by_station.entry(*station).or_insert(0.0) += visits;
        }
        let onward = self.out.iter();
        let known = self.ways.iter().filter(|(state, ..)| !trapped[*state]);
        Solved {
            visits: by_station,
            moves: known
                .map(|(state, to, share)| (self.stations[*state], *to, visits[*state] * share))
                .collect(),
            onward: onward
                .map(|(state, to, share)| (to.index(), visits[*state] * share))
                .collect(),
            exact: self.exact,
        }
    }
}

/// Returns the state of a batch that joins a station, from its earlier visit counts.
fn arrival(network: &Network, station: usize, counts: &[u32]) -> State {
    let mut counts = counts.to_vec();
    let place = network.places[station];
    if let Some(slot) = place.slot {
        counts[slot] = (counts[slot] + 1).min(place.most);
    }
    (station, counts)
}
