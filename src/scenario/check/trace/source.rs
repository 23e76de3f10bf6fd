//! A table with its columns, and how their cells are read.

use std::sync::Arc;

use super::columns::Places;
use super::how::How;
use crate::scenario::problem::Problem;
use crate::scenario::table::{self, Cell, Instants, Mark, Paste, Table};

/// A table with its columns.
pub(super) struct Source {
    pub(super) table: Arc<Table>,
    pub(super) paste: Paste,
    pub(super) places: Places,
}

impl Source {
    pub(super) fn column(&self, place: usize) -> impl Iterator<Item = Cell<'_>> + Clone {
        self.table.rows().map(move |row| row.cell(place))
    }

    pub(super) fn heading(&self, place: usize) -> String {
        let heading = self.table.headings().nth(place);
        heading.map_or_else(String::new, |cell| cell.text().into_owned())
    }
}

/// How the cells of the columns are read.
pub(super) struct Decided<'t> {
    pub(super) mark: Mark,
    pub(super) arrived: Instants<'t>,
    pub(super) due: Option<Instants<'t>>,
}

/// Decides how the cells of the columns are read. Returns what is unclear instead.
pub(super) fn decided<'t>(
    source: &'t Source,
    how: &'t How,
    paste: &'t Paste,
    notes: &mut Vec<String>,
) -> Result<Decided<'t>, Vec<Problem>> {
    let places = &source.places;
    let mut unclear: Vec<Problem> = vec![];
    let heading = source.heading(places.units);
    let decimal = how.declared.decimal;
    let units = table::decide(source.column(places.units), &heading, decimal, paste);
    let units = keep(units, notes, &mut unclear);
    let mut instants = |place: usize| {
        let heading = source.heading(place);
        let cells = source.column(place);
        let decided = Instants::decide(cells, &heading, &how.declared, paste);
        keep(decided, notes, &mut unclear)
    };
    let arrived = instants(places.arrived);
    let due = places.due.map(&mut instants);
    match (units, arrived, due) {
        (Some(mark), Some(arrived), None) => Ok(Decided {
            mark,
            arrived,
            due: None,
        }),
        (Some(mark), Some(arrived), Some(Some(due))) => Ok(Decided {
            mark,
            arrived,
            due: Some(due),
        }),
        _ => Err(unclear),
    }
}

/// Returns what was decided of a column and keeps its note; a problem is kept instead.
fn keep<T>(
    decided: Result<(T, Option<String>), Problem>,
    notes: &mut Vec<String>,
    unclear: &mut Vec<Problem>,
) -> Option<T> {
    match decided {
        Ok((decided, note)) => {
            notes.extend(note);
            Some(decided)
        }
        Err(problem) => {
            unclear.push(problem);
            None
        }
    }
}

/// Returns how the cells are read if the columns that are unclear have this order of day and month,
/// and this decimal mark.
pub(super) fn assumed<'t>(
    source: &'t Source,
    how: &'t How,
    day_first: bool,
    mark: Mark,
) -> Decided<'t> {
    let (places, paste) = (&source.places, &source.paste);
    let instants = |place: usize| {
        let decided = Instants::decide(source.column(place), "", &how.declared, paste);
        let assumed = |_| Instants::assumed(&how.declared, paste, day_first);
        decided.map_or_else(assumed, |(instants, _)| instants)
    };
    let units = source.column(places.units);
    let decided = table::decide(units, "", how.declared.decimal, paste);
    Decided {
        mark: decided.map_or(mark, |(mark, _)| mark),
        arrived: instants(places.arrived),
        due: places.due.map(instants),
    }
}
