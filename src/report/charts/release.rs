//! How fast batches are released: the cumulative curve with the target.

use crate::report::tables::{Cell, Table};
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, ReleaseCurve, Results, RunOutcome};

use super::Drawing;
use super::axis;
use super::palette::RELEASED;
use super::plot::{self, Aim, Line, Plot, Weight};
use super::sheet::Frame;

/// Rows told in the chart's text form.
const ROWS: usize = 400;

/// The share of measured batches released within a time, over that time.
pub(super) fn curve<'a>(results: &'a Results, run: &'a RunOutcome) -> Option<Drawing<'a>> {
    let curve = run.release_curve.as_ref()?;
    let target = &results.plan.target;
    let longest = shown_until(curve, target.release_within_hours)?;
    let places: Vec<(f64, Estimate)> = curve
        .hours
        .iter()
        .zip(&curve.share)
        .filter(|(hours, _)| **hours <= longest)
        .map(|(&hours, &share)| (hours, share))
        .collect();
    let title = match (target.release_within_hours, target.release_share) {
        (Some(within), Some(share)) => format!(
            "How fast batches are released, and the target of {} within {}",
            wording::exact(Quantity::Share, share),
            wording::exact(Quantity::Hours, within)
        ),
        _ => "How fast batches are released".to_owned(),
    };
    let aim = target
        .release_within_hours
        .zip(target.release_share)
        .map(|(within, share)| Aim {
            across: within,
            up: share,
            across_label: format!("Target: {}", wording::exact(Quantity::Share, share)),
            up_label: format!("within {}", wording::exact(Quantity::Hours, within)),
        });
    let hint = plot::band_hint(
        results,
        "share of the batches that arrived, released within that time",
    );
    let table = table(curve);
    let plot = Plot {
        told: curve
            .hours
            .iter()
            .copied()
            .zip(table.told())
            .take_while(|it| it.0 <= longest)
            .collect(),
        frame: Frame::new(results, &title, &hint),
        x: axis::spans(longest, "Release time from arrival to release"),
        y: axis::shares("Share of batches released"),
        lines: vec![Line {
            label: String::new(),
            colour: RELEASED,
            weight: Weight::Main,
            places,
        }],
        target: None,
        shades: Vec::new(),
        aim,
    };
    let beside = if plot.aim.is_some() {
        "The target is reached where the curve passes above and to the left of the point."
    } else {
        ""
    };
    Some(Drawing {
        name: "release-time-distribution".to_owned(),
        caption: beside.to_owned(),
        hint,
        title,
        table: table.limited(ROWS, "results.json"),
        draw: Box::new(move |size| plot::draw(&plot, size)),
    })
}

/// Where the horizontal axis ends: where nearly all that are released have been, and past the
/// target; `None` where the curve has no place.
fn shown_until(curve: &ReleaseCurve, target: Option<f64>) -> Option<f64> {
    let share = |estimate: &Estimate| estimate.upper.or(estimate.mean);
    let last = *curve.hours.last()?;
    let highest = curve.share.iter().filter_map(share).fold(0.0, f64::max);
    let nearly = curve
        .hours
        .iter()
        .zip(&curve.share)
        .find(|(_, estimate)| share(estimate).is_some_and(|share| share >= 0.998 * highest))
        .map_or(last, |(hours, _)| *hours);
    let wanted = nearly.min(last).max(target.unwrap_or(0.0) * 1.35);
    (wanted > 0.0).then_some(wanted)
}

/// The curve in numbers.
fn table(curve: &ReleaseCurve) -> Table {
    let mut table = Table::new(&["Within", "Share of batches released"]);
    let rows = curve.hours.iter().zip(&curve.share).map(|(hours, share)| {
        let within = Estimate {
            mean: Some(*hours),
            ..Estimate::default()
        };
        vec![
            Cell::mean(Quantity::Hours, &within),
            Cell::estimate(Quantity::Share, share),
        ]
    });
    table.rows = rows.collect();
    table
}
