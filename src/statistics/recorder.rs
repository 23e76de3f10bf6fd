//! Watches a replication and keeps what the metrics need.
//!
//! A *measured* batch arrived in the window. Per-batch metrics are over measured batches, followed
//! until they leave; time averages and counts a day are over the window itself, whoever is inside.

mod finish;
mod watch;

use std::ops::ControlFlow;

use crate::engine::Ending;
use crate::model::{Exit, Model, StationId, TeamId};
use crate::observe::{Batch, Mark, Observer, Visit};
use crate::time::{Span, Time};

use super::level::Level;
use super::metrics::Observation;
use super::records::{Flow, Hours};
use super::sample::Sample;

use watch::{TeamWatch, Watch};

/// How much to keep of a replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The metrics.
    Metrics,
    /// The metrics, and what charts of one arrangement need besides.
    Detail,
}

/// What a replication comes to.
#[derive(Clone, Debug)]
pub struct Observations {
    /// The metrics, in the order of the catalogue.
    pub values: Vec<Observation>,
    /// Batches of Poisson streams that arrived in the window.
    pub poisson_batches: f64,
    /// Their units.
    pub poisson_units: f64,
    /// How the replication ended.
    pub ending: Ending,
    /// What charts need besides, where it was asked for.
    pub detail: Option<Detail>,
}

/// The most hours by station that are kept; beyond it there are no hourly series.
const SERIES: f64 = 200_000.0;

/// What charts of one arrangement need.
#[derive(Clone, Debug)]
pub struct Detail {
    /// Release times of the measured batches.
    pub release_times: Sample,
    /// How many batches were measured.
    pub measured: u64,
    /// Whole calendar days of the window.
    pub days: Vec<Day>,
    /// Hours of the window by station, in file order; empty where they would be more than 200,000.
    pub stations: Vec<Vec<Hour>>,
    /// Mean number inside, by hour from the start of the run to the end of the window.
    pub inside: Vec<f64>,
}

/// A whole calendar day of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Day {
    /// Batches that arrived.
    pub arrived: u64,
    /// Of these, released within the target time.
    pub within: u64,
    /// Batches released.
    pub released: u64,
    /// Their units.
    pub units: f64,
    /// Batches inside at 24:00.
    pub backlog: u64,
}

impl Day {
    /// Was the wanted share of the batches that arrived released in time? A day without arrivals
    /// has nothing left to clear.
    pub fn cleared(&self, share: f64) -> bool {
        self.within as f64 >= share * self.arrived as f64 - 1e-9
    }
}

/// Averages of a station over an hour of the window (the last one may be shorter).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hour {
    /// Batches waiting.
    pub queue: f64,
    /// Lanes at work.
    pub busy: f64,
    /// Lanes open.
    pub open: f64,
}

/// The observer behind every metric.
pub struct Recorder<'m> {
    model: &'m Model,
    depth: Depth,
    /// Asked at every mark of the plan: is the replication still wanted?
    wanted: &'m (dyn Fn() -> bool + Sync),
    in_window: bool,
    /// Are the hours by station few enough to keep?
    series_fit: bool,
    last_reading: Time,
    /// The calendar day now.
    today: i64,
    /// What has been counted of it so far.
    so_far: Day,
    /// Whole calendar days of the window: the first, and how many.
    first_day: i64,
    days: Vec<Day>,
    classes: Vec<Flow>,
    stations: Vec<Watch>,
    teams: Vec<TeamWatch>,
    /// The model in force.
    rules: &'m Model,
    cost_delay: f64,
    inside: Level,
    /// Hours inside since the last reading, read already at a change of rules.
    inside_read: f64,
    inside_hours: f64,
    inside_series: Vec<f64>,
}

impl<'m> Recorder<'m> {
    /// A recorder at the start of a replication, which ends early once it is no longer `wanted`.
    pub fn new(model: &'m Model, depth: Depth, wanted: &'m (dyn Fn() -> bool + Sync)) -> Self {
        let (calendar, plan) = (&model.calendar, &model.plan);
        let first_day = calendar.first_day_from(plan.window_start());
        let whole_days = (calendar.day(plan.window_end()) - first_day).max(0);
        let flow = Flow {
            days: plan.length.days(),
            within: model.target.release.map(|_| 0),
            ..Flow::default()
        };
        Self {
            model,
            depth,
            wanted,
            in_window: false,
            series_fit: plan.length.hours() * model.stations.len() as f64 <= SERIES,
            last_reading: Time::START,
            today: calendar.day(Time::START),
            so_far: Day::default(),
            first_day,
            days: vec![Day::default(); whole_days as usize],
            classes: vec![flow; model.classes.len()],
            stations: model
                .stations
                .iter()
                .map(|station| Watch::new(station, plan.length))
                .collect(),
            teams: model
                .teams
                .iter()
                .map(|_| TeamWatch::new(plan.length))
                .collect(),
            rules: model,
            cost_delay: 0.0,
            inside: Level::default(),
            inside_read: 0.0,
            inside_hours: 0.0,
            inside_series: vec![],
        }
    }

    #[inline(always)]
    fn day_of(&mut self, day: i64) -> Option<&mut Day> {
        usize::try_from(day - self.first_day)
            .ok()
            .and_then(|index| self.days.get_mut(index))
    }

    /// Adds what was counted today to its day.
    fn enter_day(&mut self) {
        let so_far = std::mem::take(&mut self.so_far);
        let today = self.today;
        if let Some(day) = self.day_of(today) {
            day.arrived += so_far.arrived;
            day.released += so_far.released;
            day.units += so_far.units;
        }
    }

    fn close_window(&mut self) {
        self.in_window = false;
        self.stations.iter_mut().for_each(Watch::close_window);
    }

    #[inline(always)]
    fn release(&mut self, now: Time, batch: &Batch) {
        let time = now - batch.arrived;
        self.so_far.released += 1;
        self.so_far.units += batch.units;
        let flow = &mut self.classes[batch.class.index()];
        if self.in_window {
            flow.released_in_window += 1;
            flow.units_in_window += batch.units;
        }
        if batch.measured {
            if let Some(due) = batch.due {
                flow.released_with_due += 1;
                flow.released_late += u64::from(now > due);
                flow.lateness_sum += (now - due).micros().max(0) as f64;
            }
            flow.times.add(time);
            flow.time_sum += time.micros() as f64;
            if flow.shortest.is_none_or(|shortest| time < shortest) {
                flow.shortest = Some(time);
            }
            flow.longest = flow.longest.max(time);
            if let (Some(target), Some(within)) = (&self.model.target.release, &mut flow.within)
                && time <= target.within
            {
                *within += 1;
                let arrived = self.model.calendar.day(batch.arrived);
                if let Some(day) = self.day_of(arrived) {
                    day.within += 1;
                }
            }
        }
    }

    /// Reads every level: what has come together since the last reading.
    fn read(&mut self, now: Time) {
        let length = now - self.last_reading;
        self.last_reading = now;
        let keep = self.depth == Depth::Detail && self.series_fit;
        self.read_inside(now);
        let inside = std::mem::take(&mut self.inside_read);
        let in_plan = now <= self.model.plan.window_end();
        if self.depth == Depth::Detail && length > Span::ZERO && in_plan {
            self.inside_series.push(inside / length.hours());
        }
        for station in &mut self.stations {
            let hours = station.read(now, self.in_window);
            if keep && self.in_window && length > Span::ZERO {
                station.series.push(hours.averaged(length));
            }
        }
        for team in &mut self.teams {
            team.read(now, self.in_window);
        }
    }

    fn read_inside(&mut self, now: Time) {
        let inside = self.inside.read(now) / Span::HOUR.micros() as f64;
        self.inside_read += inside;
        if self.in_window {
            self.inside_hours += inside;
            self.cost_delay += inside * self.rules.delay_cost_per_batch_hour;
        }
    }
}

impl Hours {
    fn averaged(self, length: Span) -> Hour {
        let hours = length.hours();
        Hour {
            queue: self.queue / hours,
            busy: self.busy / hours,
            open: self.open / hours,
        }
    }
}

impl Observer for Recorder<'_> {
    fn lanes_open(&mut self, now: Time, station: StationId, open: u32) {
        self.stations[station.index()].lanes_open(now, open);
    }

    fn members_on(&mut self, now: Time, team: TeamId, on: u32) {
        let rules = &self.rules.teams[team.index()];
        let team = &mut self.teams[team.index()];
        team.read(now, self.in_window);
        team.members_on(now, on, rules, &self.model.calendar);
    }

    #[inline(always)]
    fn seized(&mut self, now: Time, team: TeamId, members: u32) {
        self.teams[team.index()].hold(now, i64::from(members));
    }

    #[inline(always)]
    fn let_go(&mut self, now: Time, team: TeamId, members: u32) {
        self.teams[team.index()].hold(now, -i64::from(members));
    }

    fn rules_changed(&mut self, now: Time, change: usize) {
        self.read_inside(now);
        self.rules = &self.model.changes[change].1;
        for (station, rules) in self.stations.iter_mut().zip(&self.rules.stations) {
            station.read_part(now, self.in_window);
            station.cost_per_hour = rules.cost_per_lane_hour;
        }
    }

    #[inline(always)]
    fn arrived(&mut self, now: Time, batch: &Batch) {
        self.inside.change(now, 1);
        if batch.measured {
            let flow = &mut self.classes[batch.class.index()];
            flow.arrived += 1;
            // until it is released in time, or leaves otherwise
            flow.could_be_late += u64::from(batch.due.is_some());
            flow.units += batch.units;
            self.so_far.arrived += 1;
        }
    }

    #[inline(always)]
    fn joined(&mut self, _now: Time, station: StationId) {
        self.stations[station.index()].joined += 1;
    }

    #[inline(always)]
    fn queued(&mut self, now: Time, station: StationId) {
        self.stations[station.index()].waits(now);
    }

    #[inline(always)]
    fn turned_away(&mut self, _now: Time, station: StationId) {
        self.stations[station.index()].turned_away += 1;
    }

    #[inline(always)]
    fn dequeued(&mut self, now: Time, station: StationId) {
        self.stations[station.index()].queue.change(now, -1);
    }

    #[inline(always)]
    fn started(&mut self, now: Time, station: StationId) {
        self.stations[station.index()].work(now, 1);
    }

    #[inline(always)]
    fn served(&mut self, now: Time, batch: &Batch, visit: &Visit) {
        let station = &mut self.stations[visit.station.index()];
        station.work(now, -1);
        if batch.measured {
            station.visited(visit);
        }
    }

    #[inline(always)]
    fn interrupted(&mut self, now: Time, station: StationId) {
        let station = &mut self.stations[station.index()];
        station.work(now, -1);
        station.waits(now);
    }

    #[inline(always)]
    fn blocked(&mut self, now: Time, station: StationId) {
        self.interrupted(now, station);
        self.stations[station.index()].blocked.change(now, 1);
    }

    #[inline(always)]
    fn moved_on(&mut self, now: Time, batch: &Batch, visit: &Visit) {
        let station = &mut self.stations[visit.station.index()];
        station.blocked.change(now, -1);
        station.queue.change(now, -1);
        if batch.measured {
            station.visited(visit);
        }
    }

    #[inline(always)]
    fn left(&mut self, now: Time, batch: &Batch, exit: Exit) {
        self.inside.change(now, -1);
        let flow = &mut self.classes[batch.class.index()];
        match exit {
            Exit::Released => self.release(now, batch),
            Exit::Refused => flow.refused += u64::from(batch.measured),
            Exit::Withdrawn => flow.withdrawn += u64::from(batch.measured),
        }
        if batch.measured && batch.due.is_some() && exit != Exit::Released {
            self.classes[batch.class.index()].could_be_late -= 1;
        }
    }

    fn mark(&mut self, now: Time, mark: Mark) -> ControlFlow<()> {
        match mark {
            Mark::Hour => self.read(now),
            Mark::DayEnd => {
                let (today, inside) = (self.today, self.inside.value());
                self.enter_day();
                if let Some(day) = self.day_of(today) {
                    day.backlog = inside as u64;
                }
                self.today += 1;
            }
            Mark::WindowStart => {
                self.read(now);
                self.in_window = true;
                self.stations.iter_mut().for_each(Watch::open_window);
            }
            Mark::WindowEnd => {
                self.read(now);
                self.close_window();
            }
        }
        if (self.wanted)() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}
