//! Reads the rows of a table of arrivals.

use indexmap::IndexMap;
use jiff::civil::Time as ClockTime;

use super::columns::Places;
use super::how::How;
use crate::model::{Given, GoodsId, Slot};
use crate::scenario::check::run::CompiledRun;
use crate::scenario::file::{Counts, Duration, File, Number};
use crate::scenario::meant;
use crate::scenario::problem::Problem;
use crate::scenario::table::{self, Cell, Clock, Instants, Kind, Local, Mark, Paste, Row};
use crate::time::{Span, Time};

/// Limit on the count of one row.
const MOST_IN_ROW: f64 = 1e6;

/// What is written in a row.
pub(super) struct Written<'t> {
    /// The cell of the date.
    pub(super) cell: Cell<'t>,
    /// The instant, or the start of its date.
    pub(super) time: Time,
    pub(super) clock: Clock,
    /// Is the clock time a whole hour?
    is_whole_hour: bool,
    /// Is it midnight?
    pub(super) is_midnight: bool,
    pub(super) goods: Option<GoodsId>,
    pub(super) units: f64,
    pub(super) given: Given,
    /// Number of batches.
    pub(super) batches: u64,
    pub(super) priority: i64,
    pub(super) due: Option<(Due, Cell<'t>)>,
}

/// When a batch is due.
#[derive(Clone, Copy, Debug)]
pub(super) enum Due {
    At(Time),
    After(Span),
}

/// Reads rows.
pub(super) struct Reader<'a> {
    pub(super) places: &'a Places,
    pub(super) how: &'a How,
    pub(super) arrived: Instants<'a>,
    pub(super) due: Option<Instants<'a>>,
    /// The decimal mark of the units or counts.
    pub(super) mark: Mark,
    pub(super) paste: &'a Paste,
    pub(super) default_priority: i64,
    pub(super) file: &'a File,
    pub(super) run: &'a CompiledRun,
    pub(super) strange: Strange<'a>,
}

/// Names of goods in the table that are not those of goods.
#[derive(Default)]
pub(super) struct Strange<'a> {
    /// Names that have no meaning, with the first cell and the number of rows of each.
    pub(super) unknown: IndexMap<String, (Cell<'a>, u64)>,
    /// Names that are read as `otherwise`, with the number of rows of each.
    pub(super) others: IndexMap<String, u64>,
}

/// Limit on the different names of goods that are counted.
const MOST_NAMES: usize = 10_000;

impl<'t> Reader<'t> {
    /// Reads a row; `None` if `from` or `to` leaves it out, or its time cannot be read. Returns the
    /// problems of its cells too; what they would give is left out.
    pub(super) fn row(&mut self, row: Row<'t>) -> (Option<Written<'t>>, Vec<Problem>) {
        let places = self.places;
        let cell = row.cell(places.arrived);
        let clock = places.clock.map(|place| row.cell(place));
        let local = self.arrived.read((cell, clock));
        let mut problems = vec![];
        let mut keep = |problem: Problem| problems.push(problem);
        let local = local.map_err(&mut keep);
        if local.is_err() {
            // a wrong date does not hide a wrong clock time in the next column
            let other = clock.and_then(|clock| self.arrived.wrong_clock(clock));
            problems.extend(other.filter(|other| !problems.iter().any(|it| it.is_same_as(other))));
        }
        let mut keep = |problem: Problem| problems.push(problem);
        if let Ok(local) = &local
            && self.is_left_out(local)
        {
            return (None, vec![]);
        }
        let time = local.as_ref().ok().map(|local| {
            let time = self.run.calendar.time(local.at);
            self.check_start(cell, *local, time).err().map(&mut keep);
            time
        });
        let goods = match places.goods {
            Some(place) => goods_of(row.cell(place), self.how, self.file, &mut self.strange),
            None => self.how.otherwise,
        };
        let units = row.cell(places.units);
        let amount = match self.how.counts {
            None => self.units(units).map(|units| (units, 1)),
            Some(_) => self.count(units).map(|count| (0.0, count)),
        };
        let amount = amount.map_err(&mut keep);
        let filled = |place: Option<usize>| {
            let cell = row.cell(place?);
            (!cell.is_empty()).then_some(cell)
        };
        let priority = match filled(places.priority) {
            Some(cell) => priority(cell).map_err(&mut keep),
            None => Ok(self.default_priority),
        };
        let due = match filled(places.due) {
            Some(cell) => self.due(cell).map(|due| Some((due, cell))),
            None => Ok(None),
        };
        let due = due.map_err(&mut keep);
        let given = match self.how.counts {
            None => Given::GoodsAndUnits,
            Some(_) if places.goods.is_some() || self.how.otherwise.is_some() => Given::Goods,
            Some(_) => Given::Nothing,
        };
        let (units, batches) = amount.unwrap_or_default();
        let written = local.ok().zip(time).map(|(local, time)| Written {
            cell,
            time,
            clock: local.clock,
            is_whole_hour: local.at.time() == ClockTime::constant(local.at.hour(), 0, 0, 0),
            is_midnight: local.at.time() == ClockTime::midnight(),
            goods,
            units,
            given,
            batches,
            priority: priority.unwrap_or_default(),
            due: due.unwrap_or_default(),
        });
        (written, problems)
    }

    fn is_left_out(&self, local: &Local) -> bool {
        let early = self.how.from.is_some_and(|from| local.at < from);
        early || self.how.to.is_some_and(|to| local.at >= to)
    }

    /// Checks that a batch does not arrive before the run starts.
    fn check_start(&self, cell: Cell<'_>, local: Local, time: Time) -> Result<(), Problem> {
        if time < Time::START {
            let start = self.run.calendar.date_time(Time::START);
            let shown = match local.clock {
                Clock::Given => local.at.strftime("%Y-%m-%d %H:%M").to_string(),
                Clock::Absent | Clock::Midnight => local.at.date().to_string(),
            };
            let first = if start.time() == ClockTime::midnight() {
                start.date().to_string()
            } else {
                start.strftime("%Y-%m-%dT%H:%M:%S").to_string()
            };
            let message = format!(
                "the batch arrives on {shown}, before the run starts on {}",
                first.replace('T', " ")
            );
            let from = if self.how.from.is_none() {
                let written = self.paste.with("from", &first);
                format!("write {written} to leave such rows out, or an earlier run.start")
            } else {
                "write a later \"from\", or an earlier run.start".to_owned()
            };
            return Err(cell.problem(message, from));
        }
        Ok(())
    }

    fn units(&self, cell: Cell<'_>) -> Result<f64, Problem> {
        if cell.is_empty() {
            let help = "write the number of units, or take the row out";
            return Err(cell.problem("the units are missing", help));
        }
        let number = table::number(cell, self.mark, self.paste)?;
        if number < 0.0 {
            let message = format!("{number} units are below 0");
            return Err(cell.problem(message, "write a number from 0 on"));
        }
        let number = Number::of(number).map(Number::value);
        number.map_err(|complaint| cell.complain(complaint))
    }

    /// Reads the number of batches of a row of counts.
    fn count(&self, cell: Cell<'_>) -> Result<u64, Problem> {
        if cell.is_empty() {
            let help = "write the number of batches, or take the row out";
            return Err(cell.problem("the number of batches is missing", help));
        }
        let number = table::number(cell, self.mark, self.paste)?;
        if number.fract() != 0.0 || !(0.0..=MOST_IN_ROW).contains(&number) {
            let message = format!("\"{}\" is not a number of batches", cell.text());
            let help = format!("write a whole number from 0 to {MOST_IN_ROW}");
            return Err(cell.problem(message, help));
        }
        Ok(number as u64)
    }

    /// Reads the due time of a batch: an instant, or a duration after its arrival.
    fn due(&mut self, cell: Cell<'_>) -> Result<Due, Problem> {
        let text = cell.text();
        let help = "write an instant such as 2020-04-13T08:30:00, or a duration after arrival such \
                    as 24 h";
        if let Kind::Elapsed(micros) = cell.kind() {
            if micros < 0 {
                return Err(cell.problem("the batch is due before it arrives", help));
            }
            return Ok(Due::After(Span::from_micros(micros)));
        }
        let begins_as_date = text.get(4..5) == Some("-");
        if !begins_as_date && let Ok(after) = Duration::parse(&text) {
            return Ok(Due::After(Span::from_micros_f64(after.micros())));
        }
        let is_plain = text.bytes().all(|it| it.is_ascii_digit()) && text.len() < 5;
        if is_plain {
            let message = format!("\"{text}\" has no unit");
            return Err(cell.problem(
                message,
                format!("write {text} h if it is hours after arrival"),
            ));
        }
        let ends_as_span = text.ends_with(|letter: char| letter.is_ascii_alphabetic());
        if let Err(complaint) = Duration::parse(&text)
            && ends_as_span
            && text.starts_with(|letter: char| letter.is_ascii_digit())
            && table::content(cell) == table::Content::Text
        {
            return Err(cell.complain(complaint));
        }
        let Some(instants) = &mut self.due else {
            unreachable!("a column that is read has been decided")
        };
        let local = instants.read((cell, None));
        let local = local.map_err(|problem| match table::content(cell) {
            table::Content::Text | table::Content::Clock => {
                cell.problem(format!("\"{text}\" is not a due time"), help)
            }
            _ => problem,
        })?;
        if local.clock == Clock::Absent {
            let message = format!("\"{text}\" is a date without a clock time");
            let help = "write the instant, such as 2020-04-13T08:30:00";
            return Err(cell.problem(message, help));
        }
        Ok(Due::At(self.run.calendar.time(local.at)))
    }
}

/// Returns the goods of a cell; names without a meaning are collected.
pub(super) fn goods_of<'t>(
    cell: Cell<'t>,
    how: &How,
    file: &File,
    strange: &mut Strange<'t>,
) -> Option<GoodsId> {
    let text = cell.text();
    if let Some(goods) = how.names.get(text.as_ref()) {
        return Some(*goods);
    }
    if let Some(position) = file.goods.get_index_of(text.as_ref()) {
        return Some(GoodsId::new(position));
    }
    if how.otherwise.is_some() {
        if strange.others.len() < MOST_NAMES {
            *strange.others.entry(text.into_owned()).or_insert(0) += 1;
        }
    } else if !text.is_empty() && strange.unknown.len() < MOST_NAMES {
        strange
            .unknown
            .entry(text.into_owned())
            .or_insert((cell, 0))
            .1 += 1;
    }
    how.otherwise
}

fn priority(cell: Cell<'_>) -> Result<i64, Problem> {
    // whole numbers that a program wrote as 1.0
    let text = cell.text();
    let whole = text.trim_end_matches('0').strip_suffix(['.', ',']);
    whole.unwrap_or(&text).parse().map_err(|_| {
        if meant::has_other_digits(&text) {
            return cell.problem(
                format!("\"{text}\": {}", meant::OTHER_DIGITS),
                format!("write {}", meant::bare(&text)),
            );
        }
        let message = format!("the priority \"{text}\" is not a whole number");
        cell.problem(message, "write a whole number such as 1; higher goes first")
    })
}

/// Returns the stretch in which the batches of a row arrive; `None` if they arrive at its instant.
/// `has_clock` tells whether any row has a clock time.
pub(super) fn slot(
    row: &Written<'_>,
    counts: Option<Counts>,
    has_clock: bool,
) -> Result<Option<Slot>, Problem> {
    let refuse = |message: &str, help: &str| {
        let text = row.cell.text();
        Err(row.cell.problem(format!("\"{text}\" {message}"), help))
    };
    match counts {
        Some(Counts::Day) if !row.is_midnight => refuse(
            "has a clock time, but counts = \"day\" has one row for each date",
            "write dates alone, or counts = \"hour\"",
        ),
        Some(Counts::Day) => Ok(Some(Slot::Day(row.time))),
        Some(Counts::Hour) if row.clock == Clock::Absent => refuse(
            "has no hour, but counts = \"hour\" has one row for each hour",
            "write the hour too, or name its column: arrived = [\"Date\", \"Hour\"]",
        ),
        Some(Counts::Hour) if !row.is_whole_hour => refuse(
            "does not begin an hour",
            "write whole hours, such as 2020-04-13T08:00",
        ),
        Some(Counts::Hour) => Ok(Some(Slot::Hour(row.time))),
        None if has_clock && row.clock == Clock::Absent => refuse(
            "is a date without a clock time, but other rows have one",
            "write the clock time, such as 2020-04-13T08:30:00",
        ),
        None => Ok((!has_clock).then_some(Slot::Day(row.time))),
    }
}

/// Checks that a batch is not due before it arrives.
pub(super) fn check_due(row: &Written<'_>, slot: Option<Slot>) -> Result<(), Problem> {
    let latest = slot.map_or(row.time, Slot::end);
    match row.due {
        Some((Due::At(due), cell)) if due < latest => {
            let message = match slot {
                Some(_) => "the batch may be due before it arrives, on a date without clock time",
                None => "the batch is due before it arrives",
            };
            let help = "write a later instant, or a duration after arrival such as \"24 h\"";
            Err(cell.problem(message, help))
        }
        _ => Ok(()),
    }
}
