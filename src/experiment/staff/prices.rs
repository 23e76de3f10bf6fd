//! Measures a space of arrangements without enumerating it: prices, loads, and what is proven.

use crate::calendar::{Openings, WEEK_HOURS};
use crate::model::{Model, RunKind, StationId, TeamId};
use crate::scenario::{Coordinate, Law, Staffing};
use crate::theory::{self, FixedCost, HourlyWork, Loads, Outlook};

use super::space::{At, Dimension, Family, Rule, Space, Work};

/// What the prices of a space mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pricing {
    /// Money a day, the whole cost.
    Money,
    /// Money a day, to which a run adds overtime, delay or lanes on demand.
    Estimated,
    /// Hours a day of open lanes and of members on duty, because nothing has a price.
    Hours,
}

impl Space {
    /// Measures the space that `[staffing]` spans; `None` if the format refuses even the
    /// arrangements with the most lanes and members. `arrangement` compiles the arrangement with
    /// these values, given by their positions as written; `None` if the format refuses it.
    ///
    /// The price of lanes and members is linear in their numbers, and those of different hours,
    /// stations and teams add up. So the arrangement with the most of everything, and those with
    /// one coordinate at its least value, give all prices of a family.
    pub fn new(
        staffing: &Staffing,
        arrangement: &dyn Fn(&[usize]) -> Option<Model>,
    ) -> Option<(Self, Pricing)> {
        let coordinates = dimensions(staffing);
        let rule = |law: &Law| {
            let numbers = coordinates[law.days[0].start].numbers.iter();
            Rule {
                law: law.clone(),
                numbers: numbers.map(|number| *number as u64).collect(),
            }
        };
        let mut space = Self {
            rules: staffing.laws().iter().map(rule).collect(),
            coordinates,
            families: vec![],
            by_the_clock: staffing
                .coordinates()
                .iter()
                .any(Coordinate::is_by_the_clock),
            proven: true,
            complete: true,
            indifferent: staffing.indifferent(),
        };
        let of_space = space.clone();
        let arrangement = &move |at: &[usize]| arrangement(&of_space.written(at));
        let probes: Vec<Probes> = space
            .combinations()
            .into_iter()
            .filter_map(|fixed| Probes::new(&space, fixed, arrangement))
            .collect();
        let costs = probes.iter().flat_map(Probes::costs);
        let is_priced = costs.clone().any(|cost| cost.per_day > 0.0);
        space.complete = costs.clone().all(|cost| cost.complete);
        let pricing = match (is_priced, space.complete) {
            (true, true) => Pricing::Money,
            (_, false) => Pricing::Estimated,
            (false, true) => Pricing::Hours,
        };
        space.families = probes.iter().map(|it| it.family(&space, pricing)).collect();
        let first = probes.first()?;
        first.load(&mut space.coordinates);
        space.proven = probes.iter().all(|it| it.is_proven(&space));
        Some((space, pricing))
    }

    /// Returns each combination of the values that are not numbers of lanes or members.
    fn combinations(&self) -> Vec<At> {
        let mut combinations = vec![vec![0; self.coordinates.len()]];
        for (index, coordinate) in self.coordinates.iter().enumerate() {
            if !coordinate.counts {
                let values = 0..coordinate.numbers.len();
                let with = |value| {
                    combinations.iter().map(move |at: &At| {
                        let mut at = at.clone();
                        at[index] = value;
                        at
                    })
                };
                combinations = values.flat_map(with).collect();
            }
        }
        combinations
    }
}

/// Returns the values of each coordinate, in ascending order if they are numbers, without those
/// below the least that is wanted of it.
fn dimensions(staffing: &Staffing) -> Vec<Dimension> {
    let coordinates = staffing.coordinates().iter().enumerate();
    let of = |(index, coordinate): (usize, &Coordinate)| {
        let laws = staffing.laws().iter();
        let mut of_it = laws.filter(|law| law.days.iter().any(|day| day.contains(&index)));
        let least = of_it.next().and_then(|law| law.at_least).unwrap_or(0) as f64;
        dimension(coordinate, least)
    };
    coordinates.map(of).collect()
}

fn dimension(coordinate: &Coordinate, least: f64) -> Dimension {
    let counts = coordinate.is_count();
    let number = |at: usize| {
        coordinate
            .number(at)
            .filter(|_| counts)
            .unwrap_or(at as f64)
    };
    let all = 0..coordinate.values.len();
    let mut written: Vec<usize> = all.filter(|at| !counts || number(*at) >= least).collect();
    written.sort_by(|one, other| number(*one).total_cmp(&number(*other)));
    // a number that is written twice is one choice
    written.dedup_by(|one, other| number(*one) == number(*other));
    Dimension {
        numbers: written.iter().map(|at| number(*at)).collect(),
        written,
        counts,
        load: None,
    }
}

/// The arrangements of a family that measure it.
struct Probes {
    fixed: At,
    most: Model,
    /// For each number of lanes or members, the arrangement with the least number that compiles,
    /// and its value.
    less: Vec<Option<(usize, Model)>>,
}

impl Probes {
    fn new(
        space: &Space,
        fixed: At,
        arrangement: &dyn Fn(&[usize]) -> Option<Model>,
    ) -> Option<Self> {
        let high = space.with_most(&fixed);
        let most = arrangement(&high)?;
        let less = space
            .coordinates
            .iter()
            .enumerate()
            .map(|(index, coordinate)| {
                let values = 0..high[index];
                let mut tries = values.filter(|_| coordinate.counts).filter_map(|value| {
                    let mut at = high.clone();
                    at[index] = value;
                    Some((value, arrangement(&at)?))
                });
                tries.next()
            });
        Some(Self {
            less: less.collect(),
            fixed,
            most,
        })
    }

    fn models(&self) -> impl Iterator<Item = &Model> + Clone {
        let less = self.less.iter().flatten().map(|(_, model)| model);
        std::iter::once(&self.most).chain(less)
    }

    fn costs(&self) -> impl Iterator<Item = FixedCost> + Clone {
        self.models().map(theory::fixed_cost)
    }

    fn family(&self, space: &Space, pricing: Pricing) -> Family {
        let price = |model: &Model| match pricing {
            Pricing::Money | Pricing::Estimated => theory::fixed_cost(model).per_day,
            Pricing::Hours => theory::fixed_cost(model).hours_per_day,
        };
        let most = price(&self.most);
        let prices = space
            .coordinates
            .iter()
            .zip(&self.less)
            .map(|(coordinate, less)| {
                let numbers = &coordinate.numbers;
                let last = numbers.len() - 1;
                let each = less.as_ref().map_or(0.0, |(value, model)| {
                    (most - price(model)) / (numbers[last] - numbers[*value])
                });
                let above = numbers.iter().map(|number| (number - numbers[0]) * each);
                if coordinate.counts {
                    above.collect()
                } else {
                    vec![0.0; numbers.len()]
                }
            });
        let prices: Vec<Vec<f64>> = prices.collect();
        let of_most = prices.iter().filter_map(|it| it.last());
        Family {
            base: most - of_most.sum::<f64>(),
            work: self.work(space, pricing),
            fixed: self.fixed.clone(),
            prices,
        }
    }

    /// Returns the work of stations and teams that cannot be left undone, if theory can tell and
    /// every hour of it is paid: none of a run over certain days, with rules that change, or where
    /// batches give up, and none of a team whose overtime is cheaper than its duty.
    fn work(&self, space: &Space, pricing: Pricing) -> Vec<Work> {
        let model = &self.most;
        if pricing == Pricing::Hours {
            return vec![];
        }
        let is_steady = model.plan.kind == RunKind::Steady && model.changes.is_empty();
        if !is_steady || model.streams.iter().any(|stream| stream.patience.is_some()) {
            return vec![];
        }
        let loads = Loads::of_window(model);
        let stations = model.stations.iter().zip(&loads.stations).enumerate();
        let of_stations = stations.filter_map(|(index, (station, load))| {
            let is_plain = station.open_more.is_none()
                && station.breakdowns.is_none()
                && station.room.is_none()
                && load.outlook == Outlook::KeepsUp;
            let hours = 24.0 * load.offered_load;
            let of = |model: &Model| open_hours(model, model.stations[index].lanes.openings());
            is_plain.then(|| self.of_hours(space, hours, of))
        });
        let teams = loads.teams.iter().enumerate();
        let of_teams = teams.filter_map(|(index, load)| {
            let hours = 24.0 * load.offered_load;
            let of = |model: &Model| open_hours(model, Some(&model.teams[index].members));
            let is_paid = model.teams[index].overtime_factor >= 1.0;
            (is_paid && load.outlook == Outlook::KeepsUp).then(|| self.of_hours(space, hours, of))
        });
        let work = of_stations.chain(of_teams);
        work.filter(|it| !it.parts.is_empty()).collect()
    }

    /// Returns work that takes these hours a day, of what `of` gives the hours on duty.
    fn of_hours(&self, space: &Space, needed: f64, of: impl Fn(&Model) -> f64) -> Work {
        let most = of(&self.most);
        let (mut parts, mut least) = (vec![], most);
        for (index, less) in self.less.iter().enumerate() {
            let Some((value, model)) = less else { continue };
            let numbers = &space.coordinates[index].numbers;
            let greatest = numbers[numbers.len() - 1];
            let each = (most - of(model)) / (greatest - numbers[*value]);
            if each > 0.0 {
                let added = numbers.iter().map(|number| (number - numbers[0]) * each);
                parts.push((index, added.collect()));
                least -= (greatest - numbers[0]) * each;
            }
        }
        Work {
            hours: needed - least,
            parts,
        }
    }

    /// Sets the load of each coordinate: that of the stations and teams whose numbers it changes,
    /// in the busiest of the hours in which it changes them.
    fn load(&self, coordinates: &mut [Dimension]) {
        let Some(work) = HourlyWork::of_window(&self.most) else {
            return;
        };
        for (coordinate, less) in coordinates.iter_mut().zip(&self.less) {
            let Some((_, less)) = less else { continue };
            let both = self.most.stations.iter().zip(&less.stations).enumerate();
            let of_stations = both.flat_map(|(index, (most, less))| {
                let hours = changed(most.lanes.openings(), less.lanes.openings());
                let load = &work.stations[index];
                hours.map(move |hour| (load[hour], load[hour]))
            });
            let both = self.most.teams.iter().zip(&less.teams).enumerate();
            let of_teams = both.flat_map(|(index, (most, less))| {
                let hours = changed(Some(&most.members), Some(&less.members));
                let work = &work;
                hours.map(move |hour| (work.teams[index][hour], work.team_variance(index, hour)))
            });
            let loads = of_stations.chain(of_teams);
            // the first of equal ones
            coordinate.load = loads.reduce(|most, it| if it.0 > most.0 { it } else { most });
        }
    }

    /// Is it proven for every station and team of which a number is chosen that more never harm?
    fn is_proven(&self, space: &Space) -> bool {
        let chosen = space
            .coordinates
            .iter()
            .zip(&self.less)
            .filter(|(it, _)| it.counts);
        let mut chosen = chosen.filter_map(|(_, less)| less.as_ref());
        chosen.all(|(_, less)| {
            let stations = self.most.stations.iter().zip(&less.stations).enumerate();
            let teams = self.most.teams.iter().zip(&less.teams).enumerate();
            let mut changed_stations = stations
                .filter(|(_, (one, other))| one.lanes != other.lanes)
                .map(|(index, _)| index);
            let mut changed_teams = teams
                .filter(|(_, (one, other))| one.members != other.members)
                .map(|(index, _)| index);
            changed_stations.all(|it| theory::more_lanes_never_harm(&self.most, StationId::new(it)))
                && changed_teams
                    .all(|it| theory::more_members_never_harm(&self.most, TeamId::new(it)))
        })
    }
}

/// Hours a day on duty over the window.
fn open_hours(model: &Model, openings: Option<&Openings>) -> f64 {
    let (start, end) = (model.plan.window_start(), model.plan.window_end());
    let hours = openings.map(|it| it.hours_by_row(&model.calendar, start, end));
    hours.map_or(0.0, |hours| {
        hours.iter().sum::<f64>() / model.plan.length.days()
    })
}

/// Returns the hours of the week in which two schedules differ.
fn changed<'a>(
    one: Option<&'a Openings>,
    other: Option<&'a Openings>,
) -> impl Iterator<Item = usize> + 'a {
    let hours = 0..WEEK_HOURS;
    let both = one.zip(other);
    hours.filter(move |hour| {
        both.is_some_and(|(one, other)| {
            one.weekly_mean_of_hour(*hour) != other.weekly_mean_of_hour(*hour)
        })
    })
}
