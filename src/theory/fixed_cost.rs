//! What is known about an arrangement without a run: its fixed cost, and whether it cannot keep up.

use jiff::civil::date;

use super::{Loads, Outlook};
use crate::calendar::{Calendar, Openings};
use crate::model::{AtClose, Lanes, Model, RunKind, Station, Stretch};
use crate::time::{Span, Time};

/// The cost of scheduled lanes and of members on duty, which does not depend on the run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FixedCost {
    /// Cost a day of the window.
    pub per_day: f64,
    /// Hours a day of open lanes and of members on duty together.
    pub hours_per_day: f64,
    /// Whether this is the whole cost: a run adds nothing for overtime, lanes on demand, unlimited
    /// lanes or delay.
    pub complete: bool,
}

/// Computes the fixed cost over the measured window, under the rules in force.
pub fn fixed_cost(model: &Model) -> FixedCost {
    let (start, end) = (model.plan.window_start(), model.plan.window_end());
    let mut sum = FixedCost {
        complete: model.changes.is_empty() && adds_nothing(model),
        ..FixedCost::default()
    };
    for Stretch { from, until, rules } in model.stretches(start, end) {
        let hours = |of: &Openings| of.hours_by_row(&model.calendar, from, until);
        for station in &rules.stations {
            if let Lanes::Scheduled(openings) = &station.lanes {
                let hours = hours(openings);
                let rows = hours.iter().zip(&station.cost_by_row);
                sum.per_day += rows.map(|(hours, cost)| hours * cost).sum::<f64>();
                sum.hours_per_day += hours.iter().sum::<f64>();
            }
        }
        for team in &rules.teams {
            let hours = hours(&team.members);
            let rows = hours.iter().zip(&team.cost_per_hour);
            sum.per_day += rows.map(|(hours, cost)| hours * cost).sum::<f64>();
            sum.hours_per_day += hours.iter().sum::<f64>();
        }
    }
    sum.per_day /= model.plan.length.days();
    sum.hours_per_day /= model.plan.length.days();
    sum
}

/// Is the fixed cost the whole cost of any run?
fn adds_nothing(model: &Model) -> bool {
    let overtime = |of: &Openings, station: &Station| {
        station.at_close == AtClose::Finish && closings_a_week(of) > 0
    };
    let of_station = |station: &Station| {
        let cost = station.cost_per_lane_hour > 0.0;
        let lanes = match &station.lanes {
            Lanes::Unlimited => cost,
            Lanes::Scheduled(lanes) => {
                let is_paid = station.cost_by_row.iter().any(|cost| *cost > 0.0);
                is_paid && overtime(lanes, station)
            }
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

/// Is it proven that work piles up without end, at a station or for a team
/// ([`Outlook::Overloaded`](super::Outlook::Overloaded))? Nothing is proven for a run over certain
/// days, for rules that change, or for arrivals from a file.
pub fn cannot_keep_up(model: &Model) -> bool {
    if model.plan.kind == RunKind::Period || !model.changes.is_empty() {
        return false;
    }
    let Loads { stations, teams } = Loads::of_window(model);
    let stations = stations.iter().map(|load| load.outlook);
    let mut outlooks = stations.chain(teams.iter().map(|load| load.outlook));
    outlooks.any(|outlook| outlook == Outlook::Overloaded)
}

/// Returns the number of closings of a lane or member in a week without holidays.
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
