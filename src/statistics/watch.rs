//! What is kept of a station while a replication runs.

use crate::model::{Lanes, Station};
use crate::time::{Span, Time};

use super::level::Level;
use super::metrics::{Hours, StationRecord};
use super::recorder::Hour;
use super::sample::Sample;

/// What is kept of a station.
pub(super) struct Watch {
    pub(super) queue: Level,
    pub(super) busy: Level,
    pub(super) within: Level,
    pub(super) open: Level,
    pub(super) waits: Sample,
    pub(super) record: StationRecord,
    pub(super) series: Vec<Hour>,
}

impl Hours {
    pub(super) fn add(&mut self, more: Self) {
        self.queue += more.queue;
        self.busy += more.busy;
        self.within += more.within;
        self.open += more.open;
    }

    pub(super) fn averaged(self, length: Span) -> Hour {
        let hours = length.hours();
        Hour {
            queue: self.queue / hours,
            busy: self.busy / hours,
            open: self.open / hours,
        }
    }
}

impl Watch {
    pub(super) fn new(station: &Station, window: Span) -> Self {
        let record = StationRecord {
            days: window.days(),
            limited: matches!(station.lanes, Lanes::Scheduled(_)),
            joined: 0,
            visits: 0,
            wait_sum: 0.0,
            service_sum: 0.0,
            wait_p95: None,
            hours: Hours::default(),
            queue_max: 0,
        };
        let level = Level::new();
        Self {
            queue: level,
            busy: level,
            within: level,
            open: level,
            waits: Sample::default(),
            record,
            series: vec![],
        }
    }

    /// One lane more or less is at work, or the number of open lanes changed.
    #[inline]
    pub(super) fn work(&mut self, now: Time, change: i64) {
        if change != 0 {
            self.busy.change(now, change);
        }
        let busy = self.busy.value();
        let within = if self.record.limited {
            busy.min(self.open.value())
        } else {
            busy
        };
        if within != self.within.value() {
            self.within.change(now, within - self.within.value());
        }
    }

    pub(super) fn read(&mut self, now: Time) -> Hours {
        let micros = Span::HOUR.micros() as f64;
        Hours {
            queue: self.queue.read(now) / micros,
            busy: self.busy.read(now) / micros,
            within: self.within.read(now) / micros,
            open: self.open.read(now) / micros,
        }
    }

    pub(super) fn finish(&self) -> StationRecord {
        let [wait_p95] = self.waits.quantiles([0.95]);
        StationRecord {
            wait_p95,
            ..self.record.clone()
        }
    }
}
