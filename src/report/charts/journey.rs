//! Where the time goes: time of an average batch, station by station.

use plotters::style::RGBColor;

use crate::metric::{Metric, Scope};
use crate::report::journey::{self, Journey, Part, Step};
use crate::report::tables;
use crate::report::wording::{self, Quantity};
use crate::results::{Results, RunOutcome};

use super::axis;
use super::bars::{self, Bar, Bars, Key, Piece};
use super::chart::Drawing;
use super::palette;
use super::sheet::Frame;

/// Limit on the bars; beyond it the shortest are combined.
const BARS: usize = 12;

/// Draws a stacked bar for each station: work, and waiting by cause.
pub(super) fn by_station<'a>(results: &'a Results, run: &'a RunOutcome) -> Option<Drawing<'a>> {
    let mut whole = journey::journey(results, run);
    let takes_time = |step: &Step| step.total() > 0.0 || step.visits != Some(0.0);
    if whole.steps.iter().all(|step| step.visits.is_none()) {
        return None;
    }
    let (total, causes) = (whole.total(), whole.tells_causes());
    let table = tables::journey(&whole);
    if whole.steps.iter().any(takes_time) {
        whole.steps.retain(takes_time);
    }
    let (shown, left_out) = whole.shortened(BARS);
    let (bound, is_complete) = (shown.is_bound, shown.is_complete);
    let longest = shown.steps.iter().map(Step::total).fold(0.0, f64::max);
    // if nothing takes time, the axis still needs a length
    let longest = if longest > 0.0 { longest } else { 1.0 / 60.0 };
    let bars = Bars {
        x: axis::spans(longest, "Time of an average batch at the station"),
        keys: keys(&shown),
        rows: shown
            .steps
            .iter()
            .map(|step| bar(step, total, bound))
            .collect(),
    };
    Some(Drawing {
        name: "where-the-time-goes".to_owned(),
        frame: Frame::new(
            results,
            title(run, is_complete),
            hint(total, bound, causes, left_out),
        ),
        caption: caption(is_complete, bound),
        table,
        draw: Box::new(move |frame, size| bars::draw(&bars, frame, size)),
    })
}

/// Colour of a part, the same on every chart.
pub(in crate::report) fn colour(part: Part) -> RGBColor {
    match part {
        Part::Work => palette::WORK,
        Part::LanesBusy => palette::LANES_BUSY,
        Part::Closed => palette::CLOSED,
        Part::NoStaff => palette::NO_STAFF,
        Part::BrokenDown => palette::BROKEN_DOWN,
        Part::Blocked => palette::BLOCKED,
        Part::Waiting => palette::WAITING,
    }
}

/// Returns the caption: the meaning of a bar, and of all bars together.
fn caption(is_complete: bool, is_bound: bool) -> String {
    let bar = "A bar is the mean time of a completed visit times the visits of an average batch.";
    if is_complete {
        return format!("{bar} Together, the bars come close to the mean release time.");
    }
    let more = if is_bound {
        " Unfinished visits are not included, so the true times are longer."
    } else {
        ""
    };
    format!(
        "{bar} It averages over all batches that arrive, including those refused, withdrawn or not \
         released, so the bars do not add up to the mean release time, which covers only released \
         batches.{more}"
    )
}

/// Returns the title, with the mean release time if all batches are released.
fn title(run: &RunOutcome, is_complete: bool) -> String {
    if !is_complete {
        return "Where the time goes, for an average batch that arrives".to_owned();
    }
    let Some(mean) = run
        .metrics
        .find(&Scope::All, Metric::ReleaseTimeMean)
        .filter(|metric| metric.estimate.mean.is_some())
    else {
        return "Where the time goes".to_owned();
    };
    let bound = wording::bound(mean);
    let shown = wording::mean(Quantity::Hours, &mean.estimate);
    format!("Where the time goes: {bound}{shown} from arrival to release on average")
}

/// Returns the hint on how to read the bars.
fn hint(total: f64, is_bound: bool, causes: bool, left_out: usize) -> String {
    let split = if causes { ", waiting by cause" } else { "" };
    let together = at_least(is_bound, total);
    let mut hint =
        format!("Work and waiting of an average batch at each station{split}; together {together}");
    if left_out > 0 {
        let kept = BARS - 1;
        hint = format!(
            "{hint}. The {kept} stations that take longest; one bar for the {left_out} others"
        );
    }
    hint
}

/// Writes a duration, in hours, that is computed from means.
pub(super) fn hours(hours: f64) -> String {
    wording::mean(Quantity::Hours, &wording::alone(Some(hours)))
}

/// Writes the same, as "at least ..." if it is only a lower bound.
pub(super) fn at_least(is_bound: bool, spent: f64) -> String {
    let bound = if is_bound { "at least " } else { "" };
    format!("{bound}{}", hours(spent))
}

/// Returns the legend.
fn keys(journey: &Journey) -> Vec<Key> {
    let causes = journey.tells_causes();
    let (mut keys, mut said) = (Vec::new(), false);
    for part in journey.parts() {
        let words = match part {
            Part::Work => "Work",
            Part::Waiting if !causes => "Waiting",
            part => {
                if !said {
                    keys.push(Key::Words("Waiting:".to_owned()));
                }
                said = true;
                part.words()
            }
        };
        keys.push(Key::Colour(colour(part), words.to_owned()));
    }
    keys
}

/// Returns the bar of a station, without its share of the total if times are lower bounds.
fn bar(step: &Step, whole: f64, is_bound: bool) -> Bar {
    let pieces = Part::ALL
        .into_iter()
        .filter(|part| step.hours(*part) > 0.0)
        .map(|part| Piece {
            length: step.hours(part),
            colour: colour(part),
            name: part.words(),
            label: hours(step.hours(part)),
        })
        .collect();
    let total = step.total();
    let end = match step.visits {
        None => wording::NOTHING.to_owned(),
        Some(_) if is_bound => at_least(true, total),
        Some(_) if whole > 0.0 => {
            format!("{} · {}", hours(total), wording::percent(total / whole, 0))
        }
        Some(_) => hours(total),
    };
    Bar {
        label: step.label.clone(),
        pieces,
        end,
    }
}
