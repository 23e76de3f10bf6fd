//! What the lanes of a station and the members of a team can do.
//!
//! Two numbers bound the mean number of lanes that can be at work while batches never run out. The
//! *least* is proven where no staff is needed; no more than the *most* can be at work whatever
//! happens.
//!
//! * A lane that breaks down after a mean time `a` and is repaired in a mean time `r` is up a share
//!   a / (a + r) of the time (renewal reward: Ross 1996, Stochastic Processes, section 3.4). With
//!   `counting = "clock"` that is a share of the clock, and with `"work"` an hour of work takes
//!   1 + r / a hours of a lane. Both give open lanes times a / (a + r) where lanes are always open.
//!   Lanes that close are repaired in the meantime, and idle broken ones close first, so that up to
//!   all open lanes may be up then: the most is then bounded by the open lanes and by the share of
//!   all lanes that there are.
//! * Lanes on demand stay open for as long as batches wait, so both bounds hold them at any hour.
//! * Work that is finished after closing adds just what is in hand where every service takes the
//!   same time and lanes open and close together, else at most the mean square of the service time
//!   over its mean at each closing of a lane (Lorden 1970).
//! * Lanes without their staff do nothing: no more than the members on duty allow.

use crate::calendar::{DayKind, Openings, WEEK_HOURS};
use crate::model::{AtClose, Breakdowns, Counting, Lanes, Model, Service, Station, WhenFull};
use crate::time::Span;

use super::part::Part;

/// What the lanes of a station can do in a part of the run.
#[derive(Clone, Debug)]
pub(super) struct Capacity {
    /// Mean number of lanes open by the clock.
    pub(super) by_clock: f64,
    /// The same by hour of the week.
    pub(super) by_hour: Vec<f64>,
    /// Lanes that open on demand; 0 where there are none.
    pub(super) on_demand: f64,
    /// Share of the time that a lane is up.
    pub(super) up: f64,
    /// At least this many can be at work on average, were batches never to run out; staff apart.
    pub(super) least: f64,
    /// No more can be at work on average; infinite where that is not known.
    pub(super) most: f64,
    /// The same with staff for all lanes at all times.
    pub(super) staffed: f64,
}

impl Capacity {
    /// Of a station with a number of lanes, or with staff; `None` where nothing limits it.
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

    /// Lanes open by hour of the week, those on demand where they would be: in the hours whose load
    /// reaches what is up by the clock, or in all hours where these are not enough.
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

/// A station of unlimited lanes that need staff.
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

/// The teams of a station, and how many members of each a lane takes.
fn staffed<'m>(station: &Station, model: &'m Model) -> Vec<(&'m Openings, u32)> {
    let staff = station.staff.iter().filter(|(_, number)| *number > 0);
    staff
        .map(|(team, number)| (&model.teams[team.index()].members, *number))
        .collect()
}

/// How many lanes can work with this many members of each team on duty.
fn lanes_with_staff(staffed: &[(&Openings, u32)], on: &[u32]) -> f64 {
    let lanes = staffed.iter().zip(on);
    let lanes = lanes.map(|((_, number), on)| f64::from(on / number));
    lanes.fold(f64::INFINITY, f64::min)
}

/// Lanes on demand.
fn on_demand(station: &Station) -> f64 {
    station.open_more.map_or(0.0, |more| f64::from(more.add))
}

/// The share of the time that a lane is up.
pub(super) fn up_share(breakdowns: &Breakdowns) -> f64 {
    let (after, repair) = (breakdowns.after.mean(), breakdowns.repair.mean());
    if repair > 0.0 {
        after / (after + repair)
    } else {
        1.0
    }
}

/// Most lanes at work after closing, on average over all time: of lanes and members that go.
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

/// The mean square of the service time over its mean, in hours; infinite where sizes take time.
fn longest_finish(service: &Service) -> f64 {
    if service.per_unit > 0.0 {
        return f64::INFINITY;
    }
    let of_one = |time: &crate::distribution::Distribution| time.mean() * (1.0 + time.scv());
    let micros = service.times.iter().map(of_one).fold(0.0, f64::max);
    micros / Span::HOUR.micros() as f64
}

/// Members on duty on average, and the most that can be at work on average.
pub(super) fn of_team(team: usize, part: &Part<'_>) -> (f64, f64) {
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
    // a lane takes its members together: what is left over does nothing
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
    (members.mean_over(&part.days), usable.mean() + overtime)
}

/// Does the station send batches away or elsewhere where its room is full?
pub(super) fn turns_away(station: &Station) -> bool {
    station.room.is_some_and(|room| match room.when_full {
        WhenFull::Block => false,
        WhenFull::TurnAway | WhenFull::Divert(_) => true,
    })
}

/// The longest time for which a batch that is begun anew at each closing can be served without a
/// break, in hours; `None` where closing undoes no work, or breakdowns carry it over.
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

/// A mean over hours.
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
