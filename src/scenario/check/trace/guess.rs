//! Guesses which columns of a table are meant, for advice: by their headings, else by what they
//! hold.

use crate::scenario::suggest;
use crate::scenario::table::{Cell, Content, Table, content};

/// Parts of headings by which columns are known, in several languages.
const WORDS: [(&str, &[&str]); 4] = [
    (
        "arrived",
        &[
            "arriv",
            "lodg",
            "receiv",
            "regist",
            "accept",
            "datetime",
            "timestamp",
            "date",
            "time",
            "ankunft",
            "eingang",
            "datum",
            "fecha",
            "llegada",
            "到达",
            "到港",
            "申报",
            "日期",
            "时间",
        ],
    ),
    (
        "goods",
        &[
            "goods", "hs", "commod", "product", "item", "article", "cargo", "ware", "merca",
            "marchand", "品名", "商品", "货物",
        ],
    ),
    (
        "units",
        &[
            "unit", "qty", "quant", "pieces", "pcs", "amount", "volume", "menge", "stück",
            "anzahl", "cantidad", "数量", "件数",
        ],
    ),
    (
        "batches",
        &[
            "batch",
            "count",
            "number",
            "declaration",
            "truck",
            "lorr",
            "shipment",
            "consignment",
            "anzahl",
            "cantidad",
            "批",
            "数量",
        ],
    ),
];

/// Rows by which the content of a column is judged.
const JUDGED: usize = 5;

/// Returns the columns that seem to be meant by these names, each by its heading, or by those of
/// dates and of clock times. Columns in `taken` have another meaning.
pub(super) fn columns(
    table: &Table,
    names: &[&'static str],
    taken: &[usize],
) -> Vec<(&'static str, Vec<String>)> {
    let mut taken = taken.to_vec();
    let headings: Vec<String> = table
        .headings()
        .map(|cell| cell.text().into_owned())
        .collect();
    let is_free = |at: usize, taken: &[usize]| {
        let same = headings.iter().filter(|it| **it == headings[at]).count();
        !taken.contains(&at) && !headings[at].is_empty() && same == 1
    };
    let mut found = vec![];
    for by_heading in [true, false] {
        for name in names {
            if found.iter().any(|(other, _)| other == name) {
                continue;
            }
            let mut places = (0..headings.len()).filter(|at| is_free(*at, &taken));
            let place = if by_heading {
                by_name(&headings, name, &places)
            } else {
                places.find(|at| holds(table, *at, name))
            };
            let place = place.filter(|at| !by_heading || fits(table, *at, name));
            let Some(place) = place else { continue };
            taken.push(place);
            let clock = (0..headings.len()).find(|at| {
                let is_alone = *name == "arrived" && judged(table, place) == Content::DateAlone;
                is_alone && is_free(*at, &taken) && judged(table, *at) == Content::Clock
            });
            taken.extend(clock);
            let of_name = [place].into_iter().chain(clock);
            found.push((*name, of_name.map(|at| headings[at].clone()).collect()));
        }
    }
    found.sort_by_key(|(name, _)| names.iter().position(|it| it == name));
    found
}

/// Returns the column whose heading is most like a name, or has a word that means it.
fn by_name(
    headings: &[String],
    name: &str,
    places: &(impl Iterator<Item = usize> + Clone),
) -> Option<usize> {
    let mut near = places.clone();
    let near = near.find(|at| suggest::nearest(&headings[*at], [name]).is_some());
    let words = WORDS.iter().find(|(known, _)| *known == name)?.1;
    let with = |word: &&str| {
        let mut places = places.clone();
        places.find(|at| {
            let heading = headings[*at].to_lowercase();
            // "hs" is a word, not a part of one
            let mut parts = heading.split(|letter: char| !letter.is_alphanumeric());
            if word.len() == 2 {
                parts.any(|part| part == *word)
            } else {
                heading.contains(*word)
            }
        })
    };
    near.or_else(|| words.iter().find_map(with))
}

/// Returns what a column seems to hold, by its first cells that are not empty.
fn judged(table: &Table, column: usize) -> Content {
    let cells = table.rows().map(|row| row.cell(column));
    let filled = cells.take(100).filter(|cell: &Cell<'_>| !cell.is_empty());
    let held: Vec<Content> = filled.take(JUDGED).map(content).collect();
    match held.first() {
        Some(first) if held.iter().all(|it| it == first) => *first,
        Some(_) => Content::Text,
        None => Content::Empty,
    }
}

/// Can a column with such a heading be the one of this name?
fn fits(table: &Table, column: usize, name: &str) -> bool {
    let held = judged(table, column);
    match name {
        "arrived" => !matches!(held, Content::Clock | Content::Empty),
        "units" | "batches" => matches!(held, Content::Number | Content::Text),
        _ => !matches!(held, Content::Date | Content::DateAlone | Content::Clock),
    }
}

/// Does a column hold what the one of this name does?
fn holds(table: &Table, column: usize, name: &str) -> bool {
    let held = judged(table, column);
    match name {
        "arrived" => matches!(held, Content::Date | Content::DateAlone),
        "units" | "batches" => held == Content::Number,
        _ => held == Content::Text,
    }
}
