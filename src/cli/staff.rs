//! `clearway staff`.

mod write;

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::calendar::Openings;
use crate::experiment::{self, Effort, Space};
use crate::model::{Lanes, Model};
use crate::results::{self, Named, OutOfReach, Question};
use crate::scenario::Setting;
use crate::theory;
use crate::time::Time;

use super::arguments::{Asked, OutputArguments, ScenarioArguments};
use super::failure::Failure;
use super::progress::Progress;
use super::sweep::check_set;
use super::terminal;

/// Limit on the replications of one arrangement by default; few arrangements need all of them.
const MOST_REPLICATIONS: u32 = 10_000;

/// Name of the command.
const STAFF: &str = "staff";

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
    let inputs = asked.document.inputs();
    let of = &arguments.scenario.scenario;
    arguments.output.check_inputs(of, "staff", &[], &inputs)?;
    arguments.output.start_threads()?;
    let arrangement = |at: &[usize]| staffing.model(&base, at);
    let (space, pricing) = Space::new(&staffing, &arrangement).ok_or_else(nothing_runs)?;
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
    let folder = arguments.output.open(&arguments.scenario.scenario, STAFF)?;
    let progress = Progress::start_open(arguments.output.options.quiet)?;
    let ceilings = experiment::Ceilings::default();
    let conclude = |at: &Vec<usize>, model: &_, replicated: &_| {
        results::sweep_point(space.written(at), model, replicated, &ceilings)
    };
    let search = experiment::staff(&space, effort, arrangement, conclude, &progress);
    let who = question.roster(&staffing, &base, &space, &search, &progress);
    progress.finish();
    let extent = progress.extent();
    if search.finished || !search.trials.is_empty() {
        let generous = space
            .most()
            .filter(|_| search.finished && search.choice.is_none());
        let generous = generous.and_then(|at| staffing.model(&base, &space.written(&at)));
        let out_of_reach =
            generous.and_then(|it| OutOfReach::of(&it, scenario.seed, scenario.confidence));
        let of_space = (&space, Named::from(pricing));
        let mut results =
            question.answer_staff(&staffing, of_space, most, &search, out_of_reach, who);
        if scenario.keep.is_some() {
            results.drop_values();
        }
        let options = &arguments.output.options;
        options.publish(&results, folder.reading(inputs), extent)?;
        let settings = |at: &Vec<usize>| staffing.arrangement(&space.written(at));
        write(
            arguments,
            &asked,
            search.choice.as_ref().map(settings).as_deref(),
        )?;
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
    if !arguments.output.options.quiet {
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

fn nothing_runs() -> Failure {
    let message = "[staffing] has no arrangement that can run: a station has no lane, or no member \
                   to work at it, whatever is chosen. Write larger numbers after to =.";
    Failure::Usage(message.to_owned())
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
