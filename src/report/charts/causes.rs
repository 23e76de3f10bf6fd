//! Why batches wait: waiting time by cause, over all stations.

use crate::report::journey::{self, Part, Step};
use crate::report::tables::{Cell, Layout, Table};
use crate::report::wording::{self, Quantity};
use crate::results::{Results, RunOutcome};

use super::axis;
use super::bars::{self, Bar, Bars, Piece};
use super::chart::Drawing;
use super::journey::{at_least, colour, hours};
use super::sheet::Frame;

/// Draws a bar for each cause of waiting, if there are several.
pub(super) fn by_cause<'a>(results: &'a Results, run: &'a RunOutcome) -> Option<Drawing<'a>> {
    let journey = journey::journey(results, run);
    let waits = journey
        .parts()
        .into_iter()
        .filter(|part| *part != Part::Work);
    let sum = |part: Part| {
        journey
            .steps
            .iter()
            .map(|step| step.hours(part))
            .sum::<f64>()
    };
    let mut causes: Vec<(Part, f64)> = waits.map(|part| (part, sum(part))).collect();
    if causes.len() < 2 {
        return None;
    }
    causes.sort_by(|one, other| other.1.total_cmp(&one.1));
    let total: f64 = causes.iter().map(|(_, hours)| hours).sum();
    let percent = |hours: f64| wording::percent(hours / total, 0);
    let (first, longest) = causes[0];
    // unfinished waits are not included, and may have other causes
    let of_what = if journey.is_bound {
        "completed waits"
    } else {
        "the waiting time"
    };
    let title = format!(
        "Why batches wait: {} for {} of {of_what}",
        first.words(),
        percent(longest)
    );
    let hint = format!(
        "Waiting of an average batch at all stations, {} together, by cause",
        at_least(journey.is_bound, total)
    );
    let row = |(part, spent): &(Part, f64)| Bar {
        label: wording::capitalised(part.words()),
        pieces: vec![Piece {
            length: *spent,
            colour: colour(*part),
            name: part.words(),
            label: hours(*spent),
        }],
        end: format!("{} · {}", hours(*spent), percent(*spent)),
    };
    let bars = Bars {
        x: axis::spans(longest, "Waiting of an average batch"),
        keys: vec![],
        rows: causes.iter().map(row).collect(),
    };
    Some(Drawing {
        name: "why-batches-wait".to_owned(),
        frame: Frame::new(results, title, hint),
        caption:
            "Each moment of waiting counts for the cause that held the batch up at that moment."
                .to_owned(),
        table: table(&journey.steps, &causes),
        draw: Box::new(move |frame, size| bars::draw(&bars, frame, size)),
    })
}

/// Returns the causes by station as a table.
fn table<'a>(steps: &[Step], causes: &[(Part, f64)]) -> Table<'a> {
    let spent = |hours: f64| Cell::derived(Quantity::Hours, Some(hours));
    let causes = Layout::over(causes).column("Cause", |(part, _)| {
        Cell::text(wording::capitalised(part.words()))
    });
    let causes = steps.iter().fold(causes, |causes, step| {
        causes.column(&step.label, |(part, _)| spent(step.hours(*part)))
    });
    causes
        .column("All stations", |(_, total)| spent(*total))
        .table()
}
