//! The sheets of searches: the tables of the page, numbers as numbers.

use crate::report::tables::{self, Cell, Table};
use crate::results::{Results, StaffOutcome, StressOutcome};

use super::sheet::Sheet;
use super::{Item, Look, with_ends};

/// Every arrangement that was simulated.
pub(super) fn staff<'a>(results: &'a Results, staff: &StaffOutcome) -> Vec<Sheet<'a>> {
    let about = if staff.finished && staff.choice.is_none() {
        "Arrangements that were simulated, the nearest miss first; times in hours"
    } else {
        "Arrangements that were simulated, in the order of their cost; times in hours"
    };
    let table = tables::candidates(results, staff);
    sheet("Arrangements", about, &table, "staffing.csv")
}

/// Every multiple that was simulated.
pub(super) fn stress<'a>(results: &'a Results, stress: &StressOutcome) -> Vec<Sheet<'a>> {
    let about = "Multiples of the arrivals that were simulated";
    sheet(
        "Multiples",
        about,
        &tables::multiples(results, stress),
        "stress.csv",
    )
}

/// A table as a sheet, behind each estimate the ends of its interval; none where it is empty.
fn sheet<'a>(
    name: &'static str,
    about: &str,
    table: &Table,
    elsewhere: &'static str,
) -> Vec<Sheet<'a>> {
    let has_ends = |column: usize| {
        let mut cells = table.rows.iter().filter_map(|row| row.get(column));
        cells.any(|cell| cell.ends.is_some())
    };
    let has_ends: Vec<bool> = (0..table.headers.len()).map(has_ends).collect();
    let columns = |header: &String, has_ends: bool| {
        let columns = with_ends(header).into_iter();
        columns.take(if has_ends { 3 } else { 1 })
    };
    let headers = table.headers.iter().zip(&has_ends);
    let headers = headers.flat_map(|(header, has_ends)| columns(header, *has_ends));
    let mut sheet = Sheet::new(name, about, &[]);
    sheet.add_headers(headers.collect(), elsewhere);
    let rows = table.rows.iter().map(|row| {
        let cells = row.iter().zip(&has_ends);
        cells.flat_map(|(cell, has)| items(cell, *has)).collect()
    });
    sheet.add_rows(rows, elsewhere);
    if sheet.rows.is_empty() {
        vec![]
    } else {
        vec![sheet]
    }
}

/// What a cell holds, with the ends of its interval where its column has them.
fn items<'a>(cell: &Cell, has_ends: bool) -> Vec<Item<'a>> {
    let number = |value| Item::Number(Look::Plain, value);
    let item = match cell.value {
        None if !cell.numeric => Item::text(cell.text.clone()),
        value => number(value),
    };
    let mut items = vec![item];
    if has_ends {
        items.extend(cell.ends.unwrap_or_default().map(number));
    }
    items
}
