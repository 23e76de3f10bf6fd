//! The stretches of the window, between dated changes, in which stations and teams have most to do.

use serde::{Deserialize, Serialize};

use crate::metric::Scope;
use crate::model::{Model, Stretch};
use crate::theory::{self, Loads};
use crate::time::Time;

use super::plan::instant;

/// The stretch of the window, between two dated changes, in which a station or a team gets most
/// work beyond what it can do, or else has its highest load.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeaviestStretch {
    /// The station or the team.
    pub scope: Scope,
    /// Start of the stretch.
    pub from: String,
    /// End of the stretch.
    pub until: String,
    /// Offered load: mean number of lanes or members that the visits keep busy.
    pub offered_load: f64,
    /// Mean number of lanes that are open and not broken, or of members on duty.
    pub able: f64,
    /// Work of the stretch beyond what can be done in it, in hours of a lane or member; 0 if there
    /// is none.
    pub beyond: f64,
    /// The times of the window in which it is overloaded, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overloaded: Vec<Overloaded>,
}

/// A time in which a station or a team is overloaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overloaded {
    /// Its start.
    pub from: String,
    /// Its end.
    pub until: String,
}

/// Load of a station or a team in one stretch.
struct Part {
    from: Time,
    until: Time,
    offered: f64,
    able: f64,
    overloaded: bool,
}

/// Returns the heaviest stretch of each limited station and team; empty without dated changes in
/// the window.
pub(super) fn heaviest(model: &Model) -> Vec<HeaviestStretch> {
    let plan = &model.plan;
    let stretches = model.stretches(plan.window_start(), plan.window_end());
    if stretches.len() < 2 {
        return vec![];
    }
    let loads = stretches.iter().map(|it| {
        let loads = theory::loads_between(it.rules, it.from, it.until);
        (it, loads)
    });
    let loads: Vec<(&Stretch<'_>, Loads)> = loads.collect();
    let stations = model
        .stations
        .iter()
        .enumerate()
        .filter_map(|(at, station)| {
            let parts = loads.iter().map(|(stretch, loads)| {
                let load = &loads.stations[at];
                Some(Part {
                    from: stretch.from,
                    until: stretch.until,
                    offered: load.offered_load,
                    able: load.lanes_up?,
                    overloaded: load.outlook.is_overloaded(),
                })
            });
            let parts: Option<Vec<Part>> = parts.collect();
            of_parts(model, Scope::station(&station.name), &parts?)
        });
    let teams = model.teams.iter().enumerate().filter_map(|(at, team)| {
        let parts = loads.iter().map(|(stretch, loads)| Part {
            from: stretch.from,
            until: stretch.until,
            offered: loads.teams[at].offered_load,
            able: loads.teams[at].members_on,
            overloaded: loads.teams[at].outlook.is_overloaded(),
        });
        let parts: Vec<Part> = parts.collect();
        of_parts(model, Scope::team(&team.name), &parts)
    });
    stations.chain(teams).collect()
}

impl Part {
    /// Returns the work beyond what can be done, in hours of a lane or member.
    fn beyond(&self) -> f64 {
        let hours = (self.until - self.from).hours();
        if self.overloaded {
            (self.offered - self.able).max(0.0) * hours
        } else {
            0.0
        }
    }

    /// Returns the offered load over what is able to do it.
    fn share(&self) -> f64 {
        if self.offered == 0.0 {
            0.0
        } else {
            self.offered / self.able
        }
    }
}

/// Returns the heaviest of the stretches of a station or team; `None` if it never has any work.
fn of_parts(model: &Model, scope: Scope, parts: &[Part]) -> Option<HeaviestStretch> {
    let with_most = |part: &&Part| part.offered > 0.0;
    let heaviest = parts.iter().filter(with_most).max_by(|one, other| {
        let beyond = one.beyond().total_cmp(&other.beyond());
        beyond.then(one.share().total_cmp(&other.share()))
    })?;
    let mut overloaded: Vec<(Time, Time)> = vec![];
    for part in parts.iter().filter(|it| it.overloaded) {
        match overloaded.last_mut() {
            Some((_, until)) if *until == part.from => *until = part.until,
            _ => overloaded.push((part.from, part.until)),
        }
    }
    let overloaded = overloaded.into_iter().map(|(from, until)| Overloaded {
        from: instant(model, from),
        until: instant(model, until),
    });
    Some(HeaviestStretch {
        scope,
        from: instant(model, heaviest.from),
        until: instant(model, heaviest.until),
        offered_load: heaviest.offered,
        able: heaviest.able,
        beyond: heaviest.beyond(),
        overloaded: overloaded.collect(),
    })
}
