//! A choice by the clock: one number for each block of the day, or for each shift.

use super::slot::Slot;
use crate::calendar::{DayKind, DaySet};
use crate::scenario::document::Document;
use crate::scenario::file::{ChoiceTable, Day, Days, Duration, Swept, Whole};
use crate::scenario::path::Path;
use crate::scenario::problem::{Complaint, Problem, Problems};
use crate::scenario::sweep;
use crate::scenario::tree::{Content, Node};
use crate::time::Span;

/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// A choice by the clock, checked.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    part: Part,
    /// The numbers to choose from, in order.
    pub(super) values: Vec<u64>,
    /// The kinds of days, in order.
    pub(super) days: Vec<Kind>,
    /// The blocks or shifts of each day, in order.
    pub(super) slots: Vec<Slot>,
    pub(super) max_changes: Option<u64>,
    pub(super) at_least: Option<u64>,
    pub(super) pool: Option<u64>,
}

/// What is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Lanes,
    Members,
}

/// Days that have the same numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Kind {
    /// As written; `None` if all days are alike.
    pub(super) label: Option<String>,
    pub(super) days: DaySet,
}

impl Clock {
    /// Do rows that overlap add up?
    pub(super) fn adds_up(&self) -> bool {
        self.part == Part::Members
    }

    /// Returns the key of the number in a row.
    pub(super) fn count_key(&self) -> &'static str {
        match self.part {
            Part::Lanes => "open",
            Part::Members => "on",
        }
    }
}

/// Collects the problems of one entry.
struct Entry<'a> {
    document: &'a Document,
    /// The path of the entry.
    at: &'a Path,
    table: &'a ChoiceTable,
    problems: Vec<Problem>,
}

/// Checks the entry at `at` in `[staffing] choose`, which chooses `path`, and returns it; `None` if
/// it is a range of one number.
pub(super) fn clock(
    document: &Document,
    at: &Path,
    path: &Path,
    table: &ChoiceTable,
) -> Result<Option<Clock>, Problems> {
    let mut entry = Entry {
        document,
        at,
        table,
        problems: vec![],
    };
    if table.every.is_none() && table.shifts.is_none() {
        entry.check_plain();
        Problems::none(entry.problems)?;
        return Ok(None);
    }
    let part = entry.part(path);
    let slots = entry.slots();
    let days = entry.days();
    let values = entry.values();
    entry.check_costs(slots.len());
    entry.check_laws(slots.len(), &values);
    Problems::none(entry.problems)?;
    let costs = table.cost_per_hour.iter().flatten();
    let costs = costs.map(|cost| Some(cost.value()));
    let slots = slots.into_iter().zip(costs.chain(std::iter::repeat(None)));
    Ok(Some(Clock {
        part: part.expect("a missing part is a problem"),
        values,
        days,
        slots: slots.map(|(slot, cost)| Slot { cost, ..slot }).collect(),
        max_changes: table.max_changes.map(Whole::value),
        at_least: table.at_least.map(Whole::value),
        pool: table.pool.map(Whole::value),
    }))
}

impl Entry<'_> {
    /// Reports a problem with the value of a key of the entry.
    fn value(&mut self, key: &str, message: impl Into<String>, help: impl Into<String>) {
        let place = self.document.value_place(&self.at.child(key));
        self.problems.push(Complaint::new(message, help).at(place));
    }

    /// Reports a problem with a key of the entry.
    fn key(&mut self, key: &str, message: impl Into<String>, help: impl Into<String>) {
        let place = self.document.key_place(&self.at.child(key));
        self.problems.push(Complaint::new(message, help).at(place));
    }

    /// Refuses keys that mean nothing for a single number.
    fn check_plain(&mut self) {
        let table = self.table;
        let written = [
            ("start", table.start.is_some()),
            ("days", table.days.is_some()),
            ("max_changes", table.max_changes.is_some()),
            ("at_least", table.at_least.is_some()),
            ("pool", table.pool.is_some()),
            ("cost_per_hour", table.cost_per_hour.is_some()),
        ];
        for (key, _) in written.into_iter().filter(|(_, is_written)| *is_written) {
            let message = format!("\"{key}\" needs blocks or shifts");
            let help = "also write every = \"4 h\", for the lanes of a station, or shifts = \
                        [\"06:00-14:00\", ...], for the members of a team; or take it out";
            self.key(key, message, help);
        }
    }

    /// Returns what the path holds; reports a problem if blocks or shifts do not fit it.
    fn part(&mut self, path: &Path) -> Option<Part> {
        let (every, shifts) = (self.table.every.is_some(), self.table.shifts.is_some());
        if every && shifts {
            let help = "take one of the two out: blocks are for the lanes of a station, shifts for \
                        the members of a team";
            self.key("shifts", "both \"every\" and \"shifts\" are written", help);
            return None;
        }
        let part = match path.steps() {
            [section, _, key] if section == "stations" && key == "lanes" => Some(Part::Lanes),
            [section, _, key] if section == "teams" && key == "members" => Some(Part::Members),
            _ => None,
        };
        match part {
            Some(Part::Lanes) if every => return part,
            Some(Part::Members) if shifts => return part,
            Some(Part::Lanes) => {
                let message = format!("shifts are for the members of a team, and {path} are lanes");
                self.key("shifts", message, "write every = \"4 h\" instead");
            }
            Some(Part::Members) => {
                let message =
                    format!("blocks are for the lanes of a station, and {path} are members");
                let help = "write shifts = [\"06:00-14:00\", \"14:00-22:00\", \"22:00-06:00\"] \
                            instead";
                self.key("every", message, help);
            }
            None if every => {
                let message = format!("{path} are not the lanes of a station");
                let help = "write \"stations.NAME.lanes\" = { from = 2, to = 14, every = \"4 h\" }";
                self.key("every", message, help);
            }
            None => {
                let message = format!("{path} are not the members of a team");
                let help = "write \"teams.NAME.members\" = { from = 0, to = 20, shifts = \
                            [\"06:00-14:00\", ...] }";
                self.key("shifts", message, help);
            }
        }
        None
    }

    /// Returns the blocks or shifts of a day; none if they cannot be told.
    fn slots(&mut self) -> Vec<Slot> {
        let table = self.table;
        match (table.every, &table.shifts) {
            (Some(every), None) => self.blocks(every),
            (None, Some(shifts)) => {
                if table.start.is_some() {
                    let message = "\"start\" has no effect beside \"shifts\"";
                    self.key(
                        "start",
                        message,
                        "take it out: shifts have hours of their own",
                    );
                }
                if shifts.is_empty() {
                    let help = "write shifts = [\"06:00-14:00\", \"14:00-22:00\", \"22:00-06:00\"]";
                    self.value("shifts", "there are no shifts", help);
                }
                for (position, shift) in shifts.iter().enumerate() {
                    if shifts[..position].contains(shift) {
                        let key = format!("{position}");
                        let at = self.at.child("shifts").child(&key);
                        let slot = Slot::new(shift.from, shift.until);
                        let message = format!("the shift {} is written twice", slot.hours());
                        let help = "take one of the two out";
                        let place = self.document.value_place(&at);
                        self.problems.push(Complaint::new(message, help).at(place));
                    }
                }
                let slots = shifts.iter().map(|it| Slot::new(it.from, it.until));
                slots.collect()
            }
            _ => vec![],
        }
    }

    fn blocks(&mut self, every: Duration) -> Vec<Slot> {
        let minutes = every.micros() / 60e6;
        let written = self.document.get(&self.at.child("every"));
        let written = written.and_then(Node::as_text).unwrap_or_default();
        let whole = minutes as i64;
        if minutes < 1.0 || minutes.fract() != 0.0 || whole > DAY || DAY % whole != 0 {
            let message = format!("\"{written}\" does not divide 24 h into equal blocks");
            let help = "write \"1 h\", \"2 h\", \"3 h\", \"4 h\", \"6 h\", \"8 h\" or \"12 h\", or \
                        other whole minutes that divide 24 h";
            self.value("every", message, help);
            return vec![];
        }
        let start = self.table.start.map_or(Span::ZERO, |start| start.0);
        if whole == DAY && start != Span::ZERO {
            let message = "one block a day begins at 00:00";
            self.value(
                "start",
                message,
                "take \"start\" out, or write every = \"12 h\"",
            );
        }
        Slot::blocks(start, whole)
    }

    /// Returns the kinds of days; reports days that belong to none or to several.
    fn days(&mut self) -> Vec<Kind> {
        let Some(days) = &self.table.days else {
            return vec![Kind {
                label: None,
                days: DaySet::ALL,
            }];
        };
        let list = self.at.child("days");
        let label = |position: usize| {
            let node = self.document.get(&list.item(position));
            node.and_then(Node::as_text).map(str::to_owned)
        };
        let labels: Vec<Option<String>> = (0..days.len()).map(label).collect();
        let mut missing = vec![];
        for (kind, name) in kinds() {
            let with = days
                .iter()
                .enumerate()
                .filter(|(_, it)| it.0.contains(kind));
            let with: Vec<usize> = with.map(|(position, _)| position).collect();
            if let [_, again, ..] = with[..] {
                let message = format!("\"{name}\" belongs to two kinds of days");
                let place = self.document.value_place(&list.item(again));
                let help = format!("take \"{name}\" out of one of the two");
                self.problems.push(Complaint::new(message, help).at(place));
            }
            if with.is_empty() && (kind != DayKind::HOLIDAY || self.has_holidays()) {
                missing.push(name);
            }
        }
        if !missing.is_empty() {
            let missing = missing.join(", ");
            let message = match missing.as_str() {
                "holiday" => "the run has holidays, which belong to no kind of day".to_owned(),
                _ => format!("no kind of day has {missing}"),
            };
            let help = format!("add \"{missing}\" to one of them, or as one of its own");
            self.value("days", message, help);
        }
        let kinds = days.iter().zip(labels);
        let kind = |(days, label): (&Days, Option<String>)| Kind {
            label,
            days: days.0,
        };
        kinds.map(kind).collect()
    }

    fn has_holidays(&self) -> bool {
        let dates = self.document.get(&Path::of(["run", "holidays"]));
        matches!(dates.map(|it| &it.content), Some(Content::List(dates)) if !dates.is_empty())
    }

    /// Returns the numbers to choose from.
    fn values(&mut self) -> Vec<u64> {
        let table = self.table;
        let parts = [
            ("from", Some(table.from)),
            ("to", Some(table.to)),
            ("step", table.step),
        ];
        let parts = parts.map(|(key, number)| (key, number.map_or(0.0, Swept::value)));
        for (key, number) in parts {
            if number < 0.0 || number.fract() != 0.0 {
                let what = if number < 0.0 {
                    "is negative"
                } else {
                    "is not a whole number"
                };
                let help = format!("write a whole number such as {:.0}", number.abs().ceil());
                self.value(key, format!("\"{key}\" is {number}, which {what}"), help);
                return vec![];
            }
        }
        let [(_, from), (_, to), _] = parts;
        let step = table.step.map(Swept::value);
        match sweep::numbers(from, to, step) {
            Ok(numbers) => numbers.into_iter().map(|number| number as u64).collect(),
            Err(complaint) => {
                let place = self.document.value_place(self.at);
                self.problems.push(complaint.at(place));
                vec![]
            }
        }
    }

    fn check_costs(&mut self, slots: usize) {
        let Some(costs) = &self.table.cost_per_hour else {
            return;
        };
        let what = self.noun();
        if slots > 0 && costs.len() != slots {
            let message = format!(
                "{} for {}",
                counted(costs.len(), "cost"),
                counted(slots, what)
            );
            let help = format!("write one cost for each {what}, in order");
            self.value("cost_per_hour", message, help);
        }
        for cost in costs.iter().map(|cost| cost.value()).filter(|it| *it < 0.0) {
            let message = format!("the cost {cost} is negative");
            self.value("cost_per_hour", message, "write costs from 0 on");
        }
    }

    fn noun(&self) -> &'static str {
        if self.table.every.is_some() {
            "block"
        } else {
            "shift"
        }
    }

    /// Refuses laws that no numbers can keep to.
    fn check_laws(&mut self, slots: usize, values: &[u64]) {
        let table = self.table;
        let Some(most) = values.last().copied() else {
            return;
        };
        let at_least = table.at_least.map_or(0, Whole::value);
        let Some(least) = values.iter().copied().find(|it| *it >= at_least) else {
            let message = format!("at least {at_least}, but the range ends at {most}");
            let help = format!("write {most} or less, or a larger \"to\"");
            self.value("at_least", message, help);
            return;
        };
        let Some(pool) = table.pool.map(Whole::value).filter(|_| slots > 0) else {
            return;
        };
        let needed = least * slots as u64;
        if pool < needed {
            let what = counted(slots, self.noun());
            let message = format!("the pool of {pool} is below {what} of at least {least}");
            let help = format!("write {needed} or more, or a smaller \"from\" or \"at_least\"");
            self.value("pool", message, help);
        }
    }
}

/// Returns all kinds of days with their names.
fn kinds() -> impl Iterator<Item = (DayKind, &'static str)> {
    let weekdays = (0..7).map(DayKind::weekday);
    weekdays.chain([DayKind::HOLIDAY]).zip(Day::NAMES)
}

fn counted(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}
