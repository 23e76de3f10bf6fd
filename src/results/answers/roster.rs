//! Who works when in the chosen arrangement.

use crate::calendar::{OpeningRow, Openings, WEEK_HOURS};
use crate::experiment::{self, At, Effort, Hours, Resource, Search, Space, Watcher};
use crate::metric::{Aim, Metric, Scope};
use crate::model::{Model, StationId, Stretch, TeamId};
use crate::results::{Question, Roster, RosterHours, RosterRow, SweepPoint};
use crate::scenario::{Coordinate, Document, Staffing};
use crate::statistics::{Estimate, Range, Stopping, Student};
use crate::theory::HourlyWork;
use crate::time::{Span, Time};

/// Limit on the replications that tell how many are at work by the hour.
const REPLICATIONS: u32 = 100;

impl Question<'_> {
    /// Makes the roster of the chosen arrangement, with a few replications of it; an empty one if
    /// nothing was chosen. `base` is the scenario with the settings of the command line.
    pub fn roster(
        &self,
        staffing: &Staffing,
        base: &Document,
        space: &Space,
        search: &Search<SweepPoint>,
        watcher: &dyn Watcher,
    ) -> Roster {
        let choice = search.choice.as_ref();
        let chosen = choice.map(|at| (at, space.written(at)));
        let chosen = chosen.and_then(|(at, written)| {
            let model = staffing.model(base, &written)?;
            Some((at, written, model))
        });
        let Some((at, written, model)) = chosen else {
            return Roster::default();
        };
        let today = &self.scenario.model;
        let groups = groups(staffing, &written, &model);
        let effort = Effort {
            stopping: Stopping::Number,
            replications: self.scenario.replications.min(REPLICATIONS),
            ..self.effort()
        };
        let mut student = Student::new(effort.confidence);
        let target = &today.target;
        let aim = Aim::leading(target.release.is_some(), target.batches_per_day.is_some());
        let metric = aim.metric();
        let work = HourlyWork::of_window(&model);
        let days = model.plan.length.days();
        let (mut rows, mut asked) = (vec![], vec![]);
        for group in &groups {
            let standing = group.standing_by_hour(&model);
            let asking = group.hours(&model);
            for (part, hours) in group.parts.iter().zip(asking) {
                let Some((index, coordinate)) = part.chosen else {
                    continue;
                };
                let mut row = group.row(part, coordinate, base, (today, work.as_ref()));
                row.share_one_less = beside(space, search, at, index, -1, metric);
                row.share_one_more = beside(space, search, at, index, 1, metric);
                // what the hours cost in any case is replaced by what the row itself costs
                let known = hours.share_per_day.iter().zip(&standing);
                let known: f64 = known.map(|(share, cost)| share * cost).sum();
                let own = part.standing(group.of, &model) / days;
                asked.push((hours, own - known));
                rows.push((index, row));
            }
        }
        let hours: Vec<Hours> = asked.iter().map(|(hours, _)| hours.clone()).collect();
        let found = experiment::in_hours(&model, effort, &hours, watcher);
        for (((_, row), found), (hours, more)) in rows.iter_mut().zip(found).zip(&asked) {
            let mut estimate = |moments| student.estimate(moments, Range::NonNegative);
            if !hours.during.is_empty() {
                row.at_work = estimate(&found.at_work);
            }
            row.overtime_per_day = estimate(&found.overtime_per_day);
            row.cost_per_day = estimate(&found.cost_per_day).plus(*more);
        }
        rows.sort_by_key(|(index, _)| *index);
        let by_clock = staffing.coordinates().iter().any(|it| it.block.is_some());
        let text = base.pasteable(&staffing.arrangement(&written)).ok();
        let of_week = groups
            .iter()
            .map(|it| it.week(&model, today, work.as_ref()));
        Roster {
            roster_hours: of_week.collect(),
            roster: rows.into_iter().map(|(_, row)| row).collect(),
            rows: text.filter(|_| by_clock),
        }
    }
}

/// The chosen numbers of one station or team.
struct Group<'a> {
    of: Resource,
    scope: Scope,
    label: String,
    parts: Vec<Part<'a>>,
}

/// A number of lanes or members: of a block of the day, of a shift, of a row, or of all hours.
struct Part<'a> {
    /// The position of its coordinate, and the coordinate; `None` for a row that is not chosen.
    chosen: Option<(usize, &'a Coordinate)>,
    /// Its hours, with one lane or member.
    hours: Openings,
    number: f64,
}

/// Collects what is chosen by station and team, in the order of the first choice of each.
fn groups<'a>(staffing: &'a Staffing, written: &[usize], model: &Model) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = vec![];
    let coordinates = staffing.coordinates().iter().enumerate();
    for (index, coordinate) in coordinates.filter(|(_, it)| it.is_count()) {
        let Some((of, scope, label)) = resource(coordinate, model) else {
            continue;
        };
        let Some(openings) = openings(of, model) else {
            continue;
        };
        let hours = match (&coordinate.block, coordinate.row()) {
            (Some(block), _) => OpeningRow {
                days: block.days,
                from: block.from,
                until: block.until,
                open: 1,
            },
            (None, Some(row)) => match openings.row(row) {
                Some(row) => OpeningRow { open: 1, ..row },
                None => continue,
            },
            (None, None) => OpeningRow::always(1),
        };
        let part = Part {
            chosen: Some((index, coordinate)),
            hours: Openings::new(vec![hours]),
            number: coordinate.number(written[index]).unwrap_or(0.0),
        };
        match groups.iter_mut().find(|group| group.of == of) {
            Some(group) => group.parts.push(part),
            None => groups.push(Group {
                of,
                scope,
                label,
                parts: vec![part],
            }),
        }
    }
    for group in &mut groups {
        group.add_other_rows(model);
    }
    groups
}

/// Returns the station or team whose number a coordinate sets.
fn resource(coordinate: &Coordinate, model: &Model) -> Option<(Resource, Scope, String)> {
    let [section, name, ..] = coordinate.path.steps() else {
        return None;
    };
    if section == "stations" {
        let at = model.stations.iter().position(|it| *it.name == **name)?;
        let label = model.stations[at].label.clone();
        let of = Resource::Station(StationId::new(at));
        return Some((of, Scope::station(name), label));
    }
    let at = model.teams.iter().position(|it| *it.name == **name)?;
    let label = model.teams[at].label.clone();
    Some((Resource::Team(TeamId::new(at)), Scope::team(name), label))
}

/// Returns the openings of a station or team; `None` if its lanes are unlimited.
fn openings(of: Resource, model: &Model) -> Option<&Openings> {
    match of {
        Resource::Station(id) => model.stations[id.index()].lanes.openings(),
        Resource::Team(id) => Some(&model.teams[id.index()].members),
    }
}

/// Returns the cost of an hour of a lane or member by row.
fn costs(of: Resource, model: &Model) -> &[f64] {
    match of {
        Resource::Station(id) => &model.stations[id.index()].cost_by_row,
        Resource::Team(id) => &model.teams[id.index()].cost_per_hour,
    }
}

/// Returns the cost on duty in [from, until) by row of a station or team.
fn standing_by_row(of: Resource, rules: &Model, from: Time, until: Time) -> Vec<f64> {
    let hours = openings(of, rules).map(|it| it.hours_by_row(&rules.calendar, from, until));
    let hours = hours.unwrap_or_default().into_iter();
    let rows = hours.zip(costs(of, rules));
    rows.map(|(hours, cost)| hours * cost).collect()
}

/// Returns the stretches of the measured window.
fn window(model: &Model) -> Vec<Stretch<'_>> {
    model.stretches(model.plan.window_start(), model.plan.window_end())
}

/// Returns the start and the end of each hour of the window.
fn hours_of_window(model: &Model) -> impl Iterator<Item = (Time, Time)> {
    let (start, end) = (model.plan.window_start(), model.plan.window_end());
    let hour = move |at: i64| start + Span::from_hours(at);
    let hours = (0..).map(move |at| (hour(at), end.min(hour(at + 1))));
    hours.take_while(|(from, until)| from < until)
}

impl Part<'_> {
    /// Returns the cost on duty over the window.
    fn standing(&self, of: Resource, model: &Model) -> f64 {
        let Some((_, coordinate)) = self.chosen else {
            return 0.0;
        };
        let of_stretch = |Stretch { from, until, rules }: Stretch<'_>| {
            let by_row = || standing_by_row(of, rules, from, until);
            match (&coordinate.block, coordinate.row()) {
                (Some(block), _) => {
                    let cost = block.cost_per_hour;
                    // rows without a cost of their own all have that of the station or team
                    let cost = cost.or_else(|| costs(of, rules).first().copied());
                    let hours = self.hours.hours_by_row(&rules.calendar, from, until)[0];
                    hours * self.number * cost.unwrap_or(0.0)
                }
                (None, Some(row)) => by_row().get(row).copied().unwrap_or(0.0),
                (None, None) => by_row().iter().sum(),
            }
        };
        window(model).into_iter().map(of_stretch).sum()
    }
}

impl Group<'_> {
    /// Adds the rows that are not chosen, if some are.
    fn add_other_rows(&mut self, model: &Model) {
        let rows = self.parts.iter().map(|part| part.chosen?.1.row());
        let Some(chosen) = rows.collect::<Option<Vec<usize>>>() else {
            return;
        };
        let openings = openings(self.of, model);
        let rows = openings.into_iter().flat_map(|it| {
            let rows = (0..it.number_of_rows()).filter(|row| !chosen.contains(row));
            rows.filter_map(|row| it.row(row)).collect::<Vec<_>>()
        });
        self.parts.extend(rows.map(|row| Part {
            chosen: None,
            hours: Openings::new(vec![OpeningRow { open: 1, ..row }]),
            number: f64::from(row.open),
        }));
    }

    /// Returns the cost on duty in each hour of the window, as far as the hours of a run hold it.
    fn standing_by_hour(&self, model: &Model) -> Vec<f64> {
        let hour = |(from, until): (Time, Time)| match self.of {
            // the hours of a team hold the cost of overtime alone
            Resource::Team(_) => 0.0,
            Resource::Station(_) => {
                let stretches = model.stretches(from, until).into_iter();
                let costs =
                    stretches.flat_map(|it| standing_by_row(self.of, it.rules, it.from, it.until));
                costs.sum()
            }
        };
        hours_of_window(model).map(hour).collect()
    }

    /// Returns the hours of the window that belong to each part. An hour of several parts is
    /// divided among them; overtime in an hour of none belongs to those that were on duty last.
    fn hours(&self, model: &Model) -> Vec<Hours> {
        let covered = |part: &Part<'_>| -> Vec<f64> {
            let hours = hours_of_window(model);
            let open = |(from, until)| part.hours.hours_by_row(&model.calendar, from, until)[0];
            hours.map(open).collect()
        };
        let during: Vec<Vec<f64>> = self.parts.iter().map(covered).collect();
        let count = hours_of_window(model).count();
        let together = |at: usize| during.iter().map(|of_part| of_part[at]).sum::<f64>();
        let together: Vec<f64> = (0..count).map(together).collect();
        // the hour that tells to whom each hour belongs, starting with the last hour of the window
        let mut latest = (0..count).rev().find(|at| together[*at] > 0.0);
        let mut owner = vec![];
        for (at, covered) in together.iter().enumerate() {
            if *covered > 0.0 {
                latest = Some(at);
            }
            owner.push(latest);
        }
        let days = model.plan.length.days();
        let of_part = |of_part: &Vec<f64>| {
            let share = |at: &Option<usize>| at.map_or(0.0, |at| of_part[at] / together[at] / days);
            let mut with_others = of_part.iter().zip(&together);
            let overlaps = with_others.any(|(own, all)| *own > 0.0 && *all > 1.0 + 1e-9);
            let total: f64 = of_part.iter().sum();
            let weights = of_part.iter().filter(|_| total > 0.0 && !overlaps);
            Hours {
                of: self.of,
                during: weights.map(|own| own / total).collect(),
                share_per_day: owner.iter().map(share).collect(),
            }
        };
        during.iter().map(of_part).collect()
    }

    /// Returns the row of a part, without what runs tell.
    fn row(
        &self,
        part: &Part<'_>,
        coordinate: &Coordinate,
        base: &Document,
        (today, work): (&Model, Option<&HourlyWork>),
    ) -> RosterRow {
        let (days, hours) = coordinate.days_and_hours(base);
        let before = openings(self.of, today).and_then(|it| match coordinate.row() {
            Some(row) => it.row(row).map(|row| f64::from(row.open)),
            None => it.mean_during(&part.hours),
        });
        let loads = work.map(|work| self.load(work));
        let weights: Vec<f64> = (0..WEEK_HOURS)
            .map(|hour| part.hours.weekly_mean_of_hour(hour))
            .collect();
        let total: f64 = weights.iter().sum();
        let loads = loads.filter(|_| total > 0.0);
        let weighed = || loads.into_iter().flatten().zip(&weights);
        let mean: f64 = weighed().map(|(load, weight)| load * weight / total).sum();
        let largest = weighed().filter(|(_, weight)| **weight > 0.0);
        let largest = largest.map(|(load, _)| *load).fold(0.0, f64::max);
        RosterRow {
            scope: self.scope.clone(),
            label: self.label.clone(),
            days: days.unwrap_or_else(|| "all days".to_owned()),
            hours: hours.unwrap_or_else(|| "00:00-24:00".to_owned()),
            chosen: part.number,
            before,
            lagged_load_mean: loads.map(|_| mean),
            lagged_load_max: loads.map(|_| largest),
            at_work: Estimate::default(),
            overtime_per_day: Estimate::default(),
            cost_per_day: Estimate::default(),
            free: match self.of {
                Resource::Station(id) => today.stations[id.index()].is_free(),
                Resource::Team(id) => today.teams[id.index()].is_free(),
            },
            share_one_less: Estimate::default(),
            share_one_more: Estimate::default(),
        }
    }

    fn load<'w>(&self, work: &'w HourlyWork) -> &'w Vec<f64> {
        match self.of {
            Resource::Station(id) => &work.stations[id.index()],
            Resource::Team(id) => &work.teams[id.index()],
        }
    }

    /// Returns the hours of the week.
    fn week(&self, model: &Model, today: &Model, work: Option<&HourlyWork>) -> RosterHours {
        let hours = |openings: &Openings| {
            let hours = 0..WEEK_HOURS;
            hours
                .map(|hour| openings.weekly_mean_of_hour(hour))
                .collect()
        };
        RosterHours {
            scope: self.scope.clone(),
            chosen: openings(self.of, model).map(hours).unwrap_or_default(),
            before: openings(self.of, today).map(hours).unwrap_or_default(),
            lagged_load: work.map_or_else(Vec::new, |work| self.load(work).clone()),
        }
    }
}

/// Returns the result for the target of the arrangement with one value of a coordinate more or less
/// than the choice; empty if it was not simulated with fresh replications.
fn beside(
    space: &Space,
    search: &Search<SweepPoint>,
    choice: &At,
    index: usize,
    step: isize,
    metric: Metric,
) -> Estimate {
    let found = space.neighbour(choice, index, step).and_then(|neighbour| {
        let mut trials = search.trials.iter().filter(|trial| trial.fresh);
        let trial = trials.find(|trial| trial.at == neighbour)?;
        trial.kept.metrics.find(&Scope::All, metric)
    });
    found.map_or_else(Estimate::default, |it| it.estimate)
}
