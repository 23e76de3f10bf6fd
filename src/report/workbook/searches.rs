//! The sheets of searches: the tables of the page, numbers as numbers.

use crate::report::tables::{self, Cell, Table};
use crate::results::{Results, StaffOutcome, StressOutcome};

use super::sheet::Sheet;
use super::{Item, Look};

/// Every arrangement that was simulated.
pub(super) fn staff<'a>(results: &'a Results, staff: &StaffOutcome) -> Vec<Sheet<'a>> {
    let about = "Arrangements that were simulated, in the order of their cost; times in hours";
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

/// A table as a sheet; none where it is empty.
fn sheet<'a>(
    name: &'static str,
    about: &str,
    table: &Table,
    elsewhere: &'static str,
) -> Vec<Sheet<'a>> {
    let item = |cell: &Cell| match cell.value {
        Some(value) => Item::Number(Look::Plain, Some(value)),
        None if cell.numeric => Item::Number(Look::Plain, None),
        None => Item::text(cell.text.clone()),
    };
    let mut headers = table.headers.iter().map(String::as_str);
    let first: Vec<&str> = headers.by_ref().take(1).collect();
    let mut sheet = Sheet::new(name, about, &first);
    sheet.add_headers(headers.map(str::to_owned).collect(), elsewhere);
    let rows = table.rows.iter();
    let rows = rows.map(|row| row.iter().map(item).collect());
    sheet.add_rows(rows, elsewhere);
    if sheet.rows.is_empty() {
        vec![]
    } else {
        vec![sheet]
    }
}
