//! What `[staffing]` chooses from: a list of numbers, by path or by block of the day, and the
//! settings of every arrangement.
//!
//! An arrangement is a list of indices, one for each [`Coordinate`]. The arrangements are never
//! listed: there may be any number of them.

mod clock;
mod coordinate;
mod law;
mod rows;
mod slot;

use super::document::Document;
use super::file::{Choices, Number, Staffing as Written};
use super::path::Path;
use super::problem::{Complaint, Place, Problem, Problems};
use super::reader;
use super::setting::Setting;
use super::sweep::{self, Subject, SweepAxis};
use super::tree::Node;
use crate::model::Model;
use clock::Clock;
pub use coordinate::{Block, Coordinate};
pub use law::Law;

/// Limit on the coordinates.
const MOST_COORDINATES: usize = 1_000;

/// Returns the path of the table of paths to choose from.
pub(super) fn staffing_section() -> Path {
    Path::of(["staffing", "choose"])
}

/// What to choose from.
#[derive(Clone, Debug, Default)]
pub struct Staffing {
    entries: Vec<Entry>,
    coordinates: Vec<Coordinate>,
    laws: Vec<Law>,
    indifferent: Option<f64>,
}

/// An entry of `[staffing] choose`.
#[derive(Clone, Debug)]
pub(super) enum Entry {
    /// A path with its values.
    Plain(SweepAxis),
    /// A path whose rows are chosen.
    Clock(Box<Rows>),
}

/// A path whose rows are chosen, block by block.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    path: Path,
    steps: Vec<Place>,
    /// Place of the entry.
    place: Place,
    clock: Clock,
}

impl Entry {
    /// Reads the entry at `staffing.choose.KEY`.
    pub(super) fn read(document: &Document, at: &Path) -> Result<Self, Problems> {
        let node = document.get(at).expect("the key was found in the section");
        let (path, steps) = sweep::path_at(document, at)?;
        let any = Node::set(&toml::Value::Integer(0), &node.place);
        let setting = Setting::new(path.clone(), steps.clone(), any);
        if let Some(problem) = document.missing_in(&setting) {
            return Err(problem.into());
        }
        let (choices, unread) = reader::read::<Option<Choices>>(node, at);
        let Some(choices) = choices else {
            let problems = unread.into_iter().filter_map(|it| document.unread(it));
            return Err(Problems::new(problems.collect()));
        };
        let clock = match &choices {
            Choices::Table(table) => clock::clock(document, at, &path, table)?,
            Choices::List(_) => None,
        };
        let Some(clock) = clock else {
            return sweep::axis(document, at).map(Self::Plain);
        };
        let rows = Rows {
            path,
            steps,
            place: node.place.clone(),
            clock,
        };
        sweep::check_leads(document, &rows.setting(&vec![0; rows.count()]))?;
        Ok(Self::Clock(Box::new(rows)))
    }

    /// Returns the path and its place.
    pub(super) fn placed(&self) -> (&Path, Place) {
        match self {
            Self::Plain(axis) => axis.placed(),
            Self::Clock(rows) => (&rows.path, rows.steps[0].clone()),
        }
    }

    /// Returns the number of coordinates.
    pub(super) fn count(&self) -> usize {
        match self {
            Self::Plain(_) => 1,
            Self::Clock(rows) => rows.count(),
        }
    }

    /// Makes its coordinates.
    fn coordinates(&self, entry: usize, document: &Document) -> Vec<Coordinate> {
        match self {
            Self::Plain(axis) => vec![Coordinate {
                name: axis.path.to_string(),
                path: axis.path.clone(),
                entry,
                subject: axis.subject(document),
                values: axis.settings.iter().map(Setting::value).collect(),
                block: None,
            }],
            Self::Clock(rows) => rows.coordinates(entry, document),
        }
    }
}

impl Rows {
    fn count(&self) -> usize {
        self.clock.days.len() * self.clock.slots.len()
    }

    fn coordinates(&self, entry: usize, document: &Document) -> Vec<Coordinate> {
        let clock = &self.clock;
        let whole = Subject::of(&self.path, document);
        let values = clock
            .values
            .iter()
            .map(|it| toml::Value::Integer(*it as i64));
        let values: Vec<toml::Value> = values.collect();
        let kinds = clock.days.iter();
        let blocks = kinds.flat_map(|kind| clock.slots.iter().map(move |slot| (kind, slot)));
        let coordinate = |(kind, slot): (&clock::Kind, &slot::Slot)| {
            let (from, until) = slot.span();
            let hours = slot.hours();
            let when = match &kind.label {
                Some(days) => format!("{days} {hours}"),
                None => hours.clone(),
            };
            let owner = whole.owner.as_ref();
            Coordinate {
                name: format!("{}[{when}]", self.path),
                path: self.path.clone(),
                entry,
                subject: Subject {
                    owner: owner.map(|owner| format!("{owner} {when}")),
                    ..whole.clone()
                },
                values: values.clone(),
                block: Some(Block {
                    label: kind.label.clone(),
                    days: kind.days,
                    from,
                    until,
                    hours,
                    cost_per_hour: slot.cost,
                }),
            }
        };
        blocks.map(coordinate).collect()
    }

    /// Makes the law of its coordinates, of which the first is at `first`.
    fn law(&self, first: usize) -> Law {
        let slots = self.clock.slots.len();
        let days = (0..self.clock.days.len()).map(|day| first + day * slots);
        Law {
            days: days.map(|from| from..from + slots).collect(),
            max_changes: self.clock.max_changes,
            at_least: self.clock.at_least,
            pool: self.clock.pool,
        }
    }

    /// Makes the setting of these values, given by index.
    fn setting(&self, at: &[usize]) -> Setting {
        let numbers: Vec<u64> = at.iter().map(|at| self.clock.values[*at]).collect();
        let rows = rows::rows(&self.clock, &numbers);
        let node = Node::set(&rows, &self.place);
        Setting::new(self.path.clone(), self.steps.clone(), node)
    }
}

impl Staffing {
    /// Reads `[staffing]`; empty if the section is missing.
    pub(super) fn read(document: &Document) -> Result<Self, Problems> {
        let section = staffing_section();
        let (mut entries, mut problems) = (vec![], vec![]);
        for key in document.keys(&section) {
            match Entry::read(document, &section.child(key)) {
                Ok(entry) => entries.push(entry),
                Err(found) => problems.extend(found),
            }
        }
        problems.extend(check_together(&entries, document).err());
        Problems::none(problems)?;
        let mut staffing = Self {
            indifferent: indifferent(document),
            ..Self::default()
        };
        for (position, entry) in entries.iter().enumerate() {
            if let Entry::Clock(rows) = entry {
                staffing.laws.push(rows.law(staffing.coordinates.len()));
            }
            let coordinates = entry.coordinates(position, document);
            staffing.coordinates.extend(coordinates);
        }
        staffing.entries = entries;
        Ok(staffing)
    }

    /// Returns what is chosen, one by one; empty if there is nothing to choose from.
    pub fn coordinates(&self) -> &[Coordinate] {
        &self.coordinates
    }

    /// Returns the paths of the entries, in order.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.entries.iter().map(|entry| entry.placed().0)
    }

    /// Returns the law of each entry that chooses by the clock.
    pub fn laws(&self) -> &[Law] {
        &self.laws
    }

    /// Returns the difference in cost a day that does not matter, if one is written.
    pub fn indifferent(&self) -> Option<f64> {
        self.indifferent
    }

    /// Returns the indices of the largest value of each coordinate.
    pub fn largest(&self) -> Vec<usize> {
        self.coordinates.iter().map(Coordinate::largest).collect()
    }

    /// Returns the settings of the arrangement with these values, given by index: one for each
    /// entry. Apply them with [`Document::with`], then compile with
    /// [`compile_alone`](Document::compile_alone): this fails only if no lane or
    /// member is ever on duty at some station.
    ///
    /// # Panics
    /// If there is not one index for each coordinate, below the number of its values.
    pub fn arrangement(&self, at: &[usize]) -> Vec<Setting> {
        assert_eq!(at.len(), self.coordinates.len(), "one index a coordinate");
        let mut rest = at;
        let setting = |entry: &Entry| {
            let (own, others) = rest.split_at(entry.count());
            rest = others;
            match entry {
                Entry::Plain(axis) => axis.settings[own[0]].clone(),
                Entry::Clock(rows) => rows.setting(own),
            }
        };
        self.entries.iter().map(setting).collect()
    }

    /// Compiles the arrangement with these values, given by index; `None` if no lane or member is
    /// ever on duty at some station.
    pub fn model(&self, base: &Document, at: &[usize]) -> Option<Model> {
        let document = base.with(&self.arrangement(at)).ok()?;
        document.compile_alone().ok().map(|scenario| scenario.model)
    }
}

/// Refuses entries of which one path begins the other, and too many numbers to choose.
pub(super) fn check_together(entries: &[Entry], document: &Document) -> Result<(), Problem> {
    sweep::check_apart(entries.iter().map(Entry::placed).collect())?;
    let count: usize = entries.iter().map(Entry::count).sum();
    if count > MOST_COORDINATES {
        let message = format!("{count} numbers to choose; the limit is {MOST_COORDINATES}");
        let help = "write longer blocks, or fewer kinds of days";
        let place = document.key_place(&staffing_section());
        return Err(Complaint::new(message, help).at(place));
    }
    Ok(())
}

fn indifferent(document: &Document) -> Option<f64> {
    let at = Path::of(["staffing"]);
    let (written, _) = reader::read::<Option<Written>>(document.get(&at)?, &at);
    written?.indifferent.map(Number::value)
}
