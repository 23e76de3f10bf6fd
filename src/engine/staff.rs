//! The members of teams that lanes hold or could hold: a lane takes all its staff at once or none.

use crate::model::{StationId, TeamId};
use crate::observe::Observer;

use super::ids::BatchSlot;
use super::state::Engine;

impl<'m, O: Observer> Engine<'m, O> {
    /// Seizes the staff of a lane for a batch.
    pub(super) fn seize(&mut self, slot: BatchSlot) {
        self.batches.aside_mut(slot).rules = self.changed;
        for (team, members) in self.staff_of(slot) {
            self.teams[team.index()].busy += members;
            self.observer.seized(self.now, *team, *members);
        }
    }

    /// Releases the staff of a batch's lane.
    pub(super) fn let_go(&mut self, slot: BatchSlot) {
        for (team, members) in self.staff_of(slot) {
            self.teams[team.index()].busy -= members;
            self.observer.let_go(self.now, *team, *members);
        }
    }

    /// Returns the number of members of a team that a batch's lane holds.
    pub(super) fn members_of(&self, slot: BatchSlot, team: TeamId) -> u32 {
        let staff = self.staff_of(slot).iter();
        let of_team = staff.filter(|(other, _)| *other == team);
        of_team.map(|(_, members)| members).sum()
    }

    /// Returns the staff that a batch's lane holds, by the rules in force when it was seized.
    fn staff_of(&self, slot: BatchSlot) -> &'m [(TeamId, u32)] {
        let model = match self.batches.aside(slot).rules {
            0 => self.base,
            changes => &self.base.changes[changes - 1].1,
        };
        &model.stations[self.batches[slot].station.index()].staff
    }

    /// Are all members that a lane of the station needs on duty, free and not reserved?
    pub(super) fn members_suffice(&self, station: StationId) -> bool {
        let staff = &self.stations[station.index()].rules.staff;
        staff.iter().all(|(team, members)| {
            let team = &self.teams[team.index()];
            team.on >= team.busy + team.reserved + members
        })
    }

    /// Reserves those of the members that a lane of the station needs that are free.
    pub(super) fn reserve(&mut self, station: StationId) {
        let model = self.model;
        for (team, members) in &model.stations[station.index()].staff {
            let team = &mut self.teams[team.index()];
            let free = team.on.saturating_sub(team.busy + team.reserved);
            team.reserved += free.min(*members);
        }
    }

    /// Removes all reservations of members of a crew's teams.
    pub(super) fn forget_reservations(&mut self, crew: usize) {
        for team in &mut self.teams {
            if team.crew == Some(crew) {
                team.reserved = 0;
            }
        }
    }
}
