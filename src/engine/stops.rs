//! Which work is interrupted when lanes or members go off duty or a higher priority takes over: the
//! latest started.
//!
//! Lanes and members are counts. Idle ones go off duty first, then those with the latest started
//! work. Ongoing work passes to the next shift as far as that has enough lanes and members; only
//! the excess is finished, paused or restarted, as the station's `at_close` says. Work that ends at
//! the very instant of closing counts as done and does not add to the excess.

use std::cmp::Reverse;

use crate::model::{StationId, TeamId};
use crate::observe::Observer;

use super::ids::BatchSlot;
use super::lane::GoesOn;
use super::queue::List;
use super::state::Engine;

impl<O: Observer> Engine<'_, O> {
    /// Interrupts the work of lanes that have closed, the latest started first. Work that ends now
    /// is about to leave its lane; if it has no place to go to, this is called again.
    pub(super) fn close_lanes(&mut self, station: StationId) {
        let Some(goes_on) = self.at_close(station) else {
            return;
        };
        let lanes = &self.stations[station.index()].lanes;
        let over = lanes
            .open()
            .map_or(0, |open| lanes.occupied().saturating_sub(open));
        if over == 0 {
            return;
        }
        let (done, working) = self.latest_started(&[station]);
        if !done.is_empty() {
            self.stations[station.index()].closed = Some(self.now);
        }
        let over = (over as usize).saturating_sub(done.len());
        for slot in working.into_iter().take(over) {
            self.interrupt(slot, goes_on);
        }
    }

    /// Interrupts work, the latest started first, until no more members are busy than on duty; a
    /// station's `at_close` decides whether its work is interrupted. Members whose work ends now
    /// are about to be free.
    pub(super) fn send_members_home(&mut self, team: TeamId, crew: usize) {
        let state = &self.teams[team.index()];
        let mut over = i64::from(state.busy) - i64::from(state.on);
        if over <= 0 {
            return;
        }
        let (done, working) = self.latest_started(&self.crews[crew]);
        for slot in done {
            over -= i64::from(self.members_of(slot, team));
        }
        for slot in working {
            if over <= 0 {
                break;
            }
            let members = self.members_of(slot, team);
            over -= i64::from(members);
            let goes_on = self.at_close(self.batches[slot].station);
            if let Some(goes_on) = goes_on.filter(|_| members > 0) {
                self.interrupt(slot, goes_on);
            }
        }
    }

    /// Returns the work that a batch could interrupt: the latest started work of the lowest
    /// priority below its own. Work that ends at this instant is done and cannot be interrupted.
    pub(super) fn victim(&self, slot: BatchSlot, station: StationId) -> Option<BatchSlot> {
        let state = &self.stations[station.index()];
        if !state.rules.preempt || state.lanes.occupied() > state.lanes.limit() {
            return None;
        }
        let rank = state.queue.rank(self.batches[slot].rank);
        let lower = &state.working[rank + 1..];
        let latest_first =
            |list: &List| std::iter::successors(list.last(), |slot| self.batches[*slot].ahead);
        let mut lower = lower.iter().rev().flat_map(latest_first);
        lower.find(|slot| !self.is_done(*slot))
    }

    /// Does any work at a station end at this instant?
    pub(super) fn frees_now(&self, station: StationId) -> bool {
        let working = self.stations[station.index()].working.iter();
        let mut slots = working.flat_map(|list| list.iter(&self.batches));
        slots.any(|slot| self.is_done(slot))
    }

    fn at_close(&self, station: StationId) -> Option<GoesOn> {
        GoesOn::after_closing(self.stations[station.index()].rules.at_close)
    }

    /// Returns the batches at work at these stations, the latest started first: those whose work
    /// ends at this instant, and the others.
    fn latest_started(&self, stations: &[StationId]) -> (Vec<BatchSlot>, Vec<BatchSlot>) {
        let lists = stations
            .iter()
            .flat_map(|it| &self.stations[it.index()].working);
        let working = lists.flat_map(|list| list.iter(&self.batches));
        let mut working: Vec<BatchSlot> = working.collect();
        working.sort_unstable_by_key(|slot| Reverse(self.batches[*slot].ticket));
        working.into_iter().partition(|slot| self.is_done(*slot))
    }
}
