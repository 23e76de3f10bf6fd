//! Records of each subject, from which the metrics are computed.

use crate::observe::Held;
use crate::time::Span;

use super::{Observation, Sample};

/// Counts and times of the batches of a scope.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    /// Length of the window in days.
    pub(super) days: f64,
    /// Measured batches: those that arrived in the window.
    pub(super) arrived: u64,
    /// Units of the measured batches.
    pub(super) units: f64,
    /// Batches released in the window, measured or not.
    pub(super) released_in_window: u64,
    /// Units of the batches released in the window.
    pub(super) units_in_window: f64,
    /// Release times of the measured batches.
    pub(super) times: Sample,
    /// Sum of the release times in microseconds.
    pub(super) time_sum: f64,
    /// Shortest release time.
    pub(super) shortest: Option<Span>,
    /// Longest release time; zero if no measured batch was released.
    pub(super) longest: Span,
    /// Measured batches released within the target time; `None` without such a target.
    pub(super) within: Option<u64>,
    /// Measured batches with a due time that were released or are still inside.
    pub(super) could_be_late: u64,
    /// Number of `could_be_late` that were released after the due time.
    pub(super) released_late: u64,
    /// Number of `could_be_late` that were released.
    pub(super) released_with_due: u64,
    /// Sum of the times from due to release, in microseconds, of the late releases.
    pub(super) lateness_sum: f64,
    /// Measured batches that were refused.
    pub(super) refused: u64,
    /// Measured batches that were withdrawn.
    pub(super) withdrawn: u64,
    /// Quantiles of the release times, at the shares [`QUANTILES`].
    pub(super) quantiles: [Option<f64>; 4],
}

/// Shares of the quantiles of release times that are metrics.
pub(super) const QUANTILES: [f64; 4] = [0.5, 0.9, 0.95, 0.99];

/// Shares of the quantiles of waits that are metrics.
pub(super) const WAIT_QUANTILES: [f64; 1] = [0.95];

impl Flow {
    /// Returns the number of batches not released by their due time, including those still inside.
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

    /// Returns a quantile of the release times; absent if the share of batches released, among
    /// those released or still inside, is below the share of the quantile.
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
    /// Number of whole calendar days of the window on which batches arrived, and number of these
    /// that were cleared; `None` without a release target.
    pub(super) cleared: Option<(u64, u64)>,
    /// Whether there is a lock at the end of the window that no event of the run ends.
    pub(super) gridlocked: bool,
    /// Batch-hours inside over the window.
    pub(super) inside: f64,
    /// Numbers of batches inside at the ends of the whole days.
    pub(super) backlogs: Vec<f64>,
    /// Cost of open lanes over the window.
    pub(super) cost_lanes: f64,
    /// Cost of members on duty over the window.
    pub(super) cost_staff: f64,
    /// Cost of work past closing over the window.
    pub(super) cost_overtime: f64,
    /// Cost of the batch-hours inside over the window.
    pub(super) cost_delay: f64,
}

/// Record of a station over the window; visits are those of measured batches.
#[derive(Clone, Debug)]
pub(super) struct StationRecord {
    /// Length of the window in days.
    pub(super) days: f64,
    /// Whether the number of lanes is limited.
    pub(super) limited: bool,
    /// Batches that joined the station, measured or not.
    pub(super) joined: u64,
    /// Batches turned away or diverted, measured or not.
    pub(super) turned_away: u64,
    /// Completed visits.
    pub(super) visits: u64,
    /// Sum of the waits of these visits in microseconds.
    pub(super) wait_sum: f64,
    /// Sum of the service times of these visits in microseconds.
    pub(super) service_sum: f64,
    /// Sums of the waits by cause, in microseconds; the rest is waiting for busy lanes.
    pub(super) held: HeldSums,
    /// 95th percentile of these waits in hours.
    pub(super) wait_p95: Option<f64>,
    /// Lane-hours and batch-hours over the window.
    pub(super) hours: Hours,
    /// Length of the longest queue.
    pub(super) queue_max: i64,
}

/// Sums of waits by cause, in microseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct HeldSums {
    /// Waits while no lane was open.
    pub(super) closed: f64,
    /// Waits caused by missing members of a team.
    pub(super) staff: f64,
    /// Waits caused by broken lanes.
    pub(super) broken: f64,
    /// Waits caused by blocked lanes.
    pub(super) blocked: f64,
}

impl HeldSums {
    /// Adds the waits of a visit.
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

/// Record of a team over the window.
#[derive(Clone, Copy, Debug)]
pub(super) struct TeamRecord {
    /// Length of the window in days.
    pub(super) days: f64,
    /// Member-hours over the window.
    pub(super) hours: MemberHours,
}

/// Time integrals of the numbers of members of a team, in member-hours, and the cost of overtime.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MemberHours {
    /// Member-hours on duty.
    pub(super) on: f64,
    /// Member-hours held by lanes.
    pub(super) busy: f64,
    /// Member-hours held by lanes within the shift.
    pub(super) within: f64,
    /// Cost of work past the end of shifts.
    pub(super) cost_overtime: f64,
}

impl MemberHours {
    /// Adds hours.
    pub(super) fn add(&mut self, more: Self) {
        self.on += more.on;
        self.busy += more.busy;
        self.within += more.within;
        self.cost_overtime += more.cost_overtime;
    }

    /// Returns the member-hours of work past the end of shifts.
    pub(super) fn overtime(&self) -> f64 {
        self.busy - self.within
    }
}

/// Time integrals of the levels of a station, in hours, and the cost of its lanes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hours {
    /// Batch-hours of waiting.
    pub(super) queue: f64,
    /// Lane-hours of work.
    pub(super) busy: f64,
    /// Lane-hours of work after closing.
    pub(super) over: f64,
    /// Lane-hours open.
    pub(super) open: f64,
    /// Lane-hours blocked.
    pub(super) blocked: f64,
    /// Cost of open lanes, or of busy lanes if lanes are unlimited.
    pub(super) cost_lanes: f64,
    /// Cost of work past closing.
    pub(super) cost_overtime: f64,
}

impl Hours {
    /// Adds hours.
    pub(super) fn add(&mut self, more: Self) {
        self.queue += more.queue;
        self.busy += more.busy;
        self.over += more.over;
        self.open += more.open;
        self.blocked += more.blocked;
        self.cost_lanes += more.cost_lanes;
        self.cost_overtime += more.cost_overtime;
    }
}

impl Flow {
    /// Adds the batches of another scope.
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
    /// Returns a cost of the window as a cost a day.
    pub(super) fn cost_per_day(&self, cost: f64) -> Observation {
        Observation::Value(cost / self.days)
    }
}

impl StationRecord {
    /// Returns the sum of waits for busy lanes in microseconds.
    pub(super) fn wait_busy(&self) -> f64 {
        (self.wait_sum - self.held.sum()).max(0.0)
    }

    /// Returns the lane-hours of work within opening hours.
    pub(super) fn within(&self) -> f64 {
        self.hours.busy - self.hours.over
    }

    /// Returns the lane-hours of work past closing.
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
