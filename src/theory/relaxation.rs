//! Relaxation time: how fast the effect of the empty start on a queue fades.

use super::{Load, Loads, TeamLoad};

const HOURS_A_DAY: f64 = 24.0;

/// A station or a team, by its position in the loads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bottleneck {
    /// A station, whose lanes are the servers of a queue.
    Station(usize),
    /// A team, whose crews are the servers of a queue.
    Team(usize),
}

/// A queue with several servers, in terms of its load.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Queue {
    /// Share of the servers that are busy in the long run.
    busy: f64,
    /// Visits that all servers together can serve in an hour.
    an_hour: f64,
    /// Mean time for which a visit holds a server, in hours.
    service_hours: f64,
}

/// Returns the station or team that is busiest for its lanes or members, and its relaxation time in
/// hours: `None` if its load reaches what its lanes or members can do, so that it has no steady
/// state by itself. Nothing is returned if no batch arrives at any station.
///
/// If all stations have unlimited lanes and no staff, this is the longest mean service time.
pub fn relaxation(loads: &Loads) -> Option<(Bottleneck, Option<f64>)> {
    let visited = loads.stations.iter().enumerate();
    let visited = visited.filter(|(_, load)| load.offered_load > 0.0);
    let stations = visited.map(|(at, load)| (Bottleneck::Station(at), Queue::of_station(load)));
    let station = stations.max_by(|(_, one), (_, other)| {
        let by_share = one.busy.total_cmp(&other.busy);
        by_share.then(one.service_hours.total_cmp(&other.service_hours))
    })?;
    let teams = loads.teams.iter().enumerate();
    let working = teams.filter(|(_, load)| load.offered_load > 0.0);
    let teams = working.map(|(at, load)| (Bottleneck::Team(at), Queue::of_team(load)));
    let team = teams.max_by(|(_, one), (_, other)| one.busy.total_cmp(&other.busy));
    let team = team.filter(|(_, queue)| queue.busy > station.1.busy);
    let (bottleneck, busiest) = team.unwrap_or(station);
    Some((bottleneck, busiest.relaxation()))
}

impl Queue {
    fn of_station(load: &Load) -> Self {
        let busy = match (load.lanes_open, load.utilisation) {
            (None, _) => 0.0,
            (Some(_), Some(share)) => share,
            // the station is never open
            (Some(_), None) => f64::INFINITY,
        };
        Self {
            busy,
            an_hour: load.visits_per_day / HOURS_A_DAY / busy,
            service_hours: load.service_hours,
        }
    }

    /// The work of a visit in member-hours and the time for which it holds its crew differ between
    /// the stations that a team serves. Both are averaged over the member-hours of work, as in the
    /// Pollaczek-Khinchine formula: a queue is slow because of the visits that bring most of its
    /// work, not because of the most frequent ones.
    fn of_team(load: &TeamLoad) -> Self {
        let members = load.usable_members;
        let busy = if members > 0.0 {
            load.offered_load / members
        } else {
            f64::INFINITY
        };
        Self {
            busy,
            an_hour: members * load.offered_load / load.work,
            service_hours: load.held / load.offered_load,
        }
    }

    /// Returns the hours in which the effect of the start shrinks to 1/e = 37 %, in the long run;
    /// `None` without a steady state.
    ///
    /// With rho the share of lanes that are busy and m the visits that all lanes can serve in an
    /// hour:
    ///
    /// ```text
    /// 1 / (m (1 - sqrt rho)^2)
    /// ```
    ///
    /// For one lane, Poisson arrivals and exponential service this is the slowest time constant of
    /// the queue, exactly (Cohen 1982, "The Single Server Queue", II.2.1; Odoni and Roth 1983 found
    /// that of other single queues to be proportional to it). For c lanes m is c times the rate of
    /// one lane. This is exact for M/M/c above some load (van Doorn 1985); below it, the time
    /// constant lies between this and the mean service time, of which the longer is returned. In
    /// other cases (opening hours, staff, other distributions) it is an order of magnitude.
    fn relaxation(self) -> Option<f64> {
        if self.busy == 0.0 {
            return Some(self.service_hours);
        }
        if self.busy >= 1.0 || !self.an_hour.is_finite() {
            return None;
        }
        let hours = 1.0 / (self.an_hour * (1.0 - self.busy.sqrt()).powi(2));
        Some(hours.max(self.service_hours))
    }
}
