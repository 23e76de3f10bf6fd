//! The offered loads of stations and teams, from theory.

use serde::{Deserialize, Serialize};

use crate::metric::Scope;
use crate::model::Model;
use crate::statistics::Estimate;
use crate::theory::{self, Load, Outlook};

/// Offered load of a station, from theory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StationLoad {
    /// The station.
    pub scope: Scope,
    /// Visits a day over the measured window.
    pub visits_per_day: f64,
    /// Mean service time in hours.
    pub service_hours: f64,
    /// Offered load: mean number of lanes that the visits keep busy.
    pub offered_load: f64,
    /// Mean number of open lanes, with lanes on demand in the hours that need them; `None` if
    /// unlimited.
    pub lanes_open: Option<f64>,
    /// Largest number of lanes that open on demand only.
    #[serde(default, skip_serializing_if = "is_none")]
    pub on_demand: f64,
    /// Of a station with lanes on demand, the smallest and the largest number of other lanes in the
    /// hours in which any are open; 0 if none ever are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_clock: Option<(f64, f64)>,
    /// Mean number of lanes open and not broken; `None` if unlimited.
    #[serde(default)]
    pub lanes_up: Option<f64>,
    /// Smallest number of lanes, always open, that can do this work; `None` if unlimited.
    pub lanes_needed: Option<u64>,
    /// Offered load divided by the lanes that are up; `None` if unlimited.
    pub utilisation: Option<f64>,
    /// Whether more work that must be done is offered than can be done.
    pub overloaded: bool,
    /// What is proven about the long run.
    #[serde(default)]
    pub outlook: Outlook,
    /// Hour of the week, from Monday 00:00, with the largest load.
    pub busiest_hour: u32,
    /// Offered load in that hour.
    pub busiest_hour_load: f64,
    /// Offered load by hour of the week, from Monday 00:00: 168 numbers.
    pub hourly_load: Vec<f64>,
}

/// Is the number of lanes 0, so that it is left out?
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_none(lanes: &f64) -> bool {
    *lanes == 0.0
}

/// Offered load of a team, from theory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TeamLoad {
    /// The team.
    pub scope: Scope,
    /// Offered load: mean number of members that the visits keep busy.
    pub offered_load: f64,
    /// Mean number of members on duty.
    pub members_on: f64,
    /// Smallest number of members, always on duty, that can do this work.
    pub members_needed: u64,
    /// Offered load divided by the members on duty; `None` if no member is ever on duty.
    pub utilisation: Option<f64>,
    /// Whether more work that must be done is offered than can be done.
    pub overloaded: bool,
    /// What is proven about the long run.
    pub outlook: Outlook,
}

/// The work above what open lanes or members on duty can do, and the overtime that does some of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Excess {
    /// Hours of work a day above what can be done in open hours or on duty.
    pub missing: f64,
    /// Hours of overtime a day that were measured; `None` if they are not known.
    pub overtime: Option<f64>,
    /// Whether overtime is clearly less than the missing hours: then work piles up.
    pub piles_up: bool,
}

/// Largest share of the missing hours up to which overtime is clearly less than they are: in a
/// window some work is always left over.
const CLEARLY: f64 = 0.95;

impl Excess {
    /// Compares a load with what can be done; `None` if it can be done.
    pub fn of(offered_load: f64, able: f64, overtime: &Estimate) -> Option<Self> {
        let missing = (offered_load - able) * 24.0;
        let most = overtime.upper.or(overtime.mean);
        (missing > 0.0).then(|| Self {
            missing,
            overtime: overtime.mean,
            piles_up: most.is_some_and(|most| most < CLEARLY * missing),
        })
    }
}

impl StationLoad {
    /// Returns the work above what open lanes can do. Where lanes break down they may all be up
    /// while they are open, because they are repaired while they are closed.
    pub fn excess(&self, overtime: &Estimate) -> Option<Excess> {
        Excess::of(self.offered_load, self.lanes_open?, overtime)
    }
}

impl TeamLoad {
    /// Returns the work above what members on duty can do.
    pub fn excess(&self, overtime: &Estimate) -> Option<Excess> {
        Excess::of(self.offered_load, self.members_on, overtime)
    }
}

/// Converts the load of a station to its form in results.
pub fn station_load(model: &Model, load: &Load) -> StationLoad {
    StationLoad {
        scope: station_scope(model, load),
        visits_per_day: load.visits_per_day,
        service_hours: load.service_hours,
        offered_load: load.offered_load,
        lanes_open: load.lanes_open,
        on_demand: load.on_demand,
        by_clock: load.by_clock.filter(|_| load.on_demand > 0.0),
        lanes_up: load.lanes_up,
        lanes_needed: load.lanes_needed,
        utilisation: load.utilisation,
        overloaded: load.overloaded,
        outlook: load.outlook,
        busiest_hour: load.busiest_hour as u32,
        busiest_hour_load: load.busiest_hour_load,
        hourly_load: load.hourly_load.clone(),
    }
}

/// Converts the load of a team to its form in results.
pub fn team_load(model: &Model, load: &theory::TeamLoad) -> TeamLoad {
    TeamLoad {
        scope: Scope::team(&model.teams[load.team.index()].name),
        offered_load: load.offered_load,
        members_on: load.members_on,
        members_needed: load.members_needed,
        utilisation: load.utilisation,
        overloaded: load.overloaded,
        outlook: load.outlook,
    }
}

/// Returns the scope of a load's station.
pub(super) fn station_scope(model: &Model, load: &Load) -> Scope {
    Scope::station(&model.stations[load.station.index()].name)
}
