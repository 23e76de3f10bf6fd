//! Daily and hourly series and the curve of release times, over replications.

use serde::{Deserialize, Serialize};

use crate::experiment::{DayMoments, FoldedDetail, HourMoments};
use crate::metric::Scope;
use crate::model::Model;
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
}

/// Hourly series of a station; each list is as long as [`Hourly::times`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HourlySeries {
    /// The station.
    pub scope: Scope,
    /// Mean number of batches waiting.
    #[serde(with = "columns")]
    pub queue: Vec<Estimate>,
    /// Mean number of busy lanes.
    #[serde(with = "columns")]
    pub busy: Vec<Estimate>,
    /// Mean number of open lanes; no mean if lanes are unlimited.
    #[serde(with = "columns")]
    pub lanes_open: Vec<Estimate>,
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
        let mut estimate = |moments: &Moments| student.estimate(moments, Range::NonNegative);
        DayResult {
            date: calendar.date(day).to_string(),
            arrived: estimate(&of_day.arrived),
            released: estimate(&of_day.released),
            units_released: estimate(&of_day.units),
            backlog: estimate(&of_day.backlog),
            cleared: student.probability(f64::from(cleared), f64::from(of), of),
        }
    };
    (first..).zip(&detail.days).map(&mut day_result).collect()
}

pub(super) fn hourly(model: &Model, detail: &FoldedDetail, student: &mut Student) -> Hourly {
    let hours = detail.stations.first().map_or(0, Vec::len);
    let time = |hour| instant(model, model.plan.window_start() + Span::from_hours(hour));
    let mut estimates = |hours: &[HourMoments], of: fn(&HourMoments) -> &Moments| {
        let estimate = |hour| student.estimate(of(hour), Range::NonNegative);
        hours.iter().map(estimate).collect::<Vec<Estimate>>()
    };
    let series = model
        .stations
        .iter()
        .zip(&detail.stations)
        .map(|(station, hours)| {
            let limited = matches!(station.lanes, crate::model::Lanes::Scheduled(_));
            HourlySeries {
                scope: Scope::station(&station.name),
                queue: estimates(hours, |hour| &hour.queue),
                busy: estimates(hours, |hour| &hour.busy),
                lanes_open: if limited {
                    estimates(hours, |hour| &hour.open)
                } else {
                    vec![Estimate::default(); hours.len()]
                },
            }
        });
    let series = if hours == 0 { vec![] } else { series.collect() };
    Hourly {
        times: (0..hours as i64).map(time).collect(),
        series,
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
