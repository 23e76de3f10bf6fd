//! Daily and hourly series and the curve of release times, over replications.

use serde::{Deserialize, Serialize};

use crate::experiment::{DayMoments, FoldedDetail, HourMoments};
use crate::metric::Scope;
use crate::model::{Lanes, Model};
use crate::statistics::{Estimate, Moments, Range, Ratio, Student};
use crate::time::Span;

use super::columns;
use super::plan::instant;

/// A whole calendar day of the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayResult {
    /// Date in ISO 8601.
    pub date: String,
    /// Batches that arrived.
    pub arrived: Estimate,
    /// Batches that were released.
    pub released: Estimate,
    /// Units that were released.
    pub units_released: Estimate,
    /// Share of replications, among those with batches on that day, in which the day was cleared;
    /// empty without a release target.
    pub cleared: Estimate,
    /// Share of the batches that arrived on that day that were released within the target time;
    /// empty without a release target, and in results of older versions.
    #[serde(default)]
    pub in_time: Estimate,
    /// Batches inside at 24:00.
    pub backlog: Estimate,
}

/// Hours of the window by scope.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hourly {
    /// Start of each hour.
    pub times: Vec<String>,
    /// A series for each station, in file order; empty if the run is too long to store them.
    pub series: Vec<HourlySeries>,
    /// A series for each team, in file order; empty if there are none or as [`Hourly::series`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<HourlySeries>,
}

/// Hourly series of a station or a team; each list is as long as [`Hourly::times`] or empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HourlySeries {
    /// The station or the team.
    pub scope: Scope,
    /// Mean number of batches waiting; empty for a team.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "columns")]
    pub queue: Vec<Estimate>,
    /// Mean number of busy lanes, or of members at work.
    #[serde(with = "columns")]
    pub busy: Vec<Estimate>,
    /// Mean number of open lanes, without a value if lanes are unlimited; or of members on duty.
    #[serde(with = "columns")]
    pub lanes_open: Vec<Estimate>,
    /// Overtime within the hour in lane-hours, without a value if lanes are unlimited; or in
    /// member-hours. Empty in results of older versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "columns")]
    pub overtime: Vec<Estimate>,
    /// Cost of the hour: of open lanes or of members on duty, and of overtime. Empty in results of
    /// older versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "columns")]
    pub cost: Vec<Estimate>,
}

/// The cumulative distribution of release time over measured batches, all scopes together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReleaseCurve {
    /// Release times in hours, ascending.
    pub hours: Vec<f64>,
    /// Share of measured batches released within that time.
    pub share: Vec<Estimate>,
}

/// Returns the whole calendar days of the window.
pub(super) fn daily(model: &Model, detail: &FoldedDetail, student: &mut Student) -> Vec<DayResult> {
    let calendar = &model.calendar;
    let first = calendar.first_day_from(model.plan.window_start());
    let mut day_result = |(day, of_day): (i64, &DayMoments)| {
        let (cleared, of) = of_day.cleared;
        let in_time = student.ratio(&of_day.within, Range::Share, Some(f64::from(of)));
        let mut estimate = |moments: &Moments| student.estimate(moments, Range::NonNegative);
        DayResult {
            date: calendar.date(day).to_string(),
            arrived: estimate(&of_day.arrived),
            released: estimate(&of_day.released),
            units_released: estimate(&of_day.units),
            backlog: estimate(&of_day.backlog),
            in_time,
            cleared: student.probability(f64::from(cleared), f64::from(of), of),
        }
    };
    (first..).zip(&detail.days).map(&mut day_result).collect()
}

/// Returns the hours of the window, of each station and each team.
pub(super) fn hourly(model: &Model, detail: &FoldedDetail, student: &mut Student) -> Hourly {
    let hours = detail.stations.first().map_or(0, Vec::len);
    if hours == 0 {
        return Hourly::default();
    }
    let (start, end) = (model.plan.window_start(), model.plan.window_end());
    let hour = |hour| start + Span::from_hours(hour);
    let times = 0..hours as i64;
    let on_duty: Vec<Vec<f64>> = times
        .clone()
        .map(|at| model.costs_on_duty(hour(at), end.min(hour(at + 1))))
        .collect();
    let mut series = |scope, hours: &[HourMoments]| {
        let mut estimates = |of: fn(&HourMoments) -> &Moments| {
            let estimate = |hour| student.estimate(of(hour), Range::NonNegative);
            hours.iter().map(estimate).collect::<Vec<Estimate>>()
        };
        HourlySeries {
            scope,
            queue: estimates(|hour| &hour.queue),
            busy: estimates(|hour| &hour.busy),
            lanes_open: estimates(|hour| &hour.open),
            overtime: estimates(|hour| &hour.overtime),
            cost: estimates(|hour| &hour.cost),
        }
    };
    let of_stations = model.stations.iter().zip(&detail.stations);
    let stations = of_stations.map(|(station, hours)| {
        let mut series = series(Scope::station(&station.name), hours);
        if matches!(station.lanes, Lanes::Unlimited) {
            series.lanes_open.fill(Estimate::default());
            series.overtime.fill(Estimate::default());
        }
        series
    });
    let stations = stations.collect();
    let of_teams = model.teams.iter().zip(&detail.teams).enumerate();
    let teams = of_teams.map(|(team, (of_team, hours))| {
        let mut series = series(Scope::team(&of_team.name), hours);
        series.queue.clear();
        for (cost, on_duty) in series.cost.iter_mut().zip(&on_duty) {
            *cost = cost.plus(on_duty[team]);
        }
        series
    });
    let teams = teams.collect();
    Hourly {
        times: times.map(|at| instant(model, hour(at))).collect(),
        series: stations,
        teams,
    }
}

/// Returns the curve of release times; `None` if nothing was released. It runs from the last time
/// within which no batch was released to the first within which all but a thousandth of the
/// released batches were.
pub(super) fn release_curve(
    detail: &FoldedDetail,
    trials: f64,
    student: &mut Student,
) -> Option<ReleaseCurve> {
    let curve = &detail.release_curve;
    let most = curve.last()?.1.ratio()?;
    if most == 0.0 {
        return None;
    }
    let within = |share: &Ratio| share.ratio().unwrap_or(0.0);
    let first = curve.iter().position(|(_, share)| within(share) > 0.0)?;
    let last = curve
        .iter()
        .position(|(_, share)| within(share) >= most * 0.999)?;
    let shown = &curve[first.saturating_sub(1)..=last];
    let trials = Some(trials);
    let share = |(_, share): &(Span, Ratio)| student.ratio(share, Range::Share, trials);
    Some(ReleaseCurve {
        hours: shown.iter().map(|(limit, _)| limit.hours()).collect(),
        share: shown.iter().map(share).collect(),
    })
}
