//! Lanes and members that go on and off duty, and the work that they leave.
//!
//! Lanes and members are counts. Idle ones go first, then the latest started. Work in hand passes
//! to the next shift as far as it has places; only the excess is finished, paused or begun anew, as
//! the station's `at_close` says. Work that ends at the very instant of closing is done and has
//! left its lane: it is no excess.

use crate::model::{AtClose, Lanes, StationId, TeamId};
use crate::observe::Observer;

use super::Engine;
use super::batches::BatchSlot;
use super::future_events::{Event, Ticket};
use super::state;

/// Someone who stopped working: from which part of the service it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GoesOn {
    /// From where it stopped.
    FromHere,
    /// From the beginning, with the same drawn time.
    FromStart,
}

/// How work goes on that stops at closing; none where it does not stop.
pub(super) fn goes_on(at_close: AtClose) -> Option<GoesOn> {
    match at_close {
        AtClose::Finish => None,
        AtClose::Pause => Some(GoesOn::FromHere),
        AtClose::Restart => Some(GoesOn::FromStart),
    }
}

impl<O: Observer> Engine<'_, O> {
    /// Tells the lanes and members of the start and schedules their first change.
    #[inline(never)]
    pub(super) fn open_stations(&mut self) {
        for station in (0..self.stations.len()).map(StationId::new) {
            if let Some(open) = self.stations[station.index()].open {
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

    /// Lanes open or close by the clock.
    #[inline(never)]
    pub(super) fn lanes_change(&mut self, station: StationId, ticket: Option<Ticket>) {
        if self.stations[station.index()].change == ticket {
            self.schedule_lanes_change(station);
            self.set_open(station);
        }
    }

    /// So many lanes are open now as the clock and demand say.
    pub(super) fn set_open(&mut self, station: StationId) {
        let scheduled =
            state::scheduled(self.stations[station.index()].rules, self.model, self.now);
        let state = &mut self.stations[station.index()];
        let open = scheduled.map(|open| open + state.on_demand);
        if open != state.open {
            state.open = open;
            state.set_limit();
            self.observer
                .lanes_open(self.now, station, open.unwrap_or(0));
        }
        if self.stations[station.index()].careful {
            self.close_lanes(station);
            self.turn_clock(station);
        }
        self.serve_waiting(station);
        let state = &self.stations[station.index()];
        self.locks.look |= state.blocked > 0 && state.busy == 0;
    }

    /// The number of members on duty changes.
    #[inline(never)]
    pub(super) fn team_change(&mut self, team: TeamId, ticket: Option<Ticket>) {
        if self.teams[team.index()].change == ticket {
            self.schedule_team_change(team);
            self.set_members(team);
        }
    }

    /// So many members are on duty now as the clock says.
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
        self.dispatch(crew);
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

    /// Stops the work of lanes that have closed, the latest started first. Work that ends now is
    /// about to leave its lane; where it has no place to go to, lanes are closed again.
    pub(super) fn close_lanes(&mut self, station: StationId) {
        let Some(goes_on) = self.at_close(station) else {
            return;
        };
        let state = &self.stations[station.index()];
        let over = state
            .open
            .map_or(0, |open| (state.busy + state.held).saturating_sub(open));
        if over == 0 {
            return;
        }
        self.gather_work(&[station]);
        let done = self.split_off_done();
        if !done.is_empty() {
            self.stations[station.index()].closed = Some(self.now);
        }
        let over = (over as usize).saturating_sub(done.len());
        for position in 0..self.gathered.len().min(over) {
            let (_, slot) = self.gathered[position];
            self.interrupt(slot, goes_on);
        }
    }

    /// Members beyond those on duty leave their lanes, the latest started first; a station's
    /// `at_close` says what becomes of the lane. Members whose work ends now are about to be free.
    fn send_members_home(&mut self, team: TeamId, crew: usize) {
        let state = &self.teams[team.index()];
        let mut over = i64::from(state.busy) - i64::from(state.on);
        if over <= 0 {
            return;
        }
        let stations = std::mem::take(&mut self.crews[crew]);
        self.gather_work(&stations);
        self.crews[crew] = stations;
        for slot in self.split_off_done() {
            over -= i64::from(self.members_of(slot, team));
        }
        for position in 0..self.gathered.len() {
            if over <= 0 {
                break;
            }
            let (_, slot) = self.gathered[position];
            let members = self.members_of(slot, team);
            if members == 0 {
                continue;
            }
            over -= i64::from(members);
            if let Some(goes_on) = self.at_close(self.batches[slot].station) {
                self.interrupt(slot, goes_on);
            }
        }
    }

    /// How many members of a team a batch's lane holds.
    fn members_of(&self, slot: BatchSlot, team: TeamId) -> u32 {
        let staff = self.staff_of(slot).iter();
        let of_team = staff.filter(|(other, _)| *other == team);
        of_team.map(|(_, members)| members).sum()
    }

    /// Takes work that ends at this instant out of what was gathered.
    fn split_off_done(&mut self) -> Vec<BatchSlot> {
        let gathered = std::mem::take(&mut self.gathered);
        let (done, goes_on): (Vec<_>, Vec<_>) = gathered
            .into_iter()
            .partition(|(_, slot)| self.is_done(*slot));
        self.gathered = goes_on;
        done.into_iter().map(|(_, slot)| slot).collect()
    }

    /// Does the work of a batch end at this instant?
    pub(super) fn is_done(&self, slot: BatchSlot) -> bool {
        let aside = self.batches.aside(slot);
        aside.since + aside.planned <= self.now
    }

    fn at_close(&self, station: StationId) -> Option<GoesOn> {
        goes_on(self.stations[station.index()].rules.at_close)
    }

    /// Gathers the batches at work at stations, the latest started first.
    fn gather_work(&mut self, stations: &[StationId]) {
        self.gathered.clear();
        for station in stations {
            for line in &self.stations[station.index()].working {
                let mut next = line.first();
                while let Some(slot) = next {
                    let batch = &self.batches[slot];
                    self.gathered.push((batch.ticket, slot));
                    next = batch.behind;
                }
            }
        }
        self.gathered.sort_unstable_by(|one, other| other.cmp(one));
    }

    /// Stops the work of a batch, which waits ahead of its equals to go on; its lane and staff are
    /// free. It does not end at this very instant.
    pub(super) fn interrupt(&mut self, slot: BatchSlot, goes_on: GoesOn) {
        let aside = self.batches.aside(slot);
        let left = aside.since + aside.planned - self.now;
        let left = match goes_on {
            GoesOn::FromHere => left,
            GoesOn::FromStart => self.batches[slot].service,
        };
        let station = self.batches[slot].station;
        self.stop_work(slot);
        self.free_lane(slot);
        self.batches.aside_mut(slot).left = Some(left);
        self.observer.interrupted(self.now, station);
        self.wait_again(slot);
    }

    /// A batch whose work was interrupted waits in the queue, ahead of its equals.
    pub(super) fn wait_again(&mut self, slot: BatchSlot) {
        let station = self.batches[slot].station;
        self.begin_wait(slot);
        let state = &mut self.stations[station.index()];
        state.queue.rejoin(&mut self.batches, slot);
        self.turn_clock(station);
    }
}
