//! Relaxation time: how fast the effect of the empty start on a queue fades.

use super::{Load, Loads};

const HOURS_A_DAY: f64 = 24.0;

/// Returns the position of the station whose lanes are busiest, and its relaxation time in hours.
/// `None` if its load reaches the lanes that are up, so that it has no steady state by itself, or
/// if no batch arrives at any station.
///
/// If all stations have unlimited lanes, this is the longest mean service time.
pub fn relaxation(loads: &Loads) -> Option<(usize, f64)> {
    let visited = loads.stations.iter().enumerate();
    let visited = visited.filter(|(_, load)| load.offered_load > 0.0);
    let (position, busiest) = visited.max_by(|(_, one), (_, other)| {
        let by_share = busy(one).total_cmp(&busy(other));
        by_share.then(one.service_hours.total_cmp(&other.service_hours))
    })?;
    Some((position, of_station(busiest)?))
}

/// Returns the share of lanes that are busy; 0 if they are unlimited.
fn busy(load: &Load) -> f64 {
    match (load.lanes_open, load.utilisation) {
        (None, _) => 0.0,
        (Some(_), Some(share)) => share,
        // the station is never open
        (Some(_), None) => f64::INFINITY,
    }
}

/// Returns the hours in which the effect of the start on a station shrinks to 1/e = 37 %, in the
/// long run; `None` without a steady state.
///
/// With rho the share of lanes that are busy and m the visits that all lanes can serve in an hour:
///
/// ```text
/// 1 / (m (1 - sqrt rho)^2)
/// ```
///
/// For one lane, Poisson arrivals and exponential service this is the slowest time constant of the
/// queue, exactly (Cohen 1982, "The Single Server Queue", II.2.1; Odoni and Roth 1983 found that of
/// other single queues to be proportional to it). For c lanes m is c times the rate of one lane.
/// This is exact for M/M/c above some load (van Doorn 1985); below it, the time constant lies
/// between this and the mean service time, of which the longer is returned. In other cases (opening
/// hours, staff, other distributions) it is an order of magnitude.
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
