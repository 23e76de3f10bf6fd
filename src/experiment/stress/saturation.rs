//! The multiple at which, by theory, a station or a team is full.

use crate::metric::Scope;
use crate::model::Model;
use crate::theory::{Load, Loads, Outlook};

use super::Stressed;

/// The multiple at which the offered load reaches what can be done in open hours and on duty.
#[derive(Clone, Debug, PartialEq)]
pub struct Saturation {
    /// Multiple of the arrivals.
    pub multiple: f64,
    /// The station or team that fills up first.
    pub scope: Scope,
    /// The multiple from which it is proven that work piles up without end, and the station or team
    /// at which it does; `None` if no such multiple is known.
    pub grows: Option<(f64, Scope)>,
}

/// Relative difference within which multiples count as equal.
const ROUNDING: f64 = 1e-9;

/// Limit on the steps to the multiple at which the first station or team is full: loads are linear
/// in the multiple, except where batches are turned away.
const STEPS: u32 = 20;

/// Limit on the stations and teams at which it is asked whether work piles up there.
const ASKED: usize = 8;

impl Stressed<'_> {
    /// Returns the station or team that is full first as arrivals grow: its offered load reaches
    /// its lanes, those on demand too, or its members on duty. `None` if none is, or if a full room
    /// can stop lanes; stations where some service never finishes are left out.
    pub fn saturation(&self) -> Option<Saturation> {
        let [one, two] = [1.0, 2.0].map(|multiple| self.loads(multiple));
        // where full rooms stop lanes, the capacity is less than that of the lanes
        if two.stations.iter().any(Load::can_block) {
            return None;
        }
        let mut low = (1.0, fullness(self.model, &one));
        let mut high = (2.0, fullness(self.model, &two));
        for _ in 0..STEPS {
            let (multiple, at) = first(&low, &high)?;
            let found = fullness(self.model, &self.loads(multiple));
            let most = found.iter().map(|(_, share)| *share).fold(0.0, f64::max);
            if (most - 1.0).abs() < ROUNDING {
                return Some(Saturation {
                    multiple,
                    scope: found.into_iter().nth(at)?.0,
                    grows: self.growth(&one, &two),
                });
            }
            (low, high) = (high, (multiple, found));
        }
        None
    }

    /// Returns a rough upper estimate of the breaking point.
    pub fn guess(&self) -> Option<f64> {
        let [one, two] = [1.0, 2.0].map(|multiple| self.loads(multiple));
        let limits = self.limits(&one, &two);
        limits.first().map(|(multiple, _)| *multiple)
    }

    /// Returns the smallest multiple from which it is proven that work piles up without end, and
    /// the station or team at which it does.
    fn growth(&self, one: &Loads, two: &Loads) -> Option<(f64, Scope)> {
        let limits = self.limits(one, two).into_iter().take(ASKED);
        let mut limits = limits.filter(|(multiple, _)| *multiple > 0.0);
        limits.find(|(multiple, scope)| {
            let loads = self.loads(multiple * (1.0 + 1e-6));
            piles_up(self.model, &loads).contains(scope)
        })
    }

    /// Returns the multiples at which the loads of stations and teams reach the most that can be
    /// done, after closing too, ascending. A team that limits a station reaches it at the same
    /// multiple: it comes first.
    fn limits(&self, one: &Loads, two: &Loads) -> Vec<(f64, Scope)> {
        let reached = |scope: Scope, one: f64, two: f64, most: f64| {
            let growth = two - one;
            let multiple = 1.0 + (most - one) / growth;
            (growth > ROUNDING * one && multiple.is_finite()).then_some((multiple, scope))
        };
        let teams = one.teams.iter().zip(&two.teams).filter_map(|(one, two)| {
            let name = &self.model.teams[one.team.index()].name;
            let most = one.most_members;
            reached(Scope::team(name), one.offered_load, two.offered_load, most)
        });
        let stations = one.stations.iter().zip(&two.stations);
        let stations = stations.filter_map(|(one, two)| {
            let scope = Scope::station(&self.model.stations[one.station.index()].name);
            let most = one.most_lanes;
            reached(scope, one.offered_load, two.offered_load, most)
        });
        let mut found: Vec<(f64, Scope)> = teams.chain(stations).collect();
        // rounded, so that equal multiples stay in their order
        let rounded = |multiple: f64| (multiple / ROUNDING).round();
        found.sort_by(|(one, _), (other, _)| rounded(*one).total_cmp(&rounded(*other)));
        found
    }

    /// Returns the loads at a multiple.
    fn loads(&self, multiple: f64) -> Loads {
        let mut model = self.model.clone();
        self.multiply(multiple, &mut model);
        Loads::of_window(&model)
    }
}

/// Returns how full each team and then each station is; stations where some service never finishes
/// count as empty.
fn fullness(model: &Model, loads: &Loads) -> Vec<(Scope, f64)> {
    let teams = loads.teams.iter().map(|it| {
        let scope = Scope::team(&model.teams[it.team.index()].name);
        (scope, it.fullness())
    });
    let stations = loads.stations.iter().map(|it| {
        let scope = Scope::station(&model.stations[it.station.index()].name);
        let is_endless = it.outlook == Outlook::NeverFinishes;
        (scope, if is_endless { 0.0 } else { it.fullness() })
    });
    teams.chain(stations).collect()
}

/// How full teams and stations are at a multiple.
type At = (f64, Vec<(Scope, f64)>);

/// Returns the smallest multiple at which, on a line through both multiples, a team or a station is
/// full, and its position; of equal ones the first.
fn first(one: &At, other: &At) -> Option<(f64, usize)> {
    let pairs = one.1.iter().zip(&other.1).enumerate();
    let full = pairs.filter_map(|(at, ((_, before), (_, after)))| {
        let slope = (after - before) / (other.0 - one.0);
        let multiple = other.0 + (1.0 - after) / slope;
        (slope > ROUNDING && multiple.is_finite() && multiple > 0.0).then_some((multiple, at))
    });
    full.reduce(|first, next| {
        if next.0 < first.0 * (1.0 - ROUNDING) {
            next
        } else {
            first
        }
    })
}

/// Returns the stations and teams at which it is proven that more work arrives than can be done.
fn piles_up(model: &Model, loads: &Loads) -> Vec<Scope> {
    let stations = loads.stations.iter().filter(|it| it.overloaded);
    let stations = stations.map(|it| Scope::station(&model.stations[it.station.index()].name));
    let teams = loads.teams.iter().filter(|it| it.overloaded);
    let teams = teams.map(|it| Scope::team(&model.teams[it.team.index()].name));
    stations.chain(teams).collect()
}
