//! Why a request has no answer, and the form of answers.

use serde::Serialize;
use serde_json::{Value, json};

use crate::scenario::{Problem, Problems};
use crate::study;

/// Why a request has no answer.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The scenario has problems.
    Problems(Problems),
    /// Anything else, in a sentence.
    Sentence(String),
}

impl From<Problems> for Refusal {
    fn from(problems: Problems) -> Self {
        Self::Problems(problems)
    }
}

impl From<String> for Refusal {
    fn from(sentence: String) -> Self {
        Self::Sentence(sentence)
    }
}

impl From<&str> for Refusal {
    fn from(sentence: &str) -> Self {
        Self::Sentence(sentence.to_owned())
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problems(problem.into())
    }
}

impl From<study::Refusal> for Refusal {
    fn from(refusal: study::Refusal) -> Self {
        match refusal {
            study::Refusal::Problems(problems) => Self::Problems(problems),
            study::Refusal::Usage(sentence) => Self::Sentence(sentence),
        }
    }
}

/// Converts an answer to JSON.
pub(super) fn value(answer: &impl Serialize) -> Result<Value, Refusal> {
    serde_json::to_value(answer).map_err(|error| Refusal::Sentence(error.to_string()))
}

/// Returns problems as values.
pub(super) fn told(problems: &Problems) -> Value {
    problems.iter().map(|it| told_as(it, "error")).collect()
}

/// Returns a problem as values, with how serious it is.
pub(super) fn told_as(problem: &Problem, severity: &str) -> Value {
    let mut told = json!(problem);
    told["severity"] = json!(severity);
    told
}
