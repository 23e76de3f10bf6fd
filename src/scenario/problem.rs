//! Problems of a scenario, and how they are shown: the place, the message, the source line with a
//! caret, and what to write instead.

use std::cmp::Ordering;
use std::fmt::{self, Write as _};
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::renderer::{DEFAULT_EMPHASIS_STYLE, DEFAULT_HELP_STYLE, Style};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::output::{is_shown, printable};

/// A text that values come from. The order is that in which problems are listed: files before
/// arguments.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Source {
    pub(super) kind: SourceKind,
    /// Name shown before the line number: the path of the file, or the name of the option.
    pub(super) name: String,
    pub(super) text: String,
}

/// The kind of a source.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SourceKind {
    File,
    /// A file that cannot be read at all: its problems have no line.
    Absent,
    Argument,
}

impl Source {
    /// Makes the source of a file.
    pub(super) fn file(name: &str, text: &str) -> Arc<Self> {
        Self::new(SourceKind::File, name, text)
    }

    /// Makes the source of a file that cannot be read at all.
    pub(super) fn absent(name: &str) -> Arc<Self> {
        Self::new(SourceKind::Absent, name, "")
    }

    /// Makes the source of an argument of the command line.
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

    /// Returns a range of the text, in bytes.
    pub(super) fn place(self: &Arc<Self>, span: Range<usize>) -> Place {
        Place {
            source: Arc::clone(self),
            span,
        }
    }

    /// Returns the empty range at the end of the text.
    pub(super) fn end(self: &Arc<Self>) -> Place {
        self.place(self.text.len()..self.text.len())
    }
}

/// A range of the text of a source.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) source: Arc<Source>,
    /// Byte range in the text of the source.
    pub(super) span: Range<usize>,
}

impl Place {
    /// Returns another range of the same source.
    pub(super) fn at(&self, span: Range<usize>) -> Self {
        self.source.place(span)
    }

    /// Does this place contain the other one?
    pub(super) fn holds(&self, other: &Self) -> bool {
        self.source == other.source
            && self.span.start <= other.span.start
            && other.span.end <= self.span.end
    }

    /// Returns the text at this place.
    pub(super) fn text(&self) -> &str {
        &self.source.text[self.span.clone()]
    }
}

/// The message of a problem and the advice on what to write instead, without a place.
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

    /// Makes a problem of this complaint at a place.
    pub(super) fn at(self, place: Place) -> Problem {
        Problem {
            place,
            message: one_line(&self.message),
            help: self.help.as_deref().map(one_line),
            is_absence: false,
        }
    }
}

/// Escapes line breaks and other characters that cannot be shown, and cuts the text at
/// [`LONGEST_MESSAGE`].
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

/// Limit on the bytes of a message that are shown.
const LONGEST_MESSAGE: usize = 1_000;

/// Limit on the bytes of a source line that are shown before the start of a problem, and from it
/// on.
const LONGEST_LINE: usize = 400;

/// Limit on the problems that are shown.
const MOST_SHOWN: usize = 120;

/// One mistake in a scenario, readable as text and as values (file, line, column, ...).
#[derive(Clone, Debug)]
pub struct Problem {
    place: Place,
    message: String,
    help: Option<String>,
    /// Whether all that is wrong is that no lane or member is ever on duty at a station.
    is_absence: bool,
}

impl Problem {
    /// Marks a problem that more lanes or members would solve.
    pub(super) fn of_absence(mut self) -> Self {
        self.is_absence = true;
        self
    }

    /// Returns the message: what is wrong, in one line.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the advice on what to write instead, in one line.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Returns the name of the file, or of the option of the command line, that holds the mistake.
    pub fn file(&self) -> &str {
        &self.place.source.name
    }

    /// Returns the byte range of the problem in its source.
    pub(super) fn span(&self) -> Range<usize> {
        self.place.span.clone()
    }

    /// Returns the line number in the source, from 1.
    pub fn line(&self) -> usize {
        self.before().matches('\n').count() + 1
    }

    /// Returns the column, counted in characters from 1.
    pub fn column(&self) -> usize {
        let before = self.before();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        before[line_start..].chars().count() + 1
    }

    /// Returns the number of underlined characters, from the column on.
    pub fn length(&self) -> usize {
        let (line, underline) = self.line_and_underline();
        line[underline].chars().count()
    }

    /// Do two problems of the same source begin in the same line?
    pub(super) fn is_in_line_of(&self, other: &Self) -> bool {
        let (one, two) = (self.before().len(), other.before().len());
        !self.place.source.text[one.min(two)..one.max(two)].contains('\n')
    }

    /// Returns the text before the place of the problem.
    fn before(&self) -> &str {
        let text = &self.place.source.text;
        &text[..text.floor_char_boundary(self.place.span.start)]
    }

    /// Is the problem inside this place?
    pub(super) fn is_in(&self, place: &Place) -> bool {
        place.holds(&self.place)
    }

    /// Does another problem say the same of the same place?
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        self.message == other.message && other.is_at(&self.place)
    }

    /// Is the problem at exactly this place?
    pub(super) fn is_at(&self, place: &Place) -> bool {
        place.holds(&self.place) && self.place.holds(place)
    }

    /// Takes the advice of another problem, if it has any.
    pub(super) fn with_help_of(mut self, other: &Self) -> Self {
        self.help = other.help.clone().or(self.help);
        self
    }

    /// Does the problem only say to take the brackets around this place off?
    pub(super) fn is_of_brackets(&self, place: &Place) -> bool {
        let help = self.help.as_deref().unwrap_or_default();
        help.ends_with("without brackets") && self.place.holds(place)
    }

    /// Names what was written instead of the number that was read, where a whole number or a time
    /// belongs.
    pub(super) fn of_written(mut self, written: &str) -> Self {
        if self.message.starts_with("expected a duration") && written.ends_with('%') {
            let written = one_line(written);
            self.message = format!("\"{written}\" is a percentage, and a time belongs here");
            self.help = Some("write the time itself, as a number and a unit".to_owned());
        }
        let is_whole = self.message.starts_with("expected a whole number");
        let found = self.message.find(", found ").filter(|_| is_whole);
        if let Some(found) = found.filter(|at| !self.message[*at..].contains("the text")) {
            self.message = format!("{}, found {}", &self.message[..found], one_line(written));
            if let Some(number) = written.trim().strip_suffix('%').map(str::trim_end) {
                let help = format!("write {number} if that is the number");
                let is_whole = number.bytes().all(|it| it.is_ascii_digit());
                self.help = if is_whole { Some(help) } else { self.help };
            }
        }
        self
    }

    /// Adds to the message the case in which the problem occurs, such as a variant.
    pub(super) fn when(mut self, case: &str) -> Self {
        self.message = format!("{} ({case})", self.message);
        self
    }

    /// Returns the source line of the problem.
    pub(super) fn source_line(&self) -> &str {
        self.line_and_underline().0
    }

    /// Returns the line of the problem and the underlined byte range in that line.
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
        let place = match self.place.source.kind {
            SourceKind::Absent => name,
            SourceKind::File | SourceKind::Argument => format!("{name}:{line}:{column}"),
        };
        let mut text = format!("{strong}{place}: {message}{strong:#}\n");
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

/// Writes a problem as values: file, line, column, length, message and help.
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

/// Returns the printable part of a line around the underlined range, and the position of the range
/// in that part.
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
    /// Sorts problems by place and drops duplicates.
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

    /// Returns `Ok` if the list is empty.
    pub(super) fn none(problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Self::new(problems))
        }
    }

    /// Is all that is wrong that no lane or member is ever on duty at some stations?
    pub(super) fn are_absence(&self) -> bool {
        self.0.iter().all(|problem| problem.is_absence)
    }

    /// Returns the problems, in file order.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// Returns the text of [`Display`](fmt::Display), with colours for a terminal.
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
