//! What kind of value is at which key of the format, its words and its range.

use super::amount::Amount;
use super::control::{Control, ControlKind, ControlRange, group, number};
use super::limits::{range, tightened};
use crate::scenario::document::Document;
use crate::scenario::path::Path;
use crate::scenario::sweep::{Subject, label_of};
use crate::scenario::tree::{Content, Node};

/// What is at a key.
#[derive(Clone, Copy)]
enum Form {
    /// One value.
    Value(ControlKind, &'static str),
    /// A value, or a table with the parameters of a distribution.
    Distribution(&'static str),
    /// A name, or shares of several: of destinations.
    Shares,
    /// A name, or shares of several: of goods.
    Mix,
}

/// What is at which key of the format; `*` is any name or row.
const KINDS: [(&str, Form); 42] = [
    (
        "arrivals.*.per_day",
        Form::Value(ControlKind::Number, "batches a day"),
    ),
    (
        "arrivals.*.days.*",
        Form::Value(ControlKind::Amount, "factor of the day"),
    ),
    (
        "arrivals.*.every",
        Form::Distribution("time between arrivals"),
    ),
    ("arrivals.*.goods", Form::Mix),
    ("arrivals.*.due", Form::Distribution("time until due")),
    ("arrivals.*.patience", Form::Distribution("patience")),
    ("arrivals.*.group", Form::Distribution("batches in a group")),
    ("arrivals.*.to", Form::Shares),
    ("arrivals.*.to.*.to", Form::Shares),
    ("goods.*.units", Form::Distribution("units of a batch")),
    (
        "teams.*.members",
        Form::Value(ControlKind::Count, "members"),
    ),
    (
        "teams.*.members.*.on",
        Form::Value(ControlKind::CountOrNone, "members"),
    ),
    (
        "teams.*.members.*.cost_per_hour",
        Form::Value(ControlKind::Amount, "cost an hour"),
    ),
    (
        "teams.*.cost_per_hour",
        Form::Value(ControlKind::Amount, "cost an hour"),
    ),
    (
        "teams.*.overtime_factor",
        Form::Value(ControlKind::Amount, "overtime factor"),
    ),
    ("stations.*.lanes", Form::Value(ControlKind::Count, "lanes")),
    (
        "stations.*.lanes.*.open",
        Form::Value(ControlKind::CountOrNone, "lanes"),
    ),
    (
        "stations.*.lanes.*.cost_per_hour",
        Form::Value(ControlKind::Amount, "cost of a lane an hour"),
    ),
    ("stations.*.service", Form::Distribution("service time")),
    (
        "stations.*.service_by_goods.*",
        Form::Distribution("service time"),
    ),
    (
        "stations.*.time_per_1000_units",
        Form::Value(ControlKind::Duration, "time for each 1000 units"),
    ),
    (
        "stations.*.staff.*",
        Form::Value(ControlKind::Count, "members a lane"),
    ),
    (
        "stations.*.room",
        Form::Value(ControlKind::CountOrNone, "waiting places"),
    ),
    (
        "stations.*.open_more.when_waiting",
        Form::Value(ControlKind::Count, "waiting to open more"),
    ),
    (
        "stations.*.open_more.add",
        Form::Value(ControlKind::Count, "lanes on demand"),
    ),
    (
        "stations.*.open_more.notice",
        Form::Value(ControlKind::Duration, "notice of lanes on demand"),
    ),
    (
        "stations.*.breakdowns.after",
        Form::Distribution("time to a breakdown"),
    ),
    (
        "stations.*.breakdowns.repair",
        Form::Distribution("repair time"),
    ),
    (
        "stations.*.cost_per_lane_hour",
        Form::Value(ControlKind::Amount, "cost of a lane an hour"),
    ),
    ("stations.*.next", Form::Shares),
    ("stations.*.next.*.to", Form::Shares),
    (
        "run.backlog.*",
        Form::Value(ControlKind::CountOrNone, "batches waiting at the start"),
    ),
    (
        "target.batches_per_day",
        Form::Value(ControlKind::Number, "batches a day"),
    ),
    (
        "target.units_per_day",
        Form::Value(ControlKind::Number, "units a day"),
    ),
    (
        "target.release.within",
        Form::Value(ControlKind::Duration, "released within"),
    ),
    (
        "target.release.share",
        Form::Value(ControlKind::Share, "share released in time"),
    ),
    (
        "target.tolerance",
        Form::Value(ControlKind::Share, "tolerance"),
    ),
    (
        "costs.delay_per_batch_hour",
        Form::Value(ControlKind::Amount, "cost of a batch hour"),
    ),
    (
        "arrivals.*.every.constant",
        Form::Value(ControlKind::Duration, "time between arrivals"),
    ),
    (
        "stations.*.service.constant",
        Form::Value(ControlKind::Duration, "service time"),
    ),
    (
        "goods.*.units.constant",
        Form::Value(ControlKind::Number, "units of a batch"),
    ),
    ("run.warm_up", Form::Value(ControlKind::Duration, "warm-up")),
];

/// Words for the parameters of distributions, and the parameters between which each lies.
const PARAMETERS: [(&str, &str, &[&str], &[&str]); 9] = [
    ("min", "smallest", &[], &["mode", "max"]),
    ("mode", "most likely", &["min"], &["max"]),
    ("max", "largest", &["mode", "min"], &[]),
    ("mean", "mean", &[], &[]),
    ("cv", "spread (cv)", &[], &[]),
    ("sd", "standard deviation", &[], &[]),
    ("median", "median", &[], &["p95"]),
    ("p95", "95 % are below", &["median"], &[]),
    ("k", "stages", &[], &[]),
];

/// The document of which controls are made.
pub(super) struct Context<'d> {
    document: &'d Document,
}

impl<'d> Context<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self { document }
    }

    /// Adds the controls of a value and of all below it.
    pub(super) fn walk(&self, path: &Path, node: &Node, controls: &mut Vec<Control>) {
        self.values(path, path, node, controls);
    }

    /// As [`walk`](Self::walk); `meant` is the path whose kind of value is at `path`: for the
    /// setting of a dated change the path that it sets.
    fn values(&self, path: &Path, meant: &Path, node: &Node, controls: &mut Vec<Control>) {
        if path.matches("variants") || path.matches("sweep") || path.matches("staffing") {
            return;
        }
        let form = KINDS.iter().find(|(pattern, _)| meant.matches(pattern));
        match (form, &node.content) {
            (Some((_, Form::Value(kind, words))), Content::Scalar(_)) => {
                controls.extend(self.value(path, meant, node, *kind, words));
                return;
            }
            (Some((_, Form::Distribution(words))), _) => {
                self.distribution(path, meant, node, words, controls);
                return;
            }
            (Some((_, Form::Shares)), Content::Table(_)) => {
                self.shares(path, meant, (node, "stations", "share to"), controls);
                return;
            }
            (Some((_, Form::Mix)), Content::Table(_)) => {
                self.shares(path, meant, (node, "goods", "share of"), controls);
                return;
            }
            _ => {}
        }
        match &node.content {
            Content::Table(table) => {
                let is_change = path.matches("changes.*.set");
                for (key, child) in table {
                    let below = path.child(key);
                    let of_change = is_change.then(|| Path::parse(key)).flatten();
                    let meant = of_change.map_or_else(|| meant.child(key), |(meant, _)| meant);
                    self.values(&below, &meant, child, controls);
                }
            }
            Content::List(items) => {
                for (at, child) in items.iter().enumerate() {
                    self.values(&path.item(at), &meant.item(at), child, controls);
                }
            }
            Content::Scalar(_) => {}
        }
    }

    /// Returns the control of one value.
    fn value(
        &self,
        path: &Path,
        meant: &Path,
        node: &Node,
        kind: ControlKind,
        words: &str,
    ) -> Option<Control> {
        let amount = number(node)?;
        let is_time = !amount.unit.is_empty();
        if is_time != (kind == ControlKind::Duration) {
            return None;
        }
        let range = tightened(self.document, meant, range(kind, &amount));
        Some(self.control(path, meant, words.to_owned(), kind, &amount, range))
    }

    fn control(
        &self,
        path: &Path,
        meant: &Path,
        words: String,
        kind: ControlKind,
        amount: &Amount,
        range: ControlRange,
    ) -> Control {
        let subject = Subject::of(meant, self.document);
        let written = path.to_string();
        let text = amount.text();
        let dated = self.dated(path);
        let group = group(meant);
        Control {
            set: format!("{written}={text}"),
            group_label: subject.owner.unwrap_or_else(|| group.clone()),
            group,
            label: match dated {
                Some(date) => format!("{words}, from {date}"),
                None => words,
            },
            unit: amount.unit.clone(),
            kind,
            form: amount.form(),
            text,
            range: Some(range.stepped()),
            options: vec![],
            first: false,
            path: written,
        }
    }

    /// Returns the date of the dated change that a path leads into.
    fn dated(&self, path: &Path) -> Option<String> {
        let [section, row, ..] = path.steps() else {
            return None;
        };
        let at = (section == "changes").then(|| Path::of([section, row, "at"]))?;
        Some(self.document.get(&at)?.to_value().to_string())
    }

    /// Adds the controls of a distribution: of a bare value, or of its parameters.
    fn distribution(
        &self,
        path: &Path,
        meant: &Path,
        node: &Node,
        words: &str,
        controls: &mut Vec<Control>,
    ) {
        let kind_of = |amount: &Amount| {
            if amount.unit.is_empty() {
                ControlKind::Number
            } else {
                ControlKind::Duration
            }
        };
        let Some(table) = node.as_table() else {
            if let Some(amount) = number(node) {
                let kind = kind_of(&amount);
                controls.extend(self.value(path, meant, node, kind, words));
            }
            return;
        };
        for (form, parameters) in table {
            let (path, meant) = (path.child(form), meant.child(form));
            if let Some(amount) = number(parameters) {
                let kind = kind_of(&amount);
                controls.extend(self.value(&path, &meant, parameters, kind, words));
            }
            for (name, parameter) in parameters.as_table().into_iter().flatten() {
                let known = PARAMETERS.iter().find(|(key, ..)| key == name);
                let (Some((_, said, above, below)), Some(amount)) = (known, number(parameter))
                else {
                    continue;
                };
                let kind = if name == "k" {
                    ControlKind::Count
                } else {
                    kind_of(&amount)
                };
                let beside = |names: &[&str]| {
                    let mut found = names.iter().filter_map(|it| parameters.child(it));
                    found.find_map(|it| Some(number(it)?.in_unit_of(&amount.unit)))
                };
                let mut range = range(kind, &amount);
                let step = range.step;
                if let Some(least) = beside(above) {
                    range.min = least + step;
                    range.max = range.max.max(least + 2.0 * step);
                } else if name == "min" {
                    range.min = 0.0;
                }
                if let Some(most) = beside(below) {
                    range.max = most - step;
                }
                let range = range.around(amount.number);
                let words = format!("{words}, {said}");
                let (path, meant) = (path.child(name), meant.child(name));
                controls.push(self.control(&path, &meant, words, kind, &amount, range));
            }
        }
    }

    /// Adds the controls of shares. Where no share is what the others leave, a control writes all
    /// of them, and the largest other one becomes what is left.
    fn shares(
        &self,
        path: &Path,
        meant: &Path,
        (node, section, words): (&Node, &str, &str),
        controls: &mut Vec<Control>,
    ) {
        let Some(table) = node.as_table() else { return };
        let numbers: Vec<(&String, f64)> = table
            .iter()
            .filter_map(|(name, share)| Some((name, number(share)?.number)))
            .collect();
        let has_rest = numbers.len() < table.len();
        for (name, share) in &numbers {
            let others = numbers.iter().filter(|(other, _)| other != name);
            let largest = others.clone().max_by(|a, b| a.1.total_cmp(&b.1));
            if !has_rest && largest.is_none() {
                continue;
            }
            let left = largest.filter(|_| !has_rest).map(|(name, _)| *name);
            let fixed: f64 = others
                .filter(|(other, _)| Some(*other) != left)
                .map(|(_, share)| share)
                .sum();
            let amount = Amount {
                number: *share,
                unit: String::new(),
            };
            let range = ControlRange {
                value: *share,
                min: 0.0,
                max: ((1.0 - fixed) * 1000.0 + 1e-6).floor() / 1000.0,
                step: 0.01,
            };
            let range = range.around(*share);
            let to = label_of(self.document, section, name);
            let words = format!("{words} {to}");
            let (own, meant) = (path.child(name), meant.child(name));
            let mut control = self.control(&own, &meant, words, ControlKind::Share, &amount, range);
            if let Some(left) = left {
                control.path = path.to_string();
                let parts = numbers.iter().map(|(other, share)| {
                    let key: Path = std::iter::once((*other).clone()).collect();
                    if other == name {
                        format!("{key} = {{}}")
                    } else if *other == left {
                        format!("{key} = \"rest\"")
                    } else {
                        format!("{key} = {share}")
                    }
                });
                let parts: Vec<String> = parts.collect();
                control.form = format!("{{ {} }}", parts.join(", "));
                control.text = control.form.replacen("{}", &share.to_string(), 1);
                control.set = format!("{}={}", control.path, control.text);
            }
            controls.push(control);
        }
    }
}
