//! Lanes and members that go on and off duty, by the clock or on demand.

use crate::model::{Lanes, StationId, TeamId};
use crate::observe::Observer;

use super::future_events::Event;
use super::ids::Ticket;
use super::state::Engine;

impl<O: Observer> Engine<'_, O> {
    /// Reports the open lanes and the members on duty at the start to the observer, and schedules
    /// their first changes.
    #[inline(never)]
    pub(super) fn open_stations(&mut self) {
        for station in (0..self.stations.len()).map(StationId::new) {
            if let Some(open) = self.stations[station.index()].lanes.open() {
                self.observer.lanes_open(self.now, station, open);
                self.schedule_lanes_change(station);
            }
            if self.stations[station.index()].careful {
                self.turn_clock(station);
            }
            self.start_lane_clocks(station);
        }
        for team in (0..self.teams.len()).map(TeamId::new) {
            let on = self.teams[team.index()].on;
            self.observer.members_on(self.now, team, on);
            self.schedule_team_change(team);
        }
    }

    /// Opens or closes lanes by the clock.
    #[inline(never)]
    pub(super) fn lanes_change(&mut self, station: StationId, ticket: Option<Ticket>) {
        if self.stations[station.index()].change == ticket {
            self.schedule_lanes_change(station);
            self.open_lanes(station);
        }
    }

    /// Opens lanes on demand at the end of their notice, if enough batches still wait.
    #[inline(never)]
    pub(super) fn lanes_on_demand(&mut self, station: StationId, ticket: Option<Ticket>) {
        let state = &mut self.stations[station.index()];
        if state.called != ticket {
            return;
        }
        state.called = None;
        let waiting = state.queue.waiting();
        let more = state.rules.open_more;
        if let Some(more) = more.filter(|more| waiting > more.until_waiting) {
            self.set_on_demand(station, more.add);
        }
    }

    /// Changes the number of members on duty.
    #[inline(never)]
    pub(super) fn team_change(&mut self, team: TeamId, ticket: Option<Ticket>) {
        if self.teams[team.index()].change == ticket {
            self.schedule_team_change(team);
            self.set_members(team);
        }
    }

    /// Sets the number of members on duty to that by the clock.
    pub(super) fn set_members(&mut self, team: TeamId) {
        let model = self.model;
        let on = model.teams[team.index()]
            .members
            .open_at(&model.calendar, self.now);
        self.teams[team.index()].on = on;
        self.observer.members_on(self.now, team, on);
        let Some(crew) = self.teams[team.index()].crew else {
            return;
        };
        self.send_members_home(team, crew);
        self.serve_crew(crew);
    }

    pub(super) fn schedule_lanes_change(&mut self, station: StationId) {
        let mut ticket = None;
        if let Lanes::Scheduled(openings) = &self.stations[station.index()].rules.lanes {
            let change = openings.next_change(&self.model.calendar, self.now, self.horizon);
            if let Some((time, _)) = change {
                ticket = self.future.schedule(time, Event::LanesChange(station));
            }
        }
        self.stations[station.index()].change = ticket;
    }

    pub(super) fn schedule_team_change(&mut self, team: TeamId) {
        let members = &self.model.teams[team.index()].members;
        let change = members.next_change(&self.model.calendar, self.now, self.horizon);
        let ticket =
            change.and_then(|(time, _)| self.future.schedule(time, Event::TeamChange(team)));
        self.teams[team.index()].change = ticket;
    }
}
