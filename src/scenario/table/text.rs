//! Splits a text into cells separated by commas, semicolons, tabs or bars.

use std::sync::Arc;

use super::grid::{Kind, MOST_PROBLEMS, Raw, SEARCHED, Table, heading_row, stopped, trimmed};
use super::wanted::Wanted;
use crate::scenario::problem::{Complaint, Problem, Problems, Source};
use crate::scenario::suggest;

/// Separators that are told apart, the most usual first.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The separator of a text of one column, which is in no text.
const NONE: u8 = 0x1f;

/// Reads the table of a text; empty rows are skipped.
pub(super) fn read(source: &Arc<Source>, wanted: Wanted<'_>) -> Result<Table, Problems> {
    let (separator, start) = match declared(&source.text) {
        Some(found) => found,
        None => (separator(&source.text, wanted.headings), 0),
    };
    let mut lines = Lines {
        source,
        separator,
        at: start,
    };
    let mut row = vec![];
    let mut first: Vec<Vec<Raw>> = vec![];
    while first.len() < SEARCHED && lines.next_into(&mut row)? {
        first.push(row.clone());
    }
    let text = |raw: &Raw| &source.text[raw.start as usize..raw.end as usize];
    let texts = first.iter().map(|row| row.iter().map(text).collect());
    let texts: Vec<Vec<&str>> = texts.collect();
    let at = heading_row(&texts, wanted.headings);
    let Some(headings) = first.get(at) else {
        return Err(empty(source, wanted.rows_are).into());
    };
    let mut rows = Rows {
        source,
        separator,
        width: headings.len(),
        cells: vec![],
        problems: vec![],
    };
    for row in &mut first[at..] {
        rows.add(row);
    }
    while rows.problems.len() < MOST_PROBLEMS && lines.next_into(&mut row)? {
        rows.add(&mut row);
    }
    // rows of which none has the cells of the headings are another kind of text
    let is_table = rows.cells.len() > rows.width && rows.problems.len() < MOST_PROBLEMS;
    if !is_table {
        if rows.problems.len() >= MOST_PROBLEMS {
            let mut others = 0;
            while lines.next_into(&mut row)? {
                others += 1;
            }
            let complaint = Complaint::new(stopped(others), "correct these first and try again");
            rows.problems.push(complaint.at(source.place(0..0)));
        }
        Problems::none(std::mem::take(&mut rows.problems))?;
    }
    let table = Table::new(Arc::clone(source), None, rows.width, rows.cells);
    Ok(table.headed_below(at > 0).without(rows.problems))
}

/// The rows of a table, while they are put together.
struct Rows<'a> {
    source: &'a Arc<Source>,
    separator: u8,
    /// Number of headings.
    width: usize,
    cells: Vec<Raw>,
    problems: Vec<Problem>,
}

impl Rows<'_> {
    /// Adds a row; empty cells beside all headings are ignored.
    fn add(&mut self, row: &mut Vec<Raw>) {
        let is_extra = |cell: &Raw| cell.start == cell.end;
        if row.len() > self.width && row[self.width..].iter().all(is_extra) {
            row.truncate(self.width);
        }
        if row.len() == self.width {
            self.cells.extend_from_slice(row);
        } else {
            let problem = Table::uneven_row(self.source, row, self.width, self.separator);
            self.problems.push(problem);
        }
    }
}

/// Makes the problem of a table without headings.
pub(super) fn empty(source: &Arc<Source>, rows_are: &str) -> Problem {
    let help = format!("write a line of headings, and below it a row for each {rows_are}");
    Complaint::new("the table is empty", help).at(source.place(0..0))
}

/// Returns the separator of a first line such as `sep=;`, and where the next line begins.
fn declared(text: &str) -> Option<(u8, usize)> {
    let (first, _) = text.split_once('\n')?;
    let line = first.trim_end_matches('\r').trim_matches('"');
    let separator = line.strip_prefix("sep=").or(line.strip_prefix("SEP="))?;
    match separator.as_bytes() {
        [one] => Some((*one, first.len() + 1)),
        _ => None,
    }
}

/// Returns the separator that parts every one of the first lines into the same number of cells, or
/// else most of them. A title above a table, which has none, does not count; but a text of one
/// column has none at all: its first line is one of the headings, or all others are numbers.
fn separator(text: &str, headings: &[String]) -> u8 {
    let lines = text.lines().filter(|line| !trimmed(line).is_empty());
    let lines: Vec<&str> = lines.take(SEARCHED).collect();
    let Some((first, others)) = lines.split_first() else {
        return SEPARATORS[0];
    };
    let heading = trimmed(first).trim_matches('"');
    let is_number = |line: &&str| suggest::reading(trimmed(line), '.', ',').is_some();
    let is_one_column = counts(first) == [0; SEPARATORS.len()]
        && (headings.iter().any(|it| it == heading)
            || (!others.is_empty() && others.iter().all(is_number)));
    if is_one_column {
        return NONE;
    }
    let counts = lines.iter().map(|line| counts(line));
    let counts: Vec<_> = counts
        .skip_while(|it| *it == [0; SEPARATORS.len()])
        .collect();
    // how many lines agree with the line from which most of the others do not differ
    let agreeing = |place: usize| {
        let of = |line: &[usize; SEPARATORS.len()]| {
            let count = line[place];
            let same = counts.iter().filter(|it| it[place] == count).count();
            (count > 0).then_some((same, count))
        };
        counts.iter().filter_map(of).max()
    };
    let places = 0..SEPARATORS.len();
    let best = places.filter_map(|place| Some((agreeing(place)?, SEPARATORS.len() - place, place)));
    best.max()
        .map_or(SEPARATORS[0], |(_, _, place)| SEPARATORS[place])
}

/// Counts the separators of a line outside quotes.
fn counts(line: &str) -> [usize; SEPARATORS.len()] {
    let mut counts = [0; SEPARATORS.len()];
    let mut is_quoted = false;
    for byte in line.bytes() {
        is_quoted ^= byte == b'"';
        if let Some(place) = SEPARATORS.iter().position(|it| *it == byte)
            && !is_quoted
        {
            counts[place] += 1;
        }
    }
    counts
}

/// The lines of a text, cell by cell.
struct Lines<'a> {
    source: &'a Arc<Source>,
    separator: u8,
    at: usize,
}

impl Lines<'_> {
    /// Reads the cells of the next line that is not empty; returns `false` after the last one.
    fn next_into(&mut self, row: &mut Vec<Raw>) -> Result<bool, Problem> {
        let text = self.source.text.as_bytes();
        while self.at < text.len() {
            row.clear();
            loop {
                let (cell, end) = self.cell(self.at)?;
                row.push(cell);
                self.at = end + 1;
                if text.get(end) != Some(&self.separator) {
                    break;
                }
            }
            let is_empty = |cell: &Raw| {
                let text = &self.source.text[cell.start as usize..cell.end as usize];
                text.trim().is_empty()
            };
            if !row.iter().all(is_empty) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Reads the cell that begins at a position. Returns it with the position of its end: a
    /// separator, a line feed or the end of the text.
    fn cell(&self, start: usize) -> Result<(Raw, usize), Problem> {
        let text = &self.source.text;
        let bytes = text.as_bytes();
        let is_end = |byte: &u8| *byte == self.separator || *byte == b'\n';
        let end_from = |from: usize| {
            let rest = bytes.get(from..).unwrap_or_default();
            from + rest.iter().position(is_end).unwrap_or(rest.len())
        };
        let is_indent = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r') && *byte != self.separator;
        let rest = bytes.get(start..).unwrap_or_default();
        let open = start + rest.iter().take_while(|byte| is_indent(byte)).count();
        let raw = |from: usize, until: usize, kind| Raw {
            start: from as u32,
            end: until as u32,
            kind,
        };
        if bytes.get(open) != Some(&b'"') {
            let end = end_from(open);
            let content = text[open..end].trim();
            let from = open + text[open..end].len() - text[open..end].trim_start().len();
            return Ok((raw(from, from + content.len(), Kind::Text), end));
        }
        let mut kind = Kind::Text;
        let mut at = open + 1;
        loop {
            let Some(quote) = bytes[at..].iter().position(|byte| *byte == b'"') else {
                let complaint = Complaint::new("the quote is not closed", "write \" at its end");
                return Err(complaint.at(self.source.place(open..open + 1)));
            };
            at += quote + 1;
            if bytes.get(at) != Some(&b'"') {
                break;
            }
            kind = Kind::Quoted;
            at += 1;
        }
        let end = end_from(at);
        if !text[at..end].trim().is_empty() {
            let complaint = Complaint::new(
                "there is more text after the closing quote",
                "write a quote inside a quoted cell as two quotes",
            );
            return Err(complaint.at(self.source.place(at..end)));
        }
        Ok((raw(open + 1, at - 1, kind), end))
    }
}
