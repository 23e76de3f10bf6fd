//! Offered loads of teams.

use super::capacity;
use super::outlook::{Balance, Facts};
use super::part::Part;
use super::rounding::above;
use super::{Load, Outlook};
use crate::calendar::WEEK_HOURS;
use crate::model::TeamId;

/// Offered load of a team: how many of its members the work of the stations keeps busy.
#[derive(Clone, Debug, PartialEq)]
pub struct TeamLoad {
    /// The team.
    pub team: TeamId,
    /// Mean number of busy members: the sum over stations of load times staff.
    pub offered_load: f64,
    /// Mean number of members on duty.
    pub members_on: f64,
    /// Smallest number of members, always on duty, that can do this work: the smallest whole number
    /// above the offered load, and enough for one batch of each station.
    pub members_needed: u64,
    /// Offered load divided by members on duty; `None` if no member is ever on duty.
    pub utilisation: Option<f64>,
    /// What is proven about the long run.
    pub outlook: Outlook,
    /// Whether more work that must be done is offered than can be done
    /// ([`Outlook::is_overloaded`]).
    pub overloaded: bool,
    /// Busy members by hour of the week, as in [`Load::hourly_load`].
    pub hourly_load: Vec<f64>,
    /// Members on duty by hour of the week.
    pub hourly_on: Vec<f64>,
    /// Upper bound on the mean number of busy members.
    pub most_members: f64,
    /// Mean number of members on duty that can be busy at once: a crew needs all its members.
    pub(super) usable_members: f64,
    /// Sum over stations of busy members times the member-hours of a visit.
    pub(super) work: f64,
    /// Sum over stations of busy members times the hours of a visit.
    pub(super) held: f64,
    pub(super) balance: Balance,
}

/// Computes the offered load of every team, in the model's order, from the loads of the stations.
pub(super) fn of_teams(part: &Part<'_>, loads: &[Load]) -> Vec<TeamLoad> {
    let of_team = |index: usize| {
        let (mut offered_load, mut sure, mut largest, mut users) = (0.0, 0.0, 0_u64, 0);
        let (mut work, mut held) = (0.0, 0.0);
        let mut hourly_load = vec![0.0; WEEK_HOURS];
        for (station, load) in part.rules.stations.iter().zip(loads) {
            let staff = station.staff.iter();
            for (_, staff) in staff.filter(|(team, _)| team.index() == index) {
                let crew = f64::from(*staff);
                let busy = load.offered_load * crew;
                offered_load += busy;
                if busy > 0.0 {
                    held += busy * load.service_hours;
                    work += busy * load.service_hours * crew;
                }
                sure += load.balance.sure * crew;
                largest = largest.max(u64::from(*staff));
                users += 1;
                for (sum, hour) in hourly_load.iter_mut().zip(&load.hourly_load) {
                    *sum += hour * crew;
                }
            }
        }
        let (members_on, usable, most) = capacity::of_team(index, part);
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
            usable_members: usable,
            work,
            held,
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
    /// Returns the offered load divided by the members on duty that can be busy at once.
    pub fn fullness(&self) -> f64 {
        if self.offered_load > 0.0 {
            self.offered_load / self.usable_members
        } else {
            0.0
        }
    }

    /// Returns the load with its utilisation and outlook, computed from work and members.
    pub(super) fn concluded(mut self) -> Self {
        let on = Some(self.members_on).filter(|on| *on > 0.0);
        self.utilisation = on.map(|on| self.offered_load / on);
        self.judged(false)
    }

    /// Returns the load with its outlook; `forever` if these loads and members continue without
    /// end.
    pub(super) fn judged(mut self, forever: bool) -> Self {
        // lanes compete for members, so a load below the members on duty proves nothing
        let facts = Facts {
            unproven: true,
            ..Facts::default()
        };
        self.outlook = self.balance.outlook(facts, forever);
        self.overloaded = self.outlook.is_overloaded();
        self
    }
}
