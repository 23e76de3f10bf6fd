//! Walks through a text that is not TOML and finds known mistakes of notation, each with what is
//! read instead. The text stays refused: each mistake is a problem.

use std::ops::Range;

use toml::de::DeValue;

use super::braces;
use super::cursor::{Inside, MOST_MISTAKES, Walk};
use super::lines;
use super::mistakes::{Mistake, Reading, is_toml, mended, quote};
use crate::scenario::problem::Complaint;
use crate::scenario::{local, meant, suggest};

/// Limit on the brackets inside each other that are looked into.
const DEEPEST: usize = 64;

/// What was found in a text.
#[derive(Debug)]
pub(super) struct Found {
    /// Mistakes, in order.
    pub(super) mistakes: Vec<Mistake>,
    /// Ranges of the values of keys, each up to the end of its last line.
    pub(super) values: Vec<Range<usize>>,
    /// Places of forms of TOML 1.1, which tools for TOML 1.0 refuse, each with what it is.
    pub(super) newer: Vec<(usize, &'static str)>,
}

/// Walks through a whole text.
pub(super) fn through(text: &str) -> Found {
    let mut walk = Walk::new(text);
    while walk.at < text.len() && walk.found.len() < MOST_MISTAKES {
        walk.statement();
        walk.skip_line();
        walk.at += 1;
    }
    // a bracket is closed before the spaces that follow it
    walk.found.sort_by_key(|mistake| mistake.span.start);
    Found {
        mistakes: walk.found,
        values: walk.values,
        newer: walk.newer,
    }
}

impl Walk<'_> {
    /// Walks through a section header, or a key and its value.
    fn statement(&mut self) {
        self.skip(Inside::Nothing);
        let line = self.rest_of_line();
        if let Some(length) = lines::other_comment(line) {
            let complaint = Complaint::new("a comment begins with #", "write # before it");
            self.change((0..length, "#".to_owned(), complaint));
            return;
        }
        match self.next() {
            None | Some('#' | '\n') => return,
            Some('[') => {
                if let Some(header) = lines::header(line) {
                    self.change(header);
                }
                return;
            }
            Some(_) => {}
        }
        let (start, known) = (self.at, self.found.len());
        if self.key() {
            let key = self.text[start..self.at].trim_end_matches('=').trim();
            if self.found.len() == known
                && let Some((instead, complaint)) = lines::not_a_key(key)
            {
                let after = self.at;
                self.add(start..start + key.len(), instead, complaint, Reading::Sure);
                self.at = after;
            }
            self.value_of_key();
        } else if let Some(gap) = lines::missing_equals(line) {
            self.found.truncate(known);
            let help = format!(
                "write {} = {}",
                &line[..gap],
                line[gap..lines::without_comment(line)].trim()
            );
            let complaint = Complaint::new("there is no \"=\" after the key", help);
            self.at = start;
            self.change((gap..gap, " =".to_owned(), complaint));
            self.value_of_key();
        } else if self.found.len() == known && !line.contains('=') {
            let complaint = Complaint::new(
                "the line is neither a key with a value nor a section",
                "write key = value, or [section], or # before a comment",
            );
            self.at = start;
            self.change((0..lines::without_comment(line), String::new(), complaint));
        }
    }

    /// Walks through the value of a key, to the end of its line.
    fn value_of_key(&mut self) {
        let start = self.at;
        self.value(Inside::Nothing);
        if let Some(change) = lines::after_value(self.rest_of_line()) {
            let breaks = change.1 == "\n";
            self.change(change);
            if breaks {
                self.values.push(start..self.at);
                return self.statement();
            }
        }
        self.values.push(start..self.at + self.line());
    }

    /// Walks through a key and its `=`; returns false if there is no such thing in this line.
    fn key(&mut self) -> bool {
        let start = self.at;
        loop {
            self.skip(Inside::Nothing);
            match self.next() {
                None | Some('\n' | '#' | ',' | '}' | ']') => return false,
                Some('=') => {
                    self.at += 1;
                    self.second_equals();
                    return true;
                }
                Some(':') if self.is_for_equals() => {
                    let key = self.text[start..self.at].trim();
                    let length = if self.rest().starts_with(":=") { 2 } else { 1 };
                    let complaint = Complaint::new(
                        "a key and its value have = between them",
                        format!("write {key} = and then the value"),
                    );
                    self.change((0..length, " =".to_owned(), complaint));
                    return true;
                }
                Some(mark @ ('"' | '\'')) => self.string(mark, Inside::Nothing),
                Some(mark) if quote(mark).is_some() => self.marked(mark),
                Some(letter) => self.at += letter.len_utf8(),
            }
        }
    }

    /// Does a colon stand for the `=` of its key?
    fn is_for_equals(&self) -> bool {
        let line = self.rest_of_line();
        let entry = &line[1..line.find([',', '}', '#']).unwrap_or(line.len())];
        let equals = entry.find('=');
        equals.is_none_or(|at| at == 0 || entry[..at].contains(['{', '[']))
    }

    /// Takes a second mark after the `=` of a key out.
    fn second_equals(&mut self) {
        let rest = self.rest_of_line();
        let gap = rest.len() - rest.trim_start().len();
        let marks = rest[gap..].bytes().take_while(|it| b"=>".contains(it));
        let marks = gap..gap + marks.count();
        if !marks.is_empty() {
            let help = format!("take \"{}\" out", &rest[marks.clone()]);
            let complaint = Complaint::new("a key and its value have one = between them", help);
            self.change((marks, String::new(), complaint));
        }
    }

    fn value(&mut self, inside: Inside) {
        self.skip(inside);
        match self.next() {
            None => {}
            Some(mark @ ('"' | '\'')) => self.string(mark, inside),
            Some(mark) if quote(mark).is_some() => self.marked(mark),
            Some('[' | '{') if self.open.len() >= DEEPEST => self.at = self.text.len(),
            Some('{') if self.braced() => {}
            Some(open @ ('[' | '{')) => {
                let (inside, end) = match open {
                    '[' => (Inside::List, ']'),
                    _ => (Inside::Table, '}'),
                };
                self.open.push(end);
                self.items(inside, end);
                self.open.pop();
            }
            Some(_) => self.bare(inside),
        }
    }

    /// Reads what is in braces without keys, such as `{9}` or `{inspection, 0.5}`; returns false if
    /// there is a table.
    fn braced(&mut self) -> bool {
        let line = self.rest_of_line();
        let Some(end) = line.find('}') else {
            return false;
        };
        let Some((instead, complaint, reading)) = braces::without_keys(line[1..end].trim()) else {
            return false;
        };
        self.add(self.at..self.at + end + 1, instead, complaint, reading);
        true
    }

    /// Walks through the items of a list or a table in braces.
    fn items(&mut self, inside: Inside, end: char) {
        let start = self.at;
        self.at += 1;
        // the end of the last item or comma
        let mut last = self.at;
        let (mut is_newer, mut is_after_comma, mut is_after_item) = (false, false, false);
        loop {
            let gap = self.at;
            self.skip(inside);
            let before = self.at;
            let breaks = self.text[gap..before].contains('\n');
            let trails = is_after_comma && self.next() == Some(end);
            if inside == Inside::Table && (breaks || trails) && !is_newer {
                is_newer = true;
                self.newer.push((
                    start,
                    "a table in braces over several lines, or with a comma at its end,",
                ));
            }
            is_after_comma = self.next() == Some(',');
            match self.next() {
                None => return self.unclosed(start, last, end),
                Some(letter) if letter == end => {
                    self.at += 1;
                    return;
                }
                Some(']' | '}' | ')') => return self.other_end(start, last, end),
                Some(_) if breaks && self.begins_statement(inside, is_after_item) => {
                    return self.unclosed(start, last, end);
                }
                Some(',') if is_after_item => {
                    self.at += 1;
                    is_after_item = false;
                }
                Some(mark @ (',' | ';')) => {
                    let instead = if is_after_item { "," } else { "" };
                    let complaint = Complaint::new(
                        format!("\"{mark}\" has no meaning here"),
                        "write one comma between two values",
                    );
                    self.change((0..1, instead.to_owned(), complaint));
                    is_after_item = false;
                }
                Some(_) if is_after_item => {
                    let complaint = Complaint::new(
                        "a comma is missing between two values",
                        "write \",\" between them",
                    );
                    self.at = last;
                    self.change((0..0, ",".to_owned(), complaint));
                    is_after_item = false;
                }
                Some(_) => {
                    if inside == Inside::List || self.key() {
                        self.value(inside);
                        is_after_item = true;
                    }
                }
            }
            if (self.at == before && !is_after_item && self.at != last)
                || self.found.len() >= MOST_MISTAKES
            {
                // not TOML, and no known mistake
                self.at = self.text.len();
                return;
            }
            last = self.at;
        }
    }

    /// Closes a list or a table after its last item.
    fn unclosed(&mut self, start: usize, last: usize, end: char) {
        let what = if end == ']' { "list" } else { "table" };
        let message = format!("the {what} that begins here is not closed");
        let complaint = Complaint::new(message, format!("write \"{end}\" at its end"));
        self.at = last;
        self.change((0..0, end.to_string(), complaint));
        if let Some(mistake) = self.found.last_mut() {
            mistake.shown = start..start + 1;
        }
    }

    /// Ends a list or a table at a bracket of the other kind: it belongs to an outer one, or it is
    /// the wrong one.
    fn other_end(&mut self, start: usize, last: usize, end: char) {
        let outer = &self.open[..self.open.len() - 1];
        if self.next().is_some_and(|letter| outer.contains(&letter)) {
            return self.unclosed(start, last, end);
        }
        let complaint = Complaint::new(
            "the bracket does not match the one at the start",
            format!("write \"{end}\" instead"),
        );
        self.change((0..1, end.to_string(), complaint));
    }

    /// Does a line in brackets begin a section or another key, so that a bracket is missing?
    fn begins_statement(&self, inside: Inside, is_after_item: bool) -> bool {
        let line = self.rest_of_line();
        if line.starts_with('[') {
            return lines::looks_like_header(line);
        }
        if lines::key(line).is_none() {
            return false;
        }
        // a table over several lines that only lacks a comma is closed further below
        let ends = |line: &&str| line.starts_with('}') || lines::looks_like_header(line);
        let mut later = self.rest().lines().map(str::trim_start);
        let mut is_closed = || later.find(ends).is_some_and(|line| line.starts_with('}'));
        inside == Inside::List || (is_after_item && !is_closed())
    }

    /// Walks through a value that is not in quotes.
    fn bare(&mut self, inside: Inside) {
        let line = self.rest();
        let length = match inside {
            Inside::Nothing => line.find(['#', '\n']),
            Inside::List => line.find([',', ';', ']', '[', '}', '{', '#', '\n']),
            Inside::Table => Some(in_table(line)),
        };
        // a comma in brackets, as in (0,9) or uniform(5, 9), does not end the value
        let name = line.find(|it: char| !it.is_ascii_alphanumeric() && it != '_');
        let name = name
            .filter(|end| *end > 0 && line[*end..].starts_with('('))
            .unwrap_or(0);
        let enclosed = meant::enclosed(&line[name..]).map(|it| name + it);
        let length = match (length, enclosed) {
            (Some(length), Some(enclosed)) if enclosed > length => Some(enclosed),
            (length, _) => length,
        };
        let mut written = line[..length.unwrap_or(line.len())].trim_end();
        if !written.is_empty() && !is_toml(written) {
            written = &written[..lines::value_length(written)];
            if inside != Inside::Nothing {
                written = first_of_several(written);
            }
        }
        let span = self.at..self.at + written.len();
        self.at = span.end.max(self.at);
        let is_time = written.len() >= 5 && written.as_bytes()[written.len() - 3] == b':';
        if is_time && written.matches(':').count() == 1 && DeValue::parse(written).is_ok() {
            self.newer.push((span.start, "a time without seconds"));
        }
        if let Some((instead, complaint, reading)) = mended(written) {
            self.add(span, instead, complaint, reading);
        }
    }
}

/// Returns the first of several values that only spaces part, or else the whole text.
fn first_of_several(written: &str) -> &str {
    let mut words = written.split_whitespace();
    let is_several = words.clone().count() > 1 && words.all(is_toml);
    let is_one = !suggest::readings(written).is_empty() || !local::dates(written).is_empty();
    if is_several && !is_one {
        written.split_whitespace().next().unwrap_or(written)
    } else {
        written
    }
}

/// Returns the length of a value in a table in braces: up to its end, or up to the comma before the
/// next key.
fn in_table(line: &str) -> usize {
    let ends = [',', '}', '{', ']', '[', '#', '\n'];
    let mut length = line.find(ends).unwrap_or(line.len());
    loop {
        let after = line[length..].strip_prefix(',').unwrap_or_default();
        let piece = &after[..after.find(ends).unwrap_or(after.len())];
        let is_digits = piece.trim().starts_with(|it: char| it.is_ascii_digit());
        if !is_digits || piece.contains('=') {
            return length;
        }
        length += 1 + piece.len();
    }
}
