//! `[[changes]]`: one model for each period between the instants at which rules or resources
//! change.
//!
//! The changes in force at an instant are settings like any others: compiling the document with
//! them gives the model of the period until the next change.

use super::diagnostics::{Diagnostics, Told, all};
use super::one;
use crate::calendar::Calendar;
use crate::model::{ArrivalProcess, Model, RunPlan};
use crate::scenario::Scenario;
use crate::scenario::document::Document;
use crate::scenario::file::{Change, File, Instant};
use crate::scenario::path::Path;
use crate::scenario::problem::{Complaint, Place, Problem, Problems};
use crate::scenario::setting::{Setting, joined};
use crate::scenario::staffing::staffing_section;
use crate::scenario::sweep::sweep_section;
use crate::time::Time;

/// Limit on the dated changes of one scenario: each needs a model of its own.
const MOST_CHANGES: usize = 1_000;

/// A change with its period and its settings.
struct Dated {
    at: Time,
    until: Time,
    settings: Vec<Setting>,
}

impl Dated {
    fn is_in_force(&self, time: Time) -> bool {
        self.at <= time && time < self.until
    }
}

/// Checks the paths of all changes, and compiles the model of each period between changes.
/// `without` is the scenario without changes; it becomes that of the start.
pub(super) fn compile(
    file: &File,
    without: Result<Scenario, Told>,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Scenario, Told> {
    let section = Path::of(["changes"]);
    if file.changes.is_empty() {
        return without;
    }
    if file.changes.len() > MOST_CHANGES {
        let message = format!(
            "{} changes; the limit is {MOST_CHANGES}",
            file.changes.len()
        );
        return Err(diagnostics.key(&section, message, "write fewer changes"));
    }
    diagnostics.check_read(&section)?;
    let model = without.as_ref().map(|it| &it.model).map_err(|told| *told);
    let changes = file.changes.iter().enumerate().map(|(position, change)| {
        let path = section.item(position);
        let settings = settings(&path, change, diagnostics);
        let (at, until) = times(change, &path, model, diagnostics)?;
        Ok(Dated {
            at,
            until,
            settings: settings?,
        })
    });
    let changes = all(changes)?;
    diagnostics.so_far()?;
    periods(&changes, without?, diagnostics)
}

/// Returns the start and the end of a change.
fn times(
    change: &Change,
    path: &Path,
    model: Result<&Model, Told>,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<(Time, Time), Told> {
    let at = change.at.ok_or_else(|| {
        let help = "write at = 2020-04-26, the date from which the change is in force";
        diagnostics.missing(&path.child("at"), help)
    });
    let (at, model) = (at?, model?);
    let (calendar, plan): (&Calendar, &RunPlan) = (&model.calendar, &model.plan);
    let time = |instant: Instant| calendar.time(instant.at);
    let (from, horizon) = (time(at), plan.horizon());
    let shown = |time| shown(calendar, time);
    if from < Time::START || from >= horizon {
        let message = format!(
            "{} is outside the run, which is from {} to {}",
            shown(from),
            shown(Time::START),
            shown(horizon)
        );
        let help = if from < Time::START {
            "write values that hold from the start into their own sections"
        } else {
            "write an earlier date, or a longer run"
        };
        return Err(diagnostics.value(&path.child("at"), message, help));
    }
    let until = change.until.map_or(Time::NEVER, time);
    if until <= from {
        let message = format!(
            "the change ends on {}, which is not after its start",
            shown(until)
        );
        return Err(diagnostics.value(
            &path.child("until"),
            message,
            "write a date after that of \"at\"",
        ));
    }
    Ok((from, until))
}

fn shown(calendar: &Calendar, time: Time) -> String {
    let text = calendar.date_time(time).to_string();
    text.strip_suffix("T00:00:00").unwrap_or(&text).to_owned()
}

/// Returns the settings of a change after checking that they can change by date.
fn settings(
    path: &Path,
    change: &Change,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Vec<Setting>, Told> {
    let at = path.child("set");
    let help = "write set = { \"stations.documents.next.inspection\" = 0.7 }";
    match &change.set {
        None => return Err(diagnostics.missing(&at, help)),
        Some(set) if set.is_empty() => return Err(diagnostics.value(&at, "nothing changes", help)),
        Some(_) => {}
    }
    let settings = sound_settings(&at, diagnostics.document());
    settings.map_err(|problems| diagnostics.tell(problems))
}

/// Returns the settings that are written at a path after checking that each can change by date and
/// can be applied.
fn sound_settings(at: &Path, document: &Document) -> Result<Vec<Setting>, Problems> {
    let settings = document.settings_at(at)?;
    let mut problems: Vec<Problem> = vec![];
    for setting in &settings {
        let last = setting.step_place(setting.path().steps().len() - 1);
        if let Some(problem) = document.missing_in(setting) {
            problems.push(problem);
        } else if let Some(complaint) = cannot_change(setting.path()) {
            problems.push(complaint.at(last.clone()));
        }
        problems.extend(conflicts(document, setting.path(), at));
    }
    Problems::none(problems)?;
    document.with_dated(&settings)?;
    Ok(settings)
}

/// Returns the reason why a path cannot change by date; `None` if it can.
fn cannot_change(path: &Path) -> Option<Complaint> {
    let steps: Vec<&str> = path.steps().iter().map(String::as_str).collect();
    let message = format!("{path} cannot change by date");
    let help = match steps.as_slice() {
        ["costs", "currency"] => "one currency holds for the whole run",
        ["goods" | "arrivals" | "teams" | "stations", _, "label"] => {
            "labels hold for the whole run"
        }
        ["arrivals", _, "file"] => "the file already says what arrives when",
        ["costs", _, ..] | ["goods" | "arrivals" | "teams" | "stations", _, _, ..] => return None,
        ["goods" | "arrivals" | "teams" | "stations", ..] => {
            "name what changes, such as \"stations.inspection.lanes\""
        }
        _ => "goods, arrivals, teams, stations and costs can change",
    };
    Some(Complaint::new(message, help))
}

/// A path that is also set elsewhere: from outside, in a sweep or in a search.
struct Other {
    path: Path,
    place: Place,
    /// Is it chosen in `[staffing]`?
    is_chosen: bool,
    /// Are its rows chosen by the clock?
    by_clock: bool,
}

/// Lists the paths that are set from outside, in a sweep or in a search.
fn others(document: &Document) -> Vec<Other> {
    let chosen = staffing_section();
    let sections = [sweep_section(), chosen.clone()];
    let swept = sections.iter().flat_map(|section| {
        document.keys(section).filter_map(|key| {
            let at = section.child(key);
            let is_chosen = *section == chosen;
            let written = |key: &str| document.get(&at.child(key)).is_some();
            Some(Other {
                path: joined(Path::parse(key)?.0),
                place: document.key_place(&at),
                is_chosen,
                by_clock: is_chosen && (written("every") || written("shifts")),
            })
        })
    });
    let outside = document.overrides().iter().cloned();
    let outside = outside.map(|(path, place)| Other {
        path,
        place,
        is_chosen: false,
        by_clock: false,
    });
    outside.chain(swept).collect()
}

/// Makes a problem for each other setting of a path that changes by date, unless the value inside
/// the change is set as well.
fn conflicts(document: &Document, path: &Path, set: &Path) -> Vec<Problem> {
    let others = others(document);
    let own = set.child(&path.to_string());
    let touches = |a: &Path, b: &Path| a.starts_with(b) || b.starts_with(a);
    let is_addressed = others.iter().any(|other| touches(&own, &other.path));
    let problem = |other: Other| {
        // the rows that are chosen have other numbers in each arrangement
        let of_row = other.by_clock && path.steps().len() > other.path.steps().len();
        if is_addressed && !of_row {
            return None;
        }
        let change = set.parent();
        let message = format!("{} also changes by date, in {change}", other.path);
        let help = if of_row {
            format!("take {path} out of {change}: the rows are chosen")
        } else if other.is_chosen {
            format!(
                "take it out of {change}, or also choose {own}, a number or list of rows that \
                 holds from that date on"
            )
        } else {
            format!("also set {own}, which holds from that date on, or set it instead")
        };
        Some(Complaint::new(message, help).at(other.place))
    };
    others
        .into_iter()
        .filter(|other| touches(path, &other.path))
        .filter_map(problem)
        .collect()
}

/// Compiles the models of the periods between changes.
fn periods(
    changes: &[Dated],
    without: Scenario,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Scenario, Told> {
    let horizon = without.model.plan.horizon();
    let calendar = without.model.calendar.clone();
    let mut edges: Vec<Time> = changes.iter().flat_map(|it| [it.at, it.until]).collect();
    edges.retain(|time| *time > Time::START && *time < horizon);
    edges.sort_unstable();
    edges.dedup();
    let period = |time: Time, diagnostics: &mut Diagnostics<'_>| {
        let in_force = changes.iter().filter(|change| change.is_in_force(time));
        let settings: Vec<Setting> = in_force.flat_map(|it| it.settings.clone()).collect();
        let document = diagnostics.document().with_dated(&settings);
        let document = document.map_err(|problems| diagnostics.tell(problems))?;
        let case = format!("from {} on", shown(&calendar, time));
        let (file, mut of_period) = Diagnostics::read(&document);
        let compiled = one::scenario(&file, &mut of_period);
        if let Err(problems) = of_period.into_result() {
            diagnostics.tell(problems.under(&settings, &case));
        }
        Ok((compiled?, settings))
    };
    let mut start = without;
    if changes.iter().any(|change| change.is_in_force(Time::START)) {
        (start, _) = period(Time::START, diagnostics)?;
    }
    let mut models = vec![];
    for time in edges {
        if let Ok((compiled, settings)) = period(time, diagnostics) {
            check_processes(&start.model, &compiled.model, &settings, diagnostics);
            models.push((time, compiled.model));
        }
    }
    start.model.changes = models;
    Ok(start)
}

/// Refuses changes of the kind of an arrival process: only its rate can change.
fn check_processes(
    before: &Model,
    after: &Model,
    settings: &[Setting],
    diagnostics: &mut Diagnostics<'_>,
) {
    let kind = |process: &ArrivalProcess| std::mem::discriminant(process);
    for (before, after) in before.streams.iter().zip(&after.streams) {
        if kind(&before.process) == kind(&after.process) {
            continue;
        }
        let stream = Path::of(["arrivals", &before.name]);
        let of_stream = |setting: &&Setting| setting.path().starts_with(&stream);
        if let Some(setting) = settings.iter().rev().find(of_stream) {
            let message = "only the number of arrivals can change by date, not the kind of process";
            let help = "set per_day, hours or days; or write a stream for each kind";
            let place = setting.step_place(0).clone();
            diagnostics.tell(Complaint::new(message, help).at(place));
        }
    }
}
