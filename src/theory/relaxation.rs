//! How long a queue remembers its empty start.

use super::{Load, Loads};

const HOURS_A_DAY: f64 = 24.0;

/// The relaxation time of the station whose lanes are busiest: its position among the stations, and
/// hours. `None` where that station has no steady state of its own, because its load reaches the
/// lanes that are up, or where no batch comes anywhere.
///
/// Where no station limits its lanes, it is the longest time of work.
pub fn relaxation(loads: &Loads) -> Option<(usize, f64)> {
    let visited = loads.stations.iter().enumerate();
    let visited = visited.filter(|(_, load)| load.offered_load > 0.0);
    let (position, busiest) = visited.max_by(|(_, one), (_, other)| {
        let by_share = busy(one).total_cmp(&busy(other));
        by_share.then(one.service_hours.total_cmp(&other.service_hours))
    })?;
    Some((position, of_station(busiest)?))
}

/// Share of the lanes that are at work; 0 where they are unlimited.
fn busy(load: &Load) -> f64 {
    match (load.lanes_open, load.utilisation) {
        (None, _) => 0.0,
        (Some(_), Some(share)) => share,
        // never open
        (Some(_), None) => f64::INFINITY,
    }
}

/// Hours in which the effect of the start on a station shrinks to 1/e = 37 %, in the long run.
///
/// With rho the share of the lanes that are at work and m what they can do in an hour:
///
/// ```text
/// 1 / (m (1 - sqrt rho)^2)
/// ```
///
/// For one lane, Poisson arrivals and exponential service this is the slowest time constant of the
/// queue, exactly (Cohen 1982, "The Single Server Queue", II.2.1; Odoni and Roth 1983 found that of
/// other single queues to be proportional to it). For c lanes m is c times the rate of one: exact
/// for M/M/c under a load above some limit (van Doorn 1985), below it the time constant is between
/// this and the mean service time, whichever is longer is given. Elsewhere (opening hours, staff,
/// other distributions) it is an order of magnitude.
fn of_station(load: &Load) -> Option<f64> {
    let share = busy(load);
    if share >= 1.0 || !load.visits_per_day.is_finite() {
        return None;
    }
    if share == 0.0 {
        return Some(load.service_hours);
    }
    let an_hour = load.visits_per_day / HOURS_A_DAY / share;
    let hours = 1.0 / (an_hour * (1.0 - share.sqrt()).powi(2));
    Some(hours.max(load.service_hours))
}
