//! Tables, laid out once a subject. The page, the terminal, CSV files and workbooks write them, and
//! know nothing of subjects.

mod cell;
mod compare;
mod points;
mod run;
mod series;
mod stations;
mod theory;

use crate::metric::{Metric, Scope};
use crate::results::{Results, RunOutcome};

pub use cell::Cell;
pub(super) use cell::{Tone, Value};
pub(super) use compare::{JUDGED, arrangements, best, differences};
pub(super) use points::{candidates, cost as cost_of_search, multiples, points};
pub(super) use points::{first_to_meet, grid, qualifying, staffing, stress, sweep};
pub(super) use run::{arrivals, costs, every_metric, goods, lateness, metrics, targets, teams};
pub(super) use series::{daily, hourly, release_times};
pub(super) use stations::{journey, stations, steps};
pub(super) use theory::theory;

/// Columns and rows; the first cell of a row names it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table<'a> {
    /// From left to right.
    pub columns: Vec<Column>,
    /// Each with a cell for every column.
    pub rows: Vec<Vec<Cell<'a>>>,
    /// What was left out, and where it is.
    pub remark: Option<String>,
}

/// What the cells below have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name in CSV files; empty where these do not have it.
    pub(super) key: String,
    /// What stands above it where people read; empty where it stands in files alone.
    pub heading: String,
    /// What files hold of an estimate in it.
    pub(super) parts: Parts,
}

impl Column {
    /// Is this its key or its heading?
    fn is_called(&self, name: &str) -> bool {
        self.key == name || self.heading == name
    }
}

/// What files hold of an estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parts {
    /// The mean.
    Mean,
    /// The mean and the half-width.
    HalfWidth,
    /// The mean and the ends of its interval; in a CSV file the half-width before them.
    Ends,
}

/// A table in the making: the things that its rows are about, and the columns so far.
pub(super) struct Layout<'a, T> {
    things: Vec<T>,
    table: Table<'a>,
}

impl<'a, T> Layout<'a, T> {
    /// A row for each thing.
    pub(super) fn over(things: impl IntoIterator<Item = T>) -> Self {
        let things: Vec<T> = things.into_iter().collect();
        let rows = things.iter().map(|_| vec![]).collect();
        Self {
            things,
            table: Table {
                rows,
                ..Table::default()
            },
        }
    }

    /// The next column, which CSV files do not have.
    pub(super) fn column(
        self,
        heading: impl Into<String>,
        cell: impl FnMut(&T) -> Cell<'a>,
    ) -> Self {
        self.field("", heading, cell)
    }

    /// The next column, with its name in CSV files; without a heading it stands there alone.
    pub(super) fn field(
        self,
        key: impl Into<String>,
        heading: impl Into<String>,
        cell: impl FnMut(&T) -> Cell<'a>,
    ) -> Self {
        self.with(Parts::Mean, key, heading, cell)
    }

    /// The same of estimates whose intervals stand in files as well.
    pub(super) fn estimates(
        self,
        key: impl Into<String>,
        heading: impl Into<String>,
        cell: impl FnMut(&T) -> Cell<'a>,
    ) -> Self {
        self.with(Parts::Ends, key, heading, cell)
    }

    /// The next column, with its name in CSV files and its heading.
    fn with(
        mut self,
        parts: Parts,
        key: impl Into<String>,
        heading: impl Into<String>,
        cell: impl FnMut(&T) -> Cell<'a>,
    ) -> Self {
        let (key, heading) = (key.into(), heading.into());
        self.table.columns.push(Column {
            key,
            heading,
            parts,
        });
        let cells = self.things.iter().map(cell);
        for (row, cell) in self.table.rows.iter_mut().zip(cells) {
            row.push(cell);
        }
        self
    }

    /// The finished table.
    pub(super) fn table(self) -> Table<'a> {
        self.table
    }
}

impl<'a> Layout<'a, &'a Scope> {
    /// A column for each metric of the parts that the rows are about, with its heading.
    fn metrics<H: Into<String>>(
        self,
        results: &'a Results,
        run: &RunOutcome,
        metrics: impl IntoIterator<Item = (Metric, H)>,
    ) -> Self {
        metrics.into_iter().fold(self, |parts, (metric, heading)| {
            parts.estimates("", heading, |scope| {
                Cell::of_run(results, run, scope, metric)
            })
        })
    }
}

impl<'a> Table<'a> {
    /// Has it nothing to show?
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Where the column with this key or heading is.
    pub(super) fn at(&self, name: &str) -> Option<usize> {
        self.columns
            .iter()
            .position(|column| column.is_called(name))
    }

    /// The columns with these keys or headings, in their order, without those that are not there;
    /// of several with the same one, each is taken once.
    pub(super) fn pick<K: AsRef<str>>(self, names: impl IntoIterator<Item = K>) -> Self {
        let mut kept: Vec<usize> = vec![];
        for name in names {
            let mut columns = self.columns.iter().enumerate();
            let found = columns.find(|(at, it)| it.is_called(name.as_ref()) && !kept.contains(at));
            kept.extend(found.map(|(at, _)| at));
        }
        let cells = |mut row: Vec<Cell<'a>>| {
            let cells = kept.iter().map(|&at| std::mem::take(&mut row[at]));
            cells.collect()
        };
        Self {
            columns: kept.iter().map(|&at| self.columns[at].clone()).collect(),
            rows: self.rows.into_iter().map(cells).collect(),
            remark: self.remark,
        }
    }

    /// The same with numbers alone where people read.
    pub(super) fn without_intervals(mut self) -> Self {
        self.rows
            .iter_mut()
            .flatten()
            .for_each(|cell| cell.is_bare = true);
        self
    }

    /// Each row as words, a line for each number.
    pub(super) fn told(&self) -> Vec<String> {
        let words = |row: &Vec<Cell<'_>>| {
            let mut cells = self.columns.iter().zip(row);
            let name = cells.next().map(|(column, cell)| {
                let words = cell.words();
                let heading = cell.is_numeric().then(|| format!("{}: ", column.heading));
                heading.unwrap_or_default() + &words
            });
            cells.fold(name.unwrap_or_default(), |words, (column, cell)| {
                format!("{words}\n{}: {}", column.heading, cell.in_one_line())
            })
        };
        self.rows.iter().map(words).collect()
    }

    /// Keeps the first rows, and says where the rest is.
    pub(super) fn limited(self, rows: usize, elsewhere: &str) -> Self {
        let all = self.rows.len();
        self.of_all(rows, all, elsewhere)
    }

    /// The same of a table that has only the first of `all` rows.
    fn of_all(mut self, rows: usize, all: usize, elsewhere: &str) -> Self {
        let words = || format!("The first {rows} of {all} rows; all of them are in {elsewhere}.");
        self.remark = (all > rows).then(words);
        self.rows.truncate(rows);
        self
    }
}
