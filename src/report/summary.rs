//! The summary for the terminal: the answer, the targets and the most important numbers.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Width, presets};

use super::answer;
use super::pivot;
use super::tables::{self, Cell, Table};
use crate::metric::{Metric, Scope};
use crate::output::printable;
use crate::results::{MetricResult, Outcome, Results, RunOutcome, Severity, SweepOutcome};

/// Largest width of the summary, in columns of the terminal, and its width in files.
const WIDTH: u16 = 100;
/// Smallest width for which tables are laid out.
const LEAST: u16 = 40;

/// Most rows of a table.
const POINTS: usize = 30;

/// Headings of the columns of the table of stations.
const STATION: [&str; 6] = [
    "Station",
    "Offered load, lanes",
    "Lanes open",
    "Utilisation",
    "Batches waiting",
    "Wait, mean",
];

/// Returns the results as plain text of at most 100 columns.
pub fn summary(results: &Results) -> String {
    summary_within(results, WIDTH)
}

/// As [`summary`], for a terminal with this number of columns.
pub fn summary_within(results: &Results, columns: u16) -> String {
    let mut out = Lines {
        text: String::new(),
        width: columns.clamp(LEAST, WIDTH),
    };
    write(&mut out, results);
    // no-break spaces are not needed once the lines are broken
    out.text.replace('\u{a0}', " ")
}

/// Text in lines of at most a width.
struct Lines {
    text: String,
    width: u16,
}

/// Writes the summary with its no-break spaces.
fn write(out: &mut Lines, results: &Results) {
    let answer = answer::answer(results);
    paragraph(out, &results.heading.title);
    out.text.push('\n');
    paragraph(out, &answer.headline);
    for sentence in &answer.details {
        paragraph(out, sentence);
    }
    match &results.outcome {
        Outcome::Run(run) => {
            if !run.verdicts.is_empty() {
                section(out, &tables::targets(results, &run.verdicts));
            }
            section(out, &headline_metrics(results, run));
            let mut stations = tables::stations(results, run)
                .pick(STATION)
                .without_intervals();
            stations.columns[1].heading = String::from("Offered load");
            section(out, &stations.limited(POINTS, "metrics.csv"));
        }
        Outcome::Sweep(sweep) => points(out, results, sweep),
        Outcome::Staff(staff) => {
            let roster = tables::posted(results, staff).limited(POINTS, "roster.csv");
            section(out, &roster);
            if staff.who.rows.is_some() {
                let hint = "The report has the chosen rows to paste; --write FILE writes a \
                            scenario with them.";
                paragraph(out, hint);
            }
            let table = tables::important(results, staff);
            section(out, &table.without_intervals());
        }
        Outcome::Stress(stress) => {
            let table = tables::multiples(results, stress);
            section(out, &table.without_intervals());
        }
        Outcome::Compare(compare) => {
            let arrangements = tables::arrangements(results, compare);
            section(out, &arrangements.without_intervals());
            let judged = tables::differences(results, compare, |it| it.adjusted);
            let judged = judged
                .pick(tables::JUDGED)
                .limited(POINTS, "comparison.csv");
            section(out, &judged);
        }
    }
    for note in &results.notes {
        let kind = match note.severity {
            Severity::Warning => "warning",
            Severity::Remark => "note",
        };
        paragraph(out, &format!("{kind}: {}", note.text));
    }
}

/// Writes the points of a sweep: one cell for each point if that fits, else one row for each.
fn points(out: &mut Lines, results: &Results, sweep: &SweepOutcome) {
    if let Some((text, table)) = pivot::pivot(results, sweep) {
        out.text.push('\n');
        paragraph(out, &text);
        section(out, &table);
        paragraph(out, "The report and sweep.csv have the other results.");
        return;
    }
    let points = tables::points(results, sweep, POINTS);
    section(out, &points.without_intervals());
    paragraph(
        out,
        "These are means; the report and sweep.csv have their intervals.",
    );
}

/// Returns the table of the most important metrics of all batches.
fn headline_metrics<'a>(results: &'a Results, run: &'a RunOutcome) -> Table<'a> {
    let wanted = [
        Metric::ArrivedPerDay,
        Metric::ReleasedPerDay,
        Metric::UnitsReleasedPerDay,
        Metric::ReleaseTimeMean,
        Metric::ReleaseTimeP50,
        Metric::ReleaseTimeP95,
        Metric::ReleasedWithin,
        Metric::RefusedShare,
        Metric::WithdrawnShare,
        Metric::LateShare,
        Metric::DaysCleared,
        Metric::BacklogDayEnd,
        Metric::Unreleased,
        Metric::CostPerDay,
    ];
    let only_where_any = [
        Metric::RefusedShare,
        Metric::WithdrawnShare,
        Metric::CostPerDay,
    ];
    let mut shown = tables::metrics(results, run, |it| it.estimate);
    let is_shown = |metric: &MetricResult| {
        metric.scope == Scope::All
            && wanted.contains(&metric.metric)
            && metric.estimate.mean.is_some()
            && (!only_where_any.contains(&metric.metric) || metric.estimate.mean != Some(0.0))
    };
    let mut metrics = run.metrics.iter();
    shown.rows.retain(|_| metrics.next().is_some_and(is_shown));
    shown.pick(["metric", "mean", "half_width"])
}

/// Writes a table after an empty line. A table that is too wide is divided: each part begins with
/// the columns by which its rows are told apart.
fn section(out: &mut Lines, table: &Table<'_>) {
    if table.is_empty() {
        return;
    }
    for columns in parts(table, usize::from(out.width)) {
        grid(out, table, &columns);
    }
    if let Some(remark) = &table.remark {
        paragraph(out, remark);
    }
}

/// Columns of padding on both sides of a cell, and the one to the next cell.
const PADDING: usize = 3;

/// Returns the least width of a column, in which no word is cut if it fits the terminal.
fn least(table: &Table<'_>, column: usize, width: usize) -> usize {
    let cells = table.rows.iter().map(|row| row[column].in_one_line());
    let longest = cells.map(|text| longest_word(&text)).max().unwrap_or(0);
    let longest = longest.max(longest_word(&table.columns[column].heading));
    // a word that takes more than half of the terminal is cut
    longest.min(width / 2 - PADDING)
}

/// Returns the number of columns on the left by which all rows are told apart; one if there are
/// none, or if they take more than two thirds of the width.
fn naming(table: &Table<'_>, width: usize) -> usize {
    let tells_apart = |columns: &usize| {
        let name = |row: &Vec<Cell<'_>>| -> Vec<String> {
            row[..*columns].iter().map(Cell::in_one_line).collect()
        };
        let mut seen = BTreeSet::new();
        table.rows.iter().all(|row| seen.insert(name(row)))
    };
    let fits = |columns: &usize| {
        let widths = (0..*columns).map(|column| least(table, column, width) + PADDING);
        3 * widths.sum::<usize>() <= 2 * width
    };
    let found = (1..table.columns.len()).find(tells_apart);
    found.filter(fits).unwrap_or(1)
}

/// Divides the columns of a table so that each part fits the width.
fn parts(table: &Table<'_>, width: usize) -> Vec<Vec<usize>> {
    let of = |column| least(table, column, width) + PADDING;
    let leading: Vec<usize> = (0..naming(table, width)).collect();
    let first: usize = leading.iter().map(|at| of(*at)).sum();
    let mut parts: Vec<Vec<usize>> = vec![leading.clone()];
    let mut used = first;
    for column in leading.len()..table.columns.len() {
        let needed = of(column);
        if used + needed > width && used > first {
            parts.push(leading.clone());
            used = first;
        }
        used += needed;
        parts.last_mut().expect("a part").push(column);
    }
    parts
}

/// Writes some columns of a table.
fn grid(out: &mut Lines, table: &Table<'_>, columns: &[usize]) {
    let width = usize::from(out.width);
    let mut shown = comfy_table::Table::new();
    shown
        .load_style(presets::NOTHING.header_separator(LineStyle::none().fill('─').junction('─')))
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(out.width)
        .set_header(
            columns
                .iter()
                .map(|&at| printable(&table.columns[at].heading)),
        );
    for row in &table.rows {
        shown.add_row(columns.iter().map(|&at| cell(&row[at])));
    }
    for (&at, column) in columns.iter().zip(shown.column_iter_mut()) {
        let least = least(table, at, width) + usize::from(column.padding_width());
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least as u16)));
    }
    let _ = writeln!(out.text, "\n{}", shown.trim_fmt());
}

/// Returns the number of letters in the longest word of a text.
fn longest_word(text: &str) -> usize {
    let words = text.split(' ').map(|word| word.chars().count());
    words.max().unwrap_or(0)
}

/// Returns a cell for the terminal; numbers are aligned right.
fn cell(cell: &Cell<'_>) -> comfy_table::Cell {
    let alignment = if cell.is_numeric() {
        CellAlignment::Right
    } else {
        CellAlignment::Left
    };
    comfy_table::Cell::new(printable(&cell.in_one_line())).set_alignment(alignment)
}

/// Cuts a word into pieces of at most a width; almost every word is a single piece.
fn pieces(mut word: &str, width: usize) -> Vec<&str> {
    let mut pieces = vec![];
    while let Some((end, _)) = word.char_indices().nth(width) {
        let (piece, rest) = word.split_at(end);
        pieces.push(piece);
        word = rest;
    }
    pieces.extend((!word.is_empty()).then_some(word));
    pieces
}

/// Writes a text in lines.
fn paragraph(out: &mut Lines, text: &str) {
    let text = printable(text);
    let width = usize::from(out.width);
    let mut column = 0;
    for word in text.split(' ').flat_map(|word| pieces(word, width)) {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            out.text.push('\n');
            column = 0;
        }
        if column > 0 {
            out.text.push(' ');
            column += 1;
        }
        out.text.push_str(word);
        column += length;
    }
    out.text.push('\n');
}
