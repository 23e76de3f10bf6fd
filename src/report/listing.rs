//! The list of finished runs: as text, and as a page.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, Table as Text, presets};
use maud::html;

use super::page;
use super::{PAGE_FILE, answer, lookup, wording};
use crate::metric::{self, Metric, Scope};
use crate::output::printable;
use crate::results::{Metrics, Outcome, Results, Standing, Verdict};

/// A finished run in a folder.
#[derive(Debug)]
pub struct Finished {
    /// The folder, as it is shown and linked to.
    pub folder: String,
    /// Name of the command.
    pub command: &'static str,
    /// When it was written, in words.
    pub when: String,
    /// Is its page there?
    pub has_page: bool,
    /// Key figures.
    figures: Figures,
}

/// The key figures of results.
#[derive(Debug)]
struct Figures {
    title: String,
    scenario: String,
    /// What was found of the targets.
    targets: String,
    headline: String,
    release: Option<f64>,
    cost: Option<f64>,
}

impl Finished {
    /// Takes the key figures of results.
    pub fn of(results: &Results, folder: String, when: String, has_page: bool) -> Self {
        let arrangement = arrangement(&results.outcome);
        let mean = |metric| {
            let (metrics, _) = arrangement?;
            metrics.find(&Scope::All, metric)?.estimate.mean
        };
        Self {
            folder,
            command: results.outcome.command(),
            when,
            has_page,
            figures: Figures {
                title: results.heading.title.clone(),
                scenario: results.provenance.scenario_file.clone(),
                targets: targets(&results.outcome, arrangement.map(|(_, verdicts)| verdicts)),
                headline: answer::answer(results).headline,
                release: mean(Metric::ReleasedWithin),
                cost: mean(Metric::CostPerDay),
            },
        }
    }

    /// Returns the cells of its row.
    fn cells(&self) -> [String; 8] {
        let figures = &self.figures;
        let share = |share: f64| format!("{} %", metric::in_percent(share, 1));
        [
            self.folder.clone(),
            figures.scenario.clone(),
            self.command.to_owned(),
            self.when.clone(),
            figures.targets.clone(),
            figures.release.map_or_else(String::new, share),
            figures
                .cost
                .map_or_else(String::new, |cost| super::wording::fixed(cost, 0)),
            figures.headline.clone(),
        ]
    }
}

/// Returns the metrics and verdicts of the arrangement that results are about: that of a run, or
/// the one that a search for staff chose.
fn arrangement(outcome: &Outcome) -> Option<(&Metrics, &[Verdict])> {
    match outcome {
        Outcome::Run(run) => Some((&run.metrics, &run.verdicts)),
        Outcome::Staff(staff) => {
            let chosen = &staff.candidates[staff.choice?].point;
            Some((&chosen.metrics, &chosen.verdicts))
        }
        Outcome::Sweep(_) | Outcome::Stress(_) | Outcome::Compare(_) => None,
    }
}

/// Returns in a few words what was found of the targets.
fn targets(outcome: &Outcome, verdicts: Option<&[Verdict]>) -> String {
    let of = |met: usize, all: usize| format!("{met} of {all} met");
    let is_met = |verdicts: &[Verdict]| lookup::overall(verdicts) == Some(Standing::Met);
    match outcome {
        Outcome::Run(_) => {
            let standing = verdicts.and_then(lookup::overall);
            standing.map_or("", wording::standing).to_owned()
        }
        Outcome::Staff(staff) => match staff.choice {
            Some(_) => "met by the choice".to_owned(),
            None if staff.finished => "met by none".to_owned(),
            None => "unfinished".to_owned(),
        },
        Outcome::Sweep(sweep) => {
            let points = &sweep.points;
            let has_targets = points.iter().any(|it| !it.verdicts.is_empty());
            let met = points.iter().filter(|it| is_met(&it.verdicts)).count();
            if has_targets {
                of(met, points.len())
            } else {
                String::new()
            }
        }
        Outcome::Compare(compare) => {
            let all = &compare.arrangements;
            let has_targets = all.iter().any(|it| !it.verdicts.is_empty());
            let met = all.iter().filter(|it| is_met(&it.verdicts)).count();
            if has_targets {
                of(met, all.len())
            } else {
                String::new()
            }
        }
        Outcome::Stress(stress) => match stress.multiple.mean {
            // rounded down, so that the target is met there
            Some(multiple) => format!("met up to {:.2} times", (multiple * 100.0).floor() / 100.0),
            None if stress.is_out_of_reach() => "met by no multiple".to_owned(),
            None => String::new(),
        },
    }
}

/// Headings of the columns.
const HEADINGS: [&str; 8] = [
    "folder",
    "scenario",
    "command",
    "written",
    "targets",
    "in time",
    "cost a day",
    "answer",
];

/// Returns the list as text, without the answers in words. Where a row would be wider than the
/// terminal, each cell has a line of its own.
pub fn list(runs: &[Finished], width: Option<u16>) -> String {
    let mut table = Text::new();
    table
        .load_style(presets::NOTHING)
        .set_header(&HEADINGS[..7]);
    for run in runs {
        table.add_row(run.cells()[..7].iter().map(|it| printable(it)));
    }
    for column in table.column_iter_mut().skip(5) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let text = format!("{table}\n");
    let width = width.map_or(usize::MAX, usize::from);
    if text.lines().all(|line| line.chars().count() <= width) {
        return text;
    }
    let blocks: Vec<String> = runs.iter().map(block).collect();
    blocks.join("\n")
}

/// Returns the cells of a run below each other, without those that are empty.
fn block(run: &Finished) -> String {
    let cells = run.cells();
    let mut block = format!("{}\n", printable(&cells[0]));
    for (heading, cell) in HEADINGS.iter().zip(&cells).take(7).skip(1) {
        if !cell.is_empty() {
            let _ = writeln!(block, "  {heading:<10}  {}", printable(cell));
        }
    }
    block
}

/// Returns the list as a page; its links lead to the pages of the runs.
pub fn list_page(runs: &[Finished]) -> String {
    let class = |at: usize| (at == 5 || at == 6).then_some("number");
    let body = html! {
        div.scroll tabindex="0" role="region" aria-label="Finished runs" {
            table.cards {
                thead { tr { @for (at, heading) in HEADINGS.iter().enumerate() {
                    th scope="col" class=[class(at)] { (heading) }
                } } }
                tbody { @for run in runs { tr {
                    @for (at, cell) in run.cells().iter().enumerate() {
                        @if at == 0 {
                            th scope="row" dir="auto" {
                                @if run.has_page {
                                    a href=(link(&run.folder)) { (run.figures.title) }
                                } @else {
                                    (run.figures.title)
                                }
                                br; (cell)
                            }
                        } @else {
                            // a date is not broken at its dashes
                            td class=[class(at)] dir="auto" data-heading=(HEADINGS[at]) {
                                @if at == 3 { (cell.replace('-', "\u{2011}")) } @else { (cell) }
                            }
                        }
                    }
                } } }
            }
        }
        @if runs.is_empty() { p { "There is no finished run in this folder." } }
    };
    page::plain("Finished runs", &body)
}

/// Returns the address of the page in a folder below that of the list.
fn link(folder: &str) -> String {
    let mut link = String::new();
    for byte in folder.bytes() {
        let is_plain = byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
        if is_plain {
            link.push(char::from(byte));
        } else {
            let _ = write!(link, "%{byte:02X}");
        }
    }
    // a name with a colon is not the scheme of an address
    format!("./{link}/{PAGE_FILE}")
}
