//! Sweeps and comparisons point by point, and searches as a whole.

use std::ops::ControlFlow;

use serde::Serialize;
use serde_json::{Value, json};

use crate::experiment::{Unwatched, merge, piece, wanted};
use crate::results::SweepPoint;
use crate::scenario::{Document, Setting};
use crate::statistics::Depth;
use crate::study::{Asked, Comparison, Staff, Stress, Sweep};

use super::answer::Reported;
use super::open::Opened;
use super::piece::{Told, read, written};
use super::progress::Progress;
use super::refusal::{Refusal, value};
use super::request::Command;

impl Opened {
    /// Returns the scenario as a command is asked for it.
    fn asked(&self) -> Asked {
        Asked {
            document: self.document.clone(),
            variant_label: None,
            variant: vec![],
            set: self.settings.clone(),
        }
    }

    fn comparison<'a>(&self, documents: &'a [Document]) -> Result<Comparison<'a>, Refusal> {
        let set: &[Setting] = &self.settings;
        Ok(Comparison::new(documents, set, None)?)
    }
}

/// Replications of one arrangement in a point of a comparison. All arrangements have their first
/// ones before any has more, so that a comparison that is stopped has a result.
const ROUND: u32 = 20;

/// The points of a command: the arrangements of a sweep, the rounds of each arrangement that is
/// compared.
#[derive(Serialize)]
pub(super) struct Points {
    count: u64,
    /// Number of replications of all points together, at most.
    replications: u64,
}

/// Returns the points of a command.
pub(super) fn points(opened: &Opened, command: Command) -> Result<Points, Refusal> {
    match command {
        Command::Sweep => {
            let asked = opened.asked();
            let sweep = Sweep::new(&asked, &[])?;
            let all: Vec<u64> = (0..sweep.points()).collect();
            let checked = sweep.check(&all, &Unwatched)?;
            Ok(Points {
                count: sweep.points(),
                replications: checked.unwrap_or_default(),
            })
        }
        Command::Compare => {
            let documents = [opened.document.clone()];
            let comparison = opened.comparison(&documents)?;
            let arrangements = comparison.arrangements();
            let each = arrangements.first().map_or(0, |(_, it)| it.replications);
            let number = arrangements.len() as u64;
            Ok(Points {
                count: number * u64::from(each.div_ceil(ROUND)),
                replications: u64::from(each) * number,
            })
        }
    }
}

/// Runs one point of a command, and returns it for `gather`.
pub(super) fn point(
    opened: &Opened,
    command: Command,
    index: u64,
    progress: &dyn Progress,
) -> Result<Value, Refusal> {
    let watcher = Told::new(progress, None);
    let beyond = || Refusal::Sentence(format!("there is no point {index}"));
    match command {
        Command::Sweep => {
            let asked = opened.asked();
            let sweep = Sweep::new(&asked, &[])?;
            let inside = (index < sweep.points()).then_some(index);
            let point = [inside.ok_or_else(beyond)?];
            sweep.check(&point, &Unwatched)?;
            let mut piece = None;
            let keep = |_, found| {
                piece = Some(found);
                ControlFlow::Continue(())
            };
            sweep.run(&point, |_, found| json!(found).to_string(), keep, &watcher);
            Ok(json!({ "piece": piece }))
        }
        Command::Compare => {
            let documents = [opened.document.clone()];
            let comparison = opened.comparison(&documents)?;
            let arrangements = comparison.arrangements();
            let number = arrangements.len() as u64;
            let (model, effort) = arrangements[(index % number) as usize];
            let rounds = u64::from(effort.replications.div_ceil(ROUND));
            let round = Some(index / number).filter(|round| *round < rounds);
            let first = round.ok_or_else(beyond)? as u32 * ROUND;
            let last = (first + ROUND).min(effort.replications);
            let piece = piece(model, effort.seed, first..last, Depth::Metrics, &watcher);
            Ok(json!({ "piece": written(&piece, opened.mark) }))
        }
    }
}

/// Makes the report of the points that are finished.
pub(super) fn gather(
    opened: &Opened,
    command: Command,
    mut pieces: Vec<(u64, String)>,
) -> Result<Reported, Refusal> {
    pieces.sort_by_key(|(index, _)| *index);
    match command {
        Command::Sweep => {
            let asked = opened.asked();
            let sweep = Sweep::new(&asked, &[])?;
            let read = |(_, text): &(u64, String)| serde_json::from_str(text);
            let points: Result<Vec<SweepPoint>, _> = pieces.iter().map(read).collect();
            let points = points.map_err(|error| error.to_string())?;
            if points.is_empty() {
                return Err("no point is finished".into());
            }
            Reported::of(&sweep.frame().with_points(sweep.keep(), points), 0)
        }
        Command::Compare => {
            let documents = [opened.document.clone()];
            let comparison = opened.comparison(&documents)?;
            let arrangements = comparison.arrangements();
            let number = arrangements.len() as u64;
            let of_all: Result<Vec<_>, Refusal> = (0..number)
                .map(|index| {
                    let of_it = pieces.iter().filter(|(of, _)| *of % number == index);
                    let texts: Vec<String> = of_it.map(|(_, text)| text.clone()).collect();
                    read(&texts, opened.mark)
                })
                .collect();
            let merged = merge(&arrangements, Depth::Metrics, of_all?);
            let replications = merged.replicated[0].replications();
            if replications == 0 {
                return Err("not every variant has replications yet".into());
            }
            Reported::of(&comparison.results(&merged.replicated), replications)
        }
    }
}

/// Searches for the cheapest arrangement.
pub(super) fn staff(opened: &Opened, progress: &dyn Progress) -> Result<Value, Refusal> {
    let asked = opened.asked();
    let found = Staff::new(&asked)?.run(None, &Told::new(progress, None))?;
    let found = found.ok_or("the search was stopped")?;
    let chosen = found.chosen.iter().flatten();
    let chosen = chosen.map(|it| {
        let value = match it.value() {
            toml::Value::String(text) => text,
            value => value.to_string(),
        };
        json!([it.path().to_string(), value])
    });
    let mut told = value(&Reported::of(&found.results, 0)?)?;
    told["chosen"] = Value::Array(chosen.collect());
    Ok(told)
}

/// Searches for the largest multiple of the arrivals.
pub(super) fn stress(opened: &Opened, progress: &dyn Progress) -> Result<Reported, Refusal> {
    let asked = opened.asked();
    let found = Stress::new(&asked, None)?.run(&Told::new(progress, None));
    Reported::of(&found.ok_or("the search was stopped")?, 0)
}

/// Returns which commands the scenario is ready for, with the reasons why not.
pub(super) fn commands(opened: &Opened) -> Value {
    let told = |command: Command| match points(opened, command) {
        Ok(points) => json!({ "points": points.count, "replications": points.replications }),
        Err(_) => Value::Null,
    };
    let staffing = opened.document.staffing();
    let choices = staffing.as_ref().map_or(0, |it| it.coordinates().len());
    let target = &opened.scenario.model.target;
    let has_target = !wanted(target).is_empty();
    json!({
        "sweep": told(Command::Sweep),
        "compare": told(Command::Compare),
        "staff": (has_target && choices > 0).then(|| json!({ "paths": choices })),
        "stress": has_target.then(|| json!({})),
    })
}
