//! The summary for the terminal: the answer, the targets and the most important numbers.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Width, presets};

use super::answer;
use super::pivot;
use super::tables::{self, Cell, Table};
use crate::metric::{Metric, Scope};
use crate::output::printable;
use crate::results::{MetricResult, Outcome, Results, RunOutcome, Severity, SweepOutcome};

/// Width of the summary, in columns of the terminal.
const WIDTH: u16 = 100;
/// Letters in the longest word that a table does not break.
const LONG: usize = 24;

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
    // no-break spaces are not needed once the lines are broken
    broken_into_lines(results).replace('\u{a0}', " ")
}

/// Returns the summary with its no-break spaces.
fn broken_into_lines(results: &Results) -> String {
    let mut out = String::new();
    let answer = answer::answer(results);
    paragraph(&mut out, &results.heading.title);
    out.push('\n');
    paragraph(&mut out, &answer.headline);
    for sentence in &answer.details {
        paragraph(&mut out, sentence);
    }
    match &results.outcome {
        Outcome::Run(run) => {
            if !run.verdicts.is_empty() {
                section(&mut out, &tables::targets(results, &run.verdicts));
            }
            section(&mut out, &headline_metrics(results, run));
            let mut stations = tables::stations(results, run)
                .pick(STATION)
                .without_intervals();
            stations.columns[1].heading = String::from("Offered load");
            section(&mut out, &stations.limited(POINTS, "metrics.csv"));
        }
        Outcome::Sweep(sweep) => points(&mut out, results, sweep),
        Outcome::Staff(staff) => {
            let roster = tables::posted(results, staff).limited(POINTS, "roster.csv");
            section(&mut out, &roster);
            if staff.who.rows.is_some() {
                let hint = "The report has the chosen rows to paste; --write FILE writes a \
                            scenario with them.";
                paragraph(&mut out, hint);
            }
            let table = tables::important(results, staff);
            section(&mut out, &table.without_intervals());
        }
        Outcome::Stress(stress) => {
            let table = tables::multiples(results, stress);
            section(&mut out, &table.without_intervals());
        }
        Outcome::Compare(compare) => {
            let arrangements = tables::arrangements(results, compare);
            section(&mut out, &arrangements.without_intervals());
            let judged = tables::differences(results, compare, |it| it.adjusted);
            let judged = judged
                .pick(tables::JUDGED)
                .limited(POINTS, "comparison.csv");
            section(&mut out, &judged);
        }
    }
    for note in &results.notes {
        let kind = match note.severity {
            Severity::Warning => "warning",
            Severity::Remark => "note",
        };
        paragraph(&mut out, &format!("{kind}: {}", note.text));
    }
    out
}

/// Writes the points of a sweep: one cell for each point if that fits, else one row for each.
fn points(out: &mut String, results: &Results, sweep: &SweepOutcome) {
    if let Some((text, table)) = pivot::pivot(results, sweep) {
        out.push('\n');
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

/// Writes a table after an empty line.
fn section(out: &mut String, table: &Table<'_>) {
    if table.is_empty() {
        return;
    }
    let mut shown = comfy_table::Table::new();
    shown
        .load_style(presets::NOTHING.header_separator(LineStyle::none().fill('─').junction('─')))
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH)
        .set_header(
            table
                .columns
                .iter()
                .map(|column| printable(&column.heading)),
        );
    for row in &table.rows {
        shown.add_row(row.iter().map(cell));
    }
    for (index, column) in shown.column_iter_mut().enumerate() {
        let cells = table.rows.iter().map(|row| row[index].in_one_line());
        let longest = cells.map(|text| longest_word(&text)).max().unwrap_or(0);
        let least = longest
            .max(longest_word(&table.columns[index].heading))
            .min(LONG);
        let padding = column.padding_width();
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(
            least as u16 + padding,
        )));
    }
    let _ = writeln!(out, "\n{}", shown.trim_fmt());
    if let Some(remark) = &table.remark {
        paragraph(out, remark);
    }
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

/// Cuts a word into pieces of at most [`WIDTH`]; almost every word is a single piece.
fn pieces(mut word: &str) -> Vec<&str> {
    let mut pieces = vec![];
    while let Some((end, _)) = word.char_indices().nth(usize::from(WIDTH)) {
        let (piece, rest) = word.split_at(end);
        pieces.push(piece);
        word = rest;
    }
    pieces.extend((!word.is_empty()).then_some(word));
    pieces
}

/// Writes a text in lines of at most [`WIDTH`].
fn paragraph(out: &mut String, text: &str) {
    let text = printable(text);
    let mut column = 0;
    for word in text.split(' ').flat_map(pieces) {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > usize::from(WIDTH) {
            out.push('\n');
            column = 0;
        }
        if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
}
