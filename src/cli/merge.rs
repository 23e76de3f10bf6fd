//! `clearway merge`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::Options;
use super::failure::Failure;
use super::folder::{Extent, Folder, NewFile};
use super::progress::Progress;
use super::sweep::{Finished, Frame, Pieces, SHARDS, Unusable, frames, others};
use super::terminal;

/// Limit on the pieces that are named.
const MOST_NAMED: usize = 20;

/// Arguments of `merge`.
#[derive(Args)]
pub(super) struct MergeArguments {
    /// The folder that `sweep --shard` wrote into
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    #[command(flatten)]
    options: Options,
}

/// Puts the pieces of a sweep together and writes the report.
pub(super) fn merge(arguments: &MergeArguments) -> Result<(), Failure> {
    let MergeArguments { directory, options } = arguments;
    let frame = frame(directory)?;
    let pieces = Pieces::new(directory, &frame.key, frame.points);
    for path in others(&pieces) {
        let path = path.display();
        terminal::warn(&format!(
            "{path} is not a piece of this sweep, and is left out"
        ));
    }
    let progress = Progress::start(0, true)?;
    let folder = Folder::open(directory)?;
    let mut found = Finished::gather(&frame, &pieces, vec![], vec![], &progress)?
        .map_err(|faults| Failure::Usage(refusal(directory, &pieces, &faults)))?;
    let results = found.results();
    let write = |file: &mut NewFile| found.write(&results, file);
    let path = options.publish_with(&results, folder, Extent::Whole, write, |_| Ok(()))?;
    options.print(&results, &path)?;
    if !options.quiet {
        let pieces = pieces.folder().display();
        terminal::print(&format!("The pieces in {pieces} are no longer needed\n"))?;
    }
    Ok(())
}

/// Returns the only sweep in a folder, or the only one of which all pieces are there.
fn frame(directory: &Path) -> Result<Frame, Failure> {
    let mut found = frames(directory);
    let shown = directory.display();
    if found.is_empty() {
        let message = format!(
            "there are no pieces of a sweep in {shown}: name the folder that clearway sweep \
             --shard wrote into"
        );
        return Err(Failure::Usage(message));
    }
    let missing = |frame: &Frame| {
        let pieces = Pieces::new(directory, &frame.key, frame.points);
        pieces.numbers().filter(|piece| !pieces.has(*piece)).count()
    };
    let mut text = format!("{shown} has pieces of several sweeps:\n");
    for frame in &found {
        let (file, key) = (&frame.results.provenance.scenario_file, &frame.key);
        let missing = missing(frame);
        let _ = writeln!(
            text,
            "  {SHARDS}/{key}: {file}, {} points, {missing} pieces missing",
            frame.points
        );
    }
    if found.len() > 1 {
        let is_whole: Vec<bool> = found.iter().map(|frame| missing(frame) == 0).collect();
        if is_whole.iter().filter(|it| **it).count() != 1 {
            text.push_str("remove the folders of those that are not meant");
            return Err(Failure::Usage(text));
        }
        terminal::warn(&format!("{text}the one that is whole is merged"));
        let at = is_whole.iter().position(|it| *it).unwrap_or(0);
        return Ok(found.swap_remove(at));
    }
    Ok(found.remove(0))
}

/// Names the pieces that are missing, damaged or foreign.
fn refusal(directory: &Path, pieces: &Pieces, faults: &[(u64, Unusable)]) -> String {
    let of = pieces.numbers().count();
    let mut text = String::new();
    for (kind, words) in [
        (Unusable::Missing, "missing"),
        (Unusable::Damaged, "damaged"),
        (Unusable::Foreign, "foreign (of another sweep)"),
    ] {
        let of_kind = || faults.iter().filter(|(_, it)| *it == kind);
        let number = of_kind().count();
        if number == 0 {
            continue;
        }
        let are = if number == 1 { "is" } else { "are" };
        let _ = writeln!(text, "{number} of {of} pieces {are} {words}:");
        for (piece, _) in of_kind().take(MOST_NAMED) {
            let _ = writeln!(text, "  {}", pieces.path(*piece).display());
        }
        if number > MOST_NAMED {
            let _ = writeln!(text, "  and {} more", number - MOST_NAMED);
        }
    }
    let shown = directory.display();
    let _ = write!(
        text,
        "run the missing shares again, or clearway sweep --out {shown} without --shard: either \
         goes on where they ended"
    );
    text
}
