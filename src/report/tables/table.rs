//! A table and how it is laid out.

use crate::metric::{Metric, Scope};
use crate::results::{Results, RunOutcome};

use super::cell::Cell;

/// A table; the first cell of each row names the row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table<'a> {
    /// Columns from left to right.
    pub columns: Vec<Column>,
    /// Rows, each with one cell for every column.
    pub rows: Vec<Vec<Cell<'a>>>,
    /// Note on rows that were left out and the file that has them.
    pub remark: Option<String>,
}

/// Properties that the cells of a column share.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Name of the column in CSV files; empty if they leave it out.
    pub(in crate::report) key: String,
    /// Heading for people; empty if only files have the column.
    pub heading: String,
    /// Numbers that files give for an estimate in the column.
    pub(in crate::report) parts: Parts,
}

impl Column {
    /// Is this the column's key or its heading?
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.key == name || self.heading == name
    }
}

/// Numbers that files give for an estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Parts {
    /// The mean.
    Mean,
    /// The mean and the half-width.
    HalfWidth,
    /// The mean and the ends of its interval; CSV files also give the half-width.
    Ends,
}

/// A builder of tables: one item for each row, and the columns so far.
pub(in crate::report) struct Layout<'a, T> {
    things: Vec<T>,
    table: Table<'a>,
}

impl<'a, T> Layout<'a, T> {
    /// Starts a table with one row for each item.
    pub(in crate::report) fn over(things: impl IntoIterator<Item = T>) -> Self {
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

    /// Adds a column that CSV files leave out.
    pub(in crate::report) fn column(
        self,
        heading: impl Into<String>,
        cell: impl FnMut(&T) -> Cell<'a>,
    ) -> Self {
        self.field("", heading, cell)
    }

    /// Adds a column with its name in CSV files; with an empty heading, only files have it.
    pub(in crate::report) fn field(
        self,
        key: impl Into<String>,
        heading: impl Into<String>,
        cell: impl FnMut(&T) -> Cell<'a>,
    ) -> Self {
        self.with(Parts::Mean, key, heading, cell)
    }

    /// Adds a column of estimates; files give their intervals too.
    pub(in crate::report) fn estimates(
        self,
        key: impl Into<String>,
        heading: impl Into<String>,
        cell: impl FnMut(&T) -> Cell<'a>,
    ) -> Self {
        self.with(Parts::Ends, key, heading, cell)
    }

    /// Adds a column.
    pub(super) fn with(
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

    /// Returns the finished table.
    pub(in crate::report) fn table(self) -> Table<'a> {
        self.table
    }
}

impl<'a> Layout<'a, &'a Scope> {
    /// Adds a column for each metric, with its heading; each row is about one scope.
    pub(super) fn metrics<H: Into<String>>(
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
    /// Has the table no rows?
    pub(in crate::report) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Index of the column with this key or heading.
    #[cfg(feature = "desktop")]
    pub(in crate::report) fn at(&self, name: &str) -> Option<usize> {
        self.columns
            .iter()
            .position(|column| column.is_called(name))
    }

    /// Keeps the columns with these keys or headings, in the order of the names; unknown names are
    /// ignored. A name that is given several times takes that number of columns with it.
    pub(in crate::report) fn pick<K: AsRef<str>>(self, names: impl IntoIterator<Item = K>) -> Self {
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

    /// Returns the same table without intervals for people.
    #[cfg(feature = "desktop")]
    pub(in crate::report) fn without_intervals(mut self) -> Self {
        self.rows
            .iter_mut()
            .flatten()
            .for_each(|cell| cell.is_bare = true);
        self
    }

    /// Writes each row as text, with a line for each number.
    pub(in crate::report) fn told(&self) -> Vec<String> {
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

    /// Keeps the first rows and adds a note that names the file with the rest.
    pub(in crate::report) fn limited(self, rows: usize, elsewhere: &str) -> Self {
        let all = self.rows.len();
        self.of_all(rows, all, elsewhere)
    }

    /// Keeps some rows, by position, and adds a note that names the file with the rest.
    pub(in crate::report) fn of_rows(mut self, keep: &[usize], elsewhere: &str) -> Self {
        let all = self.rows.len();
        let rows = std::mem::take(&mut self.rows).into_iter().enumerate();
        let rows = rows.filter(|(position, _)| keep.contains(position));
        self.rows = rows.map(|(_, row)| row).collect();
        let shown = self.rows.len();
        let words = || format!("{shown} of {all} rows; all of them are in {elsewhere}.");
        self.remark = (all > shown).then(words);
        self
    }

    /// Truncates a table that holds the first of `all` rows, and adds the note.
    pub(super) fn of_all(mut self, rows: usize, all: usize, elsewhere: &str) -> Self {
        let words = || format!("The first {rows} of {all} rows; all of them are in {elsewhere}.");
        self.remark = (all > rows).then(words);
        self.rows.truncate(rows);
        self
    }
}
