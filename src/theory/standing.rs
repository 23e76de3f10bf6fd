//! What is known of an arrangement before any run: what it costs to keep it open, and whether it
//! can keep up at all.

use jiff::civil::date;

use super::{Load, WEEK_HOURS, loads, rounded_up, team_loads};
use crate::calendar::{Calendar, Openings};
use crate::model::{
    ArrivalProcess, AtClose, Lanes, Model, Room, RunKind, Service, Station, WhenFull,
};
use crate::time::{Span, Time};

/// What open lanes and members on duty cost and how many there are, whatever happens.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StandingCost {
    /// Cost a day of the window.
    pub per_day: f64,
    /// Hours a day of open lanes and of members on duty together.
    pub hours_per_day: f64,
    /// Is that all, or does a run add overtime, lanes on demand, lanes without number or delay?
    pub complete: bool,
}

/// The cost that is known without a run, over the measured window, by the rules in force.
pub fn standing_cost(model: &Model) -> StandingCost {
    let (start, end) = (model.plan.window_start(), model.plan.window_end());
    let later = model.changes.iter().map(|(time, rules)| (*time, rules));
    let versions: Vec<(Time, &Model)> =
        std::iter::once((Time::START, model)).chain(later).collect();
    let mut sum = StandingCost {
        complete: model.changes.is_empty() && adds_nothing(model),
        ..StandingCost::default()
    };
    for (index, (from, rules)) in versions.iter().enumerate() {
        let next = versions.get(index + 1).map_or(end, |(time, _)| *time);
        let (from, until) = (start.max(*from), end.min(next));
        if from < until {
            let hours = |of: &Openings| of.hours_by_row(&model.calendar, from, until);
            for station in &rules.stations {
                if let Lanes::Scheduled(openings) = &station.lanes {
                    let hours: f64 = hours(openings).iter().sum();
                    sum.per_day += hours * station.cost_per_lane_hour;
                    sum.hours_per_day += hours;
                }
            }
            for team in &rules.teams {
                let hours = hours(&team.members);
                let rows = hours.iter().zip(&team.cost_per_hour);
                sum.per_day += rows.map(|(hours, cost)| hours * cost).sum::<f64>();
                sum.hours_per_day += hours.iter().sum::<f64>();
            }
        }
    }
    sum.per_day /= model.plan.length.days();
    sum.hours_per_day /= model.plan.length.days();
    sum
}

/// Can a run add nothing to the cost of what stands open?
fn adds_nothing(model: &Model) -> bool {
    let overtime = |of: &Openings, station: &Station| {
        station.at_close == AtClose::Finish && closings_a_week(of) > 0
    };
    let of_station = |station: &Station| {
        let cost = station.cost_per_lane_hour > 0.0;
        let lanes = match &station.lanes {
            Lanes::Unlimited => cost,
            Lanes::Scheduled(lanes) => cost && overtime(lanes, station),
        };
        let staff = station.staff.iter().any(|(team, _)| {
            let team = &model.teams[team.index()];
            let paid = team.overtime_factor > 0.0 && team.cost_per_hour.iter().any(|it| *it > 0.0);
            paid && overtime(&team.members, station)
        });
        lanes || staff || cost && station.open_more.is_some()
    };
    model.delay_cost_per_batch_hour == 0.0 && !model.stations.iter().any(of_station)
}

/// Is it proven that work piles up without end, at a station or for a team?
///
/// Work that comes in at the rate of all that can be done, or above, has no steady state (Loynes
/// 1962). What can be done is the open lanes and what is finished after closing, at most the mean
/// square of the service time over its mean at each closing of a lane (Lorden 1970). Nothing is
/// proven of a run over certain days, where rules change, where arrivals are a list, or where
/// batches may leave without service.
pub fn cannot_keep_up(model: &Model) -> bool {
    let leaves = |room: Option<Room>| room.is_some_and(|it| it.when_full != WhenFull::Block);
    let trace = |process: &ArrivalProcess| matches!(process, ArrivalProcess::Trace(_));
    let open = model.plan.kind == RunKind::Period
        || !model.changes.is_empty()
        || model.stations.iter().any(|station| leaves(station.room))
        || model
            .streams
            .iter()
            .any(|it| it.patience.is_some() || trace(&it.process));
    if open {
        return false;
    }
    let loads = loads(model);
    let full = |(station, load): (&Station, &Load)| {
        let most = most_lanes(station);
        most.is_some_and(|most| load.offered_load > 0.0 && rounded_up(load.offered_load) >= most)
    };
    let teams = team_loads(model, &loads);
    let short = |team: &super::TeamLoad| {
        team.overloaded && closings_a_week(&model.teams[team.team.index()].members) == 0
    };
    model.stations.iter().zip(&loads).any(full) || teams.iter().any(short)
}

/// No more lanes than these can be at work on average; `None` where that is not known.
fn most_lanes(station: &Station) -> Option<f64> {
    let Lanes::Scheduled(openings) = &station.lanes else {
        return None;
    };
    let on_demand = station.open_more.map_or(0.0, |more| f64::from(more.add));
    let open = openings.weekly_mean() + on_demand;
    let closings = closings_a_week(openings);
    if station.at_close != AtClose::Finish || closings == 0 {
        return Some(open);
    }
    let after = longest_finish(&station.service)? * f64::from(closings);
    Some(open + after / WEEK_HOURS as f64)
}

/// The mean square of the service time over its mean, in hours; `None` where sizes take time.
fn longest_finish(service: &Service) -> Option<f64> {
    let of_one = |time: &crate::distribution::Distribution| time.mean() * (1.0 + time.scv());
    let micros = service.times.iter().map(of_one).fold(0.0, f64::max);
    (service.per_unit == 0.0).then_some(micros / Span::HOUR.micros() as f64)
}

/// How many lanes or members go off duty in a week without holidays.
fn closings_a_week(openings: &Openings) -> u32 {
    let monday = date(2020, 4, 13).at(0, 0, 0, 0);
    let (week, end) = (Calendar::new(monday, &[]), Time::START + Span::from_days(7));
    let mut open = openings.open_at(&week, Time::START);
    let (mut time, mut closings) = (Time::START, 0);
    while let Some((next, number)) = openings.next_change(&week, time, end) {
        closings += open.saturating_sub(number);
        (time, open) = (next, number);
    }
    closings
}
