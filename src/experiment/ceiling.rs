//! The ceiling of a release target: the share of batches that are released in time if each is sent
//! through the port alone, with its own drawn sizes, times and routes.
//!
//! Where waiting is never rewarded, a batch never leaves later alone than among others: a lane and
//! its staff begin, stop and go on by hours that are the same for all, so whatever begins later
//! ends later or at the same time, station by station. The share of a run is then at most that of
//! the same batches alone, with any number of lanes at the same hours.
//!
//! What can reward waiting is told by [`waiting_pays`].

use std::ops::ControlFlow;

use crate::engine::{Alone, Limits, Outcome, simulate};
use crate::model::{AtClose, Destination, Exit, Model, Route, Station, WhenFull};
use crate::observe::{Batch, Mark, Observer};
use crate::random::Address;
use crate::statistics::Ratio;
use crate::time::{Span, Time};

/// Measured batches that are sent through, at most.
pub const CEILING_BATCHES: u64 = 10_000;

/// Replications that they are taken from, at most: reached where nearly nothing arrives.
const MOST_REPLICATIONS: u64 = 1_000;

/// Arrivals, hours, visits and looks at opening hours, at most (about a second).
const MOST_STEPS: u64 = 20_000_000;

/// Batches that were sent through alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ceiling {
    /// Of replications 0, 1, ...: batches released in time, and batches sent. Of the last one, its
    /// first batches may stand for all.
    pub counts: Vec<(u64, u64)>,
    /// What can reward waiting. Where nothing does, the share of a run with these batches is at
    /// most the share of these.
    pub waiting_pays: Option<WaitingPays>,
}

impl Ceiling {
    /// Batches that were released in time.
    pub fn in_time(&self) -> u64 {
        self.counts.iter().map(|(in_time, _)| in_time).sum()
    }

    /// Batches that were sent through.
    pub fn batches(&self) -> u64 {
        self.counts.iter().map(|(_, batches)| batches).sum()
    }

    /// The share of them that were released in time; none where there were none.
    pub fn share(&self) -> Option<f64> {
        let batches = self.batches();
        (batches > 0).then(|| self.in_time() as f64 / batches as f64)
    }

    /// The share as a ratio of sums over replications.
    pub fn ratio(&self) -> Ratio {
        let mut ratio = Ratio::default();
        for (in_time, batches) in &self.counts {
            ratio.add(*in_time as f64, *batches as f64);
        }
        ratio
    }

    /// Is it proven that these batches do no better in any run?
    pub fn is_proven(&self) -> bool {
        self.waiting_pays.is_none()
    }
}

/// Why a batch that is held up by others can leave earlier than alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitingPays {
    /// Who comes later is served, staffed or sent on by other rules.
    DatedChange,
    /// Work begins anew after closing, unless it was held up before.
    Restart,
    /// Work that stops in a broken lane goes on after closing.
    Breakdowns,
    /// A station that is full sends batches another way.
    Diversion,
}

/// Can a batch that is held up by others leave earlier than alone, and why?
///
/// Only changes of rules count here that measured batches can see under way, within the time of the
/// target. Other hours, lanes and members do not reward waiting.
pub fn waiting_pays(model: &Model) -> Option<WaitingPays> {
    let versions = || std::iter::once(model).chain(model.changes.iter().map(|(_, rules)| rules));
    let any = |is: fn(&Station) -> bool| versions().any(|rules| rules.stations.iter().any(is));
    let within = model.target.release.map_or(Span::ZERO, |it| it.within);
    let end = model.plan.horizon().min(model.plan.window_end() + within);
    let seen = |time: Time| time > model.plan.window_start() && time <= end;
    let differs = versions()
        .zip(&model.changes)
        .any(|(before, (time, after))| {
            let mut stations = before.stations.iter().zip(&after.stations);
            seen(*time) && stations.any(|(before, after)| serves_otherwise(before, after))
        });
    let diverts = |station: &Station| {
        let full = station.room.map(|room| room.when_full);
        matches!(full, Some(WhenFull::Divert(_)))
    };
    let resumes = |it: &Station| it.at_close == AtClose::Pause && it.breakdowns.is_some();
    if differs {
        Some(WaitingPays::DatedChange)
    } else if any(|station| station.at_close == AtClose::Restart) {
        Some(WaitingPays::Restart)
    } else if any(resumes) {
        Some(WaitingPays::Breakdowns)
    } else if any(diverts) {
        Some(WaitingPays::Diversion)
    } else {
        None
    }
}

/// Is a batch served, staffed, stopped or sent on by other rules than before?
fn serves_otherwise(before: &Station, after: &Station) -> bool {
    before.service != after.service
        || before.staff != after.staff
        || before.at_close != after.at_close
        || before.next != after.next
}

/// Sends the first measured batches of replications 0, 1, ... through the port alone; none without
/// a release target. The result depends on the model and the seed alone.
pub fn ceiling(model: &Model, seed: u64) -> Option<Ceiling> {
    let within = model.target.release?.within;
    let mut arrivals = model.clone();
    keep_arrivals_only(&mut arrivals);
    let mut alone = Alone::new(model, MOST_STEPS);
    let (mut counts, mut left, mut events) = (vec![], CEILING_BATCHES, 0);
    for number in 0..MOST_REPLICATIONS {
        let mut sender = Sender {
            replication: Address::replication(seed, number),
            within,
            left,
            in_time: 0,
            sent: 0,
            events,
            alone: &mut alone,
        };
        let replication = sender.replication;
        let limits = Limits {
            events: MOST_STEPS.saturating_sub(events),
            ..Limits::default()
        };
        simulate(&arrivals, replication, limits, &mut sender);
        counts.push((sender.in_time, sender.sent));
        left -= sender.sent;
        events = sender.events;
        if sender.is_done() {
            break;
        }
    }
    Some(Ceiling {
        counts,
        waiting_pays: waiting_pays(model),
    })
}

/// Takes the stations away: every batch leaves as it arrives.
fn keep_arrivals_only(model: &mut Model) {
    let later = model.changes.iter_mut().map(|(_, rules)| rules);
    later.for_each(keep_arrivals_only);
    model.stations.clear();
    model.teams.clear();
    model.backlog.clear();
    for stream in &mut model.streams {
        stream.to = Route::To(Destination::Exit(Exit::Released));
        (stream.due, stream.patience) = (None, None);
    }
}

/// Sends the measured batches of a replication through the port as they arrive.
struct Sender<'a, 'm> {
    alone: &'a mut Alone<'m>,
    replication: Address,
    within: Span,
    /// Batches that may be sent.
    left: u64,
    in_time: u64,
    sent: u64,
    /// Arrivals and hours so far, of all replications.
    events: u64,
}

impl Sender<'_, '_> {
    /// Have enough batches been sent, or were there too many steps?
    fn is_done(&self) -> bool {
        self.left == self.sent || self.events + self.alone.steps() >= MOST_STEPS
    }
}

impl Observer for Sender<'_, '_> {
    fn arrived(&mut self, _now: Time, batch: &Batch) {
        self.events += 1;
        if !batch.measured || self.is_done() {
            return;
        }
        match self.alone.send(self.replication, batch, self.within) {
            Outcome::InTime => (self.in_time, self.sent) = (self.in_time + 1, self.sent + 1),
            Outcome::NotInTime => self.sent += 1,
            Outcome::Unknown => {}
        }
    }

    fn mark(&mut self, _now: Time, _mark: Mark) -> ControlFlow<()> {
        self.events += 1;
        if self.is_done() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}
