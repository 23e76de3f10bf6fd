//! How fast batches are released: the cumulative distribution of release times, with the target.

use crate::report::tables;
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, ReleaseCurve, Results, RunOutcome};

use super::axis;
use super::chart::Drawing;
use super::palette::RELEASED;
use super::plot::{self, Aim, Line, Plot};
use super::sheet::Frame;

/// Draws the share of measured batches released within a time, over that time.
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
    let table = tables::release_times(curve);
    let told = curve.hours.iter().copied().zip(table.told());
    let plot = Plot {
        told: told.take_while(|it| it.0 <= longest).collect(),
        aim,
        ..Plot::new(
            axis::spans(longest, "Release time from arrival to release"),
            axis::shares("Share of batches released"),
            vec![Line::new("", RELEASED, places)],
        )
    };
    let caption = if plot.aim.is_some() {
        "The target is reached where the curve passes above and to the left of the point."
    } else {
        ""
    };
    let (name, frame) = (
        "release-time-distribution",
        Frame::new(results, title, hint),
    );
    Some(plot.drawing(name, frame, caption, (table, "results.json")))
}

/// Returns the end of the horizontal axis: the time by which nearly all released batches have been
/// released, extended past the target; `None` if the curve has no points.
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
