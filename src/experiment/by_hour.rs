//! What stations and teams do in certain hours.

use super::replicate::{in_order, run};
use super::{Effort, Watcher};
use crate::model::{Model, StationId, TeamId};
use crate::statistics::{Depth, Detail, Hour, Moments};

/// A station or a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// The lanes of a station.
    Station(StationId),
    /// The members of a team.
    Team(TeamId),
}

/// Hours of the window in which something is asked of a station or team.
#[derive(Clone, Debug, PartialEq)]
pub struct Hours {
    /// The station or team.
    pub of: Resource,
    /// Weight of each hour of the window in the mean number at work.
    pub during: Vec<f64>,
    /// Share of the overtime and of the cost of each hour of the window that is counted, divided by
    /// the days of the window.
    pub share_per_day: Vec<f64>,
}

/// What a station or team does in its hours, over replications.
#[derive(Clone, Copy, Debug, Default)]
pub struct InHours {
    /// Mean number of busy lanes, or of members at work.
    pub at_work: Moments,
    /// Hours of overtime a day.
    pub overtime_per_day: Moments,
    /// Cost a day of lanes with their overtime; for a team only of overtime.
    pub cost_per_day: Moments,
}

/// Runs replications 0, 1, ... of a model and sums up the hours. All moments are empty if there are
/// too many hours to keep; an interrupted run counts the replications before the first unfinished
/// one. Replications that give up at a limit are left out.
pub fn in_hours(
    model: &Model,
    effort: Effort,
    hours: &[Hours],
    watcher: &dyn Watcher,
) -> Vec<InHours> {
    let numbers = 0..u64::from(effort.replications);
    let replications = in_order(numbers, |number| {
        let seen = run(model, effort.seed, number, Depth::Detail, watcher)?;
        let detail = seen.detail.filter(|_| !seen.ending.gave_up());
        Some(detail.and_then(|detail| values(&detail, hours)))
    });
    let mut sums = vec![InHours::default(); hours.len()];
    for values in replications.into_iter().map_while(|it| it).flatten() {
        for (sum, [at_work, overtime, cost]) in sums.iter_mut().zip(values) {
            sum.at_work.add(at_work);
            sum.overtime_per_day.add(overtime);
            sum.cost_per_day.add(cost);
        }
    }
    sums
}

/// Returns the number at work, the overtime and the cost in the hours of a replication; `None` if
/// its hours were not kept.
fn values(detail: &Detail, hours: &[Hours]) -> Option<Vec<[f64; 3]>> {
    let of = |asked: &Hours| {
        let series = match asked.of {
            Resource::Station(id) => detail.stations.get(id.index()),
            Resource::Team(id) => detail.teams.get(id.index()),
        }?;
        let sum = |weights: &[f64], of: fn(&Hour) -> f64| {
            let hours = weights.iter().zip(series);
            hours.map(|(weight, hour)| weight * of(hour)).sum::<f64>()
        };
        Some([
            sum(&asked.during, |hour| hour.busy),
            sum(&asked.share_per_day, |hour| hour.overtime),
            sum(&asked.share_per_day, |hour| hour.cost),
        ])
    };
    hours.iter().map(of).collect()
}
