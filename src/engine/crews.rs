//! Which head of a queue is served next where stations share teams.
//!
//! Each station with a free lane offers the head of its own queue. Heads are compared by priority
//! (0 if the station ignores it), then by the time when they joined, then by the station's position
//! in the file. If some of the members that a head needs are lacking, the free ones stay reserved
//! for it, so that no other head overtakes it.

use std::cmp::Reverse;

use crate::model::StationId;
use crate::observe::Observer;
use crate::time::Time;

use super::ids::BatchSlot;
use super::state::Engine;

/// Sort key of a head among those of its crew; the least goes first.
type Turn = (Reverse<i64>, Time, StationId);

impl<O: Observer> Engine<'_, O> {
    /// Returns the first head of a crew for which a lane and all staff are free, and its station.
    pub(super) fn next_of_crew(&mut self, crew: usize) -> Option<(BatchSlot, StationId)> {
        self.forget_reservations(crew);
        let mut passed = None;
        loop {
            let (turn, slot) = self.next_head(crew, passed)?;
            let (_, _, station) = turn;
            if self.members_suffice(station) {
                return Some((slot, station));
            }
            self.reserve(station);
            passed = Some(turn);
        }
    }

    /// Would the staff for a batch be free after better heads have reserved their members?
    pub(super) fn staff_is_free_for(&mut self, slot: BatchSlot, station: StationId) -> bool {
        let Some(crew) = self.stations[station.index()].crew else {
            return true;
        };
        self.forget_reservations(crew);
        let batch = &self.batches[slot];
        let is_here = batch.station == station;
        let joined = if is_here { batch.joined } else { self.now };
        let (priority, _, _) = self.turn(slot, station);
        let own = (priority, joined, station);
        let mut passed = None;
        while let Some((turn, _)) = self.next_head(crew, passed) {
            if turn >= own {
                break;
            }
            self.reserve(turn.2);
            passed = Some(turn);
        }
        self.members_suffice(station)
    }

    fn turn(&self, slot: BatchSlot, station: StationId) -> Turn {
        let batch = &self.batches[slot];
        let priority = if self.stations[station.index()].rules.ignore_priority {
            0
        } else {
            self.priorities[batch.rank as usize]
        };
        (Reverse(priority), batch.joined, station)
    }

    /// Returns the best head of a crew, or the best after `passed` if that is given.
    fn next_head(&mut self, crew: usize, passed: Option<Turn>) -> Option<(Turn, BatchSlot)> {
        let mut best: Option<(Turn, BatchSlot)> = None;
        for position in 0..self.crews[crew].len() {
            let station = self.crews[crew][position];
            let state = &mut self.stations[station.index()];
            if !state.lanes.has_free() {
                continue;
            }
            let Some((_, slot)) = state.queue.head(&self.batches) else {
                continue;
            };
            let turn = self.turn(slot, station);
            let behind = passed.is_none_or(|passed| turn > passed);
            if behind && best.is_none_or(|(best, _)| turn < best) {
                best = Some((turn, slot));
            }
        }
        best
    }
}
