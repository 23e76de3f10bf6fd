//! Lanes that break down and are repaired.
//!
//! A breakdown interrupts work at once; the batch stays in its lane, and its staff is released.
//! After the repair the work goes on in that lane whatever the station's `at_close` is; if staff is
//! lacking then, the batch waits in the queue ahead of all new work. Work that ends at the instant
//! of the breakdown counts as done. When lanes close, broken lanes without a batch close first.

use crate::observe::Observer;
use crate::random::Purpose;
use crate::time::Span;

use super::future_events::Event;
use super::ids::{BatchSlot, LaneId, Ticket};
use super::state::Engine;

impl<O: Observer> Engine<'_, O> {
    /// Breaks a lane down.
    #[inline(never)]
    pub(super) fn breakdown(&mut self, lane: LaneId, ticket: Option<Ticket>) {
        let state = &self.breakable[lane.index()];
        let station = state.station;
        let rule = self.stations[station.index()].rules.breakdowns.as_ref();
        let Some(rule) = rule.filter(|_| state.ticket == ticket) else {
            return;
        };
        let generator = self.draw_for_lane(lane, Purpose::Repair);
        let repair = Span::from_micros_f64(rule.repair.sample(generator));
        let ticket = self.future.schedule(self.now + repair, Event::Repair(lane));
        self.break_down(lane, ticket);
        self.turn_clock(station);
        self.serve_waiting(station);
    }

    /// Repairs a lane, which goes on with the batch that it holds.
    #[inline(never)]
    pub(super) fn repair(&mut self, lane: LaneId, ticket: Option<Ticket>) {
        let state = &self.breakable[lane.index()];
        if state.ticket != ticket {
            return;
        }
        let station = state.station;
        if let Some(slot) = self.repair_lane(lane) {
            self.go_on(slot);
        }
        self.turn_clock(station);
        self.serve_waiting(station);
    }

    /// Continues the work of a batch in its repaired lane, or queues it if staff is lacking.
    fn go_on(&mut self, slot: BatchSlot) {
        let station = self.batches[slot].station;
        if let Some(crew) = self.stations[station.index()].crew {
            self.forget_reservations(crew);
        }
        if self.members_suffice(station) {
            self.resume(slot);
        } else {
            self.give_up_lane(slot);
        }
    }
}
