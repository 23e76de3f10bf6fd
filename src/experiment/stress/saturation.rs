//! The multiple at which, by theory, a station or a team is full.

use crate::metric::Scope;
use crate::theory::{Load, Loads, Outlook};

use super::Stressed;

/// The multiple at which the offered load reaches the capacity.
#[derive(Clone, Debug, PartialEq)]
pub struct Saturation {
    /// Multiple of the arrivals.
    pub multiple: f64,
    /// The station or team that fills up first.
    pub scope: Scope,
}

/// Selection of stations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meant {
    /// Stations whose lanes fill up.
    Filled,
    /// All stations, also those that batches may leave before their service.
    All,
}

impl Stressed<'_> {
    /// Returns the station or team whose offered load first reaches its capacity as arrivals grow;
    /// `None` if none does. Loads are linear in the multiple. Stations that batches leave or are
    /// diverted from before their service never fill up. If a full room can stop lanes, the result
    /// is `None`; stations where some service never finishes are left out.
    pub fn saturation(&self) -> Option<Saturation> {
        self.first(Meant::Filled)
    }

    /// Returns a rough upper estimate of the breaking point.
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
        // where full rooms stop lanes, the capacity is less than that of the lanes
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
        // a team that limits a station fills up at the same multiple: it comes first
        teams.chain(stations).reduce(|first, other| {
            if other.multiple < first.multiple * (1.0 - 1e-9) {
                other
            } else {
                first
            }
        })
    }
}
