//! A search for the cheapest arrangement of `[staffing]` that meets the target.

use std::fmt::Write as _;

use crate::calendar::Openings;
use crate::experiment::{self, Effort, Space, Watcher};
use crate::model::{Lanes, Model};
use crate::results::{self, Named, OutOfReach, Question, Results};
use crate::scenario::{Document, Scenario, Setting, Staffing};
use crate::theory;
use crate::time::Time;

use super::{Asked, Refusal, check_set};

/// Limit on the replications of one arrangement by default; few arrangements need all of them.
const MOST_REPLICATIONS: u32 = 10_000;

/// A search that was checked.
#[derive(Debug)]
pub struct Staff<'a> {
    asked: &'a Asked,
    settings: Vec<Setting>,
    /// The scenario with the settings.
    base: Document,
    scenario: Scenario,
    staffing: Staffing,
}

/// What a search found.
#[derive(Debug)]
pub struct Found {
    /// The results.
    pub results: Results,
    /// The chosen arrangement, if there is one.
    pub chosen: Option<Vec<Setting>>,
}

impl<'a> Staff<'a> {
    /// Prepares a search.
    ///
    /// # Errors
    /// If there is no target, nothing to choose from, or an arrangement is not sound.
    pub fn new(asked: &'a Asked) -> Result<Self, Refusal> {
        let settings = asked.settings();
        let base = asked.document.with(&settings)?;
        let scenario = base.compile()?;
        check_target(&scenario.model)?;
        let staffing = base.staffing()?;
        if staffing.coordinates().is_empty() {
            return Err(Refusal::Usage(suggestion(&scenario.model)));
        }
        check_set(staffing.paths(), "choose", &asked.set)?;
        Ok(Self {
            asked,
            settings,
            base,
            scenario,
            staffing,
        })
    }

    /// Searches with at most `most` replications of an arrangement. `None` if it was interrupted
    /// before the first arrangement was finished.
    ///
    /// # Errors
    /// If no arrangement can run.
    pub fn run(&self, most: Option<u32>, watcher: &dyn Watcher) -> Result<Option<Found>, Refusal> {
        let Self {
            base,
            scenario,
            staffing,
            ..
        } = self;
        let arrangement = |at: &[usize]| staffing.model(base, at);
        let (space, pricing) = Space::new(staffing, &arrangement).ok_or_else(nothing_runs)?;
        let question = Question {
            document: &self.asked.document,
            settings: &self.settings,
            scenario,
        };
        let most = most.unwrap_or(MOST_REPLICATIONS);
        let effort = Effort {
            replications: most,
            ..question.effort()
        };
        let ceilings = experiment::Ceilings::default();
        let conclude = |at: &Vec<usize>, model: &_, replicated: &_| {
            results::sweep_point(space.written(at), model, replicated, &ceilings)
        };
        let search = experiment::staff(&space, effort, arrangement, conclude, watcher);
        if !search.finished && search.trials.is_empty() {
            return Ok(None);
        }
        let who = question.roster(staffing, base, &space, &search, watcher);
        let generous = space
            .most()
            .filter(|_| search.finished && search.choice.is_none());
        let generous = generous.and_then(|at| staffing.model(base, &space.written(&at)));
        let out_of_reach =
            generous.and_then(|it| OutOfReach::of(&it, scenario.seed, scenario.confidence));
        let of_space = (&space, Named::from(pricing));
        let settings = |at: &Vec<usize>| staffing.arrangement(&space.written(at));
        let mut results =
            question.answer_staff(staffing, of_space, most, &search, out_of_reach, who);
        if scenario.keep.is_some() {
            results.drop_values();
        }
        Ok(Some(Found {
            results,
            chosen: search.choice.as_ref().map(settings),
        }))
    }
}

/// Checks that the scenario has a target.
fn check_target(model: &Model) -> Result<(), Refusal> {
    let target = &model.target;
    if target.batches_per_day.is_some()
        || target.units_per_day.is_some()
        || target.release.is_some()
    {
        return Ok(());
    }
    let message = "the scenario sets no target to meet: write [target] with batches_per_day = 134, \
                   or release = { within = \"4 h\", share = 0.95 }";
    Err(Refusal::Usage(message.to_owned()))
}

fn nothing_runs() -> Refusal {
    let message = "[staffing] has no arrangement that can run: a station has no lane, or no member \
                   to work at it, whatever is chosen. Write larger numbers after to =.";
    Refusal::Usage(message.to_owned())
}

/// Writes a section with paths to choose from that fit the loads.
fn suggestion(model: &Model) -> String {
    let paths = |path: &str, of: &Openings, count: &str| {
        if of.always().is_some() {
            return vec![path.to_owned()];
        }
        let rows = of.rows_at(&model.calendar, Time::START).count();
        (0..rows)
            .map(|row| format!("{path}.{row}.{count}"))
            .collect()
    };
    let mut choices: Vec<(Vec<String>, u64)> = vec![];
    let loads = theory::Loads::of_window(model);
    for (station, load) in model.stations.iter().zip(&loads.stations) {
        if let (Lanes::Scheduled(lanes), Some(needed)) = (&station.lanes, load.lanes_needed) {
            let path = format!("stations.{}.lanes", station.name);
            choices.push((paths(&path, lanes, "open"), needed));
        }
    }
    for (team, load) in model.teams.iter().zip(&loads.teams) {
        let path = format!("teams.{}.members", team.name);
        choices.push((paths(&path, &team.members, "on"), load.members_needed));
    }
    let mut text = "nothing to choose from: add a section such as this to the file\n\n\
                    [staffing.choose]\n"
        .to_owned();
    for (paths, needed) in choices {
        let to = needed + needed.div_ceil(2).max(2);
        for path in paths {
            let _ = writeln!(text, "\"{path}\" = {{ from = {needed}, to = {to} }}");
        }
    }
    text.trim_end().to_owned()
}
