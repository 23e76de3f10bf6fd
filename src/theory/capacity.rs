//! Capacity of the lanes of a station and of the members of a team.
//!
//! Two numbers bound the mean number of lanes that can be busy if batches never run out. The lower
//! bound, *least*, is proven for stations without staff; the upper bound, *most*, holds always.
//!
//! * A lane that breaks down after a mean time `a` and is repaired in a mean time `r` is up for the
//!   share a / (a + r) of the time (renewal reward: Ross 1996, Stochastic Processes, section 3.4).
//!   With `counting = "clock"` that is a share of the clock, and with `"work"` an hour of work
//!   takes 1 + r / a hours of a lane. Both give open lanes times a / (a + r) if lanes are always
//!   open. If lanes close, they are repaired in the meantime and idle broken ones close first, so
//!   that all open lanes may be up: *most* is then bounded by the open lanes, and by the share a /
//!   (a + r) of all lanes.
//! * Lanes on demand stay open as long as batches wait, so both bounds include them at all hours.
//! * Work finished after closing adds an exactly known amount if every service takes the same time
//!   and lanes open and close together. Otherwise it adds, at each closing of a lane, at most the
//!   mean square of the service time divided by its mean (Lorden 1970).
//! * Lanes need their staff: no more lanes are busy than the members on duty allow.

use crate::calendar::{DayKind, Openings, WEEK_HOURS};
use crate::model::{AtClose, Breakdowns, Counting, Lanes, Model, Service, Station, WhenFull};
use crate::time::Span;

use super::part::Part;

/// Capacity of the lanes of a station in a part of the run.
#[derive(Clone, Debug)]
pub(super) struct Capacity {
    /// Mean number of lanes open by the clock.
    pub(super) by_clock: f64,
    /// Mean number of lanes open by the clock, by hour of the week.
    pub(super) by_hour: Vec<f64>,
    /// Number of lanes that open on demand.
    pub(super) on_demand: f64,
    /// Share of the time that a lane is up.
    pub(super) up: f64,
    /// Lower bound on the mean number of busy lanes if batches and staff never run out.
    pub(super) least: f64,
    /// Upper bound on the mean number of busy lanes; infinite if not known.
    pub(super) most: f64,
    /// The upper bound with staff for all lanes at all times.
    pub(super) staffed: f64,
}

impl Capacity {
    /// Computes the capacity of a station; `None` if neither lanes nor staff limit it.
    pub(super) fn of(station: &Station, part: &Part<'_>) -> Option<Self> {
        let Lanes::Scheduled(openings) = &station.lanes else {
            return staff_alone(station, part);
        };
        let by_hour = openings.by_hour_of_week(&part.days);
        let on_demand = on_demand(station);
        let up = station.breakdowns.as_ref().map_or(1.0, up_share);
        let all = (f64::from(openings.most_open(&part.rules.calendar)) + on_demand) * up;
        let by_piece = match &station.breakdowns {
            Some(breakdowns) if breakdowns.counting == Counting::Clock => all,
            _ => f64::INFINITY,
        };
        let staffed = staffed(station, part.rules);
        let tables: Vec<&Openings> = [openings]
            .into_iter()
            .chain(staffed.iter().map(|(members, _)| *members))
            .collect();
        let (mut usable, mut with_staff) = (Mean::default(), Mean::default());
        part.days.visit(&tables, |_: DayKind, _, open, hours| {
            let lanes = (f64::from(open[0]) + on_demand).min(by_piece);
            usable.add(lanes, hours);
            with_staff.add(lanes.min(lanes_with_staff(&staffed, &open[1..])), hours);
        });
        let by_clock = openings.mean_over(&part.days);
        let pieces = if station.breakdowns.is_some() {
            all
        } else {
            f64::INFINITY
        };
        Some(Self {
            least: (by_clock + on_demand) * up,
            most: with_staff.mean().min(pieces) + overtime(station, &tables, part),
            staffed: usable.mean().min(pieces) + overtime(station, &tables[..1], part),
            by_clock,
            by_hour,
            on_demand,
            up,
        })
    }

    /// Returns the smallest and the largest number of lanes open by the clock in the hours in which
    /// any are open.
    pub(super) fn open_by_clock(&self, part: &Part<'_>) -> (f64, f64) {
        let hours = self.by_hour.iter().zip(part.days.hours_of_week());
        let open = hours.filter(|(open, hours)| **open > 0.0 && **hours > 0.0);
        // lanes that are open for a part of the hour
        let open = open.map(|(open, _)| (open.ceil(), open.ceil()));
        open.fold((0.0, 0.0), |range, hour| range_of((range, hour)))
    }

    /// Returns the open lanes by hour of the week. Lanes on demand count in the hours whose load
    /// reaches the lanes that are up by the clock, or in all hours if that is not enough.
    pub(super) fn open_at_load(&self, load: f64, hourly: &[f64], part: &Part<'_>) -> Vec<f64> {
        if self.on_demand == 0.0 {
            return self.by_hour.clone();
        }
        let called = |open: f64, load: f64| load > 0.0 && load >= open * self.up;
        let hours = self.by_hour.iter().zip(hourly);
        let open: Vec<f64> = hours
            .map(|(open, load)| {
                open + if called(*open, *load) {
                    self.on_demand
                } else {
                    0.0
                }
            })
            .collect();
        let weights = part.days.hours_of_week();
        let sum: f64 = open
            .iter()
            .zip(weights)
            .map(|(open, hours)| open * hours)
            .sum();
        if called(sum / part.days.hours(), load) {
            self.by_hour
                .iter()
                .map(|open| open + self.on_demand)
                .collect()
        } else {
            open
        }
    }
}

/// Returns the range of two ranges, of which (0, 0) is the empty one.
pub(super) fn range_of((one, other): ((f64, f64), (f64, f64))) -> (f64, f64) {
    if one.1 == 0.0 {
        other
    } else if other.1 == 0.0 {
        one
    } else {
        (one.0.min(other.0), one.1.max(other.1))
    }
}

/// Computes the capacity of a station with unlimited lanes that need staff.
fn staff_alone(station: &Station, part: &Part<'_>) -> Option<Capacity> {
    let staffed = staffed(station, part.rules);
    if staffed.is_empty() {
        return None;
    }
    let tables: Vec<&Openings> = staffed.iter().map(|(members, _)| *members).collect();
    let mut usable = Mean::default();
    part.days.visit(&tables, |_, _, on, hours| {
        usable.add(lanes_with_staff(&staffed, on), hours);
    });
    Some(Capacity {
        by_clock: f64::INFINITY,
        by_hour: vec![f64::INFINITY; WEEK_HOURS],
        on_demand: 0.0,
        up: 1.0,
        least: f64::INFINITY,
        most: usable.mean() + overtime(station, &tables, part),
        staffed: f64::INFINITY,
    })
}

/// Returns the teams of a station, with the number of members that a lane needs.
fn staffed<'m>(station: &Station, model: &'m Model) -> Vec<(&'m Openings, u32)> {
    let staff = station.staff.iter().filter(|(_, number)| *number > 0);
    staff
        .map(|(team, number)| (&model.teams[team.index()].members, *number))
        .collect()
}

/// Returns the number of lanes that can work with `on` members of each team on duty.
fn lanes_with_staff(staffed: &[(&Openings, u32)], on: &[u32]) -> f64 {
    let lanes = staffed.iter().zip(on);
    let lanes = lanes.map(|((_, number), on)| f64::from(on / number));
    lanes.fold(f64::INFINITY, f64::min)
}

/// Returns the number of lanes on demand.
fn on_demand(station: &Station) -> f64 {
    station.open_more.map_or(0.0, |more| f64::from(more.add))
}

/// Returns the share of the time that a lane is up.
pub(super) fn up_share(breakdowns: &Breakdowns) -> f64 {
    let (after, repair) = (breakdowns.after.mean(), breakdowns.repair.mean());
    if repair > 0.0 {
        after / (after + repair)
    } else {
        1.0
    }
}

/// Returns an upper bound on the number of lanes that work after closing (their own or that of
/// their staff), averaged over all time.
fn overtime(station: &Station, tables: &[&Openings], part: &Part<'_>) -> f64 {
    if station.at_close != AtClose::Finish {
        return 0.0;
    }
    let (service, breaks) = (&station.service, station.breakdowns.is_some());
    if let ([time], [table]) = (service.times.as_slice(), tables)
        && time.variance() == 0.0
        && service.per_unit == 0.0
        && time.mean() > 0.0
        && !(breaks || station.preempt || station.open_more.is_some())
        && let Some(after) = part.finish_of_constant(table, Span::from_micros_f64(time.mean()))
    {
        return after;
    }
    let closings = tables.iter().map(|table| part.closings_an_hour(table));
    let closings: f64 = closings.sum();
    if closings > 0.0 {
        closings * longest_finish(&station.service)
    } else {
        0.0
    }
}

/// Returns the mean square of the service time divided by its mean, in hours; infinite if service
/// time depends on size.
fn longest_finish(service: &Service) -> f64 {
    if service.per_unit > 0.0 {
        return f64::INFINITY;
    }
    let of_one = |time: &crate::distribution::Distribution| time.mean() * (1.0 + time.scv());
    let micros = service.times.iter().map(of_one).fold(0.0, f64::max);
    micros / Span::HOUR.micros() as f64
}

/// Returns the mean number of members on duty, the mean number of those that can be busy at once,
/// and an upper bound on the mean number of busy members, after closing too.
pub(super) fn of_team(team: usize, part: &Part<'_>) -> (f64, f64, f64) {
    let model = part.rules;
    let members = &model.teams[team].members;
    let users: Vec<(&Station, u32)> = model
        .stations
        .iter()
        .filter_map(|station| {
            let mut staff = station.staff.iter();
            let (_, number) = staff.find(|(of, number)| of.index() == team && *number > 0)?;
            Some((station, *number))
        })
        .collect();
    // a lane needs all its members at once: remaining members stay idle
    let lot = match users.as_slice() {
        [(_, number)] => *number,
        _ => 1,
    };
    let mut usable = Mean::default();
    part.days.visit(&[members], |_, _, on, hours| {
        usable.add(f64::from(on[0] / lot * lot), hours);
    });
    let finish = users
        .iter()
        .filter(|(station, _)| station.at_close == AtClose::Finish);
    let after = finish
        .map(|(station, number)| longest_finish(&station.service) * f64::from(*number))
        .fold(0.0, f64::max);
    let closings = part.closings_an_hour(members);
    let overtime = if closings > 0.0 {
        closings * after
    } else {
        0.0
    };
    let usable = usable.mean();
    (members.mean_over(&part.days), usable, usable + overtime)
}

/// Does the station turn batches away or divert them when its room is full?
pub(super) fn turns_away(station: &Station) -> bool {
    station.room.is_some_and(|room| match room.when_full {
        WhenFull::Block => false,
        WhenFull::TurnAway | WhenFull::Divert(_) => true,
    })
}

/// Returns the longest time of service without a break, in hours, at a station that restarts work
/// after closing; `None` if closing undoes no work, or if breakdowns or lanes on demand can carry
/// work over it.
pub(super) fn longest_service(station: &Station, part: &Part<'_>) -> Option<f64> {
    if station.at_close != AtClose::Restart || station.breakdowns.is_some() {
        return None;
    }
    let mut wanted = staffed(station, part.rules);
    if let Lanes::Scheduled(openings) = &station.lanes {
        if station.open_more.is_some() {
            return None;
        }
        wanted.push((openings, 1));
    }
    Some(part.longest_opening(&wanted)).filter(|hours| hours.is_finite())
}

/// A mean weighted by hours.
#[derive(Default)]
struct Mean {
    sum: f64,
    hours: f64,
}

impl Mean {
    fn add(&mut self, value: f64, hours: f64) {
        self.sum += value * hours;
        self.hours += hours;
    }

    fn mean(&self) -> f64 {
        if self.hours > 0.0 {
            self.sum / self.hours
        } else {
            0.0
        }
    }
}
