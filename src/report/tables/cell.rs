//! A cell of a table: a typed value, and how it is shown to people.

use std::borrow::Cow;

use crate::metric::{Metric, Scope};
use crate::report::lookup;
use crate::report::wording::{self, NOTHING, Quantity};
use crate::results::{Estimate, MetricResult, Results, RunOutcome, Standing, SweptPath, Verdict};

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell<'a> {
    /// Typed value of the cell.
    pub(in crate::report) value: Value<'a>,
    /// Text that people read instead of the value.
    shown: Option<String>,
    /// Text that CSV files hold instead of the value.
    pub(in crate::report) name: Option<Cow<'a, str>>,
    /// Tone of the cell, which colours it; the text also says whether the news is good or bad.
    pub(in crate::report) tone: Tone,
    /// Is the interval hidden from people?
    pub(super) is_bare: bool,
}

/// The value of a cell.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) enum Value<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// A date, as in the results.
    Date(&'a str),
    /// A date and a time of day, as in the results.
    Instant(&'a str),
    /// A number without uncertainty; `None` if it is unknown.
    Number(Quantity<'a>, Option<f64>),
    /// A number with an interval.
    Estimate(Quantity<'a>, Estimate),
    /// A difference with an interval, shown with its sign.
    Difference(Quantity<'a>, Estimate),
}

impl Default for Value<'_> {
    fn default() -> Self {
        Self::Text(Cow::default())
    }
}

/// The tone of a cell: good news, bad news or neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::report) enum Tone {
    /// Neutral.
    #[default]
    Plain,
    /// A target that is met, or similar good news.
    Good,
    /// A target that is missed, or a load that is too large.
    Bad,
    /// An undecided verdict.
    Open,
}

impl<'a> From<Value<'a>> for Cell<'a> {
    fn from(value: Value<'a>) -> Self {
        Self {
            value,
            ..Self::default()
        }
    }
}

impl<'a> Cell<'a> {
    /// Creates a cell with a text.
    pub(in crate::report) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Value::Text(text.into()).into()
    }

    /// Creates a cell with "yes" or "no".
    pub(in crate::report) fn yes(is_so: bool) -> Self {
        Self::text(if is_so { "yes" } else { "no" })
    }

    /// Creates a cell with the name of a metric.
    pub(super) fn metric_name(metric: Metric, scope: &Scope) -> Self {
        Self::text(metric.words(scope.kind())).named(metric.name())
    }

    /// Creates a cell with the label of a scope.
    pub(in crate::report) fn scope(results: &'a Results, scope: &'a Scope) -> Self {
        Self::text(wording::label(results, scope)).named(scope.to_string())
    }

    /// Creates a cell with a whole number.
    pub(in crate::report) fn count(number: impl Into<u64>) -> Self {
        Value::Number(Quantity::Plain, Some(number.into() as f64)).into()
    }

    /// Creates a cell with a number without uncertainty.
    pub(in crate::report) fn exact(quantity: Quantity<'a>, value: impl Into<Option<f64>>) -> Self {
        Value::Number(quantity, value.into()).into()
    }

    /// Creates a cell with a number that `shown` formats.
    pub(in crate::report) fn number(
        quantity: Quantity<'a>,
        value: Option<f64>,
        written: impl FnOnce(f64) -> String,
    ) -> Self {
        Self {
            shown: value.map(written),
            ..Self::exact(quantity, value)
        }
    }

    /// Creates a cell with a share, in percent to one decimal.
    pub(in crate::report) fn percent(share: Option<f64>) -> Self {
        Self::number(Quantity::Share, share, |share| wording::percent(share, 1))
    }

    /// Creates a cell with a number computed from means, without an interval.
    pub(in crate::report) fn derived(quantity: Quantity<'a>, value: Option<f64>) -> Self {
        Self::estimate(quantity, &wording::alone(value))
    }

    /// Creates a cell with a mean and its interval.
    pub(in crate::report) fn estimate(quantity: Quantity<'a>, estimate: &Estimate) -> Self {
        Value::Estimate(quantity, *estimate).into()
    }

    /// Creates a cell with a difference and its interval.
    pub(in crate::report) fn difference(quantity: Quantity<'a>, estimate: &Estimate) -> Self {
        Value::Difference(quantity, *estimate).into()
    }

    /// Creates a cell with a metric and its interval, marked if it is a lower bound.
    pub(in crate::report) fn metric(quantity: Quantity<'a>, metric: Option<&MetricResult>) -> Self {
        let estimate = metric.map(|it| it.estimate).unwrap_or_default();
        Self::marked(quantity, &estimate, metric.map_or("", wording::bound))
    }

    /// Creates a cell with an estimate and a mark before it.
    pub(super) fn marked(quantity: Quantity<'a>, estimate: &Estimate, mark: &str) -> Self {
        let cell = Self::estimate(quantity, estimate);
        match mark {
            "" => cell,
            mark => cell.reading(format!("{mark}{}", wording::mean(quantity, estimate))),
        }
    }

    /// Creates a cell with a metric of one scope of a run, and its interval.
    pub(super) fn of_run(
        results: &'a Results,
        run: &RunOutcome,
        scope: &Scope,
        metric: Metric,
    ) -> Self {
        let quantity = Quantity::of(metric, &results.plan);
        Self::metric(quantity, run.metrics.find(scope, metric))
    }

    /// Creates a cell with a value of a swept path, given its index.
    pub(in crate::report) fn set(path: &'a SweptPath, at: usize) -> Self {
        let shown = wording::value(path, at);
        let value = match shown.replace('_', "").parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Number(Quantity::Plain, Some(number)),
            _ => Value::default(),
        };
        let cell = Self::from(value).reading(shown);
        cell.named(path.values.get(at).map_or("", |value| unquoted(value)))
    }

    /// Creates a cell with a result's standing to its target.
    pub(in crate::report) fn standing(standing: Standing) -> Self {
        let tone = match standing {
            Standing::Met => Tone::Good,
            Standing::Missed => Tone::Bad,
            Standing::Close | Standing::Undecided => Tone::Open,
        };
        Self::text(wording::standing(standing)).toned(tone)
    }

    /// Creates a cell with an arrangement's standing to all its targets together.
    pub(super) fn overall(verdicts: &[Verdict]) -> Self {
        match lookup::overall(verdicts) {
            None => Self::text("none"),
            Some(Standing::Met) => Self::text("all met").toned(Tone::Good),
            Some(standing) => Self::standing(standing),
        }
    }

    /// Returns the same cell with a tone.
    pub(in crate::report) fn toned(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    /// Returns the same cell with another text in CSV files.
    pub(super) fn named(mut self, name: impl Into<Cow<'a, str>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Returns the same cell with another text for people.
    pub(in crate::report) fn reading(mut self, shown: impl Into<String>) -> Self {
        self.shown = Some(shown.into());
        self
    }

    /// Returns the same cell with its interval hidden from people.
    pub(in crate::report) fn bare(mut self) -> Self {
        self.is_bare = true;
        self
    }

    /// Is the value a number, known or unknown?
    pub(in crate::report) fn is_numeric(&self) -> bool {
        let words = matches!(
            self.value,
            Value::Text(_) | Value::Date(_) | Value::Instant(_)
        );
        !words
    }

    /// Returns the number of the cell in full precision.
    pub fn full(&self) -> Option<f64> {
        let number = match self.value {
            Value::Text(_) | Value::Date(_) | Value::Instant(_) => None,
            Value::Number(_, number) => number,
            Value::Estimate(_, estimate) | Value::Difference(_, estimate) => estimate.mean,
        };
        number.filter(|number| number.is_finite())
    }

    /// Returns the text for people, without an interval.
    pub fn words(&self) -> Cow<'_, str> {
        if let Some(shown) = &self.shown {
            return shown.into();
        }
        match &self.value {
            Value::Text(text) => text.as_ref().into(),
            Value::Date(date) => wording::date(date).into(),
            Value::Instant(instant) => wording::date_time(instant).into(),
            Value::Number(_, None) => NOTHING.into(),
            Value::Number(quantity, Some(number)) => wording::exact(*quantity, *number).into(),
            Value::Estimate(quantity, estimate) => wording::mean(*quantity, estimate).into(),
            Value::Difference(quantity, estimate) => wording::signed(*quantity, estimate).into(),
        }
    }

    /// Returns the interval of the number as text.
    pub(in crate::report) fn interval(&self) -> Option<String> {
        match &self.value {
            _ if self.is_bare => None,
            Value::Estimate(quantity, estimate) => wording::interval(*quantity, estimate),
            Value::Difference(quantity, it) => wording::signed_interval(*quantity, it, "to"),
            Value::Text(_) | Value::Date(_) | Value::Instant(_) | Value::Number(..) => None,
        }
    }

    /// Returns the text with the interval: "133.8 (133.1 to 134.4)".
    pub(in crate::report) fn in_one_line(&self) -> String {
        match self.interval() {
            Some(interval) => format!("{} ({interval})", self.words()),
            None => self.words().into_owned(),
        }
    }
}

/// Returns a TOML value as CSV files hold it: a text without its quotes.
fn unquoted(value: &str) -> &str {
    let inner = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let plain = inner.filter(|inner| !inner.contains(['\\', '"']));
    plain.unwrap_or(value)
}
