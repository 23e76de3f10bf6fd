//! At which multiple theory says that a station or a team is full.

use crate::metric::Scope;
use crate::theory::{team_loads, window_loads};

use super::Stressed;

/// Where work reaches all that can be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Saturation {
    /// Times the arrivals.
    pub multiple: f64,
    /// The first station or team that is full.
    pub scope: Scope,
}

impl Stressed<'_> {
    /// The first station or team whose offered load reaches its open lanes or members as arrivals
    /// grow; `None` where none ever does. Loads are straight lines in the multiple.
    pub fn saturation(&self) -> Option<Saturation> {
        let full = |scope: Scope, one: f64, two: f64, open: f64| {
            let growth = two - one;
            let multiple = 1.0 + (open - one) / growth;
            (growth > 1e-9 * one && multiple.is_finite()).then_some(Saturation { multiple, scope })
        };
        let mut twice = self.model.clone();
        self.multiply(2.0, &mut twice);
        let (one, two) = (window_loads(self.model), window_loads(&twice));
        let stations = one.iter().zip(&two).filter_map(|(one, two)| {
            let name = &self.model.stations[one.station.index()].name;
            let scope = Scope::station(name);
            full(scope, one.offered_load, two.offered_load, one.lanes_open?)
        });
        let of_teams = (team_loads(self.model, &one), team_loads(&twice, &two));
        let teams = of_teams.0.iter().zip(&of_teams.1).filter_map(|(one, two)| {
            let name = &self.model.teams[one.team.index()].name;
            let scope = Scope::team(name);
            full(scope, one.offered_load, two.offered_load, one.members_on)
        });
        let all = stations.chain(teams);
        all.min_by(|a, b| a.multiple.total_cmp(&b.multiple))
    }
}
