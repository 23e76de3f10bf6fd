//! Runs the points of missing pieces and writes each piece once its points are finished.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use crate::cli::failure::Failure;
use crate::cli::folder::written;
use crate::cli::progress::Progress;
use crate::results::SweepPoint;
use crate::study::Sweep;

use super::pieces::{Frame, Pieces};

/// The work on the pieces of a sweep.
pub(super) struct Work<'a> {
    sweep: &'a Sweep<'a>,
    pub(super) pieces: &'a Pieces,
    frame: &'a Frame,
    /// Points that were finished here, without the values of single replications.
    pub(super) known: Vec<Option<SweepPoint>>,
    /// Finished points, in JSON, of a piece that is not.
    pub(super) begun: Vec<String>,
}

impl<'a> Work<'a> {
    pub(super) fn new(sweep: &'a Sweep<'a>, pieces: &'a Pieces, frame: &'a Frame) -> Self {
        Self {
            sweep,
            pieces,
            frame,
            known: vec![],
            begun: vec![],
        }
    }

    /// Returns the points of those of these pieces that are missing.
    pub(super) fn missing(&self, own: &[u64]) -> Vec<u64> {
        let missing = own.iter().filter(|piece| !self.pieces.has(**piece));
        missing
            .flat_map(|piece| self.pieces.range(*piece))
            .collect()
    }

    /// Runs the points of those of these pieces that are missing, and writes the pieces.
    pub(super) fn run(
        &mut self,
        own: &[u64],
        directory: &Path,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let Self {
            sweep,
            pieces,
            frame,
            known,
            begun,
        } = self;
        let missing = own.iter().filter(|piece| !pieces.has(**piece));
        let points: Vec<u64> = missing.flat_map(|piece| pieces.range(*piece)).collect();
        let simulated = sweep.first_alike(&points);
        let all = points.iter().copied().zip(simulated);
        let copies = all.clone().filter(|(point, simulated)| point != simulated);
        let originals: BTreeSet<u64> = copies.map(|(_, simulated)| simulated).collect();
        let different = all.clone().filter(|(point, simulated)| point == simulated);
        let different: Vec<u64> = different.map(|(point, _)| point).collect();
        known.resize(sweep.points() as usize, None);
        // a finished point as JSON, and without the values of single replications
        let finish = |point: SweepPoint| (serde_json::to_string(&point), point.without_values());
        let conclude = |point: u64, concluded: SweepPoint| {
            let kept = originals.contains(&point).then(|| concluded.clone());
            (finish(concluded), kept)
        };
        let mut rest = all.peekable();
        let mut kept: BTreeMap<u64, SweepPoint> = BTreeMap::new();
        let mut outcome: io::Result<()> = Ok(());
        let mut add = |point: u64, (json, finished): (serde_json::Result<String>, SweepPoint)| {
            known[point as usize] = Some(finished);
            add(frame, pieces, begun, (point, json?))
        };
        let sink = |point: u64, (finished, whole): (_, Option<SweepPoint>)| {
            rest.next();
            outcome = add(point, finished);
            kept.extend(whole.map(|it| (point, it)));
            // the points after it with the values of an earlier one
            while outcome.is_ok()
                && let Some((copy, of)) = rest.next_if(|(copy, of)| copy != of)
            {
                let at = sweep.at(copy);
                let point = kept.get(&of).cloned().map(|it| SweepPoint { at, ..it });
                outcome = point.map_or(Ok(()), |it| add(copy, finish(it)));
            }
            match outcome {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        };
        sweep.run(&different, conclude, sink, progress);
        written(directory, outcome)
    }
}

/// Adds a finished point in JSON, and writes its piece if it is the last one of it.
fn add(
    frame: &Frame,
    pieces: &Pieces,
    begun: &mut Vec<String>,
    (point, json): (u64, String),
) -> io::Result<()> {
    begun.push(json);
    let piece = pieces.piece_of(point);
    if point + 1 == pieces.range(piece).end {
        pieces.write(frame, piece, begun)?;
        begun.clear();
    }
    Ok(())
}
