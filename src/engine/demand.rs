//! Lanes on demand: called once so many wait, there after their notice whatever the hour, closed
//! again once so few wait. If so few wait when the notice is over, they do not open.

use crate::model::StationId;
use crate::observe::Observer;

use super::Engine;
use super::future_events::{Event, Ticket};

impl<O: Observer> Engine<'_, O> {
    /// The number of those who wait has changed: calls more lanes, or closes them again.
    pub(super) fn mind_demand(&mut self, station: StationId) {
        let Some(more) = self.stations[station.index()].rules.open_more else {
            return;
        };
        let state = &self.stations[station.index()];
        let waiting = state.queue.waiting();
        if state.on_demand > 0 && waiting <= more.until_waiting {
            self.set_on_demand(station, 0);
        } else if state.on_demand == 0 && state.called.is_none() && waiting >= more.when_waiting {
            let opening = self.now + more.notice;
            let ticket = self.future.schedule(opening, Event::LanesOnDemand(station));
            self.stations[station.index()].called = ticket;
        }
    }

    /// The notice is over.
    #[inline(never)]
    pub(super) fn lanes_on_demand(&mut self, station: StationId, ticket: Option<Ticket>) {
        let state = &mut self.stations[station.index()];
        if state.called != ticket {
            return;
        }
        state.called = None;
        let waiting = state.queue.waiting();
        let more = self.stations[station.index()].rules.open_more;
        if let Some(more) = more.filter(|more| waiting > more.until_waiting) {
            self.set_on_demand(station, more.add);
        }
    }

    fn set_on_demand(&mut self, station: StationId, lanes: u32) {
        self.stations[station.index()].on_demand = lanes;
        self.set_open(station);
    }
}
