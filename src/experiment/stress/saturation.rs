//! At which multiple theory says that a station or a team is full.

use crate::metric::Scope;
use crate::theory::{Load, Loads, Outlook};

use super::Stressed;

/// Where work reaches all that can be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Saturation {
    /// Times the arrivals.
    pub multiple: f64,
    /// The first station or team that is full.
    pub scope: Scope,
}

/// Which stations count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meant {
    /// Those whose lanes fill up.
    Filled,
    /// Also those that batches leave before their service.
    All,
}

impl Stressed<'_> {
    /// The first station or team whose offered load reaches all that can be done there as arrivals
    /// grow; `None` where none ever does. Loads are straight lines in the multiple. Where batches
    /// leave or are sent elsewhere before their service, no multiple fills the lanes; where a full
    /// room can stop lanes, or some batches are never done, nothing is said.
    pub fn saturation(&self) -> Option<Saturation> {
        self.first(Meant::Filled)
    }

    /// About where the breaking point may be, at the most.
    pub fn guess(&self) -> Option<f64> {
        self.first(Meant::All).map(|it| it.multiple)
    }

    fn first(&self, meant: Meant) -> Option<Saturation> {
        let full = |scope: Scope, one: f64, two: f64, open: f64| {
            let growth = two - one;
            let multiple = 1.0 + (open - one) / growth;
            (growth > 1e-9 * one && multiple.is_finite()).then_some(Saturation { multiple, scope })
        };
        let mut twice = self.model.clone();
        self.multiply(2.0, &mut twice);
        let (one, two) = (Loads::of_window(self.model), Loads::of_window(&twice));
        // where full rooms stop lanes, less can be done than lanes say
        if meant == Meant::Filled && two.stations.iter().any(Load::can_block) {
            return None;
        }
        let stations = one.stations.iter().zip(&two.stations);
        let stations = stations.filter_map(|(one, two)| {
            let endless = two.outlook == Outlook::NeverFinishes;
            if (two.outlook == Outlook::Loses || endless) && meant == Meant::Filled {
                return None;
            }
            let name = &self.model.stations[one.station.index()].name;
            let scope = Scope::station(name);
            full(scope, one.offered_load, two.offered_load, one.most_lanes)
        });
        let teams = one.teams.iter().zip(&two.teams).filter_map(|(one, two)| {
            let name = &self.model.teams[one.team.index()].name;
            let scope = Scope::team(name);
            full(scope, one.offered_load, two.offered_load, one.most_members)
        });
        // where a team is what limits a station, both are full at the same multiple
        teams.chain(stations).reduce(|first, other| {
            if other.multiple < first.multiple * (1.0 - 1e-9) {
                other
            } else {
                first
            }
        })
    }
}
