//! Notes on the rows of a table of arrivals as a whole.

use indexmap::{IndexMap, IndexSet};

use super::how::How;
use super::rows::{Strange, Written};
use crate::model::GoodsId;
use crate::scenario::check::run::CompiledRun;
use crate::scenario::file::{Counts, File};
use crate::scenario::problem::Problem;
use crate::scenario::suggest;
use crate::scenario::table::{Clock, Paste, Table};
use crate::time::Time;

/// Limit on the names that are listed.
const LISTED: usize = 6;

/// Lists names, and the number of those that are not shown.
fn listed<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = names.len().saturating_sub(LISTED);
    let mut shown: Vec<String> = names
        .take(LISTED)
        .map(|name| format!("\"{name}\""))
        .collect();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    suggest::in_words(&shown, "and")
}

fn rows_in_words(count: u64) -> String {
    match count {
        1 => "1 row".to_owned(),
        count => format!("{count} rows"),
    }
}

/// Returns the problem of names that are not those of goods, with one table to paste that names
/// all of them.
pub(super) fn unknown(strange: &Strange<'_>, file: &File, paste: &Paste) -> Option<Problem> {
    /// Limit on the names in the table to paste.
    const PASTED: usize = 20;
    let unknown = &strange.unknown;
    let (_, (cell, _)) = unknown.first()?;
    let rows = rows_in_words(unknown.values().map(|(_, rows)| rows).sum());
    let names = listed(unknown.keys().map(String::as_str));
    let message = format!("unknown goods {names}, in {rows}");
    let known = file.goods.keys().map(String::as_str);
    if known.clone().next().is_none() {
        let help = "write a section such as [goods.medicines] for each kind of goods, and below \
                    it units = 1";
        return Some(cell.problem(message, help));
    }
    // a name that is like none of the goods is left to be filled in
    let entries = unknown.keys().take(PASTED).map(|name| {
        let goods = suggest::nearest(name, known.clone()).unwrap_or("NAME");
        format!("{} = \"{goods}\"", suggest::toml_text(name))
    });
    let entries: Vec<String> = entries.collect();
    let is_open = entries.iter().any(|it| it.ends_with("= \"NAME\""));
    let place = if is_open { " in place of NAME" } else { "" };
    let map = format!("{{ {} }}", entries.join(", "));
    let known = suggest::quoted(known.take(LISTED), "or");
    let help = format!(
        "write {}, each with its goods of [goods] ({known}){place}, or {} to take all of them as \
         the same",
        paste.with("names", &map),
        paste.with("otherwise", "\"NAME\"")
    );
    Some(cell.problem(message, help))
}

/// Notes the names that are read as `otherwise`.
pub(super) fn others(table: &str, strange: &Strange<'_>, how: &How, file: &File) -> Option<String> {
    let others = &strange.others;
    let goods = how.otherwise.filter(|_| !others.is_empty())?;
    let (goods, _) = file.goods.get_index(goods.index())?;
    let rows = rows_in_words(others.values().sum());
    let written = others.keys().filter(|name| !name.is_empty());
    let written: Vec<&str> = written.map(String::as_str).collect();
    let listing = match written.as_slice() {
        [] => "rows without a name".to_owned(),
        some => listed(some.iter().copied()),
    };
    Some(format!(
        "{table}: \"otherwise\" makes \"{goods}\" of {rows}: {listing}."
    ))
}

/// Notes the rows that `from` and `to` leave out.
pub(super) fn left_out(table: &str, count: u64) -> Option<String> {
    let rows = rows_in_words(count);
    (count > 0).then(|| format!("{table}: \"from\" and \"to\" leave out {rows}."))
}

/// Notes midnights that may be dates without a clock time.
pub(super) fn midnights(table: &str, rows: &[Written<'_>], how: &How) -> Option<String> {
    let has_clock = rows.iter().any(|row| row.clock == Clock::Given);
    let count = rows
        .iter()
        .filter(|row| row.is_midnight && row.clock != Clock::Absent)
        .count();
    let is_told = how.counts.is_none() && has_clock && count > 0;
    // a few batches among many others do arrive at midnight
    let is_usual = count < 2 || count * 20 < rows.len();
    (is_told && !is_usual).then(|| {
        format!(
            "{table}: {count} rows have the time 00:00 and arrive at midnight; if these are dates \
             whose time is not known, write dates alone in all rows."
        )
    })
}

/// Notes dates or hours with several rows of counts of the same goods.
pub(super) fn several(table: &str, rows: &[Written<'_>], how: &How) -> Option<String> {
    let of = match how.counts? {
        Counts::Day => "date",
        Counts::Hour => "hour",
    };
    let mut counts: IndexMap<(Time, Option<u32>), u64> = IndexMap::new();
    for row in rows {
        let goods = row.goods.map(|GoodsId(goods)| goods);
        *counts.entry((row.time, goods)).or_insert(0) += 1;
    }
    let several = counts.iter().filter(|(_, count)| **count > 1);
    let several: IndexSet<Time> = several.map(|((time, _), _)| *time).collect();
    (!several.is_empty()).then(|| {
        let dates = match several.len() {
            1 => format!("1 {of} has"),
            count => format!("{count} {of}s have"),
        };
        format!("{table}: {dates} several rows of the same goods, whose counts add up.")
    })
}

/// Makes the problem of a table of which no batch arrives during the run.
pub(super) fn none_arrives(
    table: &Table,
    latest: Option<Time>,
    (how, run): (&How, &CompiledRun),
) -> Problem {
    let Some(latest) = latest else {
        let is_all = how.from.is_none() && how.to.is_none();
        let (message, help) = if is_all {
            (
                "there are no rows below the headings",
                "write a row for each batch",
            )
        } else {
            (
                "\"from\" and \"to\" leave out all rows",
                "write other dates for them",
            )
        };
        return table.problem(message, help);
    };
    let day = |time: Time| run.calendar.date(run.calendar.day(time));
    let message = format!(
        "no batch of the file arrives during the run, which ends on {}: the rows are later, up to \
         {}",
        day(run.plan.horizon()),
        day(latest)
    );
    table.problem(&message, "correct the dates, or write a later run.start")
}

/// Notes the batches that arrive outside of the measured window, and the number of rows after the
/// run, which are `late`.
pub(super) fn outside(
    table: &str,
    times: &(impl ExactSizeIterator<Item = Time> + Clone),
    late: u64,
    run: &CompiledRun,
) -> Vec<String> {
    let (from, to) = (run.plan.window_start(), run.plan.window_end());
    let batches = |count: usize| match count {
        1 => "1 batch arrives".to_owned(),
        count => format!("{count} batches arrive"),
    };
    let before = times.clone().filter(|time| *time < from).count();
    let after = times.clone().filter(|time| *time >= to).count();
    let mut notes = vec![];
    if late > 0 {
        let rows = rows_in_words(late);
        notes.push(format!(
            "{table}: {rows} after the end of the run left out."
        ));
    }
    if before > 0 {
        notes.push(format!(
            "{table}: {} before the measured window, in the warm-up.",
            batches(before)
        ));
    }
    if after > 0 {
        let only = if before + after == times.len() {
            " None arrives in the window."
        } else {
            ""
        };
        notes.push(format!(
            "{table}: {} after the measured window.{only}",
            batches(after)
        ));
    }
    notes
}
