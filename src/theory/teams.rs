//! The work of teams.

use super::capacity;
use super::outlook::{Balance, Facts};
use super::part::Part;
use super::rounding::above;
use super::{Load, Outlook};
use crate::calendar::WEEK_HOURS;
use crate::model::TeamId;

/// How many members of a team the work of the stations keeps busy.
#[derive(Clone, Debug, PartialEq)]
pub struct TeamLoad {
    /// The team.
    pub team: TeamId,
    /// Mean number of members kept at work: the load of each station times its staff.
    pub offered_load: f64,
    /// Mean number of members on duty.
    pub members_on: f64,
    /// Fewer members, always on duty, cannot do this work: the smallest whole number above the
    /// offered load, and enough for one batch of each station.
    pub members_needed: u64,
    /// Offered load over members on duty; `None` where none ever is.
    pub utilisation: Option<f64>,
    /// What is known of the long run.
    pub outlook: Outlook,
    /// Is more work offered than can be done, and must be done ([`Outlook::is_overloaded`])?
    pub overloaded: bool,
    /// Members kept at work by hour of the week, as in [`Load::hourly_load`].
    pub hourly_load: Vec<f64>,
    /// Members on duty by hour of the week.
    pub hourly_on: Vec<f64>,
    /// The most members that can be at work on average.
    pub most_members: f64,
    pub(super) balance: Balance,
}

/// The offered load of every team, in the model's order, from that of the stations.
pub(super) fn of_teams(part: &Part<'_>, loads: &[Load]) -> Vec<TeamLoad> {
    let of_team = |index: usize| {
        let (mut offered_load, mut sure, mut largest, mut users) = (0.0, 0.0, 0_u64, 0);
        let mut hourly_load = vec![0.0; WEEK_HOURS];
        for (station, load) in part.rules.stations.iter().zip(loads) {
            let staff = station.staff.iter();
            for (_, staff) in staff.filter(|(team, _)| team.index() == index) {
                offered_load += load.offered_load * f64::from(*staff);
                sure += load.balance.sure * f64::from(*staff);
                largest = largest.max(u64::from(*staff));
                users += 1;
                for (sum, hour) in hourly_load.iter_mut().zip(&load.hourly_load) {
                    *sum += hour * f64::from(*staff);
                }
            }
        }
        let (members_on, most) = capacity::of_team(index, part);
        let lots = if users == 1 { largest.max(1) } else { 1 };
        let needed = above(offered_load / lots as f64).saturating_mul(lots);
        let load = TeamLoad {
            team: TeamId::new(index),
            offered_load,
            members_on,
            members_needed: needed.max(largest),
            utilisation: None,
            outlook: Outlook::Unknown,
            overloaded: false,
            hourly_load,
            hourly_on: part.rules.teams[index].members.by_hour_of_week(&part.days),
            most_members: most,
            balance: Balance {
                load: offered_load,
                sure,
                least: members_on,
                most,
                staffed: most,
            },
        };
        load.concluded()
    };
    (0..part.rules.teams.len()).map(of_team).collect()
}

impl TeamLoad {
    /// With what follows from work and members.
    pub(super) fn concluded(mut self) -> Self {
        let on = Some(self.members_on).filter(|on| *on > 0.0);
        self.utilisation = on.map(|on| self.offered_load / on);
        self.judged(false)
    }

    /// With the outlook; `forever` where these loads and members go on without end.
    pub(super) fn judged(mut self, forever: bool) -> Self {
        // lanes wait for each other's members, so that nothing is proven below what is there
        let facts = Facts {
            unproven: true,
            ..Facts::default()
        };
        self.outlook = self.balance.outlook(facts, forever);
        self.overloaded = self.outlook.is_overloaded();
        self
    }
}
