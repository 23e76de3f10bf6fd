//! The report: one HTML page that needs nothing else, laid out like a Time Release Study with the
//! answer first.

mod compare;
mod method;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::answer::{self, Answer};
use super::charts::{Chart, WHERE_THE_TIME_GOES};
use super::fonts;
use super::tables::{self, Cell, Table, Tone};
use super::wording;
use crate::results::{Outcome, Results, RunOutcome, Severity, SweepOutcome};

/// Rows of a sweep's table on the page.
const POINTS: usize = 500;

/// What the steps of the release time are.
const STEPS: &str = "The mean of one visit to each station, waits split by what held the batch up \
    at that moment, and how many visits an average batch makes.";

/// What lateness is.
const LATENESS: &str = "Of the batches with a due time; one in time counts as zero hours late.";

/// The page, with the charts inside.
pub(super) fn page(results: &Results, charts: &[Chart]) -> String {
    let answer = answer::answer(results);
    let body = match &results.outcome {
        Outcome::Run(run) => of_run(results, run, charts),
        Outcome::Sweep(sweep) => of_sweep(results, sweep, charts),
        Outcome::Compare(found) => compare::of_compare(results, found, charts),
    };
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "clearway " (results.provenance.version) };
                title { (results.heading.title) }
                link rel="icon" href="data:,";
                style { (PreEscaped(style())) }
            }
            body {
                main {
                    (heading(results))
                    (answered(&answer))
                    (notes(results))
                    (body)
                    (method::sources(results))
                    (method::method(results))
                    (method::provenance(results))
                }
            }
        }
    }
    .into_string()
}

/// The style sheet with the fonts inside.
fn style() -> String {
    let face = |bytes: &[u8], weight: u16| {
        format!(
            "@font-face{{font-family:\"Noto Sans\";font-weight:{weight};\
             src:url(data:font/ttf;base64,{}) \
             format(\"truetype\")}}\n",
            STANDARD.encode(bytes)
        )
    };
    let faces = face(fonts::REGULAR, 400) + &face(fonts::BOLD, 700);
    faces + include_str!("page/style.css")
}

/// Title and question.
fn heading(results: &Results) -> Markup {
    let plan = &results.plan;
    html! {
        header {
            h1 { (results.heading.title) }
            @if let Some(question) = &results.heading.question {
                p.question { (question) }
            }
            p.window {
                "Measured from " (wording::date_time(&plan.window_start))
                " to " (wording::date_time(&plan.window_end))
            }
        }
    }
}

/// The answer.
fn answered(answer: &Answer) -> Markup {
    html! {
        section.answer aria-label="Answer" {
            p.headline { (answer.headline) }
            @for sentence in &answer.details {
                p { (sentence) }
            }
        }
    }
}

/// What the reader must know.
fn notes(results: &Results) -> Markup {
    html! {
        @if !results.notes.is_empty() {
            section.notes aria-label="Notes" {
                @for note in &results.notes {
                    @match note.severity {
                        Severity::Warning => {
                            p.note.warning { strong { "Warning. " } (note.text) }
                        }
                        Severity::Remark => { p.note { strong { "Note. " } (note.text) } }
                    }
                }
            }
        }
    }
}

/// The sections of one arrangement.
fn of_run(results: &Results, run: &RunOutcome, charts: &[Chart]) -> Markup {
    let interval = wording::interval_name(&results.plan);
    let stations_text = format!(
        "Left: what theory says before any run, over a week. Offered load is the mean number of \
         lanes that the visits keep at work; fewer lanes than needed can never keep up. Right: \
         what the runs gave, mean with {interval}."
    );
    let means = means(&interval);
    let lateness_text = format!("{LATENESS} {means}");
    let (journey, others): (Vec<&Chart>, Vec<&Chart>) = charts
        .iter()
        .partition(|chart| chart.name == WHERE_THE_TIME_GOES);
    html! {
        @if !run.verdicts.is_empty() {
            (section("Targets", None, &tables::targets(results, &run.verdicts)))
        }
        (figures(journey))
        (section("Steps of the release time", Some(STEPS), &tables::steps(results, run)))
        (figures(others))
        (section("Stations", Some(&stations_text), &tables::stations(results, run)))
        (section("Teams", Some(&means), &tables::teams(results, run)))
        (section("Costs", Some(&means), &tables::costs(results, run)))
        (section("Lateness", Some(&lateness_text), &tables::lateness(results, run)))
        (section("Goods", Some(&means), &tables::goods(results, run)))
        (section("Arrival streams", Some(&means), &tables::arrivals(results, run)))
        @let metrics = tables::metrics(results, run);
        @if !metrics.rows.is_empty() {
            section {
                h2 { "All metrics" }
                details.full {
                    summary { (wording::count(metrics.rows.len() as u64, "metric", "metrics")) }
                    (table(&metrics, "All metrics"))
                }
            }
        }
    }
}

/// "Means with 95 % intervals."
fn means(interval: &str) -> String {
    format!("Means with their {interval} over replications.")
}

/// The sections of many arrangements.
fn of_sweep(results: &Results, sweep: &SweepOutcome, charts: &[Chart]) -> Markup {
    let points = tables::points(results, sweep).limited(POINTS, "sweep.csv");
    let text = means(&wording::interval_name(&results.plan));
    html! {
        @if let Some(first) = tables::qualifying(sweep) {
            (section("Where every target is met", None, &first.limited(POINTS, "sweep.csv")))
        }
        @if charts.is_empty() && sweep.paths.len() > 1 {
            p.note { strong { "Note. " }
                "There are too many combinations to draw; the table below and sweep.csv hold them."
            }
        }
        (figures(charts))
        (section("All arrangements", Some(&text), &points))
    }
}

/// The charts.
fn figures<'a>(charts: impl IntoIterator<Item = &'a Chart>) -> Markup {
    html! {
        @for chart in charts {
            section.figure {
                h2 { (chart.title) }
                figure {
                    div.chart.wide { (PreEscaped(&chart.svg)) }
                    div.chart.narrow { (PreEscaped(&chart.narrow)) }
                    @if !chart.caption.is_empty() { figcaption { (chart.caption) } }
                }
                @if !chart.table.rows.is_empty() {
                    details {
                        summary { "The same as a table" }
                        (table(&chart.table, &chart.title))
                    }
                }
            }
        }
    }
}

/// A section around a table; nothing where it has no rows.
fn section(title: &str, text: Option<&str>, rows: &Table) -> Markup {
    html! {
        @if !rows.rows.is_empty() {
            section {
                h2 { (title) }
                @if let Some(text) = text { p { (text) } }
                (table(rows, title))
            }
        }
    }
}

/// A table that scrolls by itself where it is wider than the page.
fn table(table: &Table, name: &str) -> Markup {
    let numeric = |column: usize| {
        table
            .rows
            .first()
            .and_then(|row| row.get(column))
            .is_some_and(|cell| cell.numeric)
    };
    html! {
        div.scroll tabindex="0" role="region" aria-label=(name) {
            table {
                thead {
                    tr {
                        @for (column, header) in table.headers.iter().enumerate() {
                            th scope="col" class=[numeric(column).then_some("number")] { (header) }
                        }
                    }
                }
                tbody {
                    @for row in &table.rows {
                        tr {
                            @for (column, cell) in row.iter().enumerate() {
                                @if column == 0 {
                                    th scope="row" class=[cell.numeric.then_some("number")] {
                                        (content(cell))
                                    }
                                } @else {
                                    td class=[cell.numeric.then_some("number")] { (content(cell)) }
                                }
                            }
                        }
                    }
                }
            }
        }
        @if let Some(remark) = &table.remark { p.remark { (remark) } }
    }
}

/// What stands in a cell; a number carries its full value for programs.
fn content(cell: &Cell) -> Markup {
    let tone = match cell.tone {
        Tone::Plain => None,
        Tone::Good => Some("tone good"),
        Tone::Bad => Some("tone bad"),
        Tone::Open => Some("tone open"),
    };
    html! {
        @match (cell.value.filter(|value| value.is_finite()), tone) {
            (Some(value), tone) => { data value=(value) class=[tone] { (cell.text) } }
            (None, Some(tone)) => { span class=(tone) { (cell.text) } }
            (None, None) => { (cell.text) }
        }
        @if let Some(interval) = &cell.interval { " " small { (interval) } }
    }
}
