//! Finds common mistakes of notation in a text that is not TOML, such as `0,8` or `“10 min”`, and
//! mends them for reading on. The text stays refused: each mistake is a problem.

use std::ops::Range;

use toml::de::DeValue;

use super::scalar::scalar_value;
use crate::scenario::problem::Complaint;
use crate::scenario::{local, suggest};

/// Limit on the mistakes of one text that are looked for.
const MOST_MISTAKES: usize = 100;

/// Limit on the brackets inside each other that are looked into.
const DEEPEST: usize = 64;

/// A mistake, and the text that is read instead.
#[derive(Debug)]
pub(super) struct Mistake {
    /// Byte range of the mistake.
    pub(super) span: Range<usize>,
    /// Text that is read instead.
    pub(super) instead: String,
    pub(super) complaint: Complaint,
    pub(super) reading: Reading,
}

/// How sure the text that is read instead of a mistake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Reading {
    /// It is what was meant.
    Sure,
    /// It is one of several readings: a problem of its value may be none of what was meant.
    OneOfSeveral,
    /// It is text in quotes: a problem of its value says more than that the quotes are missing.
    Text,
}

/// Finds the mistakes of a text, in order.
pub(super) fn mistakes(text: &str) -> Vec<Mistake> {
    searched(text).found
}

/// Finds the forms of TOML 1.1 in a sound text, which tools for TOML 1.0 refuse: their places, and
/// what they are.
pub(super) fn newer_forms(text: &str) -> Vec<(usize, &'static str)> {
    searched(text).newer
}

/// Walks through a whole text.
fn searched(text: &str) -> Search<'_> {
    let mut search = Search {
        text,
        at: 0,
        depth: 0,
        found: vec![],
        newer: vec![],
    };
    while search.at < text.len() && search.found.len() < MOST_MISTAKES {
        search.statement();
        search.skip_line();
        search.at += 1;
    }
    search
}

/// What encloses a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    List,
    Table,
}

/// A walk through a text.
struct Search<'t> {
    text: &'t str,
    at: usize,
    /// Number of open brackets.
    depth: usize,
    found: Vec<Mistake>,
    /// Places of forms of TOML 1.1, each with what it is.
    newer: Vec<(usize, &'static str)>,
}

/// Marks that open and close a text in other programs, each with its kind of TOML quote.
const QUOTES: [(char, char); 13] = [
    ('“', '"'),
    ('”', '"'),
    ('„', '"'),
    ('‟', '"'),
    ('«', '"'),
    ('»', '"'),
    ('″', '"'),
    ('‘', '\''),
    ('’', '\''),
    ('‚', '\''),
    ('‛', '\''),
    ('`', '\''),
    ('´', '\''),
];

/// Returns the kind of a quotation mark; `None` for other letters.
fn quote(letter: char) -> Option<char> {
    let kind = QUOTES.iter().find(|(mark, _)| *mark == letter);
    kind.map(|(_, kind)| *kind)
}

impl<'t> Search<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn next(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Returns the length of the rest of the line.
    fn line(&self) -> usize {
        self.rest().find('\n').unwrap_or(self.rest().len())
    }

    fn skip_line(&mut self) {
        self.at += self.line();
    }

    fn add(&mut self, span: Range<usize>, instead: String, complaint: Complaint, reading: Reading) {
        self.at = span.end;
        self.found.push(Mistake {
            span,
            instead,
            complaint,
            reading,
        });
    }

    /// Skips spaces; in brackets, line ends and comments too.
    fn skip(&mut self, inside: Inside) {
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

    /// Walks through a section header, or a key and its value.
    fn statement(&mut self) {
        self.skip(Inside::Nothing);
        if matches!(self.next(), None | Some('[' | '#' | '\n')) {
            return;
        }
        if self.key() {
            self.value(Inside::Nothing);
        }
    }

    /// Walks through a key and its `=`; returns false if there is no such thing in this line.
    fn key(&mut self) -> bool {
        loop {
            self.skip(Inside::Nothing);
            match self.next() {
                None | Some('\n' | '#' | ',' | '}' | ']') => return false,
                Some('=') => {
                    self.at += 1;
                    return true;
                }
                Some(mark @ ('"' | '\'')) => self.string(mark),
                Some(mark) if quote(mark).is_some() => self.marked(mark),
                Some(letter) => self.at += letter.len_utf8(),
            }
        }
    }

    fn value(&mut self, inside: Inside) {
        self.skip(inside);
        match self.next() {
            None => {}
            Some(mark @ ('"' | '\'')) => self.string(mark),
            Some(mark) if quote(mark).is_some() => self.marked(mark),
            Some('[' | '{') if self.depth >= DEEPEST => self.at = self.text.len(),
            Some(open @ ('[' | '{')) => {
                self.depth += 1;
                if open == '[' {
                    self.items(Inside::List, ']');
                } else {
                    self.items(Inside::Table, '}');
                }
                self.depth -= 1;
            }
            Some(_) => self.bare(inside),
        }
    }

    /// Walks through the items of a list or a table in braces.
    fn items(&mut self, inside: Inside, end: char) {
        let start = self.at;
        self.at += 1;
        let (mut is_newer, mut is_after_comma) = (false, false);
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
                None => return,
                Some(letter) if letter == end => {
                    self.at += 1;
                    return;
                }
                Some(',') => self.at += 1,
                Some(_) => {
                    if inside == Inside::List || self.key() {
                        self.value(inside);
                    }
                }
            }
            if self.at == before || self.found.len() >= MOST_MISTAKES {
                // not TOML, and no known mistake
                self.at = self.text.len();
                return;
            }
        }
    }

    /// Walks through a text in TOML quotes.
    fn string(&mut self, mark: char) {
        let start = self.at;
        let triple = mark.to_string().repeat(3);
        if self.rest().starts_with(&triple) {
            let close = self.rest()[3..].find(&triple);
            self.at += close.map_or(self.rest().len(), |close| close + 6);
            return;
        }
        let line = &self.rest()[1..];
        let mut escaped = false;
        let close = line.char_indices().find(|(_, letter)| {
            let is_end = (*letter == mark && !escaped) || *letter == '\n';
            escaped = mark == '"' && *letter == '\\' && !escaped;
            is_end
        });
        let end = close.map_or(line.len(), |(end, _)| end);
        let close = close.filter(|(_, letter)| *letter == mark);
        let line = &line[..end + usize::from(close.is_some())];
        let other = || {
            line.char_indices()
                .find(|(_, letter)| quote(*letter) == Some(mark))
        };
        let (length, end) = match close.or_else(other) {
            Some((length, end)) => (length, end),
            // a path that ends in a backslash: its last quote is read as a part of it
            None if mark == '"' && line.trim_end().ends_with("\\\"") => {
                (line.trim_end().len() - 1, '"')
            }
            None => {
                self.skip_line();
                return;
            }
        };
        let span = start..start + 1 + length + end.len_utf8();
        let content = &line[..length];
        self.at = span.end;
        let is_sound = DeValue::parse(&self.text[span.clone()]).is_ok();
        let is_newer = |escape: &str| content.replace("\\\\", "").contains(escape);
        if mark == '"' && is_sound && (is_newer("\\e") || is_newer("\\x")) {
            self.newer.push((start, "the escape \\e or \\x"));
        }
        if end != mark {
            let complaint = curly(content);
            self.add(span, in_quotes(content), complaint, Reading::Sure);
        } else if !is_sound && content.contains('\\') {
            let instead = in_quotes(content);
            let message = "the backslash begins an escape in a text in double quotes";
            let complaint = Complaint::new(message, format!("write {instead}"));
            self.add(span, instead, complaint, Reading::Sure);
        }
    }

    /// Walks through a text in the quotation marks of a word processor.
    fn marked(&mut self, mark: char) {
        let kind = quote(mark);
        let start = self.at;
        let line = &self.rest()[mark.len_utf8()..];
        let is_end = |letter: char| quote(letter) == kind || Some(letter) == kind;
        let mut ends = line.char_indices();
        let end = ends.find(|(_, letter)| is_end(*letter) || *letter == '\n');
        let Some((length, end)) = end.filter(|(_, letter)| *letter != '\n') else {
            self.skip_line();
            return;
        };
        let content = &line[..length];
        let span = start..start + mark.len_utf8() + length + end.len_utf8();
        self.add(span, in_quotes(content), curly(content), Reading::Sure);
    }

    /// Walks through a value that is not in quotes.
    fn bare(&mut self, inside: Inside) {
        let line = self.rest();
        let length = match inside {
            Inside::Nothing => line.find(['#', '\n']),
            Inside::List => line.find([',', ']', '[', '}', '{', '#', '\n']),
            Inside::Table => Some(in_table(line)),
        };
        let length = length.unwrap_or(line.len());
        let written = line[..length].trim_end();
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

/// Writes a text in quotes; a backslash is written as `/`, which names files everywhere.
fn in_quotes(content: &str) -> String {
    let content = content.replace("\\\\", "/").replace('\\', "/");
    format!("\"{}\"", content.replace('"', "'"))
}

fn curly(content: &str) -> Complaint {
    let message = "these are the quotation marks of a word processor";
    Complaint::new(message, format!("write {}", in_quotes(content)))
}

/// Returns what to read instead of a value without quotes; `None` if it is sound, or if nothing is
/// known to be meant.
fn mended(written: &str) -> Option<(String, Complaint, Reading)> {
    let is_toml = |text: &str| {
        let value = DeValue::parse(text);
        value.is_ok_and(|value| scalar_value(value.into_inner()).is_ok())
    };
    if written.is_empty() || written.contains('=') || is_toml(written) {
        return None;
    }
    let read = |readings: Vec<String>, message: &str, help: Option<String>| {
        let reading = if readings.len() > 1 {
            Reading::OneOfSeveral
        } else {
            Reading::Sure
        };
        let instead = readings.into_iter().next()?;
        Some((instead, Complaint::new(message, help?), reading))
    };
    let same = |it: &str| it.to_owned();
    let plain = local::plain(written);
    let lower = written.to_lowercase();
    if plain != written && is_toml(&plain) {
        let message = "this holds a dash or a space of a word processor";
        return read(vec![plain.clone()], message, Some(format!("write {plain}")));
    }
    if ["true", "false"].contains(&lower.as_str()) {
        let help = format!("write {lower}");
        return read(vec![lower], "true and false are written small", Some(help));
    }
    read(
        local::dates(written),
        "a date is written year-month-day",
        local::write_date(written),
    )
    .or_else(|| {
        let message = "a percentage is written as a share";
        read(local::shares(&plain), message, local::write_share(&plain))
    })
    .or_else(|| {
        let message = "decimals begin with a point here, and thousands have nothing or _ \
                       between them";
        let help = suggest::write_number(&plain, same);
        read(suggest::readings(&plain), message, help)
    })
    .or_else(|| no_date(&plain))
    .or_else(|| text(written))
}

/// Returns the complaint about a date that is none of the calendar.
fn no_date(written: &str) -> Option<(String, Complaint, Reading)> {
    let mut parts = written.split(['-', '.', '/']);
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    let is_date = parts.clone().count() == 3
        && parts.clone().all(is_number)
        && parts.any(|part| part.len() == 4);
    let message = format!("{written} is no date of the calendar");
    let complaint = Complaint::new(message, "write a date such as 2020-04-13, year-month-day");
    is_date.then(|| ("2020-04-13".to_owned(), complaint, Reading::OneOfSeveral))
}

/// Returns a value without quotes as a text, if it looks like one.
fn text(written: &str) -> Option<(String, Complaint, Reading)> {
    let is_word = written.starts_with(|it: char| it.is_alphanumeric() || ['.', '/'].contains(&it));
    if !is_word || written.contains(['"', '\'', '[', ']', '{', '}']) {
        return None;
    }
    let instead = in_quotes(written);
    let complaint = Complaint::new("text must be in quotes", format!("write {instead}"));
    Some((instead, complaint, Reading::Text))
}
