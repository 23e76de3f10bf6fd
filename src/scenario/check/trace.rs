//! `arrivals.*.file`: a list of batches (a trace) from a table.

mod columns;
mod guess;
mod how;
mod notes;
mod rows;
mod source;

use std::sync::Arc;

use indexmap::IndexMap;

use super::diagnostics::{Diagnostics, Told};
use super::run::CompiledRun;
use crate::model::{Given, GoodsId, Slot};
use crate::scenario::file::{File, TableForm};
use crate::scenario::path::Path;
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::table::{Clock, MOST_PROBLEMS, Mark, Paste, Table};
use crate::time::Time;
use how::How;
use rows::{Due, Reader, Strange, Written};
use source::{Decided, Source, assumed, decided};

pub(super) use how::mark;

/// Limit on the batches of the counts of one table.
const MOST_COUNTED: u64 = 20_000_000;

/// A batch of a trace before its class and rank are known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) time: Time,
    pub(super) goods: Option<GoodsId>,
    pub(super) units: f64,
    pub(super) priority: i64,
    pub(super) due: Option<Time>,
    /// The stretch in which it arrives, and whether its due time moves with it.
    pub(super) slot: Option<(Slot, bool)>,
    pub(super) given: Given,
}

/// Returns the shares of the goods in these rows, in order of first occurrence.
pub(super) fn mix(rows: &[Row]) -> Vec<(f64, Option<GoodsId>)> {
    let mut counts: IndexMap<Option<u32>, u64> = IndexMap::new();
    for row in rows {
        *counts.entry(row.goods.map(|goods| goods.0)).or_insert(0) += 1;
    }
    let share = |count: u64| count as f64 / rows.len() as f64;
    let shares = counts.into_iter();
    shares
        .map(|(goods, count)| (share(count), goods.map(GoodsId)))
        .collect()
}

/// The stream whose table is read.
pub(super) struct Stream<'a> {
    pub(super) form: &'a TableForm,
    /// The path of the table in the scenario.
    pub(super) path: &'a Path,
    /// The priority of rows without one.
    pub(super) priority: i64,
    /// Shares of the hours of a day.
    pub(super) hours: &'a [f64; 24],
}

/// Reads the batches of a table, in order of time, without those after the run.
pub(super) fn read(
    stream: &Stream<'_>,
    file: &File,
    run: &CompiledRun,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Vec<Row>, Told> {
    let how = how::how(stream.form, stream.path, file, diagnostics);
    let wanted = columns::wanted(stream.form);
    let (table, paste) = diagnostics.table(stream.form, stream.path, (&wanted, "batch"))?;
    let places = columns::find(&table, stream.form, &paste);
    let places = match places {
        Ok(places) => places,
        Err(problems) => {
            let rows = how.ok();
            let rows = rows.and_then(|how| below((&table, &paste), &how, stream, (file, run)));
            let told = [problems].into_iter().chain(rows);
            return Err(diagnostics.tell(Problems::new(told.flatten().collect())));
        }
    };
    let how = how?;
    let table = Source {
        table,
        paste,
        places,
    };
    let mut notes = vec![];
    let read = written(&table, &how, stream, (file, run), &mut notes);
    let read = read.map_err(|problems| diagnostics.tell(problems))?;
    for note in notes {
        diagnostics.note(note);
    }
    scattered(&table, read, &how, (stream, run), diagnostics)
}

/// Returns the problems of the rows of a table whose columns are not found, read by the columns
/// that seem to be meant, which the advice names too; `None` if there are none, or if no columns
/// seem to be.
fn below(
    (table, paste): (&Arc<Table>, &Paste),
    how: &How,
    stream: &Stream<'_>,
    of: (&File, &CompiledRun),
) -> Option<Problems> {
    let (places, columns) = columns::likely(table, stream.form, paste)?;
    let source = Source {
        table: Arc::clone(table),
        places,
        paste: paste.extended("columns", &columns),
    };
    written(&source, how, stream, of, &mut vec![]).err()
}

/// Reads what is written in the rows, without those that `from` and `to` leave out.
fn written<'t>(
    source: &'t Source,
    how: &'t How,
    stream: &Stream<'_>,
    (file, run): (&'t File, &'t CompiledRun),
    notes: &mut Vec<String>,
) -> Result<Vec<Written<'t>>, Problems> {
    let decided = match decided(source, how, &source.paste, notes) {
        Ok(decided) => decided,
        Err(unclear) => {
            let mut problems = in_each_reading(source, how, stream, (file, run));
            problems.extend(all_unclear(source, how, file, unclear));
            return Err(source.table.told(problems));
        }
    };
    let mut reader = reader(source, how, decided, stream, (file, run));
    let (rows, mut problems, left_out) = all_rows(&mut reader, source);
    let names = notes::unknown(&reader.strange, file, &source.paste);
    if !problems.is_empty() || names.is_some() {
        // what is wrong with the rows that could be read is told in the same round
        let has_clock = rows.iter().any(|row| row.clock == Clock::Given);
        let slots = rows
            .iter()
            .filter_map(|row| in_time(row, how, has_clock).err());
        problems.extend(slots.take(MOST_PROBLEMS.saturating_sub(problems.len())));
        problems.extend(names);
        return Err(source.table.told(problems));
    }
    let name = source.table.name();
    notes.extend(reader.arrived.note(name));
    notes.extend(notes::left_out(name, left_out));
    notes.extend(notes::others(name, &reader.strange, how, file));
    notes.extend(notes::midnights(name, &rows, how));
    notes.extend(notes::several(name, &rows, how));
    Ok(rows)
}

/// Makes the reader of the rows.
fn reader<'t>(
    source: &'t Source,
    how: &'t How,
    decided: Decided<'t>,
    stream: &Stream<'_>,
    (file, run): (&'t File, &'t CompiledRun),
) -> Reader<'t> {
    Reader {
        places: &source.places,
        how,
        arrived: decided.arrived,
        due: decided.due,
        mark: decided.mark,
        paste: &source.paste,
        default_priority: stream.priority,
        file,
        run,
        strange: Strange::default(),
    }
}

/// Reads all rows. Returns those with a time, the problems, and the number of rows that are left
/// out.
fn all_rows<'t>(
    reader: &mut Reader<'t>,
    source: &'t Source,
) -> (Vec<Written<'t>>, Vec<Problem>, u64) {
    let mut rows = vec![];
    let mut problems = vec![];
    let mut left_out = 0;
    for row in source.table.rows() {
        let (row, found) = reader.row(row);
        match row {
            Some(row) => rows.push(row),
            None => left_out += u64::from(found.is_empty()),
        }
        problems.extend(found);
        if problems.len() >= MOST_PROBLEMS {
            break;
        }
    }
    (rows, problems, left_out)
}

/// Returns the problems of rows that are the same in each reading of the columns that are unclear.
fn in_each_reading(
    source: &Source,
    how: &How,
    stream: &Stream<'_>,
    of: (&File, &CompiledRun),
) -> Vec<Problem> {
    let readings = [(true, Mark::Point), (false, Mark::Comma)];
    let [mut problems, others] = readings.map(|(day_first, mark)| {
        let decided = assumed(source, how, day_first, mark);
        all_rows(&mut reader(source, how, decided, stream, of), source).1
    });
    problems.retain(|problem| others.iter().any(|other| problem.is_same_as(other)));
    problems
}

/// Returns what is unclear of columns, and the names that are not those of goods, with advice that
/// only names entries if there is more than one.
fn all_unclear(source: &Source, how: &How, file: &File, unclear: Vec<Problem>) -> Vec<Problem> {
    let names = |paste: &Paste| {
        let place = source.places.goods?;
        let mut strange = Strange::default();
        for cell in source.column(place) {
            rows::goods_of(cell, how, file, &mut strange);
        }
        notes::unknown(&strange, file, paste)
    };
    let entries = source.paste.of_entries();
    let names = names(&entries);
    if unclear.len() == 1 && names.is_none() {
        return unclear;
    }
    let mut problems = decided(source, how, &entries, &mut vec![])
        .err()
        .unwrap_or(unclear);
    problems.extend(names);
    problems
}

/// Returns the stretch in which the batches of a row arrive, or what is wrong with its times.
fn in_time(row: &Written<'_>, how: &How, has_clock: bool) -> Result<Option<Slot>, Problem> {
    let slot = rows::slot(row, how.counts, has_clock)?;
    rows::check_due(row, slot)?;
    Ok(slot)
}

/// Puts batches at their instants, or into the stretch in which they arrive at random instants.
fn scattered(
    source: &Source,
    read: Vec<Written<'_>>,
    how: &How,
    (stream, run): (&Stream<'_>, &CompiledRun),
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Vec<Row>, Told> {
    let table = &source.table;
    let has_clock = read.iter().any(|row| row.clock == Clock::Given);
    let mut problems = vec![];
    let mut rows = vec![];
    let mut total = 0_u64;
    let mut late = 0;
    let latest = read.iter().map(|row| row.time).max();
    for row in read {
        if problems.len() >= MOST_PROBLEMS {
            break;
        }
        let slot = match in_time(&row, how, has_clock) {
            Ok(slot) => slot,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        if row.time >= run.plan.horizon() {
            late += 1;
            continue;
        }
        total += row.batches;
        if total > MOST_COUNTED {
            let message = format!("the counts sum to more than {MOST_COUNTED} batches");
            problems.push(
                row.cell
                    .problem(message, "write smaller counts, or fewer rows"),
            );
            break;
        }
        spread(&row, slot, stream.hours, &mut rows);
    }
    if problems.is_empty() && rows.is_empty() {
        problems.push(notes::none_arrives(table, latest, (how, run)));
    }
    if !problems.is_empty() {
        return Err(diagnostics.tell(table.told(problems)));
    }
    let name = table.name();
    for note in notes::outside(name, &rows.iter().map(|row| row.time), late, run) {
        diagnostics.note(note);
    }
    if how.counts.is_none() && !has_clock {
        diagnostics.note(format!(
            "{name}: the dates have no times of day, so batches arrive at random instants of their \
             date."
        ));
    }
    rows.sort_by_key(|row: &Row| row.time);
    Ok(rows)
}

/// Adds the batches of a row; those of a stretch at typical instants, apart by equal shares.
fn spread(row: &Written<'_>, slot: Option<Slot>, hours: &[f64; 24], rows: &mut Vec<Row>) {
    for number in 0..row.batches {
        let share = (number as f64 + 0.5) / row.batches as f64;
        let time = slot.map_or(row.time, |slot| slot.at(share, hours));
        let (due, due_moves) = match row.due {
            None => (None, false),
            Some((Due::After(after), _)) => (Some(time + after), true),
            Some((Due::At(due), _)) => (Some(due), false),
        };
        rows.push(Row {
            time,
            goods: row.goods,
            units: row.units,
            priority: row.priority,
            due,
            slot: slot.map(|slot| (slot, due_moves)),
            given: row.given,
        });
    }
}

/// Gives batches without goods of their own the goods of a stream in these shares, as evenly as
/// whole batches allow, with their mean units; and those with goods alone their mean units.
pub(super) fn fill(
    rows: &mut [Row],
    shares: &[(f64, Option<GoodsId>)],
    mean_units: impl Fn(GoodsId) -> f64,
) {
    let mut given = vec![0.0; shares.len()];
    let sum: f64 = shares.iter().map(|(share, _)| share).sum();
    let mut count = 0.0;
    for row in rows {
        if row.given == Given::Nothing {
            count += 1.0;
            let lack = |place: &usize| shares[*place].0 / sum * count - given[*place];
            let places = 0..shares.len();
            let Some(place) = places.max_by(|a, b| lack(a).total_cmp(&lack(b))) else {
                return;
            };
            given[place] += 1.0;
            row.goods = shares[place].1;
        }
        if row.given != Given::GoodsAndUnits {
            row.units = row.goods.map_or(0.0, &mean_units);
        }
    }
}
