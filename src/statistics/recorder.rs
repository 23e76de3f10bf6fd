//! The observer that records what the metrics of a replication need.
//!
//! A batch is *measured* if it arrived in the window. Metrics per batch cover measured batches,
//! which are followed until they leave. Time-weighted means and counts a day cover the window, with
//! all batches inside.

mod finish;
mod observations;
mod prices;
mod watch;

use std::ops::ControlFlow;

use crate::model::{Exit, Model, StationId, TeamId};
use crate::observe::{Batch, Mark, Observer, Visit};
use crate::time::{Span, Time};

use super::DayTotals;
use super::level::Level;
use super::lock::Locks;
use super::records::{Flow, Hours, MemberHours};

pub use observations::{Day, Detail, Hour, Observations};
use watch::{TeamWatch, Watch};

/// How much is recorded of a replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The metrics, except all quantiles, which then have no value.
    Means,
    /// The metrics, except the quantiles of streams and kinds of goods, which then have no value.
    Whole,
    /// All metrics.
    Metrics,
    /// All metrics, and the additional data for charts of one arrangement.
    Detail,
}

/// Limit on the recorded hours over all stations and teams; above it there are no hourly series.
const SERIES: f64 = 200_000.0;

/// The observer that records everything the metrics need.
pub struct Recorder<'m> {
    model: &'m Model,
    depth: Depth,
    /// Callback at every mark of the plan and at regular intervals of events: is the replication
    /// still wanted?
    wanted: &'m (dyn Fn() -> bool + Sync),
    in_window: bool,
    /// Whether the hours over all stations and teams are within the limit.
    series_fit: bool,
    last_reading: Time,
    /// Current calendar day.
    today: i64,
    /// Counts of the current day so far.
    so_far: Day,
    /// First whole calendar day of the window; `days` holds the whole days from this one on.
    first_day: i64,
    days: Vec<Day>,
    /// Number of batches of each class, and of visits of each station, before today.
    counted: (Vec<u64>, Vec<u64>),
    day_totals: Vec<DayTotals>,
    classes: Vec<Flow>,
    stations: Vec<Watch<'m>>,
    teams: Vec<TeamWatch<'m>>,
    /// The model whose rules are in force.
    rules: &'m Model,
    cost_delay: f64,
    inside: Level,
    /// Batch-hours inside since the last reading that were already read at a change of rules.
    inside_read: f64,
    inside_hours: f64,
    inside_series: Vec<f64>,
    locks: Locks,
}

impl<'m> Recorder<'m> {
    /// Makes a recorder for a replication, which ends early once it is no longer `wanted`.
    pub fn new(model: &'m Model, depth: Depth, wanted: &'m (dyn Fn() -> bool + Sync)) -> Self {
        let (calendar, plan) = (&model.calendar, &model.plan);
        let first_day = calendar.first_day_from(plan.window_start());
        let series = model.stations.len() + model.teams.len();
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
            series_fit: plan.length.hours() * series as f64 <= SERIES,
            last_reading: Time::START,
            today: calendar.day(Time::START),
            so_far: Day::default(),
            first_day,
            days: vec![Day::default(); whole_days as usize],
            counted: (vec![0; model.classes.len()], vec![0; model.stations.len()]),
            day_totals: vec![DayTotals::default(); subjects(model)],
            classes: vec![flow; model.classes.len()],
            stations: model
                .stations
                .iter()
                .map(|station| Watch::new(station, &model.calendar, plan.length))
                .collect(),
            teams: model
                .teams
                .iter()
                .map(|team| TeamWatch::new(team, plan.length))
                .collect(),
            rules: model,
            cost_delay: 0.0,
            inside: Level::default(),
            inside_read: 0.0,
            inside_hours: 0.0,
            inside_series: vec![],
            locks: Locks::default(),
        }
    }

    #[inline(always)]
    fn day_of(&mut self, day: i64) -> Option<&mut Day> {
        usize::try_from(day - self.first_day)
            .ok()
            .and_then(|index| self.days.get_mut(index))
    }

    /// Adds today's counts to the record of the day.
    fn enter_day(&mut self) {
        let so_far = std::mem::take(&mut self.so_far);
        let today = self.today;
        let is_whole = self.day_of(today).is_some();
        if let Some(day) = self.day_of(today) {
            day.arrived += so_far.arrived;
            day.released += so_far.released;
            day.units += so_far.units;
        }
        self.count_subjects(is_whole);
    }

    /// Adds today's batches or visits of each subject to the totals over whole days.
    fn count_subjects(&mut self, is_whole: bool) {
        let model = self.model;
        let mut today = vec![0; self.day_totals.len()];
        let (classes, stations) = &mut self.counted;
        for ((class, flow), before) in model.classes.iter().zip(&self.classes).zip(classes) {
            let arrived = flow.arrived - *before;
            *before = flow.arrived;
            today[0] += arrived;
            today[1 + class.stream.index()] += arrived;
            if let Some(goods) = class.goods {
                today[1 + model.streams.len() + goods.index()] += arrived;
            }
        }
        let first = 1 + model.streams.len() + model.goods.len();
        for ((watch, before), today) in self.stations.iter().zip(stations).zip(&mut today[first..])
        {
            let visits = watch.joined + watch.turned_away;
            // the counts restart from 0 at the start of the window
            *today = visits.saturating_sub(*before);
            *before = visits;
        }
        if is_whole {
            for (totals, today) in self.day_totals.iter_mut().zip(today) {
                totals.add(today as f64);
            }
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

    /// Reads the integral of every level since the last reading.
    fn read(&mut self, now: Time) {
        let length = now - self.last_reading;
        self.last_reading = now;
        let keep = self.depth == Depth::Detail && self.series_fit && self.in_window;
        let keep = keep && length > Span::ZERO;
        self.read_inside(now);
        let inside = std::mem::take(&mut self.inside_read);
        let in_plan = now <= self.model.plan.window_end();
        if self.depth == Depth::Detail && length > Span::ZERO && in_plan {
            self.inside_series.push(inside / length.hours());
        }
        for station in &mut self.stations {
            let hours = station.read(now, self.in_window);
            if keep {
                station.series.push(hours.averaged(length));
            }
        }
        for team in &mut self.teams {
            let hours = team.read(now, self.in_window);
            if keep {
                team.series.push(hours.averaged(length));
            }
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

/// Returns the number of subjects with times and days of their own: all batches, each stream, each
/// kind of goods and each station.
fn subjects(model: &Model) -> usize {
    1 + model.streams.len() + model.goods.len() + model.stations.len()
}

impl Hours {
    fn averaged(self, length: Span) -> Hour {
        let hours = length.hours();
        Hour {
            queue: self.queue / hours,
            busy: self.busy / hours,
            open: self.open / hours,
            overtime: self.over,
            cost: self.cost_lanes + self.cost_overtime,
        }
    }
}

impl MemberHours {
    fn averaged(self, length: Span) -> Hour {
        let hours = length.hours();
        Hour {
            queue: 0.0,
            busy: self.busy / hours,
            open: self.on / hours,
            overtime: self.overtime(),
            cost: self.cost_overtime,
        }
    }
}

impl Observer for Recorder<'_> {
    fn lanes_open(&mut self, now: Time, station: StationId, open: u32) {
        self.stations[station.index()].lanes_open(now, open, self.in_window);
    }

    fn members_on(&mut self, now: Time, team: TeamId, on: u32) {
        let rules = &self.rules.teams[team.index()];
        let team = &mut self.teams[team.index()];
        team.read_part(now, self.in_window);
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
            station.set_rules(rules);
        }
    }

    #[inline(always)]
    fn arrived(&mut self, now: Time, batch: &Batch) {
        self.inside.change(now, 1);
        if batch.measured {
            let flow = &mut self.classes[batch.class.index()];
            flow.arrived += 1;
            // subtracted again in `left` if the batch leaves without release
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

    fn locked(&mut self, _now: Time, from: Time, stations: &[StationId]) {
        self.locks.locked(from, stations);
    }

    fn unlocked(&mut self, now: Time, from: Time, stations: &[StationId]) {
        self.locks.unlocked(from, now, stations);
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
                self.counted.1.fill(0);
            }
            Mark::WindowEnd => {
                self.read(now);
                self.close_window();
            }
        }
        self.goes_on()
    }

    fn goes_on(&mut self) -> ControlFlow<()> {
        if (self.wanted)() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}
