//! Checks a file as it was read and compiles it: the only place that makes a [`Model`].
//!
//! Every check adds its problems to one list, [`Diagnostics`], and goes on, so that all problems
//! are reported at once. A check that cannot compile its part returns a
//! [`Told`](diagnostics::Told), a token that only reporting a problem makes.

mod alone;
mod arrivals;
mod behaviour;
mod changes;
mod choices;
mod diagnostics;
mod distributions;
mod duty;
mod effort;
mod network;
mod one;
mod precision;
mod rates;
mod renamed;
mod routes;
mod run;
mod service;
mod stations;
mod trace;
mod values;
mod variants;
mod volume;
mod whole;

use indexmap::IndexMap;

use super::Scenario;
use super::document::Document;
use super::file::{File, Number};
use super::path::Path;
use super::problem::{Problem, Problems};
use super::reader;
use super::staffing::{self, Entry, staffing_section};
use super::sweep::{self, SweepAxis, sweep_section};
use super::syntax::Reading;
use diagnostics::Diagnostics;

pub(super) use alone::compile_alone;
pub(super) use choices::staffing;

/// Limit on the paths of `[sweep]` and on those to choose from.
const MOST_PATHS: usize = 100;

/// Checks the whole document, with its variants and dated changes, and compiles it.
pub(super) fn compile(document: &Document) -> Result<Scenario, Problems> {
    let (file, mut diagnostics) = Diagnostics::read(document);
    if let Some(problems) = renamed::problems(document, &diagnostics, compile) {
        return Err(problems);
    }
    let scenario = alone::scenario(&file, &mut diagnostics);
    check_axes(&file, &mut diagnostics);
    variants::check(&file, &mut diagnostics);
    diagnostics.settle(scenario)
}

/// Refuses a document whose notation was mended for reading on, with all of its problems.
pub(super) fn misspelt(document: &Document) -> Result<(), Problems> {
    if document.misspelt.is_empty() {
        return Ok(());
    }
    let others = compile(document).err();
    let mut others: Vec<Problem> = others.into_iter().flatten().collect();
    let advice = advice_of_keys(document);
    let mut problems: Vec<Problem> = vec![];
    for mistake in &document.misspelt {
        let follows = |it: &Problem| it.is_in(&mistake.place);
        let says = |it: &Problem| {
            let help = it.help().unwrap_or_default();
            let begins = |start| help.starts_with(start);
            ["write", "use", "did you mean", "without quotes"]
                .into_iter()
                .any(begins)
        };
        let is_around = |it: &Problem| it.is_of_brackets(&mistake.place);
        let mut each = others.iter();
        let said = each.any(|it| (follows(it) && says(it)) || is_around(it));
        if mistake.reading == Reading::Instead {
            let told = others.into_iter().map(|it| {
                if follows(&it) {
                    it.of_written(mistake.place.text())
                } else {
                    it
                }
            });
            others = told.collect();
        }
        if matches!(mistake.reading, Reading::OneOfSeveral | Reading::Wrong) {
            others.retain(|it| !follows(it));
        }
        if mistake.reading != Reading::Instead || !said {
            let advised = advice.iter().find(|it| it.is_at(&mistake.place));
            let problem = mistake.problem.clone();
            problems.push(advised.map_or(problem.clone(), |it| problem.with_help_of(it)));
        }
    }
    problems.extend(others);
    Problems::none(problems)
}

/// Returns what the keys of numbers, dates and other values whose notation was mended advise for
/// what was written: they know what can stand there.
fn advice_of_keys(document: &Document) -> Vec<Problem> {
    let mut root = document.root().clone();
    for mistake in &document.misspelt {
        if !matches!(mistake.reading, Reading::Wrong | Reading::Lost) {
            root.unmend(&mistake.place);
        }
    }
    let (_, unread) = reader::read::<File>(&root, &Path::default());
    let at_values = unread.into_iter().filter(|it| !it.at_key);
    at_values.filter_map(|it| document.unread(it)).collect()
}

/// Checks the paths and values of `[sweep]` and `[staffing]`.
fn check_axes(file: &File, diagnostics: &mut Diagnostics<'_>) {
    let document = diagnostics.document();
    let axes = read_each(&sweep_section(), diagnostics, |at| {
        sweep::axis(document, at)
    });
    if let Err(problem) = SweepAxis::check_apart(&axes) {
        diagnostics.tell(problem);
    }
    let Some(written) = &file.staffing else {
        return;
    };
    let choose = staffing_section();
    if written.choose.as_ref().is_none_or(IndexMap::is_empty) {
        let help = "write choose = { \"stations.inspection.lanes\" = { from = 4, to = 12 } }";
        diagnostics.missing(&choose, help);
    }
    if let Some(amount) = written
        .indifferent
        .map(Number::value)
        .filter(|it| *it < 0.0)
    {
        let path = Path::of(["staffing", "indifferent"]);
        let message = format!("the difference {amount} is negative");
        diagnostics.value(&path, message, "write an amount a day from 0 on");
    }
    let entries = read_each(&choose, diagnostics, |at| Entry::read(document, at));
    if let Err(problem) = staffing::check_together(&entries, document) {
        diagnostics.tell(problem);
    }
}

/// Reads each path of a section with its values, unless a problem with it was reported.
fn read_each<T>(
    section: &Path,
    diagnostics: &mut Diagnostics<'_>,
    read: impl Fn(&Path) -> Result<T, Problems>,
) -> Vec<T> {
    let document = diagnostics.document();
    let count = document.keys(section).count();
    if count > MOST_PATHS {
        let message = format!("{count} paths; the limit is {MOST_PATHS}");
        diagnostics.key(section, message, "vary fewer paths at a time");
        return vec![];
    }
    let mut found = vec![];
    for key in document.keys(section) {
        let path = section.child(key);
        let is_read = Path::parse(key).is_none_or(|(swept, _)| diagnostics.is_read(&swept));
        if is_read && diagnostics.is_read(&path) {
            match read(&path) {
                Ok(one) => found.push(one),
                Err(problems) => {
                    diagnostics.tell(problems);
                }
            }
        }
    }
    found
}
