//! A batch sent through the port alone.
//!
//! Whenever at least one lane, by the clock or on demand, and the staff of one lane are on duty, a
//! batch alone finds one free. No room is full and nothing breaks down. All else is as in the event
//! loop: the batch draws the same numbers at the same addresses, so it has the same sizes, times
//! and routes as in the run; opening hours, holidays, what happens at closing, dated changes and
//! patience hold. Service is drawn under the rules in force when it begins, routing when it ends.
//!
//! There is no event list: one batch has only one next event, and opening hours are looked up.

use crate::calendar::{Calendar, Openings};
use crate::model::{Destination, Exit, Lanes, Model, Station, StationId, Stretch, TeamId};
use crate::observe;
use crate::random::{Address, Purpose, Substream};
use crate::time::{Span, Time};

use super::batches::BatchState;
use super::lane::GoesOn;

/// What became of a batch that was sent through alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was released within the time given.
    InTime,
    /// It was not: it left later or by another way, or was still inside at the horizon.
    NotInTime,
    /// The limit on steps was reached before it was known.
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
    /// Address parts of the first route and of patience.
    births: (Substream, Substream),
    /// Visits so far of the batch under way, by station.
    visits: Vec<u32>,
    /// The stations that it has visited.
    visited: Vec<StationId>,
    /// Steps taken so far.
    steps: u64,
    most_steps: u64,
}

/// Address parts of the draws at a station.
#[derive(Debug)]
struct Draws {
    service: Substream,
    route: Substream,
    /// Are visits of one batch counted? Elsewhere each visit is the first.
    counted: bool,
}

/// Rules that are in force for a while.
#[derive(Debug)]
struct Version<'m> {
    from: Time,
    /// When the next version begins.
    until: Time,
    rules: &'m Model,
    /// By station: when its lanes are open.
    lanes: Vec<Hours<'m>>,
    /// By team: when its members are on duty.
    members: Vec<Hours<'m>>,
}

impl<'m> Alone<'m> {
    /// The port of a model; after `most_steps` visits and looks at hours, outcomes are
    /// unknown.
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

    /// Steps taken so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Sends a batch of a replication's measured window through the port: is it released within
    /// this time of its arrival?
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
        // the first instant at which it is too late
        let late = (facts.arrived + within + Span::from_micros(1)).min(self.horizon);
        let outcome = self.follow(&mut batch, first, patience, late);
        for station in self.visited.drain(..) {
            self.visits[station.index()] = 0;
        }
        outcome
    }

    /// Follows a batch from its arrival to its way out, or until it is late.
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

    /// Counts a visit of the batch under way: its ordinal at the station, from 1.
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

    /// The first instant from `now` on, and before it is late, at which a lane of a station can
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

    /// When work of this length ends that begins at an instant at which a lane can work; none where
    /// it is late then.
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

    /// When and how work that begins now is stopped, if it is stopped before its end: lanes close
    /// or its staff goes off duty, and the rules in force then do not let it finish.
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

    /// Are a lane and this staff on duty, and until when does that at least not change?
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

    /// The rules in force at an instant.
    fn version(&self, now: Time) -> &Version<'m> {
        &self.versions[self.position(now)]
    }

    fn position(&self, now: Time) -> usize {
        self.versions.partition_point(|version| version.from <= now) - 1
    }
}

/// When lanes of a station are open by the clock; none where some always are, or can be on demand.
fn lanes(station: &Station) -> Option<&Openings> {
    match &station.lanes {
        Lanes::Scheduled(openings) if station.open_more.is_none() => Some(openings),
        Lanes::Scheduled(_) | Lanes::Unlimited => None,
    }
}

/// How many are open when: looked up once for all batches, as far as they ask.
#[derive(Debug)]
struct Hours<'m> {
    /// None where there is no limit.
    openings: Option<&'m Openings>,
    /// Stretches in which the number open stays the same, by their ends, one behind the other.
    stretches: Vec<(Time, u32)>,
    /// The end of the last of them.
    known: Time,
    /// Nothing is asked from here on.
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

    /// How many are open at an instant, and until when that at least stays so.
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
