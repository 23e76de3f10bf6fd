//! Which stations share teams.

use super::{Model, StationId, TeamId};

impl Model {
    /// Returns the crews: groups of stations that share teams, directly or through others, at any
    /// time of the run. Every team that a station uses belongs to one.
    pub fn crews(&self) -> Vec<Vec<StationId>> {
        let mut crews: Vec<Vec<StationId>> = vec![];
        for team in (0..self.teams.len()).map(TeamId::new) {
            let mut crew: Vec<StationId> = (0..self.stations.len())
                .map(StationId::new)
                .filter(|station| self.uses(*station, team))
                .collect();
            crews.retain(|other| {
                let mut stations = other.iter();
                let apart = !stations.any(|station| crew.binary_search(station).is_ok());
                if !apart {
                    crew.extend(other);
                    crew.sort_unstable();
                    crew.dedup();
                }
                apart
            });
            crews.push(crew);
        }
        crews
    }

    /// Does a station need members of a team, at any time of the run?
    pub fn uses(&self, station: StationId, team: TeamId) -> bool {
        self.versions().any(|rules| {
            let staff = &rules.stations[station.index()].staff;
            staff.iter().any(|(other, _)| *other == team)
        })
    }
}
