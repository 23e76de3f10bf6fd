//! What a recorder keeps of each subject, for the metrics to be made of.

use crate::observe::Held;
use crate::time::Span;

use super::{Observation, Sample};

/// What became of the batches of a scope.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    /// Length of the window in days.
    pub(super) days: f64,
    /// Batches that arrived in the window: the measured ones.
    pub(super) arrived: u64,
    /// Their units.
    pub(super) units: f64,
    /// Batches released in the window, measured or not.
    pub(super) released_in_window: u64,
    /// Their units.
    pub(super) units_in_window: f64,
    /// Release times of the measured batches.
    pub(super) times: Sample,
    /// Their sum in microseconds.
    pub(super) time_sum: f64,
    /// The shortest.
    pub(super) shortest: Option<Span>,
    /// The longest; zero where there are none.
    pub(super) longest: Span,
    /// Measured batches released within the target time; `None` without such a target.
    pub(super) within: Option<u64>,
    /// Measured batches with a due time that were released, or are still inside.
    pub(super) could_be_late: u64,
    /// Of these, released after it.
    pub(super) released_late: u64,
    /// Of these, released.
    pub(super) released_with_due: u64,
    /// Their time from due to release in microseconds, where that is positive.
    pub(super) lateness_sum: f64,
    /// Measured batches that were refused.
    pub(super) refused: u64,
    /// Measured batches that were withdrawn.
    pub(super) withdrawn: u64,
    /// Quantiles of the release times, at the shares [`QUANTILES`].
    pub(super) quantiles: [Option<f64>; 4],
}

/// The quantiles of release times that are metrics.
pub(super) const QUANTILES: [f64; 4] = [0.5, 0.9, 0.95, 0.99];

/// The quantiles of waits that are metrics.
pub(super) const WAIT_QUANTILES: [f64; 1] = [0.95];

impl Flow {
    /// Batches with a due time that were not released by it; those still inside are among them.
    pub(super) fn late(&self) -> u64 {
        self.released_late + self.could_be_late - self.released_with_due
    }

    pub(super) fn released(&self) -> u64 {
        self.times.count()
    }

    pub(super) fn longest(&self) -> Option<f64> {
        (self.released() > 0).then(|| self.longest.hours())
    }

    pub(super) fn unreleased(&self) -> f64 {
        (self.arrived - self.released() - self.refused - self.withdrawn) as f64
    }

    pub(super) fn share(&self, part: u64) -> Observation {
        Observation::ratio(part as f64, self.arrived as f64)
    }

    pub(super) fn per_day(&self, count: f64) -> Observation {
        Observation::Value(count / self.days)
    }

    /// A quantile of the released batches; absent where not even this share of all that wait for
    /// release was released.
    pub(super) fn quantile(&self, position: usize) -> Observation {
        let released = self.released() as f64;
        let share = released / (released + self.unreleased());
        if self.arrived > 0 && QUANTILES[position] > share {
            return Observation::Absent;
        }
        Observation::or_absent(self.quantiles[position])
    }
}

/// The port as a whole.
#[derive(Clone, Debug)]
pub(super) struct Port {
    /// Length of the window in days.
    pub(super) days: f64,
    /// Whole calendar days of the window on which batches arrived, and how many of them were
    /// cleared; `None` without a target for release.
    pub(super) cleared: Option<(u64, u64)>,
    /// Is there a lock at the end of the window that no event of the run opens?
    pub(super) gridlocked: bool,
    /// Batch-hours inside during the window.
    pub(super) inside: f64,
    /// Numbers inside at the ends of the whole days.
    pub(super) backlogs: Vec<f64>,
    /// Cost of open lanes over the window.
    pub(super) cost_lanes: f64,
    /// Cost of members on duty over the window.
    pub(super) cost_staff: f64,
    /// Cost of work past closing over the window.
    pub(super) cost_overtime: f64,
    /// Cost of the hours that batches spent inside during the window.
    pub(super) cost_delay: f64,
}

/// A station over the window; visits are those of measured batches.
#[derive(Clone, Debug)]
pub(super) struct StationRecord {
    /// Length of the window in days.
    pub(super) days: f64,
    /// Are its lanes counted?
    pub(super) limited: bool,
    /// Batches that came, measured or not.
    pub(super) joined: u64,
    /// Batches turned away or diverted, measured or not.
    pub(super) turned_away: u64,
    /// Completed visits.
    pub(super) visits: u64,
    /// Sum of their waits in microseconds.
    pub(super) wait_sum: f64,
    /// Sum of their service times in microseconds.
    pub(super) service_sum: f64,
    /// Sums of the parts of these waits in microseconds; what is left was busy lanes.
    pub(super) held: HeldSums,
    /// Their 95th percentile of wait in hours.
    pub(super) wait_p95: Option<f64>,
    /// Lane-hours and batch-hours.
    pub(super) hours: Hours,
    /// The longest queue.
    pub(super) queue_max: i64,
    /// Cost of open lanes; of lanes at work where they are unlimited.
    pub(super) cost_lanes: f64,
    /// Cost of work past closing.
    pub(super) cost_overtime: f64,
}

/// Waits by what held batches up, in microseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct HeldSums {
    /// No lane was open.
    pub(super) closed: f64,
    /// Members lacked.
    pub(super) staff: f64,
    /// A lane was broken.
    pub(super) broken: f64,
    /// A lane was blocked.
    pub(super) blocked: f64,
}

impl HeldSums {
    /// One visit more.
    #[inline]
    pub(super) fn add(&mut self, held: &Held) {
        if *held != Held::default() {
            self.closed += held.closed.micros() as f64;
            self.staff += held.staff.micros() as f64;
            self.broken += held.broken.micros() as f64;
            self.blocked += held.blocked.micros() as f64;
        }
    }

    fn sum(self) -> f64 {
        self.closed + self.staff + self.broken + self.blocked
    }
}

/// A team over the window.
#[derive(Clone, Copy, Debug)]
pub(super) struct TeamRecord {
    /// Length of the window in days.
    pub(super) days: f64,
    /// Member-hours.
    pub(super) hours: MemberHours,
    /// Cost of work past the end of shifts.
    pub(super) cost_overtime: f64,
}

/// Integrals over time, in hours.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MemberHours {
    /// Members on duty.
    pub(super) on: f64,
    /// Members held by lanes.
    pub(super) busy: f64,
    /// Members held by lanes that are on duty.
    pub(super) within: f64,
}

/// Integrals over time, in hours.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hours {
    /// Batches waiting.
    pub(super) queue: f64,
    /// Lanes at work.
    pub(super) busy: f64,
    /// Lanes at work that have closed.
    pub(super) over: f64,
    /// Lanes open.
    pub(super) open: f64,
    /// Lanes blocked.
    pub(super) blocked: f64,
}

impl Hours {
    /// More of them.
    pub(super) fn add(&mut self, more: Self) {
        self.queue += more.queue;
        self.busy += more.busy;
        self.over += more.over;
        self.open += more.open;
        self.blocked += more.blocked;
    }
}

impl Flow {
    /// The batches of another scope too.
    pub(super) fn merge(&mut self, other: &Self) {
        self.arrived += other.arrived;
        self.units += other.units;
        self.released_in_window += other.released_in_window;
        self.units_in_window += other.units_in_window;
        self.times.merge(&other.times);
        self.time_sum += other.time_sum;
        self.shortest = self.shortest.into_iter().chain(other.shortest).min();
        self.longest = self.longest.max(other.longest);
        self.within = self.within.zip(other.within).map(|(a, b)| a + b);
        self.could_be_late += other.could_be_late;
        self.released_late += other.released_late;
        self.released_with_due += other.released_with_due;
        self.lateness_sum += other.lateness_sum;
        self.refused += other.refused;
        self.withdrawn += other.withdrawn;
    }
}

impl Port {
    /// A cost of the window, by the day.
    pub(super) fn cost_per_day(&self, cost: f64) -> Observation {
        Observation::Value(cost / self.days)
    }
}

impl StationRecord {
    /// Waits for busy lanes in microseconds.
    pub(super) fn wait_busy(&self) -> f64 {
        (self.wait_sum - self.held.sum()).max(0.0)
    }

    /// Lane-hours of work within opening hours.
    pub(super) fn within(&self) -> f64 {
        self.hours.busy - self.hours.over
    }

    /// Lane-hours of work past closing.
    pub(super) fn overtime(&self) -> f64 {
        self.hours.over
    }

    pub(super) fn average(&self, hours: f64) -> Observation {
        Observation::Value(hours / (self.days * Span::DAY.hours()))
    }

    pub(super) fn if_limited(&self, observation: Observation) -> Observation {
        if self.limited {
            observation
        } else {
            Observation::Absent
        }
    }
}
