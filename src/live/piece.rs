//! Pieces of replications as texts, and their merging.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use crate::experiment::{Effort, Merged, Piece, Watcher, merge, piece};
use crate::statistics::{Depth, Stopping};

use super::open::Opened;
use super::progress::Progress;
use super::refusal::Refusal;
use super::request::Range;

/// Replications between two reports of progress.
const TOLD_EACH: u64 = 8;

/// Tells the number of finished replications.
pub(super) struct Told<'a> {
    progress: &'a dyn Progress,
    of: Option<u64>,
    done: AtomicU64,
}

impl<'a> Told<'a> {
    /// Returns a watcher of this number of replications; `None` if it is not known.
    pub(super) fn new(progress: &'a dyn Progress, of: Option<u64>) -> Self {
        Self {
            progress,
            of,
            done: AtomicU64::new(0),
        }
    }
}

impl Watcher for Told<'_> {
    fn done(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(TOLD_EACH) {
            let of = self.of.map_or("null".to_owned(), |of| of.to_string());
            let told = format!("{{\"done\":{done},\"of\":{of},\"text\":\"replications\"}}");
            self.progress.tell(&told);
        }
    }
}

/// The answer to a request to simulate.
#[derive(Serialize)]
pub(super) struct Simulated {
    /// The piece, for later requests.
    piece: String,
    /// Index of its first replication.
    first: u32,
    /// Number of its replications.
    count: u32,
}

/// Runs a range of the replications.
pub(super) fn simulate(opened: &Opened, range: &Range, progress: &dyn Progress) -> Simulated {
    let scenario = &opened.scenario;
    let depth = match scenario.stopping {
        _ if range.detail => Depth::Detail,
        Stopping::Width(_) => Depth::Metrics,
        Stopping::Number | Stopping::Verdict => Depth::Whole,
    };
    let last = range.first.saturating_add(range.count);
    let of_range = range.first..last.min(scenario.replications).max(range.first);
    let watcher = Told::new(progress, Some(of_range.len() as u64));
    let piece = piece(&scenario.model, scenario.seed, of_range, depth, &watcher);
    Simulated {
        first: piece.first,
        count: piece.observations.len() as u32,
        piece: written(&piece, opened.mark),
    }
}

/// Writes a piece as text, with the mark of its scenario.
pub(super) fn written(piece: &Piece, mark: u64) -> String {
    let bytes = postcard::to_allocvec(&(mark, piece));
    STANDARD.encode(bytes.expect("a piece has a length"))
}

/// Reads pieces of the scenario with this mark.
pub(super) fn read(texts: &[String], mark: u64) -> Result<Vec<Piece>, Refusal> {
    let damaged = "a piece of replications is damaged: run them again";
    let piece = |text: &String| {
        let bytes = STANDARD.decode(text).map_err(|_| damaged)?;
        let (of, piece): (u64, Piece) = postcard::from_bytes(&bytes).map_err(|_| damaged)?;
        if of != mark {
            return Err("a piece of replications belongs to another scenario".into());
        }
        Ok(piece)
    };
    texts.iter().map(piece).collect()
}

/// Merges pieces of a scenario with this effort.
pub(super) fn merged(
    opened: &Opened,
    effort: Effort,
    pieces: Vec<Piece>,
    depth: Depth,
) -> Result<Merged, Refusal> {
    let merged = merge(&[(&opened.scenario.model, effort)], depth, vec![pieces]);
    match merged.replicated[0].replications() {
        0 => Err("no replication was run".into()),
        _ => Ok(merged),
    }
}
