//! The record of a replication: the visits of its batches, and the levels of its stations.

use std::collections::BTreeMap;

use crate::engine::{Limits, simulate};
use crate::model::{Exit, Model, StationId};
use crate::observe::{Batch, Observer, Visit};
use crate::random::Address;
use crate::time::Time;

/// Limit on the batches of which visits are kept.
const MOST_BATCHES: usize = 300_000;

/// Number of batches and of lanes of a station.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Level {
    pub(super) queue: i64,
    /// Lanes at work.
    pub(super) busy: i64,
    /// Lanes that hold a batch which cannot move on.
    pub(super) blocked: i64,
    /// Open lanes; `None` if unlimited.
    pub(super) open: Option<i64>,
}

/// A batch with its visits.
#[derive(Debug)]
pub(super) struct Traced {
    /// Index of its stream.
    pub(super) stream: usize,
    pub(super) arrived: Time,
    pub(super) visits: Vec<Visit>,
    pub(super) left: Option<(Time, Exit)>,
}

impl Traced {
    /// Returns the last instant at which it was seen.
    pub(super) fn last(&self) -> Time {
        self.visits.last().map_or(self.arrived, |visit| visit.ended)
    }
}

/// The record of a replication.
pub(super) struct Record {
    pub(super) batches: Vec<Traced>,
    /// Levels of each station as steps: from each instant on.
    pub(super) levels: Vec<Vec<(Time, Level)>>,
    /// Number of batches inside, as steps.
    pub(super) inside: Vec<(Time, i64)>,
    /// Numbers of the batches inside, by stream, number and arrival; batches that wait at the start
    /// at different stations may be alike.
    open: BTreeMap<(usize, u64, Time), Vec<usize>>,
    streams: Vec<usize>,
}

impl Record {
    /// Records the first replication.
    pub(super) fn of(model: &Model, seed: u64) -> Self {
        let mut record = Self {
            batches: vec![],
            levels: vec![vec![]; model.stations().len()],
            inside: vec![],
            open: BTreeMap::new(),
            streams: model.classes().iter().map(|it| it.stream.index()).collect(),
        };
        let first = Address::replication(seed, 0);
        // what was seen before a limit is shown
        let _ = simulate(model, first, Limits::default(), &mut record);
        record
    }

    fn key(&self, batch: &Batch) -> (usize, u64, Time) {
        let stream = self.streams[batch.class.index()];
        (stream, batch.number, batch.arrived)
    }

    /// Returns the record of a batch inside.
    fn traced(&mut self, batch: &Batch) -> Option<&mut Traced> {
        let number = *self.open.get(&self.key(batch))?.first()?;
        self.batches.get_mut(number)
    }

    /// Changes the levels of a station.
    fn change(&mut self, now: Time, station: StationId, change: impl FnOnce(&mut Level)) {
        change(step(&mut self.levels[station.index()], now));
    }

    fn visited(&mut self, batch: &Batch, visit: &Visit) {
        if let Some(traced) = self.traced(batch) {
            traced.visits.push(*visit);
        }
    }
}

/// Returns the value of a step function from now on, for a change.
fn step<T: Copy + Default>(steps: &mut Vec<(Time, T)>, now: Time) -> &mut T {
    let last = steps.last().copied();
    if last.is_none_or(|(at, _)| at < now) {
        steps.push((now, last.map_or_else(T::default, |(_, value)| value)));
    }
    let last = steps.len() - 1;
    &mut steps[last].1
}

impl Observer for Record {
    fn lanes_open(&mut self, now: Time, station: StationId, open: u32) {
        self.change(now, station, |it| it.open = Some(i64::from(open)));
    }

    fn arrived(&mut self, now: Time, batch: &Batch) {
        *step(&mut self.inside, now) += 1;
        if self.batches.len() < MOST_BATCHES {
            let key = self.key(batch);
            self.open.entry(key).or_default().push(self.batches.len());
            self.batches.push(Traced {
                stream: key.0,
                arrived: batch.arrived,
                visits: vec![],
                left: None,
            });
        }
    }

    fn queued(&mut self, now: Time, station: StationId) {
        self.change(now, station, |it| it.queue += 1);
    }

    fn dequeued(&mut self, now: Time, station: StationId) {
        self.change(now, station, |it| it.queue -= 1);
    }

    fn started(&mut self, now: Time, station: StationId) {
        self.change(now, station, |it| it.busy += 1);
    }

    fn interrupted(&mut self, now: Time, station: StationId) {
        self.change(now, station, |it| {
            it.busy -= 1;
            it.queue += 1;
        });
    }

    fn served(&mut self, now: Time, batch: &Batch, visit: &Visit) {
        self.change(now, visit.station, |it| it.busy -= 1);
        self.visited(batch, visit);
    }

    fn blocked(&mut self, now: Time, station: StationId) {
        self.change(now, station, |it| {
            it.busy -= 1;
            it.blocked += 1;
        });
    }

    fn moved_on(&mut self, now: Time, batch: &Batch, visit: &Visit) {
        self.change(now, visit.station, |it| it.blocked -= 1);
        self.visited(batch, visit);
    }

    fn left(&mut self, now: Time, batch: &Batch, exit: Exit) {
        *step(&mut self.inside, now) -= 1;
        if let Some(traced) = self.traced(batch) {
            traced.left = Some((now, exit));
        }
        let key = self.key(batch);
        if let Some(alike) = self.open.get_mut(&key) {
            alike.remove(0);
            if alike.is_empty() {
                self.open.remove(&key);
            }
        }
    }
}
