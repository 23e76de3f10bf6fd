//! A search for the largest multiple of the arrivals at which the target is met.

use crate::experiment::{self, Stressed, Watcher};
use crate::model::{ArrivalProcess, Model, StreamId};
use crate::results::{self, Question, Results};
use crate::scenario::{Scenario, Setting};

use super::{Asked, Refusal};

/// A search that was checked.
#[derive(Debug)]
pub struct Stress<'a> {
    asked: &'a Asked,
    settings: Vec<Setting>,
    scenario: Scenario,
    /// The stream that grows; `None` for all.
    stream: Option<StreamId>,
}

impl<'a> Stress<'a> {
    /// Prepares a search in which all arrivals grow, or those of the stream of this name.
    ///
    /// # Errors
    /// If the scenario is not sound, or the arrivals cannot be multiplied.
    pub fn new(asked: &'a Asked, grows: Option<&str>) -> Result<Self, Refusal> {
        let settings = asked.settings();
        let scenario = asked.document.with(&settings)?.compile()?;
        let stream = stream(&scenario.model, grows)?;
        Ok(Self {
            asked,
            settings,
            scenario,
            stream,
        })
    }

    /// Searches for the largest multiple that meets the target. `None` if it was interrupted before
    /// the first multiple was finished.
    pub fn run(&self, watcher: &dyn Watcher) -> Option<Results> {
        let port = Stressed {
            model: &self.scenario.model,
            stream: self.stream,
        };
        let question = Question {
            document: &self.asked.document,
            settings: &self.settings,
            scenario: &self.scenario,
        };
        let effort = question.effort_of_stress();
        let best_possible = port.out_of_reach(effort.seed, effort.confidence);
        let conclude = |multiple, sight, model: &_, replicated: &_| {
            results::stress_point(&port, multiple, sight, model, replicated)
        };
        let found = if best_possible.is_some() || port.lacking_arrivals().is_some() {
            experiment::stress_at_one(&port, effort, conclude, watcher)
        } else {
            experiment::stress(&port, effort, port.guess(), conclude, watcher)
        };
        if found.tried.is_empty() {
            return None;
        }
        let mut results = question.answer_stress(&port, port.saturation(), best_possible, found);
        if self.scenario.keep.is_some() {
            results.drop_values();
        }
        Some(results)
    }
}

/// Returns the stream that grows, or `None` for all; refuses streams from a file.
fn stream(model: &Model, name: Option<&str>) -> Result<Option<StreamId>, Refusal> {
    let is_list = |process: &ArrivalProcess| matches!(process, ArrivalProcess::Trace(_));
    let streams = || model.streams.iter();
    let names = || {
        let can_grow = streams().filter(|stream| !is_list(&stream.process));
        let names: Vec<&str> = can_grow.map(|stream| stream.name.as_str()).collect();
        names.join(", ")
    };
    let Some(name) = name else {
        let list = streams().find(|stream| is_list(&stream.process));
        return match list {
            None => Ok(None),
            Some(list) => Err(refused(&list.name, &names())),
        };
    };
    let Some(position) = streams().position(|stream| stream.name == name) else {
        let message = format!(
            "there is no arrival stream \"{name}\"; those that can grow are {}",
            names()
        );
        return Err(Refusal::Usage(message));
    };
    if is_list(&model.streams[position].process) {
        return Err(refused(name, &names()));
    }
    Ok(Some(StreamId::new(position)))
}

/// Makes the failure for a stream from a file, whose list of batches cannot be multiplied.
fn refused(name: &str, others: &str) -> Refusal {
    let help = if others.is_empty() {
        "write per_day or every for it instead".to_owned()
    } else {
        format!("let another stream grow with --stream: {others}")
    };
    Refusal::Usage(format!(
        "the batches of \"{name}\" come from a file, and a list of batches cannot be multiplied: \
         {help}"
    ))
}
