//! Data for charts, over replications.

use crate::model::{Model, RunKind};
use crate::statistics::{Detail, Hour, Moments, Ratio, Times};
use crate::time::Span;

use super::Blocks;

/// Data for charts, over replications.
#[derive(Clone, Debug)]
pub struct FoldedDetail {
    /// Whole calendar days of the window.
    pub days: Vec<DayMoments>,
    /// Hours of the window by station; empty if there were too many to keep.
    pub stations: Vec<Vec<HourMoments>>,
    /// Hours of the window by team; empty if there were too many to keep.
    pub teams: Vec<Vec<HourMoments>>,
    /// Mean number of batches inside, by hour from the start of the run.
    pub inside: Vec<Moments>,
    /// Test of whether the number inside differs early in the window; only for steady runs.
    pub blocks: Option<Blocks>,
    /// Limits of release time, ascending, each with the share of all measured batches released
    /// within it.
    pub release_curve: Vec<(Span, Ratio)>,
    /// Number of measured batches in a replication.
    pub measured: Moments,
}

/// A day over replications.
#[derive(Clone, Copy, Debug, Default)]
pub struct DayMoments {
    /// Batches that arrived.
    pub arrived: Moments,
    /// Batches that were released.
    pub released: Moments,
    /// Units in the released batches.
    pub units: Moments,
    /// Number of replications in which the day was cleared, and number of replications in which
    /// batches arrived on it.
    pub cleared: (u32, u32),
    /// Batches that arrived and were released within the target time, over those that arrived; no
    /// replications without a release target.
    pub within: Ratio,
    /// Batches inside at 24:00.
    pub backlog: Moments,
}

/// An hour of a station or a team over replications.
#[derive(Clone, Copy, Debug, Default)]
pub struct HourMoments {
    /// Mean number of batches waiting.
    pub queue: Moments,
    /// Mean number of busy lanes, or of members at work.
    pub busy: Moments,
    /// Mean number of open lanes, or of members on duty.
    pub open: Moments,
    /// Hours of overtime of all lanes or members.
    pub overtime: Moments,
    /// Cost of lanes with their overtime; for a team only of overtime.
    pub cost: Moments,
}

impl HourMoments {
    fn add(&mut self, hour: &Hour) {
        self.queue.add(hour.queue);
        self.busy.add(hour.busy);
        self.open.add(hour.open);
        self.overtime.add(hour.overtime);
        self.cost.add(hour.cost);
    }
}

impl FoldedDetail {
    pub(super) fn new(model: &Model) -> Self {
        let within = model.target.release.map(|release| release.within);
        let steady = model.plan.kind == RunKind::Steady;
        Self {
            days: vec![],
            stations: vec![],
            teams: vec![],
            inside: vec![],
            blocks: steady.then(|| Blocks::new(model)),
            release_curve: curve_limits(within)
                .into_iter()
                .map(|limit| (limit, Ratio::default()))
                .collect(),
            measured: Moments::default(),
        }
    }

    /// Adds a replication, with the release times of its batches.
    pub(super) fn add(&mut self, detail: &Detail, times: &Times, release_share: Option<f64>) {
        self.days
            .resize_with(detail.days.len(), DayMoments::default);
        for (folded, day) in self.days.iter_mut().zip(&detail.days) {
            folded.arrived.add(day.arrived as f64);
            folded.released.add(day.released as f64);
            folded.units.add(day.units);
            folded.backlog.add(day.backlog as f64);
            if release_share.is_some() {
                folded.within.add(day.within as f64, day.arrived as f64);
            }
            if let Some(cleared) = release_share.and_then(|share| day.cleared(share)) {
                folded.cleared.0 += u32::from(cleared);
                folded.cleared.1 += 1;
            }
        }
        add_hours(&mut self.stations, &detail.stations);
        add_hours(&mut self.teams, &detail.teams);
        self.inside
            .resize_with(detail.inside.len(), Moments::default);
        for (folded, inside) in self.inside.iter_mut().zip(&detail.inside) {
            folded.add(*inside);
        }
        if let Some(blocks) = &mut self.blocks {
            blocks.add(&detail.inside);
        }
        self.measured.add(detail.measured as f64);
        let limits: Vec<Span> = self.release_curve.iter().map(|(limit, _)| *limit).collect();
        let counts = times.sample().counts_within(&limits);
        for ((_, folded), count) in self.release_curve.iter_mut().zip(counts) {
            folded.add(count as f64, detail.measured as f64);
        }
    }
}

/// Adds the hours of each station or team of a replication, which has fewer if it ended early.
fn add_hours(folded: &mut Vec<Vec<HourMoments>>, series: &[Vec<Hour>]) {
    folded.resize_with(series.len(), Vec::new);
    for (folded, hours) in folded.iter_mut().zip(series) {
        let most = folded.len().max(hours.len());
        folded.resize_with(most, HourMoments::default);
        for (folded, hour) in folded.iter_mut().zip(hours) {
            folded.add(hour);
        }
    }
}

/// Limits of the curve of release times, for any time scale: from a second to more than a year, 24
/// per doubling, and the time of the target.
fn curve_limits(within: Option<Span>) -> Vec<Span> {
    let limit = |step: i32| {
        Span::from_micros_f64(Span::SECOND.micros() as f64 * (f64::from(step) / 24.0).exp2())
    };
    let mut limits: Vec<Span> = (0..=25 * 24).map(limit).chain(within).collect();
    limits.sort_unstable();
    limits.dedup();
    limits
}
