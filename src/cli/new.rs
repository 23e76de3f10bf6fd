//! `clearway new`.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::Args;

use crate::scenario::Document;

use super::failure::Failure;
use super::starter::{self, Answers};
use super::terminal;

/// Arguments of `new`.
#[derive(Args)]
pub(super) struct NewArguments {
    /// Name of the new file, with or without .toml [default: port]
    #[arg(value_name = "NAME")]
    name: Option<PathBuf>,
}

/// Writes a starter file. Where a terminal is there, five questions are asked for it.
pub(super) fn new(arguments: &NewArguments) -> Result<(), Failure> {
    let mut answers = Answers::default();
    if terminal::can_ask() {
        ask(&mut answers, arguments.name.is_none())?;
    }
    let name = arguments.name.clone();
    let mut path = name.unwrap_or_else(|| PathBuf::from(starter::key(&answers.title, "port")));
    if path
        .extension()
        .is_none_or(|it| !it.eq_ignore_ascii_case("toml"))
    {
        let mut name = path.into_os_string();
        name.push(".toml");
        path = PathBuf::from(name);
    }
    let text = starter::text(&answers);
    Document::parse(&path.to_string_lossy(), &text)?.compile()?;
    let shown = path.display().to_string();
    let file = OpenOptions::new().write(true).create_new(true).open(&path);
    let mut file = file.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::Usage(format!("{shown} is there already: give another name"))
        }
        _ => Failure::Usage(format!("cannot write {shown}: {error}")),
    })?;
    let written = file.write_all(text.as_bytes());
    written.map_err(|error| Failure::Other(format!("cannot write {shown}: {error}")))?;
    let quoted = if shown.contains(' ') {
        format!("\"{shown}\"")
    } else {
        shown.clone()
    };
    let questions = [
        ("check", "what each station must do"),
        ("run", "is the target met?"),
        ("sweep", "how many lanes meet it?"),
        ("staff", "which lanes are the cheapest?"),
    ];
    let lines = questions.map(|(command, question)| {
        let command = format!("clearway {command} {quoted}");
        format!("  {command:<32} {question}\n")
    });
    terminal::print(&format!(
        "Written to {shown}. What it answers:\n\n{}",
        lines.concat()
    ))
}

/// Takes the answer to a question; the error says how to write it.
type Take = fn(&mut Answers, &str) -> Result<(), String>;

/// Asks the five questions; an empty answer keeps what is there.
fn ask(answers: &mut Answers, is_name: bool) -> Result<(), Failure> {
    let what = if is_name { "Name" } else { "Title" };
    let questions: [(&str, Take); 5] = [
        ("Arrivals, each with its batches a day", Answers::streams),
        (
            "Stations in their order, each with its minutes a batch",
            Answers::stations,
        ),
        ("Shifts, or \"always\"", Answers::shifts),
        (
            "Target: hours, and the percentage released within them",
            Answers::target,
        ),
        (what, Answers::title),
    ];
    terminal::say("An empty answer takes what is in brackets.");
    for ((question, take), usual) in questions.into_iter().zip(starter::USUAL) {
        loop {
            let answer = terminal::ask(&format!("{question} [{usual}]: "));
            let answer = answer.map_err(|error| Failure::Other(error.to_string()))?;
            let Some(answer) = answer else {
                return Err(Failure::Interrupted);
            };
            if answer.trim().is_empty() {
                break;
            }
            match take(answers, answer.trim()) {
                Ok(()) => break,
                Err(help) => terminal::say(&help),
            }
        }
    }
    Ok(())
}
