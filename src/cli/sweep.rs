//! `clearway sweep`.

mod finished;
mod pieces;
mod share;
mod work;

use clap::Args;

use crate::study::Sweep;

use super::arguments::{Options, OutputArguments, ScenarioArguments};
use super::failure::Failure;
use super::folder::{self, Extent, Folder, NewFile};
use super::progress::Progress;
use super::terminal;
use work::Work;

pub(super) use finished::Finished;
pub(super) use pieces::{Frame, Pieces, SHARDS, Unusable, frames, others};

/// Name of the command.
const SWEEP: &str = "sweep";

/// Arguments of `sweep`.
#[derive(Args)]
pub(super) struct SweepArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// Sweep a path over values, such as PATH=4..14 or PATH=90,124,150, instead of [sweep]
    #[arg(long, value_name = "PATH=VALUES")]
    vary: Vec<String>,
    /// Do only a share of the pieces, such as 3/20, for `merge` to put together; "auto" takes the
    /// share from a Slurm array, and auto/20 from a Kubernetes indexed Job or GNU parallel too
    #[arg(long, value_name = "I/N")]
    shard: Option<share::Asked>,
    #[command(flatten)]
    output: OutputArguments,
}

/// Runs the replications of every point of the grid, or those of a share of its pieces, and writes
/// the report once all pieces are there.
pub(super) fn sweep(arguments: &SweepArguments) -> Result<(), Failure> {
    let share = arguments.shard.map(|it| it.share(&variable)).transpose();
    let share = share.map_err(Failure::Usage)?;
    let inputs = arguments.scenario.inputs();
    let mut asked = arguments.scenario.load_from(inputs.clone())?;
    asked.also_set(arguments.output.settings()?)?;
    let study = Sweep::new(&asked, &arguments.vary)?;
    arguments.output.start_threads()?;
    let points = study.points();
    let frame = Frame::new(study.frame(), points, study.keep(), &inputs);
    let options = &arguments.output.options;
    let directory = arguments
        .output
        .directory(&arguments.scenario.scenario, SWEEP);
    let pieces = Pieces::new(&directory, &frame.key, points);
    let is_own = |piece: &u64| share.is_none_or(|it| it.has(*piece));
    let own: Vec<u64> = pieces.numbers().filter(is_own).collect();
    let work = Work::new(&study, &pieces, &frame);
    let todo = work.missing(&own);
    let inputs = asked.document.inputs();
    let of = &arguments.scenario.scenario;
    folder::check_paths(pieces.paths(), &inputs)?;
    // a share too: `merge` writes into the same folder, and does not know these files
    arguments.output.check_inputs(of, SWEEP, &[], &inputs)?;
    // every missing point is checked before the first one is run
    let checking = Progress::start_with(todo.len() as u64, "points checked", options.quiet)?;
    let replications = study.check(&todo, &checking)?;
    let replications = replications.ok_or(Failure::Interrupted)?;
    let outcome = if share.is_some() {
        folder::written(&directory, pieces.try_out(&frame))?;
        part(
            work,
            &own,
            (options, &directory),
            &checking.next(replications),
        )
    } else {
        let folder = Folder::open(&directory)?.reading(inputs);
        let progress = checking.next(replications);
        let outcome = whole(work, &own, &frame, (options, folder), &progress);
        outcome.and_then(|()| progress.outcome())
    };
    if matches!(outcome, Err(Failure::Interrupted)) && pieces.folder().exists() {
        let folder = pieces.folder().display();
        terminal::say(&format!(
            "what is finished is in {folder}: the same command goes on"
        ));
    }
    outcome
}

/// Runs the pieces of a share that are missing.
fn part(
    mut work: Work<'_>,
    own: &[u64],
    (options, directory): (&Options, &std::path::Path),
    progress: &Progress,
) -> Result<(), Failure> {
    work.run(own, directory, progress)?;
    progress.finish();
    progress.outcome()?;
    if options.quiet {
        return Ok(());
    }
    terminal::print(&work.pieces.of_share(own.len(), directory))
}

/// Runs the pieces that are missing and publishes the results; if interrupted, those up to the
/// first point that is missing.
fn whole(
    mut work: Work<'_>,
    own: &[u64],
    frame: &Frame,
    (options, folder): (&Options, Folder),
    progress: &Progress,
) -> Result<(), Failure> {
    let pieces = work.pieces;
    let mut found = loop {
        work.run(own, folder.path(), progress)?;
        progress.finish();
        let known = std::mem::take(&mut work.known);
        let begun = std::mem::take(&mut work.begun);
        match Finished::gather(frame, pieces, known, begun, progress)? {
            Ok(found) => break found,
            // damaged, or removed by another command that has finished the same sweep
            Err(unusable) => unusable
                .iter()
                .for_each(|(piece, _)| pieces.discard(*piece)),
        }
    };
    let extent = progress.extent();
    if found.is_empty() {
        return Ok(());
    }
    let results = found.results();
    let write = |file: &mut NewFile| found.write(&results, file);
    let path = options.publish_with(&results, folder, extent, write, |_| Ok(()))?;
    if extent == Extent::Whole {
        folder::written(&path, pieces.remove())?;
    }
    options.print(&results, &path)
}

/// Reads a variable of the environment.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
