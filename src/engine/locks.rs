//! Stations that block each other for ever.
//!
//! A *lock* is a set of stations all of whose lanes hold batches that wait for places at stations
//! of the set, and that no later event of the run can open. What could open it is looked at: lanes
//! by the clock, on demand or repaired, dated changes of lanes and rooms, and patience that frees
//! places in the rooms of the set. Such stations never take a batch again, so all else goes on, and
//! batches that come to wait there for ever are counted and not stored.
//!
//! Stations that are blocked in the same way but may still open are *suspects*; they are looked at
//! again after each event that could have opened them or could have been the last that might.

use crate::model::{Lanes, Model, Station, StationId};
use crate::observe::Observer;
use crate::time::Time;

use super::ids::BatchSlot;
use super::state::Engine;
use super::stations::{Locked, StationState};

/// A lane that is blocked.
#[derive(Clone, Copy, Debug)]
struct BlockedLane {
    /// The station of the lane.
    at: usize,
    /// The station that has no place for its batch.
    target: usize,
    /// Does no end of patience and no change of rules give it a place, as long as no lane of the
    /// target takes a batch?
    holds: bool,
}

impl<'m, O: Observer> Engine<'m, O> {
    /// Looks for stations that block each other, and tells the observer of new locks and of
    /// suspects that have opened.
    #[cold]
    #[inline(never)]
    pub(super) fn look_for_locks(&mut self) {
        self.locks.look = false;
        let lanes = self.blocked_lanes();
        let before = self.locks.suspects.take();
        let is_suspect = |station: &StationId| {
            let before = before.as_ref();
            before.is_some_and(|(_, stations)| stations.contains(station))
        };
        let stuck = self.blocked_by_each_other(&lanes, |state, station, held| {
            state.is_stuck(held) && (state.lanes.limit() > 0 || is_suspect(&station))
        });
        let holding: Vec<BlockedLane> = lanes.into_iter().filter(|lane| lane.holds).collect();
        let locked = self.blocked_by_each_other(&holding, |state, station, held| {
            !self.may_open_more(state, station, held)
        });
        let ids = |marks: &[bool]| -> Vec<StationId> {
            let marked = (0..marks.len()).filter(|station| marks[*station]);
            marked.map(StationId::new).collect()
        };
        let mut new = ids(&locked);
        new.retain(|station| self.stations[station.index()].lock.is_none());
        let mut suspects = ids(&stuck);
        suspects.retain(|station| !locked[station.index()]);
        let since = before.as_ref().map_or(self.now, |(since, _)| *since);
        let from = if new.iter().all(is_suspect) {
            since
        } else {
            self.now
        };
        if !new.is_empty() {
            self.lock(from, &new);
        }
        if let Some((since, stations)) = &before {
            let opened = |station: &StationId| !stuck[station.index()] && !locked[station.index()];
            if stations.iter().all(opened) && *since < self.now {
                self.observer.unlocked(self.now, *since, stations);
            }
        }
        if !suspects.is_empty() {
            let goes_on = suspects.iter().any(is_suspect);
            self.locks.suspects = Some((if goes_on { since } else { self.now }, suspects));
        }
    }

    /// Is a lock to be looked for, or are there stations to look at again after each event that may
    /// open them?
    pub(super) fn is_suspicious(&self) -> bool {
        self.locks.look || self.locks.suspects.is_some()
    }

    /// Every blocked lane, by the station that has no place for its batch.
    fn blocked_lanes(&self) -> Vec<BlockedLane> {
        let mut lanes = vec![];
        for (target, state) in self.stations.iter().enumerate() {
            if state.gate.first().is_none() {
                continue;
            }
            let places = self.places_ahead(StationId::new(target));
            let mut ahead = self.permanent(state);
            for slot in state.gate.iter(&self.batches) {
                if self.batches.aside(slot).target.is_some() {
                    lanes.push(BlockedLane {
                        at: self.batches[slot].station.index(),
                        target,
                        holds: ahead >= places,
                    });
                }
                ahead = ahead.saturating_add(u32::from(self.never_leaves(slot)));
            }
        }
        lanes
    }

    /// The largest set of stations that pass the test by the number of their lanes that are blocked
    /// by stations of the set.
    fn blocked_by_each_other(
        &self,
        lanes: &[BlockedLane],
        passes: impl Fn(&StationState<'m>, StationId, u32) -> bool,
    ) -> Vec<bool> {
        let mut held = vec![0_u32; self.stations.len()];
        for lane in lanes {
            held[lane.at] += 1;
        }
        let mut is_in = vec![true; self.stations.len()];
        let mut doubtful: Vec<usize> = (0..self.stations.len()).collect();
        while let Some(station) = doubtful.pop() {
            let (state, count) = (&self.stations[station], held[station]);
            if !is_in[station] || count > 0 && passes(state, StationId::new(station), count) {
                continue;
            }
            is_in[station] = false;
            // lanes come by target
            let first = lanes.partition_point(|lane| lane.target < station);
            let waiting = lanes[first..].iter();
            for lane in waiting.take_while(|lane| lane.target == station) {
                held[lane.at] -= 1;
                doubtful.push(lane.at);
            }
        }
        is_in
    }

    /// These stations are locked from now on.
    fn lock(&mut self, from: Time, stations: &[StationId]) {
        self.observer.locked(self.now, from, stations);
        for station in stations {
            let places = self.places_ahead(*station);
            let state = &self.stations[station.index()];
            let permanent = self.permanent(state);
            let mut waiting = state.queue.all(&self.batches);
            for slot in state.gate.iter(&self.batches) {
                waiting.push(slot);
                self.locks.at_gates += usize::from(self.batches.aside(slot).target.is_none());
            }
            self.stations[station.index()].lock = Some(Locked { permanent, places });
            for slot in waiting {
                self.follow_no_longer(slot);
            }
        }
        if self.window_over {
            self.end_without_measured();
        }
    }

    /// A batch that waits in a lock, or for a place there, is not waited for by the replication.
    pub(super) fn follow_no_longer(&mut self, slot: BatchSlot) {
        if self.never_leaves(slot) && !self.batches[slot].in_lock {
            let batch = &mut self.batches[slot];
            batch.in_lock = true;
            self.measured_inside -= u64::from(batch.facts.measured);
            if self.window_over {
                self.end_without_measured();
            }
        }
    }

    /// Where a batch has come to the waiting places of a locked station for ever: it is counted
    /// and not stored.
    pub(super) fn counts_in_room(&mut self, slot: BatchSlot, station: StationId) -> bool {
        let never_leaves = self.never_leaves(slot);
        let state = &mut self.stations[station.index()];
        let Some(lock) = state.lock.as_mut().filter(|_| never_leaves) else {
            return false;
        };
        lock.permanent += 1;
        state.queue.count_in();
        self.count_only(slot);
        true
    }

    /// Where a batch from outside waits before the gate of a locked station for ever: it is counted
    /// and not stored. As long as patience may still free places in the room, it is stored, because
    /// the gate keeps its order.
    pub(super) fn counts_at_gate(&mut self, slot: BatchSlot, station: StationId) -> bool {
        let lock = self.stations[station.index()].lock;
        let full = lock.is_some_and(|lock| lock.permanent >= lock.places);
        let counts = full && self.never_leaves(slot);
        if counts {
            self.count_only(slot);
        } else {
            self.locks.at_gates += 1;
        }
        counts
    }

    /// A batch from outside waits no longer before the gate of a station.
    pub(super) fn leaves_gate(&mut self, station: StationId) {
        let is_locked = self.stations[station.index()].lock.is_some();
        self.locks.at_gates -= usize::from(is_locked);
    }

    fn count_only(&mut self, slot: BatchSlot) {
        self.follow_no_longer(slot);
        self.batches[slot].in_lock = false;
        self.batches.discharge(slot);
        self.locks.not_stored += 1;
    }

    /// A waiting batch leaves a queue or gate without service only where it has patience that runs
    /// out within the run.
    fn never_leaves(&self, slot: BatchSlot) -> bool {
        self.batches[slot].ticket.is_none()
    }

    /// Batches in a station's waiting places that leave only if they are served.
    fn permanent(&self, state: &StationState<'_>) -> u32 {
        if let Some(lock) = state.lock {
            return lock.permanent;
        }
        let waiting = state.queue.all(&self.batches).into_iter();
        // interrupted work needs no place
        let new = waiting.filter(|slot| self.batches.aside(*slot).left.is_none());
        new.filter(|slot| self.never_leaves(*slot)).count() as u32
    }

    /// The rules now and later in the run, each with the instants from and until which they hold.
    fn rules_ahead(&self) -> impl Iterator<Item = (&'m Model, Time, Time)> + '_ {
        let times = self.base.changes[self.changed..].iter();
        let times = times.map(|(time, _)| *time);
        let from = std::iter::once(self.now).chain(times.clone());
        let until = times.chain([self.horizon]);
        let versions = self.base.versions().skip(self.changed);
        let ahead = versions.zip(from.zip(until));
        ahead.map(|(rules, (from, until))| (rules, from, until))
    }

    /// The most waiting places of a station in the rest of the run.
    fn places_ahead(&self, station: StationId) -> u32 {
        let rooms = self.rules_ahead();
        let rooms = rooms.map(|(model, ..)| model.stations[station.index()].room);
        rooms
            .map(|room| room.map_or(u32::MAX, |room| room.places))
            .max()
            .unwrap_or(u32::MAX)
    }

    /// Can a station that takes no batch have more lanes than these in the rest of the run?
    fn may_open_more(&self, state: &StationState<'_>, station: StationId, lanes: u32) -> bool {
        if state.lock.is_some() {
            return false;
        }
        let mut ahead = self.rules_ahead();
        ahead.any(|(model, from, until)| {
            let rules = &model.stations[station.index()];
            let Lanes::Scheduled(openings) = &rules.lanes else {
                return true;
            };
            let Some(lanes) = lanes.checked_sub(state.on_demand_ahead(rules)) else {
                return true;
            };
            let calendar = &model.calendar;
            if openings.most_open(calendar) <= lanes {
                return false;
            }
            let mut next = Some((from, openings.open_at(calendar, from)));
            while let Some((time, open)) = next {
                if time >= until && time > self.now {
                    return false;
                }
                if open > lanes {
                    return true;
                }
                next = openings.next_change(calendar, time, until);
            }
            false
        })
    }
}

impl StationState<'_> {
    /// Does no lane work, and can none begin to, with this many held by the set?
    fn is_stuck(&self, held: u32) -> bool {
        self.lanes.busy() + self.lanes.stuck() == 0 && held >= self.lanes.limit()
    }

    /// Lanes that can be open on demand, while no batch leaves its queue for a lane.
    fn on_demand_ahead(&self, rules: &Station) -> u32 {
        let Some(more) = rules.open_more else {
            return 0;
        };
        let waiting = self.queue.waiting();
        let new = self.queue.new_work();
        let places = rules.room.map_or(u32::MAX, |room| room.places);
        let most = (waiting - new).saturating_add(new.max(places));
        let is_called = self.called.is_some() && waiting > more.until_waiting;
        if self.on_demand > 0 {
            self.on_demand
        } else if is_called || most >= more.when_waiting {
            more.add
        } else {
            0
        }
    }
}
