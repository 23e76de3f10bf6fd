//! Running records of a station and of a team during a replication.

use crate::calendar::Calendar;
use crate::model::{Lanes, Station, Team};
use crate::observe::Visit;
use crate::statistics::level::Level;
use crate::statistics::records::{HeldSums, Hours, MemberHours, StationRecord, TeamRecord};
use crate::statistics::{Sample, Times};
use crate::time::{Span, Time};

use super::Hour;
use super::prices::Prices;

/// Running record of a station.
pub(super) struct Watch<'m> {
    pub(super) queue: Level,
    busy: Level,
    /// Number of busy lanes that have closed.
    over: Level,
    open: Level,
    /// Whether a lane has closed yet.
    closes: bool,
    pub(super) blocked: Level,
    /// Length of the longest queue since the start of the window.
    longest: i64,
    /// Batches that joined since the start of the window.
    pub(super) joined: u64,
    /// Batches turned away since the start of the window.
    pub(super) turned_away: u64,
    waits: Sample,
    pub(super) record: StationRecord,
    pub(super) series: Vec<Hour>,
    prices: Prices<'m>,
    /// Hours already read since the last full reading, at a change of rules.
    read: Hours,
}

impl<'m> Watch<'m> {
    pub(super) fn new(station: &'m Station, calendar: &'m Calendar, window: Span) -> Self {
        let record = StationRecord {
            days: window.days(),
            limited: matches!(station.lanes, Lanes::Scheduled(_)),
            joined: 0,
            turned_away: 0,
            visits: 0,
            wait_sum: 0.0,
            service_sum: 0.0,
            held: HeldSums::default(),
            wait_p95: None,
            hours: Hours::default(),
            queue_max: 0,
        };
        let level = Level::default();
        Self {
            queue: level,
            busy: level,
            over: level,
            open: level,
            closes: false,
            blocked: level,
            longest: 0,
            joined: 0,
            turned_away: 0,
            waits: Sample::default(),
            record,
            series: vec![],
            prices: Prices::new(station, calendar),
            read: Hours::default(),
        }
    }

    pub(super) fn lanes_open(&mut self, now: Time, open: u32, in_window: bool) {
        let more = i64::from(open) - self.open.value();
        self.open.change(now, more);
        self.closes |= more < 0;
        if more < 0 && self.prices.by_row() {
            self.read_part(now, in_window);
            self.prices.close(now);
        }
        self.work(now, 0);
    }

    /// Sets the rules in force from now on; the hours so far have been read.
    pub(super) fn set_rules(&mut self, rules: &'m Station) {
        self.prices.set_rules(rules);
    }

    /// Changes the number of busy lanes; with 0, updates the overtime after a change of open lanes.
    #[inline(always)]
    pub(super) fn work(&mut self, now: Time, change: i64) {
        self.busy.change(now, change);
        if self.closes {
            self.count_over(now);
        }
    }

    #[cold]
    #[inline(never)]
    fn count_over(&mut self, now: Time) {
        if self.record.limited {
            let over = (self.busy.value() - self.open.value()).max(0);
            self.over.change(now, over - self.over.value());
        }
    }

    /// Adds a batch to the queue.
    #[inline(always)]
    pub(super) fn waits(&mut self, now: Time) {
        self.queue.change(now, 1);
        self.longest = self.longest.max(self.queue.value());
    }

    /// Starts the measured window.
    pub(super) fn open_window(&mut self) {
        self.longest = self.queue.value();
        (self.joined, self.turned_away) = (0, 0);
    }

    /// Ends the measured window, or the run within it.
    pub(super) fn close_window(&mut self) {
        self.record.queue_max = self.longest;
        self.record.joined = self.joined;
        self.record.turned_away = self.turned_away;
    }

    /// Records a completed visit of a measured batch.
    #[inline(always)]
    pub(super) fn visited(&mut self, visit: &Visit) {
        let wait = visit.wait();
        self.record.visits += 1;
        self.record.wait_sum += wait.micros() as f64;
        self.record.service_sum += visit.service().micros() as f64;
        self.waits.add(wait);
        self.record.held.add(&visit.held);
    }

    /// Returns the hours since the last reading.
    pub(super) fn read(&mut self, now: Time, in_window: bool) -> Hours {
        self.read_part(now, in_window);
        std::mem::take(&mut self.read)
    }

    /// Reads the hours so far at the current cost, also in the middle of an hour.
    pub(super) fn read_part(&mut self, now: Time, in_window: bool) {
        let micros = Span::HOUR.micros() as f64;
        let (busy, open) = (self.busy.read(now) / micros, self.open.read(now) / micros);
        let over = self.over.read(now) / micros;
        // unlimited lanes only cost while they are busy
        let paid = if self.record.limited { open } else { busy };
        let hours = Hours {
            queue: self.queue.read(now) / micros,
            busy,
            over,
            open,
            blocked: self.blocked.read(now) / micros,
            cost_lanes: self.prices.read(paid, now),
            cost_overtime: over * self.prices.overtime(),
        };
        self.read.add(hours);
        if in_window {
            self.record.hours.add(hours);
        }
    }

    /// Moves out the waits of the measured batches.
    pub(super) fn take_waits(&mut self) -> Times {
        Times::new(std::mem::take(&mut self.waits), 0.0)
    }

    pub(super) fn finish(&mut self) -> StationRecord {
        let [wait_p95] = self.waits.quantiles([0.95]);
        StationRecord {
            wait_p95,
            ..self.record.clone()
        }
    }
}

/// Running record of a team.
pub(super) struct TeamWatch<'m> {
    on: Level,
    busy: Level,
    within: Level,
    /// The team by the rules in force at the last change.
    team: &'m Team,
    /// Current cost of an hour of overtime.
    overtime_rate: f64,
    record: TeamRecord,
    pub(super) series: Vec<Hour>,
    /// Hours already read since the last full reading, at a change of members.
    read: MemberHours,
}

impl<'m> TeamWatch<'m> {
    pub(super) fn new(team: &'m Team, window: Span) -> Self {
        let level = Level::default();
        Self {
            on: level,
            busy: level,
            within: level,
            team,
            overtime_rate: 0.0,
            record: TeamRecord {
                days: window.days(),
                hours: MemberHours::default(),
            },
            series: vec![],
            read: MemberHours::default(),
        }
    }

    /// Sets the number of members on duty. Overtime is paid at the mean rate of the members that
    /// last went off duty, times the team's factor.
    pub(super) fn members_on(&mut self, now: Time, on: u32, team: &'m Team, calendar: &Calendar) {
        // rows can change places without a change of the number, which is not reported
        let just_before = Time::START.max(now - Span::from_micros(1));
        let before = std::mem::replace(&mut self.team, team);
        let old = before.members.rows_at(calendar, just_before);
        // a dated change can also remove rows
        let new = team.members.rows_at(calendar, now);
        let new = new.chain(std::iter::repeat(0));
        let off = old.zip(new).map(|(old, new)| old.saturating_sub(new));
        let (mut gone, mut cost) = (0.0, 0.0);
        for (off, cost_per_hour) in off.map(f64::from).zip(&before.cost_per_hour) {
            gone += off;
            cost += off * cost_per_hour;
        }
        if gone > 0.0 {
            self.overtime_rate = before.overtime_factor * cost / gone;
        }
        self.on.change(now, i64::from(on) - self.on.value());
        self.hold(now, 0);
    }

    /// Changes the number of members held by lanes.
    #[inline]
    pub(super) fn hold(&mut self, now: Time, change: i64) {
        self.busy.change(now, change);
        let within = self.busy.value().min(self.on.value());
        self.within.change(now, within - self.within.value());
    }

    /// Returns the hours since the last reading.
    pub(super) fn read(&mut self, now: Time, in_window: bool) -> MemberHours {
        self.read_part(now, in_window);
        std::mem::take(&mut self.read)
    }

    /// Reads the hours so far at the current overtime rate, also in the middle of an hour.
    pub(super) fn read_part(&mut self, now: Time, in_window: bool) {
        let micros = Span::HOUR.micros() as f64;
        let (busy, within) = (self.busy.read(now) / micros, self.within.read(now) / micros);
        let hours = MemberHours {
            on: self.on.read(now) / micros,
            busy,
            within,
            cost_overtime: (busy - within) * self.overtime_rate,
        };
        self.read.add(hours);
        if in_window {
            self.record.hours.add(hours);
        }
    }

    pub(super) fn finish(&self) -> TeamRecord {
        self.record
    }
}
