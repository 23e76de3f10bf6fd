//! How far a value can be moved: by its kind, and by the other values of the document.

use super::amount::Amount;
use super::control::{ControlKind, ControlRange, number};
use crate::scenario::document::Document;
use crate::scenario::path::Path;
use crate::scenario::tree::{Content, Node};

impl ControlRange {
    /// Returns the range with the present number on one of its steps: with finer steps, or else
    /// from a larger smallest number on.
    pub(super) fn stepped(mut self) -> Self {
        let steps = |step: f64| (self.value - self.min) / step;
        let is_on = |step: &f64| (steps(*step) - steps(*step).round()).abs() < 1e-6;
        let finer = [1.0, 2.0, 5.0, 10.0].map(|part| self.step / part);
        match finer.into_iter().find(is_on) {
            Some(step) => self.step = step,
            None => self.min = self.value - steps(self.step).floor() * self.step,
        }
        self
    }

    /// Returns the range extended to hold a number.
    pub(super) fn around(mut self, number: f64) -> Self {
        self.min = self.min.min(number);
        self.max = self.max.max(number);
        self
    }
}

/// Returns the range of a value of this kind.
pub(super) fn range(kind: ControlKind, amount: &Amount) -> ControlRange {
    let value = amount.number;
    let (min, max, step) = match kind {
        ControlKind::Count => (1.0, (2.0 * value).max(value + 4.0), 1.0),
        ControlKind::CountOrNone => (0.0, (2.0 * value).max(value + 4.0), 1.0),
        ControlKind::Share | ControlKind::Choice => (0.01, 1.0, 0.01),
        ControlKind::Number | ControlKind::Duration if value > 0.0 => {
            let step = amount.step();
            (step, 2.0 * value, step)
        }
        ControlKind::Number | ControlKind::Duration => (0.0, 1.0, 0.1),
        ControlKind::Amount if value > 0.0 => (0.0, 2.0 * value, amount.step()),
        ControlKind::Amount => (0.0, 100.0, 1.0),
    };
    ControlRange {
        value,
        min,
        max,
        step,
    }
    .around(value)
}

/// Tightens a range by the other values of the document.
pub(super) fn tightened(
    document: &Document,
    meant: &Path,
    mut range: ControlRange,
) -> ControlRange {
    let of = |rest: &[&str]| {
        let name = &meant.steps()[1];
        let section = &meant.steps()[0];
        let steps = [section.as_str(), name.as_str()]
            .into_iter()
            .chain(rest.iter().copied());
        steps.map(str::to_owned).collect::<Path>()
    };
    if meant.matches("stations.*.lanes.*.open") {
        let others = others(document, &of(&["lanes"]), meant, "open");
        range.min = if others > 0.0 { 0.0 } else { 1.0 };
    } else if meant.matches("teams.*.members") {
        range.min = needed(document, &meant.steps()[1]).max(1.0);
    } else if meant.matches("teams.*.members.*.on") {
        let others = others(document, &of(&["members"]), meant, "on");
        let needed = needed(document, &meant.steps()[1]);
        range.min = if others >= needed.max(1.0) {
            0.0
        } else {
            needed.max(1.0)
        };
    } else if meant.matches("stations.*.staff.*") {
        range.max = range.max.min(on_duty(document, &meant.steps()[3]));
    } else if meant.matches("arrivals.*.per_day") {
        let process = document.get(&of(&["process"])).and_then(Node::as_text);
        if process == Some("exact") {
            let factors = document.get(&of(&["days"])).and_then(Node::as_table);
            let factors: Vec<f64> = factors
                .into_iter()
                .flat_map(|it| it.values())
                .filter_map(|it| Some(number(it)?.number))
                .collect();
            let fits = |step: &u32| {
                let step = f64::from(*step);
                factors.iter().all(|it| (it * step).fract() == 0.0)
            };
            let step = f64::from((1..1000).find(fits).unwrap_or(1000));
            range.step = step;
            range.min = step;
            range.max = ((range.max / step).floor() * step).max(2.0 * step);
        }
    }
    range.around(range.value)
}

/// Returns the largest number of the other rows of a list.
fn others(document: &Document, rows: &Path, meant: &Path, key: &str) -> f64 {
    let Some(Content::List(rows)) = document.get(rows).map(|it| &it.content) else {
        return 0.0;
    };
    let own = &meant.steps()[3];
    let others = rows.iter().enumerate();
    let others = others.filter(|(at, _)| at.to_string() != *own);
    let numbers = others.filter_map(|(_, row)| Some(number(row.child(key)?)?.number));
    numbers.fold(0.0, f64::max)
}

/// Returns the largest number of members of a team that a lane needs.
fn needed(document: &Document, team: &str) -> f64 {
    let stations = document
        .get(&Path::of(["stations"]))
        .and_then(Node::as_table);
    let staff = stations.into_iter().flat_map(|it| it.values());
    let staff = staff.filter_map(|it| Some(number(it.child("staff")?.child(team)?)?.number));
    staff.fold(0.0, f64::max)
}

/// Returns the largest number of members of a team in any of its rows.
fn on_duty(document: &Document, team: &str) -> f64 {
    let members = document.get(&Path::of(["teams", team, "members"]));
    match members.map(|it| &it.content) {
        Some(Content::List(rows)) => {
            let numbers = rows
                .iter()
                .filter_map(|row| Some(number(row.child("on")?)?.number));
            numbers.fold(1.0, f64::max)
        }
        _ => members.and_then(number).map_or(1.0, |it| it.number),
    }
}
