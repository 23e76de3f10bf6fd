//! A search for the largest multiple of the arrivals at which the target is met.

use crate::experiment::{self, Stressed, Watcher};
use crate::model::{ArrivalProcess, Model, StreamId};
use crate::results::{self, Question, Results};

use super::{Asked, Refusal};

/// Searches for the largest multiple of the arrivals, or of those of one stream, that meets the
/// target; `None` if it was interrupted before the first multiple was finished.
///
/// # Errors
/// If the scenario is not sound, or the arrivals cannot be multiplied.
pub fn stress(
    asked: &Asked,
    grows: Option<&str>,
    watcher: &dyn Watcher,
) -> Result<Option<Results>, Refusal> {
    let settings = asked.settings();
    let scenario = asked.document.with(&settings)?.compile()?;
    let model = &scenario.model;
    let port = Stressed {
        model,
        stream: stream(model, grows)?,
    };
    let question = Question {
        document: &asked.document,
        settings: &settings,
        scenario: &scenario,
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
        return Ok(None);
    }
    let mut results = question.answer_stress(&port, port.saturation(), best_possible, found);
    if scenario.keep.is_some() {
        results.drop_values();
    }
    Ok(Some(results))
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
