//! Splits a text into cells separated by commas, semicolons, tabs or bars.

use std::sync::Arc;

use super::grid::{Kind, MOST_PROBLEMS, Raw, Table};
use crate::scenario::problem::{Complaint, Problem, Problems, Source};

/// Separators that are told apart, the most usual first.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Number of lines by which the separator is chosen.
const TRIED: usize = 20;

/// Reads the table of a text; empty rows are skipped. `rows_are` names what a row describes.
pub(super) fn read(source: &Arc<Source>, rows_are: &str) -> Result<Table, Problems> {
    let (separator, start) = match declared(&source.text) {
        Some(found) => found,
        None => (separator(&source.text), 0),
    };
    let mut lines = Lines {
        source,
        separator,
        at: start,
    };
    let mut cells = vec![];
    let mut row = vec![];
    let mut problems = vec![];
    let mut width = 0;
    while lines.next_into(&mut row)? {
        if width == 0 {
            width = row.len();
        }
        let is_extra = |cell: &Raw| cell.start == cell.end;
        if row.len() > width && row[width..].iter().all(is_extra) {
            row.truncate(width);
        }
        if row.len() == width {
            cells.extend_from_slice(&row);
        } else {
            problems.push(Table::uneven(source, &row, width));
            if problems.len() >= MOST_PROBLEMS {
                break;
            }
        }
    }
    if width == 0 {
        return Err(empty(source, rows_are).into());
    }
    Problems::none(problems)?;
    Ok(Table::new(Arc::clone(source), None, width, cells))
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
/// else the most frequent one of the first line.
fn separator(text: &str) -> u8 {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let counts: Vec<[usize; SEPARATORS.len()]> = lines.take(TRIED).map(counts).collect();
    let Some(first) = counts.first() else {
        return SEPARATORS[0];
    };
    let is_even = |place: usize| counts.iter().all(|line| line[place] == first[place]);
    let most = |places: &mut dyn Iterator<Item = usize>| {
        // of equal counts the first counts
        places
            .filter(|place| first[*place] > 0)
            .max_by_key(|place| (first[*place], SEPARATORS.len() - place))
    };
    let even = most(&mut (0..SEPARATORS.len()).filter(|place| is_even(*place)));
    let place = even.or_else(|| most(&mut (0..SEPARATORS.len())));
    place.map_or(SEPARATORS[0], |place| SEPARATORS[place])
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
