//! A batch sent through the port alone.
//!
//! Whenever at least one lane (by the clock or on demand) and the staff of one lane are on duty, a
//! lone batch finds a free lane. No room is full and nothing breaks down. Everything else is as in
//! the event loop: the batch draws the same numbers at the same addresses, so it has the same
//! sizes, times and routes as in the run, and opening hours, holidays, the rules at closing, dated
//! changes and patience apply. Service is drawn under the rules in force when it begins, routing
//! under those when it ends.
//!
//! There is no event list: one batch has only one next event, and opening hours are looked up.

use crate::calendar::{Calendar, Openings};
use crate::model::{Destination, Exit, Lanes, Model, Station, StationId, Stretch, TeamId};
use crate::observe;
use crate::random::{Address, Purpose, Substream};
use crate::time::{Span, Time};

use super::batches::BatchState;
use super::lane::GoesOn;

/// What became of a batch that was sent through the port alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was released within the given time.
    InTime,
    /// It left later or by another exit, or was still inside at the horizon.
    NotInTime,
    /// The limit on steps was reached before the outcome was known.
    Unknown,
}

/// Sends batches of a model's measured window through the port, each as if it were alone.
#[derive(Debug)]
pub struct Alone<'m> {
    /// The rules of the run, in order of time.
    versions: Vec<Version<'m>>,
    horizon: Time,
    /// Address parts of the draws at each station.
    draws: Vec<Draws>,
    /// Address parts of the draws at arrival: the first route and the patience.
    births: (Substream, Substream),
    /// Number of visits so far of the current batch, by station.
    visits: Vec<u32>,
    /// The stations that the current batch has visited.
    visited: Vec<StationId>,
    /// Number of steps taken so far.
    steps: u64,
    most_steps: u64,
}

/// Address parts of the draws at a station.
#[derive(Debug)]
struct Draws {
    service: Substream,
    route: Substream,
    /// Are the visits of one batch counted? At other stations each visit is the first.
    counted: bool,
}

/// Rules and the interval in which they are in force.
#[derive(Debug)]
struct Version<'m> {
    from: Time,
    /// When the next version comes into force.
    until: Time,
    rules: &'m Model,
    /// Opening hours of the lanes, by station.
    lanes: Vec<Hours<'m>>,
    /// Duty hours of the members, by team.
    members: Vec<Hours<'m>>,
}

impl<'m> Alone<'m> {
    /// Prepares the port of a model. After `most_steps` visits and look-ups of hours, outcomes are
    /// [`Outcome::Unknown`].
    pub fn new(model: &'m Model, most_steps: u64) -> Self {
        let (window, horizon) = (model.plan.window_start(), model.plan.horizon());
        let versions = model.stretches(Time::START, Time::NEVER);
        let version = |Stretch { from, until, rules }: Stretch<'m>| {
            let hours = |openings| Hours::new(openings, window.max(from), until.min(horizon));
            Version {
                from,
                until,
                rules,
                lanes: rules.stations.iter().map(|it| hours(lanes(it))).collect(),
                members: rules
                    .teams
                    .iter()
                    .map(|it| hours(Some(&it.members)))
                    .collect(),
            }
        };
        let draws = |(index, station): (usize, &Station)| Draws {
            service: Substream::at(Purpose::Service, &station.name),
            route: Substream::at(Purpose::Route, &station.name),
            counted: model.versions().any(|it| it.stations[index].revisited),
        };
        Self {
            versions: versions.into_iter().map(version).collect(),
            horizon,
            draws: model.stations.iter().enumerate().map(draws).collect(),
            births: (
                Substream::birth(Purpose::Route),
                Substream::birth(Purpose::Patience),
            ),
            visits: vec![0; model.stations.len()],
            visited: vec![],
            steps: 0,
            most_steps,
        }
    }

    /// Number of steps taken so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Sends a batch of a replication's measured window through the port: is it released within the
    /// given time of its arrival?
    pub fn send(&mut self, replication: Address, facts: &observe::Batch, within: Span) -> Outcome {
        let rules = self.version(facts.arrived).rules;
        let stream = rules.classes[facts.class.index()].stream;
        let stream = &rules.streams[stream.index()];
        let address = replication.stream(&stream.name).batch(facts.number);
        let mut batch = BatchState::vacant();
        batch.arrive(*facts, address, 0);
        let patience = stream.patience.as_ref().map(|patience| {
            let time = patience.sample(address.draw(self.births.1, 0));
            facts.arrived + Span::from_micros_f64(time)
        });
        let first = batch.choose(&stream.to, self.births.0, rules);
        // the first instant that is too late
        let late = (facts.arrived + within + Span::from_micros(1)).min(self.horizon);
        let outcome = self.follow(&mut batch, first, patience, late);
        for station in self.visited.drain(..) {
            self.visits[station.index()] = 0;
        }
        outcome
    }

    /// Follows a batch from its arrival to its exit, or until it is late.
    fn follow(
        &mut self,
        batch: &mut BatchState,
        first: Destination,
        mut patience: Option<Time>,
        late: Time,
    ) -> Outcome {
        let (mut now, mut next) = (batch.facts.arrived, first);
        loop {
            let station = match next {
                Destination::Station(station) => station,
                Destination::Exit(Exit::Released) => return Outcome::InTime,
                Destination::Exit(Exit::Refused | Exit::Withdrawn) => return Outcome::NotInTime,
            };
            if self.steps >= self.most_steps {
                return Outcome::Unknown;
            }
            batch.visit = self.count_visit(station);
            let Some(begin) = self.opening(station, now, late) else {
                return Outcome::NotInTime;
            };
            if patience.take().is_some_and(|patience| begin > patience) {
                return Outcome::NotInTime;
            }
            let rules = self.version(begin).rules;
            let draws = &self.draws[station.index()];
            let of_station = &rules.stations[station.index()];
            let time = batch.service_time(of_station, draws.service, &rules.classes);
            let Some(end) = self.end_of_work(station, begin, time, late) else {
                return Outcome::NotInTime;
            };
            let rules = self.version(end).rules;
            let (route, substream) = (
                &rules.stations[station.index()].next,
                self.draws[station.index()].route,
            );
            (now, next) = (end, batch.choose(route, substream, rules));
        }
    }

    /// Counts a visit of the current batch and returns its ordinal at the station, from 1.
    fn count_visit(&mut self, station: StationId) -> u32 {
        self.steps += 1;
        if !self.draws[station.index()].counted {
            return 1;
        }
        let visits = &mut self.visits[station.index()];
        *visits += 1;
        if *visits == 1 {
            self.visited.push(station);
        }
        *visits
    }

    /// Returns the first instant from `now` on and before `late` at which a lane of a station can
    /// begin to work.
    fn opening(&mut self, station: StationId, mut now: Time, late: Time) -> Option<Time> {
        while now < late {
            let staff = &self.version(now).rules.stations[station.index()].staff;
            let (ready, until) = self.ready(station, staff, now);
            if ready {
                return Some(now);
            }
            now = until;
        }
        None
    }

    /// Returns when work of length `time` ends that begins at an instant at which a lane can work;
    /// `None` if that is not before `late`.
    fn end_of_work(
        &mut self,
        station: StationId,
        mut begin: Time,
        time: Span,
        late: Time,
    ) -> Option<Time> {
        let mut left = time;
        loop {
            let end = begin + left;
            let Some((closing, goes_on)) = self.closing(station, begin, end.min(late)) else {
                return (end < late).then_some(end);
            };
            left = match goes_on {
                GoesOn::FromHere => end - closing,
                GoesOn::FromStart => time,
            };
            begin = self.opening(station, closing, late)?;
        }
    }

    /// Returns when work that begins now is interrupted and how it goes on later; `None` if it
    /// reaches its end. Work is interrupted if lanes close or its staff goes off duty, and the
    /// rules in force then do not let it finish.
    fn closing(&mut self, station: StationId, begin: Time, end: Time) -> Option<(Time, GoesOn)> {
        let staff = &self.version(begin).rules.stations[station.index()].staff;
        let mut now = begin;
        while now < end {
            let (ready, until) = self.ready(station, staff, now);
            let at_close = self.version(now).rules.stations[station.index()].at_close;
            if !ready && let Some(goes_on) = GoesOn::after_closing(at_close) {
                return Some((now, goes_on));
            }
            now = until;
        }
        None
    }

    /// Are a lane and this staff on duty? Also returns an instant until which the answer stays the
    /// same.
    fn ready(&mut self, station: StationId, staff: &[(TeamId, u32)], now: Time) -> (bool, Time) {
        self.steps += 1;
        let position = self.position(now);
        let version = &mut self.versions[position];
        let calendar = &version.rules.calendar;
        let (open, mut until) = version.lanes[station.index()].at(calendar, now);
        let mut ready = open > 0;
        for (team, needed) in staff {
            let (on, change) = version.members[team.index()].at(calendar, now);
            ready &= on >= *needed;
            until = until.min(change);
        }
        (ready, until.min(version.until))
    }

    /// Returns the rules in force at an instant.
    fn version(&self, now: Time) -> &Version<'m> {
        &self.versions[self.position(now)]
    }

    fn position(&self, now: Time) -> usize {
        self.versions.partition_point(|version| version.from <= now) - 1
    }
}

/// Returns the opening hours of a station's lanes; `None` if some lanes are always open or can be
/// opened on demand.
fn lanes(station: &Station) -> Option<&Openings> {
    match &station.lanes {
        Lanes::Scheduled(openings) if station.open_more.is_none() => Some(openings),
        Lanes::Scheduled(_) | Lanes::Unlimited => None,
    }
}

/// Number of open lanes, or of members on duty, over time: looked up once for all batches, as far
/// as they need it.
#[derive(Debug)]
struct Hours<'m> {
    /// `None` if there is no limit.
    openings: Option<&'m Openings>,
    /// Consecutive stretches in which the number stays the same: the end of each, and the number.
    stretches: Vec<(Time, u32)>,
    /// The end of the last stretch.
    known: Time,
    /// No instant from here on is looked up.
    end: Time,
}

impl<'m> Hours<'m> {
    fn new(openings: Option<&'m Openings>, from: Time, end: Time) -> Self {
        Self {
            openings,
            stretches: vec![],
            known: from,
            end,
        }
    }

    /// Returns the number at an instant, and an instant until which it stays the same.
    fn at(&mut self, calendar: &Calendar, now: Time) -> (u32, Time) {
        let Some(openings) = self.openings else {
            return (u32::MAX, Time::NEVER);
        };
        while self.known <= now {
            let open = openings.open_at(calendar, self.known);
            let change = openings.next_change(calendar, self.known, self.end);
            self.known = change.map_or(Time::NEVER, |(time, _)| time);
            self.stretches.push((self.known, open));
        }
        let stretch = self.stretches.partition_point(|(until, _)| *until <= now);
        let (until, open) = self.stretches[stretch];
        (open, until)
    }
}
