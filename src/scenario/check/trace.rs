//! `arrivals.*.file`: a list of batches (a trace) from a CSV file.

use jiff::civil::DateTime;

use super::diagnostics::{Diagnostics, Told};
use super::run::CompiledRun;
use crate::model::GoodsId;
use crate::scenario::file::{Duration, File, Number};
use crate::scenario::path::Path;
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::suggest;
use crate::scenario::table::{Cell, MOST_PROBLEMS, Table};
use crate::time::{Span, Time};

/// A batch of a trace before its class and rank are known.
pub(super) struct Row {
    pub(super) time: Time,
    pub(super) goods: Option<GoodsId>,
    pub(super) units: f64,
    pub(super) priority: i64,
    pub(super) due: Option<Time>,
}

/// Returns the shares of the goods in these rows, in order of first occurrence.
pub(super) fn mix(rows: &[Row]) -> Vec<(f64, Option<GoodsId>)> {
    let mut counts: indexmap::IndexMap<Option<u32>, u64> = indexmap::IndexMap::new();
    for row in rows {
        *counts.entry(row.goods.map(|goods| goods.0)).or_insert(0) += 1;
    }
    let share = |count: u64| count as f64 / rows.len() as f64;
    let shares = counts.into_iter();
    shares
        .map(|(goods, count)| (share(count), goods.map(GoodsId)))
        .collect()
}

/// Reads the batches of a CSV file, in order of time, without those after the run.
pub(super) fn read(
    name: &str,
    default_priority: i64,
    path: &Path,
    file: &File,
    run: &CompiledRun,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Vec<Row>, Told> {
    let table = diagnostics.table(name, path, "batch")?;
    let reader = Reader {
        columns: Columns::find(&table).map_err(|problems| diagnostics.tell(problems))?,
        default_priority,
        file,
        run,
    };
    let mut rows = vec![];
    let mut problems = vec![];
    for row in &table.rows {
        match reader.batch(row) {
            Ok(batch) if batch.time < run.plan.horizon() => rows.push(batch),
            Ok(_) => {}
            Err(found) => problems.extend(found),
        }
        if problems.len() >= MOST_PROBLEMS {
            problems.push(table.stopped());
            break;
        }
    }
    if problems.is_empty() && rows.is_empty() {
        let help = "write a row for each batch, from run.start on";
        problems.push(table.problem("no batch of the file arrives during the run", help));
    }
    Problems::none(problems).map_err(|problems| diagnostics.tell(problems))?;
    rows.sort_by_key(|row: &Row| row.time);
    Ok(rows)
}

/// Positions of the columns.
struct Columns {
    arrived: usize,
    goods: usize,
    units: usize,
    priority: Option<usize>,
    due: Option<usize>,
}

impl Columns {
    const NAMES: [&'static str; 5] = ["arrived", "goods", "units", "priority", "due"];

    fn find(table: &Table) -> Result<Self, Problems> {
        let mut problems = vec![];
        let mut found = Self::NAMES.map(|name| match table.column(name, &Self::NAMES) {
            Ok(position) => position,
            Err(problem) => {
                problems.push(problem);
                None
            }
        });
        let forms = [
            "write a column \"arrived\" with date-times such as 2020-04-13T08:30:00",
            "write a column \"goods\" with names of [goods]; a cell without goods stays empty",
            "write a column \"units\" with the units of each batch",
        ];
        for ((name, form), position) in Self::NAMES.iter().zip(forms).zip(&mut found) {
            let is_told = problems
                .iter()
                .any(|problem: &Problem| problem.help_is_about(name));
            if position.is_none() && !is_told {
                problems.push(table.missing(name, form));
            }
        }
        match found {
            [Some(arrived), Some(goods), Some(units), priority, due] if problems.is_empty() => {
                Ok(Self {
                    arrived,
                    goods,
                    units,
                    priority,
                    due,
                })
            }
            _ => Err(Problems::new(problems)),
        }
    }
}

struct Reader<'a> {
    columns: Columns,
    default_priority: i64,
    file: &'a File,
    run: &'a CompiledRun,
}

impl Reader<'_> {
    /// Reads the batch of a row.
    fn batch(&self, row: &[Cell]) -> Result<Row, Vec<Problem>> {
        let columns = &self.columns;
        let mut problems = vec![];
        let mut keep = |problem: Problem| problems.push(problem);
        let time = self.arrived(&row[columns.arrived]).map_err(&mut keep);
        let goods = self.goods(&row[columns.goods]).map_err(&mut keep);
        let units = units(&row[columns.units]).map_err(&mut keep);
        let filled = |column: Option<usize>| {
            let cell = &row[column?];
            (!cell.text.is_empty()).then_some(cell)
        };
        let priority = match filled(columns.priority) {
            Some(cell) => priority(cell).map_err(&mut keep),
            None => Ok(self.default_priority),
        };
        let due = match (filled(columns.due), time) {
            (Some(cell), Ok(time)) => self.due(cell, time).map(Some).map_err(&mut keep),
            _ => Ok(None),
        };
        match (time, goods, units, priority, due) {
            (Ok(time), Ok(goods), Ok(units), Ok(priority), Ok(due)) => Ok(Row {
                time,
                goods,
                units,
                priority,
                due,
            }),
            _ => Err(problems),
        }
    }

    fn arrived(&self, cell: &Cell) -> Result<Time, Problem> {
        let at = date_time(cell)?;
        let time = self.run.calendar.time(at);
        if time < Time::START {
            let start = self.run.calendar.date_time(Time::START);
            let message = format!("the batch arrives before the run starts on {start}");
            let help = "write an earlier run.start, take the row out, or write run.backlog";
            return Err(cell.problem(message, help));
        }
        Ok(time)
    }

    fn goods(&self, cell: &Cell) -> Result<Option<GoodsId>, Problem> {
        if cell.text.is_empty() {
            return Ok(None);
        }
        let goods = &self.file.goods;
        let position = goods.get_index_of(cell.text.as_str());
        position
            .map(|position| Some(GoodsId::new(position)))
            .ok_or_else(|| {
                let known = goods.keys().map(String::as_str);
                let help = suggest::did_you_mean(&cell.text, known);
                cell.problem(format!("unknown goods \"{}\"", cell.text), help)
            })
    }

    /// Reads the due time of a batch: an instant, or a duration after its arrival.
    fn due(&self, cell: &Cell, arrived: Time) -> Result<Time, Problem> {
        let begins_as_date = cell.text.get(4..5) == Some("-");
        if !begins_as_date && let Ok(after) = Duration::parse(&cell.text) {
            return Ok(arrived + Span::from_micros_f64(after.micros()));
        }
        let due = self.run.calendar.time(date_time(cell)?);
        if due < arrived {
            let help = "write a later instant, or a duration after arrival such as \"24 h\"";
            return Err(cell.problem("the batch is due before it arrives", help));
        }
        Ok(due)
    }
}

fn units(cell: &Cell) -> Result<f64, Problem> {
    let help = "write a number from 0 on, such as 390000";
    let number: Option<f64> = cell
        .text
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite());
    match number {
        Some(number) if number < 0.0 => {
            Err(cell.problem(format!("{number} units are below 0"), help))
        }
        Some(number) => {
            let number = Number::of(number).map(Number::value);
            number.map_err(|complaint| complaint.at(cell.place.clone()))
        }
        None if cell.text.is_empty() => Err(cell.problem("the units are missing", help)),
        None => {
            let written = suggest::write_number(&cell.text, str::to_owned);
            let help = written.unwrap_or_else(|| help.to_owned());
            Err(cell.problem(format!("\"{}\" is not a number", cell.text), help))
        }
    }
}

fn priority(cell: &Cell) -> Result<i64, Problem> {
    cell.text.parse().map_err(|_| {
        let message = format!("the priority \"{}\" is not a whole number", cell.text);
        cell.problem(message, "write a whole number such as 1; higher goes first")
    })
}

/// Parses an ISO local date-time; the problem names the other form that was found.
fn date_time(cell: &Cell) -> Result<DateTime, Problem> {
    let text = cell.text.as_str();
    let iso = "save date-times as 2020-04-13T08:30:00 (in a spreadsheet: yyyy-mm-ddThh:mm:ss)";
    let has_zone = text.ends_with(['Z', 'z'])
        || text
            .get(10..)
            .is_some_and(|clock| clock.contains(['+', '-']));
    let parsed = text.parse::<DateTime>().ok();
    if let (Some(at), true, false) = (parsed, text.contains(':'), has_zone) {
        return Ok(at);
    }
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let first = text.split([' ', 'T', ',']).next().unwrap_or_default();
    let parts: Vec<&str> = first.split(['/', '.', '-']).collect();
    let is_date = matches!(parts.as_slice(), [a, b, c] if digits(a) && digits(b) && digits(c));
    let message = if text.is_empty() {
        "the date-time is missing".to_owned()
    } else if has_zone && text.contains(':') {
        format!("\"{text}\" has a time zone; all times are local")
    } else if text.parse::<f64>().is_ok() {
        format!("\"{text}\" is a number: spreadsheets store dates as numbers")
    } else if is_date && parts[0].len() == 4 && !text.contains(':') {
        format!("\"{text}\" is a date without a clock time")
    } else if is_date && first.len() == 10 && first.get(4..5) == Some("-") {
        format!("\"{text}\" is not a date and time that exists")
    } else if is_date && parts[2].len() == 4 {
        format!("\"{text}\" is a date in another form, such as day/month/year")
    } else if is_date && parts[0].len() == 4 {
        format!("\"{text}\" is a date-time in another form")
    } else {
        format!("\"{text}\" is not a date-time")
    };
    Err(cell.problem(message, iso))
}
