//! A value that can be moved: its path, its range and its words.

use serde::Serialize;

use super::amount::Amount;
use crate::scenario::path::Path;
use crate::scenario::sweep::SweepAxis;
use crate::scenario::tree::{Content, Node};

/// Kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlKind {
    /// A whole number from 1 on.
    Count,
    /// A whole number from 0 on.
    CountOrNone,
    /// A number above 0, such as a mean.
    Number,
    /// A number from 0 on, such as a cost.
    Amount,
    /// A length of time.
    Duration,
    /// A share from 0 to 1.
    Share,
    /// A text out of several.
    Choice,
}

/// A value that can be moved.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Control {
    /// The path, as `--set` takes it.
    pub path: String,
    /// The path and the present value, as `--set` takes them.
    pub set: String,
    /// Section and name of what the value belongs to, such as "stations.inspection".
    pub group: String,
    /// Label of what the value belongs to.
    pub group_label: String,
    /// What the value is.
    pub label: String,
    /// Unit of the number; empty if it has none.
    pub unit: String,
    /// Kind of the value.
    pub kind: ControlKind,
    /// The value as text, in which `{}` stands for the number.
    pub form: String,
    /// The present value as `--set` takes it.
    pub text: String,
    /// The number, its range and its steps; `None` for a choice of texts.
    #[serde(flatten)]
    pub range: Option<ControlRange>,
    /// Texts to choose from; empty for a number.
    pub options: Vec<String>,
    /// Whether `[sweep]` or `[staffing]` varies it.
    pub first: bool,
}

/// A number with its range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ControlRange {
    /// The present number.
    pub value: f64,
    /// The smallest number.
    pub min: f64,
    /// The largest number.
    pub max: f64,
    /// The distance between two numbers.
    pub step: f64,
}

impl Control {
    /// Puts the control first, and extends its range to the values that are varied.
    pub(super) fn varied(mut self, axis: &SweepAxis) -> Self {
        self.first = true;
        if let Some(range) = &mut self.range {
            let numbers = axis.settings.iter().filter_map(|it| Amount::of(it.node()));
            for amount in numbers {
                let number = amount.in_unit_of(&self.unit);
                range.min = range.min.min(number);
                range.max = range.max.max(number);
            }
        }
        self
    }
}

/// Returns the first two steps of a path, or the first if it has only one.
pub(super) fn group(path: &Path) -> String {
    let steps = path.steps().iter().take(2).cloned();
    steps.collect::<Path>().to_string()
}

/// Returns the number of a node as a number with its unit, if it is one.
pub(super) fn number(node: &Node) -> Option<Amount> {
    match node.content {
        Content::Scalar(_) => Amount::of(node),
        Content::Table(_) | Content::List(_) => None,
    }
}
