//! The pieces of a sweep: files of consecutive whole points in `DIR/shards/KEY`.
//!
//! A piece is whole or absent: it is renamed into place, and its head has the digest of its points,
//! so that one that a power cut left incomplete counts as absent. The points have the form that
//! they have in `results.json`, one a line. The number of points of a piece is given by the grid
//! alone, so that any number of machines make the same pieces.

use std::fs;
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::cli::inputs::Inputs;
use crate::cli::whole_file::WholeFile;
use crate::input::{Disk, Files as _};
use crate::report::Digest;
use crate::results::Results;
use crate::statistics::Keep;

/// Name of the folder of all pieces.
pub(in crate::cli) const SHARDS: &str = "shards";

/// Name of the file that describes the sweep.
const FRAME: &str = "sweep.json";

/// Limit on the number of pieces, unless one point would be more than one.
const MOST: u64 = 250;

/// Limit on the size of a piece, in bytes.
const LARGEST: u64 = 4 << 30;

/// Number of hexadecimal digits of a key.
const KEY: usize = 32;

/// The end of a piece.
const END: &str = "]}\n";

/// A sweep of which pieces are kept, without its points.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::cli) struct Frame {
    /// Key of the sweep.
    pub(in crate::cli) key: String,
    /// Number of points.
    pub(in crate::cli) points: u64,
    /// Whether the values of single replications are dropped.
    pub(in crate::cli) summary: bool,
    /// The results without points.
    pub(in crate::cli) results: Results,
}

impl Frame {
    /// Makes the frame of a sweep. Its key is the hash of the engine's sources, the contents of all
    /// input files, settings, seed, effort, and of what is kept.
    pub(in crate::cli) fn new(results: Results, points: u64, keep: Keep, inputs: &Inputs) -> Self {
        let summary = keep == Keep::Summary;
        let mut text = format!("{} {points} {summary}\n", env!("CLEARWAY_ENGINE"));
        for digest in inputs.digests() {
            text.push_str(&digest.to_string());
        }
        let results_without = serde_json::to_string(&results).unwrap_or_default();
        text.push_str(&results_without);
        let mut key = Digest::of_bytes(text.as_bytes()).to_string();
        key.truncate(KEY);
        Self {
            key,
            points,
            summary,
            results,
        }
    }

    /// Returns what is kept of single replications.
    pub(in crate::cli) fn keep(&self) -> Keep {
        if self.summary {
            Keep::Summary
        } else {
            Keep::Values
        }
    }
}

/// The head of a piece.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    /// Key of the sweep.
    key: String,
    /// Number of the piece, from 1.
    piece: u64,
    /// Number of its first point, from 0.
    first: u64,
    /// Digest of its points.
    sha256: String,
    /// Number of bytes after the head.
    bytes: u64,
    /// Begins the points, which are on the next lines.
    points: [(); 0],
}

/// Why a piece cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Unusable {
    /// It is not there.
    Missing,
    /// It is incomplete or was changed.
    Damaged,
    /// It belongs to another sweep.
    Foreign,
}

/// The pieces of a sweep.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Pieces {
    folder: PathBuf,
    key: String,
    points: u64,
}

impl Pieces {
    /// Returns the pieces of a sweep in a folder of results.
    pub(in crate::cli) fn new(directory: &Path, key: &str, points: u64) -> Self {
        Self {
            folder: directory.join(SHARDS).join(key),
            key: key.to_owned(),
            points,
        }
    }

    /// Number of points of a piece; the last one may have fewer.
    fn each(&self) -> u64 {
        self.points.div_ceil(MOST).max(1)
    }

    /// Returns the numbers of all pieces, from 1.
    pub(in crate::cli) fn numbers(&self) -> Range<u64> {
        1..self.points.div_ceil(self.each()) + 1
    }

    /// Returns the points of a piece.
    pub(in crate::cli) fn range(&self, piece: u64) -> Range<u64> {
        let first = (piece - 1) * self.each();
        first..self.points.min(first + self.each())
    }

    /// Returns the number of the piece with a point.
    pub(in crate::cli) fn piece_of(&self, point: u64) -> u64 {
        point / self.each() + 1
    }

    /// Returns the path of a piece.
    pub(in crate::cli) fn path(&self, piece: u64) -> PathBuf {
        self.folder.join(format!("{piece:06}.json"))
    }

    /// Returns the paths of all pieces and of the file that describes the sweep.
    pub(in crate::cli) fn paths(&self) -> impl Iterator<Item = PathBuf> {
        let pieces = self.numbers().map(|piece| self.path(piece));
        pieces.chain([self.folder.join(FRAME)])
    }

    /// Returns the folder of the pieces.
    pub(in crate::cli) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Describes the sweep in the folder of its pieces, for `merge`.
    fn write_frame(&self, frame: &Frame) -> io::Result<()> {
        let path = self.folder.join(FRAME);
        if path.exists() {
            return Ok(());
        }
        let mut file = WholeFile::create(path)?;
        serde_json::to_writer(&mut file, frame)?;
        file.write_all(b"\n")?;
        file.finish().map(drop)
    }

    /// Writes a piece, after the description of the sweep; `points` are its points in JSON.
    pub(in crate::cli) fn write(
        &self,
        frame: &Frame,
        piece: u64,
        points: &[String],
    ) -> io::Result<()> {
        let write = || {
            self.write_frame(frame)?;
            self.write_piece(piece, points)
        };
        match write() {
            // another command has finished the same sweep and tidied up
            Err(error) if error.kind() == io::ErrorKind::NotFound => write(),
            other => other,
        }
    }

    fn write_piece(&self, piece: u64, points: &[String]) -> io::Result<()> {
        let mut body = points.join(",\n");
        body.push('\n');
        body.push_str(END);
        let head = Head {
            key: self.key.clone(),
            piece,
            first: self.range(piece).start,
            sha256: Digest::of_bytes(body.as_bytes()).to_string(),
            bytes: body.len() as u64,
            points: [],
        };
        let head = serde_json::to_string(&head)?;
        let open = head.strip_suffix("]}").unwrap_or(&head);
        let mut file = WholeFile::create(self.path(piece))?;
        write!(file, "{open}\n{body}")?;
        file.finish().map(drop)
    }

    /// Removes a piece that cannot be used.
    pub(in crate::cli) fn discard(&self, piece: u64) {
        let _ = fs::remove_file(self.path(piece));
    }

    /// Tries whether pieces can be written.
    pub(in crate::cli) fn try_out(&self, frame: &Frame) -> io::Result<()> {
        drop(WholeFile::create(self.path(1))?);
        self.write_frame(frame)
    }

    /// Says how many pieces of a share are done, and what is next.
    pub(in crate::cli) fn of_share(&self, own: usize, directory: &Path) -> String {
        let all = self.numbers();
        let there = all.clone().filter(|piece| self.has(*piece)).count();
        let (all, shown) = (all.count(), directory.display());
        let next = if there == all {
            format!("Put them together: clearway merge {shown}")
        } else {
            "When all are there, clearway merge puts them together".to_owned()
        };
        format!("The {own} pieces of this share are done; {there} of {all} are there. {next}\n")
    }

    /// Is a piece there, as far as its size tells?
    pub(in crate::cli) fn has(&self, piece: u64) -> bool {
        self.is_there(piece).unwrap_or(false)
    }

    fn is_there(&self, piece: u64) -> io::Result<bool> {
        use std::io::{BufRead as _, BufReader, Read as _};
        let file = fs::File::open(self.path(piece))?;
        let size = file.metadata()?.len();
        let mut line = String::new();
        BufReader::new(file.take(1 << 16)).read_line(&mut line)?;
        let head = self.head(piece, &line);
        Ok(head.is_ok_and(|head| line.len() as u64 + head.bytes == size))
    }

    /// Reads the points of a piece, each as JSON.
    pub(in crate::cli) fn read(&self, piece: u64) -> Result<Vec<String>, Unusable> {
        let bytes = match Disk.read(&self.path(piece), LARGEST) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Unusable::Missing),
            Err(_) => return Err(Unusable::Damaged),
            Ok(bytes) => bytes,
        };
        let text = String::from_utf8(bytes).map_err(|_| Unusable::Damaged)?;
        let (line, body) = text.split_once('\n').ok_or(Unusable::Damaged)?;
        let head = self.head(piece, line)?;
        if Digest::of_bytes(body.as_bytes()).to_string() != head.sha256 {
            return Err(Unusable::Damaged);
        }
        let lines = body.strip_suffix(END).ok_or(Unusable::Damaged)?.lines();
        let points = lines.map(|it| it.strip_suffix(',').unwrap_or(it).to_owned());
        let points: Vec<String> = points.collect();
        let range = self.range(piece);
        if points.len() as u64 != range.end - range.start {
            return Err(Unusable::Damaged);
        }
        Ok(points)
    }

    /// Reads the head of a piece.
    fn head(&self, piece: u64, line: &str) -> Result<Head, Unusable> {
        let line = format!("{}]}}", line.trim_end());
        let head: Head = serde_json::from_str(&line).map_err(|_| Unusable::Damaged)?;
        if head.key != self.key || head.piece != piece || head.first != self.range(piece).start {
            return Err(Unusable::Foreign);
        }
        Ok(head)
    }

    /// Removes the pieces of this sweep, and no others.
    pub(in crate::cli) fn remove(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder).into_iter().flatten() {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_piece = self.numbers().any(|piece| self.path(piece) == path);
            if is_piece || name == FRAME || name.starts_with(WholeFile::PREFIX) {
                match fs::remove_file(&path) {
                    // another sweep has finished at the same time
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
        }
        // fail if anything else is in them
        let _ = fs::remove_dir(&self.folder);
        let _ = fs::remove_dir(self.folder.parent().unwrap_or(&self.folder));
        Ok(())
    }
}

/// Returns the sweeps of which pieces are in a folder of results, by key.
pub(in crate::cli) fn frames(directory: &Path) -> Vec<Frame> {
    let mut frames = vec![];
    for entry in fs::read_dir(directory.join(SHARDS))
        .into_iter()
        .flatten()
        .flatten()
    {
        let bytes = Disk.read(&entry.path().join(FRAME), LARGEST);
        let frame = bytes
            .ok()
            .and_then(|it| serde_json::from_slice::<Frame>(&it).ok());
        let name = entry.file_name();
        frames.extend(frame.filter(|it| name.to_string_lossy() == it.key));
    }
    frames.sort_by(|a, b| a.key.cmp(&b.key));
    frames
}

/// Returns other files in the folder of the pieces than those of the sweep.
pub(in crate::cli) fn others(pieces: &Pieces) -> Vec<PathBuf> {
    let known: Vec<PathBuf> = pieces.numbers().map(|it| pieces.path(it)).collect();
    let entries = fs::read_dir(pieces.folder())
        .into_iter()
        .flatten()
        .flatten();
    let mut others: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|it| it == "json"))
        .filter(|path| !known.contains(path) && *path != pieces.folder().join(FRAME))
        .collect();
    others.sort();
    others
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(numbers: Range<u64>) -> Vec<String> {
        numbers.map(|it| format!("{{\"at\":[{it}]}}")).collect()
    }

    #[test]
    fn a_piece_is_whole_or_absent() {
        let folder = tempfile::tempdir().expect("a folder");
        let pieces = Pieces::new(folder.path(), "abc", 502);
        assert_eq!((pieces.numbers(), pieces.range(1)), (1..169, 0..3));
        assert_eq!((pieces.range(168), pieces.piece_of(501)), (501..502, 168));
        assert_eq!(pieces.read(2), Err(Unusable::Missing));
        pieces.write_piece(2, &points(3..6)).expect("written");
        assert!(pieces.has(2) && !pieces.has(1));
        assert_eq!(pieces.read(2), Ok(points(3..6)));
        let whole = fs::read_to_string(pieces.path(2)).expect("a piece");
        let parsed: serde_json::Value = serde_json::from_str(&whole).expect("JSON");
        assert_eq!(parsed["points"][1]["at"][0], 4);
        for length in 0..whole.len() {
            fs::write(pieces.path(2), &whole[..length]).expect("written");
            assert!(!pieces.has(2), "{length} bytes");
            assert_eq!(pieces.read(2), Err(Unusable::Damaged), "{length} bytes");
        }
        fs::write(pieces.path(2), whole.replace("[4]", "[9]")).expect("written");
        assert_eq!(pieces.read(2), Err(Unusable::Damaged));
        fs::write(pieces.path(3), &whole).expect("written");
        assert_eq!(pieces.read(3), Err(Unusable::Foreign));
        let other = Pieces::new(folder.path(), "abc", 501);
        assert_eq!(other.read(3), Err(Unusable::Foreign));
    }

    #[test]
    fn only_own_pieces_are_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let (own, other) = ("own", "other");
        let own = Pieces::new(folder.path(), own, 2);
        let other: Pieces = Pieces::new(folder.path(), other, 2);
        for pieces in [&own, &other] {
            pieces.write_piece(1, &points(0..1)).expect("written");
        }
        fs::write(own.folder().join("notes.txt"), "").expect("written");
        own.remove().expect("removed");
        assert!(!own.has(1) && own.folder().join("notes.txt").exists());
        assert!(other.has(1));
        other.remove().expect("removed");
        assert!(!other.folder().exists());
    }
}
