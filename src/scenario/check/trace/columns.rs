//! Finds the columns of a table of arrivals.

use super::guess;
use crate::scenario::file::{Columns, Counts, Headings, TableForm};
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::suggest;
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
    /// Names of the columns that are needed and missing, each with what it has to hold.
    missing: Vec<(&'static str, String)>,
    /// Positions of the columns that were found.
    found: Vec<usize>,
    problems: Vec<Problem>,
}

impl Search<'_> {
    /// Returns the position of a column: that of the heading that the scenario names, or that of
    /// its own name. `needed` says what it has to hold if it may not be missing.
    fn find(
        &mut self,
        name: &'static str,
        heading: Option<&str>,
        needed: Option<String>,
    ) -> Option<usize> {
        let found = match self.table.column(heading.unwrap_or(name)) {
            Ok(found) => found,
            Err(problem) => {
                self.problems.push(problem);
                return None;
            }
        };
        if let Some(found) = found {
            self.found.push(found);
        } else if let Some(heading) = heading {
            let message = format!("there is no column \"{heading}\"");
            let known: Vec<_> = self.table.headings().map(Cell::text).collect();
            let help = suggest::did_you_mean(heading, known.iter().map(AsRef::as_ref));
            self.problems.push(self.table.problem(&message, &help));
        } else if let Some(form) = needed {
            self.missing.push((name, form));
        } else {
            // a column that may be missing but looks misspelt
            self.problems.extend(self.table.misspelt(name, &NAMES));
        }
        found
    }

    /// Reports the columns that are missing, in one problem, with one table to paste that names the
    /// columns that seem to be meant.
    fn tell_missing(&mut self) {
        let names: Vec<&str> = self.missing.iter().map(|(name, _)| *name).collect();
        let Some((first, _)) = self.missing.first() else {
            return;
        };
        let are = match names.len() {
            1 => format!("there is no column \"{first}\""),
            _ => format!(
                "there are no columns {}",
                suggest::quoted(names.iter().copied(), "and")
            ),
        };
        let headings: Vec<_> = self.table.headings().map(Cell::text).collect();
        let is_quoted = |text: &str| text.starts_with('\'') && text.ends_with('\'');
        let form = match headings.as_slice() {
            [_] if names.len() > 1 => Some(
                "write one heading for each column, with commas, semicolons or tabs between them",
            ),
            all if all.iter().any(|it| is_quoted(it)) => {
                Some("save the table with double quotes around its cells, or without quotes")
            }
            _ => None,
        };
        if let Some(help) = form {
            let message = format!("{are}; {}", self.known());
            self.problems.push(self.table.problem(&message, help));
            return;
        }
        let guessed = guess::columns(self.table, &names, &self.found);
        let is_guessed = |name: &str| guessed.iter().any(|(other, _)| *other == name);
        let others = self.missing.iter().filter(|(name, _)| !is_guessed(name));
        let others: Vec<String> = others.map(|(_, form)| form.clone()).collect();
        let mut help = vec![];
        if !guessed.is_empty() {
            let written = self.paste.with("columns", &entries(&guessed));
            help.push(format!("write {written} if these are the columns"));
        }
        help.extend(others);
        let message = format!("{are}; {}", self.known());
        self.problems
            .push(self.table.problem(&message, &help.join("; ")));
    }

    /// Lists the headings.
    fn known(&self) -> String {
        const SHOWN: usize = 12;
        let texts = self.table.headings().map(Cell::text);
        let mut texts: Vec<String> = texts
            .filter(|text| !text.is_empty())
            .map(|text| format!("\"{text}\""))
            .collect();
        if texts.len() > SHOWN {
            texts.truncate(SHOWN);
            texts.push("others".to_owned());
        }
        match texts.as_slice() {
            [only] => format!("the only heading is {only}"),
            texts => format!("the headings are {}", suggest::in_words(texts, "and")),
        }
    }
}

/// Writes the heading of a column, or those of dates and clock times, as in a scenario.
fn written(headings: &[String]) -> String {
    let quoted = headings.iter().map(|heading| suggest::toml_text(heading));
    let quoted = quoted.collect::<Vec<_>>().join(", ");
    match headings.len() {
        1 => quoted,
        _ => format!("[{quoted}]"),
    }
}

/// Returns the headings of a table that a scenario names, or those that it has by default.
pub(super) fn wanted(form: &TableForm) -> Vec<String> {
    let none = Columns::default();
    let columns = form.columns.as_ref().unwrap_or(&none);
    let or = |written: &Option<String>, usual: &str| written.as_deref().unwrap_or(usual).to_owned();
    let arrived = match &columns.arrived {
        Some(Headings::One(heading)) => vec![heading.clone()],
        Some(Headings::Two(date, time)) => vec![date.clone(), time.clone()],
        None => vec![NAMES[0].to_owned()],
    };
    let others = [
        (&columns.goods, NAMES[1]),
        (&columns.units, NAMES[2]),
        (&columns.priority, NAMES[3]),
        (&columns.due, NAMES[4]),
        (&columns.batches, NAMES[5]),
    ];
    let others = others
        .into_iter()
        .map(|(written, usual)| or(written, usual));
    arrived.into_iter().chain(others).collect()
}

/// Returns the columns that seem to be meant where some are not found, and those of them that are
/// not, as they are written in a scenario; `None` if none seem to be.
pub(super) fn likely(table: &Table, form: &TableForm, paste: &Paste) -> Option<(Places, String)> {
    let (_, search) = searched(table, form, paste);
    let names: Vec<&str> = search.missing.iter().map(|(name, _)| *name).collect();
    let guessed = guess::columns(table, &names, &search.found);
    let entries = entries(&guessed);
    let mut columns = form.columns.clone().unwrap_or_default();
    for (name, headings) in guessed {
        let [first, more @ ..] = headings.as_slice() else {
            continue;
        };
        let first = first.clone();
        match name {
            "arrived" => {
                columns.arrived = Some(match more.first() {
                    Some(clock) => Headings::Two(first, clock.clone()),
                    None => Headings::One(first),
                });
            }
            "goods" => columns.goods = Some(first),
            "units" => columns.units = Some(first),
            _ => columns.batches = Some(first),
        }
    }
    let form = TableForm {
        columns: Some(columns),
        ..form.clone()
    };
    let (places, _) = searched(table, &form, paste);
    places.map(|places| (places, entries))
}

/// Writes guessed columns as in a scenario.
fn entries(guessed: &[(&'static str, Vec<String>)]) -> String {
    let entries = guessed
        .iter()
        .map(|(name, headings)| format!("{name} = {}", written(headings)));
    format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
}

/// Finds the columns.
pub(super) fn find(table: &Table, form: &TableForm, paste: &Paste) -> Result<Places, Problems> {
    let (places, mut search) = searched(table, form, paste);
    search.tell_missing();
    Problems::none(search.problems)?;
    Ok(places.expect("a missing column is a problem"))
}

/// Looks for the columns; returns their positions if those that are needed are there.
fn searched<'a>(
    table: &'a Table,
    form: &TableForm,
    paste: &'a Paste,
) -> (Option<Places>, Search<'a>) {
    let mut search = Search {
        table,
        paste,
        missing: vec![],
        found: vec![],
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
    let arrived = search.find("arrived", date, Some(of_arrived.to_owned()));
    let clock = time.and_then(|time| search.find("arrived", Some(time), None));
    let is_count = form.counts.is_some();
    let of_goods = || {
        let written = paste.with("otherwise", "\"NAME\"");
        format!(
            "write a column \"goods\" with names of [goods], in which a cell without goods stays \
             empty; or {written} if all rows have the goods NAME"
        )
    };
    let of_goods = (!is_count && form.otherwise.is_none()).then(of_goods);
    let goods = search.find("goods", columns.goods.as_deref(), of_goods);
    let units = match form.counts {
        None => {
            let form = "write a column \"units\" with the units of each batch".to_owned();
            search.find("units", columns.units.as_deref(), Some(form))
        }
        Some(counts) => {
            let of = match counts {
                Counts::Day => "date",
                Counts::Hour => "hour",
            };
            let form = format!("write a column \"batches\" with the batches of each {of}");
            search.find("batches", columns.batches.as_deref(), Some(form))
        }
    };
    let priority = search.find("priority", columns.priority.as_deref(), None);
    let due = search.find("due", columns.due.as_deref(), None);
    let places = arrived.zip(units).map(|(arrived, units)| Places {
        arrived,
        clock,
        goods,
        units,
        priority,
        due,
    });
    (places, search)
}
