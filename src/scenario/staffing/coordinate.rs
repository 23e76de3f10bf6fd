//! The numbers that are chosen, one by one.

use crate::calendar::DaySet;
use crate::scenario::document::Document;
use crate::scenario::path::Path;
use crate::scenario::sweep::{Subject, Varied};
use crate::scenario::tree::Node;
use crate::time::Span;

/// One number, or other value, that is chosen.
#[derive(Clone, Debug)]
pub struct Coordinate {
    /// Its name in tables and files, such as `stations.inspection.lanes[mon-fri 08:00-12:00]`: the
    /// path, with the days and hours of the block if it is one of several.
    pub name: String,
    /// The path of its entry in `[staffing] choose`.
    pub path: Path,
    /// Position of that entry, from 0.
    pub entry: usize,
    /// What it is, in words.
    pub subject: Subject,
    /// Its values, in order as written.
    pub values: Vec<toml::Value>,
    /// The block of the day or the shift; `None` if the path has a single value.
    pub block: Option<Block>,
}

/// A block of the day or a shift, on one kind of day.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The kind of day as written, such as "mon-fri"; `None` if all days are alike.
    pub label: Option<String>,
    /// The days on which it begins.
    pub days: DaySet,
    /// Time of day at which it begins.
    pub from: Span,
    /// Time of day at which it ends; above 24 h if it runs over midnight.
    pub until: Span,
    /// The hours as written in a row, such as "22:00-06:00".
    pub hours: String,
    /// Cost per hour of a lane or member, if the entry gives one.
    pub cost_per_hour: Option<f64>,
}

impl Coordinate {
    /// Returns a value as a number; `None` if it is something else, or there is none at this index.
    pub fn number(&self, at: usize) -> Option<f64> {
        match self.values.get(at)? {
            toml::Value::Integer(number) => Some(*number as f64),
            toml::Value::Float(number) => Some(*number),
            _ => None,
        }
    }

    /// Are its values numbers of lanes or members?
    pub fn is_count(&self) -> bool {
        let are_numbers = (0..self.values.len()).all(|at| self.number(at).is_some());
        self.subject.varied != Varied::Other && are_numbers
    }

    /// Returns the row that it sets the number of, counted from 0, if its path leads into a row.
    pub fn row(&self) -> Option<usize> {
        match self.path.steps() {
            [_, _, _, row, _] => row.parse().ok(),
            _ => None,
        }
    }

    /// Is it the number of a block of the day, a shift or a row?
    pub fn is_by_the_clock(&self) -> bool {
        self.is_count() && (self.block.is_some() || self.row().is_some())
    }

    /// Returns the days and the hours of its block or row as written; `None` for all of them.
    pub fn days_and_hours(&self, document: &Document) -> (Option<String>, Option<String>) {
        if let Some(block) = &self.block {
            return (block.label.clone(), Some(block.hours.clone()));
        }
        let written = |key: &str| {
            let row = self.row().map(|_| self.path.parent().child(key))?;
            let text = document.get(&row).and_then(Node::as_text);
            text.map(str::to_owned)
        };
        (written("days"), written("hours"))
    }

    /// Returns the index of the largest value; 0 if not all values are numbers.
    pub fn largest(&self) -> usize {
        let numbers: Option<Vec<f64>> = (0..self.values.len()).map(|at| self.number(at)).collect();
        let numbers = numbers.unwrap_or_default();
        let larger = |best: usize, at: usize| {
            if numbers[at] > numbers[best] {
                at
            } else {
                best
            }
        };
        (1..numbers.len()).fold(0, larger)
    }
}
