//! A position in a text that is not TOML, and what was found before it.

use std::cell::Cell;
use std::ops::Range;

use super::lines;
use super::mistakes::{Mistake, Reading};
use crate::scenario::problem::Complaint;

/// Limit on the mistakes of one text that are looked for.
pub(super) const MOST_MISTAKES: usize = 100;

/// What encloses a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    Nothing,
    List,
    Table,
}

/// A walk through a text.
pub(super) struct Walk<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    /// The brackets that end the open lists and tables.
    pub(super) open: Vec<char>,
    pub(super) found: Vec<Mistake>,
    pub(super) values: Vec<Range<usize>>,
    pub(super) newer: Vec<(usize, &'static str)>,
    /// The line that was looked at last, from a position in it to its end: a line can be as long as
    /// the text, and is looked at for each of its values.
    line: Cell<(usize, usize)>,
}

impl<'t> Walk<'t> {
    /// Begins at the start of a text.
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            open: vec![],
            found: vec![],
            values: vec![],
            newer: vec![],
            // no line: it ends before it begins
            line: Cell::new((1, 0)),
        }
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn next(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Returns the length of the rest of the line.
    pub(super) fn line(&self) -> usize {
        let (from, end) = self.line.get();
        if from <= self.at && self.at <= end {
            return end - self.at;
        }
        let length = self.rest().find('\n').unwrap_or(self.rest().len());
        self.line.set((self.at, self.at + length));
        length
    }

    /// Returns the rest of the line.
    pub(super) fn rest_of_line(&self) -> &'t str {
        &self.rest()[..self.line()]
    }

    pub(super) fn skip_line(&mut self) {
        self.at += self.line();
    }

    pub(super) fn add(
        &mut self,
        span: Range<usize>,
        instead: String,
        complaint: Complaint,
        reading: Reading,
    ) {
        self.at = span.end;
        self.found.push(Mistake {
            shown: span.clone(),
            span,
            instead,
            complaint,
            reading,
        });
    }

    /// Adds a change of the rest of the line.
    pub(super) fn change(&mut self, (span, instead, complaint): lines::Change) {
        let span = self.at + span.start..self.at + span.end;
        self.add(span, instead, complaint, Reading::Sure);
    }

    /// Skips spaces; in brackets, line ends and comments too.
    pub(super) fn skip(&mut self, inside: Inside) {
        while let Some(letter) = self.next() {
            match letter {
                ' ' | '\t' | '\r' => self.at += 1,
                '\n' if inside != Inside::Nothing => self.at += 1,
                '#' if inside != Inside::Nothing => self.skip_line(),
                '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{200b}' | '\u{3000}' => {
                    let complaint = Complaint::new(
                        "a space of a word processor, which looks like a space but is none here",
                        "replace it by an ordinary space",
                    );
                    let span = self.at..self.at + letter.len_utf8();
                    self.add(span, " ".to_owned(), complaint, Reading::Sure);
                }
                _ => return,
            }
        }
    }
}
