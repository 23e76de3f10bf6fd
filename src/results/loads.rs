//! What theory says of the work of stations and teams before any run.

use serde::{Deserialize, Serialize};

use crate::metric::Scope;
use crate::model::Model;
use crate::theory::{self, Load, Outlook};

/// What theory says of a station's load before any run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StationLoad {
    /// The station.
    pub scope: Scope,
    /// Visits a day over the measured window.
    pub visits_per_day: f64,
    /// Mean service time in hours.
    pub service_hours: f64,
    /// Mean number of lanes that the visits keep at work.
    pub offered_load: f64,
    /// Mean number of open lanes, those on demand where they would be; `None` where unlimited.
    pub lanes_open: Option<f64>,
    /// How many of them open on demand only, at most; 0 where none do.
    #[serde(default, skip_serializing_if = "is_none")]
    pub on_demand: f64,
    /// Mean number of lanes open and not broken; `None` where unlimited.
    #[serde(default)]
    pub lanes_up: Option<f64>,
    /// Fewer lanes, always open, cannot do this work; `None` where unlimited.
    pub lanes_needed: Option<u64>,
    /// Offered load over the lanes that are up; `None` where unlimited.
    pub utilisation: Option<f64>,
    /// Is more work offered than can be done, and must be done?
    pub overloaded: bool,
    /// What is known of the long run.
    #[serde(default)]
    pub outlook: Outlook,
    /// Hour of the week, from Monday 00:00, with the largest load.
    pub busiest_hour: u32,
    /// Offered load in that hour.
    pub busiest_hour_load: f64,
    /// Offered load by hour of the week, from Monday 00:00: 168 numbers.
    pub hourly_load: Vec<f64>,
}

/// Is a number of lanes not worth telling?
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_none(lanes: &f64) -> bool {
    *lanes == 0.0
}

/// What theory says of a team's load before any run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TeamLoad {
    /// The team.
    pub scope: Scope,
    /// Mean number of members that the visits keep at work.
    pub offered_load: f64,
    /// Mean number of members on duty.
    pub members_on: f64,
    /// Fewer members, always on duty, cannot do this work.
    pub members_needed: u64,
    /// Offered load over the members on duty; `None` where none ever is.
    pub utilisation: Option<f64>,
    /// Is more work offered than can be done, and must be done?
    pub overloaded: bool,
    /// What is known of the long run.
    pub outlook: Outlook,
}

/// The load of a station as results tell it.
pub fn station_load(model: &Model, load: &Load) -> StationLoad {
    StationLoad {
        scope: station_scope(model, load),
        visits_per_day: load.visits_per_day,
        service_hours: load.service_hours,
        offered_load: load.offered_load,
        lanes_open: load.lanes_open,
        on_demand: load.on_demand,
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

/// The load of a team as results tell it.
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

/// The scope of a load's station.
pub(super) fn station_scope(model: &Model, load: &Load) -> Scope {
    Scope::station(&model.stations[load.station.index()].name)
}
