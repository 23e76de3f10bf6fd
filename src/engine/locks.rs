//! Stations that block each other for ever.
//!
//! A *lock* is a set of stations all of whose lanes hold batches that wait for places at stations
//! of the set, and that no later event of the run can open. The events that could open it are
//! checked: lanes opened by the clock, opened on demand or repaired, dated changes of lanes and
//! rooms, and ends of patience that free places in the rooms of the set. A locked station never
//! takes a batch again. The rest of the port goes on, and batches that come to wait for ever at a
//! locked station are counted and not stored.
//!
//! Stations that are blocked in the same way but may still open are *suspects*. They are checked
//! again after each event that opened them or could have been the last one able to do so.

use crate::model::{Lanes, Model, Station, StationId};
use crate::observe::Observer;
use crate::time::Time;

use super::ids::BatchSlot;
use super::state::Engine;
use super::stations::{Locked, StationState};

/// A lane that is blocked.
#[derive(Clone, Copy, Debug)]
struct BlockedLane {
    /// Index of the station that the lane belongs to.
    at: usize,
    /// Index of the station that has no place for its batch.
    target: usize,
    /// Is it true that no end of patience and no change of rules gives its batch a place, as long
    /// as no lane of the target takes a batch?
    holds: bool,
}

impl<'m, O: Observer> Engine<'m, O> {
    /// Looks for stations that block each other, and calls the observer for new locks and for
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

    /// Must locks be looked for after this event? Either an event asked for it, or there are
    /// suspects.
    pub(super) fn is_suspicious(&self) -> bool {
        self.locks.look || self.locks.suspects.is_some()
    }

    /// Returns every blocked lane, sorted by target.
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

    /// Returns the largest set of stations that pass the test, as a mark for each station. The test
    /// gets the number of a station's lanes that are blocked by stations of the set.
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
            // lanes are sorted by target
            let first = lanes.partition_point(|lane| lane.target < station);
            let waiting = lanes[first..].iter();
            for lane in waiting.take_while(|lane| lane.target == station) {
                held[lane.at] -= 1;
                doubtful.push(lane.at);
            }
        }
        is_in
    }

    /// Marks these stations as locked from now on.
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

    /// Notes that the replication no longer waits for a batch that is in a lock, or waits for a
    /// place in one.
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

    /// Handles a batch that comes to the waiting places of a locked station. If it waits for ever,
    /// it is counted and not stored; returns whether that is so.
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

    /// Handles a batch from outside at the gate of a locked station. If it waits for ever, it is
    /// counted and not stored; returns whether that is so. As long as patience may still free
    /// places in the room, it is stored, because the gate keeps the batches in order.
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

    /// Notes that a batch from outside has left the gate of a station.
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

    /// Does a waiting batch leave its queue or gate only when it is served? It leaves earlier only
    /// if its patience runs out within the run.
    fn never_leaves(&self, slot: BatchSlot) -> bool {
        self.batches[slot].ticket.is_none()
    }

    /// Number of batches in a station's waiting places that leave only when they are served.
    fn permanent(&self, state: &StationState<'_>) -> u32 {
        if let Some(lock) = state.lock {
            return lock.permanent;
        }
        let waiting = state.queue.all(&self.batches).into_iter();
        // interrupted work needs no waiting place
        let new = waiting.filter(|slot| self.batches.aside(*slot).left.is_none());
        new.filter(|slot| self.never_leaves(*slot)).count() as u32
    }

    /// Iterates over the present and later rules of the run, each with the instants from and until
    /// which they apply.
    fn rules_ahead(&self) -> impl Iterator<Item = (&'m Model, Time, Time)> + '_ {
        let times = self.base.changes[self.changed..].iter();
        let times = times.map(|(time, _)| *time);
        let from = std::iter::once(self.now).chain(times.clone());
        let until = times.chain([self.horizon]);
        let versions = self.base.versions().skip(self.changed);
        let ahead = versions.zip(from.zip(until));
        ahead.map(|(rules, (from, until))| (rules, from, until))
    }

    /// Largest number of waiting places of a station in the rest of the run.
    fn places_ahead(&self, station: StationId) -> u32 {
        let rooms = self.rules_ahead();
        let rooms = rooms.map(|(model, ..)| model.stations[station.index()].room);
        rooms
            .map(|room| room.map_or(u32::MAX, |room| room.places))
            .max()
            .unwrap_or(u32::MAX)
    }

    /// Can a station that takes no batch have more than this number of lanes in the rest of the
    /// run?
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
    /// Is no lane at work and none able to begin, while the set holds this number of lanes?
    fn is_stuck(&self, held: u32) -> bool {
        self.lanes.busy() + self.lanes.stuck() == 0 && held >= self.lanes.limit()
    }

    /// Number of lanes that can be open on demand, as long as no batch leaves the queue for a lane.
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
