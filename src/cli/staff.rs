//! `clearway staff`.

use std::fmt::Write as _;

use clap::Args;

use crate::calendar::Openings;
use crate::experiment::{self, Effort, Prospect};
use crate::model::{Lanes, Model, StationId};
use crate::results::{self, Named, OutOfReach, Question};
use crate::scenario::{Scenario, SweepAxis};
use crate::theory::{self, FixedCost};
use crate::time::Time;

use super::arguments::{OutputArguments, ScenarioArguments};
use super::failure::Failure;
use super::progress::Progress;
use super::sweep::{Grid, check_set};
use super::terminal;

/// Limit on the arrangements to choose from.
const MOST_ARRANGEMENTS: u64 = 100_000;

/// Limit on the replications of one arrangement by default; few arrangements need all of them.
const MOST_REPLICATIONS: u32 = 10_000;

/// Arguments of `staff`.
#[derive(Args)]
pub(super) struct StaffArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    #[command(flatten)]
    output: OutputArguments,
}

/// Searches for the cheapest arrangement that meets the target and writes the report.
/// `--replications` is the limit for one arrangement.
pub(super) fn staff(arguments: &StaffArguments) -> Result<(), Failure> {
    let mut asked = arguments.scenario.load()?;
    asked.also_set(arguments.output.settings()?)?;
    let settings = asked.settings();
    let base = asked.document.with(&settings)?;
    let scenario = base.compile()?;
    check_target(&scenario.model)?;
    let axes = base.staffing()?;
    if axes.is_empty() {
        return Err(Failure::Usage(suggestion(&scenario.model)));
    }
    check_set(&axes, "choose", &asked.set)?;
    let monotone = monotone(&axes, &scenario.model);
    let grid = Grid {
        lengths: axes.iter().map(|axis| axis.settings.len()).collect(),
        axes,
        asked: &asked,
    };
    arguments.output.start_threads()?;
    let prospects = Prospects::new(&grid)?;
    let question = Question {
        document: &asked.document,
        settings: &settings,
        scenario: &scenario,
    };
    let most = arguments.output.replications.unwrap_or(MOST_REPLICATIONS);
    let effort = Effort {
        replications: most,
        ..question.effort()
    };
    let progress = Progress::start_open(arguments.output.extent.quiet)?;
    let ceilings = experiment::Ceilings::default();
    let search = experiment::staff(
        &experiment::Grid {
            lengths: &grid.lengths,
            prospects: &prospects.list,
            monotone: &monotone,
        },
        effort,
        |point| {
            let scenario = grid.compile(point as u64);
            let scenario = scenario.unwrap_or_else(|_| unreachable!("every point was checked"));
            scenario.model
        },
        |point, model, replicated| {
            let at = experiment::place(&grid.lengths, point);
            results::sweep_point(at, model, replicated, &ceilings)
        },
        &progress,
    );
    progress.finish();
    let costs: Vec<f64> = prospects.list.iter().map(|it| it.cost).collect();
    if search.finished || !search.trials.is_empty() {
        let named = (costs.as_slice(), prospects.named);
        let generous = most_generous(&grid).filter(|_| search.finished && search.choice.is_none());
        let out_of_reach =
            generous.and_then(|it| OutOfReach::of(&it.model, scenario.seed, scenario.confidence));
        let results = question.answer_staff(&grid.axes, named, most, &search, out_of_reach);
        arguments
            .output
            .publish(&results, &arguments.scenario.scenario)?;
    } else {
        terminal::say("interrupted before the first arrangement was finished; nothing was written");
    }
    progress.outcome()
}

/// Checks that the scenario has a target.
fn check_target(model: &Model) -> Result<(), Failure> {
    let target = &model.target;
    if target.batches_per_day.is_some()
        || target.units_per_day.is_some()
        || target.release.is_some()
    {
        return Ok(());
    }
    let message = "the scenario sets no target to meet: write [target] with batches_per_day = 134, \
                   or release = { within = \"4 h\", share = 0.95 }";
    Err(Failure::Usage(message.to_owned()))
}

/// Cost and prospects of every arrangement, known without a run.
struct Prospects {
    list: Vec<Prospect>,
    named: Named,
}

impl Prospects {
    /// Compiles every arrangement and returns what theory says of it.
    fn new(grid: &Grid<'_>) -> Result<Self, Failure> {
        let number = grid.points();
        if number > MOST_ARRANGEMENTS {
            let message = format!(
                "[staffing] has {number} arrangements; at most {MOST_ARRANGEMENTS} are allowed: \
                 write a larger step, or fewer paths"
            );
            return Err(Failure::Usage(message));
        }
        let known = grid.check(|Scenario { model, .. }| {
            let cost = theory::fixed_cost(&model);
            (cost, theory::cannot_keep_up(&model))
        })?;
        let complete = known.iter().all(|(cost, _)| cost.complete);
        let is_named = known.iter().any(|(cost, _)| cost.per_day > 0.0);
        let named = match (is_named, complete) {
            (true, true) => Named::Money,
            (_, false) => Named::Estimated,
            (false, true) => Named::Hours,
        };
        let order = |cost: &FixedCost| match named {
            Named::Money | Named::Estimated => cost.per_day,
            Named::Hours => cost.hours_per_day,
        };
        let list = known.iter().map(|(cost, ruled_out)| Prospect {
            cost: order(cost),
            complete: cost.complete,
            ruled_out: *ruled_out,
        });
        Ok(Self {
            list: list.collect(),
            named,
        })
    }
}

/// Compiles the arrangement with the largest number for every path, if all paths are numbers of
/// lanes or members. No other arrangement releases a batch that is alone in the port faster.
fn most_generous(grid: &Grid<'_>) -> Option<Scenario> {
    let largest = |axis: &SweepAxis| {
        let counts = match axis.path.steps() {
            [section, _, lanes] => {
                (section == "stations" && lanes == "lanes")
                    || (section == "teams" && lanes == "members")
            }
            [section, _, lanes, _, count] => {
                (section == "stations" && lanes == "lanes" && count == "open")
                    || (section == "teams" && lanes == "members" && count == "on")
            }
            _ => false,
        };
        let numbers = axis
            .settings
            .iter()
            .map(|it| it.value().as_integer())
            .collect::<Option<Vec<i64>>>()?;
        let most = (0..numbers.len()).max_by_key(|at| numbers[*at])?;
        counts.then_some(most)
    };
    let places = grid
        .axes
        .iter()
        .map(largest)
        .collect::<Option<Vec<usize>>>()?;
    let point = grid
        .lengths
        .iter()
        .zip(places)
        .fold(0, |point, (length, at)| point * length + at);
    grid.compile(point as u64).ok()
}

/// Returns the positions of the paths along which more lanes are proven never to harm: all paths,
/// or none.
fn monotone(axes: &[SweepAxis], model: &Model) -> Vec<usize> {
    let proven = |axis: &SweepAxis| {
        let name = match axis.path.steps() {
            [section, name, lanes] if section == "stations" && lanes == "lanes" => name,
            [section, name, lanes, _, open]
                if section == "stations" && lanes == "lanes" && open == "open" =>
            {
                name
            }
            _ => return false,
        };
        let station = model.stations.iter().position(|it| it.name == *name);
        let numbers: Option<Vec<i64>> = axis
            .settings
            .iter()
            .map(|it| it.value().as_integer())
            .collect();
        let grow = numbers.is_some_and(|it| it.windows(2).all(|pair| pair[0] < pair[1]));
        grow && station.is_some_and(|it| theory::more_lanes_never_harm(model, StationId::new(it)))
    };
    if axes.iter().all(proven) {
        (0..axes.len()).collect()
    } else {
        vec![]
    }
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
