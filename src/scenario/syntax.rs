//! Parses TOML into a tree of values with places, and explains its syntax errors to a planner.
//!
//! `lines`, `mistakes` and `braces` know what single lines and values were meant to be, `walk`,
//! with `cursor` and `quotes` below, finds what is wrong in a whole text, `parser` explains what
//! the parser says, and `reading` makes the tree.

mod braces;
mod cursor;
mod lines;
mod mistakes;
mod parser;
mod quotes;
mod reading;
mod scalar;
mod walk;

use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::problem::{Complaint, Place, Problem, Source};
use super::tree::Node;
use mistakes::Mistake;
pub(super) use mistakes::{Misspelt, Reading};
use reading::TreeReader;

/// Limit on the passes over a text in which values that cannot be read are left out.
const MOST_PASSES: usize = 5;

/// Parses the whole text of a source. Known mistakes of notation are mended for reading on, values
/// that cannot be read are left out, and both are returned.
///
/// # Errors
/// Every syntax error of the text, if it cannot be read on.
pub(super) fn parse(source: &Arc<Source>) -> Result<(Node, Vec<Misspelt>), Vec<Problem>> {
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    let mut reader = TreeReader::new(source, 0, &[]);
    let root = reader.table(root.into_inner(), 0..0);
    if errors.is_empty() && reader.misspelt.is_empty() {
        return Ok((root, vec![]));
    }
    if let Some(problem) = parser::too_deep(source, &errors) {
        return Err(vec![problem]);
    }
    let found = walk::through(&source.text);
    let mut mistakes = found.mistakes;
    let mut pass = 0;
    loop {
        pass += 1;
        let mended = mended(&source.text, &mistakes);
        let (root, errors) = DeTable::parse_recoverable(&mended);
        let mut reader = TreeReader::new(source, 0, &mistakes);
        let root = reader.table(root.into_inner(), 0..0);
        let (twice, problems) = reader.syntax_problems(&errors);
        let again = again(&problems, &mistakes);
        if !again.is_empty() && pass < MOST_PASSES {
            mistakes.extend(again);
            mistakes.sort_by_key(|it| it.span.start);
            continue;
        }
        let lost = lost(&problems, &found.values);
        if !problems.is_empty() && !lost.is_empty() && pass < MOST_PASSES {
            mistakes.retain(|it| !lost.iter().any(|lost| lost.span.contains(&it.span.start)));
            mistakes.extend(lost);
            mistakes.sort_by_key(|it| it.span.start);
            continue;
        }
        let mut misspelt = reader.misspelt;
        misspelt.extend(twice);
        misspelt.extend(mistakes.iter().map(|it| Misspelt {
            problem: it.complaint.clone().at(source.place(it.shown.clone())),
            place: source.place(it.span.clone()),
            reading: it.reading,
        }));
        if problems.is_empty() {
            return Ok((root, misspelt));
        }
        let problems = problems.into_iter().map(|(_, problem)| problem);
        return Err(problems
            .chain(misspelt.into_iter().map(|it| it.problem))
            .collect());
    }
}

/// Returns the names of sections that are defined twice, each with a name of its own under which
/// its keys are read; [`TreeReader`] adds them to the first section.
fn again(problems: &[(Complaint, Problem)], mistakes: &[Mistake]) -> Vec<Mistake> {
    let is_again = |(complaint, problem): &&(Complaint, Problem)| {
        let span = problem.span();
        let is_new = !mistakes.iter().any(|it| it.span.start == span.start);
        let is_header = problem.source_line().trim_start().starts_with('[');
        complaint.message.ends_with(parser::TWICE) && is_header && is_new && !span.is_empty()
    };
    let again = problems.iter().filter(is_again);
    let again = again.map(|(complaint, problem)| {
        let help = "move its keys below the first header of this name, or rename one of the two";
        Mistake {
            span: problem.span(),
            instead: format!("\"{}{}\"", reading::AGAIN, problem.span().start),
            complaint: Complaint::new(complaint.message.clone(), help),
            shown: problem.span(),
            reading: Reading::Sure,
        }
    });
    again.collect()
}

/// Returns the values in which the parser found errors, each with the first error.
fn lost(problems: &[(Complaint, Problem)], values: &[std::ops::Range<usize>]) -> Vec<Mistake> {
    let mut lost: Vec<Mistake> = vec![];
    for (complaint, problem) in problems {
        let shown = problem.span();
        let value = values
            .iter()
            .find(|value| value.start <= shown.start && shown.start <= value.end);
        let Some(value) = value else { continue };
        if lost.iter().all(|it| it.span != *value) {
            lost.push(Mistake {
                span: value.clone(),
                instead: "0".to_owned(),
                complaint: complaint.clone(),
                shown,
                reading: Reading::Lost,
            });
        }
    }
    lost
}

/// Returns remarks on the forms of TOML 1.1 in a sound source.
pub(super) fn remarks(source: &Arc<Source>) -> Vec<Problem> {
    let forms = walk::through(&source.text).newer.into_iter();
    let remark = |(at, form): (usize, &str)| {
        let message = format!("{form} is TOML 1.1; tools that read TOML 1.0 refuse the file");
        let help = "write it in one line, or under a header such as [stations.inspection]";
        Complaint::new(message, help).at(source.place(at..at))
    };
    forms.map(remark).collect()
}

/// Returns a text with what is to be read instead of its mistakes.
fn mended(text: &str, mistakes: &[Mistake]) -> String {
    let mut mended = String::new();
    let mut from = 0;
    for mistake in mistakes {
        mended.push_str(&text[from..mistake.span.start]);
        mended.push_str(&mistake.instead);
        from = mistake.span.end;
    }
    mended + &text[from..]
}

/// Parses the text at a place as one value.
pub(super) fn parse_value(place: &Place) -> Option<Node> {
    let text = place.text();
    let value = DeValue::parse(text).ok()?;
    let mut reader = TreeReader::new(&place.source, place.span.start, &[]);
    let span = value.span();
    let node = reader.node(None, value.into_inner(), span);
    reader.misspelt.is_empty().then_some(node)
}
