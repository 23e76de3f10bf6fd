//! Finds the columns of a table of arrivals.

use crate::scenario::file::{Columns, Counts, Headings, TableForm};
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::table::{Cell, Paste, Table};

/// Positions of the columns.
pub(super) struct Places {
    pub(super) arrived: usize,
    /// The column of clock times, if dates and times have a column each.
    pub(super) clock: Option<usize>,
    pub(super) goods: Option<usize>,
    /// The column of units, or of the number of batches of counts.
    pub(super) units: usize,
    pub(super) priority: Option<usize>,
    pub(super) due: Option<usize>,
}

/// The names of the columns of a scenario.
const NAMES: [&str; 6] = ["arrived", "goods", "units", "priority", "due", "batches"];

/// Looks for columns and collects what is wrong.
struct Search<'a> {
    table: &'a Table,
    paste: &'a Paste,
    problems: Vec<Problem>,
}

impl Search<'_> {
    /// Returns the position of a column: that of the heading that the scenario names, or that of
    /// its own name.
    fn find(&mut self, name: &str, heading: Option<&str>, needed: Option<&str>) -> Option<usize> {
        let found = match self.table.column(heading.unwrap_or(name)) {
            Ok(found) => found,
            Err(problem) => {
                self.problems.push(problem);
                return None;
            }
        };
        if found.is_some() {
            return found;
        }
        if let Some(heading) = heading {
            let message = format!("there is no column \"{heading}\"");
            let known = self.known();
            let known = known.iter().map(String::as_str);
            let help = crate::scenario::suggest::did_you_mean(heading, known);
            self.problems.push(self.table.problem(&message, &help));
        } else if let Some(form) = needed {
            let other = self.known().into_iter().find(|heading| {
                let is_short = heading.len() <= 40 && !heading.is_empty();
                is_short && !NAMES.contains(&heading.as_str())
            });
            let mapped = other.map_or_else(String::new, |other| {
                let written = format!("{{ {name} = \"{other}\" }}");
                let written = self.paste.with("columns", &written);
                format!("; or name the column that has them, such as {written}")
            });
            let problem = self.table.missing(name, &NAMES, &format!("{form}{mapped}"));
            self.problems.push(problem);
        } else {
            // a column that may be missing but looks misspelt
            let missing = self.table.missing(name, &NAMES, "");
            if missing.help_is_about(name) {
                self.problems.push(missing);
            }
        }
        None
    }

    fn known(&self) -> Vec<String> {
        let texts = self.table.headings().map(Cell::text);
        texts.map(std::borrow::Cow::into_owned).collect()
    }
}

/// Finds the columns.
pub(super) fn find(table: &Table, form: &TableForm, paste: &Paste) -> Result<Places, Problems> {
    let mut search = Search {
        table,
        paste,
        problems: vec![],
    };
    let none = Columns::default();
    let columns = form.columns.as_ref().unwrap_or(&none);
    let (date, time) = match &columns.arrived {
        Some(Headings::One(heading)) => (Some(heading.as_str()), None),
        Some(Headings::Two(date, time)) => (Some(date.as_str()), Some(time.as_str())),
        None => (None, None),
    };
    let of_arrived = "write a column \"arrived\" with date-times such as 2020-04-13T08:30:00";
    let arrived = search.find("arrived", date, Some(of_arrived));
    let clock = time.and_then(|time| search.find("arrived", Some(time), None));
    let is_count = form.counts.is_some();
    let of_goods = "write a column \"goods\" with names of [goods]; a cell without goods stays \
                    empty";
    let of_goods = (!is_count && form.otherwise.is_none()).then_some(of_goods);
    let goods = search.find("goods", columns.goods.as_deref(), of_goods);
    let units = match form.counts {
        None => {
            let form = "write a column \"units\" with the units of each batch";
            search.find("units", columns.units.as_deref(), Some(form))
        }
        Some(counts) => {
            let of = match counts {
                Counts::Day => "date",
                Counts::Hour => "hour",
            };
            let form = format!("write a column \"batches\" with the batches of each {of}");
            search.find("batches", columns.batches.as_deref(), Some(&form))
        }
    };
    let priority = search.find("priority", columns.priority.as_deref(), None);
    let due = search.find("due", columns.due.as_deref(), None);
    Problems::none(search.problems)?;
    let (Some(arrived), Some(units)) = (arrived, units) else {
        unreachable!("a missing column is a problem")
    };
    Ok(Places {
        arrived,
        clock,
        goods,
        units,
        priority,
        due,
    })
}
