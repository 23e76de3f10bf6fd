//! The parts that every page is made of: chapters, figures, tables and tiles.

use maud::{Markup, PreEscaped, html};

use crate::metric::{Metric, Scope};
use crate::report::charts::Chart;
use crate::report::lookup;
use crate::report::tables::{Cell, Table, Tone};
use crate::report::wording;
use crate::results::{Estimate, Results, Verdict};

/// A numbered chapter of the report.
pub(super) struct Chapter {
    /// Target of links to the chapter.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) body: Markup,
}

impl Chapter {
    /// Returns a chapter; a chapter without a body is left out of the report.
    pub(super) fn new(id: &'static str, title: &'static str, body: Markup) -> Self {
        Self { id, title, body }
    }
}

/// Returns the table of contents, as links.
pub(super) fn contents(chapters: &[Chapter]) -> Markup {
    html! {
        nav aria-label="Contents" {
            ol { @for chapter in chapters {
                li { a href={ "#" (chapter.id) } { (chapter.title) } }
            } }
        }
    }
}

/// Returns the chapters, one after the other.
pub(super) fn chapters(chapters: &[Chapter]) -> Markup {
    html! {
        @for chapter in chapters {
            section.chapter id=(chapter.id) {
                h2 { (chapter.title) }
                (chapter.body)
            }
        }
    }
}

/// Returns the charts with these names, in the order of the names.
pub(super) fn named<'a>(
    charts: &'a [Chart<'a>],
    names: &'a [&'a str],
) -> impl Iterator<Item = &'a Chart<'a>> {
    let of = |name: &'a &str| charts.iter().filter(move |chart| chart.name == *name);
    names.iter().flat_map(of)
}

/// Returns charts, each with its numbers as a table. The style sheet numbers them.
pub(super) fn figures<'a>(charts: impl IntoIterator<Item = &'a Chart<'a>>) -> Markup {
    html! {
        @for chart in charts {
            section.figure data-chart=(chart.name) {
                h3 { (chart.title) }
                figure {
                    div.chart.wide { (PreEscaped(&chart.svg)) }
                    div.chart.narrow { (PreEscaped(&chart.narrow)) }
                    figcaption {
                        @if chart.caption.is_empty() { (chart.title) } @else { (chart.caption) }
                    }
                }
                @if !chart.table.is_empty() {
                    details {
                        summary { "The same as a table" }
                        (scrolling(&chart.table, &chart.title, Caption::None))
                    }
                }
            }
        }
    }
}

/// Returns a section around a table, whose heading the style sheet numbers; nothing if the table
/// has no rows.
pub(super) fn section(title: &str, text: Option<&str>, rows: &Table<'_>) -> Markup {
    html! {
        @if !rows.is_empty() {
            section {
                h3.numbered { (title) }
                @if let Some(text) = text { p { (text) } }
                (scrolling(rows, title, Caption::None))
            }
        }
    }
}

/// Returns a table of all metrics, folded away; nothing if the table has no rows.
pub(super) fn folded(rows: &Table<'_>, row: &str) -> Markup {
    html! {
        @if !rows.is_empty() {
            details.full {
                summary { (wording::things(rows.rows.len() as u64, row)) }
                (table(rows, "All metrics"))
            }
        }
    }
}

/// Explains the numbers of a table, such as "Means with their 95 % interval over replications."
pub(super) fn means(results: &Results) -> String {
    if !lookup::has_intervals(results) {
        return "Numbers of one replication, which have no interval.".to_owned();
    }
    let interval = wording::interval_name(results.plan.confidence);
    format!("Means with their {interval} over replications.")
}

/// Most letters of a heading that are shown; the pointer shows the whole heading.
const HEADING_LETTERS: usize = 60;

/// Whether a table has a caption of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Caption {
    /// Its name, which the style sheet numbers.
    Name,
    /// None: a heading or a figure above it names it.
    None,
}

/// Returns a table with its name as a caption.
pub(super) fn table(table: &Table<'_>, name: &str) -> Markup {
    scrolling(table, name, Caption::Name)
}

/// Returns a table, which scrolls by itself if it is wider than the page.
fn scrolling(table: &Table<'_>, name: &str, caption: Caption) -> Markup {
    let number = |cell: &Cell<'_>| cell.is_numeric().then_some("number");
    let below = |at: usize| table.rows.first().and_then(|row| number(&row[at]));
    html! {
        div.scroll tabindex="0" role="region" aria-label=(name) {
            table {
                @if caption == Caption::Name { caption { (name) } }
                thead { tr {
                    @for (at, column) in table.columns.iter().enumerate() {
                        @let heading = &column.heading;
                        @let shown = wording::cut(heading, HEADING_LETTERS);
                        th scope="col" class=[below(at)]
                            title=[(shown != *heading).then_some(heading)] { (shown) }
                    }
                } }
                tbody { @for row in &table.rows { tr {
                    @for (at, cell) in row.iter().enumerate() {
                        @if at == 0 {
                            th scope="row" class=[number(cell)] dir="auto" { (content(cell)) }
                        } @else {
                            td class=[number(cell)] { (content(cell)) }
                        }
                    }
                } } }
            }
        }
        @if let Some(remark) = &table.remark { p.remark { (remark) } }
    }
}

/// Returns the CSS class of a tone.
pub(super) fn tone(tone: Tone) -> Option<&'static str> {
    match tone {
        Tone::Plain => None,
        Tone::Good => Some("tone good"),
        Tone::Bad => Some("tone bad"),
        Tone::Open => Some("tone open"),
    }
}

/// Returns the content of a cell; a number carries its full value for programs.
pub(super) fn content(cell: &Cell<'_>) -> Markup {
    let tone = tone(cell.tone);
    html! {
        @match (cell.full(), tone) {
            (Some(value), tone) => { data value=(value) class=[tone] { (cell.words()) } }
            (None, Some(tone)) => { span class=(tone) { (cell.words()) } }
            (None, None) => { (cell.words()) }
        }
        @if let Some(interval) = cell.interval() { " " small { (interval) } }
    }
}

/// A headline number: its title, the number with its interval, and a remark.
pub(in crate::report) struct Tile<'a> {
    /// The metric that is shown, and its scope.
    pub(in crate::report) subject: (Metric, Scope),
    pub(in crate::report) estimate: Estimate,
    pub(in crate::report) verdict: Option<&'a Verdict>,
    pub(in crate::report) title: String,
    pub(in crate::report) number: Cell<'a>,
    /// Confidence of its interval.
    pub(super) confidence: f64,
    pub(in crate::report) remark: Option<Cell<'a>>,
    /// Drawing of the interval and the target.
    pub(super) range: Option<Markup>,
}

/// Returns the headline numbers side by side.
pub(super) fn tiles(tiles: &[Tile<'_>]) -> Markup {
    html! {
        @if !tiles.is_empty() {
            section.tiles aria-label="Key figures" {
                @for tile in tiles {
                    div.tile {
                        p.what dir="auto" { (tile.title) }
                        p.value { (content(&tile.number.clone().bare())) }
                        @if let Some(ends) = tile.number.interval() {
                            p.small { (wording::interval_name(tile.confidence)) " " (ends) }
                        }
                        @if let Some(range) = &tile.range { (range) }
                        @if let Some(remark) = &tile.remark { p.remark { (content(remark)) } }
                    }
                }
            }
        }
    }
}

/// Draws the interval of a verdict on a line, with a mark at the target and a lighter mark where
/// its good side begins, if that is not at the target itself.
pub(super) fn range(verdict: &Verdict) -> Option<Markup> {
    let estimate = &verdict.estimate;
    let (mean, lower, upper) = (estimate.mean?, estimate.lower?, estimate.upper?);
    let (goal, limit) = (verdict.wanted, verdict.good_from);
    let (from, to) = (lower.min(goal).min(limit), upper.max(goal).max(limit));
    let spread = (to - from).max(1e-9 * to.abs()).max(f64::MIN_POSITIVE);
    let place = |value: f64| 8.0 + 84.0 * (value - from) / spread;
    let percent = |share: f64| format!("{share:.1}%");
    let bar = format!(
        "left:{};width:{}",
        percent(place(lower)),
        percent((place(upper) - place(lower)).max(0.5))
    );
    Some(html! {
        div.range aria-hidden="true" {
            span.bar style=(bar) {}
            span.dot style={ "left:" (percent(place(mean))) } {}
            @if limit != goal { span.limit style={ "left:" (percent(place(limit))) } {} }
            span.goal style={ "left:" (percent(place(goal))) } {}
        }
    })
}
