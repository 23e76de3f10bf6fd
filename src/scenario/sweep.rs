//! Swept paths and paths to choose from: each path with one setting for each of its values.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::document::Document;
use super::file::{File, SweepRange, SweepValues, Swept};
use super::nowhere::NAMED;
use super::path::Path;
use super::problem::{Complaint, Place, Problem, Problems};
use super::setting::{PlacedPath, Setting, instead_of_path, joined, split_argument, text};
use super::tree::{Content, Node};
use super::{local, reader, suggest, syntax};

/// Limit on the values of one path.
const MOST_VALUES: f64 = 10_000.0;

/// Returns the path of the section of swept paths.
pub(super) fn sweep_section() -> Path {
    Path::of(["sweep"])
}

/// A path that is swept, and its values.
#[derive(Clone, Debug)]
pub struct SweepAxis {
    /// The path.
    pub path: Path,
    /// One setting for each value, in order; never empty.
    pub settings: Vec<Setting>,
}

/// A path described in words, such as "Inspection bays: lanes" or "Document review: share to
/// Inspection bays".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Label of the station, team, stream or goods that the path belongs to, with the hours of its
    /// row if it leads into one.
    pub owner: Option<String>,
    /// Rest of the path, or the whole path if it has no owner.
    pub words: String,
    /// Kind of the values.
    pub varied: Varied,
}

/// What a path of the scenario sets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Varied {
    /// The number of lanes of a station.
    Lanes,
    /// The number of members of a team.
    Members,
    /// Anything else.
    #[default]
    Other,
}

impl SweepAxis {
    /// Reads the argument of `--vary`: `PATH=4..14` or `PATH=90,124,150`.
    ///
    /// # Errors
    /// If the argument has no path or no values.
    pub fn from_argument(argument: &str) -> Result<Self, Problems> {
        let example = "stations.inspection.lanes=4..14";
        let ((path, steps), value) = split_argument("--vary", argument, example)?;
        let values = argument_values(&value).map_err(|complaint| complaint.at(value))?;
        Ok(Self::new(path, &steps, values))
    }

    /// Refuses two paths that are equal or of which one is an ancestor of the other: the later
    /// value would replace the earlier one, although labels would show both.
    ///
    /// # Errors
    /// The first pair of such paths.
    pub fn check_apart(axes: &[Self]) -> Result<(), Problem> {
        check_apart(axes.iter().map(Self::placed).collect())
    }

    /// Returns the path and its place.
    pub(super) fn placed(&self) -> (&Path, Place) {
        (self.settings[0].path(), self.settings[0].place_of_path())
    }

    fn new(path: Path, steps: &[Place], values: Vec<Node>) -> Self {
        let path = joined(path);
        let setting = |node| Setting::new(path.clone(), steps.to_vec(), node);
        let settings = values.into_iter().map(setting).collect();
        Self { path, settings }
    }

    /// Describes the path in words: its owner and the rest of the path.
    pub fn subject(&self, document: &Document) -> Subject {
        Subject::of(&self.path, document)
    }
}

impl Subject {
    /// Describes a path in words: its owner and the rest of the path.
    pub(super) fn of(path: &Path, document: &Document) -> Self {
        let named = |section: &String| NAMED.iter().any(|(key, _)| key == section);
        let (mut owner, name, rest) = match path.steps() {
            [section, name, rest @ ..] if !rest.is_empty() && named(section) => {
                (label_of(document, section, name), name, rest)
            }
            _ => {
                return Self {
                    owner: None,
                    words: path.to_string(),
                    varied: Varied::Other,
                };
            }
        };
        let words = match rest {
            [key] if key == "per_day" => "batches a day".to_owned(),
            [key, to] if key == "next" || key == "to" => {
                format!("share to {}", label_of(document, "stations", to))
            }
            [key, goods] if key == "goods" => {
                format!("share of {}", label_of(document, "goods", goods))
            }
            [key, row, count] if count == "open" || count == "on" => {
                let written = |field: &&str| {
                    let at = Path::of([&path.steps()[0], name, key, row, *field]);
                    Some(document.get(&at)?.as_text()?.to_owned())
                };
                let when: Vec<String> = ["days", "hours"].iter().filter_map(written).collect();
                owner = if when.is_empty() {
                    format!("{owner} (row {row})")
                } else {
                    format!("{owner} {}", when.join(" "))
                };
                key.clone()
            }
            rest => rest.iter().cloned().collect::<Path>().to_string(),
        };
        let varied = match rest {
            // the number itself, or the number in a row
            [key, ..] if words == *key && key == "lanes" => Varied::Lanes,
            [key, ..] if words == *key && key == "members" => Varied::Members,
            _ => Varied::Other,
        };
        Self {
            owner: Some(owner),
            words,
            varied,
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.owner {
            Some(owner) => write!(formatter, "{owner}: {}", self.words),
            None => formatter.write_str(&self.words),
        }
    }
}

/// As [`SweepAxis::check_apart`], for paths with their places.
pub(super) fn check_apart(together: Vec<(&Path, Place)>) -> Result<(), Problem> {
    let (paths, mut places): (Vec<&Path>, Vec<Place>) = together.into_iter().unzip();
    let Some((first, second)) = Path::overlap(&paths) else {
        return Ok(());
    };
    let place = places.swap_remove(second);
    let (first, second) = (paths[first], paths[second]);
    let (message, help) = if first == second {
        let message = format!("{first} is varied twice");
        (message, "write all its values in one list")
    } else {
        let message = format!("{first} and {second} overlap: only one of them can be varied");
        (message, "take one of the two out")
    };
    Err(Complaint::new(message, help).at(place))
}

/// Returns the label of a station, team, stream or goods, or its name if it has no label; with its
/// name if another one has the same label.
pub(super) fn label_of(document: &Document, section: &str, name: &str) -> String {
    let of = |name| {
        let label = document.get(&Path::of([section, name, "label"]));
        label.and_then(Node::as_text)
    };
    let Some(label) = of(name).filter(|label| *label != name) else {
        return name.to_owned();
    };
    let others = document.get(&Path::of([section])).and_then(Node::as_table);
    let mut others = others
        .into_iter()
        .flatten()
        .map(|(other, _)| other.as_str());
    if others.any(|other| other != name && of(other).unwrap_or(other) == label) {
        suggest::named(label, name)
    } else {
        label.to_owned()
    }
}

/// Reads the paths and values of a section, in order; none if the section is missing. The values
/// are checked when they are compiled.
pub(super) fn axes(document: &Document, section: &Path) -> Result<Vec<SweepAxis>, Problems> {
    let mut axes = vec![];
    let mut problems = vec![];
    for key in document.keys(section) {
        match axis(document, &section.child(key)) {
            Ok(swept) => axes.push(swept),
            Err(found) => problems.extend(found),
        }
    }
    problems.extend(SweepAxis::check_apart(&axes).err());
    Problems::none(problems)?;
    Ok(axes)
}

/// Reads the path and the values at `sweep.KEY` or `staffing.choose.KEY`.
pub(super) fn axis(document: &Document, at: &Path) -> Result<SweepAxis, Problems> {
    let (path, steps) = path_at(document, at)?;
    let values = section_values(document, at)?;
    let axis = SweepAxis::new(path, &steps, values);
    check_leads(document, &axis.settings[0])?;
    Ok(axis)
}

/// Reads the path that is written as the last key of `at`, and the place of each of its steps.
pub(super) fn path_at(document: &Document, at: &Path) -> Result<PlacedPath, Problems> {
    let key = document.key_place(at);
    let Some((path, _)) = Path::parse(at.last()) else {
        let help = instead_of_path(at.last()).map_or_else(
            || "write a path in quotes, such as \"stations.inspection.lanes\"".to_owned(),
            |path| format!("write {}", suggest::toml_text(&path.to_string())),
        );
        return Err(Complaint::new("this is not a path", help).at(key).into());
    };
    let steps = vec![key; path.steps().len()];
    Ok((path, steps))
}

/// Refuses a setting whose path leads nowhere.
pub(super) fn check_leads(document: &Document, setting: &Setting) -> Result<(), Problems> {
    let set = document.with(std::slice::from_ref(setting))?;
    check_known(&set, setting.path())
}

/// Reads the values that are written at a path.
fn section_values(document: &Document, at: &Path) -> Result<Vec<Node>, Problems> {
    let node = document.get(at).expect("the key was found in the section");
    let here = |complaint: Complaint| complaint.at(node.place.clone());
    match (reader::read::<Option<SweepValues>>(node, at), &node.content) {
        ((Some(SweepValues::Range(range)), _), _) => {
            Ok(range_values(&range, &node.place).map_err(here)?)
        }
        ((Some(SweepValues::List(_)), _), Content::List(items)) if !items.is_empty() => {
            Ok(items.clone())
        }
        ((Some(SweepValues::List(_)), _), _) => Err(here(no_values()).into()),
        ((None, unread), _) => {
            let problems = unread.into_iter().filter_map(|it| document.unread(it));
            Err(Problems::new(problems.collect()))
        }
    }
}

/// Refuses a path that is not part of the format. The document has a value set at the path.
fn check_known(document: &Document, path: &Path) -> Result<(), Problems> {
    let (_, unread) = reader::read::<File>(document.root(), &Path::default());
    let is_here = |it: &reader::Unread| it.at_key && path.starts_with(&it.path);
    let unknown = unread.into_iter().filter(is_here);
    Problems::none(unknown.filter_map(|it| document.unread(it)).collect())
}

fn argument_values(place: &Place) -> Result<Vec<Node>, Complaint> {
    let written = place.text();
    let is_number = |it: &str| it.trim().parse::<f64>().is_ok();
    let ends = written.split_once("..");
    let is_usual =
        ends.is_some_and(|(from, to)| is_number(from) && is_number(to)) && !written.contains("...");
    if let Some(range) = local::range(written).filter(|_| !is_usual) {
        return Err(write_range(range, place));
    }
    if let Some((from, to)) = written.split_once("..") {
        let number = |text: &str| text.trim().parse().ok();
        let (Some(from), Some(to)) = (number(from), number(to)) else {
            let help = "write two numbers, such as 4..14, or a list, such as 90,124,150";
            return Err(Complaint::new(
                format!("\"{written}\" is not a range"),
                help,
            ));
        };
        return range_values(&SweepRange::new(from, to)?, place);
    }
    if let Some(Content::List(items)) = syntax::parse_value(place).map(|node| node.content) {
        return if items.is_empty() {
            Err(no_values())
        } else {
            Ok(items)
        };
    }
    if written.is_empty() {
        return Err(no_values());
    }
    let mut start = place.span.start;
    let values = written.split(',').map(|piece| {
        let begin = start + (piece.len() - piece.trim_start().len());
        let place = place.at(begin..begin + piece.trim().len());
        start += piece.len() + 1;
        syntax::parse_value(&place).unwrap_or_else(|| text(&place))
    });
    Ok(values.collect())
}

/// Shows how to write a range that was written in another notation.
fn write_range((from, to, step): (f64, f64, Option<f64>), place: &Place) -> Complaint {
    let path = &place.source.text[..place.span.start];
    let values = match step {
        None => format!("{from}..{to}"),
        Some(step) => {
            let range = SweepRange::new(from, to).and_then(|range| {
                let range = SweepRange {
                    step: Some(Swept::of(step)?),
                    ..range
                };
                range_values(&range, place)
            });
            let values = match range {
                Ok(values) => values,
                Err(complaint) => return complaint,
            };
            let values: Vec<String> = values.iter().map(|it| it.to_value().to_string()).collect();
            values.join(",")
        }
    };
    let message = format!("\"{}\" is not a range", place.text());
    Complaint::new(message, format!("write {path}{values}"))
}

fn no_values() -> Complaint {
    Complaint::new(
        "there are no values to try",
        "write a list, such as [4, 6, 8], or a range, such as { from = 4, to = 12 }",
    )
}

/// Lists the values of an inclusive range; integers if its start and its step are integers.
fn range_values(range: &SweepRange, place: &Place) -> Result<Vec<Node>, Complaint> {
    let (from, to) = (range.from.value(), range.to.value());
    let step = range.step.as_ref().map(|step| step.value());
    let numbers = numbers(from, to, step)?;
    let is_whole = [from, step.unwrap_or(1.0)]
        .iter()
        .all(|part| part.fract() == 0.0);
    let value = |exact: f64| {
        if is_whole {
            toml::Value::Integer(exact as i64)
        } else {
            // 0.3, not 0.30000000000000004
            toml::Value::Float(format!("{exact:.12e}").parse().unwrap_or(exact))
        }
    };
    let node = |exact| Node::set(&value(exact), place);
    Ok(numbers.into_iter().map(node).collect())
}

/// Lists the numbers of an inclusive range, 1 apart by default.
pub(super) fn numbers(from: f64, to: f64, step: Option<f64>) -> Result<Vec<f64>, Complaint> {
    let step = step.unwrap_or(1.0);
    if step <= 0.0 {
        let message = format!("the step {step} is not above 0");
        return Err(Complaint::new(message, "write step = 1, or leave it out"));
    }
    if from > to {
        let message = format!("the range from {from} to {to} is empty");
        return Err(Complaint::new(
            message,
            format!("write from = {to}, to = {from}"),
        ));
    }
    // plus rounding slack, so that 0.1 to 1.0 by 0.1 ends at 1.0
    let steps = ((to - from) / step + 1e-9).floor();
    if steps >= MOST_VALUES {
        let message = format!("the range has more than {MOST_VALUES} values");
        return Err(Complaint::new(message, "write a larger step"));
    }
    let number = |position: u32| from + f64::from(position) * step;
    Ok((0..=steps as u32).map(number).collect())
}
