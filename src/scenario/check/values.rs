//! `empirical.file`: the values of a column of a table.

use super::diagnostics::{Diagnostics, Told};
use crate::scenario::file::{Duration, Number, Quantity, TableForm};
use crate::scenario::path::Path;
use crate::scenario::problem::{Complaint, Problem};
use crate::scenario::suggest;
use crate::scenario::table::{self, Cell, Kind, MOST_PROBLEMS, Mark, Paste, Row};

/// How a time without its unit is read.
#[derive(Clone, Copy, Debug)]
enum Unit<'a> {
    /// A number has no unit, and 0:45 has two readings.
    None,
    /// Numbers have this unit.
    Of(&'a str),
    /// 0:45 is three quarters of an hour.
    Hours,
    /// 0:45 is three quarters of a minute.
    Minutes,
}

/// Reads the values of a column: microseconds of times, or numbers.
pub(super) fn read<T: Quantity>(
    file: &TableForm,
    column: &str,
    unit: Option<&str>,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Vec<f64>, Told> {
    check_keys(file, &path.child("file"), diagnostics)?;
    let unit = unit_of::<T>(unit, &path.child("unit"), diagnostics)?;
    let (table, paste) =
        diagnostics.table(file, &path.child("file"), (&[column.to_owned()], "value"))?;
    let found = table.column(column);
    let Some(position) = found.map_err(|problem| diagnostics.tell(problem))? else {
        let message = format!("\"{}\" has no column \"{column}\"", table.name());
        let known: Vec<_> = table.headings().map(Cell::text).collect();
        let help = suggest::did_you_mean(column, known.iter().map(AsRef::as_ref));
        return Err(diagnostics.value(&path.child("column"), message, help));
    };
    let cells = table.rows().map(|row: Row<'_>| row.cell(position));
    if cells.clone().next().is_none() {
        let help = format!("write one value a row under \"{column}\"");
        let problem = table.problem("there are no values below the headings", &help);
        return Err(diagnostics.tell(problem));
    }
    let declared = file.decimal.map(super::trace::mark);
    let decided = table::decide(cells.clone(), column, declared, &paste);
    let (mark, note) = decided.map_err(|problem| diagnostics.tell(problem))?;
    let mut values = vec![];
    let mut problems = vec![];
    for cell in cells {
        let value = if T::IS_TIME {
            time(cell, mark, unit, &paste)
        } else {
            size(cell, mark, &paste)
        };
        match value {
            Ok(value) => values.push(value),
            Err(problem) => problems.push(problem),
        }
        if problems.len() >= MOST_PROBLEMS {
            break;
        }
    }
    if !problems.is_empty() {
        return Err(diagnostics.tell(table.told(problems)));
    }
    if let Some(note) = note {
        diagnostics.note(note);
    }
    Ok(values)
}

/// Refuses the keys that say how rows of arrivals are read.
fn check_keys(
    file: &TableForm,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<(), Told> {
    let written = [
        ("columns", file.columns.is_some()),
        ("dates", file.dates.is_some()),
        ("zone", file.zone.is_some()),
        ("names", file.names.is_some()),
        ("otherwise", file.otherwise.is_some()),
        ("from", file.from.is_some()),
        ("to", file.to.is_some()),
        ("counts", file.counts.is_some()),
    ];
    let mut checked = Ok(());
    for (key, _) in written.iter().filter(|(_, is_written)| *is_written) {
        let message = format!("\"{key}\" has no meaning for a column of values");
        let help = format!("take \"{key}\" out");
        checked = Err(diagnostics.key(&path.child(key), message, help));
    }
    checked
}

fn unit_of<'a, T: Quantity>(
    unit: Option<&'a str>,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Unit<'a>, Told> {
    let Some(unit) = unit else {
        return Ok(Unit::None);
    };
    if !T::IS_TIME {
        let message = "\"unit\" has no meaning for sizes, which are numbers";
        return Err(diagnostics.key(path, message, "take \"unit\" out"));
    }
    match unit {
        "h:mm" => Ok(Unit::Hours),
        "m:ss" => Ok(Unit::Minutes),
        unit if Duration::parse(&format!("1 {unit}")).is_ok() => Ok(Unit::Of(unit)),
        _ => {
            let message = format!("unknown unit \"{unit}\"");
            let help = "write \"s\", \"min\", \"h\" or \"days\"; or \"h:mm\" or \"m:ss\"";
            Err(diagnostics.value(path, message, help))
        }
    }
}

/// Reads a size.
fn size(cell: Cell<'_>, mark: Mark, paste: &Paste) -> Result<f64, Problem> {
    if cell.is_empty() {
        return Err(missing(cell));
    }
    let number = table::number(cell, mark, paste)?;
    if number < 0.0 {
        let message = format!("{} is negative", cell.text());
        return Err(cell.problem(message, "write a value from 0 on"));
    }
    let number = Number::of(number).map(Number::value);
    number.map_err(|complaint| cell.complain(complaint))
}

fn missing(cell: Cell<'_>) -> Problem {
    cell.problem(
        "the value is missing",
        "write the value, or take the row out",
    )
}

/// Reads a time, in microseconds.
fn time(cell: Cell<'_>, mark: Mark, unit: Unit<'_>, paste: &Paste) -> Result<f64, Problem> {
    let text = cell.text();
    let written = match cell.kind() {
        _ if cell.is_empty() => return Err(missing(cell)),
        Kind::Elapsed(micros) => format!("{micros} us"),
        Kind::Moment(micros) if micros < table::DAY => format!("{micros} us"),
        Kind::Moment(_) => {
            let message = format!("\"{text}\" is a date, not a length of time");
            return Err(cell.problem(message, "write a length of time such as 45 min"));
        }
        Kind::Number(number) => with_unit(cell, number, unit)?,
        Kind::Text | Kind::Quoted => of_text(cell, &text, mark, unit, paste)?,
    };
    let time = Duration::parse(&written).map(Duration::micros);
    time.map_err(|complaint| cell.complain(complaint))
}

/// Returns a bare number with its unit.
fn with_unit(cell: Cell<'_>, number: f64, unit: Unit<'_>) -> Result<String, Problem> {
    if number < 0.0 {
        let message = format!("{} is negative", cell.text());
        return Err(cell.problem(message, "write a value from 0 on"));
    }
    if let Unit::Of(unit) = unit {
        return Ok(format!("{number} {unit}"));
    }
    let message = format!("\"{}\" has no unit", cell.text());
    let help = "write unit = \"min\" beside \"column\" if the values are minutes, or \"s\", \"h\" \
                or \"days\"";
    Err(cell.problem(message, help))
}

/// Returns a time written as text in the notation of scenarios.
fn of_text(
    cell: Cell<'_>,
    text: &str,
    mark: Mark,
    unit: Unit<'_>,
    paste: &Paste,
) -> Result<String, Problem> {
    if let Some(number) = mark.read(text) {
        return with_unit(cell, number, unit);
    }
    let is_part = |part: &&str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    let parts: Vec<&str> = text.split(':').filter(is_part).collect();
    match parts.as_slice() {
        [hours, minutes, seconds] if text.matches(':').count() == 2 => {
            return clock(cell, minutes, seconds)
                .map(|()| format!("{hours} h {minutes} min {seconds} s"));
        }
        [first, second] if text.matches(':').count() == 1 => {
            return match unit {
                Unit::Hours => clock(cell, second, "0").map(|()| format!("{first} h {second} min")),
                Unit::Minutes => {
                    clock(cell, second, "0").map(|()| format!("{first} min {second} s"))
                }
                _ => Err(ask(cell, first, second)),
            };
        }
        _ => {}
    }
    if let Some(micros) = table::iso_duration(text) {
        return Ok(format!("{micros} us"));
    }
    // "1,5 h" with a decimal comma
    let end = text.rfind(|letter: char| letter.is_ascii_digit());
    let split = end.map(|end| text.split_at(end + 1));
    if let Some((number, unit)) = split
        && let Some(number) = mark.read(number)
        && number >= 0.0
    {
        return Ok(format!("{number} {}", unit.trim()));
    }
    let number = split.map(|(number, _)| number);
    let number = number.filter(|number| number.contains(',') && !number.starts_with('-'));
    let other = number.and_then(|number| Mark::Comma.read(number));
    match other.filter(|_| mark == Mark::Point && Duration::parse(text).is_err()) {
        Some(number) => {
            let message = format!("\"{text}\" has a decimal comma");
            let written = paste.with("decimal", "\"comma\"");
            Err(cell.problem(message, format!("write {written} if it is {number}")))
        }
        None => Ok(text.to_owned()),
    }
}

/// Checks the minutes and seconds of a time such as 1:30:00.
fn clock(cell: Cell<'_>, minutes: &str, seconds: &str) -> Result<(), Problem> {
    let is_below_60 = |part: &str| part.len() <= 2 && part.parse().is_ok_and(|it: u8| it < 60);
    if is_below_60(minutes) && is_below_60(seconds) {
        return Ok(());
    }
    let complaint = Complaint::new(
        format!("\"{}\" has a part of 60 or more", cell.text()),
        "write a length of time such as 75 min",
    );
    Err(cell.complain(complaint))
}

/// Asks how a time of two parts is meant.
fn ask(cell: Cell<'_>, first: &str, second: &str) -> Problem {
    let message = format!("\"{}\" can be read as two times", cell.text());
    let help = format!(
        "write unit = \"h:mm\" beside \"column\" if it is {first} h {second} min, or unit = \
         \"m:ss\" if it is {first} min {second} s"
    );
    cell.problem(message, help)
}
