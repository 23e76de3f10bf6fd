//! The ceiling of a release target: the share of batches that are released in time if each batch
//! passes through an otherwise empty port, with its own drawn sizes, times and routes.
//!
//! Where waiting is never rewarded, a batch never leaves later alone than among others: lanes and
//! staff start, pause and resume at hours that are the same for all batches, so that at every
//! station a service that starts later does not end earlier. The share of a run is then at most
//! that of the same batches alone, with any number of lanes open at the same hours.
//!
//! [`waiting_pays`] finds what can reward waiting.

use std::collections::{BTreeMap, VecDeque};
use std::ops::ControlFlow;
use std::sync::Mutex;

use crate::calendar::Calendar;
use crate::engine::{Alone, Limits, Outcome, simulate};
use crate::metric::Range;
use crate::model::{
    AtClose, Destination, Exit, Lanes, Model, ReleaseTarget, Route, Station, Target, WhenFull,
};
use crate::observe::{Batch, Mark, Observer};
use crate::random::Address;
use crate::statistics::{DayTotals, Estimate, Ratio, Student};
use crate::time::{Span, Time};

/// Limit on the measured batches that are sent through the port.
pub const CEILING_BATCHES: u64 = 10_000;

/// Limit on the replications that the batches come from; reached only if almost nothing arrives.
const MOST_REPLICATIONS: u64 = 1_000;

/// Limit on the steps: arrivals, hours, visits and look-ups of opening hours (about a second).
const MOST_STEPS: u64 = 20_000_000;

/// Results of batches that each had the port to themselves.
#[derive(Clone, Debug, PartialEq)]
pub struct Ceiling {
    /// For replications 0, 1, ...: number of batches released in time, and number sent. The last
    /// replication may contribute only its first batches.
    pub counts: Vec<(u64, u64)>,
    /// Number of independent trials behind the share, needed if all batches have the same outcome:
    /// the effective number of days on which they arrived ([`DayTotals::effective`]), or, for a
    /// window of less than a day, the number of replications.
    pub trials: f64,
    /// A rule that can reward waiting. Without one, the share of any run with these batches is at
    /// most their share here.
    pub waiting_pays: Option<WaitingPays>,
}

impl Ceiling {
    /// Number of batches that were released in time.
    pub fn in_time(&self) -> u64 {
        self.counts.iter().map(|(in_time, _)| in_time).sum()
    }

    /// Number of batches that were sent through.
    pub fn batches(&self) -> u64 {
        self.counts.iter().map(|(_, batches)| batches).sum()
    }

    /// Share of the batches that were released in time; `None` if none were sent.
    pub fn share(&self) -> Option<f64> {
        let batches = self.batches();
        (batches > 0).then(|| self.in_time() as f64 / batches as f64)
    }

    /// The share with its interval over replications. A single replication has the exact binomial
    /// interval over its days, as batches of one day share their hours and closing times.
    pub fn estimate(&self, confidence: f64) -> Estimate {
        let mut student = Student::new(confidence);
        if let ([_], Some(share)) = (self.counts.as_slice(), self.share()) {
            return student.probability(share * self.trials, self.trials, 1);
        }
        let mut ratio = Ratio::default();
        for (in_time, batches) in &self.counts {
            ratio.add(*in_time as f64, *batches as f64);
        }
        student.ratio(&ratio, Range::Share, Some(self.trials))
    }

    /// The share with its interval, if the whole interval lies below the wanted share and it is
    /// proven that more lanes cannot raise the share; otherwise `None`.
    pub fn below(&self, wanted: f64, confidence: f64) -> Option<Estimate> {
        let estimate = self.estimate(confidence);
        (self.is_proven() && estimate.upper? < wanted).then_some(estimate)
    }

    /// Is it proven that no run releases a larger share of these batches in time?
    pub fn is_proven(&self) -> bool {
        self.waiting_pays.is_none()
    }
}

/// Why a batch that is delayed by others can leave earlier than alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitingPays {
    /// A dated change: batches that come later are served, staffed or routed by other rules.
    DatedChange,
    /// Work that is interrupted by closing starts again from the beginning; a batch that is delayed
    /// until after closing avoids that.
    Restart,
    /// Work that stops in a broken lane continues after closing.
    Breakdowns,
    /// A full station sends batches another way.
    Diversion,
}

/// Finds a reason why a batch that is delayed by others can leave earlier than alone.
///
/// A dated change counts only if measured batches can be under way when it happens, within the time
/// of the target. Changes of hours, lanes and members do not reward waiting.
pub fn waiting_pays(model: &Model) -> Option<WaitingPays> {
    let any =
        |is: fn(&Station) -> bool| model.versions().any(|rules| rules.stations.iter().any(is));
    let within = model.target.release.map_or(Span::ZERO, |it| it.within);
    let end = model.plan.horizon().min(model.plan.window_end() + within);
    let seen = |time: Time| time > model.plan.window_start() && time <= end;
    let differs = model
        .versions()
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

/// Is a batch served, staffed, stopped or routed by other rules than before?
fn serves_otherwise(before: &Station, after: &Station) -> bool {
    before.service != after.service
        || before.staff != after.staff
        || before.at_close != after.at_close
        || before.next != after.next
}

/// A cache of the ceilings of several arrangements. Arrangements that differ only in what does not
/// affect a lone batch, such as the number of lanes, share one ceiling.
#[derive(Debug, Default)]
pub struct Ceilings(Mutex<VecDeque<(Model, u64, Ceiling)>>);

/// Limit on the cached ceilings.
const REMEMBERED: usize = 64;

impl Ceilings {
    /// Returns the ceiling of a model; `None` without a release target.
    ///
    /// # Panics
    /// If a thread panicked before in the same search.
    pub fn of(&self, model: &Model, seed: u64) -> Option<Ceiling> {
        model.target.release?;
        let mut met = model.clone();
        keep_what_is_met_alone(&mut met);
        let known = || self.0.lock().expect("no thread panicked");
        let found = known().iter().find_map(|(other, with, ceiling)| {
            (*with == seed && *other == met).then(|| ceiling.clone())
        });
        if found.is_some() {
            return found;
        }
        let ceiling = ceiling(model, seed)?;
        let mut known = known();
        known.truncate(REMEMBERED - 1);
        known.push_front((met, seed, ceiling.clone()));
        Some(ceiling)
    }
}

/// Removes what does not affect a lone batch: the number of open lanes beyond one, the wanted
/// share, throughput targets, costs and the backlog.
fn keep_what_is_met_alone(model: &mut Model) {
    let later = model.changes.iter_mut().map(|(_, rules)| rules);
    later.for_each(keep_what_is_met_alone);
    model.target = Target {
        release: model.target.release.map(|release| ReleaseTarget {
            share: 1.0,
            ..release
        }),
        ..Target::default()
    };
    model.delay_cost_per_batch_hour = 0.0;
    model.backlog.clear();
    for station in &mut model.stations {
        station.cost_per_lane_hour = 0.0;
        station.cost_by_row.fill(0.0);
        if let Lanes::Scheduled(openings) = &mut station.lanes {
            *openings = openings.one_at_most();
        }
    }
}

/// Sends the first measured batches of replications 0, 1, ... through the port, each alone; returns
/// `None` without a release target. The result depends only on the model and the seed.
///
/// ```
/// # use std::path::Path;
/// # use clearway::{input::Disk, scenario::{Document, Problems}};
/// use clearway::experiment::ceiling;
///
/// let scenario = Document::load(Path::new("scenarios/peak-day.toml"), Disk)?.compile()?;
/// let ceiling = ceiling(&scenario.model, scenario.seed).expect("a release target");
/// assert_eq!(ceiling.share(), Some(1.0));
/// # Ok::<(), Problems>(())
/// ```
pub fn ceiling(model: &Model, seed: u64) -> Option<Ceiling> {
    let within = model.target.release?.within;
    let mut arrivals = model.clone();
    keep_arrivals_only(&mut arrivals);
    let mut alone = Alone::new(model, MOST_STEPS);
    let mut days = DayTotals::default();
    let (mut counts, mut left, mut events) = (vec![], CEILING_BATCHES, 0);
    for number in 0..MOST_REPLICATIONS {
        let mut sender = Sender {
            replication: Address::replication(seed, number),
            within,
            left,
            in_time: 0,
            by_day: BTreeMap::new(),
            sent: 0,
            events,
            calendar: &model.calendar,
            alone: &mut alone,
        };
        let replication = sender.replication;
        let limits = Limits {
            events: MOST_STEPS.saturating_sub(events),
            ..Limits::default()
        };
        simulate(&arrivals, replication, limits, &mut sender);
        counts.push((sender.in_time, sender.sent));
        sender
            .by_day
            .values()
            .for_each(|sent| days.add(*sent as f64));
        left -= sender.sent;
        events = sender.events;
        if sender.is_done() {
            break;
        }
    }
    let by_replications = model.plan.length < Span::DAY;
    let trials = if by_replications {
        counts.len() as f64
    } else {
        days.effective()
    };
    Some(Ceiling {
        counts,
        trials,
        waiting_pays: waiting_pays(model),
    })
}

/// Removes the stations, so that every batch leaves on arrival.
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
    /// Limit on the batches sent in this replication.
    left: u64,
    in_time: u64,
    sent: u64,
    /// Number of batches sent, by day of arrival.
    by_day: BTreeMap<i64, u64>,
    calendar: &'a Calendar,
    /// Arrivals and hours so far, over all replications.
    events: u64,
}

impl Sender<'_, '_> {
    /// Have enough batches been sent, or has the limit on steps been reached?
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
        let outcome = self.alone.send(self.replication, batch, self.within);
        if outcome == Outcome::Unknown {
            return;
        }
        self.in_time += u64::from(outcome == Outcome::InTime);
        self.sent += 1;
        *self
            .by_day
            .entry(self.calendar.day(batch.arrived))
            .or_default() += 1;
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
