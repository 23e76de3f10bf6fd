//! Rules and resources that change on a date: the engine switches to the next model.
//!
//! Work in progress keeps its drawn time. The rest of each visit is decided again, and events that
//! follow the clock are rescheduled. A stream whose arrivals do not change keeps its next arrival
//! to the microsecond.

use crate::calendar::RateProfile;
use crate::model::{ArrivalProcess, ArrivalStream, Model, StationId, StreamId, TeamId};
use crate::observe::Observer;

use super::ids::BatchSlot;
use super::queue::{Queue, Resuming};
use super::state::{self, Engine};

impl<O: Observer> Engine<'_, O> {
    /// Puts the next dated change into force.
    #[inline(never)]
    pub(super) fn rules_change(&mut self) {
        let Some((_, model)) = self.base.changes.get(self.changed) else {
            return;
        };
        let before = std::mem::replace(&mut self.model, model);
        self.observer.rules_changed(self.now, self.changed);
        self.changed += 1;
        self.ranks = state::ranks(model, &self.priorities);
        for (state, rules) in self.stations.iter_mut().zip(&model.stations) {
            state.rules = rules;
        }
        for batch in self.batches.visiting() {
            batch.decide(&self.stations[batch.station.index()], model);
        }
        for stream in (0..model.streams.len()).map(StreamId::new) {
            let (old, new) = (
                &before.streams[stream.index()],
                &model.streams[stream.index()],
            );
            if same_arrivals(old, new) {
                self.streams[stream.index()].follow(new);
            } else {
                self.change_arrivals(stream);
            }
        }
        for team in (0..model.teams.len()).map(TeamId::new) {
            self.schedule_team_change(team);
            self.set_members(team);
        }
        for station in (0..model.stations.len()).map(StationId::new) {
            self.change_station(station, before);
        }
    }

    fn change_arrivals(&mut self, stream: StreamId) {
        let calendar = &self.model.calendar;
        let of_stream = &self.model.streams[stream.index()];
        let time = self.streams[stream.index()].change(of_stream, calendar, self.now);
        self.await_arrival(stream, time);
    }

    fn change_station(&mut self, station: StationId, before: &Model) {
        let (old, new) = (
            &before.stations[station.index()],
            self.stations[station.index()].rules,
        );
        let sorts_anew = old.order != new.order
            || old.ignore_priority != new.ignore_priority
            || Resuming::of(old) != Resuming::of(new);
        if sorts_anew {
            self.sort_anew(station);
        }
        if new.open_more.is_none() {
            let state = &mut self.stations[station.index()];
            (state.on_demand, state.called) = (0, None);
        }
        self.schedule_lanes_change(station);
        self.open_lanes(station);
    }

    /// Queues the waiting batches again and lists those at work again, because the new rules may
    /// rank them differently.
    fn sort_anew(&mut self, station: StationId) {
        let (state, batches) = (&mut self.stations[station.index()], &mut self.batches);
        let (mut waiting, mut working) = (vec![], vec![]);
        while let Some(slot) = state.queue.take(batches) {
            waiting.push(slot);
        }
        for list in &mut state.working {
            while let Some(slot) = list.first() {
                list.remove(batches, slot);
                working.push(slot);
            }
        }
        state.queue = Queue::new(state.rules, self.priorities.len()).replaces(&state.queue);
        working.sort_unstable_by_key(|slot| batches[*slot].ticket);
        for slot in working {
            let rank = state.queue.rank(batches[slot].rank);
            state.working[rank].push_back(batches, slot);
        }
        waiting.sort_by_key(|slot| batches[*slot].joined);
        let is_interrupted =
            |slot: &BatchSlot| state.careful && batches.aside(*slot).left.is_some();
        let (again, new): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_interrupted);
        for slot in again.into_iter().rev() {
            state.queue.rejoin(batches, slot);
        }
        for slot in new {
            let key = batches[slot].key(state.rules.order, state.order);
            state.queue.join(batches, slot, key);
        }
    }
}

/// Do two versions of a stream produce the same batches at the same times?
fn same_arrivals(one: &ArrivalStream, other: &ArrivalStream) -> bool {
    let same = |one: &RateProfile, other: &RateProfile| {
        one.per_day == other.per_day && one.hours == other.hours && one.days == other.days
    };
    let processes = match (&one.process, &other.process) {
        (ArrivalProcess::Poisson(one), ArrivalProcess::Poisson(other))
        | (ArrivalProcess::Exact(one), ArrivalProcess::Exact(other)) => same(one, other),
        (ArrivalProcess::Renewal(_), ArrivalProcess::Renewal(_)) => true,
        (ArrivalProcess::Trace(one), ArrivalProcess::Trace(other)) => one == other,
        _ => false,
    };
    processes && one.group.is_none() && other.group.is_none()
}
