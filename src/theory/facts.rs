//! Facts besides loads and lanes on which it depends whether stations can do their work.

use super::blocks::blocks;
use super::capacity::turns_away;
use super::outlook::Facts;
use super::part::Part;
use super::traffic::Traffic;
use crate::distribution::Distribution;
use crate::model::{
    ArrivalProcess, ArrivalStream, AtClose, Lanes, Model, Order, Route, Station, WhenFull,
};

/// Number of batches in the part from which a station counts as one with batches that never finish.
const ENDLESS: f64 = 0.5;

/// Returns the facts of every station.
pub(super) fn of_stations(traffic: &Traffic, part: &Part<'_>) -> Vec<Facts> {
    let model = part.rules;
    let feels = feels_rooms(model, traffic);
    let in_loop = loops(model, traffic);
    let diverted = diverted(model);
    let days = part.days.hours() / 24.0;
    let repeats = repeats(model);
    let of_station = |(index, station): (usize, &Station)| {
        let sum = &traffic.sums[index];
        let limited = matches!(station.lanes, Lanes::Scheduled(_)) || !station.staff.is_empty();
        let unstable = match in_loop[index] {
            Loop::None | Loop::Plain => false,
            Loop::Other => true,
        };
        Facts {
            loses: turns_away(station) || limited && sum.impatient > 0.0,
            blocks: feels[index],
            unproven: unstable
                || !station.staff.is_empty()
                || station.at_close == AtClose::Restart
                || diverted[index]
                || sum.truncated,
            never_finishes: sum.endless * days >= ENDLESS,
            short_of_staff: false,
            repeats,
        }
    };
    model.stations.iter().enumerate().map(of_station).collect()
}

/// Does nothing vary: are gaps, service times and routes all constant?
pub(super) fn repeats(model: &Model) -> bool {
    let is_constant = |time: &Distribution| time.variance() == 0.0;
    let of_stream = |stream: &ArrivalStream| {
        let gaps = matches!(&stream.process, ArrivalProcess::Renewal(gap) if is_constant(gap));
        gaps && stream.group.is_none() && matches!(stream.to, Route::To(_))
    };
    let of_station = |station: &Station| {
        let service = &station.service;
        service.per_unit == 0.0
            && service.times.len() == 1
            && is_constant(&service.times[0])
            && matches!(station.next, Route::To(_))
            && station.breakdowns.is_none()
    };
    model.streams.iter().all(of_stream) && model.stations.iter().all(of_station)
}

/// Returns the stations to which others divert batches.
fn diverted(model: &Model) -> Vec<bool> {
    let mut diverted = vec![false; model.stations.len()];
    for station in &model.stations {
        if let Some(WhenFull::Divert(to)) = station.room.map(|room| room.when_full) {
            diverted[to.index()] = true;
        }
    }
    diverted
}

/// Returns the stations whose lanes a full room can block, and those whose full room can block
/// lanes.
fn feels_rooms(model: &Model, traffic: &Traffic) -> Vec<bool> {
    let mut feels = vec![false; model.stations.len()];
    for (from, to) in traffic.moves.keys() {
        let room = model.stations[*to].room;
        if room.is_some_and(|room| room.when_full == WhenFull::Block) {
            feels[*from] = true;
            feels[*to] = true;
        }
    }
    feels
}

/// Whether batches can come back to a station through others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loop {
    /// They cannot.
    None,
    /// They can, and all stations of the loop are of a kind that is stable at any load below the
    /// number of lanes.
    Plain,
    /// They can, and nothing is proven.
    Other,
}

fn loops(model: &Model, traffic: &Traffic) -> Vec<Loop> {
    let mut next = vec![vec![]; model.stations.len()];
    for (from, to) in traffic.moves.keys() {
        next[*from].push(*to);
    }
    let block = blocks(&next);
    let (mut size, mut plain) = (vec![0_u32; next.len()], vec![true; next.len()]);
    for (index, station) in model.stations.iter().enumerate() {
        size[block[index]] += 1;
        plain[block[index]] &= serves_alike(station, model);
    }
    let of_block = |block: &usize| match (size[*block] > 1, plain[*block]) {
        (false, _) => Loop::None,
        (true, true) => Loop::Plain,
        (true, false) => Loop::Other,
    };
    block.iter().map(of_block).collect()
}

/// Does a station always serve first come, first served, with one service time for all batches?
fn serves_alike(station: &Station, model: &Model) -> bool {
    let in_order = station.order == Order::FirstCome
        && !station.preempt
        && (station.ignore_priority || model.priorities.len() < 2);
    let always = station.lanes == Lanes::Unlimited || station.lanes.always().is_some();
    station.service.is_one()
        && in_order
        && always
        && station.staff.is_empty()
        && station.breakdowns.is_none()
}

/// Returns for each station the share of its load that surely arrives, whatever is lost before it.
pub(super) fn passed(traffic: &Traffic, part: &Part<'_>, facts: &[Facts]) -> Vec<f64> {
    let mut next = vec![vec![]; facts.len()];
    for (from, to) in traffic.moves.keys() {
        next[*from].push(*to);
    }
    let block = blocks(&next);
    let mut inside = vec![0_u32; facts.len()];
    for block in &block {
        inside[*block] += 1;
    }
    // in block order: batches pass blocks in the order of their numbers
    let mut coming = vec![1.0_f64; facts.len()];
    let mut order: Vec<usize> = (0..facts.len()).collect();
    order.sort_unstable_by_key(|station| block[*station]);
    let mut fed = vec![false; facts.len()];
    next.iter().flatten().for_each(|to| fed[*to] = true);
    for station in order {
        let own = block[station];
        let passes = match facts[station].loses {
            false => 1.0,
            true if inside[own] > 1 || fed[station] => 0.0,
            true => served_share(station, traffic, part),
        };
        for to in &next[station] {
            let share = coming[own] * passes;
            coming[block[*to]] = coming[block[*to]].min(share);
        }
    }
    block.iter().map(|block| coming[*block]).collect()
}

/// Returns a lower bound on the served share of a steady Poisson stream, c / (a + c); 0 elsewhere.
fn served_share(station: usize, traffic: &Traffic, part: &Part<'_>) -> f64 {
    let (model, load) = (part.rules, traffic.sums[station].load);
    let poisson = traffic.comes_steadily(station, model);
    let of_station = &model.stations[station];
    let bare = of_station.staff.is_empty() && of_station.breakdowns.is_none();
    match of_station.lanes.always() {
        Some(lanes) if poisson && bare => f64::from(lanes) / (load + f64::from(lanes)),
        _ => 0.0,
    }
}
