//! Puts the finished points of a sweep together, one piece in memory at a time.

use std::io::{self, Write};

use crate::cli::failure::Failure;
use crate::cli::progress::Progress;
use crate::cli::rescue;
use crate::report::write_results;
use crate::results::{Results, SweepPoint};

use super::pieces::{Frame, Pieces, Unusable};

/// The beginning and the end of the list of points in results without points.
const NO_POINTS: &str = "\"points\":[]";

/// The finished points of a sweep, from the first on.
pub(in crate::cli) struct Finished<'a> {
    frame: &'a Frame,
    pieces: &'a Pieces,
    progress: &'a Progress,
    /// Whether the sweep was interrupted before the points were collected.
    is_cut: bool,
    /// Pieces that are whole, from the first on.
    whole: Vec<u64>,
    /// Points in JSON after those of the whole pieces.
    begun: Vec<String>,
    /// All points, without the values of single replications.
    points: Vec<SweepPoint>,
}

/// Pieces that cannot be used.
pub(in crate::cli) type Faults = Vec<(u64, Unusable)>;

impl<'a> Finished<'a> {
    /// Collects all points; some may be known. After an interruption, those before the first one
    /// that is missing; else every piece must be there.
    pub(in crate::cli) fn gather(
        frame: &'a Frame,
        pieces: &'a Pieces,
        mut known: Vec<Option<SweepPoint>>,
        begun: Vec<String>,
        progress: &'a Progress,
    ) -> Result<Result<Self, Faults>, Failure> {
        let is_cut = progress.outcome().is_err();
        let mut faults = vec![];
        let mut found = Self {
            frame,
            pieces,
            progress,
            is_cut,
            whole: vec![],
            begun: vec![],
            points: vec![],
        };
        for piece in pieces.numbers() {
            found.goes_on()?;
            let at = pieces.range(piece).start as usize..pieces.range(piece).end as usize;
            let here = known.get_mut(at).unwrap_or_default();
            let here: Vec<SweepPoint> = here.iter_mut().map_while(Option::take).collect();
            let range = pieces.range(piece);
            let is_known = here.len() as u64 == range.end - range.start && pieces.has(piece);
            if is_known {
                found.points.extend(here);
                found.whole.push(piece);
                continue;
            }
            match read(pieces, piece) {
                Ok(points) => {
                    found.points.extend(points);
                    found.whole.push(piece);
                }
                Err(_) if is_cut => {
                    // the piece in work
                    if here.len() == begun.len() {
                        found.points.extend(here);
                        found.begun = begun;
                    }
                    break;
                }
                Err(fault) => faults.push((piece, fault)),
            }
        }
        Ok(if faults.is_empty() {
            Ok(found)
        } else {
            Err(faults)
        })
    }

    /// Returns `Err` once a signal says that the work on the points is no longer wanted: at once,
    /// or some time after the signal that interrupted the sweep. All is in the pieces.
    fn goes_on(&self) -> Result<(), Failure> {
        if self.is_cut && !rescue::is_overdue() {
            return Ok(());
        }
        self.progress.outcome()
    }

    /// Is there no point?
    pub(in crate::cli) fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// Returns the results, without the values of single replications.
    pub(in crate::cli) fn results(&mut self) -> Results {
        let points = std::mem::take(&mut self.points);
        self.frame
            .results
            .clone()
            .with_points(self.frame.keep(), points)
    }

    /// Writes `results.json`, with the values of single replications from the pieces.
    pub(in crate::cli) fn write(&self, results: &Results, mut out: impl Write) -> io::Result<()> {
        let without = results.without_points();
        let mut text = vec![];
        write_results(&without, &mut text)?;
        let text = String::from_utf8(text).map_err(io::Error::other)?;
        // in a text of the scenario the quotation marks would be escaped
        let (before, after) = text
            .split_once(NO_POINTS)
            .ok_or(io::ErrorKind::InvalidData)?;
        write!(out, "{before}\"points\":[")?;
        let mut is_first = true;
        let mut add = |points: &[String]| {
            for point in points {
                if !std::mem::take(&mut is_first) {
                    out.write_all(b",")?;
                }
                out.write_all(point.as_bytes())?;
            }
            io::Result::Ok(())
        };
        for piece in &self.whole {
            let gone = |_| io::Error::other("another command has removed the pieces of the sweep");
            if self.goes_on().is_err() {
                return Err(io::ErrorKind::Interrupted.into());
            }
            add(&self.pieces.read(*piece).map_err(gone)?)?;
        }
        add(&self.begun)?;
        write!(out, "]{after}")
    }
}

/// Reads the points of a piece, without the values of single replications.
fn read(pieces: &Pieces, piece: u64) -> Result<Vec<SweepPoint>, Unusable> {
    let points = pieces.read(piece)?;
    let points = points
        .iter()
        .map(|point| serde_json::from_str::<SweepPoint>(point));
    let points = points.map(|point| point.map(SweepPoint::without_values));
    points
        .collect::<Result<_, _>>()
        .map_err(|_| Unusable::Damaged)
}
