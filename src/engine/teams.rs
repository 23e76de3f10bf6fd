//! People: a lane takes all its staff at once or none.
//!
//! Each station with a free lane offers the head of its own queue. Heads compare by priority (0
//! where the station ignores it), then by when they joined, then by the station's place in the
//! file. A head that lacks only staff keeps the free members that it needs reserved, so nobody
//! overtakes it.

use std::cmp::Reverse;

use crate::model::{Model, StationId, TeamId};
use crate::observe::Observer;
use crate::time::Time;

use super::Engine;
use super::batches::BatchSlot;
use super::future_events::Ticket;
use super::state::models;

/// A team at work.
#[derive(Debug)]
pub(super) struct TeamState {
    /// Members on duty.
    pub(super) on: u32,
    /// Members held by lanes; above `on` while they finish their batch past their shift.
    pub(super) busy: u32,
    /// Free members kept for heads that have been passed in this round.
    pub(super) reserved: u32,
    /// Its next change by the clock.
    pub(super) change: Option<Ticket>,
    /// Stations that share it, directly or through other teams.
    pub(super) crew: Option<usize>,
}

/// Where a head stands among the heads of a crew; the least goes first.
pub(super) type Standing = (Reverse<i64>, Time, StationId);

impl<'m, O: Observer> Engine<'m, O> {
    /// Starts every head of a crew for which lane and staff are free.
    pub(super) fn dispatch(&mut self, crew: usize) {
        loop {
            self.forget_reservations(crew);
            let mut passed = None;
            loop {
                let Some((standing, slot)) = self.next_head(crew, passed) else {
                    return;
                };
                let (_, _, station) = standing;
                if self.members_suffice(station) {
                    self.call(slot, station);
                    self.unsettle(station);
                    break;
                }
                self.reserve(station);
                passed = Some(standing);
            }
        }
    }

    /// Would a batch find its staff free, with what better heads keep reserved?
    pub(super) fn staff_is_free_for(&mut self, slot: BatchSlot, station: StationId) -> bool {
        let Some(crew) = self.stations[station.index()].crew else {
            return true;
        };
        self.forget_reservations(crew);
        let batch = &self.batches[slot];
        let is_here = batch.station == station;
        let joined = if is_here { batch.joined } else { self.now };
        let (priority, _, _) = self.standing(slot, station);
        let own = (priority, joined, station);
        let mut passed = None;
        while let Some((standing, _)) = self.next_head(crew, passed) {
            if standing >= own {
                break;
            }
            self.reserve(standing.2);
            passed = Some(standing);
        }
        self.members_suffice(station)
    }

    /// A lane takes its staff for a batch.
    pub(super) fn seize(&mut self, slot: BatchSlot) {
        self.batches.aside_mut(slot).rules = self.changed;
        for (team, members) in self.staff_of(slot) {
            self.teams[team.index()].busy += members;
            self.observer.seized(self.now, *team, *members);
        }
    }

    /// A lane lets its staff go.
    pub(super) fn let_go(&mut self, slot: BatchSlot) {
        for (team, members) in self.staff_of(slot) {
            self.teams[team.index()].busy -= members;
            self.observer.let_go(self.now, *team, *members);
        }
    }

    /// The staff that a batch's lane holds, by the rules under which it took them.
    pub(super) fn staff_of(&self, slot: BatchSlot) -> &'m [(TeamId, u32)] {
        let model = match self.batches.aside(slot).rules {
            0 => self.base,
            changes => &self.base.changes[changes - 1].1,
        };
        &model.stations[self.batches[slot].station.index()].staff
    }

    fn standing(&self, slot: BatchSlot, station: StationId) -> Standing {
        let batch = &self.batches[slot];
        let priority = if self.stations[station.index()].rules.ignore_priority {
            0
        } else {
            self.priorities[batch.rank as usize]
        };
        (Reverse(priority), batch.joined, station)
    }

    /// The best head of a crew behind one that has been passed.
    fn next_head(
        &mut self,
        crew: usize,
        passed: Option<Standing>,
    ) -> Option<(Standing, BatchSlot)> {
        let mut best: Option<(Standing, BatchSlot)> = None;
        for position in 0..self.crews[crew].len() {
            let station = self.crews[crew][position];
            let state = &mut self.stations[station.index()];
            if !state.has_free_lane() {
                continue;
            }
            let Some((_, slot)) = state.queue.head(&self.batches) else {
                continue;
            };
            let standing = self.standing(slot, station);
            let behind = passed.is_none_or(|passed| standing > passed);
            if behind && best.is_none_or(|(best, _)| standing < best) {
                best = Some((standing, slot));
            }
        }
        best
    }

    pub(super) fn forget_reservations(&mut self, crew: usize) {
        for team in &mut self.teams {
            if team.crew == Some(crew) {
                team.reserved = 0;
            }
        }
    }

    /// Are all members that a lane of the station needs on duty, free and not reserved?
    pub(super) fn members_suffice(&self, station: StationId) -> bool {
        let staff = &self.stations[station.index()].rules.staff;
        staff.iter().all(|(team, members)| {
            let team = &self.teams[team.index()];
            team.on >= team.busy + team.reserved + members
        })
    }

    /// Keeps the free members that a lane of the station needs.
    fn reserve(&mut self, station: StationId) {
        let model = self.model;
        for (team, members) in &model.stations[station.index()].staff {
            let team = &mut self.teams[team.index()];
            let free = team.on.saturating_sub(team.busy + team.reserved);
            team.reserved += free.min(*members);
        }
    }
}

/// The teams of a model at the start of the run.
pub(super) fn teams(model: &Model) -> Vec<TeamState> {
    let crews = crews(model);
    let state = |(index, team): (usize, &crate::model::Team)| {
        let uses = |station: &StationId| uses(model, *station, TeamId::new(index));
        TeamState {
            on: team.members.open_at(&model.calendar, Time::START),
            busy: 0,
            reserved: 0,
            change: None,
            crew: crews.iter().position(|crew| crew.iter().any(uses)),
        }
    };
    model.teams.iter().enumerate().map(state).collect()
}

fn uses(model: &Model, station: StationId, team: TeamId) -> bool {
    let staff = |model: &Model| {
        let staff = &model.stations[station.index()].staff;
        staff.iter().any(|(other, _)| *other == team)
    };
    models(model).any(staff)
}

/// The stations that share teams, directly or through others, at any time of the run.
pub(super) fn crews(model: &Model) -> Vec<Vec<StationId>> {
    let mut crews: Vec<Vec<StationId>> = vec![];
    for team in (0..model.teams.len()).map(TeamId::new) {
        let mut crew: Vec<StationId> = (0..model.stations.len())
            .map(StationId::new)
            .filter(|station| uses(model, *station, team))
            .collect();
        crews.retain(|other| {
            let mut stations = other.iter();
            let apart = !stations.any(|station| crew.binary_search(station).is_ok());
            if !apart {
                crew.extend(other);
                crew.sort_unstable();
                crew.dedup();
            }
            apart
        });
        crews.push(crew);
    }
    crews
}
