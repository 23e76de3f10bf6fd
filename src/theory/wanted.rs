//! Square-root staffing: the lanes and members that each hour should have.
//!
//! With m busy lanes on average, were they unlimited, m + beta sqrt(m) lanes let the same share of
//! the batches wait at any time (Jennings, Mandelbaum, Massey and Whitt 1996), here with the lagged
//! load for m. In a queue with many exponential servers that share is
//! 1 / (1 + beta Phi(beta) / phi(beta)) (Halfin and Whitt 1981).

use statrs::function::erf::erfc;

use super::lagged::{Lagged, window_lagged};
use super::rounding::rounded_down;
use crate::calendar::WEEK_HOURS;
use crate::model::Model;

/// Upper limit on beta: the normal density is 0 in floating-point numbers from here on.
const MOST_BETA: f64 = 38.0;

/// Loads below this are the error of the transforms.
const LEAST_LOAD: f64 = 1e-6;

/// The mean lagged load of each hour of the week, from Monday 00:00.
#[derive(Clone, Debug, PartialEq)]
pub struct HourlyWork {
    /// Busy lanes of each station, in the model's order.
    pub stations: Vec<Vec<f64>>,
    /// Busy members of each team: the sum over stations of busy lanes times staff.
    pub teams: Vec<Vec<f64>>,
    /// Members of each team that a lane of each station holds.
    staff: Vec<Vec<u32>>,
}

/// The lanes and members that each hour of the week should have, from Monday 00:00.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Lanes of each station, in the model's order.
    pub stations: Vec<Vec<u64>>,
    /// Members of each team: the sum over stations of wanted lanes times staff.
    pub teams: Vec<Vec<u64>>,
}

impl HourlyWork {
    /// Computes the work over the measured window, averaged by hour over the rules in force; `None`
    /// for networks above the limit of size.
    pub fn of_window(model: &Model) -> Option<Self> {
        Some(Self::new(model, &window_lagged(model)?))
    }

    /// Makes the work of lagged loads under the rules of this model.
    pub fn new(rules: &Model, lagged: &[Lagged]) -> Self {
        let stations: Vec<Vec<f64>> = lagged.iter().map(|it| it.hourly.clone()).collect();
        let staff: Vec<Vec<u32>> = (0..rules.teams.len())
            .map(|team| {
                let held = rules.stations.iter().map(|station| {
                    let mut staff = station.staff.iter();
                    let of_team = staff.find(|(id, _)| id.index() == team);
                    of_team.map_or(0, |(_, members)| *members)
                });
                held.collect()
            })
            .collect();
        let teams = staff.iter().map(|held| {
            let hour = |hour: usize| {
                let lanes = stations.iter().map(|hourly| hourly[hour]);
                lanes
                    .zip(held)
                    .map(|(lanes, held)| lanes * f64::from(*held))
                    .sum()
            };
            (0..WEEK_HOURS).map(hour).collect()
        });
        Self {
            teams: teams.collect(),
            stations,
            staff,
        }
    }

    /// Returns the variance of the busy members of a team in an hour of the week if lanes were
    /// unlimited: the busy lanes of a station are then Poisson, and each holds its staff.
    pub fn team_variance(&self, team: usize, hour: usize) -> f64 {
        let lanes = self.stations.iter().map(|hourly| hourly[hour]);
        let held = self.staff[team].iter().map(|held| f64::from(*held));
        lanes
            .zip(held)
            .map(|(lanes, held)| lanes * held * held)
            .sum()
    }

    /// Returns the lanes and members for a beta.
    pub fn wanted(&self, beta: f64) -> Wanted {
        let hourly = |loads: &Vec<f64>| loads.iter().map(|load| square_root(*load, beta)).collect();
        let stations: Vec<Vec<u64>> = self.stations.iter().map(hourly).collect();
        let teams = self.staff.iter().map(|held| {
            let hour = |hour: usize| {
                let lanes = stations.iter().map(|hourly| hourly[hour]);
                lanes
                    .zip(held)
                    .map(|(lanes, held)| lanes * u64::from(*held))
                    .sum()
            };
            (0..WEEK_HOURS).map(hour).collect()
        });
        Wanted {
            teams: teams.collect(),
            stations,
        }
    }
}

/// Returns the number of lanes for a load: the smallest whole number from m + beta sqrt(m) on; 0
/// for a load within the error of [`Lagged`].
pub fn square_root(load: f64, beta: f64) -> u64 {
    if load < LEAST_LOAD {
        return 0;
    }
    rounded_down(load + beta * load.sqrt()).ceil().max(0.0) as u64
}

/// Returns the beta with which this share of the batches waits in a queue with many exponential
/// servers; `None` unless the share is above 0 and at most 1.
pub fn beta_of_waiting(share: f64) -> Option<f64> {
    if !(0.0 < share && share <= 1.0) {
        return None;
    }
    // the share falls from 1 at beta = 0; bisection to the precision of the numbers
    let (mut low, mut high) = (0.0, MOST_BETA);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if waiting(middle) > share {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(f64::midpoint(low, high))
}

/// Returns the beta with which the share of batches that do not wait is the one that the release
/// target asks for; `None` without such a target, and if it asks for all batches.
pub fn beta_of_target(model: &Model) -> Option<f64> {
    beta_of_waiting(1.0 - model.target.release?.share)
}

/// Returns the share of batches that wait.
fn waiting(beta: f64) -> f64 {
    let below = 0.5 * erfc(-beta / std::f64::consts::SQRT_2);
    let density = (-beta * beta / 2.0).exp() / std::f64::consts::TAU.sqrt();
    1.0 / (1.0 + beta * below / density)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beta_is_that_of_halfin_and_whitt() {
        // beta = 1: Phi(1) = 0.841345, phi(1) = 0.241971
        assert!((waiting(1.0) - 1.0 / (1.0 + 0.841_344_746 / 0.241_970_725)).abs() < 1e-8);
        for share in [0.01, 0.05, 0.2, 0.5, 0.9, 1.0] {
            let beta = beta_of_waiting(share).expect("a share");
            assert!((waiting(beta) - share).abs() < 1e-9, "{share}: {beta}");
        }
        assert_eq!(beta_of_waiting(0.0), None);
        assert_eq!(beta_of_waiting(-0.1), None);
    }

    #[test]
    fn lanes_are_rounded_up_but_not_for_rounding_errors() {
        assert_eq!((square_root(0.0, 2.0), square_root(1e-9, 2.0)), (0, 0));
        assert_eq!(square_root(4.0, 0.5), 5);
        assert_eq!(square_root(4.0 + 1e-13, 0.5), 5);
        assert_eq!(square_root(4.01, 0.5), 6);
        assert_eq!(square_root(0.01, 0.2), 1);
    }
}
