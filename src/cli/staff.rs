//! `clearway staff`.

mod write;

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use rayon::prelude::*;

use crate::calendar::Openings;
use crate::experiment::{self, Effort, Prospect};
use crate::model::{Lanes, Model, StationId};
use crate::results::{self, Named, OutOfReach, Question};
use crate::scenario::{Coordinate, Document, Setting, Staffing, Varied};
use crate::theory::{self, FixedCost};
use crate::time::Time;

use super::arguments::{Asked, OutputArguments, ScenarioArguments};
use super::failure::Failure;
use super::progress::Progress;
use super::sweep::check_set;
use super::terminal;

/// Limit on the arrangements to choose from.
const MOST_ARRANGEMENTS: u128 = 100_000;

/// Limit on the replications of one arrangement by default; few arrangements need all of them.
const MOST_REPLICATIONS: u32 = 10_000;

/// Arguments of `staff`.
#[derive(Args)]
pub(super) struct StaffArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    #[command(flatten)]
    output: OutputArguments,
    /// Write the chosen arrangement as a scenario that extends this one
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
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
    let staffing = base.staffing()?;
    if staffing.coordinates().is_empty() {
        return Err(Failure::Usage(suggestion(&scenario.model)));
    }
    check_set(staffing.paths(), "choose", &asked.set)?;
    write::check(arguments.write.as_deref(), &asked.document)?;
    let monotone = monotone(&staffing, &scenario.model);
    let coordinates = staffing.coordinates().iter();
    let grid = Grid {
        lengths: coordinates.map(|it| it.values.len()).collect(),
        staffing: &staffing,
        base: &base,
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
            let model = grid.compile(point);
            model.expect("the search leaves out what is ruled out")
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
            generous.and_then(|it| OutOfReach::of(&it, scenario.seed, scenario.confidence));
        let results = question.answer_staff(&staffing, named, most, &search, out_of_reach);
        arguments
            .output
            .publish(&results, &arguments.scenario.scenario)?;
        let at = |point| staffing.arrangement(&experiment::place(&grid.lengths, point));
        write(arguments, &asked, search.choice.map(at).as_deref())?;
    } else {
        terminal::say("interrupted before the first arrangement was finished; nothing was written");
    }
    progress.outcome()
}

/// Writes the chosen arrangement into the file of `--write`; says so if there is none.
fn write(
    arguments: &StaffArguments,
    asked: &Asked,
    chosen: Option<&[Setting]>,
) -> Result<(), Failure> {
    let Some(file) = &arguments.write else {
        return Ok(());
    };
    let shown = file.display();
    let Some(chosen) = chosen else {
        terminal::warn(&format!("nothing was chosen, so {shown} was not written"));
        return Ok(());
    };
    write::write(file, asked, chosen)?;
    if !arguments.output.extent.quiet {
        terminal::print(&format!("The chosen arrangement is in {shown}\n"))?;
    }
    Ok(())
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

/// The arrangements to choose from.
struct Grid<'a> {
    base: &'a Document,
    staffing: &'a Staffing,
    /// Number of values of each coordinate.
    lengths: Vec<usize>,
}

impl Grid<'_> {
    /// Compiles the arrangement of a point; `None` if it breaks a law, or none is ever on
    /// duty at some station.
    fn compile(&self, point: usize) -> Option<Model> {
        let at = experiment::place(&self.lengths, point);
        if !self.staffing.allows(&at) {
            return None;
        }
        let document = self.base.with(&self.staffing.arrangement(&at)).ok()?;
        document.compile_alone().ok().map(|scenario| scenario.model)
    }
}

/// Cost and prospects of every arrangement, known without a run.
struct Prospects {
    list: Vec<Prospect>,
    named: Named,
}

impl Prospects {
    /// Compiles every arrangement and returns what theory says of it.
    fn new(grid: &Grid<'_>) -> Result<Self, Failure> {
        let number = grid.staffing.arrangements();
        if number > MOST_ARRANGEMENTS {
            let message = format!(
                "[staffing] has {number} arrangements; at most {MOST_ARRANGEMENTS} are allowed: \
                 write a larger step, or fewer paths"
            );
            return Err(Failure::Usage(message));
        }
        let points = (0..number as usize).into_par_iter();
        let known = points.map(|point| {
            let model = grid.compile(point)?;
            Some((theory::fixed_cost(&model), theory::cannot_keep_up(&model)))
        });
        let known: Vec<Option<(FixedCost, bool)>> = known.collect();
        let sound = || known.iter().flatten();
        let complete = sound().all(|(cost, _)| cost.complete);
        let is_named = sound().any(|(cost, _)| cost.per_day > 0.0);
        let named = match (is_named, complete) {
            (true, true) => Named::Money,
            (_, false) => Named::Estimated,
            (false, true) => Named::Hours,
        };
        let order = |cost: &FixedCost| match named {
            Named::Money | Named::Estimated => cost.per_day,
            Named::Hours => cost.hours_per_day,
        };
        let prospect = |known: &Option<(FixedCost, bool)>| match known {
            Some((cost, ruled_out)) => Prospect {
                cost: order(cost),
                complete: cost.complete,
                ruled_out: *ruled_out,
            },
            None => Prospect {
                cost: f64::INFINITY,
                complete: true,
                ruled_out: true,
            },
        };
        Ok(Self {
            list: known.iter().map(prospect).collect(),
            named,
        })
    }
}

/// Compiles the arrangement with the largest number of everything, if all that is chosen are
/// numbers of lanes or members. No other arrangement releases a batch that is alone in the port
/// faster.
fn most_generous(grid: &Grid<'_>) -> Option<Model> {
    let counts = |it: &Coordinate| {
        let are_numbers = (0..it.values.len()).all(|at| it.number(at).is_some());
        it.subject.varied != Varied::Other && are_numbers
    };
    let coordinates = grid.staffing.coordinates();
    if !coordinates.iter().all(counts) {
        return None;
    }
    let settings = grid.staffing.arrangement(&grid.staffing.largest());
    let scenario = grid.base.with(&settings).ok()?.compile_alone();
    scenario.ok().map(|scenario| scenario.model)
}

/// Returns the coordinates along which more lanes are proven never to harm: all, or none.
fn monotone(staffing: &Staffing, model: &Model) -> Vec<usize> {
    let coordinates = staffing.coordinates();
    let proven = |it: &Coordinate| {
        let [_, name, ..] = it.path.steps() else {
            return false;
        };
        let numbers: Option<Vec<f64>> = (0..it.values.len()).map(|at| it.number(at)).collect();
        let grow = numbers.is_some_and(|it| it.windows(2).all(|pair| pair[0] < pair[1]));
        let station = model.stations.iter().position(|it| it.name == *name);
        let never_harm = |it| theory::more_lanes_never_harm(model, StationId::new(it));
        it.subject.varied == Varied::Lanes && grow && station.is_some_and(never_harm)
    };
    if coordinates.iter().all(proven) {
        (0..coordinates.len()).collect()
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
