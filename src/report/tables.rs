//! Tables as values: what the page, the terminal and a chart's text form all show.

use crate::metric::{Metric, Scope};
use crate::results::{Estimate, MetricResult, Results, RunOutcome, Standing, Verdict};

use super::lookup;
use super::wording::{self, Quantity};

mod compare;
mod costs;
mod journey;
mod lateness;
mod run;
mod staff;
mod stations;
mod stress;
mod sweep;
mod teams;
mod theory;

pub(super) use compare::{arrangements, best, difference, differences, judged};
pub(super) use costs::costs;
pub(super) use journey::{journey, steps};
pub(super) use lateness::lateness;
pub(super) use run::{arrivals, goods, metrics, remark, targets};
pub(super) use staff::{candidates, cost as cost_of_search};
pub(super) use stations::{loads, stations};
pub(super) use stress::multiples;
pub(super) use sweep::{first_to_meet, points, qualifying};
pub(super) use teams::teams;
pub(super) use theory::theory;

/// Headers and rows; the first cell of a row names it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// One for each column.
    pub headers: Vec<String>,
    /// Each as long as the headers.
    pub rows: Vec<Vec<Cell>>,
    /// What was left out, and where it is.
    pub remark: Option<String>,
}

/// What stands in a place of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// What is shown.
    pub text: String,
    /// The interval of the number, as it is shown.
    pub interval: Option<String>,
    /// The ends of the interval, in full; one that is missing is open.
    pub ends: Option<[Option<f64>; 2]>,
    /// The number behind it, in full.
    pub value: Option<f64>,
    /// Is it good or bad news? The text says so as well.
    pub tone: Tone,
    /// Does it hold a number, or the lack of one?
    pub numeric: bool,
}

/// Whether a cell is good or bad news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Neither.
    Plain,
    /// A target that is met.
    Good,
    /// A target that is missed, or a load too large.
    Bad,
    /// What is not decided.
    Open,
}

impl Table {
    /// A table without rows.
    pub(super) fn new(headers: &[&str]) -> Self {
        let headers = headers.iter().map(|header| (*header).to_owned()).collect();
        Self {
            headers,
            rows: Vec::new(),
            remark: None,
        }
    }

    /// The same with numbers alone.
    pub(super) fn without_intervals(mut self) -> Self {
        let cells = self.rows.iter_mut().flatten();
        cells.for_each(|cell| cell.interval = None);
        self
    }

    /// Each row as words, a line for each number.
    pub(super) fn told(&self) -> Vec<String> {
        let words = |row: &Vec<Cell>| {
            let cells = self.headers.iter().zip(row).skip(1);
            let name = match (self.headers.first(), row.first()) {
                (Some(header), Some(cell)) if cell.numeric => format!("{header}: {}", cell.text),
                (_, cell) => cell.map_or_else(String::new, |cell| cell.text.clone()),
            };
            cells.fold(name, |words, (header, cell)| {
                format!("{words}\n{header}: {}", cell.in_one_line())
            })
        };
        self.rows.iter().map(words).collect()
    }

    /// Keeps the first rows, and says where the rest is.
    pub(super) fn limited(mut self, rows: usize, elsewhere: &str) -> Self {
        if self.rows.len() > rows {
            self.remark = Some(format!(
                "The first {rows} of {} rows; all of them are in {elsewhere}.",
                self.rows.len()
            ));
            self.rows.truncate(rows);
        }
        self
    }
}

impl Cell {
    /// Words.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            interval: None,
            ends: None,
            value: None,
            tone: Tone::Plain,
            numeric: false,
        }
    }

    /// A number as it is shown.
    pub(super) fn number(value: Option<f64>, shown: impl Into<String>) -> Self {
        Self {
            text: shown.into(),
            interval: None,
            ends: None,
            value,
            tone: Tone::Plain,
            numeric: true,
        }
    }

    /// A number without uncertainty.
    pub(super) fn exact(quantity: Quantity<'_>, value: Option<f64>) -> Self {
        let shown = value.map_or_else(
            || wording::NOTHING.to_owned(),
            |value| wording::exact(quantity, value),
        );
        Self::number(value, shown)
    }

    /// A mean.
    pub(super) fn mean(quantity: Quantity<'_>, estimate: &Estimate) -> Self {
        Self::number(estimate.mean, wording::mean(quantity, estimate))
    }

    /// A mean with its interval.
    pub(super) fn estimate(quantity: Quantity<'_>, estimate: &Estimate) -> Self {
        let interval = wording::interval(quantity, estimate);
        let ends = [estimate.lower, estimate.upper];
        Self {
            ends: interval.as_ref().map(|_| ends),
            interval,
            ..Self::mean(quantity, estimate)
        }
    }

    /// A metric with its interval, marked where it is a lower bound.
    pub(super) fn metric(quantity: Quantity<'_>, metric: Option<&MetricResult>) -> Self {
        let Some(metric) = metric else {
            return Self::number(None, wording::NOTHING);
        };
        let cell = Self::estimate(quantity, &metric.estimate);
        let text = format!("{}{}", wording::bound(metric), cell.text);
        Self { text, ..cell }
    }

    /// A metric of a scope of a run, with its interval.
    fn of_run(results: &Results, run: &RunOutcome, scope: &Scope, metric: Metric) -> Self {
        let quantity = Quantity::of(metric, &results.plan);
        Self::metric(quantity, run.metrics.find(scope, metric))
    }

    /// A number that is computed from means, without an interval.
    pub(super) fn derived(quantity: Quantity<'_>, value: Option<f64>) -> Self {
        let estimate = Estimate {
            mean: value,
            ..Estimate::default()
        };
        Self::mean(quantity, &estimate)
    }

    /// How a result stands to its target.
    pub(super) fn standing(standing: Standing) -> Self {
        let tone = match standing {
            Standing::Met => Tone::Good,
            Standing::Missed => Tone::Bad,
            Standing::Close | Standing::Undecided => Tone::Open,
        };
        Self {
            tone,
            ..Self::text(wording::standing(standing))
        }
    }

    /// The text with its interval, "133.8 (133.1 to 134.4)".
    pub fn in_one_line(&self) -> String {
        match &self.interval {
            Some(interval) => format!("{} ({interval})", self.text),
            None => self.text.clone(),
        }
    }

    /// The same as news of a kind.
    pub(super) fn toned(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }
}

/// How an arrangement stands to all its targets together.
fn overall_standing(verdicts: &[Verdict]) -> Cell {
    match lookup::overall(verdicts) {
        None => Cell::text("none"),
        Some(Standing::Met) => Cell {
            text: "all met".to_owned(),
            ..Cell::standing(Standing::Met)
        },
        Some(standing) => Cell::standing(standing),
    }
}
