//! Problems of a scenario, and how they are shown: where, what, the line with a caret, what to
//! write instead.

use std::cmp::Ordering;
use std::fmt::{self, Write as _};
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::renderer::{DEFAULT_EMPHASIS_STYLE, DEFAULT_HELP_STYLE, Style};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::output::{is_shown, printable};

/// A text that values come from. Files come before arguments where problems are listed.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Source {
    pub(super) kind: SourceKind,
    /// What is shown before the line number: a file's path, or the argument's name.
    pub(super) name: String,
    pub(super) text: String,
}

/// What a source is.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SourceKind {
    File,
    Argument,
}

impl Source {
    /// The text of a file.
    pub(super) fn file(name: &str, text: &str) -> Arc<Self> {
        Self::new(SourceKind::File, name, text)
    }

    /// An argument of the command line.
    pub(super) fn argument(name: &str, text: &str) -> Arc<Self> {
        Self::new(SourceKind::Argument, name, text)
    }

    fn new(kind: SourceKind, name: &str, text: &str) -> Arc<Self> {
        Arc::new(Self {
            kind,
            name: name.to_owned(),
            text: text.to_owned(),
        })
    }

    /// A stretch of the text, in bytes.
    pub(super) fn place(self: &Arc<Self>, span: Range<usize>) -> Place {
        Place {
            source: Arc::clone(self),
            span,
        }
    }

    /// The end of the text.
    pub(super) fn end(self: &Arc<Self>) -> Place {
        self.place(self.text.len()..self.text.len())
    }
}

/// A stretch of a source.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) source: Arc<Source>,
    /// Bytes of the source's text.
    pub(super) span: Range<usize>,
}

impl Place {
    /// The same source, another stretch.
    pub(super) fn at(&self, span: Range<usize>) -> Self {
        self.source.place(span)
    }

    /// Does the other place lie in this one?
    pub(super) fn holds(&self, other: &Self) -> bool {
        self.source == other.source
            && self.span.start <= other.span.start
            && other.span.end <= self.span.end
    }

    /// The text that stands there.
    pub(super) fn text(&self) -> &str {
        &self.source.text[self.span.clone()]
    }
}

/// What is wrong, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Complaint {
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Complaint {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: Some(help.into()),
        }
    }

    /// This complaint, about a place.
    pub(super) fn at(self, place: Place) -> Problem {
        Problem {
            place,
            message: one_line(&self.message),
            help: self.help.as_deref().map(one_line),
        }
    }
}

/// The text with escapes for line breaks and whatever else cannot be shown, and not too long.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::new();
    for letter in text.chars() {
        if line.len() >= LONGEST_MESSAGE {
            line.push('…');
            break;
        }
        if is_shown(letter) {
            line.push(letter);
        } else {
            line.extend(letter.escape_default());
        }
    }
    line
}

/// Bytes of a message that are shown.
const LONGEST_MESSAGE: usize = 1_000;

/// Bytes of a source line that are shown before a problem, and from it on.
const LONGEST_LINE: usize = 400;

/// Problems that are shown.
const MOST_SHOWN: usize = 120;

/// One thing that is wrong with a scenario, as a text for people and as values for programs.
#[derive(Clone, Debug)]
pub struct Problem {
    place: Place,
    message: String,
    help: Option<String>,
}

impl Problem {
    /// What is wrong, in one line of plain English.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to write instead, in one line.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The file, or the argument of the command line, that is wrong.
    pub fn file(&self) -> &str {
        &self.place.source.name
    }

    /// Does the help offer this name?
    pub(super) fn help_is_about(&self, name: &str) -> bool {
        let quoted = format!("\"{name}\"");
        self.help
            .as_ref()
            .is_some_and(|help| help.contains(&quoted))
    }

    /// The line of the source, counted from 1.
    pub fn line(&self) -> usize {
        self.before().matches('\n').count() + 1
    }

    /// The character in its line, counted from 1.
    pub fn column(&self) -> usize {
        let before = self.before();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        before[line_start..].chars().count() + 1
    }

    /// How many characters of its line are wrong, from its column on.
    pub fn length(&self) -> usize {
        let (line, underline) = self.line_and_underline();
        line[underline].chars().count()
    }

    /// Do both begin in the same line of the same source?
    pub(super) fn is_in_line_of(&self, other: &Self) -> bool {
        let (one, two) = (self.before().len(), other.before().len());
        !self.place.source.text[one.min(two)..one.max(two)].contains('\n')
    }

    /// The text before the problem's place.
    fn before(&self) -> &str {
        let text = &self.place.source.text;
        &text[..text.floor_char_boundary(self.place.span.start)]
    }

    /// Does the problem lie in this place?
    pub(super) fn is_in(&self, place: &Place) -> bool {
        place.holds(&self.place)
    }

    /// The same problem, which is there only in this case.
    pub(super) fn when(mut self, case: &str) -> Self {
        self.message = format!("{} ({case})", self.message);
        self
    }

    /// The problem's line.
    pub(super) fn source_line(&self) -> &str {
        self.line_and_underline().0
    }

    /// The problem's line, and the part of it that is underlined, as bytes of that line.
    fn line_and_underline(&self) -> (&str, Range<usize>) {
        let text = &self.place.source.text;
        let start = self.before().len();
        let line_start = self.before().rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |i| start + i);
        let line = text[line_start..line_end].trim_end_matches('\r');
        let end = text.floor_char_boundary(self.place.span.end);
        let clip = |at: usize| (at - line_start).min(line.len());
        (line, clip(start)..clip(end.max(start)))
    }

    fn render(&self, look: Look) -> String {
        let (renderer, strong, hint) = match look {
            Look::Plain => (Renderer::plain(), Style::new(), Style::new()),
            Look::Styled => (
                Renderer::styled(),
                DEFAULT_EMPHASIS_STYLE,
                DEFAULT_HELP_STYLE,
            ),
        };
        let name = printable(&self.place.source.name);
        let (line, column) = (self.line(), self.column());
        let message = &self.message;
        let mut text = format!("{strong}{name}:{line}:{column}: {message}{strong:#}\n");
        let (source_line, underline) = self.line_and_underline();
        // a problem with the file as a whole has no line
        let source = &self.place.source;
        let is_whole = source.kind == SourceKind::File && self.place.span == (0..0);
        if !is_whole && !source_line.trim().is_empty() {
            let (source_line, underline) = shown_line(source_line, underline);
            let snippet = Snippet::source(source_line)
                .line_start(line)
                .annotation(AnnotationKind::Primary.span(underline));
            let group = Group::with_level(Level::ERROR).element(snippet);
            text.push_str(&renderer.render(&[group]));
            text.push('\n');
        }
        if let Some(help) = &self.help {
            let _ = writeln!(text, "{hint}help{hint:#}: {help}");
        }
        text
    }
}

/// As values: file, line, column, length, message and help.
impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut values = serializer.serialize_struct("Problem", 6)?;
        values.serialize_field("file", self.file())?;
        values.serialize_field("line", &self.line())?;
        values.serialize_field("column", &self.column())?;
        values.serialize_field("length", &self.length())?;
        values.serialize_field("message", self.message())?;
        values.serialize_field("help", &self.help())?;
        values.end()
    }
}

/// The part of a line around what is underlined, as it can be shown, and where that is in it.
fn shown_line(line: &str, underline: Range<usize>) -> (String, Range<usize>) {
    let start = underline.start;
    let from = line.floor_char_boundary(start.saturating_sub(LONGEST_LINE));
    let to = line.ceil_char_boundary(line.len().min(start + LONGEST_LINE));
    let end = underline.end.min(to);
    // a tab is shown as spaces, with the caret in its place
    let printable = |text: &str| {
        let parts: Vec<String> = text.split('\t').map(printable).collect();
        parts.join("\t")
    };
    let before = printable(&line[from..start]);
    let under = printable(&line[start..end]);
    let marked = before.len()..before.len() + under.len();
    (before + &under + &printable(&line[end..to]), marked)
}

#[derive(Clone, Copy)]
enum Look {
    Plain,
    Styled,
}

/// Everything that is wrong with a scenario, in the order of the file; never empty.
#[derive(Clone, Debug)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Sorts problems by place and drops those that say the same twice.
    pub(super) fn new(mut problems: Vec<Problem>) -> Self {
        problems.sort_by(|a, b| {
            let place = |problem: &Problem| (problem.place.span.start, problem.place.span.end);
            let sources = if Arc::ptr_eq(&a.place.source, &b.place.source) {
                Ordering::Equal
            } else {
                a.place.source.cmp(&b.place.source)
            };
            sources.then_with(|| place(a).cmp(&place(b)))
        });
        problems.dedup_by(|a, b| {
            a.place.span == b.place.span
                && a.message == b.message
                && a.place.source == b.place.source
        });
        Self(problems)
    }

    /// `Ok` where nothing is wrong.
    pub(super) fn none(problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Self::new(problems))
        }
    }

    /// The problems, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// The text of [`Display`](fmt::Display), with colours for a terminal.
    pub fn styled(&self) -> String {
        self.render(Look::Styled)
    }

    fn render(&self, look: Look) -> String {
        let shown = self.0.iter().take(MOST_SHOWN);
        let mut texts: Vec<String> = shown.map(|problem| problem.render(look)).collect();
        match self.0.len().saturating_sub(MOST_SHOWN) {
            0 => {}
            1 => texts.push("and 1 more problem\n".to_owned()),
            more => texts.push(format!("and {more} more problems\n")),
        }
        texts.join("\n")
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(Look::Plain))
    }
}

impl std::error::Error for Problems {}
